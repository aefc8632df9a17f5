"""What was spent, as teachers type it, and what may still be spent."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from content.budget import Draft, Item
from content.ledger import day_of, left, read
from content.library import Library
from content.text.normalise import clean

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Taipei"))  # a Sunday
Told = tuple[str, int, str | None]


def told(said: str, library: Library, plan: str = "keelung-113") -> list[Told]:
    """Category, whole dollars, day of each expense."""
    found = read(said, library.rulebook(library.plans[plan]), NOW).entries
    days = [one.when.days[0].isoformat()[5:] if one.when.days else None for one in found]
    return [(one.item.category, one.item.total, day) for one, day in zip(found, days, strict=True)]


@pytest.mark.parametrize(
    ("said", "entries"),
    [
        ("記帳 印刷費 1240 11/20", [("講義費", 1240, "11-20")]),
        ("昨天買便當 12個 每個80 記一下", [("膳食費", 960, "11-21")]),
        ("便當15個 1,200元", [("膳食費", 1200, None)]),
        ("大創收納盒 49x6 記帳", [("大創收納盒", 294, None)]),
        ("記帳 便當 80元 20個", [("膳食費", 1600, None)]),
        ("記帳 便當 960元 12個", [("膳食費", 960, None)]),
        ("老師們這週四一起吃的午餐，11個人，每人100元", [("膳食費", 1100, "11-19")]),
        ("今天講義 1.2k，跟便當 一千零五十", [("講義費", 1200, "11-22"), ("膳食費", 1050, "11-22")]),
        ("影印320 茶葉250 文具180", [("講義費", 320, None), ("膳食費", 250, None), ("雜支", 180, None)]),
        ("講義八千 印刷一千一 全部都是十一月五號", [("講義費", 8000, "11-05"), ("講義費", 1100, "11-05")]),
        ("11/4 影印費 560元\n11/11 茶水 300元", [("講義費", 560, "11-04"), ("膳食費", 300, "11-11")]),
        ("11/17：\n飲料 450\n11/18：\n便當 800", [("膳食費", 450, "11-17"), ("膳食費", 800, "11-18")]),
        ("日期|科目|金額\n11/4|膳費|1,500\n11/5|講義|925", [("膳食費", 1500, "11-04"), ("講義費", 925, "11-05")]),
        ("膳費\t90元*18人\t1620", [("膳食費", 1620, None)]),
        ("①講義 $900 ②水果 ＄84", [("講義費", 900, None), ("膳食費", 84, None)]),
        ("外聘講師 2節×2,000元=4,000元,115.11.12", [("外聘講師鐘點費", 4000, "11-12")]),
        ("膳費 11/20 實支1,350元，便當90×15，收據1張", [("膳食費", 1350, "11-20")]),
        ("我拿一千塊去付便當找回來160，所以便當是840，禮拜五的", [("膳食費", 840, "11-20")]),
        ("電池一百二，蠟燭…喔不是，那個不用報", [("雜支", 120, None)]),
        ("1118 外聘講師 2節4000", [("外聘講師鐘點費", 4000, "11-18")]),
        ("传说 飲料 850", [("膳食費", 850, None)]),
        ("餐合二十個 一個一百", [("膳食費", 2000, None)]),
    ],
)  # fmt: skip
def test_what_was_spent_is_read(said: str, entries: list[Told], library: Library) -> None:
    assert told(said, library) == entries


@pytest.mark.parametrize(
    ("said", "receipt", "amount"),
    [
        ("印刷費 1860 收據編號0037", "0037", 1860),
        ("買書5本，每本350元，收據號碼是AB-12345678", "AB-12345678", 1750),
        ("發票號碼 QK-30817756 便當2340", "QK-30817756", 2340),
        ("傳票第1150872號 便當 84元", "1150872", 84),
        ("圖書費 共6冊 每冊350 收據2張", "", 2100),
        ("便當 收據 1240", "", 1240),
    ],
)
def test_the_number_of_a_receipt_is_no_amount(said: str, receipt: str, amount: int, library: Library) -> None:
    (one,) = read(said, library.rulebook(library.plans["keelung-113"]), NOW).entries
    assert (one.receipt, one.item.total) == (receipt, amount)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("記帳 雜支 -300", "negative"),
        ("記帳 雜支 0 元", "zero"),
        ("記帳 雜支 1000000000000", "huge"),
        ("記帳 雜支 10^12", "huge"),
        ("記帳 雜支 美金 5", "currency"),
        ("記帳 雜支 237.5元", "cents"),
        ("記帳 雜支 200-300元", "range"),
        ("記帳 雜支 5%", "percent"),
        ("記帳 雜支", "price"),
        ("記帳 便當 每個80", "count"),
        ("記帳 紙膠 200元 30個", "several"),
    ],
)
def test_an_amount_that_is_not_certain_is_named_and_never_guessed(said: str, why: str, library: Library) -> None:
    (one,) = read(said, library.rulebook(library.plans["keelung-113"]), NOW).entries
    assert (one.why, one.item.total) == (why, 0)


@pytest.mark.parametrize(
    ("said", "day", "doubt"),
    [
        ("11/20", date(2026, 11, 20), ""),
        ("11/20（五）", date(2026, 11, 20), ""),
        ("11/20（六）", date(2026, 11, 20), "weekday"),
        ("禮拜五", date(2026, 11, 20), ""),
        ("禮拜日", date(2026, 11, 22), ""),
        ("上週三", date(2026, 11, 11), ""),
        ("大前天", date(2026, 11, 19), ""),
        ("28號", date(2026, 10, 28), ""),
        ("去年12月5日", date(2025, 12, 5), ""),
        ("115年3月5日", date(2026, 3, 5), ""),
        ("12/5", date(2026, 12, 5), "future"),
        ("明天", date(2026, 11, 23), "future"),
        ("2/29", None, "impossible"),
        ("上星期", None, "several"),
    ],
)
def test_days_are_past_ones(said: str, day: date | None, doubt: str) -> None:
    when = day_of(clean(said), NOW)
    assert (when.days[0] if when.days else None, when.doubt) == (day, doubt)


def item(no: int, category: str, price: int, quantity: int = 1, unit: str = "式", name: str = "") -> Item:
    return Item(no, category, price, quantity, name=name, unit=unit)


PLANNED = Draft(
    (item(1, "外聘講座鐘點費", 1500, 2, "小時"), item(2, "印刷費", 50, 20, "份"), item(3, "雜支", 100)),
    "beginner",
    "first",
)


def test_a_line_has_what_the_budget_gives_it_less_what_was_spent(library: Library) -> None:
    found = left([item(1, "印刷費", 950)], PLANNED, library.rulebook(library.plans["taoyuan-103"]), "beginner", "first")
    line = found.of("print")
    assert line
    assert (line.planned, line.spent, line.left, line.why) == (1000, 950, 50, "planned")
    assert found.cap
    assert (found.spent, found.cap.cap, found.cap.left) == (950, 5000, 4050)


def test_a_share_is_taken_of_the_whole_budget_and_not_of_what_is_spent_yet(library: Library) -> None:
    rules = library.rulebook(library.plans["taoyuan-103"])
    planned = Draft((*PLANNED.items[:2], item(3, "雜支", 500)), "beginner", "first")
    found = left([item(1, "雜支", 100)], planned, rules, "beginner", "first")
    line = found.of("misc")
    assert line
    # by the plan's own example: (4000 + m) × 95 % × 5 % holds up to 199 beside 4,000 of other items
    assert (line.share, line.left, line.why) == (199, 99, "share")
    assert not [one for one in found.findings if one.rule == "MISC5"]
    over = left([item(1, "雜支", 240)], planned, rules, "beginner", "first")
    assert [(one.severity, one.over) for one in over.findings if one.rule == "MISC5"] == [("violation", 41)]


def test_without_a_budget_a_share_is_of_all_that_may_be_granted_and_only_warns(library: Library) -> None:
    rules = library.rulebook(library.plans["keelung-113"])
    lunch = item(1, "膳食費", 80, 20, "人")
    found = left([lunch, item(2, "雜支", 500)], None, rules, "refine", "")
    line = found.of("misc")
    assert line
    # 15,000 in all: 6 % of the other 14,500
    assert (line.planned, line.share, line.left) == (None, 870, 370)
    assert not [one for one in found.findings if one.rule == "MISC6"]
    over = left([lunch, item(2, "雜支", 900)], None, rules, "refine", "")
    assert [one.severity for one in over.findings if one.rule == "MISC6"] == ["warning"]


@pytest.mark.parametrize(("spent", "over"), [(4999, None), (5000, None), (5001, 1)])
def test_more_than_the_cap_is_told_to_the_dollar(spent: int, over: int | None, library: Library) -> None:
    rules = library.rulebook(library.plans["taoyuan-103"])
    found = left([item(1, "印刷費", spent)], None, rules, "beginner", "first")
    assert [one.over for one in found.findings if one.rule == "CAP"] == ([] if over is None else [over])


def test_the_cap_of_the_year_holds_for_both_instalments(library: Library) -> None:
    rules = library.rulebook(library.plans["taoyuan-103"])
    found = left([item(1, "印刷費", 1000)], None, rules, "beginner", "second", before=3500)
    assert found.cap
    assert (found.spent, found.cap.left) == (1000, 500)
    assert [(one.left, one.why) for one in found.lines if one.line == "print"] == [(500, "tier")]


@pytest.mark.parametrize(("price", "found"), [(100, []), (101, ["MEAL100"])])
def test_the_price_of_one_is_held_against_its_cap(price: int, found: list[str], library: Library) -> None:
    rules = library.rulebook(library.plans["keelung-113"])
    spent = left([item(1, "膳食費", price, 10, "個", "便當")], None, rules, "refine", "")
    assert [one.rule for one in spent.findings if one.severity == "violation"] == found


def test_a_mere_sum_is_not_blamed_for_telling_no_price(library: Library) -> None:
    rules = library.rulebook(library.plans["keelung-113"])
    assert left([item(1, "膳食費", 1200)], None, rules, "refine", "").findings == ()
