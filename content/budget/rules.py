"""What a plan holds a budget against, ready for use: its lines, caps and sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from hashlib import sha256

from content.budget import code
from content.budget.conditions import conditions
from content.budget.model import Finding, Fix, Item
from content.budget.reading import Row, read
from content.budget_model import Budget, Method, Share
from content.expense.model import Words
from content.expense.shares import factor, rate_of
from content.model import Fact, Plan
from content.phrases_budget import BudgetPhrases
from content.values import Count, Money

REMEMBERED = 4096  # rows that were read; more are read again


@dataclass(frozen=True, slots=True)
class Limit:
    """How much of all else a share allows, by one reading of its base."""

    of_others: Fraction  # the circle of a base that holds the line itself, solved
    of_whole: Fraction

    def most(self, others: int) -> int:
        """Whole dollars, rounded down, that the line may come to beside so much of other items."""
        return others * self.of_others.numerator // self.of_others.denominator


@dataclass(frozen=True)
class Rulebook:
    """The rules of one plan. Immutable but for the rows that it remembers as read."""

    plan: Plan
    budget: Budget
    words: Words
    phrases: BudgetPhrases

    def row(self, item: Item, everywhere: frozenset[str]) -> tuple[Row, tuple[Finding, ...]]:
        """The item as it is read, beside what is told of all items; and what its words alone lead to."""
        told, helped = (item.told, everywhere), bool(item.assistants)
        key = (item.category, item.name, item.unit, item.note, item.purpose, told, helped)
        if (known := self._rows.get(key)) is not None:
            return known
        if len(self._rows) >= REMEMBERED:
            self._rows.clear()
        row = read(item, everywhere, self.budget, self.words)
        return self._rows.setdefault(key, (row, tuple(conditions(row))))

    @cached_property
    def fingerprint(self) -> str:
        """Of all that the plan says of money, and of the code that checks it: another one when any of it changes."""
        return sha256(repr((code.fingerprint(), self.plan.facts, self.budget)).encode()).hexdigest()[:12]

    @cached_property
    def _rows(self) -> dict[object, tuple[Row, tuple[Finding, ...]]]:
        return {}

    @cached_property
    def limits(self) -> Mapping[str, Mapping[Method, Limit]]:
        """Per line with a share: what each reading of the base allows."""
        shares = {line.id: line.share for line in self.budget.lines.values() if line.share}
        return {name: {method: _limit(method, share) for method in METHODS} for name, share in shares.items()}

    def say(self, phrase: str, /, **values: str) -> str:
        """A sentence that verdicts on single expenses are told with too."""
        return self.words.say(phrase, **values)


METHODS: tuple[Method, ...] = ("example", "others", "whole")


def _limit(method: Method, share: Share) -> Limit:
    """m <= (others + m) × f holds up to m = others × f / (1 - f)."""
    of_whole = factor(method, rate_of(share))
    return Limit(of_whole / (1 - of_whole), of_whole)


def money(fact: Fact | None) -> int | None:
    """A fact's dollars; None where it has none."""
    return fact.value.amount if fact and isinstance(fact.value, Money) else None


def number(fact: Fact | None) -> int:
    """A fact's count; 0 where it has none."""
    return fact.value.number if fact and isinstance(fact.value, Count) else 0


def lowered(item: Item, less: int) -> Fix:
    """An item's whole amount, so many dollars less."""
    return Fix("amount", max(0, item.total - less), item.no)
