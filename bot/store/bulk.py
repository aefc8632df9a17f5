"""Statements about hundreds of rows, which come as one JSON list: SQLAlchemy's own way with each of them costs several
times what the database does with it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Subquery,
    TableValuedAlias,
    Text,
    TypeDecorator,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.sqlite.pysqlite import dialect

from bot.store.columns import Moment

_DIALECT, _MOMENT = dialect(), Moment()


class _Rows(TypeDecorator[Sequence[Any]]):
    """Ids, or rows of plain values and aware times."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> str:
        """As JSON."""
        return json.dumps(value, ensure_ascii=False, default=stored)


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether a column is in the list that is bound by a name."""
    return column.in_(select(_each(name).c.value))


def listed(name: str, *fields: str) -> Subquery:
    """The rows that are bound by a name, as a table with these fields in their order."""
    value = _each(name).c.value
    fields_ = [func.json_extract(value, fixed(f"$[{place}]")).label(field) for place, field in enumerate(fields)]
    return select(*fields_).subquery("listed")


def fixed(value: str | int) -> ColumnElement[Any]:
    """A value that stands in the statement itself; never one from outside.

    SQLite prepares a statement anew each time that another value is bound where the condition of a partial index might
    be meant.
    """
    return literal_column(repr(value))


def stored(moment: datetime) -> Any:
    """As the database holds it."""
    return _MOMENT.process_bind_param(moment, _DIALECT)


def _each(name: str) -> TableValuedAlias:
    return func.json_each(bindparam(name, type_=_Rows())).table_valued("value")
