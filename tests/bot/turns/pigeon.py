"""A messenger that can fail, and what the tests say to it."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from bot.channels.channel import Changed, Claim, Delivered, Delivery, Heard, Read, Sent, State, Tap, Update
from bot.store.database import Store
from bot.turns import Desk
from handlers.messages import Reply


@dataclass(slots=True)
class Pigeon:
    """A messenger of the tests: its updates say in plain words what they are."""

    name: str = "pigeon"
    outcome: State = "sent"
    repeats: bool = True  # whether a second try is safe
    sent: list[tuple[str, Reply]] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    flying: asyncio.Event = field(default_factory=asyncio.Event)  # something is on the wire
    blocked: bool = False
    moved: str = ""
    shown: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.open.set()

    def read(self, raw: Any) -> Read:
        if "became" in raw:
            return Changed(raw["who"], raw["became"], raw.get("now_at", ""))
        tap = Tap(*raw["tap"]) if "tap" in raw else None
        return Heard(raw["who"], raw.get("text", ""), raw.get("token"), tap, group=raw.get("group", False))

    async def deliver(self, delivery: Delivery, claim: Claim) -> Delivered:
        if not self.repeats:
            for message in delivery.messages:
                await claim(message.id)
        self.flying.set()
        await self.open.wait()
        if self.outcome == "sent":
            self.sent += [(delivery.address, message.reply) for message in delivery.messages]
            self.ids += [message.id for message in delivery.messages]
        sent = tuple(Sent(message.id, self.outcome) for message in delivery.messages)
        return Delivered(sent, self.blocked, self.moved)

    async def waiting(self, delivery: Delivery) -> None:
        self.shown.append(delivery.address)

    def texts(self, who: str = "王老師") -> list[str]:
        return [reply.text for address, reply in self.sent if address == who]


@dataclass(slots=True)
class Office:
    """A desk over a file, and what the tests say to it."""

    desk: Desk
    store: Store
    pigeon: Pigeon

    async def say(self, text: str = "", who: str = "王老師", id: str = "", **more: Any) -> int:
        """One update; returns when it is answered and delivered."""
        (row,) = await self.send(text, who, id, **more)
        await self.desk.settled(row)
        await self.quiet()
        return row

    async def send(self, text: str = "", who: str = "王老師", id: str = "", **more: Any) -> list[int]:
        """One update; returns when it is stored."""
        raw = {"who": who, "text": text, **more}
        return await self.desk.receive(self.pigeon.name, [Update(id or uuid4().hex, raw)])

    async def quiet(self) -> None:
        """Until nothing is under way."""
        await self.desk.idle()


Open = Callable[..., AbstractAsyncContextManager[Office]]
