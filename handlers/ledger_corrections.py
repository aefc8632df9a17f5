"""Words that correct an entry → which fields of it, and what they shall become."""

import re
from dataclasses import dataclass

from content.ledger import amount_of
from content.ledger.days import Dated, blanked, days
from content.text import numerals
from content.text.normalise import squeeze
from handlers import ledger_asking as asking
from handlers import ledger_patterns as patterns
from handlers.interview import NotUnderstood
from handlers.ledger_desk import Desk

_NO_DAY = re.compile(r"\d+\s*月\s*\d+\s*[日號]?|\d+/\d+")  # 2/30 is no amount either
COUNT = re.compile(  # so many of the same things
    r"[\s成為到]*(?P<many>\d{1,4}|[一二兩三四五六七八九十]{1,3})\s*(?:個|份|本|人|位|節|次|場|盒|杯|箱|包|瓶|組|張|支|小?時)\s*"
)
_FIGURES = re.compile(r"\d[\d,.]*\s*(?:元|塊)?|[成為到]")
DELTA = re.compile(r"(?P<how>[多少])[算打記寫報]了?\s*(?P<by>\d{1,7})\s*(?:元|塊)?\s*$")  # by how much it was wrong


@dataclass(frozen=True, slots=True)
class Change:
    """What shall become of an entry: one of its fields, and the value as text."""

    field: str  # amount, quantity, day, line, receipt
    value: str


def parted(text: str) -> tuple[str, str]:
    """What names the entry that is to be corrected, and what shall become of it."""
    for pattern in (patterns.IS_NOT, patterns.NOT_IS):
        if found := pattern.search(text):
            where, new = text[: found.start()], found["new"]
            new += text[found.end() :] if pattern is patterns.NOT_IS else ""
            return (where, new) if squeeze(where) else (found["old"], new)
    cue = patterns.CHANGE.search(text)
    if cue is None:
        return text, ""
    rest = patterns.NEGATED.sub(" ", text[cue.end() :])
    return text[: cue.start()], rest


def read(said: str, where: str, desk: Desk) -> tuple[Change, ...] | None:
    """All that the new words say: a receipt's number, a day, a line of the plan, an amount.

    () where they say nothing of that; None where they say more than can be read.
    """
    new = patterns.LATE.sub("", said).strip()
    receipt, rest = _receipt(new, where)
    dated = _days(rest, where, desk)
    rest, due = blanked(rest, dated), bool(patterns.DAY_DUE.search(where) or re.search("日期|日子", rest))
    rest = patterns.OF_DAY.sub("  ", _NO_DAY.sub(" ", rest))
    line, rest, lost = _line(rest, where, desk)
    paid = amount_of(rest, desk.rules)
    amount = (Change("amount", str(paid.total)),) if paid.price else _many(rest)
    days_said = tuple(Change("day", "" if one.when.doubt else one.when.days[0].isoformat()) for one in dated)
    found = (*amount, *days_said, *line, *receipt)
    unread = lost or len(dated) > 1 or (due and not dated) or (not amount and re.search(r"\d{2,}", rest))
    return None if found and unread else found


def _many(rest: str) -> tuple[Change, ...]:
    """Another number of the same things."""
    found = COUNT.fullmatch(rest)
    many = numerals.read(found["many"]) if found else None
    return (Change("quantity", str(int(many))),) if many and many.denominator == 1 else ()


def _receipt(new: str, where: str) -> tuple[tuple[Change, ...], str]:
    """The number of a receipt, and the words without it."""
    at = len(where)
    for one in patterns.RECEIPT_NO.finditer(where + new):
        if one.start("no") >= at:
            rest = f"{new[: max(one.start() - at, 0)]} {new[one.end() - at :]}"
            return (Change("receipt", one["no"].upper()),), rest
    return (), new


def _days(rest: str, where: str, desk: Desk) -> list[Dated]:
    """The days; 1120 is one only where a day is spoken of and no other one stands there."""
    found = [one for one in days(rest, desk.turn.now) if one.when.days]
    written = [one for one in found if not rest[one.start : one.end].strip(" ,").isdigit()]
    return written or (found if patterns.OF_DAY.search(where + rest) else [])


def _line(rest: str, where: str, desk: Desk) -> tuple[tuple[Change, ...], str, bool]:
    """A line of the plan, the words without it, and whether one was named that the plan does not have."""
    cue = patterns.OF_LINE.search(rest)
    start, named = cue.end() if cue else 0, bool(cue or patterns.OF_LINE.search(where))
    if not named and re.search(r"\d", rest):
        return _beside(rest, desk)
    if not named and not squeeze(rest):
        return (), rest, False
    found = patterns.LINE_NAME.match(rest, start) if named else None
    word, end = (found["line"], found.end()) if found else ("" if named else rest, len(rest))
    try:
        line = asking.read_line(desk, word) if word else asking.NONE
    except NotUnderstood:
        line = asking.NONE
    if line == asking.NONE:
        return (), rest, bool(cue)
    return (Change("line", line),), f"{rest[: cue.start() if cue else 0]} {rest[end:]}", False


def _beside(rest: str, desk: Desk) -> tuple[tuple[Change, ...], str, bool]:
    """The line that is named beside an amount: 印刷費 500."""
    word = _FIGURES.sub(" ", rest).strip(" ,")
    try:
        line = asking.read_line(desk, word) if len(squeeze(word)) > 1 else asking.NONE
    except NotUnderstood:
        line = asking.NONE
    return ((), rest, False) if line == asking.NONE else ((Change("line", line),), rest.replace(word, " "), False)


def unpacked(text: str) -> tuple[Change, ...]:
    """What a button says shall become of an entry. Raises ValueError for one that we did not make."""
    said = text.split(":")
    return tuple(Change(*pair) for pair in zip(said[::2], said[1::2], strict=True))


def packed(made: tuple[Change, ...]) -> tuple[str, ...]:
    """What `unpacked` reads, piece by piece."""
    return tuple(piece for one in made for piece in (one.field, one.value))
