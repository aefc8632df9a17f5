"""What both stand-ins have in common: where they listen, how news is waited for, how text is counted."""

import asyncio
import contextlib
import secrets
import socket
from collections.abc import Callable

from aiohttp import web


async def listening(app: web.Application, **how: bool) -> tuple[web.AppRunner, str]:
    """A server on 127.0.0.1 that ends quickly when it is cleaned up, and its origin."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, **how)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, "http://{}:{}".format(*runner.addresses[0][:2])


async def until(news: asyncio.Event, condition: Callable[[], object], seconds: float) -> None:
    """Returns when something has become true, as looked for at each news; TimeoutError after that time."""
    async with asyncio.timeout(seconds):
        while not condition():
            news.clear()
            await news.wait()


def utf16(text: str) -> int:
    """The length in UTF-16 code units; half a character is an error."""
    return len(text.encode("utf-16-le")) // 2


def free_port() -> int:
    """A port that nobody uses, below those that the system gives away by itself, so that nobody takes it meanwhile."""
    while True:
        port = secrets.choice(range(20_000, 32_000))
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port
