"""One stretch of a sentence → the item, or the items, that it names."""

import re
from collections.abc import Iterable
from dataclasses import replace

from content.budget.model import Item
from content.budget.rules import Rulebook
from content.budget_model import Line
from content.budget_text.model import Entry, Unclear
from content.budget_text.naming import Named, named
from content.budget_text.numbers import Numbers, numbers, refuse
from content.expense import items
from content.expense.amounts import amounts
from content.expense.message import Message
from content.expense.model import Item as Said
from content.expense.model import Mention
from content.text.normalise import squeeze

_PARENTHESES = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_COST = re.compile(r"\d\s*(?:元|塊|[×x*])")
_TIMES = re.compile(r"\d\s*元?\s*[×x*]\s*\d")
_NAME = re.compile(r"[^\d\s,:=×*()]{2,12}")
_NOT_NAMED = re.compile(r"我|你|他|這|那|總|共|合計|單價|每|一個|大概|約|多少|呢|嗎")


def entries(head: str, notes: Iterable[str], rules: Rulebook) -> tuple[Entry, ...]:
    """The items of a stretch with its notes. Raises Unclear where any of it is not certain."""
    refuse(head)
    text, inside = _without_parentheses(head)
    message = Message(text, rules.plan, rules.budget, "", rules.words)
    said = items.split(message.text, message.named, message.figures, rules.words.shared, _key)
    note = "，".join([*inside[1:], *notes])
    if not said:
        return (_unnamed(message, inside, note, rules),)
    detail = inside[0] if inside else ""
    return tuple(_entry(one, detail, note, message, rules) for one in said)


def _key(line: str) -> str:
    return line


def _without_parentheses(head: str) -> tuple[str, list[str]]:
    """The text without what stands in parentheses (unless that is what it costs), and what stood there."""
    inside = [one for one in _PARENTHESES.findall(head) if not _COST.search(one)]
    return _PARENTHESES.sub(lambda one: f" {one[1]} " if _COST.search(one[1]) else " ", head), inside


def _entry(said: Said, detail: str, note: str, message: Message, rules: Rulebook) -> Entry:
    found = named(_called(said, message), detail, note, rules)
    line = found.line or Line("", found.item.category, "")
    first, other = numbers(said, line, message.figures, message.text)
    return Entry(_costing(found, first), _costing(found, other) if other else None, found.lines)


def _called(said: Said, message: Message) -> str:
    """As it was written; a fee that was said without its name is what its counter tells (一節 2000)."""
    words = message.words
    return words.shown.get(squeeze(said.mention.said), said.mention.said) or words.names[said.mention.line]


def _costing(found: Named, costs: Numbers) -> Item:
    item = replace(
        found.item,
        price=costs.price,
        quantity=costs.quantity,
        unit=costs.unit,
        amount=costs.written,
        participants=costs.people,
    )
    if found.line is None or found.line.crowd is None or costs.people is None:
        return item
    return replace(item, participants=None, assistants=costs.people)


def _unnamed(message: Message, inside: list[str], note: str, rules: Rulebook) -> Entry:
    """A thing that nobody knows, with a price and how many of it: the plan's rules say that it is not listed."""
    name = _NAME.match(message.text)
    if name is None or _NOT_NAMED.search(name[0]) or not _TIMES.search(message.text):
        raise Unclear("unknown")
    found = named(name[0], inside[0] if inside else "", note, rules)
    thing = Said(Mention(name.start(), name.end(), "", name[0]), (), amounts(message.figures))
    costs, _ = numbers(thing, Line("", name[0], ""), message.figures, message.text)
    return Entry(_costing(found, costs), None, found.lines)
