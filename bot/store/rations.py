"""What of a month is still to be pushed on a metered channel, and what becomes of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, or_, select, update

from bot.outbox.rationing import Ration, Waiting, days_of, nags
from bot.store import quotas
from bot.store.tables import WAITING, deadline, identity, membership, person, reminder

_DUE = reminder.c.due_at
_BEGIN, _END = bindparam("begin", type_=_DUE.type), bindparam("end", type_=_DUE.type)
_OVERDUE = reminder.c.lane == bindparam("overdue")  # one on another lane was brought there, and does not come back

_ahead = (
    select(reminder.c.id, reminder.c.person_id, _DUE, reminder.c.lead, reminder.c.lane, person.c.is_group)
    .select_from(reminder.join(person, person.c.id == reminder.c.person_id))
    .where(WAITING, _DUE < _END, reminder.c.expires_at > _BEGIN, or_(_DUE >= _BEGIN, _OVERDUE))
    .order_by(_DUE, reminder.c.id)
)
_ways = (
    select(identity.c.person_id, identity.c.channel, identity.c.address)
    .where(identity.c.state == "open", identity.c.channel.in_(bindparam("channels", expanding=True)))
    .where(identity.c.person_id.in_(select(reminder.c.person_id).where(WAITING, _DUE < _END)))
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


def groups(c: Connection, channel: str) -> list[str]:
    """The addresses of groups that are to be reminded there."""
    return list(c.scalars(_groups, {"which": channel}))


def waiting(
    c: Connection, channel: str, channels: Sequence[str], begin: datetime, end: datetime, *, overdue: bool = False
) -> list[Waiting]:
    """What is to be said from `begin` until before `end` to those who are at home on a channel; `overdue`: also what
    was due there before and still is to be said. Times are of the zone of `end`.
    """
    span = {"begin": begin, "end": end}
    rows = c.execute(_ahead, span | {"overdue": channel if overdue else None}).all()
    ways = _ways_of(c, channels, end)
    ours = [row for row in rows if ways[row.person_id] and ways[row.person_id][0].channel == channel]
    return [_waiting(c, row, ways[row.person_id], end.tzinfo) for row in ours]


def _ways_of(c: Connection, channels: Sequence[str], end: datetime) -> dict[int, list[Way]]:
    found = defaultdict[int, list[Way]](list)
    for row in c.execute(_ways, {"channels": channels, "end": end}):
        found[row.person_id].append(Way(row.channel, row.address))
    return found


def _waiting(c: Connection, row: Any, ways: Sequence[Way], zone: tzinfo | None) -> Waiting:
    home, *others = ways
    price = quotas.price(c, home.channel, home.address, group=row.is_group)
    other = next((way.channel for way in others if way.channel != home.channel), "")
    due = row.due_at.astimezone(zone)
    return Waiting(
        row.id, row.person_id, due, days_of(row.lead), price, other, row.lane, row.is_group, nag=nags(row.lead)
    )


def apply(c: Connection, channel: str, planned: Ration, before: Iterable[Waiting]) -> int:
    """Sets what differs from how it was; how much that is. What was said meanwhile stays as it is."""
    was = {one.id: (one.lane, one.due) for one in before}
    became = {one.id: (channel, one.due) for one in planned.pushed}
    became |= {one.id: (one.other, was[one.id][1]) for one in planned.moved}
    changed = [{"which": id, "became": new[0], "at": new[1]} for id, new in became.items() if new != was[id]]
    if changed:
        c.execute(_set, changed)
    return len(changed)


def conveners(c: Connection, reminders: Sequence[int]) -> list[int]:
    """Who convenes the communities whose dates these are about."""
    return list(c.scalars(_conveners, {"rows": reminders})) if reminders else []
