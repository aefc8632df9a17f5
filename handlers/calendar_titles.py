"""What is to be noted: the date, or the rule of a series, is taken out of the words, and the rest is the title."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from content.calendar import repetition
from content.text import dates
from content.text.dates import AtTime, Mismatch, OnDay, Reading, Span
from content.text.normalise import clean
from handlers import calendar_patterns as patterns
from handlers.calendar_wish import Wish

TITLE = 40  # characters that a title keeps
PARTS = 5  # dates that are noted at once
_SPLIT = re.compile(r"[,、;。\n]|以及|還有|然後|[和跟](?=\d)")


def added(plain: str, text: str, now: datetime) -> Wish | None:
    """An order to note something. `plain`: the text as it was typed, of the same length."""
    lead, tail = patterns.ADD.match(text), patterns.ADD_BEHIND.search(text)
    if not (lead or tail) or patterns.MONEY.search(text):
        return None
    start, end = lead.end() if lead else 0, tail.start() if tail and not lead else len(text)
    if not lead and (given := patterns.OBJECT.match(text)):
        start = given.end()
    wish = _parts(plain[start:end], text[start:end], now)
    strong = bool(patterns.ADD_STRONG.search(text))
    return wish if strong or wish.dated or wish.text else None


def mentioned(plain: str, text: str, now: datetime) -> Wish | None:
    """A date and what happens then, without an order to note it."""
    if patterns.MONEY.search(text) or patterns.SUPPOSED.search(text):
        return None
    wish = _parts(plain, text, now)
    said = [wish, *wish.more]
    if not all(one.what and len(one.what) <= patterns.MENTION and (one.text or _days(one.when)) for one in said):
        return None
    sure = bool(wish.text) and patterns.ACTS.search(clean(wish.what)) is not None
    return replace(wish, sure=sure, more=tuple(replace(one, sure=False) for one in wish.more))


def _parts(plain: str, text: str, now: datetime) -> Wish:
    """One date, or several where each part of the words has its own date and title."""
    wishes = [_dated(plain[start:end], text[start:end], now) for start, end in _stretches(text)]
    if 1 < len(wishes) <= PARTS and all(one.what and _days(one.when) for one in wishes):
        return replace(wishes[0], more=tuple(wishes[1:]))
    return _dated(plain, text, now)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _SPLIT.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _dated(plain: str, text: str, now: datetime) -> Wish:
    """A title with a date or a rule in it."""
    lead, last = len(text) - len(text.lstrip()), len(text.rstrip())
    plain, text = plain[lead:last], text[lead:last]
    if rule := repetition(text):
        return Wish("add", _title(plain[: rule.start], plain[rule.end :]), text=rule.said)
    when = dates.read(text, now)
    if not when.said:
        return Wish("add", _title("", plain))
    before, after = plain[: when.start], plain[when.end :]
    more = dates.read(text[when.end :], now)
    if joined := _joined(when, more) or _joined(more, when):
        lead = len(after) - len(after.lstrip())
        return Wish("add", _title(before, after[: more.start + lead] + after[more.end + lead :]), joined)
    return Wish("add", _title(before, after), when)


def _joined(day: Reading, clock: Reading) -> Reading | None:
    """A day and a time of day that were said apart: 5/20 開會 下午兩點."""
    if not isinstance(day.value, OnDay) or not isinstance(clock.value, AtTime) or patterns.A_DAY.search(clock.said):
        return None
    return replace(day, value=AtTime(datetime.combine(day.value.day, clock.value.at.timetz())))


def _days(when: Reading) -> bool:
    """Whether days were said, and not a time of day, a whole month or some time after an event."""
    if isinstance(when.value, Span):
        return patterns.MONTH_DAY.search(when.said) is not None
    return isinstance(when.value, OnDay | AtTime | Mismatch) and patterns.A_DAY.search(when.said) is not None


def _title(before: str, after: str) -> str:
    before = patterns.TITLE_LEAD.sub("", patterns.TITLE_BEFORE.sub("", before))
    after = patterns.TITLE_AFTER.sub("", after)
    latin = re.search(r"[a-z]$", before, re.IGNORECASE) and re.match("[a-z]", after, re.IGNORECASE)
    joined = f"{before} {after}" if latin else before + after
    return patterns.TITLE_LEAD.sub("", patterns.TITLE_END.sub("", joined)).strip()[:TITLE]
