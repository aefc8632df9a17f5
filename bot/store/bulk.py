"""Statements for hundreds of rows at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Insert, Update, literal_column
from sqlalchemy.dialects.sqlite.pysqlite import dialect

from bot.store.columns import Moment

_DIALECT = dialect(paramstyle="named")
_MOMENT = Moment()


class Bulk:
    """A statement whose values go to the driver as they are, times as `stored`: SQLAlchemy's own way with each of them
    costs several times what the database does with it. Values that are always the same are `fixed` in it."""

    def __init__(self, statement: Insert | Update) -> None:
        self._sql = str(statement.compile(dialect=_DIALECT))

    def __call__(self, c: Connection, rows: Sequence[dict[str, Any]]) -> None:
        """Carries it out for each row; nothing for none."""
        if rows:
            c.exec_driver_sql(self._sql, list(rows))


def fixed(value: str | int) -> ColumnElement[Any]:
    """A value that stands in the statement itself; never one from outside."""
    return literal_column(repr(value))


def stored(moment: datetime) -> Any:
    """As the database holds it."""
    return _MOMENT.process_bind_param(moment, _DIALECT)
