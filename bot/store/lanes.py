"""On which channels reminders reach somebody, and digests that do not go there any more."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import BindParameter, Connection, and_, bindparam, exists, func, or_, select, update

from bot.store import cursors
from bot.store.tables import DIGEST, WAITING, cursor, identity, message, reminder

PUSHED = ("line", "telegram")  # the channels on which we may speak first
KEYED = frozenset({"line"})  # those that know a repeated push by its key, and deliver it once

_MARK = "lane "  # before a channel's name: the cursor that says whether it is served
_ON, _OFF = "on", "off"
_off = exists().where(cursor.c.name == _MARK + identity.c.channel, cursor.c.value == _OFF)
SERVED = and_(identity.c.channel.in_(PUSHED), ~_off.correlate(identity))  # of an identity: one of them, and it runs

_ways = (
    select(identity.c.person_id, identity.c.channel)
    .where(identity.c.person_id.in_(bindparam("people", expanding=True)))
    .where(identity.c.state == "open", SERVED)
    .order_by(identity.c.place)
)
_OTHERS: BindParameter[list[str]] = bindparam("off", expanding=True)
_on_them = select(message.c.id).where(DIGEST, message.c.channel.in_(_OTHERS))
_take_back = (
    update(reminder)
    .where(reminder.c.state == "gathered", reminder.c.message_id.in_(_on_them))
    .values(state="pending", message_id=None)
)
_give_up = update(message).where(DIGEST, message.c.channel.in_(_OTHERS)).values(state="dead", next_at=None)
_home = (
    select(identity.c.channel)
    .where(identity.c.person_id == reminder.c.person_id, identity.c.state == "open", SERVED)
    .order_by(identity.c.place)
    .limit(1)
    .scalar_subquery()
)
_lead_on = (
    update(reminder)
    .where(
        WAITING,
        or_(reminder.c.lane.in_(_OTHERS), reminder.c.due_at > bindparam("now", type_=reminder.c.due_at.type)),
    )
    .values(lane=func.coalesce(_home, ""))
)
_cancel = (
    update(message).where(message.c.id == bindparam("digest"), message.c.state == "pending").values(state="cancelled")
)
_return = (
    update(reminder)
    .where(reminder.c.message_id == bindparam("digest"), reminder.c.state == "gathered")
    .values(state="pending", message_id=None)
)


def lanes(c: Connection, people: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """The channels on which each of them can be told unasked, in the order in which they came there."""
    found = defaultdict[int, dict[str, None]](dict)
    for row in c.execute(_ways, {"people": list(people)}) if people else ():
        found[row.person_id][row.channel] = None
    return {one: tuple(found[one]) for one in people}


def lane(c: Connection, person: int) -> str:
    """The channel on which somebody is reminded; "" where they are told at their next contact."""
    return next(iter(lanes(c, [person])[person]), "")


def serve(c: Connection, served: Collection[str], now: datetime) -> None:
    """From now on this program runs these channels. What was to be said on one that it does not run is said on the next
    of that person's, or at their next contact; what is not due yet comes back to one that runs again.

    A digest that may have arrived there before is told once more rather than not at all.
    """
    states = {name: _ON if name in served else _OFF for name in PUSHED}
    if all((cursors.get(c, _MARK + name) or _ON) == state for name, state in states.items()):
        return
    for name, state in states.items():
        cursors.put(c, _MARK + name, state)
    which = {"off": [name for name, state in states.items() if state == _OFF]}
    c.execute(_take_back, which)
    c.execute(_give_up, which)
    c.execute(_lead_on, which | {"now": now})


def withdraw(c: Connection, digests: Collection[int]) -> None:
    """Digests that are not on the wire are not sent; what they say waits again, where it was to be said."""
    for digest in digests:
        c.execute(_cancel, {"digest": digest})
        c.execute(_return, {"digest": digest})
