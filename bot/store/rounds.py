"""What is done with reminders as days pass: which communities are planned anew, and what ended long ago."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, select

from bot.store import cursors
from bot.store.reminders import SAID
from bot.store.tables import community, deadline, reminder
from handlers.reminders_leads import NAG, NAGS

ENDED = (*SAID, "expired", "cancelled")
KEPT = timedelta(days=400)  # after its date: what was said in a school year, and whether it was, can still be told
BATCH = 500  # rows that are looked at in one transaction
LOOKED_BACK = timedelta(days=NAG * (NAGS + 2))  # on dates that somebody may still be reminded of
_ROUND = "reminders planned"  # the cursor: when the last round was over

_open = select(deadline.c.community_id).join(community).where(community.c.open, deadline.c.state == "open").distinct()
_planned = _open.where(deadline.c.day >= bindparam("since"))
_planned_daily = _planned.where(deadline.c.day < bindparam("today"), deadline.c.kind != "meeting")

_ids = select(func.coalesce(func.min(reminder.c.id), 0), func.coalesce(func.max(reminder.c.id), 0))
_over = delete(reminder).where(
    reminder.c.id.between(bindparam("first"), bindparam("last")),
    reminder.c.day < bindparam("before"),
    reminder.c.state.in_(ENDED),
)


def planned(c: Connection, now: datetime) -> list[str]:
    """The communities that have something to be reminded of, to be planned in a transaction each."""
    return list(c.scalars(_planned, {"since": now.date() - LOOKED_BACK}))


def daily(c: Connection, now: datetime) -> list[str]:
    """Those of them with a date that is past: what comes after it is planned one by one, as the days pass."""
    return list(c.scalars(_planned_daily, {"since": now.date() - LOOKED_BACK, "today": now.date()}))


def last(c: Connection, now: datetime) -> datetime | None:
    """When the last round was over, as far as it matters; None where there was none."""
    said = cursors.get(c, _ROUND)
    return max(datetime.fromisoformat(said), now - LOOKED_BACK) if said else None


def over(c: Connection, now: datetime) -> None:
    """A round is."""
    cursors.put(c, _ROUND, now.isoformat())


def batches(c: Connection) -> range:
    """Where each batch of `tidy` begins."""
    first, last = c.execute(_ids).one()
    return range(first, last + 1, BATCH)


def tidy(c: Connection, first: int, now: datetime) -> int:
    """Deletes what ended long ago, of one batch by their ids; how many. Nothing past is planned, so none comes back."""
    which = {"first": first, "last": first + BATCH - 1, "before": now.date() - KEPT}
    return c.execute(_over, which).rowcount
