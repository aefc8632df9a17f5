"""What a messenger lets us push in a month, in people reached: as it counted, and what went out since."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, exists, func, select, update

from bot.channels.channel import Allowance
from bot.store import cursors
from bot.store.sqlite import insert_or
from bot.store.tables import DIGEST, message, person, quota

GUESS = 30  # people in a group whose size is not known yet
LAG = timedelta(hours=3)  # after which a messenger has counted what was pushed

_THIS = (quota.c.channel == bindparam("which"), quota.c.month == bindparam("when"))
_TOTAL = quota.c.used + quota.c.since
_get = select(quota.c.allowed, _TOTAL.label("used")).where(*_THIS)
_put = insert_or(
    quota, ("channel", "month"), lambda new: {name: new[name] for name in ("allowed", "used", "since", "asked_at")}
)
_take = (
    update(quota)
    .where(*_THIS, quota.c.allowed.is_(None) | (_TOTAL + bindparam("price") <= quota.c.allowed))
    .values(since=quota.c.since + bindparam("price"))
)
_told = update(quota).where(*_THIS, quota.c.told_at.is_(None)).values(told_at=bindparam("now"))

_give = update(quota).where(*_THIS).values(since=func.max(0, quota.c.since - bindparam("price")))
_paid = (
    select(message.c.channel, message.c.address, message.c.created_at, func.coalesce(person.c.is_group, False))
    .select_from(message.outerjoin(person, person.c.id == message.c.person_id))
    .where(message.c.id == bindparam("digest"))
)
_newest = (
    select(message.c.created_at)
    .where(message.c.inbox_id.is_(None), message.c.tries > 0, message.c.channel == bindparam("which"))
    .order_by(message.c.id.desc())
    .limit(1)
)
_under_way = select(exists().where(DIGEST, message.c.channel == bindparam("which")))
_believe = update(quota).where(*_THIS).values(since=0)
_enough = update(quota).where(*_THIS, quota.c.told_at.is_not(None)).values(told_at=None)


def month(now: datetime) -> str:
    """The month of a time in its own zone: 2026-11."""
    return f"{now:%Y-%m}"


def get(c: Connection, channel: str, when: str) -> Allowance | None:
    """What is allowed and used by now; None where the messenger was never asked, or counts nothing."""
    row = c.execute(_get, {"which": channel, "when": when}).one_or_none()
    return Allowance(row.allowed, row.used) if row else None


def put(c: Connection, channel: str, when: str, counted: Allowance, now: datetime) -> None:
    """As the messenger counts it. Its count may lag behind our own of what we sent, and then ours stays."""
    known = get(c, channel, when)
    since = max(0, known.used - counted.used) if known else 0
    row = {"channel": channel, "month": when, "allowed": counted.allowed, "used": counted.used}
    c.execute(_put, row | {"since": since, "asked_at": now, "told_at": None})


def take(c: Connection, channel: str, when: str, price: int) -> bool:
    """Counts a push that is about to go out; False, and nothing counted, where the allowance does not reach for it.

    A channel that was never asked counts nothing.
    """
    which = {"which": channel, "when": when}
    return c.execute(_take, which | {"price": price}).rowcount == 1 or c.execute(_get, which).one_or_none() is None


def give_back(c: Connection, digests: Iterable[int], now: datetime) -> None:
    """These were counted, and surely reached nobody."""
    for digest in digests:
        channel, address, paid, group = c.execute(_paid, {"digest": digest}).one()
        if (when := month(paid.astimezone(now.tzinfo))) == month(now):
            c.execute(_give, {"which": channel, "when": when, "price": price(c, channel, address, group=bool(group))})


def believe(c: Connection, channel: str, when: str, real: datetime) -> None:
    """Where nothing went out for a while, the messenger's own count is all: it does not count everybody."""
    newest = c.scalar(_newest, {"which": channel})
    if newest and real - newest > LAG and not c.scalar(_under_way, {"which": channel}):
        c.execute(_believe, {"which": channel, "when": when})


def use_up(c: Connection, channel: str, when: str, now: datetime) -> None:
    """Nothing more goes out in this month: the messenger says so, whatever was counted."""
    known = get(c, channel, when)
    total = known.used if known else 0
    put(c, channel, when, Allowance(total, total), now)


def tell(c: Connection, channel: str, when: str, now: datetime) -> bool:
    """Notes that the operator was told that the month's allowance will not do; False where that was done before."""
    return c.execute(_told, {"which": channel, "when": when, "now": now}).rowcount == 1


def enough(c: Connection, channel: str, when: str) -> None:
    """The month's allowance will do again: if not, the operator is to be told once more."""
    c.execute(_enough, {"which": channel, "when": when})


def price(c: Connection, channel: str, address: str, *, group: bool) -> int:
    """How many people a push reaches."""
    if not group:
        return 1
    known = cursors.get(c, _size(channel, address))
    return int(known) if known else GUESS


def put_size(c: Connection, channel: str, address: str, people: int) -> None:
    """How many people are in a group."""
    cursors.put(c, _size(channel, address), str(people))


def _size(channel: str, address: str) -> str:
    return f"size {channel} {address}"
