"""What a message names."""

import pytest

from content.library import Library
from content.query import RECENT, read
from content.saying import Number


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("我們27班可以幾群", [Number(27, "班")]),
        ("兩校合起來四個老師", [Number(2, "校"), Number(4, "人")]),
        ("68分會pass嗎", [Number(68, "分")]),
        ("我們是第十二案", [Number(12, "案")]),
    ],
)
def test_numbers_are_read_with_what_they_count(library: Library, said: str, numbers: list[Number]) -> None:
    assert list(read(said, library).numbers) == numbers


def test_a_slip_of_the_ear_is_mended_and_told(library: Library) -> None:
    query = read("申情社群要怎麼弄", library)
    assert "申請" in query.text
    assert query.mended


def test_a_county_with_two_plans_names_both_until_the_year_is_said(library: Library) -> None:
    assert set(read("桃園的雜支", library).plans) == {"taoyuan-103", "taoyuan-112"}
    assert read("桃園112的場次", library).plans == ("taoyuan-112",)


def test_the_county_of_the_current_plan_means_the_current_plan(library: Library) -> None:
    assert read("桃園初階補助", library, library.plans["taoyuan-103"]).plans == ("taoyuan-103",)


def test_where_a_lecturer_travels_from_is_no_county_asked_about(library: Library) -> None:
    assert read("講師從台中搭高鐵來", library).elsewhere == ""
    assert read("講師從花蓮坐火車來 車票", library).plans == ()
    assert read("台中的社群膳費多少", library).elsewhere == "台中"


def test_a_word_that_only_holds_a_county_names_none(library: Library) -> None:
    assert read("checklist在哪", library).plans == ()
    assert read("新北市有嗎", library).plans == ()


def test_a_tier_is_known_by_its_name_or_alias(library: Library) -> None:
    plan = library.plans["taoyuan-103"]
    assert read("示範跟進階差在哪", library, plan).tiers == ("model", "advanced")


def test_a_message_is_read_anew_under_another_plan_and_the_last_ones_are_kept(library: Library) -> None:
    plans = [library.plans["keelung-113"], library.plans["taoyuan-103"]]
    first, other = (read("我們是進階社群", library, plan) for plan in plans)
    assert (first.tiers, other.tiers) == ((), ("advanced",))
    assert read("我們是進階社群", library, plans[0]) is first
    for number in range(RECENT + 1):
        read(f"{number} 元可以嗎", library, plans[0])
    assert len(library.recent) == RECENT
    assert read("我們是進階社群", library, plans[0]) == first


@pytest.mark.parametrize(
    ("said", "plans", "switches"),
    [
        ("換到桃園103", ("taoyuan-103",), True),
        ("切換到桃園103", ("taoyuan-103",), True),
        ("回到桃園103", ("taoyuan-103",), True),
        ("講師搭車到桃園的費用", (), False),
        ("講師從桃園來", (), False),
    ],
)
def test_a_plan_is_switched_to_and_a_place_only_travelled_to(
    library: Library, said: str, plans: tuple[str, ...], switches: bool
) -> None:
    query = read(said, library, library.plans["keelung-113"])
    assert (query.plans, query.switches) == (plans, switches)
