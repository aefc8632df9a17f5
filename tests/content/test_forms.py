"""The plans' forms as they are curated, and tables that are read back: what is written, and nothing that is not."""

from fractions import Fraction
from pathlib import Path

import pytest

from content.budget import Draft, Item, Rulebook
from content.forms import (
    Form,
    Part,
    Read,
    Refused,
    decoded,
    form_of,
    read_tables,
    read_text,
    refusal,
    returned,
    unread,
    why_none,
)
from content.forms.model import Formula, Table, Why
from content.library import Library
from content.lint import check
from content.problems import Problem

HEADED = "項目\t單位\t單價\t數量\t總價\t備註\n"
FORM = """\
pages: [{place: 附件二}]
titles: ['{county}經費概算表']
columns: {no: 項次, item: 項目, unit: 單位, price: 單價, quantity: 數量, amount: 總價, note: 備註}
order: []
units: {}
last: {line: LINE, label: 雜支}
sum: 合計
settlement: 收支結算表
"""


@pytest.fixture(scope="session")
def rules(library: Library) -> Rulebook:
    return library.rulebook(library.plans["taoyuan-103"])


@pytest.fixture(scope="session")
def form(library: Library) -> Form:
    found = form_of(library, library.plans["taoyuan-103"])
    assert found is not None
    return found


def read(text: str, form: Form, rules: Rulebook) -> Part:
    """The one part of a pasted table."""
    table = read_text(text, form)
    assert isinstance(table, Table)
    return of(table, form, rules)


def of(table: Table, form: Form, rules: Rulebook) -> Part:
    found = read_tables([table], form, rules.budget)
    assert isinstance(found, Read), found
    assert len(found.parts) == 1
    return found.parts[0]


def slips(part: Part) -> list[tuple[int, str, str]]:
    return [(one.row, one.slip, one.column) for one in part.unread]


def test_taoyuans_form_has_the_columns_units_sums_and_signatures_of_its_annex(form: Form) -> None:
    assert list(form.columns.values()) == ["項次", "項目", "單位", "單價", "數量", "總價", "備註"]
    assert form.books is not None
    assert list(form.books.columns.values()) == ["項次", "書名", "數量", "單位", "單價", "總價", "備註"]
    assert (form.rows, form.sum, form.last) == (7, "合計", "misc")
    assert form.last_label.format(first=1, last=7) == "雜支（1-7項總和的5 %）"
    assert form.sign == ("承辦人", "教務主任", "會計主任", "校長")
    assert [(page.place, page.name) for page in form.pages] == [("附件四之1", "第一期"), ("附件四之2", "第二期")]
    assert [form.units[line] for line in form.order] == ["次", "時", "時", "式", "人次", "式", "次"]
    assert form.notice == ""


def test_keelung_prints_no_form_so_its_table_says_so_and_nobody_signs(library: Library) -> None:
    form = form_of(library, library.plans["keelung-113"])
    assert form is not None
    assert form.notice == "供填入平臺用，非官方表件"
    assert (form.sign, form.books, form.rows) == ((), None, 0)
    assert form.order[0] == "lecturer.inner"
    assert form.order[-2:] == ("handout", "meal")


def test_plans_without_budgets_of_communities_have_no_form(library: Library) -> None:
    without = {plan.id for plan in library.plans.values() if form_of(library, plan) is None}
    assert without == {"taoyuan-112", "hualien-113", "taipei-103"}
    for plan in without:
        assert why_none(library.plans[plan]).endswith("。")


@pytest.mark.parametrize(
    ("text", "entry", "told"),
    [
        ("none: 社群不用送。\n", "", ""),
        ("none: ''\n", "-", "none"),
        ("none: 不用送。\nsum: 合計\n", "-", "sum"),
        ("none: 補助 5000 元以下不用送。\n", "none", "a figure outside facts"),
    ],
)
def test_that_there_is_no_form_is_one_sentence(small: Path, text: str, entry: str, told: str) -> None:
    (small / "plans/qingshan-120/forms.yaml").write_text(text, encoding="utf-8")
    problems = [one for one in check(small) if one.file == "plans/qingshan-120/forms.yaml"]
    assert [one.id for one in problems] == ([entry] if entry else []), problems
    assert all(told in one.what for one in problems), problems


@pytest.mark.parametrize(
    ("change", "entry", "told"),
    [
        (("LINE", "nothing"), "order", "budget.yaml has no line nothing"),
        (("{county}", "{nobody}"), "titles", "nothing is called nobody"),
        (("{county}", "最高5000元"), "titles", "a figure outside facts"),
        (("order: []", "order: [LINE, LINE]"), "order", "a line stands twice"),
        (("no: 項次, ", ""), "columns", "columns that are missing: no"),
        (("sum: 合計\n", ""), "-", "sum: Field required"),
        (("sum:", "rows: nothing\nsum:"), "rows", "there is no fact nothing"),
        (("{place", "{instalment: third, place"), "pages", "budget.yaml has no instalment third"),
    ],
)
def test_a_mistake_in_a_form_is_told(
    small: Path, small_line: str, change: tuple[str, str], entry: str, told: str
) -> None:
    assert change[0] in FORM
    text = FORM.replace(*change).replace("LINE", small_line)
    (small / "plans/qingshan-120/forms.yaml").write_text(text, encoding="utf-8")
    problems = [one for one in check(small) if one.file == "plans/qingshan-120/forms.yaml"]
    assert any(one.id == entry and told in one.what for one in problems), problems


def test_a_form_without_mistakes_has_no_problem(small: Path, small_line: str) -> None:
    path = small / "plans/qingshan-120/forms.yaml"
    path.write_text(FORM.replace("LINE", small_line), encoding="utf-8")
    found: list[Problem] = [one for one in check(small) if one.file.endswith("forms.yaml")]
    assert found == []


@pytest.fixture
def small_line(small: Path) -> str:
    """A budget line of the small content."""
    text = (small / "plans/qingshan-120/budget.yaml").read_text(encoding="utf-8")
    return text.partition("\nlines:")[2].strip().partition(":")[0]


ROWS = [
    ["項目", "單位", "單價", "數量", "總價", "備註"],
    ["印刷費", "人次", "80", "20", "1600", "講義"],
    ["內聘講座鐘點費", "時", "800", "2.5", "2000", "王老師"],
    ["雜支", "式", "180", "1", "180", "文具"],
]
ITEMS = (
    Item(1, "印刷費", 80, 20, unit="人次", note="講義"),
    Item(2, "內聘講座鐘點費", 800, Fraction(5, 2), unit="時", note="王老師"),
    Item(3, "雜支", 180, 1, unit="式", note="文具"),
)


@pytest.mark.parametrize("mark", ["\t", "｜", " | ", "  ", " ", ",", ";"], ids=repr)
def test_a_pasted_table_is_read_however_its_cells_are_parted(mark: str, form: Form, rules: Rulebook) -> None:
    part = read("\n".join(mark.join(row) for row in ROWS), form, rules)
    assert part == Part("", ITEMS)


def test_a_table_drawn_with_bars_and_rules_is_read(form: Form, rules: Rulebook) -> None:
    drawn = ["| " + " | ".join(row) + " |" for row in ROWS]
    assert read("\n".join([drawn[0], "|---|:--|---|--:|---|---|", *drawn[1:]]), form, rules).items == ITEMS


def test_headings_may_be_called_otherwise_and_stand_in_another_order(form: Form, rules: Rulebook) -> None:
    text = "說明\t金額（元）\t數量\t單價(元)\t經費項目\n講義\t1,600 元\t20人次\tNT$80\t印刷費\n"
    assert read(text, form, rules).items == (Item(1, "印刷費", 80, 20, unit="人次", note="講義"),)


def test_titles_tell_the_instalment_and_a_second_heading_begins_another(form: Form, rules: Rulebook) -> None:
    one = f"第一期經費概算表\n{HEADED}印刷費\t人次\t80\t20\t1600\t\n合計\t\t\t\t1600\n承辦人\t校長\n"
    table = read_text(one + one.replace("一", "二").replace("80", "90"), form)
    assert isinstance(table, Table)
    found = read_tables([table], form, rules.budget)
    assert isinstance(found, Read)
    assert [(part.instalment, part.items[0].price) for part in found.parts] == [("first", 80), ("second", 90)]


def test_an_amount_that_is_not_price_times_quantity_is_kept_as_it_is_written(form: Form, rules: Rulebook) -> None:
    part = read(f"{HEADED}印刷費\t人次\t80\t20\t1700\t\n合計\t\t\t\t9999\n", form, rules)
    assert (part.items[0].amount, part.items[0].total, part.requested) == (1700, 1600, 9999)


def test_an_amount_alone_is_one_of_that_price(form: Form, rules: Rulebook) -> None:
    assert read(f"{HEADED}雜支\t\t\t\t237\t\n", form, rules).items == (Item(1, "雜支", 237, 1),)


def test_printed_rows_that_are_empty_are_no_items(form: Form, rules: Rulebook) -> None:
    empty = "2\t\t\t\t0\n3.\t\t\t\t\n"
    text = f"項次\t項目\t單價\t數量\t總價\n1\t印刷費\t80\t2\t160\n{empty}雜支（1-7項總和的5%）\t\t50\t1\t50\n"
    part = read(text, form, rules)
    assert [(item.category, item.total) for item in part.items] == [("印刷費", 160), ("雜支", 50)]
    assert part.unread == ()


@pytest.mark.parametrize(
    ("row", "slip", "column"),
    [
        ("印刷費\t人次\t80\t\t\t", "missing", "數量"),
        ("印刷費\t人次\t\t20\t1600\t", "missing", "單價"),
        ("印刷費\t人次\t八十\t20\t\t", "not_number", "單價"),
        ("印刷費\t人次\t80-100\t20\t\t", "not_number", "單價"),
        ("印刷費\t人次\t80\t約20\t\t", "not_number", "數量"),
        ("印刷費\t人次\t80\t20元\t\t", "not_number", "數量"),
        ("印刷費\t人次\t080\t20\t\t", "not_number", "單價"),
        ("印刷費\t人次\t80.5\t20\t\t", "not_whole", "單價"),
        ("印刷費\t人次\t-80\t20\t\t", "range", "單價"),
        ("印刷費\t人次\t80\t1000000000001\t\t", "range", "數量"),
        ("印刷費\t人次\t=40*2\t20\t\t", "formula", "單價"),
        ("\t人次\t80\t20\t\t", "no_item", ""),
        ("印刷費\t人次\t\t\t\t", "no_figures", ""),
        ("印刷費\t80\t20\t1600\t\t", "shifted", "單位"),
        (f"{'很長' * 300}\t人次\t80\t20\t\t", "long", "項目"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_are_read(
    row: str, slip: str, column: str, form: Form, rules: Rulebook, library: Library
) -> None:
    part = read(f"{HEADED}{row}\n雜支\t式\t10\t1\t10\t\n", form, rules)
    assert (2, slip, column) in slips(part)
    assert [item.category for item in part.items] == ["雜支"]
    told = unread(part.unread[0], library.phrases.forms)
    assert told.startswith("第 2 列")
    assert "{" not in told


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("項目 單位 單價 數量 總價\n印刷費 80 20 1600", [2]),  # the unit is missing: the figures have moved
        ("項目 單價 數量 總價\n雜支 1 237", [2]),
        ("項目,單價,數量,總價\n場地布置費,3,500,1", [2]),  # 3,500 × 1
        ("項目,單價,數量,總價,備註\n場地布置費,3,500,1,3,500,", [2]),
    ],
)
def test_figures_that_may_have_moved_to_other_columns_are_not_guessed(
    text: str, rows: list[int], form: Form, rules: Rulebook
) -> None:
    part = read(text, form, rules)
    assert (part.items, [one.row for one in part.unread]) == ((), rows)


def test_a_formula_counts_with_what_it_came_to_unless_it_looks_elsewhere(form: Form, rules: Rulebook) -> None:
    head = ("項目", "單價", "數量", "總價")
    rows = (
        (1, head),
        (2, ("印刷費", Formula("4*20", "80"), "2", Formula("B2*C2"))),
        (3, ("印刷費", Formula("[1]表!A1", "80"), "2", "")),
        (4, ("印刷費", "80", Formula("cmd|' /C calc'!A0", "2"), "")),
        (5, (Formula("A2"), "80", "2", "")),
        (6, ("教材", "7", Formula("7/3"), Formula("INT(B6*C6)"))),
    )
    part = of(Table("", rows), form, rules)
    assert part.items == (Item(1, "印刷費", 80, 2), Item(2, "教材", 7, Fraction(7, 3)))
    assert slips(part) == [(3, "formula", "單價"), (4, "formula", "數量"), (5, "formula", "項目")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("印刷費 80 20", "no_table"),
        ("", "no_table"),
        ("項目\t單價\t數量\n\n", "empty"),
        (f"{HEADED}" + "印刷費\t人次\t80\t20\t\t\n" * 1000, "long"),
        ("項目\t單價\t數量\t" + "\t" * 60, "long"),
        ("項" * 200_001, "long"),
    ],
    ids=["no headings", "nothing", "headings only", "rows", "columns", "characters"],
)
def test_a_text_that_is_no_filled_table_is_refused_with_a_sentence(
    text: str, why: Why, form: Form, rules: Rulebook, library: Library
) -> None:
    table = read_text(text, form)
    found = table if isinstance(table, Refused) else read_tables([table], form, rules.budget)
    assert found == Refused(why)
    assert refusal(Refused(why), library.phrases.forms)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950", "big5", "utf-16"])
def test_a_file_of_values_is_read_in_each_encoding_that_spreadsheets_write_in_taiwan(encoding: str) -> None:
    assert decoded("項目,單價\n場地布置費,3000".encode(encoding)) == "項目,單價\n場地布置費,3000"


def test_a_file_that_is_no_text_is_refused() -> None:
    assert decoded(b"\x89PNG\x00\x01") == Refused("type")
    assert decoded(b"\xff\xff\x80\x81") == Refused("encoding")


def test_what_the_form_does_not_show_stays_as_it_was_when_it_comes_back(form: Form, rules: Rulebook) -> None:
    draft = Draft(
        (
            Item(7, "教材教具費", 300, 2, "《備課》", "本", purpose="共讀", told=frozenset({"book_listed"})),
            Item(4, "印刷費", 80, 20, unit="人次", participants=20),
            Item(9, "雜支", 100, 1, "文具"),
        ),
        tier="advanced",
        instalment="first",
    )
    rows = (
        Item(1, "印刷費", 90, 20, unit="人次"),
        Item(2, "教材教具費", 300, 2, "《備課》", "本"),
        Item(3, "場地布置費", 500, 1),
    )
    again = returned(draft, Part("first", rows), form, rules, fresh=10)
    assert again.items == (
        draft.items[0],
        Item(4, "印刷費", 90, 20, unit="人次", participants=20),
        Item(10, "場地布置費", 500, 1),
    )
    assert (again.tier, again.instalment) == ("advanced", "first")
