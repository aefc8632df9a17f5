"""A draft with a proposed fix applied: what a tap on 「調到上限」 does."""

from dataclasses import replace
from fractions import Fraction

from content.budget.model import Draft, Fix, Item


def applied(draft: Draft, fix: Fix) -> Draft:
    """The draft as the fix wants it; everything else stays. Raises StopIteration where its item is gone."""
    if fix.item is None:
        return replace(draft, requested=fix.to)
    item = draft.item(fix.item)
    return draft.changed(_applied(item, fix))


def _applied(item: Item, fix: Fix) -> Item:
    match fix.what:
        case "price":
            return replace(item, price=fix.to, amount=None)
        case "amount":
            return replace(_lowered(item, fix.to), amount=None)
        case "assistants":
            return _fewer(item, fix.to)
        case _:
            return replace(item, amount=fix.to)


def _lowered(item: Item, most: int) -> Item:
    """As many whole units as the amount pays for; where it does not pay for one, a single one at that price."""
    units = most // item.price if item.price else 0
    return replace(item, quantity=units) if units else replace(item, price=most, quantity=1)


def _fewer(item: Item, assistants: int) -> Item:
    """Fewer assistants, and the quantity that they make up where it divides among them."""
    before = item.assistants or int(item.quantity)
    quantity = Fraction(item.quantity) * assistants / before if before else Fraction(0)
    whole = int(quantity) if quantity.denominator == 1 else quantity
    return replace(item, assistants=assistants, quantity=whole, amount=None)
