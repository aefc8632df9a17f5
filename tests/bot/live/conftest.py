"""The whole program between both messengers, as `python -m bot serve` puts it together."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from sqlalchemy import text

from bot.app import running, set_up
from bot.reminders.daily import daily
from bot.settings import read_settings
from bot.store.bulk import stored
from bot.store.database import Store
from content.library import Library
from tests.bot.live.phones import Bubble, OnLine, OnTelegram, OnWeb, Phone
from tests.bot.talks import Talk, settle
from tests.messengers.line import LineServer
from tests.messengers.serving import free_port
from tests.messengers.telegram import TelegramServer

OPEN = """
WITH here AS (SELECT :channel AS channel, :address AS address)
SELECT (SELECT count(*) FROM inbox NATURAL JOIN here WHERE state = 'new')
     + (SELECT count(*) FROM message NATURAL JOIN here WHERE state IN ('pending', 'claimed'))
"""

DUE = """
SELECT (SELECT count(*) FROM message WHERE inbox_id IS NULL AND state IN ('pending', 'claimed'))
     + (SELECT count(*) FROM reminder WHERE state = 'pending' AND lane <> '' AND due_at <= :now)
"""


@dataclass(slots=True)
class Time:
    """A clock for the bot: it stands still, and jumps."""

    now: datetime

    def __call__(self) -> datetime:
        """In Taipei."""
        return self.now


@dataclass
class Scene:
    """Both messengers, and the bot between them."""

    line: LineServer
    telegram: TelegramServer
    store: Store
    web: str
    session: ClientSession
    stop: Callable[[], Awaitable[None]]  # ends the program
    restart: Callable[[], Awaitable[None]]  # ends the program, and starts it anew on the same database
    time: Time | None = None

    def phone(self, channel: str, name: str, group: str = "") -> Phone:
        """Somebody on a messenger."""
        match channel:
            case "line":
                return OnLine(self.line, name, group)
            case "telegram":
                return OnTelegram(self.telegram, name, group)
        return OnWeb(self.web, self.session, name)

    async def begins(self, phone: Phone, talk: Talk) -> None:
        """Somebody, or a group, who has talked to the bot before."""
        now = datetime.now(UTC)
        await self.store.write(lambda c: settle(c, talk, phone.channel, phone.address, now))

    async def turn(self, phone: Phone, step: dict[str, Any]) -> list[Bubble]:
        """What is new on a screen after a turn."""
        before = phone.seen()
        await phone.do(step)
        await self.quiet(phone)
        return [bubble for place, bubble in enumerate(phone.seen()) if place >= len(before) or bubble != before[place]]

    async def wakes(self, moment: datetime) -> None:
        """The program runs again since that moment, and has made up for what it missed."""
        assert self.time, "opened with a clock that stands still"
        self.time.now = moment
        await self.restart()
        await daily(self.store, self.time)

    async def passes(self, moment: datetime) -> None:
        """It is that moment, and all that is due by then has been sent."""
        assert self.time, "opened with a clock that stands still"
        for day in range(1, (moment.date() - self.time.now.date()).days + 1):
            night = self.time.now.replace(hour=0, minute=0) + timedelta(days=day)
            await daily(self.store, Time(night))
        self.time.now = moment
        due = {"now": stored(moment)}
        for _ in range(2000):
            if not await self.store.read(lambda c: c.scalar(text(DUE), due)):
                return
            await asyncio.sleep(0.01)
        raise TimeoutError

    async def quiet(self, phone: Phone) -> None:
        """Until everything of this conversation is answered and delivered."""
        where = {"channel": phone.channel, "address": phone.address}
        for _ in range(2000):
            if not await self.store.read(lambda c: c.scalar(text(OPEN), where)):
                return
            await asyncio.sleep(0.01)
        raise TimeoutError

    def flawless(self, *, pushes: bool = False) -> None:
        """No call was refused, no button was left waiting, nothing was sent twice, nobody was pushed to."""
        assert not self.line.refused
        assert pushes or not self.line.pushed
        assert not self.line.again
        assert not self.line.repeated
        assert not self.telegram.refused
        assert not self.telegram.unanswered


Play = Callable[..., AbstractAsyncContextManager[Scene]]


@pytest.fixture
def play(tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Opens the scene; `polling`: Telegram by long polling, else by webhook; `now`: when the clock stands still."""
    monkeypatch.setattr("bot.app.load", lambda: library)  # most of what a start takes; nothing in it changes

    @asynccontextmanager
    async def opened(*, polling: bool = False, now: datetime | None = None, **more: str) -> AsyncIterator[Scene]:
        port, operator = free_port(), free_port()
        web = f"http://127.0.0.1:{port}"
        async with LineServer(webhook=f"{web}/line/webhook") as line, TelegramServer() as telegram:
            environ = {
                "CONVENER_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'convener.db'}",
                "CONVENER_PORT": str(port),
                "CONVENER_OPERATOR_PORT": str(operator),
                "CONVENER_PUBLIC_URL": web,
                "CONVENER_LINE_TOKEN": line.token,
                "CONVENER_LINE_SECRET": line.secret,
                "CONVENER_LINE_API": line.api,
                "CONVENER_TELEGRAM_TOKEN": telegram.token,
                "CONVENER_TELEGRAM_SECRET": "" if polling else "secret",
                "CONVENER_TELEGRAM_API": telegram.api,
                "CONVENER_TELEGRAM_RATE": "1000",
                "CONVENER_TICK_SECONDS": "0.05" if now else "1",
                "CONVENER_WEB_CHAT": "on",
                **more,
            }
            settings, time = read_settings(environ), Time(now) if now else None
            async with AsyncExitStack() as program, ClientSession() as session:

                async def start() -> None:
                    await program.aclose()
                    await program.enter_async_context(running(settings, time))

                await start()
                for messenger, on in (("line", settings.line_token), ("telegram", settings.telegram_token)):
                    if on:
                        await set_up(messenger, settings)
                store = await Store.open(settings.database_url)
                try:
                    yield Scene(
                        line, telegram, store, f"http://127.0.0.1:{operator}", session, program.aclose, start, time
                    )
                finally:
                    await store.close()

    return opened
