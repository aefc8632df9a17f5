"""Keeps a month's pushes within what a messenger allows: asks, plans to the month's end, tells whom it concerns."""

import asyncio
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
from bot.store.rations import Span
from handlers.messages import Reply

log = structlog.get_logger(__name__)
NOTICE = timedelta(days=7)  # before the first reminder that is not pushed
PAGE = 500  # reminders that are read or changed at a time
COUNTED = timedelta(hours=1)  # how long we take a group for as large as it was

Tell = Callable[[date, bool], Reply]
"""What a convener is told where pushes run short from a day on; whether that is to groups alone."""


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
                await self._plan(name, counted)

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

    async def _plan(self, name: str, counted: Allowance) -> None:
        """In pieces, so that nobody's turn waits for all of it: what is said or changed meanwhile stays as it is."""
        now = self._clock()
        before, left = await self._store.write(partial(_put, name=name, counted=counted, now=now))
        moved = [*await self._this_month(name, left, now)] if (before, left) != (None, None) else []
        moved += await self._next_month(name, counted, now)
        near = [one for one in moved if one.due.date() - now.date() <= NOTICE]
        await self._store.write(partial(self._tell_all, name=name, near=near, now=now))

    async def _waiting(self, name: str, span: Span) -> list[Waiting]:
        found, place = list[Waiting](), rations.FIRST
        while True:
            page = partial(rations.waiting, channel=name, channels=self._channels, span=span, after=place, most=PAGE)
            rows, last = await self._store.write(page)
            found += rows
            if not last:
                return found
            place = last

    async def _this_month(self, name: str, left: int | None, now: datetime) -> Iterable[Waiting]:
        """What of it is not pushed, or will not be if what is overdue stays so."""
        end = _following(now)
        waiting = await self._waiting(name, Span(now, end, overdue=True))
        found = await asyncio.to_thread(ration, waiting, left)
        changed = rations.changes(name, found, waiting)
        for first in range(0, len(changed), PAGE):
            await self._store.write(partial(rations.apply, changed=changed[first : first + PAGE]))
        to_come = foreseen(waiting, end)
        return (await asyncio.to_thread(ration, [*waiting, *to_come], left)).moved if to_come else found.moved

    async def _next_month(self, name: str, counted: Allowance, now: datetime) -> Iterable[Waiting]:
        """What of the next one will not be, as soon as it is near enough to be told."""
        first = _following(now)
        end = _following(first)
        if counted.allowed is None or first - now > NOTICE:
            return ()
        whole = Allowance(counted.allowed, 0)
        await self._store.write(partial(quotas.put, channel=name, when=quotas.month(first), counted=whole, now=now))
        waiting = await self._waiting(name, Span(first, end))
        overdue = [*await self._waiting(name, Span(now, first, overdue=True)), *waiting]
        to_come = [one for one in foreseen(overdue, end) if one.due >= first]
        return (await asyncio.to_thread(ration, [*waiting, *to_come], counted.allowed)).moved

    def _tell_all(self, c: Connection, name: str, near: Sequence[Waiting], now: datetime) -> None:
        """Conveners once; the operator once as well, until there is enough again."""
        notices.put(c, name, self._notices(c, name, near), datetime.now(UTC))
        short = {quotas.month(one.due): one.due for one in sorted(near, key=lambda one: one.due, reverse=True)}
        for month in (quotas.month(now), quotas.month(_following(now))):
            if month not in short:
                quotas.enough(c, name, month)
            elif quotas.tell(c, name, month, now):
                log.warning("pushes run short", channel=name, first=f"{short[month]:%Y-%m-%d}")

    def _notices(self, c: Connection, name: str, moved: Sequence[Waiting]) -> dict[Notice, Reply]:
        """For those who are reached in no other way from then on; a group's conveners, for a group."""
        first = dict[Notice, Waiting]()
        for one in sorted(moved, key=lambda one: (one.group, one.due)):  # their own before a group's
            who = rations.conveners(c, [one.id]) if one.group else [one.person]
            for person in who if not one.other else ():
                first.setdefault(Notice(person, f"{name} {quotas.month(one.due)}"), one)
        return {notice: self._tell(one.due.date(), one.group) for notice, one in first.items()}


def _put(c: Connection, name: str, counted: Allowance, now: datetime) -> tuple[int | None, int | None]:
    """How many people could be reached as far as we knew, and how many can be."""
    before = _left(quotas.get(c, name, quotas.month(now)))
    quotas.put(c, name, quotas.month(now), counted, now)
    quotas.believe(c, name, quotas.month(now), datetime.now(UTC))
    return before, _left(quotas.get(c, name, quotas.month(now)))


def _left(known: Allowance | None) -> int | None:
    if known is None or known.allowed is None:
        return None
    return max(0, known.allowed - known.used)


def _following(now: datetime) -> datetime:
    """When the next month begins."""
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=32)).replace(day=1)
