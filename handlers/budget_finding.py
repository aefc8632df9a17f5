"""Which item is meant: by its number, by its name, or the one that was touched last."""

import re

from content.budget import Item
from content.text.normalise import clean, squeeze
from handlers.budget_desk import Desk
from handlers.records import BudgetRow

_EVERYWHERE: frozenset[str] = frozenset()
_THAT = re.compile("(?:那項|那一項|這項|這一項|那筆|的)+$")
_LEAST = 2  # letters of a name


def meant(desk: Desk, what: str) -> list[BudgetRow]:
    """The items that words may mean; "" is any of them, #3 the one of that number."""
    if what.startswith("#"):
        number = what.removeprefix("#")
        row = desk.row(int(number)) if number.isdigit() else None
        return [row] if row else []
    if not what:
        return list(desk.draft.rows)
    word = _THAT.sub("", squeeze(clean(what)))
    if len(word) < _LEAST:
        return []
    named = [row for row in desk.draft.rows if word in _said(row.item) or squeeze(clean(row.item.category)) in word]
    return named or _paid_alike(desk, word)


def _said(item: Item) -> str:
    return squeeze(clean(f"{item.category}{item.name}"))


def _paid_alike(desk: Desk, word: str) -> list[BudgetRow]:
    """Items that the same line pays for: 便當 where 膳食費 stands."""
    lines = desk.rules.row(Item(0, word, 0), _EVERYWHERE)[0].lines
    names = {line.id for line in lines}
    return [row for row in desk.draft.rows if names & _lines(desk, row.item)]


def _lines(desk: Desk, item: Item) -> set[str]:
    return {line.id for line in desk.rules.row(item, _EVERYWHERE)[0].lines}
