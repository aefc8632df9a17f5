"""Amounts under a budget line: the price of one unit and the total. Two readings where it is not said which."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from content.budget_model import Line
from content.expense.model import Item
from content.model import Fact
from content.text.figure import EACH, Figure, Span
from content.values import Money

FAR = 3  # an open amount above so many times the highest price is a total
FAR_FEE = 2  # the same where a fee is named (影印費 300), which people give as a sum
APIECE = 300  # dollars up to which an open amount is the price of a thing that each gets (便當), whatever the cap
LITTLE = Fraction(1, 4)  # a price below this part of the highest one is hardly meant
_PIECE = "piece"
_BULK, _PAGE = "bulk", "page"  # a crate that people share; a sheet of a handout


@dataclass(frozen=True, slots=True)
class Reading:
    """`price` is for one unit of the line (one person, one time); None where the number of units is not known.

    `took` says how an open amount was taken.
    """

    price: Span | None
    total: Span | None
    counts: tuple[Figure, ...] = ()
    took: Literal["", "price", "total"] = ""
    agrees: bool = True
    said: Span | None = None  # a total that was said and does not fit price × quantity


def readings(item: Item, line: Line) -> tuple[Reading, ...]:
    """What the amounts may mean, the likelier reading first."""
    units = _Units(item, line)
    amounts = item.amounts
    if amounts.price is not None:
        known = units.of_price(amounts.price, amounts.each, amounts.total)
        return (known,) if known.agrees or known.said is None else (known, units.of_total(known.said, "total"))
    if amounts.total is not None:
        return (units.of_total(amounts.total, ""),)
    if amounts.loose is not None:
        return tuple(_open(units, amounts.loose))
    return (Reading(None, None, units.counts),)


def top(line: Line) -> Fraction | None:
    """The highest price of one unit, in dollars: the cap, or what is planned."""
    return amount_of(line.price.max or line.planned.price)


def amount_of(fact: Fact | None) -> Fraction | None:
    """A fact's dollars; None where it has none."""
    return Fraction(fact.value.amount) if fact and isinstance(fact.value, Money) else None


class _Units:
    """How one item is counted under one line."""

    def __init__(self, item: Item, line: Line) -> None:
        self.item, self.line = item, line
        self.main = next(iter(line.per), "")
        counts = item.amounts.counts
        kinds = {*line.per, _BULK}
        self.counts = tuple(f for f in counts if self.named(f.counts) in kinds) if line.per else counts
        self.pages = next((f.span.high for f in counts if f.counts == _PAGE), Fraction(1)) if line.per else Fraction(1)

    def named(self, kind: str) -> str:
        """What a counter counts here: a 個 of lunch is a person, unless it is shared."""
        if kind == "":
            return self.main
        return kind if kind == _PIECE and self.item.shared else self.line.alias.get(kind, kind)

    def number(self, wanted: tuple[str, ...] | None = None) -> Fraction:
        """How many units were counted of some kinds; of all where none are given."""
        product = Fraction(1)
        for figure in self.counts:
            if wanted is None or self.named(figure.counts) in wanted:
                product *= figure.span.high
        return product

    def counted(self, kind: str) -> bool:
        """Whether units of a kind were counted."""
        return any(self.named(figure.counts) == kind for figure in self.counts)

    def of_price(
        self, price: Span, each: tuple[str, ...], said: Span | None, took: Literal["", "price"] = ""
    ) -> Reading:
        """A price that was said for `each`; one for more than a unit (一次 1500，10 個人) is shared out."""
        if _PAGE in each:  # 40 頁, 一頁 3 元: 120 a copy
            price, each = price.times(self.pages), (EACH,)
        kinds = set(self.line.per) if EACH in each or not each else {self.named(kind) for kind in each}
        whole = bool(self.line.per) and self.main not in kinds
        shared = (self.main,) if whole else ()
        known = not whole or self.counted(self.main) or self.main == "occasion"  # 出席費每人 2500: of one meeting
        crates = self.number(tuple(kinds - set(self.line.per)) if self.line.per else ())
        unit = price.times(crates / self.number(shared)) if known else None
        total = price.times(self.number(self._multiplying(kinds, shared)))
        fits = said is None or not self.counts or (said.low <= total.high and total.low <= said.high)
        return Reading(
            unit, said if said and not self.counts else total, self.counts, took, fits, None if fits else said
        )

    def _multiplying(self, kinds: set[str], shared: tuple[str, ...]) -> tuple[str, ...] | None:
        """The kinds of count that a price is multiplied with; None for all."""
        return tuple({*self.line.per, *kinds} - set(shared)) if self.line.per else None

    def of_total(self, total: Span, took: Literal["", "total"]) -> Reading:
        """A total that was said."""
        known = self.counted(self.main) or (self.main == "occasion" and bool(self.counts))
        unit = total.times(1 / self.number(tuple(self.line.per))) if known else None
        return Reading(unit, total, self.counts, took)


def _open(units: _Units, loose: Span) -> Iterator[Reading]:
    """An amount of which is not said whether it is the price or the total."""
    price = units.of_price(loose, (EACH,), None, "price")
    total = units.of_total(loose, "total")
    highest = top(units.line)
    if not units.line.per:
        yield total
    elif highest is None:
        yield total if units.number() > 1 else price
    elif units.number(tuple(units.line.per)) > 1:
        yield from _counted(units.line, price, total, loose, highest)
    else:
        yield from _uncounted(units, price, total, loose, highest)


def _counted(line: Line, price: Reading, total: Reading, loose: Span, highest: Fraction) -> Iterator[Reading]:
    """20 個便當 1600: with a quantity it is the total, unless that makes the price absurd."""
    lowest = amount_of(line.price.min) or highest * LITTLE
    unit = total.price.high if total.price is not None else loose.high
    as_total, as_price = lowest <= unit <= highest, lowest <= loose.high <= highest
    absurd = unit < lowest and loose.high <= highest * FAR
    if absurd or (as_price and not as_total):
        yield price
    elif as_total and next(iter(line.per)) == "person" and highest < loose.high <= highest * FAR:
        yield from (total, price)
    else:
        yield total


def _uncounted(units: _Units, price: Reading, total: Reading, loose: Span, highest: Fraction) -> Iterator[Reading]:
    """便當 120 is a price, 餐費 3000 a total; 外聘講師 4000 is most likely two periods."""
    apiece = units.main == "person" and not units.item.mention.said.endswith("費")
    far = max(highest * FAR, Fraction(APIECE)) if apiece else highest * FAR_FEE
    if units.item.shared or loose.high > far:
        yield total if units.main != "occasion" else price
    elif loose.high > highest and units.main == "period" and loose.high % highest == 0:
        yield total
    else:
        yield price
