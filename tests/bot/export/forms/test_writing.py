"""Forms that are written: columns, order, units, sums, signatures as the plan has them, and words that stay words."""

import io
import re
import subprocess
import sys
from fractions import Fraction
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document

from bot.export.forms import Account, Head, Kind, Spent, file_name, settle, write
from content.budget import Draft, Item
from content.library import Library
from content.model import Plan
from tests.bot.export.forms.sample import ACCOUNT, FIRST, HEAD, KEELUNG, SECOND, grid, sheet


@pytest.fixture
def taoyuan(library: Library) -> Plan:
    return library.plans["taoyuan-103"]


@pytest.fixture
def keelung(library: Library) -> Plan:
    return library.plans["keelung-113"]


def tables(data: bytes) -> list[list[list[str]]]:
    """The tables of a document; a cell that reaches over several columns counts once."""
    paper = Document(io.BytesIO(data))
    return [[[box.text for box in dict.fromkeys(row.cells)] for row in table.rows] for table in paper.tables]


def texts(data: bytes) -> list[str]:
    return [one.text for one in Document(io.BytesIO(data)).paragraphs if one.text]


def test_both_instalments_stand_on_pages_of_their_own_as_the_annexes_have_them(library: Library, taoyuan: Plan) -> None:
    data = write([FIRST, SECOND], taoyuan, library, "xlsx", HEAD)
    first, second = sheet(data), sheet(data, 1)
    assert (first.title, second.title) == ("第一期", "第二期")
    rows = grid(first)
    assert rows[:5] == [
        ["【附件四之1】"],
        ["桃園縣103學年度○○國民小學教師學習社群申請計畫書"],
        ["第一期經費概算表（103年8月至103年12月）"],
        ["社群名稱：北昌共備社群"],
        ["項次", "項目", "單位", "單價", "數量", "總價", "備註"],
    ]
    assert [row[:2] for row in rows[5:12]] == [
        [1, "外聘學者諮詢出席費\n王老師"],
        [2, "內聘講座鐘點費\n林老師"],
        [3, "印刷費\n成果資料影印"],
        [4, "教材教具費\n《教室裡的對話》"],
        [5, "教材教具費\n教具"],
        [6, "=INT(ROUND(D11*E11,6))"],
        [7, "=INT(ROUND(D12*E12,6))"],
    ]
    assert rows[12][0] == "雜支（1-7項總和的5 %）"
    assert rows[13] == ["合計", "=SUM(F6:F13)"]
    assert rows[15:18] == [
        ["附錄：擬採購書籍清單"],
        ["項次", "書名", "數量", "單位", "單價", "總價", "備註"],
        [1, "《教室裡的對話》", "=E9", "本", "=D9", "=F9"],
    ]
    assert re.split("\u3000+", rows[-1][0]) == ["承辦人", "教務主任", "會計主任", "校長"]
    assert grid(second)[0] == ["【附件四之2】"]


def test_a_unit_that_nobody_has_named_is_the_plans(library: Library, taoyuan: Plan) -> None:
    page = sheet(write([FIRST], taoyuan, library, "xlsx"))
    assert [page.cell(row, 3).value for row in (6, 7, 8, 13)] == ["次", "時", "人次", "式"]


def test_keelungs_table_says_what_it_is_and_lists_the_plans_order_and_what_it_does_not_list_last(
    library: Library, keelung: Plan
) -> None:
    rows = grid(sheet(write([KEELUNG], keelung, library, "xlsx", HEAD)))
    assert rows[0] == ["供填入平臺用，非官方表件"]
    assert rows[3] == ["項次", "項目", "單位", "單價", "數量", "總價", "說明"]
    names = [row[1].partition("\n")[0] for row in rows[4:8]]
    assert names == ["內聘講師鐘點費", "外聘講師鐘點費", "膳食費", "住宿費"]
    assert rows[8][0] == "雜支（不超過業務費6 %）"
    assert rows[9:] == [["合計", "=SUM(F5:F9)"]]


def test_more_items_than_the_form_prints_make_it_longer(library: Library, taoyuan: Plan) -> None:
    draft = Draft(tuple(Item(no, "印刷費", 10, no) for no in range(1, 13)), instalment="first")
    rows = grid(sheet(write([draft], taoyuan, library, "xlsx")))
    assert rows[17][0] == "雜支（1-12項總和的5 %）"
    assert rows[18] == ["合計", "=SUM(F6:F18)"]


def test_every_item_of_the_last_line_has_a_row_of_its_own(library: Library, taoyuan: Plan) -> None:
    rows = grid(sheet(write([SECOND], taoyuan, library, "xlsx")))
    label = "雜支（1-7項總和的5 %）"
    assert [row[0] for row in rows[12:14]] == [f"{label}\n文具", label]


def test_results_stand_beside_the_formulas_for_viewers_that_do_not_calculate(library: Library, taoyuan: Plan) -> None:
    data = write([FIRST], taoyuan, library, "xlsx")
    page = sheet(data, values=True)
    assert [page.cell(row, 6).value for row in range(6, 15)] == [2000, 832, 1600, 640, 500, 0, 0, 237, 5809]


def test_an_amount_that_was_written_otherwise_stays_as_it_was_written(library: Library, taoyuan: Plan) -> None:
    draft = Draft((Item(1, "印刷費", 80, 20, amount=1700), Item(2, "印刷費", 80, 20, amount=1600)), instalment="first")
    page = sheet(write([draft], taoyuan, library, "xlsx"))
    assert (page["F6"].value, page["F7"].value) == (1700, "=INT(ROUND(D7*E7,6))")


@pytest.mark.parametrize("said", ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", '=HYPERLINK("http://x")', "＝1"])
def test_what_people_type_never_becomes_a_formula(said: str, library: Library, taoyuan: Plan) -> None:
    draft = Draft((Item(1, said, 1, 1, said, said, note=said),), instalment="first")
    data = write([draft], taoyuan, library, "xlsx", Head(said, said))
    account = Account((Spent(ACCOUNT.spent[0].day, said, 1, said),), "first")
    for page in (sheet(data), sheet(settle(account, taoyuan, library, "xlsx", Head(said, said)))):
        cells = [box for row in page.iter_rows() for box in row if isinstance(box.value, str) and said in box.value]
        assert len(cells) >= 3
        assert {box.data_type for box in cells} <= {"s", "inlineStr"}
        risky = [box for box in cells if box.value.startswith(("=", "+", "-", "@"))]
        assert all(box.quotePrefix for box in risky)
        assert not any(said in str(box.value) for row in page.iter_rows() for box in row if box.data_type == "f")


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_characters_that_no_file_may_hold_are_left_out(kind: Kind, library: Library, taoyuan: Plan) -> None:
    odd = "a\x00\x0b\ufffe\u2028b<&>"
    draft, head = Draft((Item(1, odd, 1, 1, odd, odd, note=odd),), instalment="first"), Head(f"\ud800{odd}")
    data = write([draft], taoyuan, library, kind, head)
    said = str(tables(data)) + str(texts(data)) if kind == "docx" else str(grid(sheet(data)))
    assert "b<&>" in said
    assert not re.search("[\x00\x0b\ud800\ufffe\u2028]", said)


def test_a_document_holds_the_same_table_with_its_results(library: Library, taoyuan: Plan) -> None:
    data = write([FIRST, SECOND], taoyuan, library, "docx", HEAD)
    budget, listed, *_ = found = tables(data)
    assert len(found) == 4
    assert budget[0] == ["項次", "項目", "單位", "單價", "數量", "總價", "備註"]
    assert budget[2] == ["2", "內聘講座鐘點費\n林老師", "時", "333", "2.5", "832", "講授大綱如附件"]
    assert budget[-1] == ["合計", "5,809", ""]
    assert listed[1] == ["1", "《教室裡的對話》", "2", "本", "320", "640", ""]
    assert texts(data)[:2] == ["【附件四之1】", "桃園縣103學年度○○國民小學教師學習社群申請計畫書"]


def test_keelungs_document_has_no_signatures(library: Library, keelung: Plan) -> None:
    data = write([KEELUNG], keelung, library, "docx", HEAD)
    assert texts(data) == [
        "供填入平臺用，非官方表件",
        "基隆市113學年度○○國民小學教師專業學習社群經費概算",
        "社群名稱：北昌共備社群",
    ]


def test_a_settlement_sums_up_each_line_and_numbers_the_receipts_by_their_days(library: Library, taoyuan: Plan) -> None:
    summed, receipts = tables(settle(ACCOUNT, taoyuan, library, "docx", HEAD))
    assert summed == [
        ["項目", "預算數", "支出數", "餘額"],
        ["外聘學者諮詢出席費", "2,000", "2,000", "0"],
        ["內聘講座鐘點費", "832", "0", "832"],
        ["印刷費", "1,600", "1,340", "260"],
        ["教材教具費", "1,140", "0", "1,140"],
        ["雜支", "237", "0", "237"],
        ["茶水", "", "50", "-50"],
        ["合計", "5,809", "3,390", "2,419"],
        ["補助款", "10,000"],
        ["結餘", "6,610"],
    ]
    assert receipts == [
        ["編號", "日期", "項目", "金額", "說明"],
        ["1", "103年10月3日", "外聘學者諮詢出席費", "2,000", "王老師"],
        ["2", "103年11月20日", "印刷費", "1,240", "期中成果影印"],
        ["3", "103年11月20日", "印刷費", "100", "=1+1"],
        ["4", "103年12月1日", "茶水", "50", ""],
    ]


def test_a_settlement_says_that_the_plan_prints_none(library: Library, taoyuan: Plan) -> None:
    said = grid(sheet(settle(ACCOUNT, taoyuan, library, "xlsx", HEAD)))
    assert said[0] == ["計畫沒有附收支結算表的格式，這一張供整理用，非官方表件"]
    assert said[1] == ["桃園縣103學年度○○國民小學教師學習社群第一期收支結算表"]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_settlement_without_receipts_can_be_written_in(kind: Kind, library: Library, taoyuan: Plan) -> None:
    data = settle(Account((), "first"), taoyuan, library, kind)
    said: Any = tables(data) if kind == "docx" else grid(sheet(data))
    assert "憑證明細" in (texts(data) if kind == "docx" else str(said))


@pytest.mark.parametrize("amount", [-1, 10**12 + 1])
def test_a_receipt_out_of_range_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="amount"):
        Spent(ACCOUNT.spent[0].day, "印刷費", amount)


def test_a_budget_of_the_whole_year_has_no_page_where_the_form_has_instalments(library: Library, taoyuan: Plan) -> None:
    with pytest.raises(ValueError, match="no page"):
        write([Draft(FIRST.items)], taoyuan, library, "xlsx")
    with pytest.raises(ValueError, match="no page"):
        settle(Account(()), taoyuan, library, "docx")


def test_a_plan_without_a_form_has_none_to_fill_in(library: Library) -> None:
    with pytest.raises(ValueError, match="no form"):
        write([Draft(())], library.plans["taipei-103"], library, "xlsx")


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_same_budget_gives_the_same_bytes_and_tells_nobodys_name(
    kind: Kind, library: Library, taoyuan: Plan
) -> None:
    data = write([FIRST, SECOND], taoyuan, library, kind, HEAD)
    assert write([FIRST, SECOND], taoyuan, library, kind, HEAD) == data
    with ZipFile(io.BytesIO(data)) as archive:
        about = archive.read("docProps/core.xml").decode()
    assert "creator" not in about
    assert "20" not in re.sub("xmlns:[^>]*", "", about)


def test_a_quantity_that_no_decimal_tells_is_kept_as_a_fraction(library: Library, taoyuan: Plan) -> None:
    draft = Draft((Item(1, "印刷費", 30, Fraction(7, 3)),), instalment="first")
    assert sheet(write([draft], taoyuan, library, "xlsx"))["E6"].value == "=7/3"
    assert tables(write([draft], taoyuan, library, "docx"))[0][1][4] == "7/3"


def test_files_are_named_after_plan_instalment_and_community(library: Library, taoyuan: Plan, keelung: Plan) -> None:
    odd = Head(community='../共備:"社群"\n')
    assert file_name("first", taoyuan, library, "xlsx", odd) == "桃園103第一期經費概算表-共備社群.xlsx"
    assert file_name("", keelung, library, "docx", Head()) == "基隆113經費概算表.docx"
    assert file_name("second", taoyuan, library, "docx", Head(), settled=True) == "桃園103第二期收支結算表.docx"


def test_what_writes_files_is_not_loaded_before_a_file_is_written() -> None:
    code = "import bot.app, bot.export.forms, bot.export.forms.routes, sys; print(sorted(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "'bot.export.forms.files'" in told.stdout
    assert not re.search("'(openpyxl|docx|lxml)'", told.stdout)
