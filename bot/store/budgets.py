"""Drafts of budgets, and the newest changes of each."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from bot.store import codec
from bot.store.database import Store
from bot.store.errors import Forbidden, Overtaken
from bot.store.sqlite import insert_or
from bot.store.tables import budget_draft, budget_edit, membership
from handlers.changes import Rejudge, SetBudget
from handlers.records import BudgetDraft, DraftEdit

KEPT = 50  # changes of a draft that can be taken back
_WHOSE = bindparam("whose", type_=membership.c.person_id.type)
_WHICH = bindparam("which", type_=budget_draft.c.id.type)
_COMMUNITY = bindparam("community", type_=budget_draft.c.community_id.type)

_theirs = select(membership.c.community_id).where(membership.c.person_id == _WHOSE)
_seen = or_(budget_draft.c.person_id == _WHOSE, budget_draft.c.community_id.in_(_theirs))
_done = (
    select(budget_draft.c.body)
    .where(budget_draft.c.community_id == _COMMUNITY, budget_draft.c.state == "done")
    .order_by(budget_draft.c.touched_at.desc(), budget_draft.c.id)
)
_all = (
    select(budget_draft.c.body)
    .where(_seen, budget_draft.c.state != "deleted")
    .order_by(budget_draft.c.touched_at.desc(), budget_draft.c.id)
)
_one = select(budget_draft.c.body).where(_seen, budget_draft.c.id == _WHICH)
_there = select(budget_draft.c.body, budget_draft.c.community_id, budget_draft.c.person_id).where(
    budget_draft.c.id == _WHICH
)
_CHANGES = ("state", "version", "touched_at", "body")
_put = insert_or(budget_draft, ("id",), lambda new: {name: new[name] for name in _CHANGES})
_rejudge = update(budget_draft).where(budget_draft.c.id == _WHICH).values(body=bindparam("again"))
_note = insert(budget_edit)
_edits = (
    select(budget_edit)
    .where(budget_edit.c.draft_id == _WHICH)
    .order_by(budget_edit.c.version.desc())
    .limit(bindparam("most"))
)
_undo = (
    update(budget_edit)
    .where(
        budget_edit.c.draft_id == _WHICH,
        budget_edit.c.version == bindparam("taken_back"),
        budget_edit.c.undone_by.is_(None),
    )
    .values(undone_by=bindparam("by"))
)
_old = delete(budget_edit).where(budget_edit.c.draft_id == _WHICH, budget_edit.c.version <= bindparam("upto"))

_of_community = select(budget_draft.c.id).where(budget_draft.c.community_id == _COMMUNITY)
_of_person = select(budget_draft.c.id).where(budget_draft.c.person_id == _WHOSE)
_nobodys = update(budget_edit).where(budget_edit.c.person_id == _WHOSE).values(person_id=0)
_give = update(budget_draft).where(budget_draft.c.person_id == _WHOSE).values(person_id=bindparam("into"))


def drafts(c: Connection, person: int) -> tuple[BudgetDraft, ...]:
    """All that a person may see and that are not deleted, the newest change first."""
    return tuple(map(codec.draft, c.scalars(_all, {"whose": person})))


def draft(c: Connection, person: int, which: str) -> BudgetDraft | None:
    """One, in whatever state; None where the person may not see it."""
    found = c.scalar(_one, {"whose": person, "which": which})
    return codec.draft(found) if found is not None else None


def get(c: Connection, which: str) -> BudgetDraft | None:
    """One by its id alone, whoever's it is."""
    row = c.execute(_there, {"which": which}).one_or_none()
    return codec.draft(row.body) if row else None


def done(c: Connection, community: str) -> tuple[BudgetDraft, ...]:
    """A community's finished ones, the newest change first."""
    return tuple(map(codec.draft, c.scalars(_done, {"community": community})))


def edits(c: Connection, which: str, limit: int) -> tuple[DraftEdit, ...]:
    """The newest changes of a draft, the newest first."""
    return tuple(
        DraftEdit(
            row.version,
            row.operation,
            codec.draft(row.before) if row.before is not None else None,
            row.at,
            undone=row.undone_by is not None,
        )
        for row in c.execute(_edits, {"which": which, "most": limit})
    )


def put(c: Connection, change: SetBudget, person: int, now: datetime) -> None:
    """Keeps a draft as it became, and notes what it was.

    Raises Overtaken where it is no longer the version that was read, or what shall be taken back was before; Forbidden
    where it is another's. The rights in its community are looked at by the caller.
    """
    became = change.draft
    before, owner = _read(c, became, person), None if became.community else person
    if became.version != (before.version + 1 if before else 1):
        raise Overtaken(f"draft {became.id} is at version {before and before.version}, not before {became.version}")
    _keep(c, became, owner, now)
    stored = codec.drafted(replace(before, judged=None, shifts=())) if before else None
    what = {"draft_id": became.id, "version": became.version, "operation": change.operation, "before": stored}
    c.execute(_note, what | {"person_id": person, "at": now, "undone_by": None})
    c.execute(_old, {"which": became.id, "upto": became.version - KEPT})
    if change.undoes:
        taken = {"which": became.id, "taken_back": change.undoes, "by": became.version}
        if c.execute(_undo, taken).rowcount == 0:
            raise Overtaken("it was undone already")


def rejudge(c: Connection, change: Rejudge, person: int) -> None:
    """Keeps what is said of a draft now. Raises like `put`; Overtaken also where somebody else had it checked again."""
    became = change.draft
    before = _read(c, became, person)
    if before is None or before.version != became.version or _rules(before) != change.read:
        raise Overtaken(f"draft {became.id} is not as it was read")
    c.execute(_rejudge, {"which": became.id, "again": codec.drafted(became)})


def _rules(draft: BudgetDraft) -> str:
    return draft.judged.rules if draft.judged else ""


def _read(c: Connection, became: BudgetDraft, person: int) -> BudgetDraft | None:
    """A draft as it is kept; None for a new one. Raises Forbidden where it is another's."""
    row = c.execute(_there, {"which": became.id}).one_or_none()
    if row and (row.community_id, row.person_id) != (became.community or None, None if became.community else person):
        raise Forbidden(f"draft {became.id} is another's")
    return codec.draft(row.body) if row else None


def _keep(c: Connection, became: BudgetDraft, owner: int | None, now: datetime) -> None:
    whose = {"community_id": became.community or None, "person_id": owner}
    state = {"state": became.state, "version": became.version, "touched_at": now, "body": codec.drafted(became)}
    c.execute(_put, {"id": became.id} | whose | state)


def absorb(c: Connection, gone: int, into: int) -> None:
    """One person's own drafts become another's."""
    c.execute(_give, {"whose": gone, "into": into})


def forget(c: Connection, person: int) -> None:
    """Deletes a person's own drafts; of communities' drafts nobody knows any more that they changed them."""
    _drop(c, list(c.scalars(_of_person, {"whose": person})))
    c.execute(_nobodys, {"whose": person})


def close(c: Connection, community: str) -> None:
    """Deletes the drafts of a community."""
    _drop(c, list(c.scalars(_of_community, {"community": community})))


def _drop(c: Connection, names: list[str]) -> None:
    if names:
        c.execute(delete(budget_edit).where(budget_edit.c.draft_id.in_(names)))
        c.execute(delete(budget_draft).where(budget_draft.c.id.in_(names)))


class StoredBudgets:
    """handlers.ports.Budgets over the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def drafts(self, person: str) -> tuple[BudgetDraft, ...]:
        """See `drafts`."""
        return await self._store.read(lambda c: drafts(c, int(person)))

    async def draft(self, person: str, name: str) -> BudgetDraft | None:
        """See `draft`."""
        return await self._store.read(lambda c: draft(c, int(person), name))

    async def draft_edits(self, name: str, limit: int) -> tuple[DraftEdit, ...]:
        """See `edits`."""
        return await self._store.read(lambda c: edits(c, name, limit))
