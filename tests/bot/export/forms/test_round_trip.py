"""A form that is written, saved somewhere and read back holds the very same budget."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.export.forms import read, write
from bot.export.forms.layout import Paper, fill
from bot.export.forms.model import Cell, Sheet
from content.budget import Draft, Flag, Item
from content.forms import Form, Part, Read, form_of, read_tables, returned
from content.forms.model import Cell as Box
from content.forms.model import Formula, Table
from content.forms.shown import tidy
from content.library import load
from content.model import Plan
from tests.bot.export.forms.sample import FIRST, HEAD, KEELUNG, SECOND

LIBRARY = load()
TAOYUAN, KEELUNG_PLAN = LIBRARY.plans["taoyuan-103"], LIBRARY.plans["keelung-113"]
WORDS = [*"王老師講義外聘書單，。、：（）=+-@'\"|,;\t\n 12元節%&<>", "印刷費", "雜支", "合計", "項目", "第一期"]
texts = st.lists(st.sampled_from(WORDS), max_size=8).map("".join)
names = st.sampled_from([line.name for line in LIBRARY.budgets["taoyuan-103"].lines.values()]) | texts
numbers = st.integers(0, 10**12) | st.integers(0, 5000)
quantities = (
    st.integers(0, 10**6)
    | st.decimals("0", "999", places=3).map(Fraction)
    | st.fractions("0", "99", max_denominator=1000)
)
items = st.builds(
    Item,
    no=st.just(0),
    category=names,
    price=numbers,
    quantity=quantities.map(lambda one: int(one) if Fraction(one).denominator == 1 else one),
    name=texts,
    unit=st.sampled_from(["", "節", "人次", "式", "本"]) | texts.filter(lambda one: not any(map(str.isdigit, one))),
    amount=st.none() | numbers,
    note=texts,
    purpose=texts,
    participants=st.none() | st.integers(0, 99),
    told=st.frozensets(st.sampled_from(get_args(Flag)), max_size=2),
).filter(lambda item: bool(tidy(item.category + item.name)))


@st.composite
def drafts(draw: st.DrawFn, instalment: str = "first") -> Draft:
    """Budgets of named items whose numbers are in any order."""
    found = draw(st.lists(items, max_size=10))
    numbers_of = draw(st.permutations(range(1, len(found) + 1)))
    kept = tuple(replace(one, no=no) for one, no in zip(found, numbers_of, strict=True))
    return Draft(kept, "advanced", instalment, requested=draw(st.none() | numbers))


def form(plan: Plan) -> Form:
    found = form_of(LIBRARY, plan)
    assert found is not None
    return found


def saved(sheet: Sheet) -> Table:
    """The cells of a sheet as a spreadsheet saves them, without a file."""
    return Table(sheet.name, tuple((no, tuple(_boxes(line.cells))) for no, line in enumerate(sheet.lines, 1)))


def _boxes(cells: Sequence[Cell]) -> list[Box]:
    found: list[Box] = []
    for cell in cells:
        value = "" if cell.value is None else str(cell.value)
        ratio = isinstance(cell.value, Fraction)
        found += [Formula(cell.formula or value, "" if ratio else value) if cell.formula or ratio else value]
        found += [""] * (cell.span - 1)
    return found


def back(draft: Draft, part: Part, plan: Plan) -> Draft:
    return returned(draft, part, form(plan), LIBRARY.rulebook(plan), fresh=1000)


def one_part(found: object) -> Part:
    assert isinstance(found, Read), found
    assert len(found.parts) == 1
    assert found.parts[0].unread == ()
    return found.parts[0]


@given(drafts())
@settings(max_examples=300, deadline=None)
def test_every_budget_comes_back_as_it_was(draft: Draft) -> None:
    rules = LIBRARY.rulebook(TAOYUAN)
    sheet = fill(draft, Paper(form(TAOYUAN), rules, LIBRARY.phrases.forms, HEAD)).sheet
    found = read_tables([saved(sheet)], form(TAOYUAN), rules.budget)
    if isinstance(found, Read):
        assert back(draft, found.parts[0], TAOYUAN) == draft
    else:
        assert draft.items == ()


@given(drafts(), drafts(instalment="second"))
@settings(max_examples=25, deadline=None)
def test_files_of_both_instalments_come_back_as_they_were(first: Draft, second: Draft) -> None:
    found = read(write([first, second], TAOYUAN, LIBRARY, "xlsx", HEAD), "form.xlsx", TAOYUAN, LIBRARY)
    parts = {part.instalment: part for part in found.parts} if isinstance(found, Read) else {}
    assert parts.keys() == {draft.instalment for draft in (first, second) if draft.items}
    for draft in (first, second):
        assert not draft.items or back(draft, parts[draft.instalment], TAOYUAN) == draft


def test_a_form_that_openpyxl_has_saved_again_comes_back_too() -> None:
    book = load_workbook(io.BytesIO(write([FIRST], TAOYUAN, LIBRARY, "xlsx", HEAD)))
    out = io.BytesIO()
    book.save(out)
    part = one_part(read(out.getvalue(), "form.xlsx", TAOYUAN, LIBRARY))
    assert back(FIRST, part, TAOYUAN) == FIRST
    assert (part.requested, part.books) == (None, ("《教室裡的對話》",))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp950"])
@pytest.mark.parametrize(("plan", "draft"), [(TAOYUAN, FIRST), (TAOYUAN, SECOND), (KEELUNG_PLAN, KEELUNG)])
def test_a_form_saved_as_comma_separated_values_comes_back(encoding: str, plan: Plan, draft: Draft) -> None:
    page = load_workbook(io.BytesIO(write([draft], plan, LIBRARY, "xlsx", HEAD)), data_only=True).worksheets[0]
    out = io.StringIO()
    csv.writer(out).writerows(page.iter_rows(values_only=True))
    part = one_part(read(out.getvalue().encode(encoding), "概算表.csv", plan, LIBRARY))
    assert part.instalment == draft.instalment
    assert back(draft, part, plan) == draft


def test_what_was_changed_in_the_file_is_what_comes_back() -> None:
    book = load_workbook(io.BytesIO(write([FIRST], TAOYUAN, LIBRARY, "xlsx", HEAD)))
    page = book.worksheets[0]
    page["E8"], page["B11"], page["D11"], page["E11"] = 30, "講師交通費", 490, 2
    page["B6"] = page["C6"] = page["D6"] = page["E6"] = page["G6"] = None
    out = io.BytesIO()
    book.save(out)
    again = back(FIRST, one_part(read(out.getvalue(), "form.xlsx", TAOYUAN, LIBRARY)), TAOYUAN)
    kept = [replace(item, quantity=30) if item.no == 3 else item for item in FIRST.items if item.no != 1]
    assert again.items == (*kept, Item(1000, "講師交通費", 490, 2))
