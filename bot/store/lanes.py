"""On which channels reminders reach somebody, and digests that do not go there any more."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, bindparam, select, update

from bot.store.tables import identity, message, reminder

PUSHED = ("line", "telegram")  # the channels on which we may speak first
KEYED = frozenset({"line"})  # those that know a repeated push by its key, and deliver it once

_ways = (
    select(identity.c.person_id, identity.c.channel)
    .where(identity.c.person_id.in_(bindparam("people", expanding=True)))
    .where(identity.c.state == "open", identity.c.channel.in_(PUSHED))
    .order_by(identity.c.place)
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


def withdraw(c: Connection, digests: Collection[int]) -> None:
    """Digests that are not on the wire are not sent; what they say waits again, where it was to be said."""
    for digest in digests:
        c.execute(_cancel, {"digest": digest})
        c.execute(_return, {"digest": digest})
