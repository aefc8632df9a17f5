"""Keeps a month's pushes within what a messenger allows: asks, plans to the month's end, tells whom it concerns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.channels.channel import Allowance, Metered
from bot.clock import Clock
from bot.outbox.rationing import Waiting, foreseen, ration
from bot.store import notices, quotas, rations
from bot.store.database import Store
from bot.store.notices import Notice
from handlers.messages import Reply

log = structlog.get_logger(__name__)
NOTICE = timedelta(days=7)  # before the first reminder that is not pushed
COUNTED = timedelta(hours=1)  # how long we take a group for as large as it was

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
        self._counted = dict[tuple[str, str], datetime]()  # when each group was, by its channel and address

    async def refresh(self) -> None:
        """One round over all channels."""
        for name, channel in self._metered.items():
            await self._measure(name, channel)
            if counted := await channel.allowance():
                await self._store.write(partial(self._plan, name=name, counted=counted))

    async def _measure(self, name: str, channel: Metered) -> None:
        """Asks how many people a push to each group reaches."""
        now = self._clock()
        for address in await self._store.read(lambda c: rations.groups(c, name)):
            counted = self._counted.get((name, address))
            if counted and now - counted < COUNTED:
                continue
            if (people := await channel.reach(address)) is not None:
                self._counted[name, address] = now
                await self._store.write(partial(quotas.put_size, channel=name, address=address, people=people))

    def _plan(self, c: Connection, name: str, counted: Allowance) -> None:
        now = self._clock()
        before = _left(quotas.get(c, name, quotas.month(now)))
        quotas.put(c, name, quotas.month(now), counted, now)
        left = _left(quotas.get(c, name, quotas.month(now)))
        moved = [*self._this_month(c, name, left, now)] if (before, left) != (None, None) else []
        moved += self._next_month(c, name, counted, now)
        near = [one for one in moved if one.due.date() - now.date() <= NOTICE]
        notices.put(c, name, self._notices(c, name, near), datetime.now(UTC))
        for month in sorted({quotas.month(one.due) for one in near}):
            if quotas.tell(c, name, month, now):
                log.warning("pushes run short", channel=name, first=f"{min(one.due for one in near):%Y-%m-%d}")

    def _this_month(self, c: Connection, name: str, left: int | None, now: datetime) -> Iterable[Waiting]:
        """What of it is not pushed, or will not be if what is overdue stays so."""
        end = _following(now)
        waiting = rations.waiting(c, name, self._channels, now, end, overdue=True)
        found = ration(waiting, left)
        rations.apply(c, name, found, waiting)
        to_come = foreseen(waiting, end)
        return [*found.moved, *ration([*waiting, *to_come], left).moved] if to_come else found.moved

    def _next_month(self, c: Connection, name: str, counted: Allowance, now: datetime) -> Iterable[Waiting]:
        """What of the next one will not be, as soon as it is near enough to be told."""
        first = _following(now)
        end = _following(first)
        if counted.allowed is None or first - now > NOTICE:
            return ()
        quotas.put(c, name, quotas.month(first), Allowance(counted.allowed, 0), now)
        waiting = rations.waiting(c, name, self._channels, first, end)
        overdue = [*rations.waiting(c, name, self._channels, now, first, overdue=True), *waiting]
        to_come = [one for one in foreseen(overdue, end) if one.due >= first]
        return ration([*waiting, *to_come], counted.allowed).moved

    def _notices(self, c: Connection, name: str, moved: Sequence[Waiting]) -> dict[Notice, Reply]:
        """For those who are reached in no other way from then on; a group's conveners, for a group."""
        first = dict[Notice, date]()
        for one in sorted(moved, key=lambda one: one.due):
            who = rations.conveners(c, [one.id]) if one.group else [one.person]
            for person in who if not one.other else ():
                first.setdefault(Notice(person, f"{name} {quotas.month(one.due)}"), one.due.date())
        return {notice: self._tell(day) for notice, day in first.items()}


def _left(known: Allowance | None) -> int | None:
    if known is None or known.allowed is None:
        return None
    return max(0, known.allowed - known.used)


def _following(now: datetime) -> datetime:
    """When the next month begins."""
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=32)).replace(day=1)
