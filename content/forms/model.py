"""Frozen picture of forms.yaml, what a file or a pasted table holds, and what was read of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from content.budget import Item

Column = Literal["no", "item", "unit", "price", "quantity", "amount", "note"]


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a form: the instalment it is for ("" for the whole year), what that is called, and its titles.

    `place` is the annex that prints it. Titles hold {school}.
    """

    instalment: str
    name: str
    place: str
    titles: tuple[str, ...]
    settlement: str


@dataclass(frozen=True, slots=True)
class Books:
    """The list of books below the table: its title and headings."""

    title: str
    columns: Mapping[Column, str]


@dataclass(frozen=True, slots=True)
class Form:
    """A plan's budget form. `columns` maps columns to their headings, in order.

    `notice` stands on top of what is no form of the plan's own. `order` are ids of budget lines, `units` what a line is
    counted in where nothing else is said, `rows` are printed at least. Items of the line `last` stand below the others
    under the label `last_label`, which holds {first} and {last}.
    """

    notice: str
    pages: tuple[Page, ...]
    columns: Mapping[Column, str]
    order: tuple[str, ...]
    units: Mapping[str, str]
    rows: int
    last: str
    last_label: str
    sum: str
    books: Books | None
    sign: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is worked out: its formula without "=", and what it came to ("" where the file does not tell)."""

    text: str
    value: str = ""


Cell = str | Formula


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, or a pasted table: rows of cells with their numbers as a person counts them.

    `parted` by spaces: an empty cell does not show; by commas: 3,000 may have become two cells.
    """

    name: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    parted: Literal["", "spaces", "commas"] = ""


Slip = Literal["missing", "not_number", "not_whole", "range", "formula", "no_item", "no_figures", "long", "shifted"]
Why = Literal[
    "empty",
    "big",
    "type",
    "old",
    "document",
    "encrypted",
    "macros",
    "unsafe",
    "broken",
    "long",
    "encoding",
    "no_table",
    "gone",
    "slow",
]


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that could not be read: its number, the column's heading ("" for the row as a whole), what stands there."""

    row: int
    slip: Slip
    column: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What one table holds; `books` are titles. Items are numbered by their place.

    An amount is None where it is price × quantity, `requested` (the total as it is written) where it is their sum.
    """

    instalment: str
    items: tuple[Item, ...]
    unread: tuple[Unread, ...] = ()
    requested: int | None = None
    books: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """What a file or text holds: a part per table."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not read at all."""

    why: Why


@dataclass(frozen=True, slots=True)
class Sheets:
    """A file as each plan that has a form reads it, by the plan's id; `titled`: the plans whose titles stand in it."""

    read: Mapping[str, Read | Refused]
    titled: tuple[str, ...] = ()
