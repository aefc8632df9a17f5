"""What a message says of money that was spent."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from content.budget.model import Item

# Why an amount is not certain: none was said, no number of units, below zero, nothing, too much, other money, cents,
# from … to, a share, or several numbers of which any may be it.
Why = Literal["", "price", "count", "negative", "zero", "huge", "currency", "cents", "range", "percent", "several"]
# Why a day is not certain: it lies ahead, it is another weekday's, or it may be several.
Doubt = Literal["", "future", "weekday", "several", "impossible"]


@dataclass(frozen=True, slots=True)
class When:
    """The day of an expense: what it may be, the likeliest first, and why that is not certain; `said` in words."""

    days: tuple[date, ...] = ()
    doubt: Doubt = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An expense as it was said. `item` has no number, and costs nothing while the amount is not known (`why`).

    `amounts`: what it may have cost, where that is in doubt. `when` has no days where none was said. `lines`: ids of
    the lines that may pay, one where that is certain. `receipt`: the number of the receipt. `claimed`: the dollars to
    which this and others were said to add up, where they do not.
    """

    said: str
    item: Item
    why: Why = ""
    amounts: tuple[int, ...] = ()
    when: When = When()
    lines: tuple[str, ...] = ()
    receipt: str = ""
    claimed: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """All expenses of a message, and whether it told any of their days."""

    entries: tuple[Entry, ...] = ()
    dated: bool = False

    @property
    def costs(self) -> bool:
        """Whether any of them tells an amount."""
        return any(not one.why or one.amounts for one in self.entries)
