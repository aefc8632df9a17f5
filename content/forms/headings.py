"""What the columns of a table are, by their headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from content.files import read_yaml
from content.forms.model import Cell, Column, Form, Formula
from content.text.normalise import clean, squeeze

FILE = Path(__file__).parent / "headings.yaml"
FEWEST = 3  # known headings that make a row a heading
LONGEST = 16  # characters of a heading, its unit and spaces included
FIGURES: tuple[Column, ...] = ("price", "quantity", "amount")


@dataclass(frozen=True, slots=True)
class Headed:
    """Which column stands where, and how each is called there; `width` of all. `books`: it lists books."""

    places: Mapping[Column, int]
    called: Mapping[Column, str]
    width: int
    books: bool = False

    @property
    def figures(self) -> int:
        """How many cells a row has at least, up to the last figure."""
        return 1 + max((self.places[one] for one in FIGURES if one in self.places), default=0)


def plain(cell: Cell) -> str:
    """What a cell shows."""
    return cell.value if isinstance(cell, Formula) else cell


def bare(text: str) -> str:
    """As it is compared."""
    return squeeze(clean(text))


def headed(cells: Sequence[Cell], form: Form) -> Headed | None:
    """The headings that a row is made of; None where it is none. Of two columns of one kind the first counts."""
    columns, books = _columns(), _words("books")
    own = {bare(name): column for column, name in form.columns.items()}
    places: dict[Column, int] = {}
    lists = False
    for place, cell in enumerate(cells):
        said = plain(cell).strip()
        text = bare(said) if len(said) <= LONGEST else ""
        lists |= text in books
        kind: Column | None = "item" if text in books else own.get(text) or columns.get(text.removesuffix("元"))
        if kind and kind not in places:
            places[kind] = place
    figures = "amount" in places or {"price", "quantity"} <= places.keys()
    if len(places) < FEWEST or "item" not in places or not (figures or lists):
        return None
    return Headed(places, {kind: plain(cells[place]).strip() for kind, place in places.items()}, len(cells), lists)


def sums(text: str, form: Form) -> bool:
    """Whether a row of this name is the total."""
    return bare(text) in _words("sums") | {bare(form.sum)}


def subtotal(text: str) -> bool:
    """Whether a row of this name only sums up what stands above it."""
    return bare(text) in _words("subtotals")


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = read_yaml(FILE, FILE.name, [])
    return document


@cache
def _columns() -> dict[str, Column]:
    return {bare(name): column for column, names in _document()["columns"].items() for name in names}


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(map(bare, _document()[kind]))
