"""What of the month is still to be pushed on a metered channel, and what becomes of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.outbox.rationing import Ration, Waiting, days_of
from bot.store import codec, quotas
from bot.store.tables import WAITING, identity, message, person, reminder
from handlers.messages import Reply

_BEFORE = reminder.c.due_at < bindparam("end", type_=reminder.c.due_at.type)

_ahead = (
    select(reminder.c.id, reminder.c.person_id, reminder.c.due_at, reminder.c.lead, reminder.c.lane, person.c.is_group)
    .select_from(reminder.join(person, person.c.id == reminder.c.person_id))
    .where(WAITING, _BEFORE)
    .order_by(reminder.c.due_at, reminder.c.id)
)
_ways = (
    select(identity.c.person_id, identity.c.channel, identity.c.address)
    .where(identity.c.state == "open", identity.c.channel.in_(bindparam("channels", expanding=True)))
    .where(identity.c.person_id.in_(select(reminder.c.person_id).where(WAITING, _BEFORE)))
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
_noticed = select(message.c.person_id).where(message.c.inbox_id.is_(None), message.c.body == bindparam("said"))
_notice = insert(message).values(inbox_id=None, position=0, about="", state="expired", retry_key="", tries=0)


class Way(NamedTuple):
    """A channel on which somebody is reached, and where."""

    channel: str
    address: str


def groups(c: Connection, channel: str) -> list[str]:
    """The addresses of groups that are to be reminded there."""
    return list(c.scalars(_groups, {"which": channel}))


def waiting(c: Connection, channel: str, channels: Sequence[str], end: datetime) -> list[Waiting]:
    """What is to be said before `end` to those who are at home on a channel; times are of the zone of `end`."""
    rows = c.execute(_ahead, {"end": end}).all()
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
    return Waiting(row.id, row.person_id, due, days_of(row.lead), price, other, row.lane)


def apply(c: Connection, channel: str, planned: Ration, before: Iterable[Waiting]) -> int:
    """Sets what differs from how it was; how much that is. What was said meanwhile stays as it is."""
    was = {one.id: (one.lane, one.due) for one in before}
    became = {one.id: (channel, one.due) for one in planned.pushed}
    became |= {one.id: (one.other, was[one.id][1]) for one in planned.moved}
    changed = [{"which": id, "became": new[0], "at": new[1]} for id, new in became.items() if new != was[id]]
    if changed:
        c.execute(_set, changed)
    return len(changed)


def notify(c: Connection, channel: str, people: Iterable[int], notice: Reply, now: datetime) -> None:
    """Something that each of them is told once: with their next message, or with their next reminder."""
    said = codec.body(notice)
    known = set(c.scalars(_noticed, {"said": said}))
    rows = [
        {"person_id": who, "channel": channel, "address": "", "body": said, "created_at": now}
        for who in sorted(set(people) - known)
    ]
    if rows:
        c.execute(_notice, rows)
