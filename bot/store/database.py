"""The database as a whole: opened once, written by one, read by many."""

import asyncio
import fcntl
from pathlib import Path
from typing import IO, Self, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import sqlite
from bot.store.errors import StoreError as StoreError
from bot.store.migrate import upgrade
from bot.store.writer import Unit, Writer

T = TypeVar("T")


class Store:
    """An open database."""

    def __init__(self, writer: Writer, reading: AsyncEngine, lock: IO[str] | None) -> None:
        self._writer = writer
        self._reading = reading
        self._lock = lock

    @classmethod
    async def open(cls, url: str, *, lock: bool = False, lasting: bool = True) -> Self:
        """The database at sqlite+aiosqlite:///file, made or upgraded where needed; `lock` keeps a second `lock` out.

        One that need not be `lasting` does not wait for the disk. Raises StoreError where that cannot be.
        """
        held = await asyncio.to_thread(_locked, _file(url)) if lock else None
        try:
            connection = await asyncio.to_thread(_connected, url, lasting)
        except BaseException:
            if held:
                held.close()
            raise
        return cls(Writer(connection), sqlite.reading(url), held)

    async def write(self, unit: Unit[T]) -> T:
        """What the unit returns, once it is committed; see Writer.write."""
        return await self._writer.write(unit)

    async def read(self, unit: Unit[T]) -> T:
        """What the unit returns; it sees one state of the data, and cannot write."""
        async with self._reading.connect() as connection:
            return await connection.run_sync(unit)

    async def close(self) -> None:
        """Writes all that waits, then lets go of the files."""
        await self._writer.close()
        await self._reading.dispose()
        if self._lock:
            self._lock.close()


def _file(url: str) -> Path:
    file = Path(sqlite.file_of(url))
    if not file.absolute().parent.is_dir():
        raise StoreError(f"{file} cannot be used as the database: its folder does not exist")
    return file


def _connected(url: str, lasting: bool) -> Connection:
    """The connection that writes, to a database of today's shape."""
    file, engine = _file(url), sqlite.writing(url, lasting=lasting)
    try:
        upgrade(engine)
        return engine.connect()
    except DBAPIError as error:
        engine.dispose()
        raise StoreError(f"{file} cannot be used as the database: {error.orig}") from error
    except StoreError:
        engine.dispose()
        raise


def _locked(file: Path) -> IO[str]:
    """Holds the lock beside a database file until it is closed, or this process ends."""
    path = file.with_name(f"{file.name}.lock")
    try:
        lock = path.open("a")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise StoreError(f"{file} is served by another bot that is running") from None
    return lock
