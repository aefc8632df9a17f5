"""How people want to be reminded, and what the handlers see of their reminders."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, delete, exists, literal_column, select, update

from bot.store import lanes
from bot.store.database import Store
from bot.store.sqlite import insert_or
from bot.store.tables import community, deadline, reminder, snooze, wish
from handlers.changes import Snooze
from handlers.records import Community, Deadline, Reminder, Wishes

_WHOSE: BindParameter[int] = bindparam("whose")
_INTO: BindParameter[int] = bindparam("into")
_WHICH: BindParameter[str] = bindparam("which")
_AT, _END = len(deadline.c), len(deadline.c) + len(community.c)  # of a row of _ahead: where its parts begin

_get = select(*[one for one in wish.c if not one.primary_key]).where(wish.c.person_id == _WHOSE)
_put = insert_or(wish, ("person_id",), lambda new: {one.name: new[one.name] for one in wish.c if not one.primary_key})
_date_in = select(deadline.c.community_id).where(deadline.c.id == _WHICH)
_snooze = insert_or(snooze, ("deadline_id", "person_id"), lambda new: {"until": new["until"]})
_wake = delete(snooze).where(snooze.c.person_id == _WHOSE, snooze.c.deadline_id == _WHICH)
_muted = select(snooze.c.deadline_id).where(snooze.c.person_id == _WHOSE, snooze.c.until.is_(None))
_theirs = select(deadline.c.id).where(deadline.c.community_id == _WHICH)
_leave = delete(snooze).where(snooze.c.person_id == _WHOSE, snooze.c.deadline_id.in_(_theirs))
_whole = (
    select(*deadline.c, *community.c, reminder.c.lead, reminder.c.due_at, reminder.c.expires_at)
    .select_from(reminder.join(deadline).join(community, community.c.id == deadline.c.community_id))
    .where(reminder.c.person_id == _WHOSE)
    .order_by(reminder.c.due_at, deadline.c.day, reminder.c.id)
)
_ahead = _whole.where(reminder.c.state == literal_column("'pending'")).limit(bindparam("most"))  # as the index has it
_said = _whole.where(
    reminder.c.state.in_(["sent", "told", "merged"]),
    reminder.c.due_at > bindparam("since", type_=reminder.c.due_at.type),
)

_own_snooze = snooze.alias()
_have = exists().where(_own_snooze.c.person_id == _INTO, _own_snooze.c.deadline_id == snooze.c.deadline_id)
_own_wish = wish.alias()
_give = [
    update(wish).where(wish.c.person_id == _WHOSE, ~exists().where(_own_wish.c.person_id == _INTO)),
    update(snooze).where(snooze.c.person_id == _WHOSE, ~_have.correlate(snooze)),
]
_forget = [delete(table).where(table.c.person_id == _WHOSE) for table in (wish, snooze)]


def get(c: Connection, person: int) -> Wishes:
    """Somebody's, or the usual ones."""
    row = c.execute(_get, {"whose": person}).one_or_none()
    return Wishes(*row) if row else Wishes()


def put(c: Connection, person: int, wishes: Wishes) -> None:
    """From now on."""
    c.execute(_put, {"person_id": person} | asdict(wishes))


def community_of(c: Connection, date: str) -> str | None:
    """To which community a date belongs; None where it is gone."""
    found: str | None = c.scalar(_date_in, {"which": date})
    return found


def snoozed(c: Connection, person: int, change: Snooze) -> None:
    """Somebody wants to hear nothing of a date for some time, or to hear of it again."""
    if change.over:
        c.execute(_wake, {"whose": person, "which": change.deadline})
    else:
        c.execute(_snooze, {"deadline_id": change.deadline, "person_id": person, "until": change.until})


def left(c: Connection, which: str, person: int) -> None:
    """What somebody wanted not to hear of a community is no matter any more."""
    c.execute(_leave, {"whose": person, "which": which})


def absorb(c: Connection, gone: int, into: int) -> None:
    """What one person wished, another does, where they wished nothing themselves."""
    for statement in _give:
        c.execute(statement.values(person_id=_INTO), {"whose": gone, "into": into})
    forget(c, gone)


def forget(c: Connection, person: int) -> None:
    """Somebody wishes nothing any more."""
    for statement in _forget:
        c.execute(statement, {"whose": person})


def ahead(c: Connection, person: int, limit: int) -> tuple[Reminder, ...]:
    """What somebody will be reminded of, the earliest first; times are in UTC."""
    return _reminders(c.execute(_ahead, {"whose": person, "most": limit}))


def said(c: Connection, person: int, since: datetime) -> tuple[Reminder, ...]:
    """What somebody was told that was due after that time, the earliest first; times are in UTC."""
    return _reminders(c.execute(_said, {"whose": person, "since": since}))


def muted(c: Connection, person: int) -> frozenset[str]:
    """The ids of the dates of which somebody wants to hear nothing more."""
    return frozenset(c.scalars(_muted, {"whose": person}))


def _reminders(rows: Iterable[Row[*tuple[Any, ...]]]) -> tuple[Reminder, ...]:
    return tuple(Reminder(Deadline(*row[:_AT]), Community(*row[_AT:_END]), *row[_END:]) for row in rows)


class StoredReminders:
    """handlers.ports.Reminders over the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def wishes(self, person: str) -> Wishes:
        """See `get`."""
        return await self._store.read(lambda c: get(c, int(person)))

    async def ahead(self, person: str, limit: int) -> tuple[Reminder, ...]:
        """See `ahead`."""
        return await self._store.read(lambda c: ahead(c, int(person), limit))

    async def said(self, person: str, since: datetime) -> tuple[Reminder, ...]:
        """See `said`."""
        return await self._store.read(lambda c: said(c, int(person), since))

    async def way(self, person: str) -> str:
        """See lanes.lane."""
        return await self._store.read(lambda c: lanes.lane(c, int(person)))

    async def muted(self, person: str) -> frozenset[str]:
        """See `muted`."""
        return await self._store.read(lambda c: muted(c, int(person)))

    async def pushing(self) -> tuple[str, ...]:
        """See lanes.served."""
        return await self._store.read(lanes.served)
