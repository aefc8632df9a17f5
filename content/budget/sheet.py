"""A draft that has been read: each item with its line, and the sums."""

from dataclasses import dataclass, field

from content.budget.model import Draft, Finding, Item
from content.budget.reading import Row
from content.budget.rules import Rulebook, money
from content.budget_model import Instalment, Line


@dataclass(frozen=True, slots=True)
class Placed:
    """An item with how it was read, and the line that pays it."""

    item: Item
    row: Row
    line: Line | None
    said: tuple[Finding, ...]  # what its words alone lead to, without its number


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft under a plan's rules."""

    draft: Draft
    rules: Rulebook
    rows: tuple[Placed, ...]
    total: int
    _of_line: dict[str, list[Placed]] = field(default_factory=dict)

    def of(self, line: Line) -> list[Placed]:
        """The items that a line pays for."""
        return self._of_line.get(line.id, [])

    @property
    def grant(self) -> int | None:
        """The cap of the draft's tier; None where it has no fixed one, or is not known."""
        totals = self.rules.budget.totals
        return money(totals.tiers.get(self.draft.tier)) if totals else None

    @property
    def instalment(self) -> Instalment | None:
        """The part of the year that the draft is for; None for all of it."""
        return self.rules.budget.instalments.get(self.draft.instalment)

    @property
    def period(self) -> str:
        """What that part is called."""
        return self.instalment.name if self.instalment else self.rules.phrases.all_year


def sheet(draft: Draft, rules: Rulebook) -> Sheet:
    """Reads all items of a draft."""
    rows, of_line = [], dict[str, list[Placed]]()
    everywhere = frozenset[str](draft.told)
    for item in draft.items:
        row, said = rules.row(item, everywhere)
        placed = Placed(item, row, row.line, said)
        rows.append(placed)
        if row.line:
            of_line.setdefault(row.line.id, []).append(placed)
    return Sheet(draft, rules, tuple(rows), sum(item.total for item in draft.items), of_line)
