"""Reminders that are due: with all that is needed to say them, and which of them are said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import accumulate, groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, Row, and_, bindparam, case, exists, func, or_, select, update

from bot.store.bulk import fixed, listed
from bot.store.lanes import LATE
from bot.store.tables import WAITING, community, deadline, identity, membership, person, reminder, wish
from handlers.records import Community, Deadline, Reminder, Wishes


class Due(NamedTuple):
    """A row of `reminder`. `day`: the date's, for which it was planned; `wishes`: of whom it is for.

    `address`: where they are on its lane, None for nowhere; `group`: whether that is a group.
    """

    item: Reminder
    wishes: Wishes
    id: int
    person: int
    day: date
    address: str | None
    group: bool

    @property
    def stands(self) -> bool:
        """Whether it is still about something."""
        date = self.item.deadline
        return date.state == "open" and date.day == self.day and self.item.community.open


class Telling(NamedTuple):
    """What one person is told, the nearest date first, and what that says as well: at least one of the former."""

    said: Sequence[Due]
    merged: Sequence[Due]

    @property
    def rows(self) -> list[Due]:
        """All of it."""
        return [*self.said, *self.merged]

    @property
    def newest(self) -> datetime:
        """When the last of them was due."""
        return max([one.item.due for one in self.said])

    @property
    def oldest(self) -> datetime:
        """When the first of them was due."""
        return min([one.item.due for one in self.said])

    @property
    def whose(self) -> Due:
        """One that is said, for whom it is for."""
        return self.said[0]


@dataclass(slots=True)
class Changes:
    """What becomes of rows of `reminder`, by their ids; written together."""

    states: list[tuple[int, str, int | None]] = field(default_factory=list)
    times: list[tuple[int, datetime]] = field(default_factory=list)
    lanes: list[tuple[int, str]] = field(default_factory=list)

    def became(self, state: str, rows: Iterable[Due], digest: int | None = None) -> None:
        """Its state; `digest`: the message that says it."""
        self.states += [(one.id, state, digest) for one in rows]

    def wait(self, rows: Iterable[Due], until: datetime) -> None:
        """Not before that time."""
        self.times += [(one.id, until) for one in rows]

    def move(self, rows: Iterable[Due], lane: str) -> None:
        """On another lane."""
        self.lanes += [(one.id, lane) for one in rows]

    def write(self, c: Connection) -> None:
        """All of them; what is not pending any more stays as it is."""
        for statement, rows in ((_become, self.states), (_wait, self.times), (_move, self.lanes)):
            if rows:
                c.execute(statement, {"rows": rows})


_NOW: BindParameter[datetime] = bindparam("now", type_=reminder.c.due_at.type)
_LANE: BindParameter[str] = bindparam("lane")
_THAT = reminder.c.lane.concat("") == _LANE  # not by the index of lanes: it would walk all that is due
_PENDING = reminder.c.state == fixed("pending")  # as in WAITING, where other tables have a state as well
_address = (  # the first on the lane; not by the index of channels either
    select(identity.c.address)
    .where(identity.c.person_id == reminder.c.person_id, identity.c.state == "open")
    .where(identity.c.channel.concat("") == _LANE)
    .order_by(identity.c.place)
    .limit(1)
    .scalar_subquery()
)
_READER = case((person.c.is_group, "group"), else_=func.coalesce(membership.c.role, "member"))
_PART = and_(membership.c.community_id == community.c.id, membership.c.person_id == person.c.id)

_OWN = (reminder.c.id, reminder.c.person_id, reminder.c.day, _address, person.c.is_group)
_SAID = (reminder.c.lead, reminder.c.due_at, reminder.c.expires_at, _READER)
WISHES = [one for one in wish.c if one.name != "person_id"]  # at the end of a row; none of them where there are none
_A, _B, _C = accumulate([len(_OWN), len(_SAID), len(deadline.c)])
_USUAL = Wishes()

_all = (
    select(*_OWN, *_SAID, *deadline.c, *community.c, *WISHES)
    .select_from(
        reminder.join(deadline)
        .join(community, community.c.id == deadline.c.community_id)
        .join(person, person.c.id == reminder.c.person_id)
        .outerjoin(membership, _PART)
        .outerjoin(wish, wish.c.person_id == reminder.c.person_id)
    )
    .order_by(reminder.c.person_id, reminder.c.due_at, reminder.c.id)
)
_whole = _all.where(_PENDING, reminder.c.due_at <= _NOW, _THAT)
_at_contact = _all.where(_PENDING, reminder.c.person_id == bindparam("who")).where(
    or_(and_(_THAT, reminder.c.due_at <= _NOW), reminder.c.due_at <= bindparam("late", type_=reminder.c.due_at.type))
)
_within = _all.where(reminder.c.message_id == bindparam("digest"), reminder.c.state == fixed("gathered"))
_early = reminder.alias()
_turn = (  # of those who wait longest
    select(_early.c.person_id)
    .where(WAITING, _early.c.lane == _LANE, _early.c.due_at <= _NOW)
    .order_by(_early.c.due_at)
    .limit(bindparam("most"))
)
_first = _whole.where(reminder.c.person_id.in_(_turn))

_newer = reminder.alias()
_was_said = exists().where(
    _newer.c.deadline_id == reminder.c.deadline_id,
    _newer.c.person_id == reminder.c.person_id,
    _newer.c.day == reminder.c.day,
    _newer.c.due_at > reminder.c.due_at,
    _newer.c.state.in_(["sent", "told"]),
)
_overtaken = (
    update(reminder)
    .where(WAITING, reminder.c.person_id == bindparam("who"), reminder.c.lane == "", _was_said)
    .values(state="merged")
)
_changed = listed("rows", "row", "value", "digest")
_this = update(reminder).where(reminder.c.id == _changed.c.row, WAITING)
_become = _this.values(state=_changed.c.value, message_id=_changed.c.digest)
_wait = _this.values(due_at=_changed.c.value)
_move = _this.values(lane=_changed.c.value)


def at_contact(c: Connection, who: int, now: datetime) -> list[Due]:
    """All that is due to one person and cannot be pushed, or could not be for long, in the order in which it was.

    Times are in UTC.
    """
    which = {"who": who, "lane": "", "now": now, "late": now - LATE}
    return [_due(row) for row in c.execute(_at_contact, which).all()]


def within(c: Connection, digest: int, lane: str, now: datetime) -> list[Due]:
    """What a digest says, as far as it still is so."""
    found = map(_due, c.execute(_within, {"digest": digest, "lane": lane}).all())
    return [one for one in found if one.stands and one.item.expires > now]


def overtaken(c: Connection, who: int) -> int:
    """What somebody was to be told, and a newer reminder of the same date has said on another way; how many."""
    return c.execute(_overtaken, {"who": who}).rowcount


def first(c: Connection, lane: str, now: datetime, most: int) -> list[list[Due]]:
    """The same for those who wait longest, each by themselves; `most` persons at most."""
    found = map(_due, c.execute(_first, {"lane": lane, "now": now, "most": most}).all())
    return [list(rows) for _, rows in groupby(found, key=attrgetter("person"))]


def _due(row: Row[*tuple[Any, ...]]) -> Due:
    item = Reminder(Deadline(*row[_B:_C]), Community(*row[_C : -len(WISHES)]), *row[_A:_B])
    return Due(item, wishes(row), *row[:_A])


def wishes(row: Row[*tuple[Any, ...]]) -> Wishes:
    """From the end of a row."""
    found = row[-len(WISHES) :]
    return _USUAL if found[0] is None else Wishes(*found)


def sort(rows: Iterable[Due], now: datetime, changes: Changes) -> Telling | None:
    """What one person is told of all that is due to them, in that order; None for nothing. Of several reminders of one
    date only the newest is said; what is not to be said at all is noted in `changes`."""
    newest: dict[str, Due] = {}
    merged: list[Due] = []
    for one in rows:
        if not one.stands:
            changes.became("cancelled", [one])
        elif one.item.expires <= now:
            changes.became("expired", [one])
        else:
            if before := newest.get(one.item.deadline.id):
                merged.append(before)
            newest[one.item.deadline.id] = one
    return Telling(sorted(newest.values(), key=_place), merged) if newest else None


def _place(one: Due) -> tuple[date, time, int]:
    return one.day, one.item.deadline.at or time(), one.id
