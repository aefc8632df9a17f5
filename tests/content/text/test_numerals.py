"""Numerals as people type them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.text.numerals import find, read, spell


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("1,240", 1240),
        ("１２", 12),
        ("3k", 3000),
        ("2.5K", 2500),
        ("1.5萬", 15000),
        ("1萬5", 15000),
        ("3萬2千", 32000),
        ("1 萬 5 千", 15000),
        ("1萬2500", 12500),
        ("2千5", 2500),
        ("5百", 500),
        ("3百20", 320),
        ("0.5", Fraction(1, 2)),
        ("一點五萬", 15000),
        ("十", 10),
        ("十七", 17),
        ("廿", 20),
        ("卅一", 31),
        ("一百一十五", 115),
        ("一百十五", 115),
        ("一一五", 115),
        ("二〇二六", 2026),
        ("參仟", 3000),
        ("壹萬貳仟", 12000),
    ],
)
def test_one_numeral_has_one_value(said: str, value: int | Fraction) -> None:
    assert read(said) == value


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("兩千五", "二千五百"),
        ("一萬二", "一萬二千"),
        ("一百八", "一百八十"),
        ("兩千九百八", "二千九百八十"),
        ("萬二", "一萬二千"),
    ],
)
def test_a_last_lone_digit_stands_for_the_next_unit_below(short: str, long: str) -> None:
    assert read(short) == read(long)


def test_a_zero_says_that_the_last_digit_stands_for_itself() -> None:
    assert (read("三千零五"), read("三千五")) == (3005, 3500)


@pytest.mark.parametrize("said", ["", "便當", "120元", "1,24", "百", "兩三", "三四百"])
def test_what_is_no_single_figure_has_no_value(said: str) -> None:
    assert read(said) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("外聘兩千五一節", [2500, 1]),
        ("外聘兩千三節", [2000, 3]),
        ("兩千五百一節", [2500, 1]),
        ("便當120元30人", [120, 30]),
        ("50元×45人×2場", [50, 45, 2]),
        ("一杯35共二十杯", [1, 35, 20]),
        ("總共六千 一個人兩百", [6000, 1, 200]),
        ("兩點五節", [Fraction(5, 2)]),
        ("3k一節", [3000, 1]),
        ("百分之六", [6]),
    ],
)
def test_numerals_are_found_where_a_counter_ends_them(text: str, values: list[int | Fraction]) -> None:
    assert [found.value for found in find(text)] == values


@pytest.mark.parametrize("text", ["一起吃飯", "萬一來不及", "統一發票", "買三四百元的茶點", "5kg"[1:]])
def test_words_and_rough_figures_are_no_numerals(text: str) -> None:
    assert list(find(text)) == []


def test_a_numeral_says_where_it_stands() -> None:
    text = "印刷費每人80，共1,600元"
    assert [text[found.start : found.end] for found in find(text)] == ["80", "1,600"]


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "零"), (15, "十五"), (240, "二百四十"), (2005, "二千零五"), (10010, "一萬零一十"), (120000, "十二萬")],
)
def test_numbers_are_spelt_as_in_a_receipt(number: int, said: str) -> None:
    assert spell(number) == said


@pytest.mark.parametrize("number", [-1, 10**12])
def test_what_nobody_spells_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        spell(number)


@given(st.integers(1, 99_999_999))
def test_what_is_spelt_is_read_back(number: int) -> None:
    assert read(spell(number)) == number


@given(st.integers(0, 99_999_999))
def test_thousands_may_be_set_apart(number: int) -> None:
    assert read(f"{number:,}") == number


@given(st.integers(1, 9), st.sampled_from([("百", 100), ("千", 1000), ("萬", 10000)]), st.integers(1, 9))
def test_either_script_may_be_mixed_in(high: int, unit: tuple[str, int], low: int) -> None:
    assert read(f"{high}{unit[0]}{low}") == high * unit[1] + low * unit[1] // 10


@given(st.text(alphabet="零一二兩三五九十百千萬億廿05.,k 點個節元", max_size=14))
def test_found_numerals_stand_in_order_and_apart(text: str) -> None:
    ends = [0]
    for found in find(text):
        assert ends[-1] <= found.start < found.end <= len(text)
        ends.append(found.end)
