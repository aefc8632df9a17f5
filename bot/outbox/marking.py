"""Writes down what became of digests: all that came in while the last ones were being written."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.exc import OperationalError

from bot.store.database import Store
from bot.store.digests import Lane
from bot.store.settling import Tried, settle

log = structlog.get_logger(__name__)
BATCH = 100
SHORTEST, LONGEST = 0.5, 60.0  # seconds until a database that took nothing is asked again


@dataclass(frozen=True, slots=True)
class Clocks:
    """`bot`: the bot's, by which reminders are due; `real`: the real one, in UTC, by which a try is repeated."""

    bot: Callable[[], datetime]
    real: Callable[[], datetime]


class Marking:
    """For one lane; `elsewhere` is called where something is now to be said on another."""

    def __init__(self, store: Store, lane: Lane, clocks: Clocks, elsewhere: Callable[[], None]) -> None:
        self._store = store
        self._lane = lane
        self._clocks = clocks
        self._elsewhere = elsewhere
        self._waiting: list[Tried] = []
        self._task: asyncio.Task[None] | None = None
        self._singly = 0  # how many of those that wait are tried alone
        self._pause = SHORTEST

    def put(self, tried: Tried) -> None:
        """Writes it down soon."""
        self._waiting.append(tried)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    def tasks(self) -> set[asyncio.Task[None]]:
        """What is under way."""
        return {self._task} if self._task and not self._task.done() else set()

    async def close(self, seconds: float) -> None:
        """Waits so long for what is not written; the next process finds it on the wire."""
        if self._task:
            await asyncio.wait([self._task], timeout=seconds)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._waiting:
            batch = self._waiting[: 1 if self._singly else BATCH]
            if await self._written(batch):
                self._singly = max(0, self._singly - len(batch))
                del self._waiting[: len(batch)]

    async def _written(self, batch: list[Tried]) -> bool:
        """Whether these are done with. Where several fail, each is tried alone: one must not hold up the others.

        One that is alone to blame stays on the wire, where the next process finds it.
        """
        try:
            moved = await self._store.write(
                lambda c: settle(c, self._lane, batch, self._clocks.bot(), self._clocks.real())
            )
        except Exception as error:
            if len(batch) > 1:
                self._singly = len(batch)
                return False
            log.exception("a digest cannot be marked", lane=self._lane.name, digest=batch[0].claimed.push.id)
            return not isinstance(error, OperationalError) or await self._rested()
        self._pause = SHORTEST
        if moved:
            self._elsewhere()
        return True

    async def _rested(self) -> bool:
        """The database may take it after a while."""
        await asyncio.sleep(self._pause)
        self._pause = min(self._pause * 2, LONGEST)
        return False
