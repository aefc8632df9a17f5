"""A draft on its plan's form: titles, the table with its sums, the list of books, who signs."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from bot.export.forms.model import Align, Cell, Head, Line, Sheet
from content.budget import Draft, Item, Rulebook
from content.forms.model import Books, Column, Form, Page
from content.forms.shown import Shown, books, shown, tidy
from content.phrases_forms import FormsPhrases

WIDTHS: Mapping[Column, float] = {
    "no": 1.4,
    "item": 4.6,
    "unit": 1.5,
    "price": 2.0,
    "quantity": 1.6,
    "amount": 2.3,
    "note": 4.6,
}  # centimetres; 18 fit on a page
ALIGNED: Mapping[Column, Align] = {
    "no": "center",
    "unit": "center",
    "price": "right",
    "quantity": "center",
    "amount": "right",
}
FEWEST_BOOKS = 3  # lines of the list of books, to be written in by hand
SIGNATURES = "\u3000" * 6  # room between who signs
TAKEN: tuple[Column, ...] = ("no", "item")  # the cells that a label reaches over


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was filled in; per budget line the numbers of its rows, and the number of the row of the total."""

    sheet: Sheet
    rows: Mapping[str, tuple[int, ...]]
    total: int
    amount: str  # the column of amounts: F


@dataclass(frozen=True, slots=True)
class Paper:
    """What forms are filled in with, beside a draft."""

    form: Form
    rules: Rulebook
    phrases: FormsPhrases
    head: Head


def fill(draft: Draft, paper: Paper) -> Filled:
    """The form of a draft's instalment. Raises ValueError where the form has no page for it."""
    page = next((page for page in paper.form.pages if page.instalment == draft.instalment), None)
    if page is None:
        raise ValueError(f"the form has no page for the instalment {draft.instalment!r}")
    return _Filling(draft, page, paper).filled()


def heading(paper: Paper, place: str, notice: str, titles: tuple[str, ...], width: int) -> list[Line]:
    """The lines above a table, which is so many columns wide."""
    school = tidy(paper.head.school).replace("\n", " ") or paper.phrases.no_school
    community = tidy(paper.head.community).replace("\n", " ")
    return [
        *([Line("notice", (Cell(notice, "center", width),))] if notice else []),
        *([Line("place", (Cell(paper.phrases.place.format(place=place), "left", width),))] if place else []),
        *(Line("title", (Cell(title.replace("{school}", school), "center", width),)) for title in titles),
        Line("plain", (Cell(paper.phrases.community.format(name=community), "left", width),)),
    ]


def signed(form: Form, width: int) -> list[Line]:
    """Who signs, below all else."""
    if not form.sign:
        return []
    return [Line("gap", (Cell(span=width),)), Line("sign", (Cell(SIGNATURES.join(form.sign), "center", width),))]


class _Filling:
    """Writes one page from top to bottom; rows are known by their number, as formulas name them."""

    def __init__(self, draft: Draft, page: Page, paper: Paper) -> None:
        self._page, self._paper, self._form = page, paper, paper.form
        self._shown, self._last = shown(draft, paper.form, paper.rules)
        self._columns = list(self._form.columns)
        self._lines: list[Line] = []
        self._rows: dict[str, list[int]] = {}

    def filled(self) -> Filled:
        form, width = self._form, len(self._columns)
        place = "" if form.notice else self._page.place
        self._lines += heading(self._paper, place, form.notice, self._page.titles, width)
        self._head(form.columns)
        first = len(self._lines) + 1
        self._table()
        self._total(first)
        total = len(self._lines)
        if form.books:
            self._books(form.books, first)
        self._lines += signed(form, width)
        widths = tuple(WIDTHS[column] for column in self._columns)
        name = self._page.name or self._paper.rules.plan.name
        rows = {line: tuple(numbers) for line, numbers in self._rows.items()}
        return Filled(Sheet(name, widths, tuple(self._lines)), rows, total, self._letter("amount"))

    def _letter(self, column: Column) -> str:
        return chr(ord("A") + self._columns.index(column))

    def _head(self, called: Mapping[Column, str]) -> None:
        self._lines.append(Line("head", tuple(Cell(name, "center") for name in called.values())))

    def _table(self) -> None:
        """The items, empty rows up to what the form prints, and its last line."""
        count = max(self._form.rows, len(self._shown))
        for place in range(count):
            one = self._shown[place] if place < len(self._shown) else None
            self._row(one, Cell(place + 1, "center"))
        label = self._form.last_label.replace("{first}", "1").replace("{last}", str(count))
        empty: list[Shown | None] = [None]
        for one in self._last or empty:
            name = "\n".join(filter(None, [label, one.seen.name if one else ""]))
            self._row(one, Cell(name, "left", len(TAKEN)), TAKEN)

    def _row(self, one: Shown | None, label: Cell, taken: tuple[Column, ...] = ("no",)) -> None:
        if one:
            self._rows.setdefault(one.line, []).append(len(self._lines) + 1)
        cells = [
            label if column == taken[0] else self._cell(column, one.seen if one else None)
            for column in self._columns
            if column not in taken[1:]
        ]
        self._lines.append(Line("body", tuple(cells)))

    def _cell(self, column: Column, item: Item | None) -> Cell:
        align = ALIGNED.get(column, "left")
        if column == "amount" and (item is None or item.amount is None):
            price, quantity = f"{self._letter('price')}{self._next}", f"{self._letter('quantity')}{self._next}"
            return Cell(item.total if item else None, align, formula=f"INT(ROUND({price}*{quantity},6))")
        return Cell(_value(column, item) if item else None, align)

    @property
    def _next(self) -> int:
        """The number of the row that is being written."""
        return len(self._lines) + 1

    def _total(self, first: int) -> None:
        """A label over all columns up to the amount, and the sum of it."""
        amount, last = self._columns.index("amount"), len(self._lines)
        letter, items = self._letter("amount"), [one.seen for one in (*self._shown, *self._last)]
        total = sum(item.total if item.amount is None else item.amount for item in items)
        cells = [
            Cell(self._form.sum, "center", amount),
            Cell(total, "right", formula=f"SUM({letter}{first}:{letter}{last})"),
            *(Cell() for _ in self._columns[amount + 1 :]),
        ]
        self._lines.append(Line("sum", tuple(cells)))

    def _books(self, listed: Books, first: int) -> None:
        """The books of the table once more; their figures follow it."""
        width, found = len(self._columns), books(self._shown)
        self._lines += [Line("gap", (Cell(span=width),)), Line("plain", (Cell(listed.title, "left", width),))]
        self._head(listed.columns)
        for place in range(max(FEWEST_BOOKS, len(found))):
            row, book = found[place] if place < len(found) else (0, None)
            cells = (self._book(column, place + 1, first + row, book) for column in listed.columns)
            self._lines.append(Line("body", tuple(cells)))

    def _book(self, column: Column, no: int, row: int, book: Item | None) -> Cell:
        align = ALIGNED.get(column, "left")
        if column == "no":
            return Cell(no, align)
        if book is None:
            return Cell(None, align)
        if column == "item":
            return Cell(book.name or book.category, align)
        if column == "amount":
            shown_amount = book.total if book.amount is None else book.amount
            return Cell(shown_amount, align, formula=f"{self._letter(column)}{row}")
        formula = f"{self._letter(column)}{row}" if column in ("price", "quantity") else ""
        return Cell(_value(column, book), align, formula=formula)


def _value(column: Column, item: Item) -> str | int | Fraction | None:
    match column:
        case "item":
            return "\n".join(filter(None, [item.category, item.name]))
        case "unit":
            return item.unit
        case "price":
            return item.price
        case "quantity":
            return item.quantity
        case "amount":
            return item.amount
        case _:
            return item.note
