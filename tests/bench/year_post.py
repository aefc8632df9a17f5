"""A messenger in this process that counts the people whom pushes reach, as LINE does."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from bot.channels.channel import Allowance, Claim, Delivered, Delivery, Heard, Push, Pushed, Read, Sent
from bot.clock import Clock
from bot.outbox.pace import Pace
from bot.store import quotas


@dataclass(slots=True)
class Post:
    """`allowed`: people in a month, None for any number; `reached`: by month. `shown`: what each chat shows."""

    name: str
    clock: Clock
    allowed: int | None = None
    groups: dict[str, int] = field(default_factory=dict)  # how many people are in each
    reached: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    shown: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    pace: Pace = field(default_factory=lambda: Pace(100_000))

    def read(self, raw: Any) -> Read:
        """Somebody says or taps something."""
        return Heard(raw["who"], raw.get("text", ""), raw.get("token"))

    async def deliver(self, delivery: Delivery, claim: Claim) -> Delivered:
        """Replies cost nothing."""
        self.shown[delivery.address] += [one.reply.text for one in delivery.messages]
        return Delivered(tuple(Sent(one.id, "sent") for one in delivery.messages))

    async def waiting(self, delivery: Delivery) -> None:
        """Nobody waits."""

    async def push(self, push: Push) -> Pushed:
        """Within the month's allowance."""
        month, price = quotas.month(self.clock()), self.groups.get(push.address, 1)
        if self.allowed is not None and self.reached[month] + price > self.allowed:
            self.refused += 1
            return Pushed("quota")
        self.reached[month] += price
        self.shown[push.address].append(push.reply.text)
        return Pushed("sent")

    async def allowance(self) -> Allowance:
        """Of this month."""
        return Allowance(self.allowed, self.reached[quotas.month(self.clock())])

    async def reach(self, address: str) -> int:
        """How many people are in a group."""
        return self.groups[address]
