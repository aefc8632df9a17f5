"""Keeps a month's pushes within what a messenger allows: asks, plans to the month's end, tells whom it concerns."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.channels.channel import Allowance, Metered
from bot.clock import Clock
from bot.outbox.rationing import Ration, ration
from bot.store import quotas, rations
from bot.store.database import Store
from handlers.messages import Reply

log = structlog.get_logger(__name__)
NOTICE = timedelta(days=7)  # before the first day on which not everything can be pushed

Tell = Callable[[date], Reply]
"""What a convener is told where pushes run short from a day on."""


class Quota:
    """`metered`: the channels that count; `channels`: all that can push; `tell`: the notice for conveners."""

    def __init__(
        self, store: Store, metered: Mapping[str, Metered], channels: Sequence[str], clock: Clock, tell: Tell
    ) -> None:
        self._store = store
        self._metered = metered
        self._channels = channels
        self._clock = clock
        self._tell = tell

    async def refresh(self) -> None:
        """One round over all channels."""
        for name, channel in self._metered.items():
            await self._measure(name, channel)
            if counted := await channel.allowance():
                await self._store.write(partial(self._plan, name=name, counted=counted))

    async def _measure(self, name: str, channel: Metered) -> None:
        """Asks how many people a push to each group reaches."""
        for address in await self._store.read(lambda c: rations.groups(c, name)):
            if (people := await channel.reach(address)) is not None:
                await self._store.write(partial(quotas.put_size, channel=name, address=address, people=people))

    def _plan(self, c: Connection, name: str, counted: Allowance) -> None:
        now = self._clock()
        when, end = quotas.month(now), _next_month(now)
        quotas.put(c, name, when, counted, now)
        waiting = rations.waiting(c, name, self._channels, end)
        found = ration(waiting, _left(quotas.get(c, name, when)))
        rations.apply(c, name, found, waiting)
        self._report(c, name, found, now)

    def _report(self, c: Connection, name: str, found: Ration, now: datetime) -> None:
        """Tells those who get less, and the operator once a month, a week ahead or as soon as it is known."""
        if not found.moved or found.short is None or found.short - now.date() > NOTICE:
            return
        rations.notify(c, name, {one.person for one in found.moved}, self._tell(found.short), now)
        if quotas.tell(c, name, quotas.month(now), now):
            log.warning("pushes run short", channel=name, first=found.short.isoformat(), moved=len(found.moved))


def _left(known: Allowance | None) -> int | None:
    if known is None or known.allowed is None:
        return None
    return max(0, known.allowed - known.used)


def _next_month(now: datetime) -> datetime:
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=32)).replace(day=1)
