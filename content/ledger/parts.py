"""A message while its expenses are read: its lines, and the pieces of them that are about one expense each."""

from dataclasses import dataclass, field

from content.ledger.days import Dated
from content.text.figure import Figure


@dataclass(slots=True)
class Part:
    """An expense that is being read: its names, its figures, where it begins and ends.

    `doubt`: dollars of which any may be its amount, where its own sum fits nothing. `claimed`: the sum of it and
    others, where that fits nothing.
    """

    start: int
    names: list[str] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    end: int = 0
    doubt: tuple[int, ...] = ()
    claimed: int = 0

    @property
    def paid(self) -> bool:
        """Whether it tells an amount."""
        return any(one.kind in ("money", "bare", "percent") for one in self.figures)


@dataclass(slots=True)
class Row:
    """One line of a message: its text with days blanked, its days, its expenses, its receipts with their places."""

    text: str
    typed: str
    days: list[Dated]
    parts: list[Part]
    receipts: list[tuple[int, str]]
    why: str = ""
