"""An item in the token of a button, and back."""

from dataclasses import replace
from fractions import Fraction

from content.budget import Item

_MARK = "|"


def packed(item: Item) -> str:
    """What an item is and costs; a button of a chat holds no more."""
    texts = (one.replace(_MARK, "/") for one in (item.unit, item.category, item.name))
    return _MARK.join((str(item.price), str(Fraction(item.quantity)), *texts))


def unpacked(text: str, item: Item) -> Item:
    """An item as the token tells; all else stays. Raises ValueError for a token that we never made."""
    price, quantity, unit, category, name = text.split(_MARK)
    number = Fraction(quantity)
    return replace(
        item,
        price=int(price),
        quantity=int(number) if number.denominator == 1 else number,
        unit=unit,
        category=category,
        name=name,
        amount=None,
    )
