"""What may still be spent, per line and in all: under the budget that was planned, the shares, and the tier's cap."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from content.budget import Draft, Finding, Item, Room, Rulebook, check
from content.budget_model import Line, LineRule
from content.budget_text.numbers import LUMP

Why = Literal["planned", "share", "tier", ""]
_EVERYWHERE: frozenset[str] = frozenset()
_PRICES: tuple[LineRule, ...] = ("price", "sum", "advice")  # rules that need the price of one
_BEHIND = 10**6  # numbers of planned items, where they stand beside spent ones


@dataclass(frozen=True, slots=True)
class LineLeft:
    """What a line still has. `left` is the least of what the budget, a share and the tier's cap leave: `why` it is.

    `planned`: what the budget has for it, None where there is none. `left` below zero: that much too much was spent;
    None where nothing limits it. `share`: what a share allows in all, None where the line has none.
    """

    line: str
    name: str
    planned: int | None
    spent: int
    left: int | None
    why: Why
    section: str
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """What was spent, what is left under the tier's cap (None where no cap is known) and of each line of the plan.

    `findings`: what the rules say of what was spent; `item` is the entry's number.
    """

    spent: int
    cap: Room | None
    lines: tuple[LineLeft, ...]
    findings: tuple[Finding, ...]

    def of(self, line: str) -> LineLeft | None:
        """A line by its id."""
        return next((one for one in self.lines if one.line == line), None)


def left(
    spent: Sequence[Item], planned: Draft | None, rules: Rulebook, tier: str, instalment: str, *, before: int = 0
) -> Left:
    """What is left of an instalment ("" for the whole year) in which so much was spent.

    `planned`: the budget that holds for it. `before`: dollars spent in other instalments, as the cap is the year's.
    Without it shares are of the whole cap: nobody can have more. Days of items are not looked at. Each line is told by
    itself: what one spends, the others may not have any more.
    """
    items = tuple(replace(one, on=None) for one in spent)
    paid = Draft(items, tier, instalment)
    checked, whole = check(paid, rules), sum(one.total for one in items)
    cap = next((replace(one, used=whole + before) for one in checked.rooms if not one.rate), None)
    base = replace(planned, tier=tier, instalment=instalment) if planned else _filled(paid, cap, rules)
    shares = {one.name: one for one in check(base, rules).rooms if one.rate}
    by_line, by_plan = _sums(items, rules), _sums(planned.items, rules) if planned else None
    lines = tuple(_line(line, by_line, by_plan, shares.get(line.name), cap) for line in rules.budget.lines.values())
    return Left(
        whole, cap, lines, tuple(_findings(paid, base, checked.findings, cap, rules, known=planned is not None))
    )


def _filled(paid: Draft, cap: Room | None, rules: Rulebook) -> Draft:
    """What was spent and, on a line without a share, all that the cap leaves."""
    line = next((one for one in rules.budget.lines.values() if not one.share and "price" not in one.rules), None)
    line = line or next((one for one in rules.budget.lines.values() if not one.share), None)
    if cap is None or cap.left <= 0 or line is None:
        return paid
    rest = Item(1 + max((one.no for one in paid.items), default=0), line.name, cap.left)
    return replace(paid, items=(*paid.items, rest))


def line_of(item: Item, rules: Rulebook) -> str:
    """The id of the line that pays for an item; "" where none does for sure."""
    row, _ = rules.row(replace(item, on=None), _EVERYWHERE)
    if row.line and len(row.lines) == 1:
        return row.line.id
    named = next((line for line in row.lines if line.name.partition("（")[0] == item.category), None)
    return named.id if named else ""


def _sums(items: Sequence[Item], rules: Rulebook) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in items:
        line = line_of(one, rules)
        found[line] = found.get(line, 0) + one.total
    return found


def _line(
    line: Line, spent: Mapping[str, int], planned: Mapping[str, int] | None, share: Room | None, cap: Room | None
) -> LineLeft:
    mine, budgeted = spent.get(line.id, 0), planned.get(line.id, 0) if planned is not None else None
    ways: list[tuple[int, Why, str]] = []
    if budgeted is not None:
        ways.append((budgeted - mine, "planned", line.section))
    if share is not None:
        ways.append((share.cap - mine, "share", share.section))
    if cap is not None:
        ways.append((cap.left, "tier", cap.section))
    least, why, section = min(ways, key=lambda way: way[0]) if ways else (None, "", line.section)
    allowed = share.cap if share else None
    return LineLeft(line.id, line.name, budgeted, mine, least, why, section, allowed)  # type: ignore[arg-type]


def _findings(
    paid: Draft, base: Draft, found: Sequence[Finding], cap: Room | None, rules: Rulebook, *, known: bool
) -> Iterator[Finding]:
    """What the rules say of what was spent. Shares are held against the whole budget, not against what is spent yet."""
    shares = {line.rules["share"] for line in rules.budget.lines.values() if line.share and "share" in line.rules}
    capped = {cap.rule} if cap else set()
    grave = (one for one in found if one.rule not in shares | capped and one.severity in ("violation", "warning"))
    yield from (one for one in grave if not _unpriced(one, paid, rules))
    if cap and cap.left < 0:
        text = rules.say("total_over", **_said(cap))
        yield Finding(cap.rule, "violation", text, cap.section, None, cap.used, cap.cap, -cap.left)
    for line in rules.budget.lines.values():
        if line.share and (mine := [one for one in paid.items if line_of(one, rules) == line.id]):
            yield from _shared(line, mine, base, rules, known=known)


def _unpriced(found: Finding, paid: Draft, rules: Rulebook) -> bool:
    """Whether a rule only misses the price of one, where nothing but the sum was written down."""
    prices = {line.rules[name] for line in rules.budget.lines.values() for name in _PRICES if name in line.rules}
    lump = found.item is not None and paid.item(found.item).unit == LUMP
    return found.rule in prices and found.severity == "warning" and lump


def _said(cap: Room) -> dict[str, str]:
    return {"tier": cap.name, "max": f"{cap.cap:,} 元", "total": f"{cap.used:,} 元", "more": f"{-cap.left:,} 元"}


def _shared(line: Line, mine: Sequence[Item], base: Draft, rules: Rulebook, *, known: bool) -> Iterator[Finding]:
    """A share of a budget of which this line is what was spent; a mere warning where no budget is `known`."""
    others = [replace(one, no=one.no + _BEHIND, on=None) for one in base.items if line_of(one, rules) != line.id]
    checked = check(replace(base, items=(*mine, *others)), rules)
    for one in checked.findings:
        if one.rule == line.rules.get("share") and one.severity in ("violation", "warning"):
            item = one.item if one.item is not None and one.item < _BEHIND else None
            yield replace(one, item=item, severity=one.severity if known else "warning")
