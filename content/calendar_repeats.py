"""Meetings that come again: 每月第一個週三, 每週五, 隔週三, 每月15日; and the days they fall on."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from content.calendar_office import Office, office
from content.text.dates import clock
from content.text.dates.line import prepare
from content.text.dates.places import month_end, nth_weekday, shift_month
from content.text.dates.words import NUMBER, number, weekday

LAST = -1  # the last weekday, or the last day, of a month

_AND = "[、,和及與跟]"
_ANY_DAY = "[一二三四五六日天1-7]"
_DAY = "(?:一(?![起同點時])|[二三四五六天](?![點時])|日(?![語本文])|[1-7](?![0-9:/.點時月日號]))"  # 每週一起, 每週三2點
_DAYS = rf"(?P<w>{_DAY}(?:{_AND}?週?{_DAY})*)(?![次天個堂節小場])"  # 每週三次 is no Wednesday
_NTH = "[一二三四五1-5]"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"每個?月的?第(?P<nth>{_NTH}(?:{_AND}第?{_NTH})*)個?(?:週的)?週{_DAYS}",
        rf"每個?月的?(?P<last>最後)一?個?週{_DAYS}",
        rf"每個?月的?(?P<d>{NUMBER}(?:[日號]?{_AND}{NUMBER})*)[日號]",
        "每個?月的?(?:月?底|最後一[天日])",
        rf"(?P<other>每?隔一?個?週|每?[兩二2]個?週)(?:一次)?[,的在]?週?{_DAYS}",
        rf"每一?個?週的?週?{_DAYS}",
    )
)


@dataclass(frozen=True, slots=True)
class Repetition:
    """When something comes again; the words for it are `said`, at [start:end] of the cleaned text.

    `weekdays` (0 is Monday) of every `every`th week, or, with `nths`, the so manyth ones of each month (-1: the last);
    or `days` of each month (-1: the last).
    """

    said: str = ""
    start: int = 0
    end: int = 0
    at: time | None = None
    weekdays: tuple[int, ...] = ()
    every: int = 1
    nths: tuple[int, ...] = ()
    days: tuple[int, ...] = ()

    def within(self, first: date, last: date) -> Iterator[date]:
        """The days from one to another, in order. Weeks that are left out are counted from the first that has a day."""
        if self.weekdays and not self.nths:
            yield from self._weekly(first, last)
            return
        month = (first.year, first.month)
        while month <= (last.year, last.month):
            yield from (day for day in self._in_month(*month) if first <= day <= last)
            month = shift_month(*month, 1)

    def _weekly(self, first: date, last: date) -> Iterator[date]:
        begun: date | None = None
        for day in (first + timedelta(days=by) for by in range((last - first).days + 1)):
            if day.weekday() not in self.weekdays:
                continue
            monday = day - timedelta(days=day.weekday())
            begun = begun or monday
            if (monday - begun).days % (7 * self.every) == 0:
                yield day

    def _in_month(self, year: int, month: int) -> list[date]:
        if self.nths:
            found = (nth_weekday(nth, one)(year, month) for nth in self.nths for one in self.weekdays)
            return sorted(days[0] for days in found if days)
        end = month_end(year, month)
        return [end if day == LAST else date(year, month, day) for day in self.days if day <= end.day]


def repetition(text: str) -> Repetition | None:
    """The first thing in a text that comes again, with its time of day; None where there is none."""
    cleaned, line = prepare(text)
    for form in _FORMS:
        if (found := form.search(line.text)) and (read := _read(found)):
            end, at = _clock(line.text, found.end())
            first, last = line.source(found.start(), end)
            return replace(read, said=cleaned[first:last], start=first, end=last, at=at)
    return None


def repeats(rule: str | Repetition, first: date, last: date) -> tuple[Office, ...]:
    """The days of something that comes again, from one day to another; each tells whether offices work on it.

    Nothing where the text is none of the kinds above. Holidays are not left out.
    """
    read = repetition(rule) if isinstance(rule, str) else rule
    return tuple(map(office, read.within(first, last))) if read else ()


def _read(found: re.Match[str]) -> Repetition | None:
    """What the words of a form say; None where there is no such day (32日)."""
    said = dict.fromkeys(("nth", "last", "d", "other", "w"), "") | found.groupdict(default="")
    if weekdays := _numbers(weekday(day) for day in re.findall(_ANY_DAY, said["w"])):
        nths = (LAST,) if said["last"] else _numbers(number(one) or 0 for one in re.findall(_NTH, said["nth"]))
        return Repetition(weekdays=weekdays, every=2 if said["other"] else 1, nths=nths)
    days = _numbers(number(one) or 0 for one in re.findall(NUMBER, said["d"]))
    return Repetition(days=days or (LAST,)) if all(1 <= day <= 31 for day in days) else None


def _numbers(found: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(found)))


def _clock(text: str, at: int) -> tuple[int, time | None]:
    """Past the time of day that follows, and when it begins."""
    slot = clock.slot(text, at, alone=False)
    if slot is None or not 0 <= slot[0].start < clock.DAY:
        return at, None
    return slot[1], time(slot[0].start // 60, slot[0].start % 60)
