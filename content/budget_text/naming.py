"""What an item is called, and which lines of the plan may pay for it."""

import re
from dataclasses import dataclass, replace

from content.budget.model import Item
from content.budget.rules import Rulebook
from content.budget_model import Line
from content.text.normalise import clean, squeeze

_EVERYWHERE: frozenset[str] = frozenset()
_PERSON = re.compile("講師|講座|鐘點|費")  # 外聘講師 is what 外聘講座鐘點費 is for
NAMED = 40  # characters of a name
NOTED = 120  # characters of a note


@dataclass(frozen=True, slots=True)
class Named:
    """An item without figures: category, name and note, the line that pays (None for none), and all that may."""

    item: Item
    line: Line | None
    lines: tuple[str, ...] = ()


def named(said: str, detail: str, note: str, rules: Rulebook) -> Named:
    """An item by what it was called, under the plan's own name for it where that is certain."""
    item = Item(0, said[:NAMED], 0, name=detail[:NAMED], note=note[:NOTED])
    row, _ = rules.row(item, _EVERYWHERE)
    if len(row.lines) == 1 and row.line:
        return Named(_called(item, row.line, rules), row.line)
    paid = row.lines[0] if row.lines else None
    return Named(item, paid, tuple(line.id for line in row.lines) if len(row.lines) > 1 else ())


def _called(item: Item, line: Line, rules: Rulebook) -> Item:
    """便當 → 膳食費（便當）, unless that would be read as something else."""
    official, said = line.name.partition("（")[0], item.category
    detail = item.name if same(said, official) else "、".join(filter(None, (said, item.name)))
    called = replace(item, category=official, name=detail[:NAMED])
    return called if rules.row(called, _EVERYWHERE)[0].line == line else item


def same(said: str, official: str) -> bool:
    """Whether a name says nothing that the plan's own does not."""
    one, other = (_PERSON.sub("", squeeze(clean(name))) for name in (said, official))
    return one in other


def belongs(item: Item, line: Line) -> Item:
    """An item that may be several lines, as one of them."""
    official = line.name.partition("（")[0]
    detail = item.name or ("" if same(item.category, official) else item.category)
    return replace(item, category=official, name=detail)
