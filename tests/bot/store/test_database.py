"""The database as a whole: who may open it, who may write, what is there after a crash."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import OperationalError

from bot.store import cursors, sqlite
from bot.store.database import Store, StoreError
from bot.store.tables import cursor

SERVING = """
import asyncio, sys
from bot.store import cursors
from bot.store.database import Store

async def main():
    store, number = await Store.open(sys.argv[1], lock=True), 0
    while True:
        await store.write(lambda c: cursors.put(c, str(number), "x"))
        print(number, flush=True)
        number += 1

asyncio.run(main())
"""


@asynccontextmanager
async def serving(url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Another process that serves the database, counting what it has been told is committed."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", SERVING, url, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    await process.stdout.readline()
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_what_was_written_is_there_when_opened_again(url: str) -> None:
    store = await Store.open(url)
    await store.write(lambda c: cursors.put(c, "telegram", "17"))
    assert await store.read(lambda c: cursors.get(c, "telegram")) == "17"
    await store.close()
    store = await Store.open(url)
    await store.write(lambda c: cursors.put(c, "telegram", "18"))
    assert await store.read(lambda c: (cursors.get(c, "telegram"), cursors.get(c, "line"))) == ("18", None)
    await store.close()


async def test_a_new_file_is_made(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    assert await store.read(lambda c: c.execute(select(cursor)).all()) == []
    await store.close()


async def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(OperationalError):
        await store.read(lambda c: cursors.put(c, "a", "b"))
    assert await store.read(lambda c: cursors.get(c, "a")) is None


async def test_a_reader_sees_one_state_of_the_data(store: Store, url: str) -> None:
    other = sqlite.writing(url)

    def read(c: Connection) -> tuple[str | None, str | None]:
        before = cursors.get(c, "a")
        with other.begin() as writing:
            cursors.put(writing, "a", "new")
        return before, cursors.get(c, "a")

    assert await store.read(read) == (None, None)
    other.dispose()
    assert await store.read(lambda c: cursors.get(c, "a")) == "new"


async def test_commits_survive_a_power_cut_and_references_are_kept(store: Store) -> None:
    def pragmas(c: Connection) -> list[object]:
        return [c.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")]

    assert await store.write(pragmas) == ["wal", 2, 1]  # 2: FULL


async def test_a_second_bot_is_kept_out_until_the_first_is_gone(url: str) -> None:
    async with serving(url) as process:
        with pytest.raises(StoreError, match="another bot"):
            await Store.open(url, lock=True)
        await (await Store.open(url)).close()  # a command that only looks may
        process.kill()
        await process.wait()
        await (await Store.open(url, lock=True)).close()
    await (await Store.open(url, lock=True)).close()


async def test_what_was_acknowledged_before_a_kill_is_there(url: str) -> None:
    async with serving(url) as process:
        assert process.stdout
        for _ in range(30):
            await process.stdout.readline()
        process.kill()
        rest = (await process.communicate())[0].split()
    store = await Store.open(url)
    acknowledged = int(rest[-1]) if rest else 30
    assert await store.read(lambda c: cursors.get(c, str(acknowledged))) == "x"
    await store.close()


@pytest.mark.parametrize("lock", [True, False])
async def test_an_unusable_file_is_named(tmp_path: Path, lock: bool) -> None:
    broken = tmp_path / "broken.db"
    broken.write_text("no database, " * 100)
    for file in (broken, tmp_path / "nowhere" / "bot.db", tmp_path):
        with pytest.raises(StoreError, match=file.name):
            await Store.open(f"sqlite+aiosqlite:///{file}", lock=lock)


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:", "postgresql://db/bot"])
async def test_an_address_without_a_file_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="must be a file"):
        await Store.open(url)
