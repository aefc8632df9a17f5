"""Numbers in what teachers type: price, quantity, total, share and base."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.expense.amounts import amounts
from content.expense.vocabulary import load_words
from content.library import HERE
from content.text import numerals
from content.text.figure import Figure
from content.text.money import figures
from content.text.normalise import clean

WORDS = load_words(HERE, [])
PRICES = st.integers(10, 99_999)
NUMBERS = st.integers(2, 99)


def read(text: str) -> tuple[Figure, ...]:
    return figures(clean(text), WORDS.money)


def sums(text: str) -> tuple[int | None, int | None, int | None]:
    """Price, total and open amount of a text, in dollars."""
    found = amounts(read(text))
    return tuple(None if one is None else int(one.high) for one in (found.price, found.total, found.loose))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "price", "total", "loose"),
    [
        ("一節兩千五", 2500, None, None),
        ("兩千五一節", 2500, None, None),
        ("每人 80 元，20 個人", 80, None, None),
        ("80元/人", 80, None, None),
        ("一份抓1百2", 120, None, None),
        ("單價 65", 65, None, None),
        ("兩位教授各 2000", 2000, None, None),
        ("50元×45人×2場", 50, None, None),
        ("120*20=2400", 120, 2400, None),
        ("一杯35共二十杯", 35, None, None),
        ("三節 6000", None, None, 6000),
        ("總共六千，一個人兩百", 200, 6000, None),
        ("NT$1,200", None, None, 1200),
        ("1萬5", None, None, 15000),
        ("3k", None, None, 3000),
    ],
)
def test_it_tells_which_number_is_which(text: str, price: int | None, total: int | None, loose: int | None) -> None:
    assert sums(text) == (price, total, loose)


@pytest.mark.parametrize(
    "text", ["113學年度", "4/26 交", "第2期", "附件三", "轉 7506", "12月3日", "27班", "三點四十分", "一起吃", "2代健保"]
)
def test_dates_ordinals_and_sizes_of_schools_are_no_amounts(text: str) -> None:
    assert not [figure for figure in read(text) if figure.dollars]


@pytest.mark.parametrize(
    ("text", "low", "high"), [("80-100元", 80, 100), ("四千到四千五", 4000, 4500), ("1000~2000", 1000, 2000)]
)
def test_two_ends_are_one_amount(text: str, low: int, high: int) -> None:
    (figure,) = read(text)
    assert (figure.span.low, figure.span.high) == (low, high)


@pytest.mark.parametrize(
    ("text", "percent"), [("6趴", 6), ("8%", 8), ("百分之六", 6), ("5成", 50), ("2.5％", Fraction(5, 2))]
)
def test_shares_are_read_in_percent(text: str, percent: Fraction) -> None:
    assert amounts(read(text)).percent == percent


@pytest.mark.parametrize(
    ("text", "base"),
    [("業務費兩萬，雜支編一千五", 20_000), ("5000元的補助款雜支 250", 5000), ("雜支 300，總額10000", 10_000)],
)
def test_a_base_is_told_from_the_expense(text: str, base: int) -> None:
    assert [int(figure.span.high) for figure in read(text) if figure.role == "base"] == [base]


@pytest.mark.parametrize(
    ("text", "above"), [("超過100元", True), ("100元以上", True), ("沒有超過100元", False), ("100以內", False)]
)
def test_more_than_an_amount_is_noticed(text: str, above: bool) -> None:
    assert amounts(read(text)).above is above


@pytest.mark.parametrize("text", ["2500 校外教授", "1490 台鐵", "800 桌遊", "3000 場地布置"])
def test_a_word_that_begins_like_a_counter_is_none(text: str) -> None:
    assert sums(text)[2] is not None


def test_half_a_period_counts() -> None:
    assert amounts(read("兩節半 5000")).counts[0].span.high == Fraction(5, 2)


@given(price=PRICES, number=NUMBERS, chinese=st.booleans())
def test_price_and_quantity_come_back(price: int, number: int, chinese: bool) -> None:
    said = numerals.spell(price) if chinese else f"{price:,}"
    found = amounts(read(f"每人{said}元，{number}個人"))
    assert found.price is not None
    assert (found.price.high, [figure.span.high for figure in found.counts]) == (price, [number])


@given(price=PRICES, number=NUMBERS)
def test_the_product_is_recognised_as_the_total(price: int, number: int) -> None:
    assert sums(f"{number}節，每節{price}元，共{price * number}元") == (price, price * number, None)


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    cleaned = clean(text)
    for figure in figures(cleaned, WORDS.money):
        assert 0 <= figure.start < figure.end <= len(cleaned)
        assert figure.span.low <= figure.span.high


@given(
    st.lists(st.sampled_from("0123456789一兩三十百千萬元塊節人個份每共各×*-到超過業務費補助%趴,、 "), max_size=24).map(
        "".join
    )
)
def test_any_heap_of_numbers_and_counters_can_be_read(text: str) -> None:
    amounts(read(text))
