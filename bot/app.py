"""The only file that knows every concrete class: puts the program together."""

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import quote

import structlog

from bot.channels import line, telegram
from bot.channels.channel import Channel, Metered, Pusher
from bot.channels.setup_error import SetupError
from bot.channels.telegram import TelegramChannel
from bot.channels.terminal import TerminalChannel, chat
from bot.channels.web import WebChannel
from bot.clock import Clock, clock
from bot.export.forms.offering import Offered
from bot.metrics import Metrics
from bot.outbox.quota import Quota
from bot.outbox.schedule import Schedule
from bot.outbox.sending import Sender
from bot.outbox.wording import shortage, wording
from bot.serving import Parts, beside, listen, open_operator
from bot.settings import Settings, SettingsError, opened
from bot.store import cursors
from bot.store import misses as missed
from bot.store.database import Store
from bot.turns import Desk
from content.library import load
from handlers.dispatch import Dispatcher

log = structlog.get_logger(__name__)
NAME, LINE_ID = "telegram name", "line id"  # cursors
SWITCH = 0.0005  # seconds: the thread that writes lets go at each statement, and would wait ten times as long to go on


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
        return await line.setup(opened(settings.line_token), settings.line_api, settings.public_url)
    if not settings.telegram_token:
        raise SettingsError("CONVENER_TELEGRAM_TOKEN is needed")
    token, secret = opened(settings.telegram_token), settings.telegram_webhook
    return await telegram.setup(token, settings.telegram_api, settings.public_url or "", secret)


@asynccontextmanager
async def running(settings: Settings, now: Clock | None = None) -> AsyncIterator[str]:
    """Everything that serves, on its ports; gives the address of the public one. `now`: another clock than theirs."""
    dispatcher, metrics = Dispatcher(load()), Metrics()
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(_store(settings, lock=True))
        now = now or clock_of(settings)
        files = Offered(store, dispatcher.library, now)
        channels = [channel async for channel in _channels(settings, store, files, stack)]
        links = await _entrance(channels, store)
        desk = Desk(store, dispatcher, channels, now, web=_web(settings), entrance=links, metrics=metrics)
        stack.push_async_callback(desk.close)
        pushers = _pushers(channels)
        sender = Sender(store, pushers, wording(dispatcher.composer), now, metrics=metrics)
        stack.push_async_callback(sender.close)
        await sender.recover()
        await desk.start()
        sys.setswitchinterval(SWITCH)
        gc.collect()
        gc.freeze()  # the content stays for ever: walking over it took 160 ms at a time
        metered = _metered(channels)
        tell = shortage(dispatcher.composer, [name for name in pushers if name not in metered])
        quota = Quota(store, metered, list(pushers), now, tell)
        parts = Parts(settings, now, store, dispatcher.library, desk, channels, sender, quota, metrics)
        await open_operator(parts, stack)
        address = await listen(parts.public(), settings.host, settings.port, stack)
        for job in parts.jobs():
            await stack.enter_async_context(beside(job))
        await stack.enter_async_context(Schedule(parts.fixed()))
        yield address


@asynccontextmanager
async def _store(settings: Settings, *, lock: bool = False) -> AsyncIterator[Store]:
    store = await Store.open(settings.database_url, lock=lock)
    try:
        yield store
    finally:
        await store.close()


def _web(settings: Settings) -> str:
    """The origin of links in chats; without messengers everybody is on this computer."""
    return settings.public_url or ("" if settings.messengers else f"http://{settings.host}:{settings.port}")


async def _entrance(channels: Sequence[Channel], store: Store) -> Mapping[str, str]:
    """How links begin that bring a code into the chat: on LINE as a message to be sent, on Telegram by themselves."""
    found = dict[str, str]()
    for channel in channels:
        if isinstance(channel, line.LineChannel) and (name := await _line_id(channel, store)):
            found[channel.name] = f"https://line.me/R/oaMessage/{quote(name)}/?{quote('加入 ')}"
        elif isinstance(channel, TelegramChannel) and channel.username:
            found[channel.name] = f"https://t.me/{channel.username}?start=join_"
    return found


async def _line_id(channel: line.LineChannel, store: Store) -> str:
    """The bot's id on LINE: asked, or as it was when LINE could be reached; "" where it is not known."""
    name = await channel.basic_id()
    if not name:
        return await store.read(lambda c: cursors.get(c, LINE_ID)) or ""
    await store.write(lambda c: cursors.put(c, LINE_ID, name))
    return name


async def _channels(settings: Settings, store: Store, files: Offered, stack: AsyncExitStack) -> AsyncIterator[Channel]:
    if settings.line_token:
        channel = line.LineChannel(opened(settings.line_token), settings.line_api, rate=settings.line_rate)
        yield await stack.enter_async_context(channel)
    if settings.telegram_token:
        name, token = await _name(settings, store), opened(settings.telegram_token)
        yield await stack.enter_async_context(
            TelegramChannel(token, settings.telegram_api, name, rate=settings.telegram_rate, make=files.make)
        )
    if settings.chat_on_web:
        yield WebChannel()


def _pushers(channels: Sequence[Channel]) -> dict[str, Pusher]:
    """Those on which we may speak first."""
    return {channel.name: channel for channel in channels if isinstance(channel, (line.LineChannel, TelegramChannel))}


def _metered(channels: Sequence[Channel]) -> dict[str, Metered]:
    """Those that count whom we reach."""
    return {channel.name: channel for channel in channels if isinstance(channel, line.LineChannel)}


async def _name(settings: Settings, store: Store) -> str:
    """The bot's user name on Telegram: asked, or as it was when Telegram could be reached."""
    token = opened(settings.telegram_token)
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
