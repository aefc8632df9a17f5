"""Meetings that come again, and the days they fall on."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.calendar import repeats, repetition, school_year

FIRST, LAST = school_year(103)


def days(text: str, first: date = FIRST, last: date = LAST) -> list[str]:
    return [one.day.isoformat() for one in repeats(text, first, last)]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("每月第一個週三聚會", ["2014-08-06", "2014-09-03", "2014-10-01"]),
        ("每個月第二、四個星期五下午3點共備", ["2014-08-08", "2014-08-22", "2014-09-12"]),
        ("每月第一週的週三", ["2014-08-06", "2014-09-03", "2014-10-01"]),
        ("每月最後一個禮拜五", ["2014-08-29", "2014-09-26", "2014-10-31"]),
        ("每週五", ["2014-08-01", "2014-08-08", "2014-08-15"]),
        ("每個星期三和五", ["2014-08-01", "2014-08-06", "2014-08-08"]),
        ("每週一三五", ["2014-08-01", "2014-08-04", "2014-08-06"]),
        ("幫我記每週三一點半共備", ["2014-08-06", "2014-08-13", "2014-08-20"]),
        ("隔週三", ["2014-08-06", "2014-08-20", "2014-09-03"]),
        ("每兩週一次，週三開會", ["2014-08-06", "2014-08-20", "2014-09-03"]),
        ("每隔一週的星期四", ["2014-08-07", "2014-08-21", "2014-09-04"]),
        ("每月15日", ["2014-08-15", "2014-09-15", "2014-10-15"]),
        ("每個月5號和20號", ["2014-08-05", "2014-08-20", "2014-09-05"]),
        ("每月31日", ["2014-08-31", "2014-10-31", "2014-12-31"]),
        ("每月底", ["2014-08-31", "2014-09-30", "2014-10-31"]),
        ("每月最後一天", ["2014-08-31", "2014-09-30", "2014-10-31"]),
    ],
)
def test_words_for_what_comes_again_give_days_of_the_school_year(text: str, begins: list[str]) -> None:
    assert days(text)[:3] == begins


@pytest.mark.parametrize(
    "text",
    [
        "每週三次",
        "每週一次",
        "每週一起備課",
        "每週三小時",
        "每週日語課",
        "每月一次",
        "每月32號",
        "每天",
        "每學期第一個週三",
        "下週三",
        "",
    ],
)
def test_what_names_no_day_gives_none(text: str) -> None:
    assert repetition(text) is None
    assert days(text) == []


def test_a_monthly_meeting_ends_with_the_school_year() -> None:
    found = days("每月第一個週三")
    assert len(found) == 12
    assert found[-1] == "2015-07-01"


def test_the_end_of_february_is_its_last_day_in_leap_years_too() -> None:
    assert days("每月底", date(2016, 2, 1), date(2016, 2, 29)) == ["2016-02-29"]
    assert days("每月底", date(2015, 2, 1), date(2015, 2, 28)) == ["2015-02-28"]


def test_a_fifth_weekday_is_left_out_in_months_that_have_four() -> None:
    assert days("每月第五個週五") == ["2014-08-29", "2014-10-31", "2015-01-30", "2015-05-29", "2015-07-31"]


def test_holidays_are_marked_and_not_left_out() -> None:
    closed = {one.day: one.closed for one in repeats("每月第二個週五", FIRST, LAST)}
    assert closed[date(2014, 10, 10)] == "國慶日"
    assert closed[date(2014, 9, 12)] == ""


def test_the_time_belongs_to_the_words_and_what_is_left_is_the_title() -> None:
    text = "每月第一個星期三下午3點聚會"
    found = repetition(text)
    assert found
    assert found.at == time(15)
    assert text[found.end :] == "聚會"
    assert found.said == text[found.start : found.end]


def test_a_rule_that_was_read_gives_the_days_of_its_words() -> None:
    rule = repetition("隔週三")
    assert rule
    assert repeats(rule, FIRST, LAST) == repeats("隔週三", FIRST, LAST)


def test_nothing_comes_again_in_a_time_that_ends_before_it_begins() -> None:
    assert days("每週五", LAST, FIRST) == days("每月15日", LAST, FIRST) == []


RULES = ["每週五", "隔週三", "每週二四", "每月第一個週三", "每月最後一個週五", "每月15日", "每月底"]


@given(st.sampled_from(RULES), st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 400))
def test_days_lie_in_their_time_in_order(text: str, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = [one.day for one in repeats(text, first, last)]
    assert all(first <= day <= last for day in found)
    assert all(one < other for one, other in pairwise(found))


@given(st.text(max_size=60))
def test_any_text_can_be_looked_at(text: str) -> None:
    found = repetition(f"每{text}")
    assert found is None or found.said
