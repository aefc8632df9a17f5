"""What a process of the bot has, and the next process finds: a database file, a desk over it, the web chat."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.channel import Channel
from bot.channels.web import WebChannel, add_chat, healthz
from bot.store.database import Store
from bot.turns import Desk
from handlers.dispatch import Dispatcher

GATHER = 0.05  # seconds that the next piece of a question may take in tests

OpenDesk = Callable[..., AbstractAsyncContextManager[Desk]]
Serving = Callable[..., AbstractAsyncContextManager[TestServer]]


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The address of a database that is not there yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'convener.db'}"


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    """That database, open."""
    opened = await Store.open(database)
    yield opened
    await opened.close()


@pytest.fixture
def desk(dispatcher: Dispatcher, now: datetime) -> OpenDesk:
    """Opens desks: `async with desk(store, channel, …)`; the next one on the same file is a new process."""

    @asynccontextmanager
    async def opened(
        store: Store, *channels: Channel, talk: Dispatcher = dispatcher, gather: float = GATHER
    ) -> AsyncIterator[Desk]:
        desk = Desk(store, talk, channels, lambda: now, gather)
        await desk.start()
        try:
            yield desk
        finally:
            await desk.close()

    return opened


@pytest.fixture
def serving(database: str, desk: OpenDesk) -> Serving:
    """Serves the web chat: `async with serving() as server`; once more on the same file is a restart."""

    @asynccontextmanager
    async def opened(port: int | None = None, **how: object) -> AsyncIterator[TestServer]:
        store = await Store.open(database)
        try:
            channel = WebChannel()
            async with desk(store, channel, **how) as at, TestServer(_app(at, store, channel), port=port) as server:
                yield server
        finally:
            await store.close()

    return opened


def _app(desk: Desk, store: Store, channel: WebChannel) -> web.Application:
    app = web.Application()
    add_chat(app, desk, store, channel)
    app.router.add_get("/healthz", healthz)
    return app
