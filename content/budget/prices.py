"""One item against the bounds of one unit's price."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from content.budget.model import Finding, Fix, Item
from content.budget.rules import Rulebook, money
from content.budget.sheet import Placed
from content.budget_model import Condition, Line, Severity
from content.expense.wording import dollars

HALVES = 2  # two who share a period get half each
UNITS = ("", "piece")  # kinds of counters that may count whatever a line is priced by
LUMPS = ("lump",)  # 1 式: a whole that the form does not take apart


@dataclass(frozen=True, slots=True)
class Bound:
    """The highest price of an item's unit: `most`, which is for `people` where they share it."""

    most: int
    people: int = 1

    @property
    def price(self) -> int:
        """Dollars that the item's price may come to."""
        return self.most * self.people


def prices(placed: Placed, people: int | None, rules: Rulebook) -> Iterator[Finding]:
    """Too dear, too cheap, or not told per unit. `people` take part in the session, where that is known."""
    line, item = placed.line, placed.item
    most = money(line.price.max) if line else None
    if line is None or most is None or "price" not in line.rules:
        return
    shared = _shared(placed, line)
    if shared and not people:
        if item.price > most:
            yield _unclear(item, line, most, rules)
        return
    bound = Bound(most, people if shared and people else 1)
    yield from _bounded(placed, line, bound, rules)
    if line.half and "co_lecturing" in placed.row.told.surely and line.half.rule:
        yield _halved(item, line, line.half, most // HALVES, rules)


def _shared(placed: Placed, line: Line) -> bool:
    """Whether the item's unit is none that the line's price is for: 1 式, 2 場 of lunches."""
    main, *others = line.per or [""]
    kind = line.alias.get(placed.row.unit, placed.row.unit)
    if kind in (main, *UNITS):
        return False
    return not (main == "occasion" and (kind in others or (not others and kind in LUMPS)))


def _bounded(placed: Placed, line: Line, bound: Bound, rules: Rulebook) -> Iterator[Finding]:
    item, least = placed.item, money(line.price.min)
    if item.price > bound.price:
        yield _too_dear(item, line, bound, rules)
    elif least is not None and item.price < least:
        yield _too_cheap(item, line, least, rules)
    elif other := _cheaper(placed, item.price):
        yield _depends(item, line, other, rules)
    elif item.price == bound.price or least is not None:
        said = rules.say("exact" if item.price == bound.price else "within", **_said(item, line, bound))
        yield _finding(item, line, "ok", said, bound.price)


def _finding(item: Item, line: Line, severity: Severity, text: str, cap: int) -> Finding:
    section = line.price.max.section if line.price.max else line.section
    return Finding(line.rules["price"], severity, text, section, item.no, item.price, cap)


def _said(item: Item, line: Line, bound: Bound) -> dict[str, str]:
    each = -(-item.price // bound.people)  # rounded up: what one person's share costs at least
    said = {"name": line.name, "each": line.each, "max": dollars(bound.most), "price": dollars(each)}
    return said | {"more": dollars(each - bound.most)}


def _too_dear(item: Item, line: Line, bound: Bound, rules: Rulebook) -> Finding:
    found = _finding(item, line, "violation", rules.say("over", **_said(item, line, bound)), bound.price)
    over = int((item.price - bound.price) * item.quantity)
    return replace(found, over=over, fix=Fix("price", bound.price, item.no))


def _too_cheap(item: Item, line: Line, least: int, rules: Rulebook) -> Finding:
    said = {"name": line.name, "each": line.each, "min": dollars(least), "price": dollars(item.price)}
    text = rules.say("under", less=dollars(least - item.price), **said)
    found = _finding(item, line, "violation", text, least)
    return replace(found, over=-int((least - item.price) * item.quantity), fix=Fix("price", least, item.no))


def _cheaper(placed: Placed, price: int) -> Line | None:
    """Another line that may be meant, and that allows less than the price."""
    others = [line for line in placed.row.lines[1:] if (most := money(line.price.max)) is not None and price > most]
    return others[-1] if others else None


def _depends(item: Item, line: Line, other: Line, rules: Rulebook) -> Finding:
    most, less = money(line.price.max) or 0, money(other.price.max) or 0
    said = {"name": line.name, "each": line.each, "max": dollars(most), "price": dollars(item.price)}
    text = rules.phrases.side_unknown.format(other=other.name, less=dollars(less), **said)
    return replace(_finding(item, line, "warning", text, less), over=int((item.price - less) * item.quantity))


def _unclear(item: Item, line: Line, most: int, rules: Rulebook) -> Finding:
    said = {"name": line.name, "each": line.each, "max": dollars(most), "unit": item.unit}
    return _finding(item, line, "warning", rules.phrases.unit_unknown.format(**said), most)


def _halved(item: Item, line: Line, half: Condition, most: int, rules: Rulebook) -> Finding:
    """Two who share a period; half of the highest price, rounded down."""
    section = half.section or line.section
    if item.price <= most:
        text = rules.phrases.halved.format(say=half.say, price=dollars(item.price), max=dollars(most))
        return Finding(half.rule, "ok", text, section, item.no, item.price, most)
    more = item.price - most
    said = {"name": line.name, "each": line.each, "max": dollars(most), "price": dollars(item.price)}
    text = rules.say("half_over", say=half.say, more=dollars(more), **said)
    fix = Fix("price", most, item.no)
    return Finding(half.rule, "violation", text, section, item.no, item.price, most, int(more * item.quantity), fix)


def advice(placed: Placed, rules: Rulebook) -> Iterator[Finding]:
    """A price within its bound, and yet more than the plan advises for a day or less."""
    line, item = placed.line, placed.item
    if line is None or "advice" not in line.rules or line.price.high is None or "multi_day" in placed.row.told.all:
        return
    high, most, low = money(line.price.high), money(line.price.max), line.price.low
    if high is None or not high < item.price <= (most or item.price):
        return
    said = {"name": line.name, "each": line.each, "max": dollars(most or 0), "price": dollars(item.price)}
    said |= {"low": str(low.value) if low else "", "high": dollars(high)}
    text = rules.say("advice", **said) + rules.say("advice_instead", **said)
    over, fix = int((item.price - high) * item.quantity), Fix("price", high, item.no)
    rule, section = line.rules["advice"], line.price.high.section
    yield Finding(rule, "warning", text, section, item.no, item.price, high, over, fix)


def summed(rows: list[Placed], line: Line, rules: Rulebook) -> Iterator[Finding]:
    """Several occasions, each within its bound, whose sum is not: the plan does not say which is meant."""
    rule, most, fact = line.rules.get("sum"), money(line.price.max), line.price.max
    total = sum(one.item.total for one in rows)
    if not rule or most is None or fact is None or total <= most or any(one.item.price > most for one in rows):
        return
    text = rules.phrases.summed.format(name=line.name, max=dollars(most), total=dollars(total))
    item = rows[0].item.no if len(rows) == 1 else None
    yield Finding(rule, "warning", text, fact.section, item, total, most, total - most)
