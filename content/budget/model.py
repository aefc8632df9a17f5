"""A draft of a budget as it is checked, and what the check says of it. Money is in whole New Taiwan dollars."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from content.budget_model import Severity

Flag = Literal[  # circumstances that are told outright; most may stand in a note in plain words as well
    "member",  # a member of the community is paid
    "advisory_team",
    "book_listed",
    "book_not_listed",
    "outline",  # of the lecture
    "no_outline",
    "lecturer_info",  # where lecturers work, and what about they speak, stands in the plan
    "no_lecturer_info",
    "co_lecturing",
    "workshop",
    "lecture_only",
]
Standing = Literal["pass", "pass_with_warnings", "needs_confirmation", "fail"]
MOST = 10**12  # dollars of an item's price, and units of it: more is a slip


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a budget. `no` names it; `amount` is what the form says, None where it says nothing.

    `price` is for one `unit`, of which there are `quantity` (2.5 periods is a Fraction). `participants` take part,
    `assistants` are paid by this row, `on` is the day of the expense. Raises ValueError where a number is out of range.
    """

    no: int
    category: str
    price: int
    quantity: int | Fraction = 1
    name: str = ""
    unit: str = ""
    amount: int | None = None
    note: str = ""
    purpose: str = ""
    participants: int | None = None
    assistants: int | None = None
    on: date | None = None
    told: frozenset[Flag] = frozenset()

    def __post_init__(self) -> None:
        numbers = (self.price, self.quantity, self.amount or 0, self.participants or 0, self.assistants or 0)
        if not all(0 <= number <= MOST for number in numbers):
            raise ValueError(f"item {self.no}: a number below zero or above {MOST}")

    @property
    def total(self) -> int:
        """Price times quantity, rounded down to a whole dollar."""
        return int(self.price * self.quantity)


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole budget. `tier` and `instalment` are ids, "" where not known or for the whole year.

    `requested` is the total that the form says, `members` belong to the community, `participants` come to a session
    (where an item says no other number), `told` holds for every item that says nothing else. Raises ValueError where
    two items have one number.
    """

    items: tuple[Item, ...]
    tier: str = ""
    instalment: str = ""
    requested: int | None = None
    members: int | None = None
    participants: int | None = None
    schools: int | None = None
    told: frozenset[Flag] = frozenset()

    def __post_init__(self) -> None:
        if len({item.no for item in self.items}) < len(self.items):
            raise ValueError("two items have the same number")

    def item(self, no: int) -> Item:
        """The item of a number. Raises StopIteration where there is none."""
        return next(item for item in self.items if item.no == no)

    def changed(self, item: Item) -> "Draft":
        """The draft with another item of the same number."""
        return replace(self, items=tuple(item if one.no == item.no else one for one in self.items))


@dataclass(frozen=True, slots=True)
class Fix:
    """What would keep the rule: an item's price, whole amount, assistants or written amount, or the draft's total."""

    what: Literal["price", "amount", "assistants", "written", "requested"]
    to: int
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says. `item` is its number, None where it is about the whole.

    `figure` is held against `cap`; `over` are the dollars too many (below zero: too few). `ask`: an officer has to say
    whether it is all right before the budget can be filed.
    """

    rule: str
    severity: Severity
    text: str
    section: str
    item: int | None = None
    figure: int | None = None
    cap: int | None = None
    over: int = 0
    fix: Fix | None = None
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """What is left under a cap: of the tier, or of a share (then with its rate and base).

    `cap` is the strictest reading; `tolerated` the most that any reading to be taken seriously allows.
    """

    rule: str
    name: str
    used: int
    cap: int
    tolerated: int
    section: str
    rate: str = ""
    base: str = ""
    whole: int = 0  # what the base comes to
    period: str = ""

    @property
    def left(self) -> int:
        """Dollars that may still be budgeted; below zero where it is too much already."""
        return self.cap - self.used


@dataclass(frozen=True, slots=True)
class Checked:
    """The sums of a draft, recomputed from prices and quantities, and what all rules say, the worst first."""

    total: int
    requested: int | None
    rooms: tuple[Room, ...]
    findings: tuple[Finding, ...]

    @property
    def standing(self) -> Standing:
        """Whether the budget may be filed."""
        if any(one.severity == "violation" for one in self.findings):
            return "fail"
        if any(one.severity == "warning" and one.ask for one in self.findings):
            return "needs_confirmation"
        return "pass_with_warnings" if any(one.severity == "warning" for one in self.findings) else "pass"
