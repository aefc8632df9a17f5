"""What a form is made of, and a form laid out: lines of cells, the same for a spreadsheet and a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from content.budget import Draft
from content.budget.model import MOST

Kind = Literal["xlsx", "docx"]
TYPES: Mapping[Kind, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class Head:
    """Whose form it is: what a community and its school are called, "" where that is left to be written in."""

    school: str = ""
    community: str = ""


@dataclass(frozen=True, slots=True)
class Spent:
    """A receipt: its day, the name of the budget line that pays it, whole dollars. Raises ValueError out of range."""

    day: date
    line: str
    amount: int
    note: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= MOST:
            raise ValueError(f"an amount below zero or above {MOST}")


@dataclass(frozen=True, slots=True)
class Account:
    """What is settled: the receipts of an instalment ("" for the whole year), what was planned and granted for it."""

    spent: tuple[Spent, ...]
    instalment: str = ""
    granted: int | None = None
    planned: Draft | None = None


Align = Literal["left", "center", "right"]
Value = str | int | Fraction | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell over `span` columns. `formula`, without "=", is what a spreadsheet works `value` out with."""

    value: Value = None
    align: Align = "left"
    span: int = 1
    formula: str = ""
    percent: bool = False


Role = Literal["place", "notice", "title", "plain", "head", "body", "sum", "gap", "sign"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of cells; those of a table (head, body, sum) have borders."""

    role: Role
    cells: tuple[Cell, ...]

    @property
    def ruled(self) -> bool:
        """Whether it belongs to a table."""
        return self.role in ("head", "body", "sum")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its name, the width of each column in centimetres, and its lines. What is not `filed` is no document."""

    name: str
    widths: tuple[float, ...]
    lines: tuple[Line, ...]
    filed: bool = True
