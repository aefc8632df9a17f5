"""What the messengers sent, each update once, until its turn is finished."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, exists, func, select, update

from bot.store.sqlite import insert_new
from bot.store.tables import NEW, inbox, message, reminder


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """An update to be stored; `id` is unique within its channel, `raw` is its JSON."""

    id: str
    address: str
    raw: str


@dataclass(frozen=True, slots=True)
class Stored:
    """Where an update is kept; not `new`: it had been stored before."""

    row: int
    new: bool


@dataclass(frozen=True, slots=True)
class Work:
    """An update to be handled; `tries` counts how often that was begun."""

    row: int
    channel: str
    address: str
    raw: Mapping[str, Any]
    received: datetime
    tries: int


_WORK = (inbox.c.id, inbox.c.channel, inbox.c.address, inbox.c.raw, inbox.c.received_at, inbox.c.tries)
_THESE = inbox.c.id.in_(bindparam("rows", expanding=True))
_KEPT = message.c.state.in_(["pending", "claimed", "expired", "uncertain"])
_OLD = and_(inbox.c.finished_at < bindparam("before"), ~exists().where(message.c.inbox_id == inbox.c.id, _KEPT))

_add = insert_new(inbox, "channel", "update_id").returning(inbox.c.id)
_known = select(inbox.c.id).where(inbox.c.channel == bindparam("channel"), inbox.c.update_id == bindparam("update_id"))
_waiting = select(*_WORK).where(NEW, inbox.c.channel.in_(bindparam("channels", expanding=True))).order_by(inbox.c.id)
_get = select(*_WORK).where(inbox.c.id == bindparam("row"))
_newest = (
    select(*_WORK)
    .where(inbox.c.channel == bindparam("here"), inbox.c.address == bindparam("at"))
    .order_by(inbox.c.id.desc())
    .limit(bindparam("most"))
)
_begin = update(inbox).where(_THESE).values(tries=inbox.c.tries + 1)
_renew = update(inbox).where(inbox.c.id == bindparam("row")).values(received_at=bindparam("now"))
_still_new = select(func.count()).where(_THESE, inbox.c.state == "new")
_done: dict[str, Any] = {"state": bindparam("became"), "finished_at": bindparam("now")}
_finish = update(inbox).where(_THESE, inbox.c.state == "new").values(_done)
_finish_one = update(inbox).where(inbox.c.id == bindparam("row"), inbox.c.state == "new").values(_done)
_tidy_messages = delete(message).where(message.c.inbox_id.in_(select(inbox.c.id).where(_OLD)))
_tidy = delete(inbox).where(_OLD)
_old_digests = select(message.c.id).where(
    message.c.inbox_id.is_(None),
    message.c.state.in_(["sent", "dead", "cancelled"]),
    message.c.created_at < bindparam("before", type_=message.c.created_at.type),
)
_unname_digests = update(reminder).where(reminder.c.message_id.in_(_old_digests)).values(message_id=None)
_tidy_digests = delete(message).where(message.c.id.in_(_old_digests))


def add(c: Connection, channel: str, updates: Iterable[NewUpdate], now: datetime) -> list[Stored]:
    """Stores updates, in order; one whose id is known stays as it was."""
    return [_stored(c, channel, update, now) for update in updates]


def _stored(c: Connection, channel: str, new: NewUpdate, now: datetime) -> Stored:
    key = {"channel": channel, "update_id": new.id}
    rest = {"address": new.address, "raw": new.raw, "received_at": now, "tries": 0, "state": "new"}
    row = c.scalar(_add, key | rest)
    return Stored(c.execute(_known, key).scalar_one(), new=False) if row is None else Stored(row, new=True)


def waiting(c: Connection, channels: Sequence[str]) -> list[Work]:
    """What is not finished, the oldest first."""
    return [_work(row) for row in c.execute(_waiting, {"channels": channels})]


def get(c: Connection, row: int) -> Work | None:
    """One update."""
    found = c.execute(_get, {"row": row}).one_or_none()
    return _work(found) if found else None


def is_open(c: Connection, row: int) -> bool:
    """Whether an update is still to be handled."""
    return c.scalar(_still_new, {"rows": [row]}) == 1


def newest(c: Connection, channel: str, address: str, limit: int) -> list[Work]:
    """The newest updates from an address, finished or not, the oldest of them first."""
    rows = c.execute(_newest, {"here": channel, "at": address, "most": limit}).all()
    return [_work(row) for row in rows[::-1]]


def _work(row: Row[*tuple[Any, ...]]) -> Work:
    return Work(row.id, row.channel, row.address, json.loads(row.raw), row.received_at, row.tries)


def begin(c: Connection, rows: Sequence[int]) -> None:
    """Counts a try."""
    c.execute(_begin, {"rows": rows})


def finish(c: Connection, rows: Sequence[int], now: datetime, *, aside: bool = False) -> bool:
    """Marks updates as handled, or as given up; False, and nothing changed, if one of them was finished before."""
    wanted, became = set(rows), {"became": "aside" if aside else "done", "now": now}
    if len(wanted) == 1:  # nearly always, and twice as fast
        return c.execute(_finish_one, became | {"row": rows[0]}).rowcount == 1
    if c.scalar(_still_new, {"rows": list(wanted)}) != len(wanted):
        return False
    return c.execute(_finish, became | {"rows": list(wanted)}).rowcount == len(wanted)


def renew(c: Connection, row: int, now: datetime) -> None:
    """It came again: with LINE the reply token's time starts anew."""
    c.execute(_renew, {"row": row, "now": now})


def tidy(c: Connection, before: datetime) -> int:
    """Deletes what was finished before that time, with its replies; how many. What has an untold reply stays.

    Digests that went out before it are gone too; that their reminders were sent is still known.
    """
    for statement in (_tidy_messages, _unname_digests, _tidy_digests):
        c.execute(statement, {"before": before})
    return c.execute(_tidy, {"before": before}).rowcount
