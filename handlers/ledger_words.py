"""Typed words → what is wanted of a ledger; what was spent itself is read by content.ledger."""

import re
from collections.abc import Mapping

from content.ledger import Read
from content.library import Library
from content.orders import DAY, KINDS, MONEY, NUMBER, OTHER, SURE, THING, masked
from content.text.normalise import clean, squeeze
from handlers import ledger_patterns as patterns
from handlers.ledger_wish import Kind, Wish

LONGEST = 120  # characters of an order; what was spent may be a longer list
LIKELY = 0.2  # chance from which a kind of order is tried
BEST = 0.3  # chance that the likeliest kind needs
MAYBE = 0.15  # chance from which something was spent, where words or a day say so as well
TOLD = 0.5  # chance from which a kind is taken for meant, although no certain word says so
_DAYS = re.compile(r"\d+\s*[月日號年]|\d+/\d+|[一二三四五六七八九十]+[月日號]")
_COUNTED = re.compile(f"[{THING}{DAY}{MONEY}{NUMBER}元塊個份節本次張支盒杯包人場共每一]")  # numbers and what they count
MORE = 2  # letters beside a name and an amount that tell something
_FIGURE = re.compile(r"\d{2,}|[一二兩三四五六七八九][十百千萬]")


def read(said: str, library: Library, *, asked: bool = False) -> tuple[Wish, ...]:
    """What may be wanted, the likeliest first. What is not `sure` may be about something else as well.

    `asked`: something is asked about an entry, and a number may answer it.
    """
    text = clean(said)
    if not squeeze(text):
        return ()
    if certain := _certain(text):
        return (certain,)
    chances = library.ordered(said)
    kinds = _kinds(text, chances, whole=len(text) <= LONGEST and "\n" not in said.strip())
    found = tuple(_wish(kind, text, chances) for kind in kinds)
    return found or ((Wish("add", text),) if asked and _figure(text) else ())


def _certain(text: str) -> Wish | None:
    """What is said in words that mean nothing else."""
    if patterns.GRANT.fullmatch(text):
        return Wish("grant", text)
    if patterns.HOW.fullmatch(text):
        return Wish("how", sure=True)
    if patterns.UNDO.search(text) and not _figure(text) and not patterns.NUMBER.search(text):
        return Wish("undo", text)
    return None


def _kinds(text: str, chances: Mapping[str, float], *, whole: bool) -> list[Kind]:
    """The kinds that an order may be of; none for a question, or where nobody has trained a reader.

    `whole`: a line that is short enough to be anything but a list of what was spent.
    """
    booked, order = bool(patterns.BOOKED.match(text)), 1 - chances.get(OTHER, 1.0)
    ranked: list[Kind] = sorted(KINDS, key=lambda kind: -chances.get(kind, 0.0))
    if not booked and (order < SURE or chances.get(ranked[0], 0.0) < BEST):
        maybe = chances.get("add", 0.0) >= MAYBE and not patterns.ASKS.search(text)
        return ["add"] if maybe else []
    found = [kind for kind in ranked if chances.get(kind, 0.0) >= LIKELY and (whole or kind == "add")]
    if found[:1] == ["remove"]:
        return [kind for kind in found if kind != "add"]  # of what is taken away nothing is written down
    if found[:1] in (["room"], ["list"]) and _spends(text):
        found = ["add", *(kind for kind in found if kind != "add")]
    return found if "add" in found or not booked else [*found, "add"]


def _spends(text: str) -> bool:
    """Whether something was spent, too: 記完順便跟我說還剩多少."""
    return _figure(text) and bool(patterns.NOTES.search(text) or patterns.SPENT.search(text))


def _figure(text: str) -> bool:
    """Whether there is a number that may be an amount; those of days and months are none."""
    return bool(_FIGURE.search(_DAYS.sub(" ", text)))


def _wish(kind: Kind, text: str, chances: Mapping[str, float]) -> Wish:
    sure = bool(patterns.BOOKS.search(text))
    if kind == "add":
        sure = sure or bool(patterns.NOTES.search(text) or patterns.SPENT.search(text))
    return Wish(kind, text, sure, told=chances.get(kind, 0.0) >= TOLD)


def bare(said: str, found: Read) -> bool:
    """Whether nothing is said but what something costs, as somebody asks who wants to buy it: 印刷費 1240."""
    rest = squeeze(masked(clean(said)))
    for entry in found.entries:
        for name in (entry.item.name, entry.item.category):
            rest = rest.replace(squeeze(masked(clean(name))), "") if name else rest
    return len(_COUNTED.sub("", rest)) < MORE


def sure(found: Read, wish: Wish, *, used: bool) -> bool:
    """Whether it tells of money that was spent: by its words, a day, or what was said before."""
    if not found.entries:
        return False
    if patterns.BOOKS.search(wish.what):
        return True
    if not any(one.why != "price" for one in found.entries):
        return False
    known = any(one.lines for one in found.entries)
    receipt = any(one.receipt for one in found.entries)
    if wish.sure or receipt:
        return found.costs or known
    several = known and len(found.entries) > 1 and not any(one.why for one in found.entries)
    return found.costs and (found.dated or (used and (known or wish.told)) or several)
