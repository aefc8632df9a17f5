"""A community with dates in a real database, and its calendar served."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.export import fonts
from bot.export.routes import add_calendars
from bot.store import communities
from bot.store.database import Store
from content.library import Library
from handlers.changes import Alter, SetDeadlines
from handlers.records import Community, Deadline
from tests.bot.export.sample import COMMUNITY, DATES, NOW
from tests.bot.store.village import do, founded


@dataclass(slots=True)
class Village:
    """A community, kept as turns keep it."""

    store: Store
    community: Community
    convener: int
    batches: int = 0

    @property
    def path(self) -> str:
        """Of its page."""
        return f"/c/{self.community.feed}"

    async def keep(self, *deadlines: Deadline, at: datetime = NOW) -> None:
        """Dates as they are from now on."""
        self.batches += 1
        change = SetDeadlines(f"batch {self.batches}", "add", deadlines)
        await self.store.write(lambda c: do(c, self.convener, change, at))

    async def alter(self, **what: Any) -> None:
        """The community as it is from now on."""
        self.community = replace(self.community, version=self.community.version + 1, **what)
        await self.store.write(lambda c: do(c, self.convener, Alter(self.community), NOW))

    async def renew(self) -> None:
        """Another address."""
        await self.alter(feed=communities.new_secret())


@pytest.fixture
async def village(store: Store) -> Village:
    """A community with a few dates."""
    convener = await store.write(lambda c: founded(c, NOW, COMMUNITY))
    village = Village(store, COMMUNITY, convener)
    await village.keep(*DATES)
    return village


@pytest.fixture
async def site(village: Village, library: Library) -> AsyncIterator[TestClient[Any, Any]]:
    """Its calendar, on a port."""
    app = web.Application()
    add_calendars(app, village.store, library, lambda: NOW)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
def font() -> None:
    """Skips where pictures cannot be drawn."""
    try:
        fonts.font(20)
    except fonts.NoFontError:
        pytest.skip("no Chinese font (Debian: apt-get install fonts-noto-cjk)")


@pytest.fixture
def no_font(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A machine without the font."""
    monkeypatch.setattr(fonts, "FOLDERS", (str(tmp_path),))
    monkeypatch.setenv("PATH", str(tmp_path))
    caches: tuple[Any, ...] = (fonts.font, fonts._files)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()
