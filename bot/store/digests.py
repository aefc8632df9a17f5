"""What one person is told in one message: gathered, frozen and committed before it is first tried."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex

import structlog
from sqlalchemy import BindParameter, Connection, bindparam, exists, insert, select, update

from bot.channels.channel import Push
from bot.reminders.plan import awake
from bot.store import codec, due, notices, quotas
from bot.store.bulk import fixed, listed
from bot.store.due import Changes, Telling
from bot.store.lanes import LATE, after, die
from bot.store.tables import UNFINISHED, message, reminder
from content.text.dates.almanac import is_office_day, office_days_after
from handlers.messages import Reply
from handlers.records import Reminder

log = structlog.get_logger(__name__)
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


_SAME: dict[str, str | int] = {"position": 0, "about": "", "state": "claimed", "tries": 1}
_new = listed("rows", "person_id", "address", "body", "retry_key")
_REAL: BindParameter[datetime] = bindparam("real", type_=message.c.created_at.type)
_TIMES = {"channel": bindparam("lane"), "created_at": _REAL, "first_try_at": _REAL}
_freeze = (
    insert(message)
    .from_select(
        [*_new.c.keys(), *_TIMES, *_SAME], select(*_new.c, *_TIMES.values(), *[fixed(one) for one in _SAME.values()])
    )
    .returning(message.c.person_id, message.c.id)
)


_reword = update(message).where(message.c.id == bindparam("row")).values(body=bindparam("words"))
_LATE = bindparam("late", type_=reminder.c.due_at.type)
_stuck = (  # what surely was not delivered, and is late
    select(message.c.id)
    .where(UNFINISHED, message.c.person_id == bindparam("who"), message.c.inbox_id.is_(None))
    .where(message.c.state == fixed("pending"), message.c.first_try_at.is_(None))
    .where(exists().where(reminder.c.message_id == message.c.id, reminder.c.due_at <= _LATE))
)


def gather(c: Connection, lane: Lane, most: int, now: datetime, real: datetime) -> tuple[list[Claimed], bool]:
    """Digests of `most` persons who have something due, not said before; and whether there was anybody at all."""
    waiting, changes, instant = due.first(c, lane.name, now, most), Changes(), now.astimezone(UTC)
    found = [one for rows in waiting if (one := due.sort(rows, instant, changes))]
    ready = [one for one in found if _may_be_told(c, lane, one, now, changes)]
    claimed = _frozen(c, lane, _paid(c, lane, ready, now, changes), now, real, changes)
    changes.write(c)
    return claimed, bool(waiting)


def _may_be_told(c: Connection, lane: Lane, found: Telling, now: datetime, changes: Changes) -> bool:
    """Whether somebody is there, and does not want to be left in peace just now."""
    if found.whose.address is None:
        changes.move(found.rows, after(c, found.whose.person, lane.name))
        return False
    until = _in_peace(found, now)
    if until > now:
        changes.wait(found.rows, until)
    return until <= now


def _in_peace(found: Telling, now: datetime) -> datetime:
    """Until when somebody is: `now` for not at all. What is late is put off to an office day where that is wanted, and
    where that is not too late."""
    wishes = found.whose.wishes
    until, late = awake(now, wishes), found.newest.astimezone(now.tzinfo).date() < now.date()
    if not (wishes.office_days and late) or is_office_day(until.date()):
        return until
    later = awake(datetime.combine(office_days_after(until.date(), 1), wishes.hour, now.tzinfo), wishes)
    return later if later < min(one.item.expires for one in found.said) else until


def _paid(c: Connection, lane: Lane, ready: Sequence[Telling], now: datetime, changes: Changes) -> Sequence[Telling]:
    """Those for whom the month's allowance reaches; the others are told on another way."""
    when = quotas.month(now)
    prices = [quotas.price(c, lane.name, one.whose.address or "", group=one.whose.group) for one in ready]
    if not ready or quotas.take(c, lane.name, when, sum(prices)):
        return ready
    paid = [quotas.take(c, lane.name, when, price) for price in prices]
    for one in [one for one, is_paid in zip(ready, paid, strict=True) if not is_paid]:
        changes.move(one.rows, after(c, one.whose.person, lane.name))
    return [one for one, is_paid in zip(ready, paid, strict=True) if is_paid]


def _frozen(
    c: Connection, lane: Lane, ready: Sequence[Telling], now: datetime, real: datetime, changes: Changes
) -> list[Claimed]:
    """Puts them into words and writes them down."""
    worded = [(one, reply) for one in ready if (reply := _said(lane.render, one, now, changes))]
    if not worded:
        return []
    worded = _noticed(c, worded)
    rows = [_row(*one) for one in worded]
    ids: dict[int, int] = dict(c.execute(_freeze, {"lane": lane.name, "real": real, "rows": rows}).all())
    claimed = []
    for (one, reply), (who, address, _, key) in zip(worded, rows, strict=True):
        changes.became("gathered", one.said, ids[who])
        changes.became("merged", one.merged, ids[who])
        claimed.append(Claimed(Push(ids[who], address, reply, key), who, 1, real))
    return claimed


def _noticed(c: Connection, worded: list[tuple[Telling, Reply]]) -> list[tuple[Telling, Reply]]:
    """With what they are to be told besides."""
    if found := notices.beside(c, [one.whose.person for one, _ in worded]):
        return [(one, replace(reply, text=reply.text + found.get(one.whose.person, ""))) for one, reply in worded]
    return worded


def _row(found: Telling, reply: Reply) -> tuple[int, str, str, str]:
    """As in `_new`."""
    return found.whose.person, found.whose.address or "", codec.body(reply), retry_key()


def retry_key() -> str:
    """A random UUID (RFC 9562, version 4) as text, in a third of the time that the uuid module takes for one."""
    drawn = token_hex(16)
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-a{drawn[17:20]}-{drawn[20:]}"


def _said(render: Render, found: Telling, now: datetime, changes: Changes, *, told: bool = False) -> Reply | None:
    """None where that is a bug of ours: nobody else must wait for it."""
    try:
        late = now - found.oldest >= LATE
        return render([one.item for one in found.said], now, late and not told, told)
    except Exception:
        log.exception("reminders without words", reminders=[one.id for one in found.said])
        changes.wait(found.rows, now + MENDING)
        return None


def reworded(c: Connection, lane: Lane, claimed: Claimed, now: datetime) -> Claimed:
    """A digest in the words of today, of what in it still is so: 「明天」 was yesterday. Its key stays."""
    rows, changes = due.within(c, claimed.push.id, lane.name, now), Changes()
    if not rows or not (reply := _said(lane.render, Telling(rows, ()), now, changes)):
        return claimed
    ((_, reply),) = _noticed(c, [(Telling(rows, ()), reply)])
    c.execute(_reword, {"row": claimed.push.id, "words": codec.body(reply)})
    return replace(claimed, push=replace(claimed.push, reply=reply))


def told(c: Connection, render: Render, who: int, now: datetime) -> Reply | None:
    """What somebody is told with an answer, as it cannot be pushed, or could not be for long; None for nothing."""
    for digest in c.scalars(_stuck, {"who": who, "late": now - LATE}).all():
        die(c, digest, now, undelivered=True)
    rows = due.at_contact(c, who, now)
    if rows and due.overtaken(c, who):
        rows = due.at_contact(c, who, now)
    if not rows:
        return None
    changes = Changes()
    found = due.sort(rows, now.astimezone(UTC), changes)
    reply = _said(render, found, now, changes, told=True) if found else None
    if found and reply:
        changes.became("told", found.said)
        changes.became("merged", found.merged)
    changes.write(c)
    return reply
