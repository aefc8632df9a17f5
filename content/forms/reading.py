"""forms.yaml → the model. Every problem is collected. Read when a form is first asked for, not when the bot starts."""

from pathlib import Path
from typing import get_args

from content.budget_model import Budget
from content.files import read_yaml
from content.forms.model import Books, Column, Form, Page
from content.forms.shapes import FormShape, NoneShape
from content.library import HERE, Library
from content.model import Plan
from content.problems import Problem
from content.reading import shaped
from content.saying import PLACEHOLDER, fact_of
from content.templates import slips
from content.values import Count

FILE = "forms.yaml"
NONE = "none"  # in place of a form: why there is none
LATER = {"school", "first", "last"}  # known when a form is filled in


def form_of(library: Library, plan: Plan) -> Form | None:
    """The plan's form; None where there is none. The lint has looked at it."""
    return read_form(HERE, plan, library.budgets[plan.id], [])


def read_form(root: Path, plan: Plan, budget: Budget, problems: list[Problem]) -> Form | None:
    """The form below a content folder; None where the plan has none, or where it cannot be read."""
    path, file = root / "plans" / plan.id / FILE, f"plans/{plan.id}/{FILE}"
    if not path.exists():
        return None
    document = read_yaml(path, file, problems)
    if isinstance(document, dict) and NONE in document:
        none = shaped(NoneShape, document, file, "-", problems)
        problems += [Problem(file, NONE, slip) for slip in (slips(none.none) if none else ())]
        return None
    shape = shaped(FormShape, document, file, "-", problems)
    return _Reader(plan, budget, file, problems).form(shape) if shape else None


def why_none(plan: Plan) -> str:
    """Why communities have no budget form to fill in under a plan; "" where that is not told."""
    path = HERE / "plans" / plan.id / FILE
    document = read_yaml(path, FILE, []) if path.exists() else {}
    return str(document.get(NONE, "")) if isinstance(document, dict) else ""


class _Reader:
    """Fills in what is known of a plan; what is not is a problem."""

    def __init__(self, plan: Plan, budget: Budget, file: str, problems: list[Problem]) -> None:
        self.plan, self.budget, self.file, self.problems = plan, budget, file, problems

    def form(self, shape: FormShape) -> Form:
        """The whole file."""
        self._lines([*shape.order, *shape.units, shape.last.line])
        self._columns("columns", shape.columns)
        if shape.books:
            self._columns("books", shape.books.columns)
        return Form(
            notice=shape.notice,
            pages=tuple(self._page(one.instalment, one.place, shape) for one in shape.pages),
            columns=shape.columns,
            order=tuple(shape.order),
            units=shape.units,
            rows=self._rows(shape.rows),
            last=shape.last.line,
            last_label=self._filled(shape.last.label, "last", {}),
            sum=shape.sum,
            books=Books(shape.books.title, shape.books.columns) if shape.books else None,
            sign=tuple(shape.sign),
        )

    def _page(self, instalment: str, place: str, shape: FormShape) -> Page:
        part = self.budget.instalments.get(instalment)
        if instalment and part is None:
            self._problem("pages", f"budget.yaml has no instalment {instalment}")
        values = {"instalment": part.name, "period": str(part.period.value)} if part else {}
        titles = tuple(self._filled(title, "titles", values) for title in shape.titles)
        settlement = self._filled(shape.settlement, "settlement", values)
        return Page(instalment, part.name if part else "", place, titles, settlement)

    def _lines(self, names: list[str]) -> None:
        for name in sorted(set(names) - set(self.budget.lines)):
            self._problem("order", f"budget.yaml has no line {name}")

    def _columns(self, entry: str, columns: dict[Column, str]) -> None:
        if missing := set(get_args(Column)) - set(columns):
            self._problem(entry, f"columns that are missing: {', '.join(sorted(missing))}")

    def _rows(self, key: str) -> int:
        if not key:
            return 0
        try:
            value = fact_of(self.plan, key).value
        except KeyError:
            self._problem("rows", f"there is no fact {key}")
            return 0
        if isinstance(value, Count):
            return value.number
        self._problem("rows", f"{key} is not of the kind that is needed here")
        return 0

    def _filled(self, text: str, entry: str, values: dict[str, str]) -> str:
        known = values | {"county": self.plan.county, "year": str(self.plan.year)}
        for name in set(PLACEHOLDER.findall(text)) - known.keys() - LATER:
            try:
                known[name] = str(fact_of(self.plan, name).value)
            except KeyError:
                self._problem(entry, f"nothing is called {name}")
                known[name] = ""
        for slip in slips(text):
            self._problem(entry, slip)
        return PLACEHOLDER.sub(lambda found: known.get(found[1], found[0]), text)

    def _problem(self, entry: str, what: str) -> None:
        self.problems.append(Problem(self.file, entry, what))
