"""What is said about a community's own dates: orders, reports that something is done, questions about one's own list.

A question to the plan (「成果報告什麼時候交」) is none of these and is left to the plan.
"""

import re
from dataclasses import replace
from datetime import datetime

from content.text import dates
from content.text.dates import FromAnchor, Nothing
from content.text.normalise import clean, squeeze
from handlers import calendar_patterns as patterns
from handlers import calendar_reports as reports
from handlers import calendar_titles as titles
from handlers.calendar_lists import LISTS
from handlers.calendar_wish import NO_DATE, Wish

_NO_SUCH_DAY = Nothing("impossible")
_AMOUNT = re.compile(r"\d|[十百千萬元塊錢]")
LONGEST = 80  # characters; a letter pasted into the chat orders nothing


def read(said: str, now: datetime) -> Wish | None:
    """What a message wants of the calendar; None for everything that is not about one's own dates."""
    plain, text = _asked(" ".join(said.split())) if len(said) <= LONGEST else ("", "")
    wish = _wanted(plain, text, now)
    return _spelt(wish, plain, text) if wish else None


def notes(said: str, now: datetime) -> bool:
    """Whether a message is an order to note something by a day, in which nothing counts money."""
    wish = read(said, now) if patterns.ADD_STRONG.search(clean(said)) else None
    if wish is None or wish.kind != "add":
        return False
    return all(one.dated and one.what and not _AMOUNT.search(clean(one.what)) for one in (wish, *wish.more))


def _spelt(wish: Wish, plain: str, text: str) -> Wish:
    """With the words of a day or period as they were typed: 這禮拜, 農曆年."""
    when = replace(wish.when, typed=_as_typed(wish.when.said, plain, text))
    period = _as_typed(wish.text, plain, text) if wish.kind == "list" else wish.text
    return replace(wish, when=when, text=period, more=tuple(_spelt(one, plain, text) for one in wish.more))


def _as_typed(words: str, plain: str, text: str) -> str:
    at = text.find(words)
    return plain[at : at + len(words)] if at >= 0 else words


def _wanted(plain: str, text: str, now: datetime) -> Wish | None:
    bare = patterns.IDLE.sub("", patterns.NO_MARK.sub("", text))
    if not bare:
        return None
    if listed := _list(bare, now):
        return listed
    if patterns.UNDO.fullmatch(bare):
        return Wish("undo")
    if patterns.QUESTION.search(text):
        return None
    return _order(bare) or _told(plain, text, bare, now)


def _asked(plain: str) -> tuple[str, str]:
    """The text as it was typed and cleaned, of the same length; 「可以幫我…嗎」 is an order and no question."""
    text = clean(plain)
    plain = plain if len(plain) == len(text) else text  # a title keeps the spelling in which it was typed
    if not patterns.ASKS_A_FAVOUR.search(text):
        return plain, text
    lead, tail = patterns.POLITE_LEAD.match(text), patterns.POLITE_TAIL.search(text)
    start, end = lead.end() if lead else 0, tail.start() if tail else len(text)
    return plain[start:end], text[start:end]


def _list(bare: str, now: datetime) -> Wish | None:
    for pattern, what, sure in LISTS:
        if found := pattern.fullmatch(bare):
            period = found.groupdict().get("period") or ""
            return Wish("list", what, dates.read(period, now) if period else NO_DATE, period, sure)
    return None


def _order(bare: str) -> Wish | None:
    if patterns.ADOPT.fullmatch(bare):
        return Wish("adopt")
    if found := patterns.CONFIRM.fullmatch(bare):
        return Wish("confirm", _what(found))
    return None


def _told(plain: str, text: str, bare: str, now: datetime) -> Wish | None:
    """Everything that is said with words of its own, the most telling first."""
    return (
        _noted(plain, text)
        or titles.added(plain, text, now)
        or _happened(text, now)
        or _moved(text, now)
        or _corrected(text, now)
        or _not_that_day(text, now)
        or _reopened(bare)
        or _cancelled(bare)
        or _done(bare)
        or _responsible(plain, text)
        or titles.mentioned(plain, text, now)
    )


def _noted(plain: str, text: str) -> Wish | None:
    if not (found := reports.NOTE.fullmatch(text)):
        return None
    return Wish("note", found["what"].strip(), text=plain[found.start("note") : found.end("note")].strip())


def _what(found: re.Match[str]) -> str:
    return next((said for name, said in found.groupdict().items() if name.startswith("what") and said), "")


def _happened(text: str, now: datetime) -> Wish | None:
    """「活動辦完了」; 「活動結束」 alone may as well begin a question."""
    if not reports.OVER.search(text):
        return None
    when = dates.read(text, now)
    rest = patterns.IDLE.sub("", squeeze(text[: when.start] + text[when.end :] if when.said else text))
    found = reports.EVENT.fullmatch(rest) or reports.EVENT_FIRST.fullmatch(rest)
    return Wish("event", found["what"], when, sure=bool(when.said) or rest[-1] in "了囉嘍啦嚕") if found else None


def _moved(text: str, now: datetime) -> Wish | None:
    found = patterns.MOVE.search(text)
    if not found or patterns.MONEY.search(text):
        return None
    when = dates.read(text[found.end() :], now)
    if not when.said:  # 「成果報告延後一天」 counts from the date that it has
        when = dates.read(text[found.start() :], now)
    if isinstance(when.value, Nothing) and when.value != _NO_SUCH_DAY:
        asked = patterns.MOVE_ONLY.fullmatch(squeeze(text))
        return Wish("move", _what(asked), sure=False) if asked else None
    if isinstance(when.value, FromAnchor) and not patterns.PUT_OFF.search(found[0]):
        return None
    what = patterns.MOVE_OF.sub("", patterns.MOVE_LEAD.sub("", text[: found.start()]))
    return Wish("move", what.strip(), when, text[found.start() :])


def _not_that_day(text: str, now: datetime) -> Wish | None:
    """「成果報告不是 6/30，是 6/15」."""
    if not patterns.MARKED.search(text):
        return None
    when = dates.read(text, now)
    found = patterns.NOT_THAT_DAY.fullmatch(text[: when.start]) if when.said else None
    return Wish("move", found["what"], when, when.said, sure=False) if found else None


def _corrected(text: str, now: datetime) -> Wish | None:
    """「欸不是，是5/22」: a date, and nothing beside it but that the last one was wrong."""
    if not patterns.MARKED.search(text):
        return None
    when = dates.read(text, now)
    if not when.said or isinstance(when.value, Nothing):
        return None
    rest = squeeze(patterns.MONTH_DAY.sub("", text[: when.start] + text[when.end :]))
    return Wish("correct", when=when) if patterns.CORRECTION.fullmatch(rest) else None


def _reopened(bare: str) -> Wish | None:
    found = reports.REOPEN.fullmatch(bare)
    return Wish("reopen", _what(found), sure=found["what"] is None) if found else None


def _cancelled(bare: str) -> Wish | None:
    if patterns.KEPT.search(bare):
        return None
    for pattern, sure in ((patterns.CANCEL_REMINDER, True), (patterns.CANCEL, True), (patterns.CANCEL_BEHIND, False)):
        if found := pattern.fullmatch(bare):
            what = _what(found)
            return None if what in patterns.NO_DATES else Wish("cancel", patterns.THE_DATE.sub("", what), sure=sure)
    return None


def _done(bare: str) -> Wish | None:
    for pattern in reports.DONE:
        if found := pattern.fullmatch(bare):
            deed = reports.DEED.search(bare)
            return Wish("done", reports.DONE_WHEN.sub("", _what(found)), text=deed[0] if deed else "", sure=False)
    return None


def _responsible(plain: str, text: str) -> Wish | None:
    found = reports.WHO.fullmatch(text) or reports.WHO_FIRST.fullmatch(text)
    if not found or patterns.MONEY.search(text):
        return None
    name = "who" if found["who"] else "self"
    return Wish("who", found["what"].strip(), text=plain[found.start(name) : found.end(name)], sure=False)
