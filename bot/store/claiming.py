"""What goes on the wire next: digests that were tried before, word for word, and then fresh ones."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, case, exists, func, or_, select, update

from bot.channels.channel import Push
from bot.store import codec, digests
from bot.store.bulk import fixed
from bot.store.digests import Claimed, Lane, after
from bot.store.lanes import PUSHED, withdraw
from bot.store.tables import DIGEST, WAITING, community, deadline, identity, message, reminder

KEPT = timedelta(hours=23)  # LINE knows a retry key for 24

_TIMES = (reminder.c.due_at, reminder.c.expires_at)
_LANE = message.c.channel == bindparam("lane")
_TIME = message.c.next_at <= bindparam("real", type_=message.c.next_at.type)

_fresh_waits = select(reminder.c.id).where(
    WAITING, reminder.c.lane == bindparam("lane"), reminder.c.due_at <= bindparam("now", type_=reminder.c.due_at.type)
)
_again_waits = select(message.c.id).where(DIGEST, _LANE, _TIME)  # it has no such time while it is on the wire
_waits = select(or_(exists(_fresh_waits), exists(_again_waits)))

_there = exists().where(identity.c.channel == message.c.channel, identity.c.address == message.c.address)
_stands = and_(
    reminder.c.expires_at > bindparam("now", type_=reminder.c.expires_at.type),
    deadline.c.state == "open",
    deadline.c.day == reminder.c.day,
    community.c.open,
)
_members, _ITS = reminder.join(deadline).join(community), reminder.c.message_id == message.c.id
_whole = (
    select(func.min(case((reminder.c.state == fixed("gathered"), _stands), else_=reminder.c.state == fixed("merged"))))
    .select_from(_members)
    .where(_ITS)
    .scalar_subquery()
)
_some = exists().select_from(_members).where(_ITS, reminder.c.state == fixed("gathered"), _stands)
_again = (
    select(message, _whole.label("whole"), _some.label("some"))
    .add_columns(_there.where(identity.c.state == "open").label("there"))
    .where(DIGEST, message.c.state == fixed("pending"), _LANE, _TIME)
    .order_by(message.c.next_at)
    .limit(bindparam("most"))
)
_try = (
    update(message)
    .where(message.c.id == bindparam("row"), message.c.state == fixed("pending"))
    .values(state="claimed", tries=message.c.tries + 1, next_at=None)
    .values(first_try_at=func.coalesce(message.c.first_try_at, bindparam("now", type_=message.c.first_try_at.type)))
)
_die = update(message).where(message.c.id == bindparam("row"), DIGEST).values(state="dead", next_at=None)
_release = (
    update(reminder)
    .where(reminder.c.message_id == bindparam("row"), reminder.c.state == fixed("gathered"))
    .values(state="pending", message_id=None, lane=bindparam("onto"))
)
_expire = (
    update(reminder)
    .where(
        WAITING,
        reminder.c.lane.in_(["", *PUSHED]),
        *[column <= bindparam("now", type_=column.type) for column in _TIMES],
    )
    .values(state="expired")
)
_left = (
    update(message).where(DIGEST, message.c.state == fixed("claimed")).values(state="pending", next_at=bindparam("now"))
)


def waits(c: Connection, lane: str, now: datetime, real: datetime) -> bool:
    """Whether something is to be sent on a lane. `now` is the bot's clock, `real` the real one."""
    return bool(c.scalar(_waits, {"lane": lane, "now": now, "real": real}))


def claim(c: Connection, lane: Lane, most: int, now: datetime, real: datetime) -> tuple[list[Claimed], bool]:
    """Up to `most` digests to be sent right after this is committed; and whether there was anything to do at all."""
    again, busy = _repeated(c, lane, most, now, real)
    fresh, more = digests.gather(c, lane, most - len(again), now, real) if len(again) < most else ([], True)
    return again + fresh, busy or more


def recover(c: Connection, real: datetime) -> None:
    """What was on the wire when the last process ended is tried again at once."""
    c.execute(_left, {"now": real})


def expire(c: Connection, now: datetime) -> int:
    """Records what is over and reached nobody, who never wrote or whose channel is switched off; how much that was."""
    return c.execute(_expire, {"now": now}).rowcount


def die(c: Connection, lane: Lane, digest: int, who: int) -> None:
    """A digest will never arrive: what it says is said on another way."""
    c.execute(_die, {"row": digest})
    c.execute(_release, {"row": digest, "onto": after(c, who, lane)})


def _repeated(c: Connection, lane: Lane, most: int, now: datetime, real: datetime) -> tuple[list[Claimed], bool]:
    which = {"lane": lane.name, "real": real, "now": now, "most": most}
    waiting = c.execute(_again, which).all()
    rows = [row for row in waiting if not _ended(c, lane, row, now, real)]
    if rows:
        c.execute(_try, [{"row": row.id, "now": real} for row in rows])
    return [_claimed(row, real) for row in rows], bool(waiting)


def _ended(c: Connection, lane: Lane, row: Row[*tuple[Any, ...]], now: datetime, real: datetime) -> bool:
    """Whether it is not to be tried again: nobody is there, its key is forgotten, or something in it no longer holds.

    Where it may have arrived, and its key tells, it is enough that something holds: in new words that would come twice.
    One that surely did not arrive is put into new words on another day: it may say 「明天」.
    """
    if not row.there or (lane.keyed and row.first_try_at and real - row.first_try_at >= KEPT):
        die(c, lane, row.id, row.person_id)
        return True
    other_day = row.created_at.astimezone(now.tzinfo).date() != real.astimezone(now.tzinfo).date()
    holds = row.some if lane.keyed and row.first_try_at else row.whole
    if not holds or (row.first_try_at is None and other_day):
        withdraw(c, [row.id])
        return True
    return False


def _claimed(row: Row[*tuple[Any, ...]], real: datetime) -> Claimed:
    push = Push(row.id, row.address, codec.reply(row.body), row.retry_key)
    return Claimed(push, row.person_id, row.tries + 1, row.first_try_at or real, fresh=row.first_try_at is None)
