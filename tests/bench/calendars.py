"""make bench: what a community's calendar costs: adopting a plan, the list, the feed, the page, the month as a picture.

    .venv/bin/python -m tests.bench.calendars   # about a minute

Each is timed on real store files with 10 and with 10,000 other communities beside it, turn about, as often as ROUNDS
says. Times are medians in milliseconds and hold all that an answer needs, reading the database included; what is marked
with "and keeping it" is committed to the disk too. Nothing is asserted.
"""

import argparse
import asyncio
import gc
import platform
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert

from bot.export import ics, page, picture, reading, telling
from bot.store import calendars, changes, communities, links, persons
from bot.store.codec import dated
from bot.store.database import Store
from bot.store.persons import Known
from bot.store.tables import community as community_table
from bot.store.tables import deadline as deadline_table
from bot.store.tables import edit as edit_table
from bot.store.tables import membership as membership_table
from bot.store.tables import person as person_table
from bot.turns.belonging import RememberedCommunities
from content.library import load
from handlers.changes import Found, SetDeadlines
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming
from handlers.ports import Ports
from handlers.records import Community, Deadline
from handlers.topic import Outcome
from tests.bench.answers import exam, section

OTHERS = (10, 10_000)  # communities beside ours
ROUNDS = 25
MANY, FEW = 500, 12  # dates: of ours, of each of the others
PLAN, TIER, YEAR = "taoyuan-103", "beginner", 103
NOW = datetime(2014, 4, 1, 9, tzinfo=ZoneInfo("Asia/Taipei"))  # before everything of that plan
ADOPT, LIST = "採用計畫的期限", "我還有什麼沒交"
CHANNEL = "line"
LIMITS = {
    "adopting a plan": 20,
    "the list of 500 dates": 5,
    "the month of 500 dates as a picture": 150,
    "the feed of 500 dates, the first since the start": 30,
    "the feed of 500 dates, one of them changed": 30,
}


def dates(whose: str, how_many: int) -> list[Deadline]:
    """Dates of a school year: some estimated, some done, some meetings with a time."""
    first = date(2014, 8, 1)
    return [
        Deadline(
            f"{whose}-{number}",
            whose,
            f"第{number}次聚會的紀錄上傳",
            first + timedelta(days=number * 365 // how_many),
            key="" if number % 3 else f"key {number}",
            section="" if number % 3 else "肆.六(四)",
            sure=bool(number % 2),
            state="done" if number % 7 == 0 else "open",
            note="帶教案、簽到表" if number % 5 == 0 else "",
        )
        for number in range(how_many)
    ]


def fill(c: Connection, others: int) -> None:
    """The other communities, each with a convener, dates and a change of each of them."""
    blank = {
        "is_group": False,
        "plan": PLAN,
        "tier": TIER,
        "talk": "{}",
        "version": 1,
        "created_at": NOW,
        "seen_at": NOW,
    }
    for start in range(0, others, 1000):
        names = [f"other{number}" for number in range(start, min(start + 1000, others))]
        c.execute(insert(person_table), [blank | {"id": 1_000_000 + start + at} for at in range(len(names))])
        c.execute(insert(community_table), [_community(name) for name in names])
        c.execute(
            insert(membership_table),
            [_membership(name, 1_000_000 + start + at) for at, name in enumerate(names)],
        )
        every = [one for name in names for one in dates(name, FEW)]
        c.execute(insert(deadline_table), [calendars._row(one) for one in every])
        c.execute(insert(edit_table), [_edit(one) for one in every])


def _community(name: str) -> dict[str, object]:
    feed = communities.new_secret()
    place = {"plan": PLAN, "tier": TIER, "year": YEAR, "school": "北昌國小"}
    return place | {"id": name, "name": name, "open": True, "feed": feed, "version": 1, "before": ""}


def _membership(name: str, whose: int) -> dict[str, object]:
    return {"community_id": name, "person_id": whose, "role": "convener", "place": 0, "is_current": True}


def _edit(one: Deadline) -> dict[str, object]:
    what = {"batch": one.id, "community_id": one.community, "person_id": 1, "operation": "add", "deadline_id": one.id}
    return what | {"before": None, "after": dated(one), "at": NOW, "undone_by": None}


@dataclass(frozen=True, slots=True)
class Bench:
    """A store, and conversations over it, which remember what those of `serve` do."""

    store: Store
    dispatcher: Dispatcher
    parts: RememberedCommunities
    known: dict[str, Known] = field(default_factory=dict)

    async def found(self, name: str, how_many: int) -> Community:
        """A community of ours with so many dates, whose convener's address is its name."""
        new = Community(name, name, PLAN, TIER, YEAR, feed=communities.new_secret())

        def founding(c: Connection) -> None:
            convener = persons.create(c, CHANNEL, name, NOW)
            for change in (Found(new), SetDeadlines(name, "add", tuple(dates(name, how_many)))):
                self._apply(c, change, convener, name)

        await self.store.write(founding)
        return new

    def _apply(self, c: Connection, change: Found | SetDeadlines, person: int, address: str) -> None:
        known = persons.load(c, person)
        assert known
        where = {"channel": CHANNEL, "address": address}
        changes.apply(c, change, person=person, conversation=known.person, now=NOW, at=NOW, **where)

    async def say(self, address: str, text: str, *, keep: bool) -> Outcome:
        """A turn."""
        known = self.known.get(address) or await self.store.read(lambda c: persons.of(c, CHANNEL, address))
        assert known
        self.known[address] = known
        ports = Ports(links.StoredLinks(self.store), self.parts)
        outcome = await self.dispatcher.turn(Incoming(str(known.id), text, channel=CHANNEL), known.person, NOW, ports)
        if keep:
            del self.known[address]
            self.parts.forget()
            where = {"channel": CHANNEL, "address": address}
            await self.store.write(lambda c: changes.keep(c, known, outcome, now=NOW, at=NOW, **where))
        return outcome

    async def change(self, deadline: Deadline) -> Deadline:
        """One date becomes another version."""
        became = replace(deadline, version=deadline.version + 1, note=f"第{deadline.version}次")
        known = await self.store.read(lambda c: persons.of(c, CHANNEL, deadline.community))
        assert known
        one = SetDeadlines(f"{deadline.id} {became.version}", "note", (became,))
        await self.store.write(lambda c: self._apply(c, one, known.id, deadline.community))
        return became


Once = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Timing:
    """What is timed; `before` is done before each time and not timed."""

    once: Once
    before: Once | None = None


async def timed(each: Sequence[Timing]) -> list[float]:
    """Median milliseconds of each. They take turns, so that a slow moment of the machine meets all of them."""
    found: list[list[float]] = [[] for _ in each]
    for _ in range(ROUNDS):
        for one, times in zip(each, found, strict=True):
            if one.before:
                await one.before()
            began = time.perf_counter()
            await one.once()
            times.append((time.perf_counter() - began) * 1000)
    return [median(times) for times in found]


def forget() -> None:
    """What a process that was just started does not know yet."""
    caches: tuple[Any, ...] = (calendars._calendar, ics._event, ics._common, ics._day, ics._head, ics._zone)
    for cache in caches:
        cache.cache_clear()


async def turns(bench: Bench) -> dict[str, Timing]:
    """What is said in a conversation."""
    names = [f"adopting{number}" for number in range(2 * ROUNDS + 1)]
    for name in names:
        await bench.found(name, 0)
    fresh = iter(names)
    outcome = await bench.say(next(fresh), ADOPT, keep=True)
    assert any(isinstance(change, SetDeadlines) and len(change.deadlines) > 3 for change in outcome.changes)
    await bench.found("listing", MANY)
    assert len((await bench.say("listing", LIST, keep=False)).replies) == 1

    async def forgotten() -> None:
        forget()

    return {
        "adopting a plan": Timing(lambda: bench.say(next(fresh), ADOPT, keep=False)),
        "adopting a plan, and keeping it": Timing(lambda: bench.say(next(fresh), ADOPT, keep=True)),
        "the list of 500 dates": Timing(lambda: bench.say("listing", LIST, keep=False)),
        "the list of 500 dates, the first since the start": Timing(
            lambda: bench.say("listing", LIST, keep=False), forgotten
        ),
    }


async def views(bench: Bench) -> dict[str, Timing]:
    """What is shown elsewhere."""
    ours, today, zone = await bench.found("viewing", MANY), NOW.date(), NOW.tzinfo or ZoneInfo("UTC")
    some = dates("viewing", MANY)[1]
    origin = telling.origin(bench.dispatcher.library, ours)

    async def shown() -> reading.Shown:
        found = await bench.store.read(lambda c: reading.shown(c, ours.feed))
        assert found
        return found

    async def feed() -> bytes:
        found = await shown()
        return ics.feed(ours, found.deadlines, found.changed, origin, zone)

    async def drawn() -> bytes:
        return picture.month(ours, (await shown()).deadlines, 2015, 3, today)

    async def paged() -> str:
        found = await shown()
        links = page.links("https://bot.example", ours.feed, page.months(ours, found.deadlines, today))
        return page.draw(ours, found.deadlines, origin, "", today, links)

    async def started() -> None:
        forget()
        ics.prepare(zone)  # as serve does

    async def change() -> None:
        nonlocal some
        await feed()
        some = await bench.change(some)

    await drawn()
    return {
        "reading 500 dates": Timing(shown),
        "the feed of 500 dates, the first since the start": Timing(feed, started),
        "the feed of 500 dates, one of them changed": Timing(feed, change),
        "the month of 500 dates as a picture": Timing(drawn),
        "the page of 500 dates": Timing(paged),
    }


async def compared(benches: Sequence[Bench]) -> dict[str, list[float]]:
    """All of it, in each of the databases."""
    found: dict[str, list[float]] = {}
    for some in (turns, views):
        each = [await some(bench) for bench in benches]
        found |= {name: await timed([one[name] for one in each]) for name in each[0]}
    return found


async def main() -> None:
    """Prints everything."""
    dispatcher = Dispatcher(load())
    gc.collect()
    gc.freeze()  # as serve does
    print(f"{time.strftime('%Y-%m-%d %H:%M %Z')}, Python {platform.python_version()}")
    async with AsyncExitStack() as open_ones:
        folder, benches = Path(open_ones.enter_context(tempfile.TemporaryDirectory())), []
        for others in OTHERS:
            store = await Store.open(f"sqlite+aiosqlite:///{folder / f'{others}.db'}")
            open_ones.push_async_callback(store.close)
            await store.write(partial(fill, others=others))
            benches.append(Bench(store, dispatcher, RememberedCommunities(store)))
        found = await compared(benches)
    section(f"A community's calendar (ms; medians of {ROUNDS})")
    rows = [
        (name, *(f"{one:.1f}" for one in times), f"{times[-1] / times[0]:.2f}x", LIMITS.get(name, ""))
        for name, times in found.items()
    ]
    print(exam.table(("what", *(f"{others:,} others" for others in OTHERS), "times", "at most"), rows))


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    asyncio.run(main())
