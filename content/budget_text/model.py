"""What a text says of a budget."""

from dataclasses import dataclass
from typing import Literal

from content.budget.model import Item

# Why something was not taken: not known, below zero, zero, too much, part of a person, a price without a number of
# units, units without a price, a number without its unit, other money, from … to, a share, cents.
_Number = Literal["negative", "zero", "huge", "people", "unit", "range", "percent", "cents"]
Why = Literal["unknown", "count", "price", "currency"] | _Number
MOST = 10**7  # dollars of an item, and units of it: more is a slip of the hand


class Unclear(Exception):
    """A part of a text that is no item."""

    def __init__(self, why: Why, what: str = "") -> None:
        super().__init__(why)
        self.why, self.what = why, what


@dataclass(frozen=True, slots=True)
class Slip:
    """Something that was not taken: as it was said, and why. `what`: the number, or the name, that it is about."""

    said: str
    why: Why
    what: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item without a number yet. `other`: what it may be as well; `lines`: ids of the lines that it may be."""

    item: Item
    other: Item | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pasted:
    """All that a text says: items, what was not taken, the total that it writes, and what it tells of the budget."""

    entries: tuple[Entry, ...] = ()
    slips: tuple[Slip, ...] = ()
    requested: int | None = None
    tier: str = ""
    instalment: str = ""
    schools: int | None = None
    members: int | None = None
    participants: int | None = None

    @property
    def tells(self) -> bool:
        """Whether it says anything beside items."""
        numbers = (self.requested, self.schools, self.members, self.participants)
        return bool(self.tier or self.instalment) or any(one is not None for one in numbers)
