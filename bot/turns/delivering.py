"""From committed replies to what became of them."""

import asyncio
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection

from bot.channels.channel import Channel, Delivered, Delivery, Outgoing
from bot.clock import Clock
from bot.metrics import Metrics
from bot.store import messages, persons
from bot.store.database import Store
from bot.store.inbox import Work

T = TypeVar("T")
log = structlog.get_logger(__name__)
PATIENCE = 0.4  # seconds after which somebody is shown that an answer is on its way
CROWD = 20  # turns under way: from then on, showing that only makes everybody wait longer


class Delivering:
    """Hands replies to their channel and writes down what it says; that they were sent is written beside."""

    def __init__(self, store: Store, channels: Mapping[str, Channel], clock: Clock, metrics: Metrics) -> None:
        self._store = store
        self._channels = channels
        self._clock = clock
        self._metrics = metrics
        self._tasks: set[asyncio.Task[Any]] = set()
        self._waiting = 0

    async def deliver(self, work: Work, outgoing: Sequence[Outgoing], *, again: bool = False) -> None:
        """Delivers what an update leads to; never raises."""
        if not outgoing:
            return
        channel = self._channels[work.channel]
        try:
            delivered = await channel.deliver(_delivery(work, outgoing, again=again), self._claim)
        except Exception:  # a bug in a channel: what was not marked is told at the next contact
            log.exception("delivery failed", turn=work.row, channel=work.channel)
            delivered = Delivered(())
        done = {sent.id for sent in delivered.messages if sent.state == "sent"}
        rest = [one.id for one in outgoing if one.id not in {sent.id for sent in delivered.messages}]
        self._count(work, delivered, rest)
        marked = self.later(self._store.write(lambda c: _mark(c, work, delivered, rest, self._clock())))
        if len(done) < len(outgoing):
            await asyncio.wait([marked])  # what was not delivered must be known before this person's next turn

    def _count(self, work: Work, delivered: Delivered, rest: Sequence[int]) -> None:
        states = [sent.state for sent in delivered.messages] + ["expired" for _ in rest]
        for state in states:
            self._metrics.replied(work.channel, state)
        if set(states) == {"sent"}:
            self._metrics.delivered(work.channel, work.received)

    @contextmanager
    def waiting(self, work: Work) -> Iterator[None]:
        """Shows after a while that an answer is being thought of, unless it is there by then."""
        timer = asyncio.get_running_loop().call_later(PATIENCE, self._show, work)
        self._waiting += 1
        try:
            yield
        finally:
            timer.cancel()
            self._waiting -= 1

    def _show(self, work: Work) -> None:
        if self._waiting <= CROWD:
            self.later(self._channels[work.channel].waiting(_delivery(work, ())))

    async def _claim(self, message: int) -> None:
        await self._store.write(lambda c: messages.mark(c, message, "claimed", datetime.now(UTC)))

    def later(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Runs beside; `written` waits for it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("beside a turn", exc_info=error)

    async def written(self) -> None:
        """Waits for what is still being written."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)


def _delivery(work: Work, outgoing: Sequence[Outgoing], *, again: bool = False) -> Delivery:
    return Delivery(work.address, work.raw, work.received, tuple(outgoing), again)


def _mark(c: Connection, work: Work, delivered: Delivered, rest: Sequence[int], now: datetime) -> None:
    real = datetime.now(UTC)
    for sent in delivered.messages:
        messages.mark(c, sent.id, sent.state, real)
    for message in rest:
        messages.mark(c, message, "expired", real)
    if delivered.blocked:
        persons.set_state(c, work.channel, work.address, "blocked", now)
    if delivered.moved:
        persons.move(c, work.channel, work.address, delivered.moved, now)
