"""Days of expenses: money was spent in the past, so that 11/20 and 週五 are the last ones."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from content.ledger.model import When
from content.text import dates
from content.text.dates import About, AtTime, Either, Mismatch, Nothing, OnDay, Span
from content.text.dates.reading import WEEKDAYS, Exact

FAR = 200  # days back from which the next such day may be meant as well
_HAN = "[一二三四五六七八九十廿]{1,3}"
_OF_WEEK = r"(?:週|星期)[一二三四五六日天]"
_IN_BRACKETS = rf"(?:\s*\((?:{_OF_WEEK}|[一二三四五六日])\))?"
_DAY = re.compile(
    rf"(?:民國\s*)?\d{{2,4}}\s*(?:年|[/.-])\s*\d{{1,2}}\s*(?:月|[/.-])\s*\d{{1,2}}[日號]?{_IN_BRACKETS}"
    rf"|(?:今年|去年)?(?:\d{{1,2}}|{_HAN})\s*月\s*(?:\d{{1,2}}|{_HAN})\s*[日號]?{_IN_BRACKETS}"
    rf"|(?<![\d/.])\d{{1,2}}/\d{{1,2}}(?![\d/]){_IN_BRACKETS}"
    rf"|(?:上上|上|這|本|下下|下)?個?{_OF_WEEK}"
    r"|大前天|前天|昨[天日晚]|今[天日早晚]|大?後天|明[天日晚]|yesterday|today"
    rf"|(?<![\d.月])(?:\d{{1,2}}|(?<![一二三四五六七八九十]){_HAN})[號日](?![月期常式本誌])"
    rf"|(?:上上|上|這|本)個?(?:週|星期|月)(?![一二三四五六日天])|前幾天|(?:\d{{1,2}}|{_HAN})月(?:份|初|底|中旬)"
)
_SHORT = re.compile(r"^\s*(?:[01]\d[0-3]\d|\d{1,2}\.\d{1,2})(?=\s)|[\s,](?:\d{1,2}\.\d{1,2})\s*$")
_YEAR = re.compile(r"年|民國|\d{2,4} ?[/.-] ?\d{1,2} ?[/.-]")
RELATIVE = re.compile(r"[上這本下昨前今明後]|yester|today")
_WEEKDAY = re.compile(r"(?:週|星期|\()([一二三四五六日天])")
_BARE_WEEKDAY = re.compile(_OF_WEEK)
_OF_MONTH = re.compile(rf"(?:\d{{1,2}}|{_HAN})[號日]")
_TODAY = ("今早", "今晚")


@dataclass(frozen=True, slots=True)
class Dated:
    """A day at [start:end] of a cleaned text."""

    when: When
    start: int
    end: int


def days(text: str, now: datetime) -> list[Dated]:
    """All days of a cleaned text, from left to right; a month alone is none where there is a day."""
    found = sorted(_all(text, now), key=lambda one: one.start)
    exact = [one for one in found if one.when.days]
    return exact or found


def blanked(text: str, found: list[Dated]) -> str:
    """The text with its days as spaces, so that nobody takes them for amounts."""
    for one in found:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def day(said: str, now: datetime) -> When:
    """The one day that a whole text says; nothing where it says none, or several."""
    found = days(said, now)
    return found[0].when if len(found) == 1 else When()


def _all(text: str, now: datetime) -> Iterator[Dated]:
    short = _SHORT.search(text)
    if short and re.search(r"\d", text[: short.start()] + text[short.end() :]):
        yield from _read(text, short.start(), short.end(), now)
    for found in _DAY.finditer(text):
        yield from _read(text, found.start(), found.end(), now)


def _read(text: str, start: int, end: int, now: datetime) -> Iterator[Dated]:
    said = text[start:end].strip(" ,")
    if said in _TODAY:
        yield Dated(When((now.date(),), said=said), start, end)
        return
    reading = dates.read(said, now)
    if reading.said or reading.value == Nothing("impossible"):
        yield Dated(_when(reading, said, now.date()), start, end)


def _when(reading: dates.Reading, said: str, today: date) -> When:
    value = reading.value.value if isinstance(reading.value, About) else reading.value
    if isinstance(value, Nothing):
        return When((), "impossible", said)
    if isinstance(value, Mismatch):
        return _weekday(value, said, today)
    if isinstance(value, Either):
        options = (_past(_last(one), said, today) for one in value.options if isinstance(one, Exact))
        return When(tuple(dict.fromkeys(options)), "several", said)
    if not isinstance(value, OnDay | AtTime) or isinstance(reading.value, About):
        return When((), "several", said)
    return _settled(_last(value), said, today)


def _last(value: Exact) -> date:
    end = value.end if isinstance(value, Span) else value
    return end.day if isinstance(end, OnDay) else end.at.date()


def _settled(read: date, said: str, today: date) -> When:
    past = _past(read, said, today)
    if past > today:
        return When((past,), "future", said)
    weekday = _WEEKDAY.search(said) if any(one.isdigit() for one in said) or "月" in said else None
    if weekday and WEEKDAYS[past.weekday()] != weekday[1].replace("天", "日"):
        by = (WEEKDAYS.index(weekday[1].replace("天", "日")) - past.weekday() + 3) % 7 - 3
        return When(tuple(sorted((past, past + timedelta(days=by)))), "weekday", said)
    ahead = _in_year(past, past.year + 1)
    if (today - past).days > FAR and not _YEAR.search(said) and ahead:
        return When((ahead, past), "future", said)
    return When((past,), said=said)


def _past(read: date, said: str, today: date) -> date:
    """The last such day, where words do not tell which one it is."""
    if _YEAR.search(said) or RELATIVE.search(said):
        return read
    if _BARE_WEEKDAY.fullmatch(said):
        return read - timedelta(days=-(-(read - today).days // 7) * 7)
    if _OF_MONTH.fullmatch(said):
        return read if read <= today else _month_before(read)
    years = (_in_year(read, year) for year in (today.year, today.year - 1))
    return next((one for one in years if one and one <= today), read)


def _month_before(read: date) -> date:
    last = read.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(read.day, last.day))


def _in_year(read: date, year: int) -> date | None:
    """The same day of another year; None for a 29th of February that is none."""
    try:
        return read.replace(year=year)
    except ValueError:
        return None


def _weekday(value: Mismatch, said: str, today: date) -> When:
    """The day that was said, and the nearest one that is that weekday."""
    past = _past(value.day, said, today)
    by = (value.weekday - past.weekday() + 3) % 7 - 3
    if by == 0:
        return When((past,), said=said)
    return When(tuple(sorted((past, past + timedelta(days=by)))), "weekday", said)
