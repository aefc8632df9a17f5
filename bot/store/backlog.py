"""What waits: for whoever watches the program, and for `doctor`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from bot.store.tables import DIGEST, NEW, UNFINISHED, UNTOLD, WAITING, inbox, message, quota, reminder


@dataclass(frozen=True, slots=True)
class Backlog:
    """Counts. `since`: the oldest update without an answer; `due_since`: the oldest reminder that is due;
    `digests_since`: when the oldest digest that is still on its way was put into words, by the real clock.

    `aside`: updates that were given up; `untold`: messages that wait for somebody's next one; `waiting`: reminders that
    are planned, by lane; `left`: people who can still be reached in this month, by channel, None for any number;
    `short`: the channels on which that is not enough for all reminders of this month.
    """

    updates: int
    since: datetime | None
    aside: int
    unfinished: int
    untold: int
    digests: int
    digests_since: datetime | None
    waiting: dict[str, int]
    due: int
    due_since: datetime | None
    left: dict[str, int | None]
    short: frozenset[str]
    newest: datetime | None  # when the last update came in


_DUE = reminder.c.due_at <= bindparam("now", type_=reminder.c.due_at.type)

_new = select(func.count(), func.min(inbox.c.received_at)).where(NEW)
_aside = select(func.count()).select_from(inbox).where(inbox.c.state == "aside")
_newest = select(inbox.c.received_at).order_by(inbox.c.id.desc()).limit(1)
_unfinished = select(func.count()).select_from(message).where(UNFINISHED, message.c.inbox_id.is_not(None))
_untold = select(func.count()).select_from(message).where(UNTOLD)
_digests = select(func.count(), func.min(message.c.created_at)).where(DIGEST)
_waiting = select(reminder.c.lane, func.count()).where(WAITING).group_by(reminder.c.lane)
_due = select(func.count(), func.min(reminder.c.due_at)).where(WAITING, reminder.c.lane != "", _DUE)
_left = select(quota.c.channel, quota.c.allowed, quota.c.used + quota.c.since, quota.c.told_at).where(
    quota.c.month == bindparam("month")
)
_ends = select(reminder.c.state, func.count()).where(reminder.c.state != "pending").group_by(reminder.c.state)


def look(c: Connection, now: datetime, month: str) -> Backlog:
    """As it is now, by the bot's clock."""
    updates, since = c.execute(_new).one()
    digests, digests_since = c.execute(_digests).one()
    due, due_since = c.execute(_due, {"now": now}).one()
    quotas = c.execute(_left, {"month": month}).all()
    return Backlog(
        updates,
        since,
        c.scalar(_aside) or 0,
        c.scalar(_unfinished) or 0,
        c.scalar(_untold) or 0,
        digests,
        digests_since,
        {row[0]: row[1] for row in c.execute(_waiting)},
        due,
        due_since,
        {row[0]: None if row[1] is None else max(0, row[1] - row[2]) for row in quotas},
        frozenset(row[0] for row in quotas if row[3]),
        c.scalar(_newest),
    )


def ends(c: Connection) -> dict[str, int]:
    """How many reminders are in each state, but for those that are planned; reads all of them."""
    return {row[0]: row[1] for row in c.execute(_ends)}
