"""Which day is meant in a community's school year; what is not certain becomes a question with days to choose from."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from content import calendar as plan_calendar
from content.text.dates import About, AtTime, Doubt, Either, FromAnchor, Mismatch, Nothing, OnDay, Reading, Span, Value
from content.text.dates.almanac import office_days_after
from content.text.dates.amounts import shifted
from content.text.dates.reading import WEEKDAYS
from handlers import calendar_patterns as patterns
from handlers.calendar_desk import Desk
from handlers.calendar_saying import short

HARMLESS = frozenset((Doubt.HALF_DAY,))  # 下午 is meant where a teacher says 3點; the time is echoed
LATE = frozenset((Doubt.PAST, Doubt.ROLLED))
_FEASTS = frozenset((Doubt.LUNAR, Doubt.CUSTOM))
_NO_YEAR = re.compile(
    r"(?<![\d/.-])(?:\d{1,2}|[一二三四五六七八九十]{1,2}) ?(?:月|[/.-] ?\d{1,2}(?!\d|[/.-] ?\d))|^[01]\d[0-3]\d$"
)
_YEAR = re.compile(r"年|民國|\d{3,4} ?[/.-]")
_OF_MONTH = re.compile("[日號]")  # in words without a month: 這個月5號
_MIDNIGHT = re.compile("^(?!.*(?:凌晨|早|上午)).*(?:(?:12|十二|24)(?:點|時|:00)|午夜)")  # the end of a day
_WHOLE = re.compile("(?:週|星期|月|年|學期)(?:內|裡)?$")  # a whole week or month, of which a day has to be chosen
OPTIONS = 3
BEFORE, AFTER = 181, 61  # days around a school year in which people apply for it and hand in what is left


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the time of day where one was said."""

    day: date
    at: time | None = None

    def __str__(self) -> str:
        return f"{self.day}T{self.at:%H:%M}" if self.at else str(self.day)


@dataclass(frozen=True, slots=True)
class When:
    """What may be meant, the likeliest first; `ask`: the question, "" where the first is certain.

    `since`: the first day, where a period was said that ends on the day.
    """

    options: tuple[Moment, ...] = ()
    ask: str = ""
    since: date | None = None

    @property
    def certain(self) -> bool:
        """Whether nothing has to be asked."""
        return bool(self.options) and not self.ask


def moment(text: str) -> Moment:
    """What str() of a Moment gives, as one. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return Moment(found.date(), found.time() if "T" in text else None)


def settle(reading: Reading, title: str, desk: Desk, near: date | None = None) -> When:
    """The day that words mean. `near`: the date that is moved, and to which a day without a year is the nearest."""
    value, phrases, words = _till_midnight(reading), desk.phrases, reading.typed or reading.said
    if isinstance(value, Nothing | FromAnchor):
        none = phrases.ask_impossible.format(said=words) if value == Nothing("impossible") else ""
        return When(ask=f"{none}{phrases.ask_day.format(title=title)}")
    if isinstance(value, Mismatch):
        return _disagreeing(value, reading, desk)
    if isinstance(value, Either):
        options = tuple(_moment(one) for one in value.options if isinstance(one, OnDay | AtTime | Span))
        return When(options[:OPTIONS], phrases.ask_either.format(said=words))
    if isinstance(value, Span) and _WHOLE.search(reading.said):
        return When((_within(value, near),), phrases.ask_either.format(said=words))
    rough = value.value if isinstance(value, About) else value
    if reading.before and reading.doubts & _FEASTS:
        return When(_before(rough), phrases.ask_either.format(said=f"{words}前"))
    (chosen, *more), doubts = _in_year(_moment(rough), reading, title, desk, near)
    found = When((chosen,), since=_since(rough))
    if more:
        return When((chosen, *more), phrases.ask_either.format(said=words))
    if doubts & LATE:
        options = _late(chosen, Doubt.ROLLED in doubts, reading)
        return When(options, phrases.ask_past.format(day=short(options[0].day, desk.today)))
    if Doubt.SUNDAY in doubts:
        options = (chosen, replace(chosen, day=chosen.day + timedelta(days=7)))
        return When(options, phrases.ask_either.format(said=words))
    return replace(found, ask=phrases.ask_sure.format(said=words)) if doubts else found


def _late(chosen: Moment, rolled: bool, reading: Reading) -> tuple[Moment, ...]:
    """The day that is over, and the next one that is called so."""
    if rolled and (before := _same_day(chosen.day, chosen.day.year - 1)):
        return replace(chosen, day=before), chosen
    if _YEAR.search(reading.said):
        return (chosen,)
    if _OF_MONTH.search(reading.said) and not _NO_YEAR.search(reading.said):
        return chosen, replace(chosen, day=shifted(chosen.day, 1, "month"))
    yearly = _same_day(chosen.day, chosen.day.year + 1) if _NO_YEAR.search(reading.said) else None
    return chosen, replace(chosen, day=yearly or chosen.day + timedelta(days=7))


def _till_midnight(reading: Reading) -> Value:
    """12/5晚上12點 is still on 12/5, as late as can be."""
    value = reading.value
    if isinstance(value, AtTime) and value.at.time() == time() and _MIDNIGHT.search(reading.said):
        return AtTime(value.at - timedelta(minutes=1))
    return value


def _before(feast: OnDay | AtTime | Span) -> tuple[Moment, ...]:
    """「端午節前」: the last day before on which offices work, or the feast's own first day."""
    first = _moment(replace(feast, end=feast.start) if isinstance(feast, Span) else feast).day
    return Moment(office_days_after(first, -1)), Moment(first)


def _within(period: Span, near: date | None) -> Moment:
    """A day of a week or month: the weekday that it was, or the last one on which offices work."""
    first, last = _moment(replace(period, end=period.start)).day, _moment(period).day
    again = [day for by in range(7) if near and (day := first + timedelta(days=by)).weekday() == near.weekday()]
    return Moment(again[0] if again else plan_calendar.office(last).before)


def _since(value: object) -> date | None:
    return value.start.day if isinstance(value, Span) and isinstance(value.start, OnDay) else None


def _moment(value: OnDay | AtTime | Span) -> Moment:
    """The day on which something is due: the last of several. A meeting begins at the first time."""
    if isinstance(value, Span):
        return _moment(value.start if isinstance(value.start, AtTime) else value.end)
    return Moment(value.day) if isinstance(value, OnDay) else Moment(value.at.date(), value.at.time())


def _disagreeing(value: Mismatch, reading: Reading, desk: Desk) -> When:
    """The weekday is another day's: right in another year of the community's, or both are offered."""
    fitting = [day for day in _years(value.day, reading, desk) if day.weekday() == value.weekday]
    if fitting and not _inside(desk.today, desk):
        return When((Moment(fitting[0]),))
    by = (value.weekday - value.day.weekday() + 3) % 7 - 3
    days = sorted((value.day, value.day + timedelta(days=by)))
    said = desk.phrases.ask_weekday.format(
        day=f"{value.day.month} 月 {value.day.day} 日", is_=WEEKDAYS[value.day.weekday()], said=WEEKDAYS[value.weekday]
    )
    return When(tuple(map(Moment, days)), said)


def _in_year(
    read: Moment, reading: Reading, title: str, desk: Desk, near: date | None
) -> tuple[tuple[Moment, ...], frozenset[Doubt]]:
    """A day without a year belongs to the plan's deadline of that name, to the date that is moved, or either to the
    school year or to the next that is called so, where the clock stands outside of it."""
    doubts = reading.doubts - HARMLESS
    outside = not _inside(desk.today, desk)
    if outside and _inside(read.day, desk):
        doubts -= LATE
    candidates = list(_years(read.day, reading, desk))
    if not candidates:
        return (read,), doubts
    if near:
        day = min(candidates, key=lambda day: abs(day - near))
        return (replace(read, day=day),), doubts - LATE | _gone(day, near, desk)
    if not doubts & LATE or outside:
        wanted = _of_plan(title, [read.day, *candidates], desk)
        if wanted and (outside or wanted >= desk.today):
            return (replace(read, day=wanted),), doubts - LATE
    if not outside:
        return (read,), doubts
    inside = [day for day in candidates if _in_school_year(day, desk)]
    days = sorted({(inside or candidates)[0], *([read.day] if read.day >= desk.today else [])})
    return tuple(replace(read, day=day) for day in days), doubts - LATE


def _gone(day: date, near: date, desk: Desk) -> frozenset[Doubt]:
    """Whether a date that lies ahead would be moved to a day that is over."""
    return frozenset({Doubt.PAST} if day < desk.today <= near else ())


def _of_plan(title: str, days: Iterable[date], desk: Desk) -> date | None:
    """The first day that is about that of a deadline of the plan with this name."""
    found, lexicon = [one for one in desk.proposals if one.until], desk.composer.library.lexicon
    return next((day for day in days if plan_calendar.merging(title, day, found, lexicon)), None)


def _years(day: date, reading: Reading, desk: Desk) -> Iterator[date]:
    """The same day in the years of the community, where none was said."""
    if _YEAR.search(reading.said) or not _NO_YEAR.search(reading.said):
        return
    first, last = _around(desk)
    for year in range(first.year, last.year + 1):
        same = _same_day(day, year)
        if same and first <= same <= last:
            yield same


def _same_day(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None


def _around(desk: Desk) -> tuple[date, date]:
    first, last = plan_calendar.school_year(desk.community.year)
    return first - timedelta(days=BEFORE), last + timedelta(days=AFTER)


def _inside(day: date, desk: Desk) -> bool:
    first, last = _around(desk)
    return first <= day <= last


def _in_school_year(day: date, desk: Desk) -> bool:
    first, last = plan_calendar.school_year(desk.community.year)
    return first <= day <= last


def over_on(reading: Reading, desk: Desk, *, term: bool) -> date:
    """When something was over: today, or the day that was said, the nearest where no year was. `term`: a part of the
    school year ended, so that the day lies in it."""
    found = settle(reading, "", desk)
    if not found.options:
        return desk.today
    years = list(_years(found.options[0].day, reading, desk))
    inside = [day for day in years if _in_school_year(day, desk)] if term else []
    return min(inside or years or [found.options[0].day], key=lambda day: abs(day - desk.today))


def moved(reading: Reading, day: date, at: time | None, title: str, desk: Desk) -> When:
    """Where a date goes: so many days on or back, another time of the same day, or another day."""
    value = _till_midnight(reading)
    if isinstance(value, FromAnchor) and value.unit not in ("hour", "minute"):
        to = Moment(shifted(day, value.count, value.unit), at)
        past = desk.phrases.ask_past.format(day=short(to.day, desk.today))
        return When((to,), past if _gone(to.day, day, desk) else "")
    if isinstance(value, AtTime) and not patterns.A_DAY.search(reading.said):
        return When((Moment(day, value.at.time()),))
    found = settle(reading, title, desk, day)
    return replace(found, options=tuple(one if one.at else replace(one, at=at) for one in found.options))
