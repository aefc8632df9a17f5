"""What became of digests that were tried: sent, to be tried again, or said on another way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import random

from sqlalchemy import Connection, bindparam, func, select, update

from bot.channels.channel import Pushed
from bot.store import notices, persons, quotas
from bot.store.bulk import among, fixed
from bot.store.claiming import KEPT
from bot.store.digests import Claimed, Lane
from bot.store.lanes import LATE, after, detour, die
from bot.store.tables import message, reminder

LONGEST = 600.0  # seconds between tries
UNSURE = 30.0  # at least, after one that may have got through, where the next is another message: trouble passes


@dataclass(frozen=True, slots=True)
class Tried:
    """A digest and what became of a try."""

    claimed: Claimed
    pushed: Pushed

    @property
    def undelivered(self) -> bool:
        """Whether it surely did not arrive, at no try."""
        return self.claimed.fresh and self.pushed.state in ("again", "dead", "quota")


_ON_THE_WIRE = message.c.state == fixed("claimed")
_sent = (
    update(message)
    .where(among(message.c.id, "digests"), _ON_THE_WIRE)
    .values(state="sent", sent_at=bindparam("real", type_=message.c.sent_at.type))
)
_said = (
    update(reminder)
    .where(among(reminder.c.message_id, "digests"), reminder.c.state == fixed("gathered"))
    .values(state="sent")
)
_times = select(func.min(reminder.c.due_at), func.min(reminder.c.expires_at)).where(
    reminder.c.message_id == bindparam("row"), reminder.c.state == fixed("gathered")
)
_later = (
    update(message)
    .where(message.c.id == bindparam("row"), _ON_THE_WIRE)
    .values(state="pending", next_at=bindparam("at"), first_try_at=bindparam("first"), tries=bindparam("count"))
)


def settle(c: Connection, lane: Lane, tried: Sequence[Tried], now: datetime, real: datetime) -> bool:
    """Writes it down; whether something is now to be said on another way.

    `now` is the bot's clock, `real` the real one.
    """
    arrived = [one.claimed.push.id for one in tried if one.pushed.state == "sent"]
    if arrived:
        c.execute(_sent, {"digests": arrived, "real": real})
        c.execute(_said, {"digests": arrived})
        notices.said(c, arrived, real)
    elsewhere = False
    for one in tried:
        _learn(c, lane.name, one, now)
        elsewhere |= one.pushed.state != "sent" and _unsent(c, lane, one, now, real)
    return elsewhere


def _learn(c: Connection, lane: str, one: Tried, now: datetime) -> None:
    """What it says about the address."""
    address = one.claimed.push.address
    if one.pushed.blocked:
        persons.set_state(c, lane, address, "blocked", now)
    if one.pushed.moved:
        persons.move(c, lane, address, one.pushed.moved, now)


def _unsent(c: Connection, lane: Lane, one: Tried, now: datetime, real: datetime) -> bool:
    """Whether something is said on another way."""
    if one.pushed.state == "quota":
        quotas.use_up(c, lane.name, quotas.month(now), now)
    others = one.pushed.closed and detour(c, lane.name, now)
    if (
        one.pushed.state in ("dead", "quota")
        or one.pushed.blocked
        or _over(lane, one, real)
        or _better(c, lane, one, now)
    ):
        die(c, one.claimed.push.id, now, undelivered=one.undelivered)
        return True
    first = None if one.undelivered else one.claimed.since
    row = {"row": one.claimed.push.id, "first": first, "count": one.claimed.tries}
    c.execute(_later, row | {"at": real + timedelta(seconds=_wait(lane, one))})
    return others


def _over(lane: Lane, one: Tried, real: datetime) -> bool:
    """Whether another try might deliver it twice, once too often."""
    if one.claimed.fresh:
        return False
    return real - one.claimed.since >= KEPT if lane.keyed else one.pushed.state == "perhaps"


def _better(c: Connection, lane: Lane, one: Tried, now: datetime) -> bool:
    """Whether it did not arrive and is late, or soon of no use, and there is another way."""
    if not one.undelivered or not after(c, one.claimed.person, lane.name):
        return False
    due, expires = c.execute(_times, {"row": one.claimed.push.id}).one()
    return due is not None and (now - due >= LATE or expires - now < LATE)


def _wait(lane: Lane, one: Tried) -> float:
    """Seconds until the next try."""
    least = UNSURE if one.pushed.state == "perhaps" and not lane.keyed else 0.0
    backoff = min(LONGEST, 2.0 ** min(one.claimed.tries, 16) * (0.75 + random() / 2))  # noqa: S311 - no secret
    return max(backoff, least, one.pushed.wait, one.pushed.pause)
