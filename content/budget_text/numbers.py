"""Numbers of one item: price, quantity and unit, where they are certain."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from content.budget_model import Line
from content.budget_text.model import MOST, Unclear
from content.expense.mentions import PERIOD
from content.expense.model import Item as Said
from content.expense.readings import Reading, readings
from content.text.figure import EACH, Figure

LUMP = "式"  # the unit of a whole that is not taken apart
PERSON, OCCASION = "person", "occasion"
_PARTS = (PERIOD, "day", "term", "minute")  # kinds of which a half is one
_NEGATIVE = re.compile(r"(?:^|[^\d\s)\]])\s*[-−－](?=\d)|負(?=\d)")
_POWER = re.compile(r"\d\s*\^\s*\d|\de\+?\d")
_CURRENCY = re.compile(
    r"美[金元]|us\$|usd|日[圓幣元]|jpy|¥|歐元|eur\b|€|人民幣|rmb|cny|港[幣元]|hkd|英鎊|gbp|£|韓元|krw|泰銖|thb|越南盾|新幣|sgd"
)
_ZERO = re.compile(r"(?<![\d.,])0+(?:\.0+)?(?![\d.])")
_SUM = re.compile(r"[=:]\s*$")
_UNIT = re.compile(r"\s*(人時|人次|時|梯|班|式)")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whole dollars for one `unit`, of which there are `quantity`; `written`: a total that does not agree."""

    price: int
    quantity: int | Fraction = 1
    unit: str = LUMP
    written: int | None = None
    people: int | None = None  # who share it, or are paid

    @property
    def total(self) -> Fraction:
        """Dollars."""
        return Fraction(self.price) * self.quantity


def refuse(text: str) -> None:
    """Raises Unclear for text that holds no amount of ours, whatever else it says."""
    if found := _CURRENCY.search(text):
        raise Unclear("currency", found[0])
    if _POWER.search(text):
        raise Unclear("huge")
    if _NEGATIVE.search(text):
        raise Unclear("negative")


def numbers(said: Said, line: Line, figures: Iterable[Figure], text: str) -> tuple[Numbers, Numbers | None]:
    """What an item costs under a line; beside it the other way in which it may be meant. Raises Unclear."""
    mine = list(figures)
    bounded(mine, text)
    if said.amounts.percent is not None:
        raise Unclear("percent")
    if said.amounts.price is None and said.amounts.total is None and said.amounts.loose is None:
        raise Unclear("zero") if _ZERO.search(text) else Unclear("unknown")
    read = readings(said, line)
    if _priced(said, mine):
        loose = said.amounts.loose
        said = replace(said, amounts=replace(said.amounts, price=loose, each=(EACH,), loose=None))
        read = (readings(said, line)[0], *read)
    found = _numbers(read[0], said, line, mine, text)
    if len(read) < 2 or (said.amounts.loose is None and not _differs(read)):
        return found, None
    other = _numbers(read[1], replace(said, amounts=replace(said.amounts, price=None)), line, mine, text)
    return found, other if other.total != found.total and other.quantity != 1 else None


def _priced(said: Said, figures: list[Figure]) -> bool:
    """Whether an amount stands before how many there are (50 元 20 份): the price of one."""
    counted = [one.start for one in figures if one.kind == "count" and one.span.high != 1]
    amount = next((one.start for one in figures if one.dollars and not one.role), None)
    return said.amounts.loose is not None and amount is not None and bool(counted) and amount < min(counted)


def _differs(read: Sequence[Reading]) -> bool:
    """Whether somebody who asks about one expense would rather mean the whole."""
    return read[1].took == "total" and read[1].total != read[0].total


def bounded(figures: Sequence[Figure], text: str) -> None:
    """Raises Unclear for a figure that no item can have, and for one of which is not told what it counts."""
    for one in figures:
        if one.span.low != one.span.high:
            raise Unclear("range", text[one.start : one.end])
        if one.span.high > MOST:
            raise Unclear("huge")
        if one.span.high == 0:
            raise Unclear("zero")
        if one.kind == "count" and one.counts not in _PARTS and one.span.high.denominator > 1:
            raise Unclear("people", text[one.start : one.end])
    for one in reversed(figures):
        alone = one.kind == "bare" and not one.role and not _SUM.search(text[: one.start])
        if alone and any(other.dollars and other is not one for other in figures):
            raise Unclear("unit", text[one.start : one.end])


def _numbers(reading: Reading, said: Said, line: Line, figures: list[Figure], text: str) -> Numbers:
    if reading.total is None:
        raise Unclear("unknown")
    total, counts = reading.total.high, reading.counts
    people = next((int(f.span.high) for f in figures if f.kind == "count" and f.counts == PERSON), None)
    if not counts:
        return _uncounted(reading, total, line, people, _single(said, figures, text))
    quantity = Fraction(1)
    for one in counts:
        quantity *= one.span.high
    price = said.amounts.price.high if said.amounts.price else total / quantity
    if price * quantity != total or price.denominator > 1:
        return Numbers(_whole(total), people=people)
    written = _whole(reading.said.high) if reading.said else None
    unit = _unit(counts, line, text)
    others = people if any(one.counts != PERSON for one in counts) else None
    return Numbers(int(price), _plain(quantity), unit, written, others)


def _single(said: Said, figures: Iterable[Figure], text: str) -> str:
    """The counter of a lone one (×1 次); "" where a price is told for each and not how many (一節 2000)."""
    ones = [one for one in figures if one.kind == "count" and one.span.high == 1]
    if not ones or (said.amounts.price and EACH not in said.amounts.each):
        return ""
    written = _UNIT.match(text, ones[-1].end)
    return ones[-1].counter or (written[1] if written else "")


def _uncounted(reading: Reading, total: Fraction, line: Line, people: int | None, single: str) -> Numbers:
    """Without a number of units: one, a whole, one occasion, or a price of which is not told how often."""
    main = next(iter(line.per), "")
    if single:
        return Numbers(_whole(total), 1, single)
    priced = reading.took == "price" or (reading.price is not None and reading.took == "")
    if not priced or not main:
        return Numbers(_whole(total), people=people)
    if main != OCCASION:
        raise Unclear("count", line.per[main])
    return Numbers(_whole(total), 1, line.per[main], people=people)


def _unit(counts: Iterable[Figure], line: Line, text: str) -> str:
    """The counter of what the line is priced by, else of whatever is counted; the line's own where none was said."""
    counts, main = list(counts), next(iter(line.per), "")
    named = [one for one in counts if one.counter]
    best = [one for one in named if line.alias.get(one.counts, one.counts) == main] or named
    if best:
        return best[0].counter
    written = _UNIT.match(text, counts[-1].end)
    return written[1] if written else line.per.get(main, "")


def _whole(amount: Fraction) -> int:
    if amount.denominator > 1:
        raise Unclear("cents")
    if amount > MOST:
        raise Unclear("huge")
    return int(amount)


def _plain(number: Fraction) -> int | Fraction:
    return int(number) if number.denominator == 1 else number
