"""How far something was read, by name: the offset of a messenger's stream of updates."""

from sqlalchemy import Connection, bindparam, select

from bot.store.sqlite import insert_or
from bot.store.tables import cursor

_get = select(cursor.c.value).where(cursor.c.name == bindparam("name"))
_put = insert_or(cursor, ("name",), lambda new: {"value": new.value})


def get(c: Connection, name: str) -> str | None:
    """Where it stands, if it was ever put."""
    found: str | None = c.scalar(_get, {"name": name})
    return found


def put(c: Connection, name: str, value: str) -> None:
    """Moves it."""
    c.execute(_put, {"name": name, "value": value})
