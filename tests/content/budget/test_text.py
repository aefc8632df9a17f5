"""Typed and pasted text as items: what is certain is taken, all else is named."""

from fractions import Fraction

import pytest

from content.budget import Item, Rulebook
from content.budget_text import Unclear, amendment, read
from content.budget_text.naming import belongs, named
from content.library import load

LIBRARY = load()
KEELUNG, TAOYUAN = (LIBRARY.rulebook(LIBRARY.plans[one]) for one in ("keelung-113", "taoyuan-103"))


def taken(said: str, rules: Rulebook = KEELUNG) -> list[tuple[object, ...]]:
    """Category, name, price, quantity and unit of each item."""
    items = [one.item for one in read(said, rules).entries]
    return [(one.category, one.name, one.price, one.quantity, one.unit) for one in items]


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("外聘講師 2000*3節", ("外聘講師鐘點費", "", 2000, 3, "節")),
        ("外聘講師2000X3", ("外聘講師鐘點費", "", 2000, 3, "節")),
        ("外聘講師一節2000，三節", ("外聘講師鐘點費", "", 2000, 3, "節")),
        ("外聘講師，三節，一節2000", ("外聘講師鐘點費", "", 2000, 3, "節")),
        ("外聘講師兩節半 每節2000", ("外聘講師鐘點費", "", 2000, Fraction(5, 2), "節")),
        ("外聘教授演講3小時共6000", ("外聘講師鐘點費", "外聘教授", 2000, 3, "小時")),
        ("外聘講師 4000", ("外聘講師鐘點費", "", 4000, 1, "式")),
        ("印刷費每人80，20個人", ("印刷費", "", 80, 20, "個人")),
        ("講義費 50元 20份", ("講義費", "", 50, 20, "份")),
        ("講義7份共100元", ("講義費", "", 100, 1, "式")),
        ("20個便當1600", ("膳食費", "便當", 80, 20, "個")),
        ("便當每個80 20個", ("膳食費", "便當", 80, 20, "個")),
        ("茶點80x20", ("膳食費", "茶點", 80, 20, "人")),
        ("雜支 300", ("雜支", "", 300, 1, "式")),
        ("雜支三百元", ("雜支", "", 300, 1, "式")),
        ("場地布置費 1000", ("場地佈置費", "", 1000, 1, "場")),
        ("出席費 2500元×1次", ("出席費", "", 2500, 1, "次")),
        ("紀念品 100元×6份", ("紀念品", "", 100, 6, "份")),
        ("神秘道具 100元×6份", ("神秘道具", "", 100, 6, "份")),
        ("文具 500", ("文具", "", 500, 1, "式")),
        ("１．外聘講師　２０００×３節", ("外聘講師鐘點費", "", 2000, 3, "節")),
    ],
)
def test_one_item_in_many_wordings(said: str, item: tuple[object, ...]) -> None:
    assert taken(said) == [item]
    assert read(said, KEELUNG).slips == ()


@pytest.mark.parametrize(
    "said",
    [
        "外聘講師 2000*3節、講義費 50元 20份、雜支 300",
        "外聘講師 2000*3節，講義費 50元 20份，雜支 300",
        "外聘講師2000*3節 講義費50元20份 雜支300",
        "外聘講師 2000*3節\n講義費 50元 20份\n雜支 300",
        "1. 外聘講師 2000×3節\n2. 講義 50×20份\n3. 雜支 300",
        "項目\t單位\t單價\t數量\t金額\n外聘講師鐘點費\t節\t2000\t3\t6000\n講義費\t份\t50\t20\t1000\n雜支\t式\t300\t1\t300",
        "|項目|單價|數量|單位|\n|---|---|---|---|\n|外聘講師|2,000|3|節|\n|講義費|50|20|份|\n|雜支|300|1|式|",
        "外聘講師｜2000｜3節｜6000\n講義費｜50｜20份｜1000\n雜支｜300",
        "外聘講師鐘點費 節 2000 3 6000\n講義費 份 50 20 1000\n雜支 式 300 1 300",
        "項次 項目 單價 數量 單位\n1 外聘講師 2000 3 節\n2 講義費 50 20 份\n3 雜支 300 1 式",
    ],
)
def test_several_items_in_one_message(said: str) -> None:
    pasted = read(said, KEELUNG)
    assert [(one.item.total, one.item.unit) for one in pasted.entries] == [(6000, "節"), (1000, "份"), (300, "式")]
    assert pasted.slips == ()


@pytest.mark.parametrize(
    ("said", "why", "what"),
    [
        ("雜支 -300", "negative", ""),
        ("雜支 負300", "negative", ""),
        ("雜支 0", "zero", ""),
        ("雜支 0元", "zero", ""),
        ("講義費 50元 0份", "zero", ""),
        ("外聘講師 1000000000000元 3節", "huge", ""),
        ("雜支 10^12", "huge", ""),
        ("便當 80元 3.5人", "people", "3.5人"),
        ("講義費 50 20", "unit", "20"),
        ("外聘講師 2000 3", "unit", "3"),
        ("講義費 美金5元 20份", "currency", "美金"),
        ("講義費 NT50元 USD5", "currency", "usd"),
        ("講義費 80-100元 20份", "range", "80-100元"),
        ("雜支 5%", "percent", ""),
        ("雜支 237.5元", "cents", ""),
        ("便當 80", "count", "人"),
        ("外聘講師一節2000", "count", "節"),
        ("外聘講師三節", "price", ""),
        ("阿里不達 500", "unknown", ""),
        ("膳食費\t人\t八十\t20\t1600\t", "unit", "1600"),
        ("外聘\t2000\t3\t7000", "unit", "7000"),
        ("外聘講師\t沒有錢", "price", ""),
    ],
)
def test_what_is_not_certain_is_named_with_its_reason(said: str, why: str, what: str) -> None:
    pasted = read(said, KEELUNG)
    assert pasted.entries == ()
    assert [(one.why, one.what) for one in pasted.slips] == [(why, what)]


def test_one_bad_item_among_good_ones_loses_none_of_them() -> None:
    pasted = read("外聘講師 2000*3節、講義費 50 20、神秘的東西、雜支 300", KEELUNG)
    assert [one.item.total for one in pasted.entries] == [6000, 300]
    assert [(one.said, one.why) for one in pasted.slips] == [("神秘的東西", "unknown"), ("講義費50 20", "unit")]


def test_notes_stay_with_their_item() -> None:
    said = (
        "場地使用費（本校視聽教室）2000元×1場，內部場地、不對外收費；"
        "外聘講師2000元×2節，外聘，兩人共同講述同一節；雜支600元"
    )
    notes = [one.item.note for one in read(said, KEELUNG).entries]
    assert notes == ["內部場地，不對外收費", "外聘，兩人共同講述同一節", ""]


def test_an_amount_that_is_only_told_of_is_no_item() -> None:
    entries = read("雜支（文具）237元×1式，含二代健保機關負擔64元", TAOYUAN).entries
    assert [(one.item.total, one.item.note) for one in entries] == [(237, "含二代健保機關負擔64元")]


def test_a_total_that_disagrees_is_kept_as_written() -> None:
    (entry,) = read("內聘講座鐘點費800元×3時＝2500元", TAOYUAN).entries
    assert (entry.item.total, entry.item.amount, entry.item.unit) == (2400, 2500, "時")


def test_what_may_be_several_lines_says_which() -> None:
    (entry,) = read("講師 2000*3節", KEELUNG).entries
    assert entry.lines == ("lecturer.outer", "lecturer.inner")


def test_what_may_be_the_whole_is_told_beside() -> None:
    (entry,) = read("出席費 2500 2次", KEELUNG).entries
    assert entry.other is not None
    assert (entry.item.total, entry.other.total) == (5000, 2500)


def test_helpers_are_counted() -> None:
    (entry,) = read("外聘助教 1000元 3節 2位", KEELUNG).entries
    assert (entry.item.total, entry.item.assistants) == (6000, 2)


def test_what_is_said_of_the_whole_is_heard() -> None:
    pasted = read("我們是跨校社群，跨 5 校，成員 8 人，每次 30 人，合計 32,500 元", KEELUNG)
    assert (pasted.tier, pasted.schools, pasted.members) == ("cross", 5, 8)
    assert (pasted.participants, pasted.requested, pasted.entries) == (30, 32500, ())


def test_the_instalment_is_heard_by_its_name() -> None:
    assert read("第一期：印刷費 50元20人", TAOYUAN).instalment == "first"


@pytest.mark.parametrize(
    "said", ["", "謝謝", "今天天氣很好", "雜支", "5/30 交概算", "成果報告什麼時候交", "(((", "、、、\n\n"]
)
def test_other_text_holds_no_items(said: str) -> None:
    pasted = read(said, KEELUNG)
    assert (pasted.entries, pasted.slips, pasted.tells) == ((), (), False)


@pytest.mark.parametrize(
    ("said", "price", "quantity"),
    [
        ("4 節", 2000, 4),
        ("兩節半", 2000, Fraction(5, 2)),
        ("1800", 1800, 3),
        ("單價 800", 800, 3),
        ("一節 800", 800, 3),
        ("5", 2000, 5),
        ("總共 6,600 元", 2200, 3),
        ("1500 元 4 節", 1500, 4),
        ("外聘講師 1000×2 節", 1000, 2),
    ],
)
def test_what_becomes_of_an_item(said: str, price: int, quantity: int | Fraction) -> None:
    item = Item(2, "外聘講師鐘點費", 2000, 3, unit="節", amount=9999)
    found = amendment(said, item, KEELUNG).item
    assert (found.no, found.price, found.quantity, found.unit, found.amount) == (2, price, quantity, "節", None)


def test_an_item_becomes_another_line_at_the_same_cost() -> None:
    item = Item(2, "外聘講師鐘點費", 1000, 3, unit="節")
    assert amendment("內聘", item, KEELUNG).item.category == "內聘講師鐘點費"


def test_a_whole_is_divided_where_its_units_are_told() -> None:
    found = amendment("2 節", Item(1, "外聘講師鐘點費", 4000, unit="式"), KEELUNG).item
    assert (found.price, found.quantity, found.unit) == (2000, 2, "節")


@pytest.mark.parametrize(
    ("said", "why"),
    [("10 份", "unit"), ("-5", "negative"), ("總共 8000", "cents"), ("好看一點", "unknown")],
)
def test_what_cannot_become_of_an_item(said: str, why: str) -> None:
    with pytest.raises(Unclear) as unclear:
        amendment(said, Item(2, "外聘講師鐘點費", 2000, 3, unit="節"), KEELUNG)
    assert unclear.value.why == why


@pytest.mark.parametrize("plan", LIBRARY.plans)
def test_every_line_is_found_again_by_the_name_that_an_item_gets(plan: str) -> None:
    rules = LIBRARY.rulebook(LIBRARY.plans[plan])
    for line in rules.budget.lines.values():
        found = named(line.name, "", "", rules)
        if found.line == line:
            again = belongs(Item(1, "某項", 100), line)
            assert named(again.category, "", "", rules).line == line
