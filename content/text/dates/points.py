"""One point in time as it is said: a day in any writing, its weekday, another name for it in brackets, its hour."""

import re
from dataclasses import dataclass, replace
from datetime import date

from content.text.dates import clock, counted, figures, months, weeks, years
from content.text.dates.clock import Slot
from content.text.dates.places import (
    Place,
    any_month,
    day_of_month,
    just,
    month_of_year,
    this_month,
    weekly,
    whole_month,
)
from content.text.dates.words import COUNTER, NUMBER, OR, UNTIL, number, weekday

_WEEKDAY = re.compile(
    r",? ?(?:\(週?(?P<a>[一二三四五六日天])(?:\)|(?=[,、上下早晚中0-9]))|\(?週(?P<b>[一二三四五六日天1-7])\)?"
    r"|(?P<c>[一二三四五六])(?=$|[ 前上下晚中,;~)]))"
)
_WEEKDAY_FIRST = re.compile(r"\(週?([一二三四五六日天])\)(?=\d)")
_OPEN = re.compile(r",?的?(?P<bracket>\()?")
_MONTHS = re.compile(rf"(?P<a>{NUMBER})月?(?P<join>{UNTIL}|、|/|或)(?P<b>{NUMBER})月(?!\d|考|薪|費|內|後)[間份]?")
_DAYS = re.compile(rf"(?P<all>{NUMBER}(?:{UNTIL}{NUMBER}|(?:{OR}{NUMBER})+))[日號](?!內|以內|之內|後|之後|數|教|房|樓)")
_NEXT_DAY = re.compile("隔[天日]|翌日|次日")
_NEXT_YEAR = re.compile("(?:[隔次翌同])年的?")
_DAY_AGAIN = re.compile(f"{NUMBER}[日號]")
_BOTH_DAYS = re.compile("[兩二2][天日]")
_MOST = 6  # alternatives that a chat could still offer
_UNTIL, _OR = re.compile(UNTIL), re.compile(OR)
_BARE_DAY = re.compile(rf"({NUMBER})(?![0-9]|{COUNTER})(?!日)")
_BARE_WEEKDAY = re.compile(rf"([一二三四五六日天])(?!{COUNTER}|十|百|起|早|下|般|定|直)")


@dataclass(frozen=True, slots=True)
class Said:
    """A day, a time of day, or both, and where the words end."""

    place: Place | None
    slot: Slot | None
    end: int


def point(text: str, at: int, today: date) -> Said | None:
    """The point in time at a place of a line."""
    if not (found := _with_weekday_first(text, at, today) or _calendar(text, at, today)):
        time = clock.slot(text, at, alone=True)
        return Said(None, *time) if time else None
    place, end = _with_other_name(text, _with_weekday(text, found), today)
    time = clock.slot(text, end, alone=False)
    slot, end = time or (None, clock.part_of_day(text, end))
    return Said(place, slot, end + (text[end : end + 1] == ")" and "(" in text[at:end] and ")" not in text[at:end]))


def _calendar(text: str, at: int, today: date) -> tuple[Place, int] | None:
    return (
        counted.place(text, at, today)
        or weeks.from_today(text, at, today)
        or figures.figures(text, at)
        or years.in_year(text, at, today)
        or years.without_year(text, at, today)
        or weeks.in_week(text, at, today)
        or months.bare(text, at)
    )


def _with_weekday_first(text: str, at: int, today: date) -> tuple[Place, int] | None:
    """(六)12/5"""
    if (found := _WEEKDAY_FIRST.match(text, at)) and (day := figures.figures(text, found.end())):
        return day[0].on(weekday(found[1])), day[1]
    return None


def _with_weekday(text: str, found: tuple[Place, int]) -> tuple[Place, int]:
    """12/5(六), 12月5日週六."""
    place, end = found
    if place.unit != "day" or not (said := _WEEKDAY.match(text, end)):
        return found
    return place.on(weekday(said["a"] or said["b"] or said["c"])), said.end()


def _with_other_name(text: str, found: tuple[Place, int], today: date) -> tuple[Place, int]:
    """週六12/5, 下週五(11/27), 11/27(下週五): two names that should be one day."""
    place, end = found
    opened = _OPEN.match(text, end)
    if place.unit not in ("day", "weekday") or not opened or not (opened["bracket"] or place.unit == "weekday"):
        return found
    other = figures.figures(text, opened.end()) or years.without_year(text, opened.end(), today)
    if opened["bracket"] and not other:
        other = weeks.in_week(text, opened.end(), today) or weeks.from_today(text, opened.end(), today)
    if not other or other[0].unit not in ("day", "weekday"):
        return found
    place, end = _both(place, other[0], today), other[1]
    place, end = _with_weekday(text, (place, end)) if place.weekday is None else (place, end)
    return place, end + (bool(opened["bracket"]) and text[end : end + 1] == ")")


def _both(first: Place, second: Place, today: date) -> Place:
    """One place for two names: the day both mean, or the date with the weekday, or either."""
    days = first.next(today)
    if days and days in list(second.around(days[0])):
        return Place(just(*days), "day", fixed=True)
    if first.unit == "weekday" and first.weekday is not None:
        return second.on(first.weekday)
    if second.unit == "weekday" and second.weekday is not None:
        return first.on(second.weekday)
    return replace(first, others=(second,))


def _second(text: str, at: int, first: Said, today: date) -> Said | None:
    """What follows 到 or 或: a point, or a bare number that takes its unit from the first (12/1-5, 下週一到三)."""
    at = year.end() if (year := _NEXT_YEAR.match(text, at)) else at  # the first such day after the start is in it
    if said := point(text, at, today):
        return said
    if (following := _NEXT_DAY.match(text, at)) and (time := clock.slot(text, following.end(), alone=False)):
        return Said(None, replace(time[0], start=time[0].start + clock.DAY), time[1])
    unit = first.place.unit if first.place else "other"
    if unit == "day" and (found := _BARE_DAY.match(text, at)):
        place = Place(any_month().at(day_of_month(number(found[1]) or 0)), "day")
        place, end = _with_weekday(text, (place, found.end()))
    elif unit == "weekday" and (found := _BARE_WEEKDAY.match(text, at)):
        number_of_day = weekday(found[1])
        place, end = Place(weekly(number_of_day), "weekday", later=True, weekday=number_of_day), found.end()
    else:
        return None
    return _at_time(text, place, end)


def _at_time(text: str, place: Place, at: int) -> Said:
    time = clock.slot(text, at, alone=False)
    return Said(place, *time) if time else Said(place, None, at)


@dataclass(frozen=True, slots=True)
class Points:
    """One point; two that are joined by 到 (~); or several joined by 或 (|)."""

    said: tuple[Said, ...]
    join: str = ""

    @property
    def end(self) -> int:
        """Where the words end."""
        return self.said[-1].end


def points(text: str, at: int, today: date) -> Points | None:
    """A point at a place of a line, with what is joined to it."""
    joined = _pair(text, at, today)
    if not joined:
        if not (first := point(text, at, today)):
            return None
        if (until := _UNTIL.match(text, first.end)) and (last := _second(text, until.end(), first, today)):
            return Points((first, last), "~")
        joined = Points((first,))
    return joined if joined.join == "~" else _alternatives(text, joined, today)


def _alternatives(text: str, so_far: Points, today: date) -> Points:
    """5、6、7日; but 5、6日兩天 is from one to the other."""
    said = list(so_far.said)
    while len(said) < _MOST and (other := _next_alternative(text, said[-1], today)):
        said.append(other)
    if len(said) == 2 and (both := _BOTH_DAYS.match(text, said[-1].end)):
        return Points((said[0], replace(said[1], end=both.end())), "~")
    return Points(tuple(said), "|" if len(said) > 1 else "")


def _next_alternative(text: str, last: Said, today: date) -> Said | None:
    if found := _OR.match(text, last.end):
        return _second(text, found.end(), last, today)
    unit = last.place.unit if last.place and not last.slot else ""
    again = {"weekday": _BARE_WEEKDAY, "day": _DAY_AGAIN}.get(unit)  # 週三五, 五號六號
    return _second(text, last.end, last, today) if again and again.match(text, last.end) else None


def _pair(text: str, at: int, today: date) -> Points | None:
    """8-10月, 1到5號, 5或6日: the unit is said once, behind the second."""
    year, start, _ = years.year_at(text, at, today) or (None, at, False)
    if found := _MONTHS.match(text, start):
        spans = [Said(_month(number(found[name]) or 0, year), None, found.end()) for name in "ab"]
        return Points(tuple(spans), "|" if found["join"] == "或" else "~")
    if year is None and (found := _DAYS.match(text, at)):
        numbers = [number(said) or 0 for said in re.findall(NUMBER, found["all"])]
        places = [Place(any_month().at(day_of_month(day)), "day") for day in numbers]
        join = "~" if re.fullmatch(f"{NUMBER}{UNTIL}{NUMBER}", found["all"]) else "|"
        return Points(tuple(Said(place, None, found.end()) for place in places), join)
    return None


def _month(month: int, year: int | None) -> Place:
    chosen = this_month(year, month) if year else month_of_year(month)
    return Place(chosen.at(whole_month), "month", fixed=chosen.fixed)
