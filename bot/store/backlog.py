"""What waits: for whoever watches the program, and for `doctor`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from bot.store.tables import DIGEST, NEW, UNFINISHED, UNTOLD, WAITING, inbox, message, quota, reminder


@dataclass(frozen=True, slots=True)
class Backlog:
    """Counts. `since`: the oldest update without an answer; `due_since`: the oldest reminder that is due.

    `aside`: updates that were given up; `untold`: messages that wait for somebody's next one; `waiting`: reminders that
    are planned, by lane; `left`: people who can still be reached in this month, by channel, None for any number.
    """

    updates: int
    since: datetime | None
    aside: int
    unfinished: int
    untold: int
    digests: int
    waiting: dict[str, int]
    due: int
    due_since: datetime | None
    left: dict[str, int | None]
    newest: datetime | None  # when the last update came in


_DUE = reminder.c.due_at <= bindparam("now", type_=reminder.c.due_at.type)

_new = select(func.count(), func.min(inbox.c.received_at)).where(NEW)
_aside = select(func.count()).select_from(inbox).where(inbox.c.state == "aside")
_newest = select(inbox.c.received_at).order_by(inbox.c.id.desc()).limit(1)
_unfinished = select(func.count()).select_from(message).where(UNFINISHED, message.c.inbox_id.is_not(None))
_untold = select(func.count()).select_from(message).where(UNTOLD)
_digests = select(func.count()).select_from(message).where(DIGEST)
_waiting = select(reminder.c.lane, func.count()).where(WAITING).group_by(reminder.c.lane)
_due = select(func.count(), func.min(reminder.c.due_at)).where(WAITING, reminder.c.lane != "", _DUE)
_left = select(quota.c.channel, quota.c.allowed, quota.c.used + quota.c.since).where(
    quota.c.month == bindparam("month")
)


def look(c: Connection, now: datetime, month: str) -> Backlog:
    """As it is now, by the bot's clock."""
    updates, since = c.execute(_new).one()
    due, due_since = c.execute(_due, {"now": now}).one()
    left = {
        channel: None if allowed is None else max(0, allowed - used)
        for channel, allowed, used in c.execute(_left, {"month": month})
    }
    return Backlog(
        updates,
        since,
        c.scalar(_aside) or 0,
        c.scalar(_unfinished) or 0,
        c.scalar(_untold) or 0,
        c.scalar(_digests) or 0,
        {row[0]: row[1] for row in c.execute(_waiting)},
        due,
        due_since,
        left,
        c.scalar(_newest),
    )
