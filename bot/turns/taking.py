"""What is written when updates come in, come again, or were left by a process that is gone."""

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from bot.channels.channel import Changed, Heard, Update
from bot.store import forgetting, inbox, messages, persons
from bot.store.inbox import NewUpdate, Work
from bot.store.persons import Known


@dataclass(frozen=True, slots=True)
class Taken:
    """Where an update is kept, whose it is (0: nobody's), and that one as known, if that was asked for."""

    row: int
    new: bool
    person: int
    known: Known | None


def take(
    c: Connection,
    channel: str,
    kept: Sequence[tuple[Update, Heard | Changed]],
    strangers: Set[str],
    now: datetime,
    at: datetime,
) -> list[Taken]:
    """Stores updates and meets their senders; those at the addresses `strangers` are read as well.

    `now` is the bot's clock, `at` the real one.
    """
    updates = [NewUpdate(update.id, heard.address, json.dumps(update.raw)) for update, heard in kept]
    taken = []
    for stored, (_, heard) in zip(inbox.add(c, channel, updates, at), kept, strict=True):
        if isinstance(heard, Changed):
            _change(c, channel, heard, stored.row, now, at)
            taken.append(Taken(stored.row, stored.new, 0, None))
            continue
        person = persons.meet(c, channel, heard.address, now, group=heard.group)
        known = persons.of(c, channel, heard.address) if heard.address in strangers else None
        taken.append(Taken(stored.row, stored.new, person, known))
    return taken


def _change(c: Connection, channel: str, changed: Changed, row: int, now: datetime, at: datetime) -> None:
    """Applies what only changes a conversation, once; nothing is to be answered."""
    if not inbox.finish(c, [row], at):
        return
    match changed.became:
        case "moved":
            persons.move(c, channel, changed.address, changed.now_at, now)
        case "unsent":
            forgetting.unsend(c, channel, changed.address, changed.now_at, at)
        case state:
            persons.set_state(c, channel, changed.address, state, now)


def renew(c: Connection, row: int, now: datetime) -> tuple[list[int], Work | None]:
    """An update that came again: which replies of it were too late and are sent now; itself where it is unanswered."""
    inbox.renew(c, row, now)
    expired = [one.id for one in messages.of(c, row) if one.state == "expired"]
    for message in expired:
        messages.mark(c, message, "pending", now)
    return expired, inbox.get(c, row) if inbox.is_open(c, row) else None


def left_over(c: Connection, channels: Sequence[str]) -> list[int]:
    """Rows of updates with replies that were not tried; what was on the wire may have arrived."""
    now, rows = datetime.now(UTC), messages.unfinished(c, channels)
    for row in rows:
        if row.state == "claimed":
            messages.mark(c, row.id, "uncertain", now)
    return list(dict.fromkeys(row.inbox_id for row in rows if row.state == "pending"))
