"""make bench: what reminders cost: a burst at eight o'clock, a tick without any, and APScheduler with a job for each.

    .venv/bin/python -m tests.bench.reminders   # about two minutes

The burst is claimed, put into the content's own words, committed to the disk and sent to a messenger in this process
that takes 50 ms for an answer. The loop's stalls are those of a task that sleeps a millisecond at a time; believe them
less than the idle loop's beside them, which shows what else the computer does. Nothing is asserted but that each
reminder arrived once.
"""

import asyncio
import gc
import platform
import sqlite3
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from apscheduler.jobstores.base import BaseJobStore
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Connection, event, insert, text

from bot.app import SWITCH
from bot.channels.channel import Push, Pushed
from bot.outbox.pace import Pace
from bot.outbox.sending import Sender
from bot.outbox.wording import wording
from bot.store import claiming, settling, sqlite
from bot.store.bulk import stored
from bot.store.database import Store
from bot.store.digests import Lane
from bot.store.migrate import upgrade
from bot.store.settling import Tried
from bot.store.tables import reminder
from content.library import load
from handlers.compose import Composer
from tests.bench.answers import exam, section
from tests.bot.outbox.morning import MORNING, SENT, Owl, due, many, states, words

BURST, LIMIT, TRIP = 10_000, 400, 0.05  # reminders, messages a second, seconds for an answer
BATCH, FEW, MANY = 100, 10_000, 1_000_000
JOBS = 10_000  # of APScheduler's
LATER = timedelta(days=365)
TICKS, ROUNDS, SOME, LONG = 200, 30, 1000, float("inf")
BARS = {"rate": 0.90, "stall": 25.0, "row": 60.0, "tick": 5.0}
TEN = """INSERT INTO reminder (deadline_id, version, lead, person_id, lane, day, due_at, expires_at, state)
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)
    SELECT deadline_id, version, 'x' || i, person_id, lane, day, due_at, expires_at, state FROM reminder, n"""
BARE_DUE = """SELECT id, person_id FROM reminder WHERE state = 'pending' AND lane = 'line' AND due_at <= ?
    ORDER BY due_at LIMIT ?"""
BARE_DIGEST = """INSERT INTO message (position, person_id, channel, address, about, body, state, created_at)
    VALUES (0, ?, 'line', '', '', '{}', 'claimed', ?)"""
BARE_CLAIM = "UPDATE reminder SET state = 'gathered', message_id = ? WHERE id = ? AND state = 'pending'"
BARE_SENT = "UPDATE message SET state = 'sent', sent_at = ? WHERE id = ? AND state = 'claimed'"
BARE_SAID = "UPDATE reminder SET state = 'sent' WHERE message_id = ? AND state = 'gathered'"

Act = Callable[[], Awaitable[object]]


class Sink(Owl):
    """A messenger in this process that answers after a while, and keeps when each push came."""

    async def push(self, push: Push) -> Pushed:
        """Takes it."""
        self.times.append(time.perf_counter())
        self.arrived[push.address].append("")
        await asyncio.sleep(TRIP)
        return SENT


@dataclass(slots=True)
class Stalls:
    """How late a task is that sleeps a millisecond at a time; in milliseconds."""

    late: list[float] = field(default_factory=list)

    async def _watch(self) -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.001)
            self.late.append((time.perf_counter() - begun) * 1000 - 1)

    @property
    def longest(self) -> float:
        """The longest one."""
        return max(self.late)

    @property
    def usual(self) -> float:
        """The 99th percentile."""
        return sorted(self.late)[int(len(self.late) * 0.99)]

    async def during(self, act: Act) -> float:
        """Watches while something is done; seconds that it took."""
        gc.collect()
        task, begun = asyncio.create_task(self._watch()), time.perf_counter()
        await asyncio.sleep(0.01)
        await act()
        await asyncio.sleep(0.01)
        task.cancel()
        return time.perf_counter() - begun


@asynccontextmanager
async def opened(folder: Path, name: str) -> AsyncIterator[Store]:
    """A fresh store on the disk."""
    store = await Store.open(url(folder, name))
    try:
        yield store
    finally:
        await store.close()


def url(folder: Path, name: str) -> str:
    """Of a store's file."""
    return f"sqlite+aiosqlite:///{folder / name}.db"


def rating(value: float, bar: float, *, most: bool = True) -> str:
    """Whether a figure is within its bar."""
    return "ok" if (value <= bar if most else value >= bar) else "OVER THE BAR"


# --- the burst ---


def busiest(times: list[float]) -> int:
    """The most in any one second."""
    return max(bisect_left(times, first + 1) - place for place, first in enumerate(times))


async def burst(folder: Path) -> Stalls:
    """All of them due at once; how long the loop was held up."""
    render, stalls, idle = wording(Composer(load())), Stalls(), Stalls()
    gc.freeze()
    async with opened(folder, "burst") as store:
        await store.write(lambda c: many(c, 1, BURST))
        sink = Sink(Pace(LIMIT))
        sender = Sender(store, {"line": sink}, render, lambda: MORNING)

        async def send() -> None:
            await sender.tick()
            await sender.idle()

        await stalls.during(send)
        await sender.close()
        await idle.during(lambda: asyncio.sleep(BURST / LIMIT))
        found = await store.read(states)
    assert found == {"sent": BURST}
    assert {len(one) for one in sink.arrived.values()} == {1}
    print_burst(sink.times, stalls, idle)
    return stalls


def print_burst(times: list[float], stalls: Stalls, idle: Stalls) -> None:
    """Its rate and the loop's stalls."""
    section(f"{BURST} due at once, claimed, rendered and sent at a limit of {LIMIT} a second")
    rate, most = (len(times) - 1) / (times[-1] - times[0]), busiest(times)
    more = stalls.longest - idle.longest
    rows = [
        ("messages a second", f"{rate:.0f}"),
        ("of the limit", f"{rate / LIMIT:.3f}", rating(rate / LIMIT, BARS["rate"], most=False)),
        ("most in any one second", most, rating(most, LIMIT)),
        ("longest stall of the loop (ms)", f"{stalls.longest:.1f}"),
        ("longest of an idle loop (ms)", f"{idle.longest:.1f}"),
        ("more than it (ms)", f"{more:.1f}", rating(more, BARS["stall"])),
        ("99th percentile, both (ms)", f"{stalls.usual:.1f} / {idle.usual:.1f}"),
    ]
    print(exam.table(("what", "found", "bar"), [(*row, "")[:3] for row in rows]))


# --- rows ---


@dataclass(slots=True)
class Row:
    """Microseconds a row to claim and mark, the best of several rounds: ours, its processor's, and a bare sqlite3's."""

    ours: float = LONG
    used: float = LONG
    bare: float = LONG


def claimed_and_marked(folder: Path) -> Row:
    """In batches that are committed to the disk; each round beside one with the same tables in bare sqlite3."""
    engine, found = sqlite.writing(url(folder, "rows")), Row()
    upgrade(engine)
    with engine.connect() as c:
        for number in range(ROUNDS):
            spent, used = _round(c, 1 + 2 * number * SOME)
            with c.begin():
                many(c, 1 + (2 * number + 1) * SOME, SOME)
            bare = _bare(c.connection.driver_connection)
            found = Row(min(found.ours, spent), min(found.used, used), min(found.bare, bare))
    engine.dispose()
    return found


def _round(c: Connection, first: int) -> tuple[float, float]:
    lane, done = Lane("line", words, keyed=True), 0
    with c.begin():
        many(c, first, SOME)
    gc.collect()
    begun, used = time.perf_counter(), time.thread_time()
    while batch := _claim(c, lane):
        done += len(batch)
        with c.begin():
            settling.settle(c, lane, [Tried(one, SENT) for one in batch], MORNING, MORNING)
    spent = time.perf_counter() - begun, time.thread_time() - used
    assert done == SOME
    return spent[0] / SOME * 1e6, spent[1] / SOME * 1e6


def _claim(c: Connection, lane: Lane) -> list[Any]:
    with c.begin():
        return claiming.claim(c, lane, BATCH, MORNING, MORNING)[0]


def _bare(c: Any) -> float:
    """What is least to be done: no joins, no guards, no words."""
    gc.collect()
    begun, done = time.perf_counter(), 0
    while True:
        c.execute("BEGIN IMMEDIATE")
        rows = c.execute(BARE_DUE, (stored(MORNING), BATCH)).fetchall()
        digests = [c.execute(BARE_DIGEST, (who, stored(MORNING))).lastrowid for _, who in rows]
        c.executemany(BARE_CLAIM, [(digest, row) for digest, (row, _) in zip(digests, rows, strict=True)])
        c.execute("COMMIT")
        if not rows:
            break
        c.execute("BEGIN IMMEDIATE")
        c.executemany(BARE_SENT, [(stored(MORNING), digest) for digest in digests])
        c.executemany(BARE_SAID, [(digest,) for digest in digests])
        c.execute("COMMIT")
        done += len(rows)
    assert done == SOME
    return (time.perf_counter() - begun) / SOME * 1e6


async def added(folder: Path) -> float:
    """Rows a second that are added, a thousand in a transaction."""
    async with opened(folder, "added") as store:
        await store.write(lambda c: many(c, 1, JOBS, at_=MORNING + LATER))
        rows = [due(f"d{who}", who, "d7", MORNING + LATER) for who in range(1, JOBS + 1)]
        begun = time.perf_counter()
        for first in range(0, JOBS, 1000):
            part = rows[first : first + 1000]
            await store.write(lambda c, part=part: c.execute(insert(reminder), part))
        return JOBS / (time.perf_counter() - begun)


async def ticking(folder: Path, count: int) -> float:
    """Microseconds of a tick with none due over so many rows."""
    async with opened(folder, f"ticks{count}") as store:
        await store.write(lambda c: many(c, 1, FEW, at_=MORNING + LATER))
        if count > FEW:
            await store.write(lambda c: c.execute(text(TEN), {"count": count // FEW - 1}))
        sender = Sender(store, {"line": Sink(), "telegram": Sink(name="telegram")}, words, lambda: MORNING)
        found = []
        for _ in range(TICKS):
            begun = time.perf_counter()
            await sender.tick()
            found.append(time.perf_counter() - begun)
        await sender.close()
    return median(found) * 1e6


# --- APScheduler, a job for each ---

fired: list[int] = []


async def fire(number: int) -> None:
    """What a job does."""
    fired.append(number)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Jobs added a second; seconds for which the loop is blocked when all fall due; microseconds of a wake-up with
    none due."""

    name: str
    added: float
    blocked: float
    wakeup: float


async def scheduled(name: str, store: BaseJobStore) -> Scheduled:
    """One job per reminder: all of them far away, and then all of them due."""
    defaults = {"misfire_grace_time": None, "coalesce": True}
    scheduler = AsyncIOScheduler(jobstores={"default": store}, job_defaults=defaults, timezone=UTC)
    scheduler.start(paused=True)
    added = _add(scheduler, datetime.now(UTC) + LATER)
    scheduler.resume()
    await asyncio.sleep(0.1)
    wakeup = median(_woken(scheduler) for _ in range(TICKS))
    scheduler.pause()
    scheduler.remove_all_jobs()
    _add(scheduler, datetime.now(UTC))
    stalls = Stalls()
    await stalls.during(lambda: _resumed(scheduler))
    scheduler.shutdown(wait=False)
    await asyncio.sleep(0.01)
    return Scheduled(name, added, stalls.longest / 1000, wakeup * 1e6)


def _add(scheduler: AsyncIOScheduler, at: datetime) -> float:
    """How many were added a second."""
    begun = time.perf_counter()
    for number in range(JOBS):
        scheduler.add_job("tests.bench.reminders:fire", "date", [number], run_date=at)
    return JOBS / (time.perf_counter() - begun)


def _woken(scheduler: AsyncIOScheduler) -> float:
    begun = time.perf_counter()
    scheduler._process_jobs()
    return time.perf_counter() - begun


async def _resumed(scheduler: AsyncIOScheduler) -> None:
    """Until all of them ran."""
    from tests.bench import reminders as itself  # the jobs belong to the module of this name, not to __main__

    itself.fired.clear()
    scheduler.resume()
    while len(itself.fired) < JOBS:  # noqa: ASYNC110 - no event
        await asyncio.sleep(0.01)


def kept(folder: Path) -> SQLAlchemyJobStore:
    """Its store on the disk, without waiting for the disk at each commit: so it is quicker."""
    store = SQLAlchemyJobStore(f"sqlite:///{folder / 'jobs.db'}")

    @event.listens_for(store.engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return store


def print_scheduled(ours: tuple[float, float, float], theirs: list[Scheduled]) -> None:
    """Side by side; what is ours comes first."""
    section(f"Beside APScheduler with a job per reminder ({JOBS} of them)")
    rate, blocked, wakeup = ours
    rows = [("our table and one job", f"{rate:.0f}", "1.000", f"{blocked:.3f}", f"{wakeup:.0f}")]
    rows += [
        (one.name, f"{one.added:.0f}", f"{one.added / rate:.3f}", f"{one.blocked:.3f}", f"{one.wakeup:.0f}")
        for one in theirs
    ]
    print(exam.table(("what", "added/s", "of ours", "loop blocked (s)", "none due (us)"), rows))


async def main(folder: Path) -> None:
    """All of it."""
    sys.setswitchinterval(SWITCH)
    print(f"{platform.machine()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    stalls = await burst(folder)
    section(f"A row claimed and marked in batches of {BATCH}, and a tick with none due (us)")
    row = claimed_and_marked(folder)
    few, many_ = await ticking(folder, FEW), await ticking(folder, MANY)
    rows = [
        ("a row, committed to the disk", f"{row.ours:.0f}", rating(row.ours, BARS["row"])),
        ("of it the processor's", f"{row.used:.0f}", ""),
        ("a row in bare sqlite3", f"{row.bare:.0f}", ""),
        ("times", f"{row.ours / row.bare:.2f}", ""),
        (f"a tick over {FEW} rows", f"{few:.0f}", ""),
        (f"a tick over {MANY} rows", f"{many_:.0f}", ""),
        ("times", f"{many_ / few:.2f}", rating(many_ / few, BARS["tick"])),
    ]
    print(exam.table(("what", "found", "bar"), rows))
    ours = await added(folder), stalls.longest / 1000, few
    theirs = [await scheduled("APScheduler, memory", MemoryJobStore())]
    theirs.append(await scheduled("APScheduler, SQLAlchemy", kept(folder)))
    print_scheduled(ours, theirs)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        asyncio.run(main(Path(temporary)))
