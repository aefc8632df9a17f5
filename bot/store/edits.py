"""Logs of changes, as calendars and ledgers keep them: what was, what became of it, whether it was taken back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Select, Table, bindparam, select

State = TypeVar("State")
Record = TypeVar("Record", covariant=True)
_State = TypeVar("_State", contravariant=True)


class Makes(Protocol[_State, Record]):
    """Makes a record of one change."""

    def __call__(
        self, batch: str, operation: str, before: _State | None, after: _State, at: datetime, undone: bool, person: str
    ) -> Record: ...


def newest(log: Table) -> Select[Any]:
    """The newest changes (`most`) in a community (`which`), the newest first."""
    return (
        select(log).where(log.c.community_id == bindparam("which")).order_by(log.c.id.desc()).limit(bindparam("most"))
    )


def read(
    c: Connection,
    query: Select[Any],
    community: str,
    limit: int,
    state: Callable[[Any], State],
    made: Makes[State, Record],
) -> tuple[Record, ...]:
    """What a query of `newest` finds; the oldest of the batches may not be whole. `state`: reads what was kept."""
    return tuple(
        made(
            row.batch,
            row.operation,
            state(row.before) if row.before is not None else None,
            state(row.after),
            row.at,
            row.undone_by is not None,
            str(row.person_id),
        )
        for row in c.execute(query, {"which": community, "most": limit})
    )
