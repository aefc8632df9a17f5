"""What shall become of an item: 4 節, 單價 1800, 300 元, 內聘, 外聘講師 2000×2 節."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from content.budget.model import Item
from content.budget.rules import Rulebook
from content.budget_text.entries import entries
from content.budget_text.model import MOST, Unclear
from content.budget_text.naming import named
from content.budget_text.numbers import LUMP, bounded, refuse
from content.expense.mentions import PERIOD
from content.expense.message import Message
from content.text.figure import EACH, Figure
from content.text.normalise import clean

_EVERYWHERE: frozenset[str] = frozenset()
FAR = 20  # times what stands there now: nobody means that beside a nearer reading
_HOURS = ("時", "人時")  # of forms; in a chat 時 is a time of day


@dataclass(frozen=True, slots=True)
class Amendment:
    """An item as it shall be; `other`: as it may be meant as well."""

    item: Item
    other: Item | None = None


def amended(item: Item, price: int, quantity: int | Fraction, unit: str) -> Item:
    """An item that costs something else; what its form said does not hold any more."""
    return replace(item, price=price, quantity=quantity, unit=unit, amount=None)


def amendment(said: str, item: Item, rules: Rulebook) -> Amendment:
    """What a text makes of an item. Raises Unclear."""
    text = clean(said)
    refuse(text)
    message = Message(text, rules.plan, rules.budget, "", rules.words)
    amounts = [one for one in message.figures if one.kind in ("money", "bare")]
    each = any(one.each and EACH not in one.each for one in amounts)  # 一份 60 元: of one, and not one of it
    counts = [one for one in message.figures if one.kind == "count" and not (each and one.span.high == 1)]
    named_one = next((one for one in message.named if one.said), None)
    if named_one and message.figures and (amounts or len(counts) > 1):
        return _instead(text, item, rules)
    if named_one and not message.figures:
        return Amendment(_called(named_one.said, item, rules))
    bounded(message.figures, message.text)
    if counts:
        return Amendment(_counted(item, counts, amounts, rules))
    if len(amounts) != 1:
        raise Unclear("unknown")
    if amounts[0].role == "total":
        return Amendment(_checked(item, _whole(amounts[0].span.high / item.quantity), item.quantity, item.unit))
    return _of_amount(item, amounts[0], "單價" in text)


def _instead(text: str, item: Item, rules: Rulebook) -> Amendment:
    found = entries(text, (), rules)
    if len(found) != 1:
        raise Unclear("unknown")
    new = replace(found[0].item, no=item.no, note=found[0].item.note or item.note)
    return Amendment(new, replace(found[0].other, no=item.no) if found[0].other else None)


def _called(said: str, item: Item, rules: Rulebook) -> Item:
    """Another line, at the same cost."""
    other = named(said, "", item.note, rules).item
    return replace(item, category=other.category, name=other.name)


def _counted(item: Item, counts: list[Figure], amounts: list[Figure], rules: Rulebook) -> Item:
    """So many of them, perhaps at another price."""
    quantity, unit = Fraction(1), counts[-1].counter or item.unit
    for one in counts:
        quantity *= one.span.high
    if amounts:
        price = amounts[0].span.high / quantity if amounts[0].role == "total" else amounts[0].span.high
    elif item.unit == LUMP and item.quantity == 1 and unit != LUMP:
        price = Fraction(item.total) / quantity
    elif not _alike(unit, item, rules):
        raise Unclear("unit", f"{counts[-1].counter}")
    else:
        price = Fraction(item.price)
    if price.denominator > 1:
        raise Unclear("cents")
    return _checked(item, int(price), quantity, item.unit if _alike(unit, item, rules) else unit)


def _alike(unit: str, item: Item, rules: Rulebook) -> bool:
    """Whether a counter counts what the item counts."""
    line = rules.row(item, _EVERYWHERE)[0].line
    alias = line.alias if line else {}
    one, other = (_kind(name, rules) for name in (unit, item.unit))
    return alias.get(one, one) == alias.get(other, other)


def _kind(unit: str, rules: Rulebook) -> str:
    return PERIOD if unit in _HOURS else rules.words.money.counters.get(clean(unit), unit)


def _of_amount(item: Item, figure: Figure, priced: bool) -> Amendment:
    """A lone number: the price, the whole, or how many, whatever lies nearest to what stands there."""
    found = figure.span.high
    if priced or (item.quantity == 1 and figure.kind == "money"):
        return Amendment(_checked(item, _whole(found), item.quantity, item.unit))
    near = sorted(_readings(item, figure), key=lambda pair: pair[0])
    if not near:
        raise Unclear("cents")
    first, *others = [one for far, one in near if far <= FAR or one == near[0][1]]
    return Amendment(first, next((one for one in others if one != first), None))


def _readings(item: Item, figure: Figure) -> Iterator[tuple[float, Item]]:
    """Each way to take a lone number, with how far it is from what was there, as a ratio."""
    found = figure.span.high
    if figure.dollars and found.denominator == 1:
        yield _far(found, item.price), _checked(item, int(found), item.quantity, item.unit)
    price = found / item.quantity
    if figure.dollars and item.quantity != 1 and price.denominator == 1:
        yield _far(found, item.total), _checked(item, int(price), item.quantity, item.unit)
    if figure.kind == "bare" and item.unit != LUMP:
        yield _far(found, item.quantity), _checked(item, item.price, found, item.unit)


def _far(one: Fraction, other: int | Fraction) -> float:
    return float(max(one, Fraction(other)) / max(Fraction(1, 100), min(one, Fraction(other))))


def _whole(amount: Fraction) -> int:
    if amount.denominator > 1:
        raise Unclear("cents")
    return int(amount)


def _checked(item: Item, price: int, quantity: int | Fraction, unit: str) -> Item:
    if price > MOST or quantity > MOST:
        raise Unclear("huge")
    number = Fraction(quantity)
    return amended(item, price, int(number) if number.denominator == 1 else number, unit)
