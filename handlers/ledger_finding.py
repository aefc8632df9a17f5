"""Which entry is meant: by its number, its name, its amount, day or receipt, or the one that was touched last."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from content.budget import Item
from content.ledger import day_of
from content.ledger.days import blanked, days
from content.text import numerals
from content.text.normalise import clean, squeeze
from handlers import ledger_patterns as patterns
from handlers.ledger_desk import Desk
from handlers.records import Spending

RECENT = timedelta(minutes=30)  # for which 「改成 1250」 is about the entry that was touched last
_SPLIT = re.compile(r"[()（）、，,\s]+")
_LEAST = 2  # letters of a name
_NAMED = 4  # what a name counts for, or a receipt; so do an amount and a day together
_AMOUNT = 10  # dollars: smaller numbers are no amounts
_DAYS = re.compile(r"\d+\s*[月日號年]|\d+/\d+|第\s*\d+")
_EVERYWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """The entries that may be meant. `told`: the text names one by its number, whether it is there or not.

    `loose`: it names something else that the same line pays for.
    """

    entries: tuple[Spending, ...] = ()
    told: str = ""
    loose: bool = False

    @property
    def clear(self) -> Spending | None:
        """The one that is meant."""
        return self.entries[0] if len(self.entries) == 1 and not self.loose else None


async def meant(desk: Desk, text: str, *, focused: bool = True) -> Found:
    """What a cleaned text means. `focused`: without a name it is the one that was touched last."""
    if number := patterns.NUMBER.search(text):
        no = numerals.read(number["no"] or number["mark"] or number["only"])
        entry = desk.numbered(int(no)) if no is not None else None
        return Found((entry,) if entry else (), str(no))
    scored = [(score, one) for one in desk.kept if (score := _score(one, text, desk))]
    best = max((score for score, _ in scored), default=0)
    if best:
        loose = best < _NAMED and _names_more(text, desk)
        return Found(tuple(one for score, one in scored if score == best), loose=loose)
    if not focused or len(patterns.NO_NAME.sub("", squeeze(text))) >= _LEAST:
        return Found()  # something else was named
    return Found(await touched(desk, anytime=bool(patterns.THAT.search(text))))


def _names_more(text: str, desk: Desk) -> bool:
    """Whether something is named beside a day or an amount."""
    rest = re.sub(r"[\d,]+\s*[元塊]?", "", blanked(text, days(text, desk.turn.now)))
    return len(patterns.NO_NAME.sub("", squeeze(rest))) >= _LEAST


async def touched(desk: Desk, *, anytime: bool = False) -> tuple[Spending, ...]:
    """What was touched last; nothing where that is long ago."""
    edits = [one for one in await desk.edits() if not one.undone and one.operation != "undo"]
    if not edits or not (anytime or desk.turn.now - edits[0].at <= RECENT):
        return ()
    touched = {one.after.id for one in edits if one.batch == edits[0].batch}
    return tuple(one for one in desk.kept if one.id in touched)


def _score(entry: Spending, text: str, desk: Desk) -> int:
    """How much of an entry a text names; what only its day or amount tells is enough where 那筆 stands beside it."""
    bare = squeeze(text)
    name = (
        4
        if any(word in bare or _part_of(bare, word) for word in _names(entry))
        else 2
        if _pays(entry, text, desk)
        else 0
    )
    amount = 3 if entry.amount in set(_amounts(text)) else 0
    receipt = _NAMED if entry.receipt and squeeze(entry.receipt) in bare else 0
    when = day_of(text, desk.turn.now)
    day = 1 if entry.day in when.days else 0
    if not (name or receipt or (patterns.THAT.search(text) and (amount or day))):
        return 0
    return name + amount + receipt + day


def _part_of(bare: str, word: str) -> bool:
    """Whether all that was said is the beginning of a name: 印刷 of 印刷費."""
    return len(bare) >= _LEAST and word.startswith(bare)


def _names(entry: Spending) -> Iterator[str]:
    for said in (entry.item.name, entry.item.category):
        for word in (said, *_SPLIT.split(said)):
            if len(squeeze(clean(word))) >= _LEAST:
                yield squeeze(clean(word))


def _pays(entry: Spending, text: str, desk: Desk) -> bool:
    """Whether the text names something that the entry's line pays for."""
    if not entry.line:
        return False
    row, _ = desk.rules.row(Item(0, text[:40], 0), _EVERYWHERE)
    return entry.line in [line.id for line in row.lines]


def _amounts(text: str) -> Iterable[int]:
    plain = _DAYS.sub(" ", text)
    return (int(one.value) for one in numerals.find(plain) if one.value >= _AMOUNT)
