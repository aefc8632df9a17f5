"""Reminders that are due: with all that is needed to say them, and which of them are said."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, exists, literal_column, select, update

from bot.store.bulk import Bulk, stored
from bot.store.tables import WAITING, community, deadline, identity, person, reminder, wish
from handlers.records import Community, Deadline, Reminder, Wishes


@dataclass(frozen=True, slots=True)
class Due:
    """A row of `reminder`. `day`: the date's, for which it was planned; `wishes`: of whom it is for.

    `address`: where they are on its lane, None for nowhere; `group`: whether that is a group.
    """

    id: int
    person: int
    day: date
    item: Reminder
    wishes: Wishes
    address: str | None = None
    group: bool = False

    @property
    def stands(self) -> bool:
        """Whether it is still about something."""
        date = self.item.deadline
        return self.item.community.open and date.state == "open" and date.day == self.day


@dataclass(frozen=True, slots=True)
class Sorted:
    """What becomes of one person's reminders; `said`: the nearest date first."""

    said: list[Due] = field(default_factory=list)
    merged: list[Due] = field(default_factory=list)
    expired: list[Due] = field(default_factory=list)
    cancelled: list[Due] = field(default_factory=list)

    @property
    def rows(self) -> list[Due]:
        """Of what is said, and of what that says as well."""
        return [*self.said, *self.merged]

    @property
    def newest(self) -> datetime:
        """When the last of them was due."""
        return max([one.item.due for one in self.said])

    @property
    def whose(self) -> Due:
        """One that is said, for whom it is for."""
        return self.said[0]


@dataclass(slots=True)
class Changes:
    """What becomes of rows of `reminder`, written together."""

    states: list[dict[str, Any]] = field(default_factory=list)
    times: list[dict[str, Any]] = field(default_factory=list)
    lanes: list[dict[str, Any]] = field(default_factory=list)

    def became(self, state: str, rows: Iterable[Due], digest: int | None = None) -> None:
        """Its state; `digest`: the message that says it."""
        self.states += [{"row": one.id, "became": state, "digest": digest} for one in rows]

    def wait(self, rows: Iterable[Due], until: datetime) -> None:
        """Not before that time."""
        when = stored(until)
        self.times += [{"row": one.id, "until": when} for one in rows]

    def move(self, rows: Iterable[Due], lane: str) -> None:
        """On another lane."""
        self.lanes += [{"row": one.id, "onto": lane} for one in rows]

    def write(self, c: Connection) -> None:
        """All of them; what is not pending any more stays as it is."""
        for statement, rows in ((_become, self.states), (_wait, self.times), (_move, self.lanes)):
            statement(c, rows)


_NOW = reminder.c.due_at <= bindparam("now", type_=reminder.c.due_at.type)
_THAT = reminder.c.lane.concat("") == bindparam("lane")  # not by the index of lanes: it would walk all that is due
_PENDING = reminder.c.state == literal_column("'pending'")  # as in WAITING, where other tables have a state as well
_OWN = (reminder.c.id, reminder.c.person_id, reminder.c.day, reminder.c.lead, reminder.c.due_at, reminder.c.expires_at)
_WISHES = (wish.c.hour, wish.c.quiet_from, wish.c.quiet_to, wish.c.office_days, wish.c.leads, wish.c.on)
_A, _B, _C = len(_OWN), len(_OWN) + len(deadline.c), len(_OWN) + len(deadline.c) + len(community.c)
_D, _E = _C + len(_WISHES), _C + len(_WISHES) + 2

_whole = (
    select(*_OWN, *deadline.c, *community.c, *_WISHES)
    .select_from(
        reminder.join(deadline)
        .join(community, community.c.id == deadline.c.community_id)
        .outerjoin(wish, wish.c.person_id == reminder.c.person_id)
    )
    .where(_PENDING, _NOW, _THAT)
)
_of = _whole.where(reminder.c.person_id == bindparam("who"))
_early = reminder.alias()
_turn = (  # of those who wait longest
    select(_early.c.person_id)
    .where(WAITING, _early.c.lane == bindparam("lane"))
    .where(_early.c.due_at <= bindparam("now", type_=_early.c.due_at.type))
    .order_by(_early.c.due_at)
    .limit(bindparam("most"))
)
_home = and_(  # one of those on the lane, not by the index of channels either
    identity.c.person_id == reminder.c.person_id,
    identity.c.state == "open",
    identity.c.channel.concat("") == bindparam("lane"),
)
_first = (
    _whole.add_columns(identity.c.address, person.c.is_group, identity.c.place)
    .outerjoin(identity, _home)
    .join(person, person.c.id == reminder.c.person_id)
    .where(reminder.c.person_id.in_(_turn))
)
_USUAL = Wishes()


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
_this = update(reminder).where(reminder.c.id == bindparam("row"), WAITING)
_become = Bulk(_this.values(state=bindparam("became"), message_id=bindparam("digest")))
_wait = Bulk(_this.values(due_at=bindparam("until")))
_move = Bulk(_this.values(lane=bindparam("onto")))


def of(c: Connection, who: int, lane: str, now: datetime) -> list[Due]:
    """All that is due to one person on a lane; times are in UTC."""
    return [_due(row) for row in c.execute(_of, {"who": who, "lane": lane, "now": now})]


def overtaken(c: Connection, who: int) -> int:
    """What somebody was to be told, and a newer reminder of the same date has said on another way; how many."""
    return c.execute(_overtaken, {"who": who}).rowcount


def first(c: Connection, lane: str, now: datetime, most: int) -> dict[int, list[Due]]:
    """The same for those who wait longest, `most` persons at most; with their first address there."""
    rows, found = dict[int, Row[*tuple[Any, ...]]](), defaultdict[int, list[Due]](list)
    for row in c.execute(_first, {"lane": lane, "now": now, "most": most}).all():
        before = rows.setdefault(row[0], row)
        if row[-1] is not None and row[-1] < before[-1]:
            rows[row[0]] = row
    for row in rows.values():
        found[row[1]].append(_due(row))
    return found


def _due(row: Row[*tuple[Any, ...]]) -> Due:
    id_, who, day, lead, due, expires = row[:_A]
    item = Reminder(Deadline(*row[_A:_B]), Community(*row[_B:_C]), lead, due, expires)
    return Due(id_, who, day, item, _USUAL if row[_C] is None else Wishes(*row[_C:_D]), *row[_D:_E])


def sort(rows: Iterable[Due], now: datetime) -> Sorted:
    """Of several reminders of one date only the newest is said."""
    found, newest = Sorted(), dict[str, Due]()
    for one in sorted(rows, key=lambda one: (one.item.due, one.id)):
        if not one.stands:
            found.cancelled.append(one)
        elif one.item.expires <= now:
            found.expired.append(one)
        else:
            if before := newest.pop(one.item.deadline.id, None):
                found.merged.append(before)
            newest[one.item.deadline.id] = one
    found.said.extend(sorted(newest.values(), key=lambda one: (one.day, one.item.deadline.at or time(), one.id)))
    return found
