"""Reminders that are due: with all that is needed to say them, and which of them are said."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from typing import Any

from sqlalchemy import Connection, Row, bindparam, literal_column, select, update

from bot.store.bulk import Bulk, stored
from bot.store.tables import WAITING, community, deadline, reminder, wish
from handlers.records import Community, Deadline, Reminder, Wishes


@dataclass(frozen=True, slots=True)
class Due:
    """A row of `reminder`. `day`: the date's, for which it was planned; `wishes`: of whom it is for."""

    id: int
    person: int
    day: date
    item: Reminder
    wishes: Wishes

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

_early = reminder.alias()
FIRST = (  # whose turn it is on a lane: those who wait longest
    select(_early.c.person_id)
    .where(WAITING, _early.c.lane == bindparam("lane"))
    .where(_early.c.due_at <= bindparam("now", type_=_early.c.due_at.type))
    .order_by(_early.c.due_at)
    .limit(bindparam("most"))
)
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
_first = _whole.where(reminder.c.person_id.in_(FIRST))
_USUAL = Wishes()


_this = update(reminder).where(reminder.c.id == bindparam("row"), WAITING)
_become = Bulk(_this.values(state=bindparam("became"), message_id=bindparam("digest")))
_wait = Bulk(_this.values(due_at=bindparam("until")))
_move = Bulk(_this.values(lane=bindparam("onto")))


def of(c: Connection, person: int, lane: str, now: datetime) -> list[Due]:
    """All that is due to one person on a lane; times are of the zone of `now`."""
    return [_due(row, now.tzinfo) for row in c.execute(_of, {"who": person, "lane": lane, "now": now})]


def first(c: Connection, lane: str, now: datetime, most: int) -> dict[int, list[Due]]:
    """The same for those who wait longest, `most` persons at most."""
    found = defaultdict[int, list[Due]](list)
    for row in c.execute(_first, {"lane": lane, "now": now, "most": most}).all():
        found[row[1]].append(_due(row, now.tzinfo))
    return found


def _due(row: Row[*tuple[Any, ...]], zone: tzinfo | None) -> Due:
    id_, person, day, lead, due, expires = row[:_A]
    times = due.astimezone(zone), expires.astimezone(zone)
    item = Reminder(Deadline(*row[_A:_B]), Community(*row[_B:_C]), lead, *times)
    return Due(id_, person, day, item, Wishes(*row[_C:]) if row[_C] is not None else _USUAL)


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
