"""How fast messages may leave, over all chats and to each of them."""

import asyncio
from time import monotonic

from bot.outbox.pace import Pace

LIMIT = 30.0  # Telegram's messages a second over all chats; the chats' own limits are scaled along with it
PRIVATE = 1.0  # seconds between messages to a person
GROUP = 60 / 17.0  # to a group: with the burst, 19 of the 20 that a minute allows
BURST = 3  # messages that a rested chat takes at once
LONGEST = 120.0  # seconds that a message waits for its turn
REMEMBERED = 2000  # chats before the rested ones are forgotten


class Pacing:
    """`rate`: messages a second over all chats."""

    def __init__(self, rate: float = LIMIT) -> None:
        self.lane = Pace(rate)
        self._scale = LIMIT / rate
        self._rested: dict[int, float] = {}  # chat → when it has its whole burst again
        self._paused: dict[int, float] = {}  # chat → until when Telegram refuses it

    async def acquire(self, chat: int) -> bool:
        """Waits until a message may leave; False, and none may, where that would take more than two minutes."""
        if not await self.rest(chat):
            return False
        try:
            async with asyncio.timeout(LONGEST):
                await self.lane.acquire()
        except TimeoutError:
            return False
        return True

    async def rest(self, chat: int) -> bool:
        """The same for what the chat itself takes, whatever all chats together may."""
        slot = self.reserve(chat, monotonic())
        while (wait := max(slot, self._paused.get(chat, 0.0)) - monotonic()) > 0:
            if wait > LONGEST:
                return False
            await asyncio.sleep(wait)
        return True

    def reserve(self, chat: int, now: float) -> float:
        """The time at which the next message to a chat may leave; it is taken, unless that is too late."""
        gap = (GROUP if chat < 0 else PRIVATE) * self._scale
        if len(self._rested) > REMEMBERED:
            self._rested = {one: rested for one, rested in self._rested.items() if rested > now}
        rested = self._rested.get(chat, now)
        slot = max(now, rested - (BURST - 1) * gap)
        if slot - now <= LONGEST:
            self._rested[chat] = max(rested, slot) + gap
        return slot

    def refused(self, chat: int, seconds: float) -> None:
        """Telegram wants a pause: of this chat, and of all where it refuses several at a time."""
        now = monotonic()
        self._paused = {one: until for one, until in self._paused.items() if until > now}
        if any(one != chat for one in self._paused):
            self.lane.pause(seconds)
        self._paused[chat] = max(self._paused.get(chat, 0.0), now + seconds)
