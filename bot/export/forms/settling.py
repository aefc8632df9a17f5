"""The settlement sheet (收支結算表): planned, spent and left per line, and the receipts, numbered by their days."""

from bot.export.forms.layout import Paper, heading, signed
from bot.export.forms.model import Account, Cell, Line, Sheet, Spent
from content.budget import Draft
from content.forms.shown import shown, tidy
from content.values import roc

WIDTHS = (1.3, 4.0, 4.3, 2.5, 2.5, 3.4)  # number, day, line, amount, two more; centimetres
COLUMNS = len(WIDTHS)
FEWEST_RECEIPTS = 3


def settle(account: Account, paper: Paper) -> Sheet:
    """The sheet of an account. Raises ValueError where the form has no page for its instalment."""
    page = next((page for page in paper.form.pages if page.instalment == account.instalment), None)
    if page is None:
        raise ValueError(f"the form has no page for the instalment {account.instalment!r}")
    lines = heading(paper, "", paper.phrases.settle_notice, (page.settlement,), COLUMNS)
    lines += _Settling(account, paper, len(lines)).lines()
    return Sheet(page.name or paper.rules.plan.name, WIDTHS, (*lines, *signed(paper.form, COLUMNS)))


class _Settling:
    """Both tables, below so many lines."""

    def __init__(self, account: Account, paper: Paper, above: int) -> None:
        self._account, self._paper, self._said = account, paper, paper.phrases
        self._spent = sorted(account.spent, key=lambda one: one.day)
        self._planned = _planned(account.planned, paper) if account.planned else {}
        self._names = list(dict.fromkeys([*self._planned, *(_line(one) for one in self._spent)]))
        self._first = above + 2  # below the headings
        self._sum = self._first + max(1, len(self._names))
        self._receipts = self._sum + 6  # below sum, grant, balance, a gap, a title and headings

    def lines(self) -> list[Line]:
        """Everything between heading and signatures."""
        said = self._said
        heads = (said.settle_planned, said.settle_spent, said.settle_left)
        listed = (said.receipt_no, said.receipt_day, said.receipt_line, said.receipt_amount)
        return [
            Line("head", (Cell(said.settle_item, "center", 3), *(Cell(name, "center") for name in heads))),
            *(self._one(name, self._first + place) for place, name in enumerate(self._names or [""])),
            self._total(),
            *self._balance(),
            Line("gap", (Cell(span=COLUMNS),)),
            Line("plain", (Cell(said.receipts, span=COLUMNS),)),
            Line("head", (*(Cell(name, "center") for name in listed), Cell(said.receipt_note, "center", 2))),
            *(self._receipt(place) for place in range(self._count)),
        ]

    @property
    def _count(self) -> int:
        return max(FEWEST_RECEIPTS, len(self._spent))

    def _one(self, name: str, row: int) -> Line:
        planned = self._planned.get(name)
        spent = sum(one.amount for one in self._spent if _line(one) == name)
        last = self._receipts + self._count - 1
        picked = f"SUMPRODUCT((C{self._receipts}:C{last}=A{row})*D{self._receipts}:D{last})" if name else ""
        return Line("body", (Cell(name, span=3), *_figures(planned, spent if name else None, row, picked)))

    def _total(self) -> Line:
        last, row = self._sum - 1, self._sum
        spent, planned = sum(one.amount for one in self._spent), sum(self._planned.values())
        sums = (
            Cell(value, "right", formula=f"SUM({column}{self._first}:{column}{last})")
            for column, value in (("D", planned), ("E", spent))
        )
        left = Cell(planned - spent, "right", formula=f"D{row}-E{row}")
        return Line("sum", (Cell(self._said.settle_sum, "center", 3), *sums, left))

    def _balance(self) -> list[Line]:
        """What was granted, and what of it is left."""
        granted, spent = self._account.granted, sum(one.amount for one in self._spent)
        left = "" if granted is None else granted - spent
        formula = f'IF(F{self._sum + 1}="","",F{self._sum + 1}-E{self._sum})'
        return [
            Line("body", (Cell(self._said.settle_granted, "center", 5), Cell(granted, "right"))),
            Line("body", (Cell(self._said.settle_balance, "center", 5), Cell(left, "right", formula=formula))),
        ]

    def _receipt(self, place: int) -> Line:
        number = Cell(place + 1, "center")
        if place >= len(self._spent):
            return Line("body", (number, Cell(), Cell(), Cell(None, "right"), Cell(span=2)))
        one = self._spent[place]
        day, line = Cell(roc(one.day), "center"), Cell(_line(one))
        return Line("body", (number, day, line, Cell(one.amount, "right"), Cell(tidy(one.note), span=2)))


def _figures(planned: int | None, spent: int | None, row: int, picked: str) -> tuple[Cell, Cell, Cell]:
    left = None if spent is None else (planned or 0) - spent
    formula = f"D{row}-E{row}" if picked else ""
    return (
        Cell(planned, "right"),
        Cell(spent, "right", formula=picked),
        Cell(left, "right", formula=formula),
    )


def _line(spent: Spent) -> str:
    return tidy(spent.line).replace("\n", " ")


def _planned(draft: Draft, paper: Paper) -> dict[str, int]:
    """What is planned per line, in the form's order; what the plan does not list under its own name."""
    rows, last = shown(draft, paper.form, paper.rules)
    found: dict[str, int] = {}
    for one in (*rows, *last):
        name = paper.rules.budget.lines[one.line].name if one.line else one.seen.category
        found[name] = found.get(name, 0) + one.item.total
    return found
