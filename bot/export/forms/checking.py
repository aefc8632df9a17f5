"""The sheet on which a convener sees what is left under each cap; it follows the figures of the forms beside it."""

from collections.abc import Iterator
from fractions import Fraction

from bot.export.forms.layout import Filled, Paper
from bot.export.forms.model import Cell, Line, Sheet
from content.budget import Draft, Room, check
from content.budget.sheet import sheet
from content.budget_model import Line as BudgetLine
from content.budget_model import Method
from content.expense.shares import grants, rate_of

WIDTHS = (5.0, 1.8, 2.8, 2.8, 2.8, 2.8)
# What a share of R allows beside so many other dollars: the circle of a base that holds the line itself, solved.
BESIDE: dict[Method, str] = {
    "example": "{others}*(1-{r})*{r}/(1-(1-{r})*{r})",
    "others": "{others}*{r}",
    "whole": "{others}*{r}/(1-{r})",
}


def checking(filled: list[tuple[Draft, Filled]], paper: Paper) -> Sheet | None:
    """All caps of all drafts; None where the plan has none."""
    said = paper.phrases
    names = (said.check_name, said.check_rate, said.check_used, said.check_cap, said.check_tolerated, said.check_left)
    lines = [Line("plain", (Cell(said.check_notice, span=len(WIDTHS)),))]
    for draft, form in filled:
        rooms = check(draft, paper.rules).rooms
        if not rooms:
            continue
        lines += [
            Line("gap", (Cell(span=len(WIDTHS)),)),
            Line("plain", (Cell(form.sheet.name, span=len(WIDTHS)),)),
            Line("head", tuple(Cell(name, "center") for name in names)),
        ]
        for room in rooms:
            lines.append(_Room(room, draft, form, paper, len(lines) + 1).line())
    return Sheet(said.check, WIDTHS, tuple(lines), filed=False) if len(lines) > 1 else None


class _Room:
    """One cap on one row."""

    def __init__(self, room: Room, draft: Draft, form: Filled, paper: Paper, row: int) -> None:
        self._room, self._draft, self._form, self._paper, self._row = room, draft, form, paper, row

    def line(self) -> Line:
        """Name, rate, used, cap, the most that any reading allows, left."""
        room, row, budgeted = self._room, self._row, self._budgeted()
        left = Cell(room.left, "right", formula=f"D{row}-C{row}")
        if budgeted is None or budgeted.share is None:
            figures = (Cell(), self._cell(room.used, self._total()), self._cell(room.cap), self._cell(room.tolerated))
            return Line("body", (Cell(room.name), *figures, left))
        most = list(self._readings(budgeted))
        used = "+".join(map(self._at, self._form.rows.get(budgeted.id, ()))) or "0"
        figures = (
            Cell(rate_of(budgeted.share) / 100, "center", percent=True),
            self._cell(room.used, used),
            self._cell(room.cap, f"MIN({','.join(most)})"),
            self._cell(room.tolerated, f"MAX({','.join(most)})"),
        )
        return Line("body", (Cell(room.name), *figures, left))

    def _budgeted(self) -> BudgetLine | None:
        lines = self._paper.rules.budget.lines.values()
        return next((one for one in lines if one.rules.get("share") == self._room.rule), None)

    def _readings(self, line: BudgetLine) -> Iterator[str]:
        share, budget = line.share, self._paper.rules.budget
        if share is None:
            return
        others, rate = f"({self._total()}-C{self._row})", f"B{self._row}"
        for method in (share.strict, share.tolerated):
            if method:
                yield _whole(BESIDE[method].format(others=others, r=rate))
        if share.of_grant:
            granted = sheet(self._draft, self._paper.rules).grant or max(grants(budget), default=0)
            yield _whole(f"{granted}*{rate}")

    def _total(self) -> str:
        return self._at(self._form.total)

    def _at(self, row: int) -> str:
        return f"'{self._form.sheet.name}'!{self._form.amount}{row}"

    def _cell(self, value: int | Fraction, formula: str = "") -> Cell:
        return Cell(value, "right", formula=formula)


def _whole(expression: str) -> str:
    """Rounded down to a whole dollar; the inner rounding takes away what binary fractions leave."""
    return f"INT(ROUND({expression},6))"
