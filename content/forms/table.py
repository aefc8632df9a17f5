"""Tables → items of a budget. A row that cannot be read is named; nothing is guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from content.budget import Item
from content.budget_model import Budget
from content.forms.figures import SlipError, counted, dollars_of, number_of, text_of
from content.forms.headings import Headed, bare, headed, plain, subtotal, sums
from content.forms.model import Cell, Column, Form, Formula, Part, Read, Refused, Table, Unread
from content.forms.shown import LATER

LONGEST = 500  # characters of a cell


def read_tables(tables: Sequence[Table], form: Form, budget: Budget) -> Read | Refused:
    """All budgets that tables hold. A table without the headings of one is passed over; refused where all are."""
    parts = [part for table in tables for part in _Reading(table, form, budget).parts()]
    filled = [part for part in parts if part.items or part.unread]
    if filled:
        return Read(tuple(filled))
    return Refused("empty" if parts else "no_table")


@dataclass(slots=True)
class _Open:
    """A part that is being read."""

    instalment: str
    items: list[Item] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    requested: int | None = None
    books: list[str] = field(default_factory=list)

    def closed(self) -> Part:
        right = sum(item.total if item.amount is None else item.amount for item in self.items)
        requested = None if self.requested == right else self.requested
        return Part(self.instalment, tuple(self.items), tuple(self.unread), requested, tuple(self.books))


class _Reading:
    """Goes down one table: titles, headings, items, the total, perhaps a list of books, perhaps the next instalment."""

    def __init__(self, table: Table, form: Form, budget: Budget) -> None:
        self._table, self._form, self._budget = table, form, budget
        self._parts: list[_Open] = []
        self._titles = [table.name]
        self._headed: Headed | None = None

    def parts(self) -> list[Part]:
        """What the table holds."""
        for number, cells in self._table.rows:
            if found := headed(cells, self._form):
                self._begin(found)
            elif self._headed is None:
                self._titles += map(plain, cells)
            elif any(plain(cell).strip() or not isinstance(cell, str) for cell in cells):
                self._row(number, cells, self._headed)
        return [part.closed() for part in self._parts]

    def _begin(self, found: Headed) -> None:
        if not found.books:
            self._parts.append(_Open(self._instalment()))
            self._titles = [self._table.name]
        self._headed = found if self._parts else None

    def _instalment(self) -> str:
        """The one that the titles name; "" where they name none or several."""
        said = "\n".join(self._titles)
        named = [part.id for part in self._budget.instalments.values() if part.name in said]
        return named[0] if len(named) == 1 else ""

    def _row(self, number: int, cells: Sequence[Cell], found: Headed) -> None:
        part, name = self._parts[-1], next((text for cell in cells if (text := plain(cell).strip())), "")
        if sums(name, self._form):
            if not found.books:
                self._sum(number, cells, found, part)
            self._headed = None
        elif subtotal(name):
            return
        elif found.books:
            part.books += filter(None, [_cell(cells, found, "item")])
        else:
            self._item(number, cells, found, part)

    def _sum(self, number: int, cells: Sequence[Cell], found: Headed, part: _Open) -> None:
        cell = _raw(cells, found, "amount")
        try:
            part.requested = dollars_of(cell)
        except SlipError as error:
            if not isinstance(cell, Formula):
                part.unread.append(_unread(number, "amount", cells, found, error))

    def _item(self, number: int, cells: Sequence[Cell], found: Headed, part: _Open) -> None:
        reader = _Row(number, cells, found, self._form)
        item = reader.item(len(part.items) + 1)
        if self._shifted(cells, found, item):
            part.unread.append(Unread(number, "shifted", said=" ".join(map(plain, cells))[:LONGEST]))
            return
        if item:
            part.items.append(item)
        part.unread += reader.unread

    def _shifted(self, cells: Sequence[Cell], found: Headed, item: Item | None) -> bool:
        """Whether what parts the cells may have put figures under other headings."""
        if self._table.parted == "commas" and any(_split(one, other) for one, other in pairwise(map(plain, cells))):
            return len(cells) != found.width or item is None or item.amount is not None
        return self._table.parted == "spaces" and len(cells) < found.figures


class _Row:
    """One row of a budget. `unread` tells what cannot be read; then there is no item."""

    def __init__(self, number: int, cells: Sequence[Cell], found: Headed, form: Form) -> None:
        self._number, self._cells, self._found, self._form = number, cells, found, form
        self.unread: list[Unread] = []

    def item(self, no: int) -> Item | None:
        """The item under a number; None where the row is empty or cannot be read."""
        said = self._name()
        category, _, name = said.partition("\n")
        unit, note = self._text("unit"), self._text("note")
        price, amount = self._number_in("price"), self._number_in("amount")
        quantity, unit = self._quantity(unit)
        printed = not said or said == category != self._labelled(category)
        if printed and not (unit or note or price or amount or quantity or self.unread):
            return None  # and left empty
        price, quantity = self._settled(said, price, quantity, amount)
        if self.unread or price is None or quantity is None:
            return None
        whole = int(quantity) if quantity.denominator == 1 else quantity
        item = Item(no, self._labelled(category), int(price), whole, name, unit, note=note)
        written = None if amount is None or int(amount) == item.total else int(amount)
        return Item(no, item.category, item.price, whole, name, unit, written, note)

    def _settled(
        self, said: str, price: Fraction | None, quantity: Fraction | None, amount: Fraction | None
    ) -> tuple[Fraction | None, Fraction | None]:
        """Price and quantity. An amount alone is one of that price."""
        if self.unread:
            return None, None
        if not said:
            self.unread.append(Unread(self._number, "no_item"))
        elif price is None and quantity is None:
            if amount is None:
                self.unread.append(Unread(self._number, "no_figures", said=said))
            return amount, Fraction(1)
        elif price is None or quantity is None:
            column: Column = "price" if price is None else "quantity"
            self.unread.append(Unread(self._number, "missing", self._found.called.get(column, ""), said))
        return price, quantity

    def _name(self) -> str:
        """What the row is for. A label that reaches over number and item stands in the first of them."""
        said = self._text("item")
        if said or "no" not in self._found.places:
            return said
        first = self._text("no")
        return "" if first.strip(".、 ").isdigit() else first

    def _labelled(self, category: str) -> str:
        """The form's own long label for its last line, in short."""
        label = LATER.sub("", self._form.last_label)
        return label.partition("（")[0] if _without_figures(category) == _without_figures(label) else category

    def _text(self, column: Column) -> str:
        try:
            text = text_of(_raw(self._cells, self._found, column))
            if len(text) > LONGEST:
                raise SlipError("long")
            if column == "unit" and re.fullmatch(r"\d[\d.,]*", text):
                raise SlipError("shifted")
        except SlipError as error:
            self._slip(column, error)
            return ""
        return text

    def _number_in(self, column: Column) -> Fraction | None:
        cell = _raw(self._cells, self._found, column)
        try:
            number = number_of(cell) if column == "quantity" else dollars_of(cell)
        except SlipError as error:
            if column != "amount" or not isinstance(cell, Formula):  # an amount that is not worked out says nothing
                self._slip(column, error)
            return None
        return None if number is None else Fraction(number)

    def _quantity(self, unit: str) -> tuple[Fraction | None, str]:
        try:
            return counted(_raw(self._cells, self._found, "quantity"), unit)
        except SlipError as error:
            self._slip("quantity", error)
            return None, unit

    def _slip(self, column: Column, error: SlipError) -> None:
        self.unread.append(_unread(self._number, column, self._cells, self._found, error))


def _raw(cells: Sequence[Cell], found: Headed, column: Column) -> Cell:
    place = found.places.get(column)
    return cells[place] if place is not None and place < len(cells) else ""


def _cell(cells: Sequence[Cell], found: Headed, column: Column) -> str:
    return plain(_raw(cells, found, column)).strip()


def _unread(number: int, column: Column, cells: Sequence[Cell], found: Headed, error: SlipError) -> Unread:
    return Unread(number, error.slip, found.called.get(column, ""), _cell(cells, found, column)[:LONGEST])


def _split(one: str, other: str) -> bool:
    """Whether two cells look like one number: 3 and 000."""
    return bool(re.fullmatch(r"\D{0,4}[1-9]\d{0,2}", one) and re.fullmatch(r"\d{3}\D{0,2}", other))


def _without_figures(text: str) -> str:
    return re.sub(r"\d+", "", bare(text))
