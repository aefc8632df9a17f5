"""Typed values: read by their shape, said the way teachers write them."""

from datetime import date, time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.values import Clock, Count, Day, Money, Month, Percent, Period, Text, Value, read_value, roc

DAYS = st.dates(date(1912, 1, 1), date(2111, 12, 31))
MONTHS = st.builds(Month, st.integers(1912, 2111), st.integers(1, 12))
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
COUNTERS = ["人", "次", "份", "張", "小時", "分鐘", "天", "班", "分", "場", "校", "節", "頁", "項"]


def written(moment: Day | Month) -> str:
    """A day or month as it stands in facts.yaml."""
    return moment.day.isoformat() if isinstance(moment, Day) else f"{moment.year:04}-{moment.month:02}"


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("5000 TWD", Money(5000), "5,000 元"),
        ("0 TWD", Money(0), "0 元"),
        ("6 %", Percent(Fraction(6)), "6 %"),
        ("7.14 %", Percent(Fraction("7.14")), "7.14 %"),
        ("6 人", Count(6, "人"), "6 人"),
        ("6人", Count(6, "人"), "6 人"),
        ("1200 份", Count(1200, "份"), "1,200 份"),
        ("2014-05-30", Day(date(2014, 5, 30)), "103年5月30日（五）"),
        ("2015-06", Month(2015, 6), "104年6月"),
        ("2014-08/2015-06", Period(Month(2014, 8), Month(2015, 6)), "103年8月至104年6月"),
        (
            "2014-05-01/2014-06-20",
            Period(Day(date(2014, 5, 1)), Day(date(2014, 6, 20))),
            "103年5月1日（四）至103年6月20日（五）",
        ),
        ("13:00", Clock(time(13)), "13:00"),
        ("09:00/12:30", Clock(time(9), time(12, 30)), "09:00–12:30"),
        ("南崁國小", Text("南崁國小"), "南崁國小"),
        ("3322101 轉 7506", Text("3322101 轉 7506"), "3322101 轉 7506"),
        ("https://example.tw/2014-05-30", Text("https://example.tw/2014-05-30"), "https://example.tw/2014-05-30"),
    ],
)
def test_a_value_is_read_by_its_shape_and_said_in_chinese(text: str, value: Value, shown: str) -> None:
    assert read_value(text) == value
    assert str(read_value(text)) == shown


@pytest.mark.parametrize(
    "text", ["2015-02-30", "2014-13-01", "2014-13", "2014-00", "25:00", "09:00/24:30", "2014-08/2015-13"]
)
def test_a_date_or_time_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_value(text)


@given(st.integers(0, 10**9))
def test_money_keeps_its_amount(amount: int) -> None:
    assert read_value(f"{amount} TWD") == Money(amount)
    assert str(Money(amount)).replace(",", "") == f"{amount} 元"


@given(st.integers(0, 10**6), st.sampled_from(COUNTERS))
def test_a_count_keeps_number_and_counter(number: int, unit: str) -> None:
    value = read_value(f"{number} {unit}")
    assert value == Count(number, unit)
    assert read_value(str(value).replace(",", "")) == value


@given(st.decimals(0, 100, places=2))
def test_a_percentage_is_exact(rate: object) -> None:
    assert read_value(f"{rate} %") == Percent(Fraction(str(rate)))


@given(st.integers(0, 10**7), st.integers(0, 100))
def test_a_share_is_the_most_that_may_be_spent(amount: int, rate: int) -> None:
    share = Percent(Fraction(rate)).of(amount)
    assert share * 100 <= amount * rate < (share + 1) * 100


@given(DAYS)
def test_a_day_is_told_in_the_republics_years_with_its_weekday(day: date) -> None:
    value = read_value(day.isoformat())
    assert value == Day(day)
    assert str(value) == f"{day.year - 1911}年{day.month}月{day.day}日（{'一二三四五六日'[day.weekday()]}）"
    assert str(value).startswith(roc(day))


@given(st.one_of(DAYS.map(Day), MONTHS), st.one_of(DAYS.map(Day), MONTHS))
def test_a_period_keeps_both_ends(start: Day | Month, end: Day | Month) -> None:
    assert read_value(f"{written(start)}/{written(end)}") == Period(start, end)


@given(TIMES, TIMES)
def test_times_are_read_back_as_they_are_said(start: time, end: time) -> None:
    assert read_value(f"{start:%H:%M}") == Clock(start)
    assert read_value(str(Clock(start, end)).replace("–", "/")) == Clock(start, end)


@given(st.text())
def test_any_other_text_stays_as_it_is(text: str) -> None:
    try:
        value = read_value(text)
    except ValueError:
        return
    assert not isinstance(value, Text) or value.text == text
