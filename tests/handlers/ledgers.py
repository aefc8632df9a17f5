"""In memory what otherwise the database keeps of ledgers; it guards the same rights."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from handlers.changes import Change, SetGranted, SetSpending
from handlers.records import Spending, SpendingEdit
from tests.handlers.memory import RANK, Forbidden, Memory, Overtaken


@dataclass
class Ledgers:
    """Fulfils handlers.ports.Ledgers, and applies SetSpending and SetGranted."""

    memory: Memory
    kept: dict[str, Spending] = field(default_factory=dict)
    log: list[tuple[str, SpendingEdit]] = field(default_factory=list)  # with the community's id, the oldest first
    grants: dict[str, dict[str, int]] = field(default_factory=dict)

    async def spendings(self, community: str) -> tuple[Spending, ...]:
        return tuple(sorted((one for one in self.kept.values() if one.community == community), key=lambda one: one.no))

    async def spending_edits(self, community: str, limit: int) -> tuple[SpendingEdit, ...]:
        return tuple(edit for one, edit in reversed(self.log) if one == community)[:limit]

    async def granted(self, community: str) -> Mapping[str, int]:
        return self.grants.get(community, {})

    def apply(self, change: Change, person: str, now: datetime) -> None:
        """What one change of a person's turn leads to. Raises Overtaken or Forbidden."""
        if isinstance(change, SetGranted):
            self._convenes(change.community, person)
            told = self.grants.setdefault(change.community, {})
            told.pop(change.instalment, None)
            if change.granted is not None:
                told[change.instalment] = change.granted
        if isinstance(change, SetSpending):
            for community in {one.community for one in change.entries}:
                self._convenes(community, person)
                self._put(change, community, now)

    def _convenes(self, community: str, person: str) -> None:
        if person in self.memory.groups or not RANK[self.memory.roles.get((community, person), "member")]:
            raise Forbidden

    def _put(self, change: SetSpending, community: str, now: datetime) -> None:
        if sum(one.version for one in self.kept.values() if one.community == community) != change.read:
            raise Overtaken
        if change.undoes:
            self.log = [(one, _taken_back(edit, change.undoes)) for one, edit in self.log]
        for after in change.entries:
            before = self.kept.get(after.id)
            if after.version != (before.version + 1 if before else 1) or (before and before.no != after.no):
                raise Overtaken
            if not before and any(one.no == after.no for one in self.kept.values() if one.community == community):
                raise Overtaken
            self.kept[after.id] = after
            self.log.append((community, SpendingEdit(change.batch, change.operation, before, after, now)))


def _taken_back(edit: SpendingEdit, batch: str) -> SpendingEdit:
    return replace(edit, undone=True) if edit.batch == batch else edit
