"""A database of its own for each test, copied from one that was made once."""

import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from bot.store import sqlite
from bot.store.database import Store
from bot.store.migrate import upgrade


def url_of(file: Path) -> str:
    """Its address."""
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
def now() -> datetime:
    """Some morning."""
    return datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of today's shape."""
    file = tmp_path_factory.mktemp("store") / "template.db"
    engine = sqlite.writing(url_of(file))
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture
def url(template: Path, tmp_path: Path) -> str:
    """The address of an empty database."""
    return url_of(Path(shutil.copy(template, tmp_path / "bot.db")))


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An open store."""
    opened = await Store.open(url)
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
def engine(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine on an empty database, for tests that leave it empty."""
    made = sqlite.writing(url_of(Path(shutil.copy(template, tmp_path_factory.mktemp("store") / "bot.db"))))
    yield made
    made.dispose()


@pytest.fixture
def c(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that is never committed."""
    with engine.connect() as connection:
        yield connection
        connection.rollback()
