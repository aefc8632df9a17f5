"""All that is SQLite's own: addresses, pragmas, how a transaction begins, inserts that meet an existing row."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.errors import StoreError

_BOTH = ("foreign_keys=ON", "busy_timeout=5000", "temp_store=MEMORY")
_WRITER = (*_BOTH, "cache_size=-4000", "journal_mode=WAL", "synchronous=FULL", "journal_size_limit=67108864")
_READER = (*_BOTH, "cache_size=-2000", "query_only=ON")  # kB, for each of the readers


def file_of(url: str) -> str:
    """The file behind sqlite+aiosqlite:///file. Raises StoreError for another address."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise StoreError(f"{url}: the database must be a file, as in sqlite+aiosqlite:///convener.db")
    return str(parsed.database)


def writing(url: str, *, lasting: bool = True) -> Engine:
    """An engine for one thread; each transaction is begun IMMEDIATE, so that it never fails half-way for a lock.

    What need not be `lasting` is not waited for until it is on the disk.
    """
    engine = create_engine(make_url(url).set(drivername="sqlite+pysqlite"), hide_parameters=True)
    _prepare(engine, _WRITER if lasting else (*_WRITER, "synchronous=OFF"), "BEGIN IMMEDIATE")
    return engine


def reading(url: str) -> AsyncEngine:
    """An engine that cannot write; a transaction sees one state of the data."""
    engine = create_async_engine(
        make_url(url).set(drivername="sqlite+aiosqlite"), pool_size=4, max_overflow=0, hide_parameters=True
    )
    _prepare(engine.sync_engine, _READER, "BEGIN")
    return engine


def looking(url: str) -> Engine:
    """An engine that changes nothing of a file that is there, not even its shape."""
    engine = create_engine(f"sqlite+pysqlite:///file:{quote(file_of(url))}?mode=ro&uri=true", hide_parameters=True)
    _prepare(engine, ("query_only=ON", "busy_timeout=5000"), "BEGIN")
    return engine


def _prepare(engine: Engine, pragmas: tuple[str, ...], begin: str) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: object) -> None:
        connection.isolation_level = None  # sqlite3 itself begins nothing
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def insert_new(table: Table, *key: str) -> Insert:
    """Inserts a row unless one with this key is there."""
    return insert(table).on_conflict_do_nothing(index_elements=key)


def insert_or(
    table: Table,
    key: tuple[str, ...],
    change: Callable[[Any], Mapping[str, Any]],
    where: ColumnElement[bool] | None = None,
) -> Insert:
    """Inserts a row, or changes the one with this key; `change` is given the columns of the row that was refused.

    `where`: else the one that is there stays as it is.
    """
    statement = insert(table)
    return statement.on_conflict_do_update(index_elements=key, set_=dict(change(statement.excluded)), where=where)
