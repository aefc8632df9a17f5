"""The whole program in this process, between stand-ins for both messengers."""

import asyncio
import io
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, time_ns
from typing import Any

from aiohttp import ClientSession

from bot.app import running
from bot.settings import read_settings
from tests.messengers.line import LineServer
from tests.messengers.line_people import line_id, signature
from tests.messengers.serving import free_port
from tests.messengers.telegram import HEADER, TelegramServer
from tests.tools.watching import Watch, watching

SECRET = "webhook-Secret_7"
NAME = "convener_test_bot"
CODE = re.compile(r"[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}")  # of a link
OPEN = (
    "SELECT 'inbox', id, raw FROM inbox WHERE state = 'new' UNION ALL "
    "SELECT 'message', id, body FROM message WHERE state IN ('pending', 'claimed')"
)


@dataclass(frozen=True, slots=True)
class Program:
    """`address`: of the public server, `chat`: of the web chat, on the operator's port."""

    line: LineServer
    telegram: TelegramServer
    watch: Watch
    database: Path
    session: ClientSession
    address: str
    chat: str

    async def post_line(self, body: bytes, signed: str | None = None) -> int:
        """The status for a webhook of LINE's; `signed`: another signature than the right one, "" for none."""
        signed = signature(self.line.secret, body) if signed is None else signed
        return await self.post("/line/webhook", body, {"x-line-signature": signed} if signed else {})

    async def post_telegram(self, body: bytes, secret: str = SECRET) -> int:
        """The status for an update of Telegram's; `secret` "": without the header."""
        return await self.post("/telegram/webhook", body, {HEADER: secret} if secret else {})

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        """The status for any bytes."""
        async with self.session.post(self.address + path, data=io.BytesIO(body), headers=headers) as response:
            return response.status

    async def on_line(self, name: str, said: str) -> str:
        """What LINE shows somebody after a text."""
        before = len(self.line.sent[line_id(name)])
        await self.line.say(name, said)
        await self.line.wait(line_id(name), before + 1)
        assert not await self.settled()
        return "\n".join(one.text for one in self.line.sent[line_id(name)][before:])

    async def on_telegram(self, name: str, said: str) -> str:
        """What Telegram shows somebody after a text."""
        before = len(self.telegram.shown(name))
        self.telegram.say(name, said)
        await self.telegram.answered(name, before + 1)
        assert not await self.settled()
        return "\n".join(self.telegram.texts(name)[before:])

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database says."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    async def settled(self, seconds: float = 20) -> list[tuple[Any, ...]]:
        """Waits until every update has its outcome and every reply was tried; what is still open after that time."""
        await until(lambda: not self.rows(OPEN), seconds)
        return self.rows(OPEN)


async def until(condition: Callable[[], object], seconds: float) -> bool:
    """Waits for something that tells nobody when it is so; whether it was, at the latest after that time."""
    ends = monotonic() + seconds
    while not (so := condition()) and monotonic() < ends:  # noqa: ASYNC110 - see above
        await asyncio.sleep(0.02)
    return bool(so)


@asynccontextmanager
async def program(folder: Path, *, name: str = NAME, **settings: str) -> AsyncIterator[Program]:
    """Runs it with a database in a folder. `settings`: more CONVENER_ variables; telegram_secret="" lets it poll."""
    async with AsyncExitStack() as stack:
        watch = stack.enter_context(watching())
        line = await stack.enter_async_context(LineServer())
        serial = time_ns() // 10**6  # numbers of updates that no earlier life has met
        telegram = await stack.enter_async_context(TelegramServer(username=name, _serial=serial))
        environ = environment(folder, line, telegram, **settings)
        address = await stack.enter_async_context(running(read_settings(environ)))
        line.webhook = f"{address}/line/webhook"
        if secret := environ["CONVENER_TELEGRAM_SECRET"]:
            telegram.hook = {"url": f"{address}/telegram/webhook", "secret_token": secret}
        chat = f"http://127.0.0.1:{environ['CONVENER_OPERATOR_PORT']}"
        session = await stack.enter_async_context(ClientSession())
        yield Program(line, telegram, watch, folder / "convener.db", session, address, chat)


def environment(folder: Path, line: LineServer, telegram: TelegramServer, **settings: str) -> dict[str, str]:
    """CONVENER_ variables for a program between these two; `settings`: others, or other values."""
    given = {
        "database_url": f"sqlite+aiosqlite:///{folder / 'convener.db'}",
        "port": "0",
        "operator_port": str(free_port()),
        "public_url": "http://127.0.0.1",
        "line_token": line.token,
        "line_secret": line.secret,
        "line_api": line.api,
        "line_rate": "100000",
        "telegram_token": telegram.token,
        "telegram_secret": SECRET,
        "telegram_api": telegram.api,
        "telegram_rate": "100000",
        "web_chat": "on",
    }
    return {f"CONVENER_{name.upper()}": value for name, value in (given | settings).items()}
