"""What of a month is still to be pushed on a metered channel, and what becomes of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, or_, select, tuple_, update

from bot.outbox.rationing import Ration, Waiting, days_of, nags
from bot.store import quotas
from bot.store.bulk import among
from bot.store.tables import WAITING, deadline, identity, membership, person, reminder

_DUE = reminder.c.due_at
_BEGIN, _END = bindparam("begin", type_=_DUE.type), bindparam("end", type_=_DUE.type)
_OVERDUE = reminder.c.lane == bindparam("overdue")  # one on another lane was brought there, and does not come back
_PLACE = reminder.c.person_id, _DUE, reminder.c.id  # as in an index: a page costs what is in it
_AFTER = tuple_(bindparam("person"), bindparam("due", type_=_DUE.type), bindparam("id"))

_ahead = (
    select(reminder.c.id, reminder.c.person_id, _DUE, reminder.c.lead, reminder.c.lane, person.c.is_group)
    .add_columns(reminder.c.deadline_id)
    .select_from(reminder.join(person, person.c.id == reminder.c.person_id))
    .where(WAITING, _DUE < _END, reminder.c.expires_at > _BEGIN, or_(_DUE >= _BEGIN, _OVERDUE))
    .where(tuple_(*_PLACE) > _AFTER)
    .order_by(*_PLACE)
    .limit(bindparam("most"))
)
_ways = (
    select(identity.c.person_id, identity.c.channel, identity.c.address)
    .where(identity.c.state == "open", identity.c.channel.in_(bindparam("channels", expanding=True)))
    .where(among(identity.c.person_id, "people"))
    .order_by(identity.c.person_id, identity.c.place)
)
_groups = (
    select(identity.c.address)
    .join(person)
    .where(identity.c.channel == bindparam("which"), identity.c.state == "open", person.c.is_group)
    .where(select(reminder.c.id).where(WAITING, reminder.c.person_id == person.c.id).exists())
)
_set = (
    update(reminder)
    .where(WAITING, reminder.c.id == bindparam("which"))
    .where(reminder.c.lane == bindparam("was"), bindparam("then", type_=_DUE.type) == _DUE)
    .values(lane=bindparam("became"), due_at=bindparam("at"))
)
_conveners = (
    select(membership.c.person_id)
    .join(deadline, deadline.c.community_id == membership.c.community_id)
    .join(reminder, reminder.c.deadline_id == deadline.c.id)
    .where(reminder.c.id.in_(bindparam("rows", expanding=True)), membership.c.role.in_(["convener", "co"]))
    .distinct()
)


class Way(NamedTuple):
    """A channel on which somebody is reached, and where."""

    channel: str
    address: str


class Span(NamedTuple):
    """From `begin` until before `end`; `overdue`: and what was due there before, and still is to be said."""

    begin: datetime
    end: datetime
    overdue: bool = False


class Place(NamedTuple):
    """Of a reminder, where they are in the order of people."""

    person: int
    due: datetime
    id: int


FIRST = Place(0, datetime.min.replace(tzinfo=UTC), 0)


class Page(NamedTuple):
    """Some of many; `last`: where they end, None where there are no more."""

    rows: list[Waiting]
    last: Place | None


def groups(c: Connection, channel: str) -> list[str]:
    """The addresses of groups that are to be reminded there."""
    return list(c.scalars(_groups, {"which": channel}))


def waiting(c: Connection, channel: str, channels: Sequence[str], span: Span, after: Place, most: int) -> Page:
    """What is to be said in that time to those who are at home on a channel: of `most` rows that come after a place.

    Times are of the zone of the span's end.
    """
    which = span._asdict() | {"overdue": channel if span.overdue else None, "most": most}
    rows = c.execute(_ahead, which | after._asdict()).all()
    ways = _ways_of(c, channels, {row.person_id for row in rows})
    ours = [row for row in rows if ways[row.person_id] and ways[row.person_id][0].channel == channel]
    last = Place(rows[-1].person_id, rows[-1].due_at, rows[-1].id) if len(rows) == most else None
    return Page([_waiting(c, row, ways[row.person_id], span.end.tzinfo) for row in ours], last)


def _ways_of(c: Connection, channels: Sequence[str], people: Iterable[int]) -> dict[int, list[Way]]:
    found = defaultdict[int, list[Way]](list)
    for row in c.execute(_ways, {"channels": channels, "people": list(people)}):
        found[row.person_id].append(Way(row.channel, row.address))
    return found


def _waiting(c: Connection, row: Any, ways: Sequence[Way], zone: tzinfo | None) -> Waiting:
    home, *others = ways
    price = quotas.price(c, home.channel, home.address, group=row.is_group)
    other = next((way.channel for way in others if way.channel != home.channel), "")
    due = row.due_at.astimezone(zone)
    days, nag = days_of(row.lead), nags(row.lead)
    return Waiting(row.id, row.person_id, due, days, price, other, row.lane, row.is_group, nag, row.deadline_id)


def changes(channel: str, planned: Ration, before: Iterable[Waiting]) -> list[dict[str, Any]]:
    """What of it is to be set, as `apply` takes it: all that differs from how it was."""
    was = {one.id: (one.lane, one.due) for one in before}
    became = {one.id: (channel, one.due) for one in planned.pushed}
    became |= {one.id: (one.other, was[one.id][1]) for one in planned.moved}
    return [
        {"which": id, "became": new[0], "at": new[1], "was": was[id][0], "then": was[id][1]}
        for id, new in became.items()
        if new != was[id]
    ]


def apply(c: Connection, changed: Sequence[dict[str, Any]]) -> None:
    """Sets it; what was said or planned anew meanwhile stays as it is."""
    c.execute(_set, changed)


def conveners(c: Connection, reminders: Sequence[int]) -> list[int]:
    """Who convenes the communities whose dates these are about."""
    return list(c.scalars(_conveners, {"rows": reminders})) if reminders else []
