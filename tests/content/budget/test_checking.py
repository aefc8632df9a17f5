"""The check of a whole budget: what holds for all budgets, whatever their figures."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.budget import Checked, Draft, Finding, Fix, Item, Rulebook, applied, check
from content.budget.rules import METHODS
from content.library import load

LIBRARY = load()
MOST_TAPS = 60  # on 「調到上限」, until nothing is left to lower
CATEGORIES = [
    "外聘講座鐘點費",
    "內聘講座鐘點費",
    "講師鐘點費",
    "助理講師鐘點費",
    "外聘學者諮詢出席費",
    "出席費",
    "講師交通費",
]
CATEGORIES += [
    "印刷費",
    "講義費",
    "教材教具費",
    "資料蒐集費",
    "場地布置費",
    "場地使用費",
    "膳食費",
    "雜支",
    "二代健保",
    "其他",
]
NAMES = ["", "教授", "社群成員王老師", "本校視聽教室", "書籍", "平板", "便當", "外聘助理", "文具及二代健保"]
NOTES = [
    "",
    "外聘",
    "內聘",
    "外聘，觀課時段",
    "書面意見",
    "未附書單",
    "書單已附",
    "純講述",
    "半日研習",
    "國教輔導團",
    "無票根",
]
UNITS = ["", "節", "人次", "次", "式", "場", "冊", "人"]

items = st.builds(
    Item,
    no=st.just(0),
    category=st.sampled_from(CATEGORIES),
    price=st.integers(0, 4000),
    quantity=st.integers(0, 30) | st.fractions(0, 5, max_denominator=2),
    name=st.sampled_from(NAMES),
    unit=st.sampled_from(UNITS),
    amount=st.none() | st.integers(0, 9000),
    note=st.sampled_from(NOTES),
    purpose=st.sampled_from(["", "工作坊", "專題演講"]),
    participants=st.none() | st.integers(1, 99),
    assistants=st.none() | st.integers(0, 4),
    told=st.frozensets(st.sampled_from(["member", "book_listed", "no_outline", "co_lecturing"]), max_size=2),
)


@st.composite
def drafts(draw: st.DrawFn) -> tuple[str, Draft]:
    """A budget under one of the plans."""
    plan = LIBRARY.plans[draw(st.sampled_from(sorted(LIBRARY.plans)))]
    parts = LIBRARY.budgets[plan.id].instalments
    return plan.id, Draft(
        items=numbered(draw(st.lists(items, max_size=8))),
        tier=draw(st.sampled_from(["", *plan.tiers])),
        instalment=draw(st.sampled_from(["", *parts])),
        requested=draw(st.none() | st.integers(0, 40_000)),
        members=draw(st.none() | st.integers(0, 12)),
        participants=draw(st.none() | st.integers(1, 99)),
        schools=draw(st.none() | st.integers(0, 7)),
        told=draw(st.frozensets(st.sampled_from(["workshop", "book_not_listed", "no_lecturer_info"]))),
    )


def numbered(found: list[Item]) -> tuple[Item, ...]:
    """The items with the numbers of their places."""
    return tuple(with_number(item, number) for number, item in enumerate(found, 1))


def with_number(item: Item, number: int) -> Item:
    values = {name: getattr(item, name) for name in Item.__slots__}
    return Item(**{**values, "no": number})


def nameless(checked: Checked) -> list[str]:
    """The findings without the numbers of items."""
    return sorted(
        repr((one.rule, one.severity, one.text, one.section, one.figure, one.cap, one.over, one.ask))
        for one in checked.findings
    )


def rules(plan: str) -> Rulebook:
    return LIBRARY.rulebook(LIBRARY.plans[plan])


def only(checked: Checked, rule: str) -> Finding:
    """The one finding of a rule."""
    (found,) = [one for one in checked.findings if one.rule == rule]
    return found


@settings(max_examples=1000)
@given(drafts(), st.randoms(use_true_random=False))
def test_what_is_found_does_not_depend_on_the_order_of_the_items(case: tuple[str, Draft], random: Random) -> None:
    plan, draft = rules(case[0]), case[1]
    order = list(draft.items)
    random.shuffle(order)
    shuffled = check(Draft(**{**fields(draft), "items": tuple(order)}), plan)
    assert shuffled == check(draft, plan)
    renumbered = check(Draft(**{**fields(draft), "items": numbered(order)}), plan)
    assert nameless(renumbered) == nameless(shuffled)


def fields(draft: Draft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in Draft.__slots__}


@given(drafts())
def test_the_same_budget_gets_the_same_words_whatever_was_checked_before(case: tuple[str, Draft]) -> None:
    plan, draft = rules(case[0]), case[1]
    fresh = Rulebook(plan.plan, plan.budget, plan.words, plan.phrases)
    assert repr(check(draft, fresh)).encode() == repr(check(draft, plan)).encode()


@given(drafts())
def test_every_finding_has_a_sentence_and_a_place(case: tuple[str, Draft]) -> None:
    plan, draft = rules(case[0]), case[1]
    numbers = {item.no for item in draft.items}
    for one in check(draft, plan).findings:
        assert one.rule
        assert one.section
        assert one.text
        assert "{" not in one.text
        assert one.item is None or one.item in numbers


@given(drafts())
def test_taps_on_what_is_proposed_end_with_nothing_left_to_mend(case: tuple[str, Draft]) -> None:
    plan, draft = rules(case[0]), case[1]
    for _ in range(MOST_TAPS):
        open_ones = [one.fix for one in check(draft, plan).findings if one.fix]
        if not open_ones:
            return
        changed = applied(draft, open_ones[0])
        assert changed != draft
        draft = changed
    pytest.fail(f"never ends: {open_ones}")


@given(
    others=st.integers(0, 10**6), method=st.sampled_from(METHODS), plan=st.sampled_from(["taoyuan-103", "keelung-113"])
)
def test_a_share_of_a_base_that_holds_the_line_itself_is_the_highest_that_fits(
    others: int, method: str, plan: str
) -> None:
    limit = rules(plan).limits["misc"][method]  # type: ignore[index]
    most = limit.most(others)
    assert most <= (others + most) * limit.of_whole
    assert most + 1 > (others + most + 1) * limit.of_whole


@given(price=st.integers(0, 5000), halves=st.integers(0, 20))
def test_what_does_not_come_out_even_is_rounded_down(price: int, halves: int) -> None:
    total = Item(1, "印刷費", price, Fraction(halves, 2)).total
    assert total <= price * Fraction(halves, 2) < total + 1


@pytest.mark.parametrize(("written", "wrong"), [(831, True), (832, False), (833, False), (834, True)])
def test_either_neighbour_of_an_uneven_product_may_be_written(written: int, wrong: bool) -> None:
    draft = Draft((Item(1, "外聘講座鐘點費", 333, Fraction(5, 2), amount=written),))
    found = [one.rule for one in check(draft, rules("taoyuan-103")).findings]
    assert ("SUM-LINE" in found) is wrong


def test_half_of_an_odd_rate_is_rounded_down() -> None:
    draft = Draft(
        (Item(1, "外聘助理講師", 501, note="內聘"), Item(2, "內聘講師", 501, told=frozenset({"co_lecturing"})))
    )
    found = only(check(draft, rules("keelung-113")), "COLECT")
    assert (found.item, found.cap, found.over, found.fix) == (2, 500, 1, Fix("price", 500, 2))


def test_the_room_under_each_cap_is_told_after_each_item() -> None:
    items = (Item(1, "講師交通費", 7600), Item(2, "雜支", 300), Item(3, "教材教具費", 400))
    rooms = {room.rule: room for room in check(Draft(items, "advanced", "first"), rules("taoyuan-103")).rooms}
    assert {rule: (room.used, room.cap, room.left) for rule, room in rooms.items()} == {
        "CAP": (8300, 10_000, 1700),
        "MISC5": (300, 398, 98),  # the printed example: 8,000 others and 398 are 8,398, of which 4.75 % are 398.9
        "MAT20": (400, 1975, 1575),  # a quarter of the other 7,900
    }
    assert {room.period for room in rooms.values()} == {"第一期"}
    assert (rooms["MISC5"].rate, rooms["MISC5"].base, rooms["MISC5"].whole) == ("5 %", "其他項目合計", 8000)


def test_sundries_are_told_what_fits_and_how_much_to_move() -> None:
    items = (Item(1, "講師交通費", 4750), Item(2, "雜支", 250))
    found = only(check(Draft(items, "beginner"), rules("taoyuan-103")), "MISC5")
    assert (found.severity, found.figure, found.cap, found.over, found.item) == ("violation", 250, 236, 14, 2)
    assert found.fix == Fix("amount", 236, 2)
    assert "250 元" in found.text, "what the review sheet allows is told, too"


def test_a_fix_of_a_whole_amount_keeps_the_price_where_it_can() -> None:
    draft = Draft((Item(1, "雜支", 120, 3), Item(2, "雜支", 500)))
    assert applied(draft, Fix("amount", 300, 1)).item(1).total == 240
    assert applied(draft, Fix("amount", 300, 2)).item(2).total == 300
    assert applied(draft, Fix("requested", 740)).requested == 740


@pytest.mark.parametrize(
    ("severities", "standing"),
    [
        ([], "pass"),
        (["ok", "info"], "pass"),
        (["warning"], "pass_with_warnings"),
        (["warning", "ask"], "needs_confirmation"),
        (["ask", "violation"], "fail"),
    ],
)
def test_the_worst_finding_decides(severities: list[str], standing: str) -> None:
    found = tuple(
        Finding("R", "warning" if one == "ask" else one, "說明", "一", ask=one == "ask")  # type: ignore[arg-type]
        for one in severities
    )
    assert Checked(0, None, (), found).standing == standing


@pytest.mark.parametrize(
    "bad",
    [
        lambda: Item(1, "雜支", -1),
        lambda: Item(1, "雜支", 1, -2),
        lambda: Item(1, "雜支", 10**13),
        lambda: Draft((Item(1, "雜支", 1), Item(1, "印刷費", 1))),
    ],
)
def test_a_number_out_of_range_or_twice_is_refused(bad: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="number"):
        bad()


def test_a_sixth_plan_is_checked_without_a_line_of_code(small: Path) -> None:
    library = load(small)
    plan = library.rulebook(library.plans["qingshan-120"])
    most = next(iter(plan.budget.totals.tiers.values())) if plan.budget.totals else None
    assert most
    tier = next(iter(library.plans["qingshan-120"].tiers))
    items = (Item(1, "餐點費", 999, 40, "便當", "個"), Item(2, "雜支", 5000), Item(3, "獎品", 1))
    found = {one.rule: one.severity for one in check(Draft(items, tier, members=0), plan).findings}
    assert found == {
        "CAP": "violation",
        "MEAL": "violation",
        "MISC": "violation",
        "MINPEOPLE": "violation",
        "NOTLISTED": "warning",
    }
