"""The only file that knows every concrete class: puts the program together."""

import asyncio
import logging
import signal
from pathlib import Path

from aiohttp import web

from bot.assistant import Assistant
from bot.channels.terminal import chat
from bot.channels.web import make_app
from bot.clock import Clock, clock
from bot.settings import Settings
from bot.store.misses import Misses
from content.library import HERE, load
from handlers.dispatch import Dispatcher

log = logging.getLogger(__name__)


def clock_of(settings: Settings) -> Clock:
    """The program's clock."""
    return clock(settings.timezone, settings.now)


def assistant(settings: Settings, content: Path = HERE) -> Assistant:
    """The bot itself. Raises ContentError where the content cannot be used."""
    return Assistant(Dispatcher(load(content)), Misses(settings.database), clock_of(settings))


async def serve(settings: Settings) -> None:
    """Serves the web chat until SIGINT or SIGTERM."""
    runner = web.AppRunner(make_app(assistant(settings).respond), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, settings.host, settings.port).start()
    host, port = runner.addresses[0][:2]
    print(f"http://{host}:{port}", flush=True)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await runner.cleanup()


async def talk(settings: Settings) -> None:
    """The chat in a terminal."""
    await chat(assistant(settings).respond)


async def misses(settings: Settings) -> list[str]:
    """The curators' list as lines: how often, plan, why, what was asked."""
    listed = await Misses(settings.database).all()
    return [f"{miss.times:>4}  {miss.plan or '-':<12} {miss.why:<8} {miss.text}" for miss in listed]
