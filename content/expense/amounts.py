"""The figures of one expense put together: which is the price, which the total."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from content.text.figure import EACH, Figure, Span


@dataclass(frozen=True, slots=True)
class Amounts:
    """What is known of one expense. `loose` is an amount of which is not said whether it is the price or the total."""

    price: Span | None = None
    each: tuple[str, ...] = ()
    counts: tuple[Figure, ...] = ()
    total: Span | None = None
    loose: Span | None = None
    percent: Fraction | None = None
    above: bool = False


def amounts(found: Iterable[Figure]) -> Amounts:
    """The figures of one expense, put together."""
    mine = list(found)
    prices = [f for f in mine if f.role == "price"]
    totals = [f for f in mine if f.role == "total"]
    loose = [f for f in mine if f.dollars and not f.role]
    percent = next((f.span.high for f in mine if f.kind == "percent"), None)
    counts = tuple(f for f in mine if f.kind == "count" and f.span.high != 0 and (f.span.high != 1 or f.counts == ""))
    price, total, rest = _settled(prices, totals, loose)
    return Amounts(
        price=price.span if price else None,
        each=price.each if price else (),
        counts=counts,
        total=total.span if total else None,
        loose=rest.span if rest else None,
        percent=percent,
        above=any(f.above for f in mine),
    )


def _settled(
    prices: list[Figure], totals: list[Figure], loose: list[Figure]
) -> tuple[Figure | None, Figure | None, Figure | None]:
    """Price, total and what remains open. A second open amount is the other one of price and total."""
    price, total = next(iter(prices), None), next(iter(totals), None)
    if price is None and total is None and len(loose) > 1:
        pair = sorted(loose[:2], key=lambda f: f.span.high)
        return replace(pair[0], each=(EACH,)), pair[1], None
    if price and total is None and loose:
        return (price, loose[0], None) if loose[0].span.high >= price.span.high else (price, None, None)
    if total and price is None and loose and loose[0].span.high <= total.span.high:
        return replace(loose[0], each=(EACH,)), total, None
    return price, total, None if price or total else next(iter(loose), None)
