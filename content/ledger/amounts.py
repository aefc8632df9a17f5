"""Figures of one expense → what was paid for it, where that is certain."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from content.budget_model import Line
from content.budget_text.model import MOST
from content.budget_text.numbers import LUMP
from content.expense.readings import amount_of
from content.ledger.model import Why
from content.text.figure import Figure

ABSURD = 15  # dollars: no such thing costs less
FACTOR = re.compile(r"(?:[×*]|(?<![a-z])x)\s*$")  # not the end of a box
LEAVES = ("張", "頁", "面")  # cost a dollar or two
SHEETS = "張"  # what receipts are counted by


@dataclass(frozen=True, slots=True)
class Paid:
    """Whole dollars for one `unit`, of which there are `quantity`; 0 where it is not certain, with what it may be."""

    price: int = 0
    quantity: int = 1
    unit: str = LUMP
    why: Why = ""
    amounts: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """Whole dollars for all of them."""
        return self.price * self.quantity


def paid(figures: Sequence[Figure], text: str, line: Line | None) -> Paid:
    """What one expense cost."""
    if why := _wrong(figures):
        return Paid(why=why)
    if len(figures) == 1 and figures[0].kind == "bare" and FACTOR.search(text[: figures[0].start]):  # 便當×12
        return Paid(quantity=int(figures[0].span.high), why="price")
    return _single(_certain(figures, text, line), figures, text, line)


def _certain(figures: Sequence[Figure], text: str, line: Line | None) -> Paid:
    counts, prices, totals, loose = _sorted(figures, text)
    many = _product(counts)
    if totals:
        whole, own = _whole(totals[-1], counts, many), _stated(counts, prices, loose, line)
        amounts = tuple(dict.fromkeys((own.total, int(totals[-1]))))
        return Paid(why="several", amounts=amounts) if own.price and own.total != totals[-1] else whole
    return _stated(counts, prices, loose, line)


def _stated(counts: Sequence[Figure], prices: Sequence[Fraction], loose: Sequence[Figure], line: Line | None) -> Paid:
    """What is said of one and of their number, whatever sum stands beside it."""
    many = _product(counts)
    if len(set(prices)) > 1 and not loose:  # 一本 420 一本 380
        return Paid(why="several", amounts=(int(sum(prices)),))
    if prices:
        return _priced(prices[0], loose, counts, many)
    if len(loose) == 1:
        return _open(loose[0], counts, many, line)
    return _of_several([one.span.high for one in loose], counts, many) if loose else Paid(why="price")


def _single(found: Paid, figures: Sequence[Figure], text: str, line: Line | None) -> Paid:
    """The sum for a single one (5000 1節) is the price of one, where the plan has a highest price for such ones."""
    counts = [one for one in figures if one.kind == "count" and one.counter]
    if not found.price or found.quantity != 1 or len(counts) != 1 or counts[0].span.high != 1:
        return found
    (one,) = counts
    aside = one.counter == SHEETS or (one.counts == "person" and not text[one.start].isdigit())  # 我一個人去買
    if line is None or aside or amount_of(line.price.max) is None:
        return found
    fits = line.alias.get(one.counts, one.counts) in ("piece", next(iter(line.per), ""))
    return replace(found, unit=one.counter) if fits else found


def _wrong(figures: Sequence[Figure]) -> Why:
    """What no expense costs."""
    for one in figures:
        if one.kind == "percent":
            return "percent"
        if one.span.low != one.span.high:
            return "range"
        if one.span.high > MOST:
            return "huge"
        if one.kind != "count" and one.span.high == 0:
            return "zero"
        if one.kind == "money" and one.span.high.denominator > 1:
            return "cents"
    return ""


def _sorted(figures: Sequence[Figure], text: str) -> tuple[list[Figure], list[Fraction], list[Fraction], list[Figure]]:
    """Quantities, prices of one, totals, and amounts of which is not said what they are."""
    alone = not any(one.dollars for one in figures)
    factors = [one for one in figures if one.kind == "bare" and not one.dollars and FACTOR.search(text[: one.start])]
    counts = [one for one in figures if one.kind == "count" and one.span.high > 0] + factors
    money = [one for one in figures if one not in counts and one.kind in ("money", "bare") and (one.dollars or alone)]
    prices = [one.span.high for one in money if one.role == "price"]
    totals = [one.span.high for one in money if one.role == "total"]
    return counts, prices, totals, [one for one in money if one.role not in ("price", "total")]


def _product(counts: Sequence[Figure]) -> Fraction:
    product = Fraction(1)
    for one in counts:
        product *= one.span.high
    return product


def _whole(total: Fraction, counts: Sequence[Figure], many: Fraction) -> Paid:
    """A sum that was paid, taken apart where it comes out even."""
    if total.denominator > 1:
        return Paid(why="cents")
    if total > MOST:
        return Paid(why="huge")
    price = total / many
    named = next((one.counter for one in counts if one.counter and one.span.high > 1), "")
    if many > 1 and many.denominator == 1 and price.denominator == 1 and price >= 1:
        return Paid(int(price), int(many), named)
    return Paid(int(total))


def _priced(price: Fraction, loose: Sequence[Figure], counts: Sequence[Figure], many: Fraction) -> Paid:
    """A price of one; a further amount is the sum."""
    sums = [one.span.high for one in loose]
    if price * many in sums or (sums and many == 1):
        return _whole(max(sums), counts, many)
    if sums:
        return _of_several([price * many, *sums], counts, many)
    if not counts:
        return Paid(why="count", amounts=(int(price),) if price.denominator == 1 else ())
    return _whole(price * many, counts, many)


def _of_several(sums: Sequence[Fraction], counts: Sequence[Figure], many: Fraction) -> Paid:
    """Several amounts: the one that is a price times the number of units, else any of them."""
    if fitting := [one for one in sums if many > 1 and one / many in sums]:
        return _whole(max(fitting), counts, many)
    whole = tuple(dict.fromkeys(int(one) for one in sums if one.denominator == 1))
    return Paid(whole[0]) if len(whole) == 1 else Paid(why="several", amounts=whole)


def _open(one: Figure, counts: Sequence[Figure], many: Fraction, line: Line | None) -> Paid:
    """One amount: the sum, but where it stands before how many there are, or would be absurdly little for them."""
    amount = one.span.high
    first = min((count.start for count in counts if count.span.high > 1), default=one.start)
    before, little = one.start < first, many > 1 and amount / many < ABSURD
    if many > 1 and not before and all(count.counter in LEAVES for count in counts if count.span.high > 1):
        return _whole(amount, counts, many)  # 影印 150張 225
    if many <= 1 or not (before or little):
        return _whole(amount, counts, many)
    highest = amount_of(line.price.max) if line else None
    if highest is not None and amount > highest * 3:
        return _whole(amount, counts, many)
    if highest is not None and amount <= highest:
        return _whole(amount * many, counts, many)
    return Paid(why="several", amounts=(int(amount), int(amount * many)))
