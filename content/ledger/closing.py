"""Sums of several expenses that stand before or behind them (合計 1100): no expenses of their own."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from content.ledger.amounts import Paid
from content.ledger.parts import Part, Row
from content.text.figure import Figure

Cost = Callable[[Row, Part], Paid]
Known = Callable[[Part], bool]
_OPENS = re.compile(r"\s*(?:元|塊)?\s*(?:整|錢)?\s*:")  # 花了 1100：…
_ALL = re.compile(r"以上|總支出|總花費|總金額|總額|全部")  # of what stands above, whatever else is said
_STRONG = re.compile(r"總[共計支花金額]|[合小]計|一共|加起來")  # 共 alone may be that of one thing


def without_sums(rows: Sequence[Row], cost: Cost, known: Known) -> None:
    """Takes such sums off, and what was nothing else. Of one that fits nothing, its expenses know what was claimed.

    `cost`: what a part cost. `known`: whether the plan may know a name of it; such a part is never taken off.
    """
    if not any(part.paid for row in rows for part in row.parts):
        return
    _opened(rows, cost, known)
    _named(rows)
    before = list[tuple[Part, int]]()  # each expense so far, and its dollars
    for row in rows:
        for part in list(row.parts):
            if not _dropped(row, part, before, cost, known) and (mine := cost(row, part).total):
                before.append((part, mine))


def _opened(rows: Sequence[Row], cost: Cost, known: Known) -> None:
    """Takes off a sum that stands before the first expense (合計 1100：…)."""
    (row, part), *others = [(row, part) for row in rows for part in row.parts]
    money = [one for one in part.figures if one.dollars]
    first, rest = next(iter(part.figures), None), sum(cost(*one).total for one in others)
    if first is None or first not in money:
        return
    told = first.role == "total" or bool(_OPENS.match(row.text, first.end))
    bare = Part(part.start, part.names, part.figures[1:], part.end)
    if len(money) == 1:
        _headed(row, part, first, others, rest=rest, sure=told and not (part.names and known(part)))
        return
    own = cost(row, bare)
    mine = _amounts(own)
    if rest and any(first.span.high == one + rest for one in mine):
        part.figures = bare.figures
    elif told and mine and own.why != "count" and first.span.high not in mine and (rest or own.quantity == 1):
        part.figures = bare.figures
        _claim([part, *(one for _, one in others)], first)


def _headed(row: Row, part: Part, first: Figure, others: Sequence[tuple[Row, Part]], *, rest: int, sure: bool) -> None:
    """Takes off a sum that stands alone before the others; under a name of its own only before several of them."""
    several = len(others) > 1 and (first.span.high == rest or _STRONG.search(row.text))
    if not sure or not rest or len(part.figures) > 1 or (part.names and not several):
        return
    row.parts = [one for one in row.parts if one is not part]
    if first.span.high != rest:
        _claim((one for _, one in others), first)


def _named(rows: Sequence[Row]) -> None:
    """A sum in a line of its own is that of the thing above it, where that tells no amount."""
    found = [(row, part) for row in rows for part in row.parts]
    for (row, part), (_, following) in pairwise(found):
        if not part.paid and part.names and not following.names and following.paid:
            following.names = part.names
            _off(row, part)


def _claim(parts: Iterable[Part], told: Figure) -> None:
    for one in parts:
        one.claimed = int(told.span.high)


def _amounts(paid: Paid) -> tuple[int, ...]:
    """What it costs, or may cost."""
    return (paid.total,) if paid.price else paid.amounts


def _sum(row: Row, part: Part) -> Figure | None:
    """The last that is called a sum, or is one by its sign (300+800=1100)."""
    last = next((one for one in reversed(part.figures) if one.dollars), None)
    signed = last and last is not part.figures[0] and row.text[: last.start].rstrip()[-1:] == "="
    if last and (signed or (len(part.figures) == 1 and _ALL.search(row.text[: last.start]))):
        return replace(last, role="total")
    return next((one for one in reversed(part.figures) if one.role == "total" and one.dollars), None)


def _dropped(row: Row, part: Part, before: Sequence[tuple[Part, int]], cost: Cost, known: Known) -> bool:
    """Takes the sum of a run of expenses off a part; whether nothing was left of it."""
    last = _sum(row, part)
    if last is None or not before:
        return False
    bare = Part(part.start, part.names, [one for one in part.figures if one.start != last.start], part.end)
    own = cost(row, bare)
    mine = _amounts(own)
    runs = enumerate(accumulate(amount for _, amount in reversed(before)), 1)
    fitting = max((many for many, run in runs if last.span.high - run in (mine or (0,))), default=0)
    if fitting and bare.paid:
        part.figures = bare.figures
    elif fitting and (not part.names or (fitting > 1 and not known(part))):  # one may just cost as much as another
        return _off(row, part)
    elif not fitting and bare.paid and mine and not _is_own(last, own, mine):
        _against(part, bare, own, last, before)
    elif not fitting and not bare.paid and (not part.names or (_ALL.search(row.text) and not known(part))):
        _claim((one for one, _ in before), last)
        return _off(row, part)
    return False


def _off(row: Row, part: Part) -> bool:
    row.parts = [one for one in row.parts if one is not part]
    return True


def _against(part: Part, bare: Part, own: Paid, last: Figure, before: Sequence[tuple[Part, int]]) -> None:
    """A sum that fits nothing: of the part itself where that has a number of things, else of all so far."""
    if own.price and own.quantity == 1:
        part.figures = bare.figures
        _claim([part, *(one for one, _ in before)], last)
    else:
        part.doubt = tuple(dict.fromkeys([*_amounts(own), int(last.span.high)]))


def _is_own(last: Figure, own: Paid, mine: Sequence[int]) -> bool:
    """Whether a sum is that of the part itself: 12個 80 共 960, or 每個 80 共 960."""
    return last.span.high in mine or own.why == "count"
