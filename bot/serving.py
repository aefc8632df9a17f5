"""What `serve` runs: its routes on two ports, and the jobs beside them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.channels import line, telegram
from bot.channels.channel import Channel, Update
from bot.channels.telegram import TelegramChannel
from bot.channels.web import WebChannel, add_chat, healthz
from bot.clock import Clock
from bot.export.forms.offering import Offered
from bot.export.forms.routes import add_files
from bot.export.routes import add_calendars
from bot.metrics import Metrics, gauges
from bot.outbox.quota import Quota
from bot.outbox.schedule import DAY, MINUTE, MONTH, Job
from bot.outbox.sending import Sender
from bot.reminders.daily import anew, daily
from bot.settings import Settings, SettingsError, opened
from bot.store import backlog, cursors, privacy, quotas
from bot.store.database import Store
from bot.turns import Desk
from content.library import Library

log = structlog.get_logger(__name__)
OFFSET = "telegram offset"  # a cursor


@dataclass(frozen=True, slots=True)
class Parts:
    """What was put together: its routes, and what runs beside them."""

    settings: Settings
    clock: Clock
    store: Store
    library: Library
    desk: Desk
    channels: Sequence[Channel]
    sender: Sender
    quota: Quota
    metrics: Metrics

    def public(self) -> web.Application:
        """The routes of the one web server."""
        app = web.Application()
        app.router.add_get("/healthz", healthz)
        self._add_files(app)
        add_calendars(app, self.store, self.library, self.clock, self.settings.public_url or "")
        if self.settings.line_secret:
            line.add_line(app, opened(self.settings.line_secret), self._receive("line"))
        if (secret := self.settings.telegram_webhook) and (channel := self._telegram):
            telegram.add_telegram(app, secret, channel.username, self._receive("telegram"), channel.seen)
        if self._web_chat and not self.settings.messengers:
            add_chat(app, self.desk, self.store, self._web_chat)
        return app

    def operator(self) -> web.Application:
        """The routes of the operator's port."""
        app = web.Application()
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)
        if self._web_chat and self.settings.messengers:
            add_chat(app, self.desk, self.store, self._web_chat)
            self._add_files(app)
        return app

    def jobs(self) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        """What runs for as long as the program does."""
        if (channel := self._telegram) and not self.settings.telegram_webhook:
            return [partial(self._poll, channel)]
        return []

    def fixed(self) -> list[Job]:
        """What is done again and again."""
        return [
            Job("tidy", DAY, self._tidy),
            Job("plan", DAY, self._plan),
            Job("plan anew", MONTH, lambda: anew(self.store, self.clock)),
            Job("quota", 10 * MINUTE, self.quota.refresh),
            Job("tick", self.settings.tick_seconds, self.sender.tick),
        ]

    @property
    def _telegram(self) -> TelegramChannel | None:
        return next((channel for channel in self.channels if isinstance(channel, TelegramChannel)), None)

    @property
    def _web_chat(self) -> WebChannel | None:
        return next((channel for channel in self.channels if isinstance(channel, WebChannel)), None)

    def _add_files(self, app: web.Application) -> None:
        add_files(app, Offered(self.store, self.library, self.clock).find, self.library.phrases.forms)

    def _receive(self, channel: str) -> Callable[[Sequence[Update]], Awaitable[list[int]]]:
        return lambda updates: self.desk.receive(channel, updates)

    async def _readyz(self, _request: web.Request) -> web.Response:
        """Can turns be taken? 200 where the database answers, else 503; and which channels are on."""
        try:
            await self.store.read(lambda c: c.execute(text("SELECT 1 FROM person LIMIT 1")))
        except DBAPIError as error:
            log.error("the database cannot be read", error=str(error.orig))
            ready = False
        else:
            ready = True
        said = {"ok": ready, "database": ready, "channels": [channel.name for channel in self.channels]}
        return web.json_response(said, status=200 if ready else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        now = self.clock()
        found = await self.store.read(lambda c: backlog.look(c, now, quotas.month(now)))
        ends = await self.store.read(backlog.ends)
        looked = gauges(found, ends, now, datetime.now(UTC))
        return web.Response(body=self.metrics.text(looked), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    async def _poll(self, channel: TelegramChannel) -> None:
        token, api = opened(self.settings.telegram_token), self.settings.telegram_api
        receive = self._receive("telegram")
        polling = telegram.Polling(token, api, channel.username, receive, channel.seen, self._offset, self._move)
        try:
            await polling.run()
        finally:
            await polling.close()

    async def _offset(self) -> int:
        return int(await self.store.read(lambda c: cursors.get(c, OFFSET)) or 0)

    async def _move(self, offset: int) -> None:
        await self.store.write(lambda c: cursors.put(c, OFFSET, str(offset)))

    async def _tidy(self) -> None:
        gone = await self.store.write(lambda c: privacy.tidy(c, now=self.clock(), at=datetime.now(UTC)))
        log.info("tidied", updates=gone)

    async def _plan(self) -> None:
        await daily(self.store, self.clock)
        await self.quota.refresh()  # what had been moved stands where it would without a limit


@asynccontextmanager
async def beside(job: Callable[[], Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    task = asyncio.create_task(job())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def open_operator(parts: Parts, stack: AsyncExitStack) -> None:
    """The operator's port. One that is taken keeps nobody from serving, unless the chat was wanted there."""
    settings = parts.settings
    try:
        await listen(parts.operator(), "127.0.0.1", settings.operator_port, stack)
    except OSError as error:
        if settings.messengers and settings.chat_on_web:
            raise SettingsError(f"CONVENER_OPERATOR_PORT: {error.strerror}") from error
        log.warning("the operator's port cannot be used", port=settings.operator_port, error=error.strerror)


async def listen(app: web.Application, host: str, port: int, stack: AsyncExitStack) -> str:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, host, port).start()
    bound, number = runner.addresses[0][:2]
    return f"http://{bound}:{number}"
