"""make bench: a school year of reminders on LINE's free plan, for 40 and for 80 conveners.

    .venv/bin/python -m tests.bench.year   # a minute or two

What became of every reminder is counted from the database when the year is over. A reminder belongs to the month in
which it was due; what was done, moved or put off before that time was not due. Lost silently is one that was due and
has no outcome. A push costs one of the month's allowance; "with another" are reminders that came along in it. Expired
are nearly all reminders of dates long past, to conveners who never write; a date that was over before its convener was
reminded of it even once is counted by itself.
"""

import asyncio
import logging
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from bot.logs import set_up
from bot.store import quotas, sqlite
from bot.store.database import Store
from bot.store.migrate import upgrade
from bot.store.tables import identity, message, quota, reminder
from bot.store.writer import Unit
from content.calendar import school_year
from content.library import load
from handlers.dispatch import Dispatcher
from tests.bench.answers import exam, section
from tests.bench.year_school import DAY, TAIPEI, School
from tests.bench.year_town import YEAR, town

T = TypeVar("T")
ALLOWED = 200  # people in a month, on LINE's free plan
SIZES = (40, 80)  # conveners
ENDS = ("line", "telegram", "moved", "told", "merged", "expired")
HEAD = (
    *("month", "due", "LINE", "Telegram", "moved to it", "told", "merged", "expired"),
    *("pushes", "with another", "notices", "left of quota"),
)

_homes = select(identity.c.person_id, identity.c.channel).where(identity.c.place == 0)
_rows = select(reminder, message.c.channel.label("by")).select_from(reminder.outerjoin(message))
_pushes = (
    select(message.c.sent_at)
    .where(message.c.channel == "line", message.c.state == "sent")
    .where(message.c.id.in_(select(reminder.c.message_id)))
)
_about = select(reminder.c.deadline_id, reminder.c.person_id).where(reminder.c.lead.startswith("d"))
_expired = _about.where(reminder.c.state == "expired")
_heard = _about.where(reminder.c.state.in_(["sent", "told"]))
_notices = select(message.c.retry_key, message.c.state).where(message.c.retry_key.startswith("line "))
_left = select(quota.c.month, quota.c.allowed - quota.c.used - quota.c.since).where(quota.c.channel == "line")


@dataclass(slots=True)
class Month:
    """What was due in it by what became of it; on LINE how many pushes that were, and what is left of the allowance."""

    ends: Counter[str] = field(default_factory=Counter)
    pushes: int = 0
    notices: int = 0  # that were told
    left: int = 0

    def row(self, name: str) -> tuple[object, ...]:
        """Of the table."""
        ends = [self.ends[one] for one in ENDS]
        return name, sum(ends), *ends, self.pushes, self.ends["line"] - self.pushes, self.notices, self.left


@dataclass(slots=True)
class Year:
    """By month; `lost`: ids of reminders; `ahead`: how many are still to come, or wait for somebody's message;
    `unheard`: dates that were over before their convener was reminded of them at all."""

    months: defaultdict[str, Month] = field(default_factory=lambda: defaultdict(Month))
    lost: list[int] = field(default_factory=list)
    ahead: int = 0
    unheard: int = 0


class AtOnce(Store):
    """The store without its threads: going from one to the other and back would be most of the time here."""

    def __init__(self, url: str) -> None:
        engine = sqlite.writing(url, lasting=False)
        upgrade(engine)
        self._connection = engine.connect()

    async def write(self, unit: Unit[T]) -> T:
        """What the unit returns, once it is committed."""
        with self._connection.begin():
            return unit(self._connection)

    async def read(self, unit: Unit[T]) -> T:
        """The same."""
        return await self.write(unit)

    async def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()
        self._connection.engine.dispose()


def counted(c: Connection, now: datetime) -> Year:
    """From the rows."""
    found, homes = Year(), {row[0]: row[1] for row in c.execute(_homes)}
    for row in c.execute(_rows):
        if row.state == "pending" and (row.due_at > now or (row.lane == "" and row.expires_at > now)):
            found.ahead += 1
        elif row.state in ("pending", "gathered"):
            found.lost.append(row.id)
        elif row.state != "cancelled":
            found.months[_month(row.due_at)].ends[_end(row, homes)] += 1
    found.unheard = len(set(c.execute(_expired).all()) - set(c.execute(_heard).all()))
    for sent in c.scalars(_pushes):
        found.months[_month(sent)].pushes += 1
    for key, state in c.execute(_notices):
        found.months[key.removeprefix("line ")].notices += state == "sent"
    for month, left in c.execute(_left):
        found.months[month].left = left
    return found


def _end(row: Any, homes: dict[int, str]) -> str:
    if row.state == "sent":
        return str(row.by) if row.by == homes[row.person_id] else "moved"
    return str(row.state)


def _month(moment: datetime) -> str:
    return quotas.month(moment.astimezone(TAIPEI))


def midnight(day: date) -> datetime:
    """When a day begins."""
    return datetime.combine(day, datetime.min.time(), TAIPEI)


async def lived(url: str, dispatcher: Dispatcher, size: int) -> None:
    """A year of so many conveners."""
    begun, (begin, last) = time.perf_counter(), map(midnight, school_year(YEAR))
    end = last + DAY
    store = AtOnce(url)
    school = School(store, dispatcher, town(size), ALLOWED, (begin, end))
    try:
        await school.live()
        found = await store.read(lambda c: counted(c, end))
    finally:
        await store.close()
    section(f"A school year of {size} conveners with 12 dates each, {ALLOWED} pushes a month on LINE")
    print(exam.table(HEAD, [month.row(name) for name, month in sorted(found.months.items())]))
    print(f"messages of conveners: {school.contacts}; refused by LINE: {school.line.refused}")
    print(f"lost silently: {len(found.lost)}; still ahead: {found.ahead}; dates never heard of: {found.unheard}")
    print(f"{time.perf_counter() - begun:.0f} s")
    assert not found.lost
    assert max(school.line.reached.values()) <= ALLOWED


def told(size: int) -> str:
    """What is printed of a town; in a process of its own."""
    set_up(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(StringIO()) as printed:
        asyncio.run(lived(f"sqlite+aiosqlite:///{Path(folder) / 'convener.db'}", Dispatcher(load()), size))
    return printed.getvalue()


def main() -> None:
    """Both towns at once."""
    with ProcessPoolExecutor(len(SIZES)) as pool:
        for text in pool.map(told, SIZES):
            print(text, end="")


if __name__ == "__main__":
    main()
