"""What goes on the wire next: digests that were tried before, word for word, and then fresh ones."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, case, exists, func, or_, select, update

from bot.channels.channel import Push
from bot.reminders.plan import awake
from bot.store import codec, digests, due, quotas
from bot.store.bulk import fixed
from bot.store.digests import Claimed, Lane
from bot.store.lanes import LATE, PUSHED, die, withdraw
from bot.store.tables import DIGEST, WAITING, community, deadline, identity, message, reminder, wish

_Row = Row[*tuple[Any, ...]]
KEPT = timedelta(hours=23)  # LINE knows a retry key for 24

_TIMES = (reminder.c.due_at, reminder.c.expires_at)
_LANE = message.c.channel == bindparam("lane")
_TIME = message.c.next_at <= bindparam("real", type_=message.c.next_at.type)

_fresh_waits = select(reminder.c.id).where(
    WAITING, reminder.c.lane == bindparam("lane"), reminder.c.due_at <= bindparam("now", type_=reminder.c.due_at.type)
)
_again_waits = select(message.c.id).where(DIGEST, _LANE, _TIME)  # it has no such time while it is on the wire
_waits = select(or_(exists(_fresh_waits), exists(_again_waits)))

_there = exists().where(
    identity.c.channel == message.c.channel,
    identity.c.address == message.c.address,
    identity.c.person_id == message.c.person_id,  # who was parted from it is told elsewhere
    identity.c.state == "open",
)
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
    .add_columns(_there.label("there"), *due.WISHES)
    .select_from(message.outerjoin(wish, wish.c.person_id == message.c.person_id))
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
_sleep = update(message).where(message.c.id == bindparam("row")).values(next_at=bindparam("at"))
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


def _repeated(c: Connection, lane: Lane, most: int, now: datetime, real: datetime) -> tuple[list[Claimed], bool]:
    which = {"lane": lane.name, "real": real, "now": now, "most": most}
    waiting = c.execute(_again, which).all()
    rows = [row for row in waiting if not _ended(c, lane, row, now, real) and not _asleep(c, row, now, real)]
    if rows:
        c.execute(_try, [{"row": row.id, "now": real} for row in rows])
    return [_claimed(c, lane, row, now, real) for row in rows], bool(waiting)


def _ended(c: Connection, lane: Lane, row: _Row, now: datetime, real: datetime) -> bool:
    """Whether it is not to be tried again: nobody is there, its key is forgotten, or something in it no longer holds.

    Where it may have arrived, and its key tells, it is enough that something holds: in another message it would come
    twice. One that surely did not arrive is gathered anew on another day.
    """
    undelivered = row.first_try_at is None
    if not row.there or (lane.keyed and not undelivered and real - row.first_try_at >= KEPT):
        die(c, row.id, now, undelivered=undelivered)
        return True
    holds = row.some if lane.keyed and not undelivered else row.whole
    if not holds or (undelivered and _other_day(row, now, real)):
        if undelivered:
            quotas.give_back(c, [row.id], now)
        withdraw(c, [row.id])
        return True
    return False


def _asleep(c: Connection, row: _Row, now: datetime, real: datetime) -> bool:
    """Whether somebody wants to be left in peace just now: then it is tried again after that."""
    until = awake(now, due.wishes(row))
    if until > now:
        c.execute(_sleep, {"row": row.id, "at": real + (until - now)})
    return until > now


def _other_day(row: _Row, now: datetime, real: datetime) -> bool:
    return bool(row.created_at.astimezone(now.tzinfo).date() != real.astimezone(now.tzinfo).date())


def _claimed(c: Connection, lane: Lane, row: _Row, now: datetime, real: datetime) -> Claimed:
    """What surely did not arrive says so when it is late; on another day nothing says yesterday's 「明天」."""
    push = Push(row.id, row.address, codec.reply(row.body), row.retry_key)
    fresh = row.first_try_at is None
    claimed = Claimed(push, row.person_id, row.tries + 1, row.first_try_at or real, fresh=fresh)
    stale = _other_day(row, now, real) or (fresh and real - row.created_at >= LATE)
    return digests.reworded(c, lane, claimed, now) if stale else claimed
