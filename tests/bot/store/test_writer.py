"""What waits together is committed together, and nobody's failure is another's."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from sqlalchemy import Connection, event, select

from bot.store import cursors, sqlite
from bot.store.errors import StoreError
from bot.store.tables import cursor
from bot.store.writer import BATCH, Writer


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    engine = sqlite.writing(url)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def put(name: str, value: str = "") -> Callable[[Connection], str]:
    def unit(c: Connection) -> str:
        cursors.put(c, name, value)
        return name

    return unit


def broken(c: Connection) -> None:
    cursors.put(c, "broken", "")
    raise ZeroDivisionError


@asynccontextmanager
async def busy(writer: Writer) -> AsyncIterator[None]:
    """Keeps the writer at one unit, so that what is handed over meanwhile waits together."""
    loop, begun, gate = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def unit(c: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        gate.wait()

    task = asyncio.create_task(writer.write(unit))
    await begun.wait()
    yield
    await asyncio.sleep(0)  # the tasks that were made meanwhile hand over their units
    gate.set()
    await task


def names(url: str) -> list[str]:
    engine = sqlite.writing(url)
    with engine.connect() as c:
        found = list(c.scalars(select(cursor.c.name)))
    engine.dispose()
    return found


async def test_many_units_share_a_commit_and_each_gets_its_own_result(connection: Connection, url: str) -> None:
    commits: list[Connection] = []
    event.listen(connection, "commit", commits.append)
    writer = Writer(connection)
    async with busy(writer):
        many = [asyncio.create_task(writer.write(put(str(number)))) for number in range(BATCH + 10)]
    assert await asyncio.gather(*many) == [str(number) for number in range(BATCH + 10)]
    await writer.close()
    assert len(commits) == 3  # the one that kept it busy, a full batch, the rest
    assert len(names(url)) == BATCH + 10


async def test_a_unit_that_fails_undoes_only_itself(connection: Connection, url: str) -> None:
    writer = Writer(connection)
    async with busy(writer):
        units = [asyncio.create_task(writer.write(unit)) for unit in (put("a"), broken, put("b"))]
    one, failed, other = await asyncio.gather(*units, return_exceptions=True)
    assert (one, other) == ("a", "b")
    assert isinstance(failed, ZeroDivisionError)
    with pytest.raises(ZeroDivisionError):
        await writer.write(broken)  # alone
    await writer.close()
    assert names(url) == ["a", "b"]


async def test_units_are_carried_out_in_the_order_in_which_they_came(connection: Connection) -> None:
    writer, seen = Writer(connection), list[int]()

    def note(number: int, c: Connection) -> None:
        seen.append(number)

    await asyncio.gather(*(writer.write(partial(note, number)) for number in range(500)))
    assert seen == list(range(500))
    await writer.close()


async def test_a_commit_that_fails_is_told_to_everybody_and_the_next_goes_on(connection: Connection, url: str) -> None:
    def full(c: Connection) -> None:
        raise OSError("disk full")

    event.listen(connection, "commit", full)
    writer = Writer(connection)
    told = await asyncio.gather(*(writer.write(put(name)) for name in "abc"), return_exceptions=True)
    assert [str(error) for error in told] == ["disk full"] * 3
    event.remove(connection, "commit", full)
    assert await writer.write(put("d")) == "d"
    await writer.close()
    assert names(url) == ["d"]


async def test_an_error_that_undoes_the_whole_transaction_is_told_to_everybody(
    connection: Connection, url: str
) -> None:
    def full(c: Connection) -> None:
        c.exec_driver_sql("ROLLBACK")  # as SQLite does of itself where the disk is full
        raise OSError("disk full")

    writer = Writer(connection)
    async with busy(writer):
        units = [asyncio.create_task(writer.write(unit)) for unit in (put("a"), full, put("b"))]
    told = await asyncio.gather(*units, return_exceptions=True)
    assert [isinstance(error, Exception) for error in told] == [True] * 3
    assert await writer.write(put("c")) == "c"
    await writer.close()
    assert names(url) == ["c"]


async def test_a_caller_that_gives_up_disturbs_nobody(connection: Connection, url: str) -> None:
    writer = Writer(connection)
    async with busy(writer):
        given_up, stays = (asyncio.create_task(writer.write(put(name))) for name in "ab")
        await asyncio.sleep(0)
        given_up.cancel()
    assert await stays == "b"
    assert given_up.cancelled()
    await writer.close()
    assert sorted(names(url)) == ["a", "b"]  # what was handed over is carried out


async def test_closing_writes_what_waits_and_takes_nothing_more(connection: Connection, url: str) -> None:
    writer = Writer(connection)
    waiting = [asyncio.create_task(writer.write(put(str(number)))) for number in range(100)]
    await asyncio.sleep(0)
    await writer.close()
    await writer.close()
    assert len(await asyncio.gather(*waiting)) == len(names(url)) == 100
    with pytest.raises(StoreError):
        await writer.write(put("late"))


async def test_a_unit_can_use_savepoints_of_its_own(connection: Connection, url: str) -> None:
    def unit(c: Connection) -> None:
        with pytest.raises(ZeroDivisionError), c.begin_nested():
            broken(c)
        cursors.put(c, "after", "")

    writer = Writer(connection)
    await asyncio.gather(writer.write(unit), writer.write(unit))
    await writer.close()
    assert names(url) == ["after"]
