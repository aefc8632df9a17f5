"""Sums of several expenses, days of several, a single one's price, and numbers without a price."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from content.ledger import Entry, left, read
from content.library import Library
from tests.handlers.keeping import Keeping

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Taipei"))  # a Sunday


def told(said: str, library: Library) -> tuple[Entry, ...]:
    """The expenses of a message."""
    return read(said, library.rulebook(library.plans["keelung-113"]), NOW).entries


def named(said: str, library: Library) -> list[tuple[str, int]]:
    """Name (else category) and whole dollars of each expense."""
    return [(one.item.name or one.item.category, one.item.total) for one in told(said, library)]


@pytest.mark.parametrize(
    "said",
    [
        "記帳 印刷費 300、便當 800，合計 1100",
        "記帳 印刷費 300、便當 800，共1100元",
        "記帳 印刷費 300、便當 800，總共 1100",
        "記帳 印刷費 300 元和便當 800 元，一共 1100 元，記一下",
        "記帳 印刷費 300\n便當 800\n合計 1100",
        "記帳 印刷費 300\n便當 800\n以上是社群的總支出，共 1100",
        "科目|金額\n印刷費|300\n便當|800\n|合計|1,100",
        "科目\t數量\t金額\n印刷費\t\t300\n便當\t\t800\n合計\t\t1,100",
        "記帳 印刷費 共300、便當 共800、總共1100",
        "記帳 合計 1100：印刷費 300、便當 800",
        "今天花了 1100：印刷費 300 便當 800",
        "合計 1100\n印刷費 300\n便當 800",
        "11/18 聚會總共 1,100 元\n印刷費 300\n便當 800",
        "印刷費 300\n便當 800\n以上總支出 1100",
        "印刷費300+便當800=1100",
    ],
)
def test_a_sum_of_several_expenses_is_none_of_them(said: str, library: Library) -> None:
    assert named(said, library) == [("印刷費", 300), ("便當", 800)]


@pytest.mark.parametrize(
    ("said", "entries"),
    [
        ("記帳 印刷費 300，便當 12個 80 共960", [("印刷費", 300), ("便當", 960)]),
        ("記帳 印刷費 300，便當 12個 80 共960，合計1260", [("印刷費", 300), ("便當", 960)]),
        ("記帳 印刷費 300、便當 12個 每個80，合計 1260", [("印刷費", 300), ("便當", 960)]),
        ("記帳 便當 12個 80 共960", [("便當", 960)]),
        ("記帳 便當 12個 80\n共960", [("便當", 960)]),
        ("記帳 印刷費 300、便當 800，合計 1100，飲料 500", [("印刷費", 300), ("便當", 800), ("飲料", 500)]),
        ("印刷 300 便當 200 小計 500\n飲料 100 小計 100\n合計 600", [("印刷", 300), ("便當", 200), ("飲料", 100)]),
        ("印刷 300 小計 300\n便當 200 飲料 100 小計 300", [("印刷", 300), ("便當", 200), ("飲料", 100)]),
        ("記帳 印刷費 800、便當 共800", [("印刷費", 800), ("便當", 800)]),
        ("記帳 印刷費 800\n電風扇 共800", [("印刷費", 800), ("電風扇", 800)]),
    ],
)
def test_what_a_sum_is_of_is_kept(said: str, entries: list[tuple[str, int]], library: Library) -> None:
    assert named(said, library) == entries


@pytest.mark.parametrize(
    "said",
    [
        "記帳 印刷費 300、便當 800，合計 1200",
        "記帳 合計 1200：印刷費 300、便當 800",
        "記帳 11/18 總共1200 印刷費300 便當800",
        "今天花了 1200：印刷費 300 便當 800",
        "合計 1200\n印刷費 300\n便當 800",
        "聚會 總共 1200\n印刷費 300\n便當 800",
        "印刷費 300\n便當 800\n合計 1200",
        "印刷費 300\n便當 800\n以上總支出 1200",
        "品項|金額\n印刷費|300\n便當|800\n總計|1,200",
        "印刷費300+便當800=1200",
    ],
)
def test_a_sum_that_fits_nothing_is_no_expense_and_all_of_it_know_what_was_claimed(said: str, library: Library) -> None:
    assert [(one.item.name, one.item.total, one.claimed) for one in told(said, library)] == [
        ("印刷費", 300, 1200),
        ("便當", 800, 1200),
    ]


def test_a_sum_is_claimed_only_of_what_stands_before_it(library: Library) -> None:
    assert [one.claimed for one in told("印刷費 300 便當 200 小計 600\n飲料 100", library)] == [600, 600, 0]


@pytest.mark.parametrize(
    ("said", "amounts"),
    [
        ("記帳 便當 12個 每個80 共 1000", (960, 1000)),
        ("記帳 便當 12個 80 共1000", (960, 1000)),
        ("記帳 印刷費 300、便當 每個80 12個 共 1000", (960, 1000)),
        ("記帳 印刷費 300，合計 1200", (300, 1200)),
    ],
)
def test_a_sum_that_is_not_the_price_times_the_number_is_in_doubt(
    said: str, amounts: tuple[int, ...], library: Library
) -> None:
    last = told(said, library)[-1]
    assert (last.item.total, last.why, last.amounts) == (0, "several", amounts)


@pytest.mark.parametrize(
    "said", ["記帳 便當 12個\n共960", "記帳 便當\n960 元", "記帳 共 960 便當12個", "共960：便當每個80"]
)
def test_a_sum_beside_its_thing_is_what_it_cost(said: str, library: Library) -> None:
    assert named(said, library) == [("便當", 960)]


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("記帳 11/18 印刷費 1240，11/19 便當 960", ["11-18", "11-19"]),
        ("記帳 昨天印刷費 1240 今天便當 960", ["11-21", "11-22"]),
        ("記帳 兩個便當 昨天 160，今天飲料 300", ["11-21", "11-22"]),
        ("記帳 11/18 便當 12個 80、飲料 300，11/19 印刷費 500", ["11-18", "11-18", "11-19"]),
        ("記帳 印刷費 1240 11/18，便當 960 11/19", ["11-18", "11-19"]),
    ],
)
def test_each_expense_of_a_line_has_its_own_day(said: str, days: list[str], library: Library) -> None:
    assert [one.when.days[0].isoformat()[5:] for one in told(said, library)] == days


@pytest.mark.parametrize(
    "said",
    [
        "記帳 外聘講師 5000 1節",
        "記帳 外聘講師 5000元×1節",
        "記帳 外聘講師 每節5000 1節",
        "記帳 便當 1個 500",
        "記帳 便當 500 1人",
    ],
)
def test_the_price_of_a_single_one_is_held_against_its_cap(said: str, library: Library) -> None:
    rules = library.rulebook(library.plans["keelung-113"])
    items = [one.item for one in told(said, library)]
    assert [one.severity for one in left(items, None, rules, "refine", "").findings] == ["violation"]


@pytest.mark.parametrize("said", ["我一個人去買便當 960 記帳", "記帳 便當 一次 960", "有一張是買茶包的 238"])
def test_what_counts_nothing_that_has_a_cap_makes_no_price(said: str, library: Library) -> None:
    rules = library.rulebook(library.plans["keelung-113"])
    items = [one.item for one in told(said, library)]
    assert [one.unit for one in items] == ["式"]
    assert left(items, None, rules, "refine", "").findings == ()


@pytest.mark.parametrize("said", ["記帳 便當×12", "記帳 便當 x 12", "記帳 便當*12"])
def test_how_many_there_are_is_not_what_they_cost(said: str, library: Library) -> None:
    (one,) = told(said, library)
    assert (one.item.total, one.why, one.lines) == (0, "price", ("meal",))


def test_a_box_is_no_multiplication(library: Library) -> None:
    (one,) = told("記帳 lunch box 1200", library)
    assert (one.item.total, one.why) == (1200, "")


def test_what_has_a_number_and_no_price_is_not_dropped_for_what_has_one(library: Library) -> None:
    assert [(one.item.name, one.why) for one in told("記帳 便當×12、印刷費 300", library)] == [
        ("便當", "price"),
        ("印刷費", ""),
    ]


def test_of_several_without_an_amount_each_is_asked_for() -> None:
    keeping = Keeping()
    assert "2 筆要問" in keeping.say("記帳 便當\n記帳 印刷費")
    keeping.say("960")
    keeping.say("500")
    assert [(one.item.name, one.amount) for one in keeping.entries] == [("便當", 960), ("印刷費", 500)]


def test_a_single_lesson_over_its_cap_is_saved_only_when_confirmed() -> None:
    keeping = Keeping()
    assert "5,000 元多了 3,000 元" in keeping.say("記帳 外聘講師 5000 1節")
    assert sum(one.amount for one in keeping.entries) == 0
    keeping.tap(next(one for one in keeping.choices if one.label == "還是記下"))
    assert sum(one.amount for one in keeping.entries) == 5000


@pytest.mark.parametrize(
    ("said", "total", "amounts"),
    [
        ("記帳 影印 150張 225元", 225, ()),
        ("記帳 印刷 200頁 300", 300, ()),
        ("記帳 影印 225元 150份", 0, (225, 33750)),
        ("記帳 便當 80 元 20個", 1600, ()),
        ("記帳 便當 12個 80 明細一張", 960, ()),
    ],
)
def test_a_price_above_its_cap_is_not_made_of_what_may_be_the_sum(
    said: str, total: int, amounts: tuple[int, ...], library: Library
) -> None:
    (one,) = told(said, library)
    assert (one.item.total, one.amounts) == (total, amounts)


@pytest.mark.parametrize(
    "said", ["已付 7-11 影印 35元", "影印 35元 統編12345678 記帳", "記帳 影印 35 統一編號:12345678", "再來 影印 35"]
)
def test_a_shop_and_its_number_are_no_amounts(said: str, library: Library) -> None:
    assert named(said, library) == [("影印", 35)]


@pytest.mark.parametrize("said", ["記帳 退貨 便當 80", "記帳 退費 便當 80 元", "記帳 便當 折讓 80"])
def test_what_came_back_is_no_expense(said: str, library: Library) -> None:
    (one,) = told(said, library)
    assert (one.item.total, one.why) == (0, "negative")


@pytest.mark.parametrize(
    ("said", "name"),
    [("今天繳了教室冷氣費 500", "教室冷氣費"), ("記帳 3箱飲料 每箱120", "飲料"), ("記帳 茶葉 每包 90 4包", "茶葉")],
)
def test_what_only_stands_beside_a_name_is_no_part_of_it(said: str, name: str, library: Library) -> None:
    (one,) = told(said, library)
    assert (one.item.name or one.item.category) == name
