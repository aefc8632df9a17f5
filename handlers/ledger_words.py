"""Typed words → what is wanted of a ledger; what was spent itself is read by content.ledger."""

import re

from content.text.normalise import clean, squeeze
from handlers import ledger_patterns as patterns
from handlers.ledger_wish import Wish

LONGEST = 120  # characters of an order; what was spent may be a longer list
_DAYS = re.compile(r"\d+\s*[月日號年]|\d+/\d+|[一二三四五六七八九十]+[月日號]")
SHORT = 36  # letters of a question about one's own ledger
_COST = re.compile(r"\d{2,}|\d\s*[元塊千百k]|[一二兩三四五六七八九十][十百千萬]|[一二兩三四五六七八九十]塊")
_FIGURE = re.compile(r"\d{2,}|[一二兩三四五六七八九][十百千萬]")


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
    if granted := patterns.GRANT.fullmatch(text):
        return Wish("grant", granted["amount"].replace(",", ""))
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
