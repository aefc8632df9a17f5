"""Kills the bot at random moments of a stream of turns, and lets it go on."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic
from typing import Literal

from aiohttp import ClientSession

from tests.faults.crowd import Crowd
from tests.faults.findings import Findings, examine
from tests.faults.program import Program
from tests.messengers.line import LineServer
from tests.messengers.telegram import TelegramServer
from tests.tools.program import SECRET, environment

# starting: before it serves; risen: just after, with all that waited coming in; busy: with old work under way and new
# turns coming in; rested: when it had settled everything, and new turns come in
Moment = Literal["starting", "risen", "busy", "rested"]
MOMENTS: tuple[Moment, ...] = ("starting", "risen", "busy", "busy", "rested")
RISEN = 0.15  # seconds within which "just after" ends
REACH = 3.0  # seconds after which a kill comes at the latest
JITTER = 0.05  # seconds
DATABASE = "convener.db"
OUTAGE = 62.0  # seconds: longer than LINE's reply tokens live
PATIENCE = 60.0  # seconds for the bot to settle everything
WINDOW = 45.0  # seconds of silence after which LINE's replies may be late
ALONE = {"operator_port": "0", "web_chat": "off", "public_url": "", "telegram_secret": ""}  # Telegram is polled
RATE = "3000"  # on Telegram; the pace of a chat is scaled along with it
UNSETTLED = """SELECT EXISTS (SELECT 1 FROM inbox WHERE state = 'new')
    OR EXISTS (SELECT 1 FROM message WHERE state IN ('pending', 'claimed'))"""
UNTOLD = "SELECT EXISTS (SELECT 1 FROM message WHERE state IN ('expired', 'uncertain'))"


@dataclass(slots=True)
class Storm:
    """One database, and the processes that live and die on it."""

    folder: Path
    telegram: TelegramServer
    session: ClientSession
    random: Random
    crowd: Crowd
    program: Program
    moments: Counter[Moment] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    _started: float = 1.5  # seconds that a start takes
    _lives: int = 0
    _died: float = field(default_factory=monotonic)
    _silence: float = 0.0

    async def killed(self, moment: Moment, outage: float = 0) -> None:
        """One life and its end; before an outage of so many seconds LINE is in trouble, so that replies wait."""
        self.moments[moment] += 1
        await self._begin()
        if moment != "starting":
            await self._serving()
        if moment == "rested":
            await self._settled()
        if outage:
            self.crowd.line.fail("500", len(self.crowd.teachers))
        share, end = self.random.random(), self.random.random()
        before = self.crowd.acknowledged
        wave = asyncio.ensure_future(self.crowd.wave())
        if moment == "starting":
            await asyncio.sleep(end * self._started)
        elif moment == "risen":
            await asyncio.sleep(end * RISEN)
        else:
            await self._acknowledged(before + round(share * len(self.crowd.teachers)))
            await asyncio.sleep(end * JITTER)
        await self.program.kill()
        await wave
        self.crowd.died()
        if moment != "starting":
            self._died = monotonic()
        await asyncio.sleep(outage)

    async def over(self) -> Findings:
        """The last life: everybody writes once more, and the bot ends in peace."""
        await self._begin()
        await self._serving()
        await self._settled()
        await self.crowd.wave(everybody=True)
        await self._settled()
        if self._is(UNTOLD):
            self.problems.append("the next contact did not tell everything")
        code = await self.program.stop()
        found = examine(self.crowd, self.folder / DATABASE, self.folder / "log", punctual=self._silence < WINDOW)
        if code:
            self.problems.append(f"the last process ended with {code}")
        found.problems += self.problems
        return found

    async def _acknowledged(self, turns: int) -> None:
        until = monotonic() + REACH
        while self.crowd.acknowledged < turns and monotonic() < until:  # noqa: ASYNC110 - looks at many people
            await asyncio.sleep(0.002)

    async def _begin(self) -> None:
        """Telegram by webhook and by polling, in turns."""
        self._lives += 1
        hook = {"CONVENER_TELEGRAM_SECRET": SECRET, "CONVENER_PUBLIC_URL": "http://127.0.0.1"}
        await self.program.start(**hook if self._webhook else {})

    @property
    def _webhook(self) -> bool:
        return self._lives % 2 == 1

    async def _serving(self) -> None:
        begun = monotonic()
        address = await self.program.address()
        self._started = monotonic() - begun
        self._silence = max(self._silence, monotonic() - self._died)
        self.crowd.line.webhook = f"{address}/line/webhook"
        if self._webhook:
            hook = {"url": f"{address}/telegram/webhook", "secret_token": SECRET}
            async with self.session.post(f"{self.telegram.api}/bot{self.telegram.token}/setWebhook", data=hook):
                pass

    async def _settled(self) -> None:
        """Until everything is acknowledged, answered and delivered, as far as it can be."""
        until = monotonic() + PATIENCE
        while not self.crowd.heard or self._is(UNSETTLED):
            if monotonic() > until:
                self.problems.append(f"not settled after {PATIENCE:.0f} seconds")
                return
            await asyncio.sleep(0.05)

    def _is(self, question: str) -> bool:
        with closing(sqlite3.connect(f"file:{self.folder / DATABASE}?mode=ro", uri=True)) as connection:
            return bool(connection.execute(question).fetchone()[0])


@asynccontextmanager
async def opened(folder: Path, seed: int, size: int) -> AsyncIterator[Storm]:
    """A storm over a new database in this folder, with `size` teachers on each messenger."""
    random = Random(seed)
    async with LineServer() as line, TelegramServer() as telegram, ClientSession() as session:
        crowd = Crowd(line, telegram, random, size)
        program = Program(environment(folder, line, telegram, **ALONE, telegram_rate=RATE), folder / "log")
        line_again = asyncio.ensure_future(crowd.redeliver())
        try:
            yield Storm(folder, telegram, session, random, crowd, program)
        finally:
            await program.kill()
            line_again.cancel()
            with suppress(asyncio.CancelledError):
                await line_again
