"""What communities have spent, all that was ever changed of it, and what they were granted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from bot.store import codec
from bot.store import edits as log
from bot.store.database import Store
from bot.store.errors import Forbidden, Overtaken
from bot.store.sqlite import insert_or
from bot.store.tables import granted as granted_table
from bot.store.tables import spending, spending_edit
from handlers.changes import SetGranted, SetSpending
from handlers.records import Spending, SpendingEdit

_WHICH = bindparam("which", type_=spending.c.community_id.type)
_WHOSE = bindparam("whose", type_=spending_edit.c.person_id.type)
_THERE = spending.c.community_id == _WHICH
_EDITED = spending_edit.c.community_id == _WHICH

_all = select(spending.c.body).where(_THERE).order_by(spending.c.no)
_versions = select(func.coalesce(func.sum(spending.c.version), 0)).where(_THERE)
_these = select(spending.c.body).where(spending.c.id.in_(bindparam("ids", expanding=True)))
_put = insert_or(spending, ("id",), lambda new: {name: new[name] for name in ("version", "body")})
_note = insert(spending_edit)
_edits = log.newest(spending_edit)
_undo = (
    update(spending_edit)
    .where(_EDITED, spending_edit.c.batch == bindparam("taken_back"), spending_edit.c.undone_by.is_(None))
    .values(undone_by=bindparam("by"))
)
_granted = select(granted_table.c.instalment, granted_table.c.dollars).where(granted_table.c.community_id == _WHICH)
_grant = insert_or(granted_table, ("community_id", "instalment"), lambda new: {"dollars": new["dollars"]})
_ungrant = delete(granted_table).where(
    granted_table.c.community_id == _WHICH, granted_table.c.instalment == bindparam("part")
)
_nobodys = update(spending_edit).where(spending_edit.c.person_id == _WHOSE).values(person_id=0)
_give = update(spending_edit).where(spending_edit.c.person_id == _WHOSE).values(person_id=bindparam("into"))


def spendings(c: Connection, community: str) -> tuple[Spending, ...]:
    """All entries of a community in every state, by their numbers."""
    return tuple(map(codec.spending, c.scalars(_all, {"which": community})))


def edits(c: Connection, community: str, limit: int) -> tuple[SpendingEdit, ...]:
    """The newest changes, the newest first; the oldest of the batches may not be whole."""
    return log.read(c, _edits, community, limit, codec.spending, SpendingEdit)


def granted(c: Connection, community: str) -> Mapping[str, int]:
    """What a community was granted, by instalment; whole dollars."""
    return {row.instalment: row.dollars for row in c.execute(_granted, {"which": community})}


def put(c: Connection, change: SetSpending, community: str, person: int, now: datetime) -> None:
    """Keeps entries as they became, and notes what they were.

    Raises Overtaken, and nothing is to be kept then, where the ledger is not as it was read, or where what shall be
    undone was undone before; Forbidden where an entry is another community's.
    """
    if c.scalar(_versions, {"which": community}) != change.read:
        raise Overtaken("the ledger was changed")
    before = _before(c, change.entries, community)
    if change.undoes:
        taken = {"which": community, "taken_back": change.undoes, "by": change.batch}
        if c.execute(_undo, taken).rowcount == 0:
            raise Overtaken("it was undone already")
    if change.entries:
        c.execute(_put, [_row(one) for one in change.entries])
        pairs = zip(before, change.entries, strict=True)
        c.execute(_note, [_edit(change, *pair, person, now) for pair in pairs])


def _before(c: Connection, became: Sequence[Spending], community: str) -> list[Spending | None]:
    """What each of them was until now; None for a new one."""
    there = map(codec.spending, c.scalars(_these, {"ids": [one.id for one in became]}))
    known = {one.id: one for one in there}
    for one in became:
        old = known.get(one.id)
        if community != one.community or (old and old.community != community):
            raise Forbidden(f"entry {one.id} is another community's")
        if one.version != (old.version + 1 if old else 1) or (old and old.no != one.no):
            raise Overtaken(f"entry {one.id} is at version {old and old.version}, not before {one.version}")
    return [known.get(one.id) for one in became]


def _row(one: Spending) -> dict[str, Any]:
    whole = {"version": one.version, "body": codec.spent(one)}
    return {"id": one.id, "community_id": one.community, "no": one.no} | whole


def _edit(change: SetSpending, before: Spending | None, after: Spending, person: int, now: datetime) -> dict[str, Any]:
    states = {"before": codec.spent(before) if before else None, "after": codec.spent(after)}
    whose = {"community_id": after.community, "person_id": person, "at": now, "undone_by": None}
    return {"batch": change.batch, "operation": change.operation} | states | whose


def grant(c: Connection, change: SetGranted) -> None:
    """Keeps what a community was granted, in place of what was told before."""
    if change.granted is None:
        c.execute(_ungrant, {"which": change.community, "part": change.instalment})
        return
    c.execute(_grant, {"community_id": change.community, "instalment": change.instalment, "dollars": change.granted})


def absorb(c: Connection, gone: int, into: int) -> None:
    """What one person changed was changed by another."""
    c.execute(_give, {"whose": gone, "into": into})


def forget(c: Connection, person: int) -> None:
    """Nobody knows any more that a person changed anything; the ledgers are their communities'."""
    c.execute(_nobodys, {"whose": person})


def close(c: Connection, community: str) -> None:
    """Deletes a community's ledger."""
    for table in (spending_edit, spending, granted_table):
        c.execute(delete(table).where(table.c.community_id == community))


class StoredLedgers:
    """handlers.ports.Ledgers over the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def spendings(self, community: str) -> tuple[Spending, ...]:
        """See `spendings`."""
        return await self._store.read(lambda c: spendings(c, community))

    async def spending_edits(self, community: str, limit: int) -> tuple[SpendingEdit, ...]:
        """See `edits`."""
        return await self._store.read(lambda c: edits(c, community, limit))

    async def granted(self, community: str) -> Mapping[str, int]:
        """See `granted`."""
        return await self._store.read(lambda c: granted(c, community))
