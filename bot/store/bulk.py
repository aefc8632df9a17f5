"""Statements for hundreds of rows at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Insert, Update
from sqlalchemy.dialects.sqlite.pysqlite import dialect

from bot.store.columns import Moment

_DIALECT = dialect()
_MOMENT = Moment()


class Bulk:
    """A statement whose values go to the driver as they are, dates as `stored`: SQLAlchemy's own way with each of them
    costs several times as much as what the database does with it."""

    def __init__(self, statement: Insert | Update) -> None:
        compiled: Any = statement.compile(dialect=_DIALECT)
        self._sql = str(compiled)
        self._names: list[str] = compiled.positiontup
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}

    def __call__(self, c: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Carries it out for each row; nothing for none."""
        if rows:
            fixed, names = self._fixed, self._names
            c.exec_driver_sql(self._sql, [tuple([row.get(name, fixed.get(name)) for name in names]) for row in rows])


def stored(moment: datetime) -> Any:
    """As the database holds it."""
    return _MOMENT.process_bind_param(moment, _DIALECT)
