"""make bench: what a turn costs on LINE and Telegram, from webhook to reply, beside a bare handler and two echo bots.

    .venv/bin/python -m tests.bench.turns             # under four minutes
    .venv/bin/python -m tests.bench.turns --rounds 1  # a quick look

Each bot is a process of its own; this one plays the messengers and answers every call at once. All of it is loopback
on shared processors, so believe the ratios more than the figures. Times are milliseconds, memory is MiB.

(a) is a bare aiohttp handler that commits the same rows as ours: one commit each for the acknowledgement, the outcome
and 'sent'. (b) and (c) echo and store nothing. Telegram's own limit of 30 messages a second is raised for ours, and
with it the limit per chat; every turn is another person's, so that one would not bite anyway.
"""

import argparse
import asyncio
import gc
import platform
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import yaml

from content.library import load
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming
from handlers.topic import Person
from tests.bench.answers import exam, section
from tests.bench.turns_bots import ROOT, Bot, fill, start_other, start_ours
from tests.bench.turns_load import Crowd, Run, Sink, spent
from tests.bench.turns_messengers import PERSONS, Asking, Line, Messenger, Telegram

SINGLE, MANY = 1, 200  # persons at a time
RATE = 200  # webhooks a second, for the acknowledgement
# looks like the first piece of a question: while the bot waits for the next one it shows that it is busy
PIECE = "外聘講師"
LEAST, ENOUGH = 3, 170.0  # rounds, and seconds after which no further one begins
BUSY = {"start": "line-bot-sdk", "sendChatAction": "python-telegram-bot"}  # that call → the SDK that made it
OURS, BARE, ECHO = "ours, LINE", "(a) bare aiohttp", "(c) line-bot-sdk"
TELEGRAM, PTB, IDLE = "ours, Telegram", "(b) python-telegram-bot", "idle aiohttp"
ANSWERING = (OURS, BARE, ECHO, TELEGRAM, PTB)

Rounds = dict[str, list[Run]]


def questions() -> dict[str, Sequence[str]]:
    """What is said in tests/conversations by plan, but pieces of questions: those wait a while on purpose."""
    library, found = load(), defaultdict[str, list[str]](list)
    dispatcher = Dispatcher(library)
    for talk in yaml.safe_load((ROOT / "tests/conversations/questions.yaml").read_text(encoding="utf-8")):
        for said in [turn["say"] for turn in talk["turns"] if turn.get("say") and "plan" in talk]:
            if not dispatcher.may_go_on(Incoming("", said), Person(talk["plan"])):
                found[talk["plan"]].append(said)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Contest:
    """Bots by row of the tables (ours has one per messenger), who writes to each, and the runs so far."""

    bots: Mapping[str, Bot]
    crowds: Mapping[str, Crowd]
    single: Rounds = field(default_factory=dict)
    many: Rounds = field(default_factory=dict)
    paced: Rounds = field(default_factory=dict)

    async def warm_up(self, seconds: float) -> float:
        """Turns that do not count; MiB of ours when it has used both SDKs and done nothing more."""
        for name in (OURS, TELEGRAM):
            await self.crowds[name].once(PIECE)
        loaded = self.bots[OURS].memory()
        for name in ANSWERING:
            await self.crowds[name].at_a_time(MANY, seconds)
        return loaded

    async def rounds(self, most: int, seconds: float, until: float) -> int:
        """So many rounds, fewer where the time is up; how many."""
        done = 0
        while done < most and (done < LEAST or time.perf_counter() < until):
            await self.round(seconds)
            done += 1
        return done

    async def round(self, seconds: float) -> None:
        """All bots in turn: one person at a time, many, and a fixed rate."""
        for name in ANSWERING:
            self.single.setdefault(name, []).append(await self._run(name, SINGLE, seconds * 0.4))
            self.many.setdefault(name, []).append(await self._run(name, MANY, seconds))
        for name in (OURS, TELEGRAM, BARE, IDLE):
            self.paced.setdefault(name, []).append(await self.crowds[name].a_second(RATE, seconds))

    async def _run(self, name: str, persons: int, seconds: float) -> Run:
        before = self.bots[name].used()
        run = await self.crowds[name].at_a_time(persons, seconds)
        run.used = self.bots[name].used() - before
        return run


async def enter(
    database: Path, origin: str, sink: Sink, messengers: Sequence[Messenger], stack: AsyncExitStack
) -> Contest:
    """Starts every bot."""
    line, telegram = messengers
    ours = await start_ours(database, origin, stack)
    kinds = {BARE: "bare", ECHO: "sdk", PTB: "ptb", IDLE: "idle"}
    bots = {name: await start_other(kind, database, origin, stack) for name, kind in kinds.items()}
    bots |= {OURS: ours, TELEGRAM: ours}
    platforms = dict.fromkeys(bots, line) | {TELEGRAM: telegram, PTB: telegram}
    crowds = {name: Crowd(platforms[name], bot.address, sink, replies=name != IDLE) for name, bot in bots.items()}
    return Contest(bots, crowds)


# --- tables ---


def middle(runs: Iterable[Sequence[float]]) -> list[float]:
    """The median of each column."""
    return [median(column) for column in zip(*runs, strict=True)]


def print_turns(rounds: Rounds) -> None:
    """A row per bot, with how many times (a)'s turns a second it makes."""
    ground = median(run.rate for run in rounds[BARE])
    rows = []
    for name in ANSWERING:
        found = middle([(*spent(run.replied), run.used * 1000 / len(run.replied)) for run in rounds[name]])
        rate = median(run.rate for run in rounds[name])
        times = (f"{one:.2f}" for one in found)
        rows.append((name, *times, f"{rate:.0f}", f"{rate / ground:.2f}x", sum(run.unanswered for run in rounds[name])))
    print(exam.table(("bot", "median", "99th percentile", "CPU a turn", "turns/s", "of (a)", "unanswered"), rows))


def print_acknowledged(rounds: Rounds) -> None:
    """A row per bot, with what is left when an idle loop's share is taken off."""
    idle = middle([spent(run.acknowledged) for run in rounds[IDLE]])
    rows = []
    for name, runs in rounds.items():
        found = middle([spent(run.acknowledged) for run in runs])
        times = (f"{one:.2f}" for one in (*found, found[1] - idle[1]))
        rows.append((name, *times, sum(run.unanswered for run in runs)))
    print(exam.table(("bot", "median", "99th percentile", "less idle", "unanswered"), rows))


def print_times(contest: Contest, rounds: int) -> None:
    """All that was timed."""
    for persons, runs in ((SINGLE, contest.single), (MANY, contest.many)):
        section(f"Webhook to reply, {persons} at a time (ms; medians of {rounds} rounds)")
        print_turns(runs)
    section(f"Webhook to acknowledgement, {RATE} a second (ms; medians of {rounds} rounds)")
    print_acknowledged(contest.paced)


def print_memory(loaded: float, at_end: float, calls: Mapping[str, int]) -> None:
    """What is resident, and which SDKs made calls."""
    used = " and ".join(name for call, name in BUSY.items() if calls[call])
    section("Memory of ours (MiB)")
    print(f"{loaded:.0f} when {used or 'no SDK'} had been used, {at_end:.0f} after all turns")


async def main(rounds: int, seconds: float) -> None:
    """Prints everything."""
    began, asking = time.perf_counter(), Asking(questions())
    asked = sum(map(len, asking.questions.values()))
    print(f"{time.strftime('%Y-%m-%d %H:%M %Z')}, Python {platform.python_version()}")
    print(f"{asked} questions of {PERSONS} persons on each messenger, who have {len(asking.questions)} plans")
    messengers = Line(asking), Telegram(asking)
    sink = Sink(*messengers)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "ours.db"
        await fill(database, asking)
        async with AsyncExitStack() as stack:
            origin = await stack.enter_async_context(sink.serving())
            contest = await enter(database, origin, sink, messengers, stack)
            loaded = await contest.warm_up(seconds * 0.4)
            gc.collect()
            gc.freeze()  # this process pauses for nobody
            done = await contest.rounds(rounds, seconds, began + ENOUGH)
            at_end = contest.bots[OURS].memory()
    print_times(contest, done)
    print_memory(loaded, at_end, sink.calls)
    print(f"\ncalls: {', '.join(f'{count} {call}' for call, count in sink.calls.most_common())}")
    print(f"all of it in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.5, help="of one run with many persons")
    options = parser.parse_args()
    asyncio.run(main(options.rounds, options.seconds))
