"""A sum of several expenses that stands behind the last of them (…，合計 1100): no expense of its own."""

from collections.abc import Callable, Sequence
from itertools import accumulate

from content.ledger.amounts import Paid
from content.ledger.parts import Part, Row
from content.text.figure import Figure

Cost = Callable[[Row, Part], Paid]
Known = Callable[[Part], bool]


def without_sums(rows: Sequence[Row], cost: Cost, known: Known) -> None:
    """Takes such sums off, and what was nothing else. One that fits nothing leaves its expense in doubt.

    `cost`: what a part cost. `known`: whether the plan may know a name of it; such a part is never taken off.
    """
    if not any(_sum(part) for row in rows for part in row.parts):
        return
    _opened(rows, cost)
    before = list[int]()  # dollars of each expense so far
    for row in rows:
        for part in list(row.parts):
            if not _dropped(row, part, before, cost, known) and (mine := _dollars(cost(row, part))):
                before.append(mine)


def _opened(rows: Sequence[Row], cost: Cost) -> None:
    """Takes off a sum that stands before the first expense (合計 1100：…)."""
    (row, part), *others = [(row, part) for row in rows for part in row.parts]
    first = part.figures[0] if len(part.figures) > 1 else None
    rest = sum(_dollars(cost(*one)) for one in others)
    if first is None or first.role != "total" or not rest:
        return
    bare = Part(part.start, part.names, part.figures[1:], part.end)
    if first.span.high == rest + _dollars(cost(row, bare)):
        part.figures = bare.figures


def _dollars(paid: Paid) -> int:
    return paid.price * paid.quantity


def _sum(part: Part) -> Figure | None:
    """The last that is called a sum."""
    return next((one for one in reversed(part.figures) if one.role == "total" and one.dollars), None)


def _dropped(row: Row, part: Part, before: Sequence[int], cost: Cost, known: Known) -> bool:
    """Takes the sum of a run of expenses off a part; whether nothing was left of it."""
    last = _sum(part)
    if last is None or not before:
        return False
    bare = Part(part.start, part.names, [one for one in part.figures if one is not last], part.end)
    own = cost(row, bare)
    mine = (_dollars(own),) if own.price else own.amounts
    runs = enumerate(accumulate(reversed(before)), 1)
    fitting = max((many for many, run in runs if last.span.high - run in (mine or (0,))), default=0)
    if fitting and bare.paid:
        part.figures = bare.figures
    elif fitting and (not part.names or (fitting > 1 and not known(part))):  # one may just cost as much as another
        row.parts = [one for one in row.parts if one is not part]
        return True
    elif bare.paid and mine and not _is_own(last, own, mine):
        part.doubt = tuple(dict.fromkeys([*mine, int(last.span.high)]))
    return False


def _is_own(last: Figure, own: Paid, mine: Sequence[int]) -> bool:
    """Whether a sum is that of the part itself: 12個 80 共 960, or 每個 80 共 960."""
    return last.span.high in mine or own.why == "count"
