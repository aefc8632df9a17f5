"""Desks over one database file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from bot.store.database import Store
from bot.turns import Desk
from handlers.dispatch import Dispatcher
from tests.bot.turns.pigeon import Office, Open, Pigeon


@pytest.fixture
def office(tmp_path: Path, dispatcher: Dispatcher, now: datetime) -> Open:
    """Opens a desk; once more on the same file is a new process."""

    @asynccontextmanager
    async def opened(
        pigeon: Pigeon | None = None, talk: Dispatcher = dispatcher, gather: float = 0.05, at: datetime = now
    ) -> AsyncIterator[Office]:
        pigeon = pigeon or Pigeon()
        store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'convener.db'}")
        desk = Desk(store, talk, [pigeon], lambda: at, gather)
        await desk.start()
        try:
            yield Office(desk, store, pigeon)
        finally:
            await desk.close()
            await store.close()

    return opened
