"""In memory what otherwise the database keeps of drafts of budgets; it guards the same rights."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from handlers.changes import Rejudge, SetBudget
from handlers.records import BudgetDraft, DraftEdit
from tests.handlers.memory import RANK, Forbidden, Memory, Overtaken


@dataclass
class Drafts:
    """Fulfils handlers.ports.Budgets, and applies SetBudget. Beside each draft stands the person whose own it is."""

    memory: Memory
    kept: dict[str, tuple[BudgetDraft, str]] = field(default_factory=dict)
    edits: dict[str, list[DraftEdit]] = field(default_factory=dict)
    touched: list[str] = field(default_factory=list)  # ids, the newest change last

    async def drafts(self, person: str) -> tuple[BudgetDraft, ...]:
        return tuple(one for one in self._seen(person) if one.state != "deleted")

    async def draft(self, person: str, name: str) -> BudgetDraft | None:
        return next((one for one in self._seen(person) if one.id == name), None)

    async def draft_edits(self, name: str, limit: int) -> tuple[DraftEdit, ...]:
        return tuple(reversed(self.edits.get(name, [])))[:limit]

    def put(self, change: SetBudget, person: str, now: datetime) -> None:
        """Keeps a draft. Raises Overtaken or Forbidden."""
        became, (before, owner) = change.draft, self.kept.get(change.draft.id, (None, person))
        self._must(became, owner, person)
        if became.version != (before.version + 1 if before else 1):
            raise Overtaken
        log = self.edits.setdefault(became.id, [])
        if change.undoes:
            taken = next(at for at, one in enumerate(log) if one.version == change.undoes and not one.undone)
            log[taken] = replace(log[taken], undone=True)
        was = before and replace(before, judged=None, shifts=())
        log.append(DraftEdit(became.version, change.operation, was, now))
        self.kept[became.id] = (became, "" if became.community else owner)
        self.touched = [*(one for one in self.touched if one != became.id), became.id]

    def rejudge(self, change: Rejudge, person: str) -> None:
        """Keeps what is said of a draft. Raises Overtaken or Forbidden."""
        before, owner = self.kept[change.draft.id]
        self._must(before, owner, person)
        if (before.version, before.judged.rules if before.judged else "") != (change.draft.version, change.read):
            raise Overtaken
        self.kept[change.draft.id] = change.draft, owner

    def _must(self, draft: BudgetDraft, owner: str, person: str) -> None:
        if person in self.memory.groups or (not draft.community and owner != person):
            raise Forbidden
        if draft.community and not RANK[self.memory.roles.get((draft.community, person), "member")]:
            raise Forbidden

    def joined(self, gone: str, into: str) -> None:
        """One person's own drafts are another's."""
        self.kept = {key: (one, into if owner == gone else owner) for key, (one, owner) in self.kept.items()}

    def _seen(self, person: str) -> Iterator[BudgetDraft]:
        inside = {one for one, who in self.memory.roles if who == person}
        for name in reversed(self.touched):
            draft, owner = self.kept[name]
            if owner == person or draft.community in inside:
                yield draft
