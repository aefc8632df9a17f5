"""On which channels reminders reach somebody, and digests that do not go there any more."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Connection, and_, bindparam, exists, func, or_, select, update

from bot.store import cursors, quotas
from bot.store.bulk import fixed
from bot.store.tables import DIGEST, WAITING, cursor, identity, message, reminder

PUSHED = ("line", "telegram")  # the channels on which we may speak first
KEYED = frozenset({"line"})  # those that know a repeated push by its key, and deliver it once
LATE = timedelta(hours=1)  # after its time: then a message says that it is late, and goes another way if it can

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
_LANE: BindParameter[str] = bindparam("lane")
_whose = select(message.c.person_id, message.c.channel).where(message.c.id == bindparam("row"))
_order = select(identity.c.channel, identity.c.state).where(identity.c.person_id == bindparam("who"), SERVED)
_die = update(message).where(message.c.id == bindparam("row"), DIGEST).values(state="dead", next_at=None)
_release = (
    update(reminder)
    .where(reminder.c.message_id == bindparam("row"), reminder.c.state == fixed("gathered"))
    .values(state="pending", message_id=None, lane=bindparam("onto"))
)
_this = identity.alias()
_place = (
    select(_this.c.place)
    .where(_this.c.person_id == reminder.c.person_id, _this.c.channel == _LANE)
    .order_by(_this.c.place)
    .limit(1)
    .scalar_subquery()
)
_next = (  # as in `after`
    select(identity.c.channel)
    .where(identity.c.person_id == reminder.c.person_id, identity.c.state == "open", SERVED)
    .where(identity.c.channel != _LANE, identity.c.place > func.coalesce(_place, -1))
    .order_by(identity.c.place)
    .limit(1)
)
_detour = (
    update(reminder)
    .where(WAITING, reminder.c.lane == _LANE)
    .where(reminder.c.due_at <= bindparam("late", type_=reminder.c.due_at.type), exists(_next))
    .values(lane=_next.scalar_subquery())
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


def served(c: Connection) -> tuple[str, ...]:
    """The channels on which this program speaks first."""
    return tuple(name for name in PUSHED if cursors.get(c, _MARK + name) != _OFF)


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


def after(c: Connection, who: int, lane: str) -> str:
    """The channel on which somebody is told what a lane does not bring them; "" for at their next message.

    Never one before it, so that nothing goes round for ever.
    """
    ways = c.execute(_order.order_by(identity.c.place), {"who": who}).all()
    names = [way.channel for way in ways]
    rest = ways[names.index(lane) + 1 :] if lane in names else ways
    return next((way.channel for way in rest if way.state == "open" and way.channel != lane), "")


def detour(c: Connection, lane: str, now: datetime) -> bool:
    """What is late on a lane that takes nothing goes another way, where there is one; whether anything does."""
    return c.execute(_detour, {"lane": lane, "late": now - LATE}).rowcount > 0


def die(c: Connection, digest: int, now: datetime, *, undelivered: bool) -> None:
    """A digest will never arrive: what it says is said on another way. `undelivered`: it surely did not."""
    row = c.execute(_whose, {"row": digest}).one()
    if undelivered:
        quotas.give_back(c, [digest], now)
    c.execute(_die, {"row": digest})
    c.execute(_release, {"row": digest, "onto": after(c, row.person_id, row.channel)})


def withdraw(c: Connection, digests: Collection[int]) -> None:
    """Digests that are not on the wire are not sent; what they say waits again, where it was to be said."""
    for digest in digests:
        c.execute(_cancel, {"digest": digest})
        c.execute(_return, {"digest": digest})
