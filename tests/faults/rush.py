"""Kills the bot while it reminds, and lets it go on."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from bot.store.bulk import stored
from tests.bot.outbox.morning import MORNING
from tests.faults.burst import Burst, Teacher, made
from tests.faults.crowd import LINE, TELEGRAM
from tests.faults.program import Program
from tests.faults.restless import Restless
from tests.faults.storm import ALONE, DATABASE, JITTER, PATIENCE, REACH, UNSETTLED
from tests.faults.weather import WildLine, WildTelegram, brew
from tests.tools.program import environment, until

EARLY = timedelta(seconds=2)  # before eight, when the bot is started for the first time
STARTING = 0.15  # of all kills come while it starts
STORMY = 6.0  # seconds of the last life in which things still go wrong: longer than a try may take
ALLOWED = 0.6  # of what is due on LINE has room in the month, less than is left of it by those who change dates
BY_HAND = 0.05  # of it somebody uses up meanwhile, so that LINE refuses what the bot believes to be allowed
ON_THE_WIRE = "SELECT channel, address FROM message WHERE inbox_id IS NULL AND state = 'claimed'"
UNSENT = """SELECT EXISTS (SELECT 1 FROM message WHERE inbox_id IS NULL AND state IN ('pending', 'claimed'))
    OR EXISTS (SELECT 1 FROM reminder WHERE state = 'pending' AND lane IN ('line', 'telegram') AND due_at <= ?)"""
UNTOLD = "SELECT DISTINCT person_id FROM reminder WHERE state = 'pending' AND lane = '' AND due_at <= ?"


@dataclass(slots=True)
class Rush:
    """One database, and the processes that live and die on it; `rate`: messages a second on each messenger.

    `restless`: who changes dates meanwhile. `wire`: what was on it at the kills, by channel and address; `most`: how
    much at a time, by channel.
    """

    folder: Path
    burst: Burst
    line: WildLine
    telegram: WildTelegram
    program: Program
    random: Random
    rate: float
    restless: Restless
    kills: int = 0
    wire: Counter[tuple[str, str]] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    _started: float = 1.5  # seconds that a start takes
    _first: float | None = None  # when the bot was started for the first time
    _changing: asyncio.Task[None] | None = None

    async def killed(self, more: int) -> None:
        """One life and its end, somewhere in its share of what is still to be sent; `more` lives come after it."""
        await self._begin()
        if self.random.random() < STARTING:
            await asyncio.sleep(self.random.random() * self._started)
        else:
            await self._serving()
            share = self.random.uniform(0, 2) * self._left / (more + 2)
            await self._pushed(self._pushes + round(share))
            await asyncio.sleep(self.random.random() * JITTER)
        await self.program.kill()
        self.kills += 1
        died = self._rows(ON_THE_WIRE)
        self.wire.update(died)
        self.most |= Counter(channel for channel, _ in died)

    async def over(self) -> None:
        """The last life: first things go wrong as before, then all goes well; at last those who were not reached write
        something, and the bot ends in peace."""
        await self._begin()
        await self._serving()
        self.line.used += round(self.burst.at_home(LINE) * BY_HAND)
        await until(lambda: not self._unsent, STORMY)
        await self.calm()
        self.line.fates.clear()
        self.telegram.clear_up()
        if not await until(lambda: not self._unsent, PATIENCE):
            self.problems.append(f"not sent after {PATIENCE:.0f} seconds")
        await self._contact()
        if code := await self.program.stop():
            self.problems.append(f"the last process ended with {code}")

    async def calm(self) -> None:
        """No date is changed any more."""
        if self._changing:
            self._changing.cancel()
            await asyncio.wait([self._changing])
            if not self._changing.cancelled():
                self._changing.result()

    async def _contact(self) -> None:
        """Those who are to be told with an answer write something."""
        untold = [self.burst.teachers[row[0]] for row in self._rows(UNTOLD, stored(self.now))]
        await asyncio.gather(*map(self._write, untold))
        if not await until(lambda: not self.telegram.updates and not self._is(UNSETTLED), PATIENCE):
            self.problems.append(f"not answered after {PATIENCE:.0f} seconds")

    async def _write(self, teacher: Teacher) -> None:
        if teacher.ways[0] == TELEGRAM:
            self.telegram.say(teacher.name, "你好")
        elif await self.line.say(teacher.name, "你好") != 200:
            self.problems.append(f"{teacher.name} was not heard")

    async def _begin(self) -> None:
        """The bot's clock goes on while it is away."""
        self._first = self._first or monotonic()
        self._changing = self._changing or asyncio.create_task(self.restless.go_on(lambda: self.now, self._done))
        await self.program.start(CONVENER_NOW=self.now.isoformat())

    async def _serving(self) -> None:
        begun = monotonic()
        self.line.webhook = f"{await self.program.address()}/line/webhook"
        self._started = monotonic() - begun

    async def _pushed(self, pushes: int) -> None:
        """Returns when there were so many in all, or after a while."""
        await until(lambda: self._pushes >= pushes, REACH)

    @property
    def now(self) -> datetime:
        """By the bot's clock."""
        return MORNING - EARLY + timedelta(seconds=monotonic() - (self._first or monotonic()))

    @property
    def _pushes(self) -> int:
        return self.line.pushes + self.telegram.pushes

    def _done(self) -> float:
        """The share of people who got something."""
        return 1 - self._left / len(self.burst.teachers)

    @property
    def _left(self) -> int:
        """People who got nothing yet."""
        reached = sum(bool(shown) for shown in self.line.sent.values())
        return len(self.burst.teachers) - reached - sum(bool(chat.shown) for chat in self.telegram.chats.values())

    @property
    def _unsent(self) -> bool:
        return self._is(UNSENT, stored(self.now))

    def _is(self, question: str, *values: object) -> bool:
        return bool(self._rows(question, *values)[0][0])

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.folder / DATABASE}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()


@asynccontextmanager
async def opened(folder: Path, seed: int, reminders: int, rate: float) -> AsyncIterator[Rush]:
    """A rush over a new database in this folder, with so many reminders at least."""
    random = Random(seed)
    burst = made(folder / DATABASE, reminders, random, ALLOWED)
    async with WildLine(quota=round(burst.at_home(LINE) * ALLOWED)) as line, WildTelegram() as telegram:
        brew(line, telegram, burst, random)
        rates = {"line_rate": str(rate), "telegram_rate": str(rate)}
        program = Program(environment(folder, line, telegram, **ALONE, **rates), folder / "log")
        changing = Restless(folder / DATABASE, burst.conveners, len(burst.titles), Random(seed))
        rush = Rush(folder, burst, line, telegram, program, random, rate, changing)
        try:
            yield rush
        finally:
            await rush.calm()
            await program.kill()
