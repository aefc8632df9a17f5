"""The one that writes: what waits together is committed together."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.store.errors import StoreError

T = TypeVar("T")
Unit = Callable[[Connection], T]
BATCH = 256  # units in one transaction at most


@dataclass(slots=True)
class _Waiting:
    """A unit, who waits for it, and what came of it."""

    unit: Unit[Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None

    def tell(self) -> None:
        """Lets the caller go on, unless it was cancelled."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Writer:
    """Owns the connection that writes, in a thread of its own: a batch costs one change of threads and one commit.

    SQLAlchemy over aiosqlite changes threads several times per statement, which is most of its cost.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._closed = False
        self._ended = self._loop.create_future()
        threading.Thread(target=self._run, name="store-writer", daemon=True).start()

    async def write(self, unit: Unit[T]) -> T:
        """What the unit returns, once it is committed; what it raises, and then it has changed nothing.

        A unit that was handed over is carried out even where its caller is cancelled meanwhile.
        """
        if self._closed:
            raise StoreError("the store is closed")
        waiting = _Waiting(unit, self._loop.create_future())
        self._queue.put(waiting)
        result: T = await waiting.future
        return result

    async def close(self) -> None:
        """Writes all that waits, and ends; the connection is closed with it."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
        await asyncio.shield(self._ended)

    def _run(self) -> None:
        goes_on = True
        while goes_on:
            batch, goes_on = self._batch()
            _commit(self._connection, batch)
            self._tell(batch)
        self._connection.close()
        self._connection.engine.dispose()
        self._call(self._ended.set_result, None)

    def _batch(self) -> tuple[list[_Waiting], bool]:
        """Waits for a unit and takes what else is there; False: nothing comes after it."""
        batch = []
        waiting = self._queue.get()
        with suppress(Empty):
            while waiting is not None:
                batch.append(waiting)
                if len(batch) == BATCH:
                    return batch, True
                waiting = self._queue.get_nowait()
            return batch, False
        return batch, True

    def _tell(self, batch: Sequence[_Waiting]) -> None:
        def tell() -> None:
            for one in batch:
                one.tell()

        self._call(tell)

    def _call(self, told: Callable[..., object], *values: object) -> None:
        with suppress(RuntimeError):  # the loop is gone, and with it whoever waited
            self._loop.call_soon_threadsafe(told, *values)


def _commit(connection: Connection, batch: Sequence[_Waiting]) -> None:
    """Carries out a batch in one transaction. An error outside a unit, or of the commit, is everybody's."""
    if not batch:
        return
    try:
        with connection.begin():
            if len(batch) == 1:
                batch[0].result = batch[0].unit(connection)
            else:
                for one in batch:
                    _apart(connection, one)
    except Exception as error:  # noqa: BLE001 - it belongs to the callers
        for one in batch:
            one.error = one.error or error
        with suppress(Exception):  # if even this fails, the next batch is told so
            connection.connection.rollback()  # SQLAlchemy takes a commit that failed for the end of the transaction


def _apart(connection: Connection, one: _Waiting) -> None:
    """Carries out a unit so that its failure undoes nothing else."""
    driver: Any = connection.connection.driver_connection  # a savepoint by SQLAlchemy costs more than a statement
    execute = driver.execute
    execute("SAVEPOINT unit")
    try:
        one.result = one.unit(connection)
    except Exception as error:  # noqa: BLE001 - it belongs to the caller
        one.error = error
        execute("ROLLBACK TO unit")
    execute("RELEASE unit")
