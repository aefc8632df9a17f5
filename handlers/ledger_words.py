"""Typed words → what is wanted of a ledger; what was spent itself is read by content.ledger."""

import re
from dataclasses import dataclass

from content.ledger import amount_of
from content.ledger.days import Dated, blanked, days
from content.text.normalise import clean, squeeze
from handlers import ledger_asking as asking
from handlers import ledger_patterns as patterns
from handlers.interview import NotUnderstood
from handlers.ledger_desk import Desk
from handlers.ledger_wish import Wish

LONGEST = 120  # characters of an order; what was spent may be a longer list
_DAYS = re.compile(r"\d+\s*[月日號年]|\d+/\d+|[一二三四五六七八九十]+[月日號]")
SHORT = 36  # letters of a question about one's own ledger
_COST = re.compile(r"\d{2,}|\d\s*[元塊千百k]|[一二兩三四五六七八九十][十百千萬]|[一二兩三四五六七八九十]塊")
_NO_DAY = re.compile(r"\d+\s*月\s*\d+\s*[日號]?|\d+/\d+")  # 2/30 is no amount either
_FIGURE = re.compile(r"\d{2,}|[一二兩三四五六七八九][十百千萬]")


@dataclass(frozen=True, slots=True)
class Change:
    """What shall become of an entry: one of its fields, and the value as text."""

    field: str  # amount, day, line, receipt
    value: str


def read(said: str) -> tuple[Wish, ...]:
    """What may be wanted, the likeliest first. What is not `sure` may be about something else as well."""
    text = clean(said)
    if not squeeze(text) or (patterns.ELSEWHERE.search(text) and not patterns.BOOKED.match(text)):
        return ()
    order = _order(text) if len(text) <= LONGEST and "\n" not in said.strip() else None
    if order and order.kind == "remove" and not patterns.NEW.search(text):
        return (order,)  # of what is taken away nothing is written down
    return tuple(filter(None, (order, _entry(text))))


def _order(text: str) -> Wish | None:
    """Anything but what was spent."""
    books = bool(patterns.BOOKS.search(text))
    if patterns.GRANT.fullmatch(text):
        return Wish("grant", text)
    if patterns.HOW.fullmatch(text):
        return Wish("how", sure=True)
    figure, short = bool(_FIGURE.search(_undated(text))), books or len(squeeze(text)) <= SHORT
    asks = _asks(text) and not patterns.NUMBER.search(text)
    if patterns.UNDO.search(text) and not figure and not patterns.NUMBER.search(text):
        return Wish("undo", text)
    if patterns.REMOVE.search(text) and not asks:
        return Wish("remove", text, books)
    if _settles(text):
        return Wish("settle", text)
    if short and _room(text) and not patterns.NUMBER.search(text):
        return Wish("room", text, books)
    if patterns.CHANGE.search(text) and not asks and not patterns.NEW.search(text):
        return Wish("change", text, books)
    if short and patterns.LIST.search(text) and not _spends(text):
        return Wish("list", text, books)
    return None


def _asks(text: str) -> bool:
    """Whether something is asked: 改成 100 元可以嗎; 可以幫我改嗎 is an order."""
    return bool(patterns.ASKS.search(text)) and not patterns.REQUEST.search(text)


def _settles(text: str) -> bool:
    if not patterns.SETTLE.search(text) or patterns.FORMS.search(text):
        return False
    return bool(patterns.ORDERS.search(text)) or not patterns.ASKS.search(text)


def _room(text: str) -> bool:
    if not patterns.ROOM.search(text) or _spends(text):
        return False
    asked = patterns.ROOM.search(text)
    return bool(patterns.OF_MONEY.search(text)) and not (asked and patterns.NOT_ROOM.search(asked[0]))


def _spends(text: str) -> bool:
    """Whether something was spent, too: 記完順便跟我說還剩多少."""
    return bool(_FIGURE.search(_undated(text))) and bool(patterns.NOTES.search(text) or patterns.SPENT.search(text))


def _undated(text: str) -> str:
    """Without days and months, whose numbers are no amounts."""
    return _DAYS.sub(" ", text)


def _entry(text: str) -> Wish | None:
    """What may tell that something was spent; a question never does, nor what is due by a day."""
    books, notes = bool(patterns.BOOKS.search(text)), bool(patterns.NOTES.search(text))
    if _asks(text) and not patterns.BOOKED.match(text):
        return None
    if patterns.REMINDS.search(text) or (not books and patterns.DUE.search(text)):
        return None
    if patterns.PLANS.search(text) and not (books or notes):
        return None
    if not (_COST.search(_undated(text)) or books):
        return None
    return Wish("add", text, books or notes or bool(patterns.SPENT.search(text)))


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


def corrections(said: str, where: str, desk: Desk) -> tuple[Change, ...] | None:
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
    amount = (Change("amount", str(paid.price * paid.quantity)),) if paid.price else ()
    days_said = tuple(Change("day", "" if one.when.doubt else one.when.days[0].isoformat()) for one in dated)
    found = (*amount, *days_said, *line, *receipt)
    unread = lost or len(dated) > 1 or (due and not dated) or (not amount and re.search(r"\d{2,}", rest))
    return None if found and unread else found


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
    if not named and (re.search(r"\d", rest) or not squeeze(rest)):
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


def unpacked(text: str) -> tuple[Change, ...]:
    """What a button says shall become of an entry. Raises ValueError for one that we did not make."""
    said = text.split(":")
    return tuple(Change(*pair) for pair in zip(said[::2], said[1::2], strict=True))


def packed(made: tuple[Change, ...]) -> tuple[str, ...]:
    """What `unpacked` reads, piece by piece."""
    return tuple(piece for one in made for piece in (one.field, one.value))
