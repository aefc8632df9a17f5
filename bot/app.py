"""The only file that knows every concrete class: puts the program together."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import text

from bot.channels import line, telegram
from bot.channels.channel import Channel, Update
from bot.channels.setup_error import SetupError
from bot.channels.telegram import TelegramChannel
from bot.channels.terminal import TerminalChannel, chat
from bot.channels.web import WebChannel, add_chat, healthz
from bot.clock import Clock, clock
from bot.settings import Settings, SettingsError
from bot.store import cursors, inbox
from bot.store import misses as missed
from bot.store.database import Store
from bot.turns import Desk
from content.library import load
from handlers.dispatch import Dispatcher

log = structlog.get_logger(__name__)
KEPT = timedelta(days=7)  # for which updates are kept as they came in
DAY = 24 * 3600.0
NAME, OFFSET = "telegram name", "telegram offset"  # cursors


def clock_of(settings: Settings) -> Clock:
    """The program's clock."""
    return clock(settings.timezone, settings.now)


async def serve(settings: Settings) -> None:
    """Serves every channel until SIGINT or SIGTERM. Raises ContentError, SetupError, SettingsError or StoreError."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with running(settings) as address:
        print(address, flush=True)
        await stop.wait()


async def talk(settings: Settings) -> None:
    """The chat in a terminal."""
    channel, dispatcher = TerminalChannel(), Dispatcher(load())
    async with _store(settings) as store:
        desk = Desk(store, dispatcher, [channel], clock_of(settings), gather=0)
        try:
            await desk.start()
            await chat(desk, channel)
        finally:
            await desk.close()


async def misses(settings: Settings) -> list[str]:
    """The curators' list as lines: how often, plan, why, what was asked."""
    async with _store(settings) as store:
        listed = await store.read(missed.all)
    return [f"{miss.times:>4}  {miss.plan or '-':<12} {miss.why:<8} {miss.text}" for miss in listed]


async def upgrade(settings: Settings) -> None:
    """Brings the database to this program's shape."""
    async with _store(settings):
        pass


async def set_up(messenger: str, settings: Settings) -> list[str]:
    """Tells a messenger about us; what was done, line by line. Raises SetupError or SettingsError."""
    if messenger == "line":
        if not settings.line_token or not settings.public_url:
            raise SettingsError("CONVENER_LINE_TOKEN, CONVENER_LINE_SECRET and CONVENER_PUBLIC_URL are needed")
        return await line.setup(_open(settings.line_token), settings.line_api, settings.public_url)
    if not settings.telegram_token:
        raise SettingsError("CONVENER_TELEGRAM_TOKEN is needed")
    token, secret = _open(settings.telegram_token), settings.telegram_webhook
    return await telegram.setup(token, settings.telegram_api, settings.public_url or "", secret)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[str]:
    """Everything that serves, on its ports; gives the address of the public one."""
    dispatcher = Dispatcher(load())
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(_store(settings, lock=True))
        channels = [channel async for channel in _channels(settings, store, stack)]
        desk = Desk(store, dispatcher, channels, clock_of(settings))
        stack.push_async_callback(desk.close)
        await desk.start()
        parts = _Parts(settings, store, desk, channels)
        await _open_operator(parts, stack)
        address = await _listen(parts.public(), settings.host, settings.port, stack)
        for job in parts.jobs():
            await stack.enter_async_context(_beside(job))
        yield address


@asynccontextmanager
async def _store(settings: Settings, *, lock: bool = False) -> AsyncIterator[Store]:
    store = await Store.open(settings.database_url, lock=lock)
    try:
        yield store
    finally:
        await store.close()


async def _channels(settings: Settings, store: Store, stack: AsyncExitStack) -> AsyncIterator[Channel]:
    if settings.line_token:
        channel = line.LineChannel(_open(settings.line_token), settings.line_api, rate=settings.line_rate)
        yield await stack.enter_async_context(channel)
    if settings.telegram_token:
        name, token = await _name(settings, store), _open(settings.telegram_token)
        yield await stack.enter_async_context(
            TelegramChannel(token, settings.telegram_api, name, rate=settings.telegram_rate)
        )
    if settings.chat_on_web:
        yield WebChannel()


async def _name(settings: Settings, store: Store) -> str:
    """The bot's user name on Telegram: asked, or as it was when Telegram could be reached."""
    token = _open(settings.telegram_token)
    try:
        name = await telegram.ask_name(token, settings.telegram_api)
    except SetupError:
        known = await store.read(lambda c: cursors.get(c, NAME))
        if known is None:
            raise
        log.warning("Telegram cannot be reached yet")
        return known
    await store.write(lambda c: cursors.put(c, NAME, name))
    return name


@dataclass(frozen=True, slots=True)
class _Parts:
    """What was put together: its routes, and what runs beside them."""

    settings: Settings
    store: Store
    desk: Desk
    channels: Sequence[Channel]

    def public(self) -> web.Application:
        """The routes of the one web server."""
        app = web.Application()
        app.router.add_get("/healthz", healthz)
        if self.settings.line_secret:
            line.add_line(app, _open(self.settings.line_secret), self._receive("line"))
        if (secret := self.settings.telegram_webhook) and (channel := self._telegram):
            telegram.add_telegram(app, secret, channel.username, self._receive("telegram"), channel.seen)
        if self.settings.chat_on_web and not self.settings.messengers:
            add_chat(app, self.desk, self.store)
        return app

    def operator(self) -> web.Application:
        """The routes of the operator's port."""
        app = web.Application()
        app.router.add_get("/readyz", self._readyz)
        if self.settings.chat_on_web and self.settings.messengers:
            add_chat(app, self.desk, self.store)
        return app

    def jobs(self) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        """What runs for as long as the program does."""
        if (channel := self._telegram) and not self.settings.telegram_webhook:
            return [self._tidy, partial(self._poll, channel)]
        return [self._tidy]

    @property
    def _telegram(self) -> TelegramChannel | None:
        return next((channel for channel in self.channels if isinstance(channel, TelegramChannel)), None)

    def _receive(self, channel: str) -> Callable[[Sequence[Update]], Awaitable[list[int]]]:
        return lambda updates: self.desk.receive(channel, updates)

    async def _readyz(self, _request: web.Request) -> web.Response:
        """Can turns be taken? The database answers, and these channels are on."""
        await self.store.read(lambda c: c.execute(text("SELECT 1")))
        return web.json_response({"ok": True, "channels": [channel.name for channel in self.channels]})

    async def _poll(self, channel: TelegramChannel) -> None:
        token, api = _open(self.settings.telegram_token), self.settings.telegram_api
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
        while True:
            try:
                gone = await self.store.write(lambda c: inbox.tidy(c, datetime.now(UTC) - KEPT))
                log.info("tidied", updates=gone)
            except Exception:
                log.exception("could not tidy")
            await asyncio.sleep(DAY)


@asynccontextmanager
async def _beside(job: Callable[[], Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    task = asyncio.create_task(job())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _open_operator(parts: _Parts, stack: AsyncExitStack) -> None:
    """The operator's port. One that is taken keeps nobody from serving, unless the chat was wanted there."""
    settings = parts.settings
    try:
        await _listen(parts.operator(), "127.0.0.1", settings.operator_port, stack)
    except OSError as error:
        if settings.messengers and settings.chat_on_web:
            raise SettingsError(f"CONVENER_OPERATOR_PORT: {error.strerror}") from error
        log.warning("the operator's port cannot be used", port=settings.operator_port, error=error.strerror)


async def _listen(app: web.Application, host: str, port: int, stack: AsyncExitStack) -> str:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, host, port).start()
    bound, number = runner.addresses[0][:2]
    return f"http://{bound}:{number}"


def _open(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
