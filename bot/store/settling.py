"""What became of digests that were tried: sent, to be tried again, or said on another way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import random

from sqlalchemy import Connection, bindparam, update

from bot.channels.channel import Pushed
from bot.store import notices, persons, quotas
from bot.store.bulk import among, fixed
from bot.store.claiming import KEPT, die
from bot.store.digests import Claimed, Lane
from bot.store.tables import message, reminder

TRIES = 5  # that may have got through, where each is another message
LONGEST = 600.0  # seconds between tries


@dataclass(frozen=True, slots=True)
class Tried:
    """A digest and what became of a try."""

    claimed: Claimed
    pushed: Pushed

    @property
    def undelivered(self) -> bool:
        """Whether it surely did not arrive, at no try."""
        return self.claimed.fresh and self.pushed.state == "again"

    @property
    def tries(self) -> int:
        """Counted anew from the first that may have got through."""
        return 1 if self.claimed.fresh and self.pushed.state == "perhaps" else self.claimed.tries


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
    """Whether it is said on another way."""
    if one.pushed.state == "quota":
        quotas.use_up(c, lane.name, quotas.month(now), now)
    if one.pushed.state in ("dead", "quota") or one.pushed.blocked or _over(lane, one, real):
        die(c, lane, one.claimed.push.id, one.claimed.person)
        return True
    first = None if one.undelivered else one.claimed.since
    row = {"row": one.claimed.push.id, "first": first, "count": one.tries}
    c.execute(_later, row | {"at": real + timedelta(seconds=_wait(one))})
    return False


def _over(lane: Lane, one: Tried, real: datetime) -> bool:
    """Whether another try might deliver it twice, once too often."""
    if one.undelivered:
        return False
    return real - one.claimed.since >= KEPT if lane.keyed else one.tries >= TRIES


def _wait(one: Tried) -> float:
    """Seconds until the next try."""
    backoff = min(LONGEST, 2.0 ** min(one.tries, 16) * (0.75 + random() / 2))  # noqa: S311 - no secret
    return max(backoff, one.pushed.wait, one.pushed.pause)
