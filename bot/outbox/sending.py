"""Sends reminders: each tick wakes the lanes on which something is due."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from bot.channels.channel import Pusher
from bot.clock import Clock
from bot.metrics import Metrics
from bot.outbox.lane import Lane
from bot.outbox.marking import Clocks
from bot.store import claiming, digests, lanes
from bot.store.database import Store
from bot.store.digests import Render
from bot.store.lanes import KEYED

CLOSING = 10.0  # seconds for what is on the wire


def _real() -> datetime:
    return datetime.now(UTC)


class Sender:
    """`pushers`: by the name of their channel; `render`: puts reminders into words; `real`: the real clock."""

    def __init__(
        self,
        store: Store,
        pushers: Mapping[str, Pusher],
        render: Render,
        clock: Clock,
        real: Callable[[], datetime] = _real,
        metrics: Metrics | None = None,
    ) -> None:
        metrics = metrics or Metrics()
        self._store = store
        self._clocks = Clocks(clock, real)
        self._lanes = {
            name: Lane(store, pusher, digests.Lane(name, render, keyed=name in KEYED), self._clocks, self.kick, metrics)
            for name, pusher in pushers.items()
        }

    async def recover(self) -> None:
        """Takes up what was on the wire when the last process ended, and what waits for a channel that is off now;
        before the first tick."""
        await self._store.write(lambda c: claiming.recover(c, self._clocks.real()))
        await self._store.write(lambda c: lanes.serve(c, self._lanes.keys(), self._clocks.bot()))

    async def tick(self) -> None:
        """Wakes the lanes on which something is due; that it is sent is not waited for."""
        now, real = self._clocks.bot(), self._clocks.real()
        for name in await self._store.read(lambda c: [one for one in self._lanes if claiming.waits(c, one, now, real)]):
            self._lanes[name].wake()

    def kick(self) -> None:
        """Has every lane look at once."""
        for lane in self._lanes.values():
            lane.wake()

    async def idle(self) -> None:
        """Returns when nothing is under way; what is to be tried later is not waited for."""
        while any([await lane.idle() for lane in self._lanes.values()]):
            pass

    async def close(self) -> None:
        """Claims nothing more, and waits a while for what is on the wire."""
        await asyncio.gather(*(lane.close(CLOSING) for lane in self._lanes.values()))
