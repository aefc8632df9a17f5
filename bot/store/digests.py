"""What one person is told in one message: gathered, frozen and committed before it is first tried."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import structlog
from sqlalchemy import Connection, bindparam, func, insert, select

from bot.channels.channel import Push
from bot.reminders.plan import awake
from bot.store import codec, due, quotas
from bot.store.bulk import Bulk, stored
from bot.store.due import Changes, Due, Sorted
from bot.store.lanes import PUSHED
from bot.store.tables import identity, message, person
from handlers.messages import Reply
from handlers.records import Reminder

log = structlog.get_logger(__name__)
LATE = timedelta(hours=1)  # after its time: then the message says that it is late
MENDING = timedelta(minutes=10)  # until we look again at what we failed to put into words

Render = Callable[[Sequence[Reminder], datetime, bool, bool], Reply]
"""One message about several reminders: they, now, whether it comes late, whether it comes with an answer."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A channel on which digests go out, and their words.

    `keyed`: a repeated push is known there by its key, and not delivered twice.
    """

    name: str
    render: Render
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """A digest that is about to be on the wire, for the `tries`th time.

    `since`: the first try that may have got through; `fresh`: that is this one. `person`: whose it is.
    """

    push: Push
    person: int
    tries: int
    since: datetime
    fresh: bool = True


class Home(NamedTuple):
    """Where somebody is reached on a channel."""

    person: int
    address: str
    group: bool


_homes = (
    select(identity.c.person_id, identity.c.address, person.c.is_group)
    .join(person)
    .where(identity.c.state == "open", identity.c.channel.concat("") == bindparam("lane"))  # as in bot.store.due
    .where(identity.c.person_id.in_(due.FIRST))
    .order_by(identity.c.place.desc())
)
_ways = (
    select(identity.c.channel, identity.c.state)
    .where(identity.c.person_id == bindparam("who"), identity.c.channel.in_(PUSHED))
    .order_by(identity.c.place)
)
_freeze = Bulk(
    insert(message).values(
        {column.name: bindparam(column.name) for column in message.c if column.name not in ("id", "sent_at", "next_at")}
        | {"inbox_id": None, "position": 0, "about": "", "state": "claimed", "tries": 1}
    )
)
_last = select(func.max(message.c.id))
_since = select(message.c.id, message.c.retry_key).where(message.c.id > bindparam("last"))


def gather(c: Connection, lane: Lane, most: int, now: datetime, real: datetime) -> tuple[list[Claimed], bool]:
    """Digests of `most` persons who have something due, not said before; and whether there was anybody at all."""
    rows = due.first(c, lane.name, now, most)
    if not rows:
        return [], False
    homes = {row[0]: Home(*row) for row in c.execute(_homes, {"lane": lane.name, "now": now, "most": most})}
    ready, changes = dict[Home, Sorted](), Changes()
    for who, theirs in rows.items():
        found = _sorted(theirs, now, changes)
        if found.said and _may_be_told(c, lane, found, homes.get(who), now, changes):
            ready[homes[who]] = found
    claimed = _frozen(c, lane, _paid(c, lane, ready, now, changes), now, real, changes)
    changes.write(c)
    return claimed, True


def _sorted(rows: Sequence[Due], now: datetime, changes: Changes) -> Sorted:
    """Notes what is not to be said at all."""
    found = due.sort(rows, now)
    changes.became("expired", found.expired)
    changes.became("cancelled", found.cancelled)
    return found


def _may_be_told(c: Connection, lane: Lane, found: Sorted, home: Home | None, now: datetime, changes: Changes) -> bool:
    """Whether somebody is there, and does not want to be left in peace just now."""
    rows = [*found.said, *found.merged]
    if home is None:
        changes.move(rows, after(c, rows[0].person, lane))
        return False
    until = awake(now, rows[0].wishes)
    if until > now:
        changes.wait(rows, until)
    return until <= now


def _paid(
    c: Connection, lane: Lane, ready: Mapping[Home, Sorted], now: datetime, changes: Changes
) -> dict[Home, Sorted]:
    """Those for whom the month's allowance reaches; the others are told on another way."""
    if not ready:
        return {}
    when = quotas.month(now)
    prices = {home: quotas.price(c, lane.name, home.address, group=home.group) for home in ready}
    if quotas.take(c, lane.name, when, sum(prices.values())):
        return dict(ready)
    paid = {home: ready[home] for home in ready if quotas.take(c, lane.name, when, prices[home])}
    for home in ready.keys() - paid.keys():
        changes.move([*ready[home].said, *ready[home].merged], after(c, home.person, lane))
    return paid


def _frozen(
    c: Connection, lane: Lane, ready: Mapping[Home, Sorted], now: datetime, real: datetime, changes: Changes
) -> list[Claimed]:
    """Puts them into words and writes them down."""
    said = {home: _said(lane.render, found, now, changes) for home, found in ready.items()}
    replies = {home: reply for home, reply in said.items() if reply is not None}
    if not replies:
        return []
    when, claimed = stored(real), []
    rows: dict[str, dict[str, Any]] = {
        str(uuid4()): {"person_id": home.person, "address": home.address, "body": codec.body(reply)}
        for home, reply in replies.items()
    }
    same = {"channel": lane.name, "created_at": when, "first_try_at": when}
    ids = _written(c, [{"retry_key": key} | same | row for key, row in rows.items()])
    for key, (home, reply) in zip(rows, replies.items(), strict=True):
        changes.became("gathered", ready[home].said, ids[key])
        changes.became("merged", ready[home].merged, ids[key])
        claimed.append(Claimed(Push(ids[key], home.address, reply, key), home.person, 1, real))
    return claimed


def _written(c: Connection, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The ids of new digests by their keys."""
    last = c.scalar(_last) or 0
    _freeze(c, rows)
    return {key: id_ for id_, key in c.execute(_since, {"last": last})}


def _said(render: Render, found: Sorted, now: datetime, changes: Changes, *, told: bool = False) -> Reply | None:
    """None where that is a bug of ours: nobody else must wait for it."""
    try:
        late = now - max(one.item.due for one in found.said) > LATE
        return render([one.item for one in found.said], now, late and not told, told)
    except Exception:
        log.exception("reminders without words", reminders=[one.id for one in found.said])
        changes.wait([*found.said, *found.merged], now + MENDING)
        return None


def told(c: Connection, render: Render, who: int, now: datetime) -> Reply | None:
    """What somebody is told with an answer, as it cannot be pushed; None for nothing."""
    rows = due.of(c, who, "", now)
    if not rows:
        return None
    changes = Changes()
    found = _sorted(rows, now, changes)
    reply = _said(render, found, now, changes, told=True) if found.said else None
    if reply:
        changes.became("told", found.said)
        changes.became("merged", found.merged)
    changes.write(c)
    return reply


def after(c: Connection, who: int, lane: Lane) -> str:
    """The channel on which somebody is told what a lane does not bring them; "" for at their next message.

    Never one before it, so that nothing goes round for ever.
    """
    ways = c.execute(_ways, {"who": who}).all()
    names = [way.channel for way in ways]
    rest = ways[names.index(lane.name) + 1 :] if lane.name in names else ways
    return next((way.channel for way in rest if way.state == "open" and way.channel != lane.name), "")
