"""What is said: a row per reply, from the turn that decided it until it was delivered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy import Row as Found

from bot.store import codec
from bot.store.inbox import newest
from bot.store.tables import UNFINISHED, UNTOLD, message
from handlers.messages import Choice, Reply

State = Literal["pending", "claimed", "sent", "uncertain", "expired", "dead", "cancelled"]


@dataclass(frozen=True, slots=True)
class Row:
    """A reply on its way; `about`: what was asked."""

    id: int
    inbox_id: int
    channel: str
    address: str
    reply: Reply
    about: str
    state: State


@dataclass(frozen=True, slots=True)
class Exchange:
    """An update that came in, and what was answered."""

    inbox_id: int
    raw: Mapping[str, Any]
    received: datetime
    rows: tuple[Row, ...]


EARLY, OWN = -1, 0  # positions: what is told late stands before a turn's own replies, each kind in the order of ids

_ROW = (
    message.c.id,
    message.c.inbox_id,
    message.c.channel,
    message.c.address,
    message.c.body,
    message.c.about,
    message.c.state,
)
_THIS = message.c.id == bindparam("row")
_told = select(*_ROW).order_by(message.c.inbox_id, message.c.position, message.c.id)

_add = insert(message).returning(message.c.id)
_of = _told.where(message.c.inbox_id.in_(bindparam("turns", expanding=True)))
_unfinished = _told.where(
    UNFINISHED, message.c.inbox_id.is_not(None), message.c.channel.in_(bindparam("channels", expanding=True))
)
_untold = (
    select(*_ROW)
    .where(UNTOLD, message.c.person_id == bindparam("person"))
    .order_by(message.c.id.desc())
    .limit(bindparam("most"))
)
_shown = select(message.c.body).where(
    _THIS, message.c.channel == bindparam("here"), message.c.address == bindparam("at")
)

_mark = update(message).where(_THIS, message.c.state != "sent").values(state=bindparam("became"))
_marks = {
    "claimed": _mark.values(
        first_try_at=func.coalesce(message.c.first_try_at, bindparam("now", type_=message.c.sent_at.type))
    ),
    "sent": _mark.values(sent_at=bindparam("now")),
}
_retell = (
    update(message)
    .where(_THIS, UNTOLD)
    .values(
        inbox_id=bindparam("turn"),
        channel=bindparam("here"),
        address=bindparam("at"),
        body=bindparam("late"),
        position=EARLY,
        state="pending",
        first_try_at=None,
    )
)


def add(
    c: Connection,
    inbox_id: int,
    person_id: int,
    channel: str,
    address: str,
    replies: Iterable[Reply],
    about: str,
    now: datetime,
    *,
    state: State = "pending",
    position: int = OWN,
) -> list[int]:
    """The replies of a turn, in order; their ids."""
    whose = {"inbox_id": inbox_id, "person_id": person_id, "channel": channel, "address": address}
    rest = {"about": about, "state": state, "created_at": now, "position": position}
    rows = [whose | rest | {"body": codec.body(reply)} for reply in replies]
    return [int(c.execute(_add, row).scalar_one()) for row in rows]


def mark(c: Connection, id: int, state: State, now: datetime) -> bool:
    """Notes how a delivery goes; False, and nothing changed, for one that was sent already."""
    statement = _marks.get(state)
    if statement is None:
        return c.execute(_mark, {"row": id, "became": state}).rowcount == 1
    return c.execute(statement, {"row": id, "became": state, "now": now}).rowcount == 1


def untold(c: Connection, person_id: int, limit: int) -> list[Row]:
    """The newest replies that this person may not have seen, the oldest of them first."""
    return [_row(found) for found in c.execute(_untold, {"person": person_id, "most": limit}).all()[::-1]]


def retell(c: Connection, rows: Iterable[Row], inbox_id: int, channel: str, address: str) -> list[Row]:
    """Puts untold replies before those of another turn, each saying what it answers; the rows as they are now."""
    now = [_late(row, inbox_id, channel, address) for row in rows]
    for row in now:
        where = {"turn": inbox_id, "here": channel, "at": address}
        c.execute(_retell, {"row": row.id, "late": codec.body(row.reply)} | where)
    return now


def _late(row: Row, inbox_id: int, channel: str, address: str) -> Row:
    """What it would have replaced is long gone, and nobody wants the bot to leave any more."""
    reply = replace(row.reply, late=row.about, step=False, leave=False)
    return replace(row, inbox_id=inbox_id, channel=channel, address=address, reply=reply, state="pending")


def of(c: Connection, inbox_id: int) -> list[Row]:
    """What one turn says, in order."""
    return [_row(found) for found in c.execute(_of, {"turns": [inbox_id]})]


def unfinished(c: Connection, channels: Sequence[str]) -> list[Row]:
    """What is still to be delivered, or was about to be, in order; not the digests, which answer nothing."""
    return [_row(found) for found in c.execute(_unfinished, {"channels": channels})]


def choice(c: Connection, id: int, place: int, channel: str, address: str) -> Choice | None:
    """A button under a message; None for a message that did not go to that address."""
    body = c.scalar(_shown, {"row": id, "here": channel, "at": address})
    choices = codec.reply(body).choices if body is not None else ()
    return choices[place] if 0 <= place < len(choices) else None


def history(c: Connection, channel: str, address: str, limit: int) -> list[Exchange]:
    """The newest exchanges at an address, the oldest of them first."""
    works = newest(c, channel, address, limit)
    said = defaultdict[int, list[Row]](list)
    for found in c.execute(_of, {"turns": [work.row for work in works]}):
        said[found.inbox_id].append(_row(found))
    return [Exchange(work.row, work.raw, work.received, tuple(said[work.row])) for work in works]


def _row(found: Found[*tuple[Any, ...]]) -> Row:
    return Row(
        found.id, found.inbox_id, found.channel, found.address, codec.reply(found.body), found.about, found.state
    )
