"""One expense under one line of a plan, with what the message tells beside; and what rules have in common."""

from dataclasses import dataclass

from content.budget_model import Budget, Condition, Line
from content.expense.model import Item, Words
from content.expense.readings import Reading
from content.expense.shares import Base


@dataclass(frozen=True, slots=True)
class Case:
    """What a line's rules are held against. `told` are circumstances, `people` those who take part."""

    item: Item
    line: Line
    reading: Reading
    told: frozenset[str]
    base: Base | None
    people: int | None
    budget: Budget
    words: Words

    def named(self, **values: str) -> dict[str, str]:
        """Values of a sentence, with the line's name and unit."""
        return {"name": self.line.name, "each": self.line.each, **values}

    def say(self, phrase: str, /, **values: str) -> str:
        """A sentence about this line."""
        return self.words.say(phrase, **self.named(**values))


def holds(condition: Condition, case: Case) -> bool:
    """Whether a condition is met by circumstances and goods."""
    return condition.holds(case.told, case.item.goods)
