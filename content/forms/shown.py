"""A draft as its form shows it: which items stand where, and what of each is seen."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from content.budget import Draft, Item, Rulebook
from content.forms.model import Form, Part

LATER = re.compile(r"\{(?:first|last)\}")
LUMP = "lump"  # 1 式 of books names no title
BOOK = "book"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as it is, and as it is seen; `line` is the id of the one that pays it, "" where the plan lists none."""

    item: Item
    seen: Item
    line: str
    book: bool


def tidy(text: str) -> str:
    """Typed text without what no file may hold, each line without spaces around it."""
    lines = (_CONTROL.sub(" ", line).strip() for line in text.replace("\t", " ").splitlines())
    return "\n".join(filter(None, lines))


def shown(draft: Draft, form: Form, rules: Rulebook) -> tuple[list[Shown], list[Shown]]:
    """The items in the form's order: those of the table, and those of its last line."""
    order = {line: place for place, line in enumerate(form.order)}
    found = [_shown(item, draft, form, rules) for item in draft.items]
    rows = [one for one in found if one.line != form.last]
    return sorted(rows, key=lambda one: order.get(one.line, len(order))), [
        one for one in found if one.line == form.last
    ]


def _shown(item: Item, draft: Draft, form: Form, rules: Rulebook) -> Shown:
    row, _ = rules.row(item, frozenset[str](draft.told))
    line = row.lines[0].id if row.lines else ""
    category, name = tidy(item.category).replace("\n", " "), tidy(item.name)
    if line == form.last:
        label = rules.budget.lines[line].name
        category, name = label, "\n".join(filter(None, [category if category != label else "", name]))
    elif not category:
        category, _, name = name.partition("\n")
    seen = Item(
        no=item.no,
        category=category,
        price=item.price,
        quantity=item.quantity,
        name=name,
        unit=tidy(item.unit).replace("\n", " ") or form.units.get(line, ""),
        amount=None if item.amount == item.total else item.amount,
        note=tidy(item.note),
    )
    return Shown(item, seen, line, BOOK in row.goods and row.unit != LUMP)


def returned(draft: Draft, part: Part, form: Form, rules: Rulebook, fresh: int) -> Draft:
    """The draft as its form came back: what the form does not show stays as it was.

    A row is the item of the same name (of several the first that is left); other rows are new items, numbered from
    `fresh` on. Items without a row are gone, but stay where a row could not be read: it may be theirs.
    """
    rows, last = shown(draft, form, rules)
    left, kept, new = [*rows, *last], dict[int, Item](), list[Item]()
    for row in part.items:
        known = next((one for one in left if _named(one.seen) == _named(row)), None)
        if known is None:
            new.append(replace(row, no=fresh + len(new)))
            continue
        left.remove(known)
        kept[known.item.no] = _changed(known, row)
    items = [kept.get(item.no, item) for item in draft.items if item.no in kept or part.unread]
    requested = draft.requested if part.requested is None else part.requested
    return replace(draft, items=(*items, *new), requested=requested)


def alike(draft: Draft, part: Part, form: Form, rules: Rulebook) -> int:
    """How many rows of a part are called as an item of the draft is."""
    rows, last = shown(draft, form, rules)
    names = Counter(_named(one.seen) for one in (*rows, *last))
    return (names & Counter(map(_named, part.items))).total()


def _named(item: Item) -> tuple[str, str]:
    return item.category, item.name


def _changed(known: Shown, row: Item) -> Item:
    """The item with what is seen differently now."""
    seen, item = known.seen, known.item
    figures = (row.amount, row.price, row.quantity) == (seen.amount, seen.price, seen.quantity)
    return replace(
        item,
        price=row.price,
        quantity=row.quantity,
        unit=item.unit if row.unit == seen.unit else row.unit,
        amount=item.amount if figures else row.amount,
        note=item.note if row.note == seen.note else row.note,
    )


def books(rows: Sequence[Shown]) -> list[tuple[int, Item]]:
    """The books among the rows of a form's table: each row's place, from 0 on, and how it is seen."""
    return [(place, one.seen) for place, one in enumerate(rows) if one.book]
