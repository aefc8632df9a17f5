"""Places in the calendar before the clock chooses among them: 12月5日 is one in every year, 5號 one in every month."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from content.text.dates.reading import Doubt

Stretch = tuple[date, date]  # first and last day, both included
Around = Callable[[date], Iterable[Stretch]]
YearMonth = tuple[int, int]
InMonth = Callable[[int, int], Stretch | None]  # None where the month has no such day
InYear = Callable[[int], Stretch | None]


@dataclass(frozen=True, slots=True)
class Place:
    """`around(day)` gives the stretches near a day, in order; a fixed place gives the same one for any day.

    `unit` says what a bare number after it would be (12/1-5, 下週一到三). `later` means never today (週日 on a Sunday).
    `others` are readings as likely as this one (明後天, 12月第一週).
    """

    around: Around
    unit: Literal["day", "month", "weekday", "other"] = "other"
    fixed: bool = False
    later: bool = False
    rough: bool = False
    weekday: int | None = None
    doubts: frozenset[Doubt] = frozenset()
    others: "tuple[Place, ...]" = ()

    def on(self, weekday: int) -> "Place":
        """The same place, said together with a weekday."""
        return replace(self, weekday=weekday)

    def next(self, today: date) -> Stretch | None:
        """The one stretch of a fixed place; else the first that has not ended before today."""
        for stretch in self.around(today):
            if self.fixed or stretch[1] > today or (stretch[1] == today and not self.later):
                return stretch
        return None

    def first_after(self, start: date) -> Stretch | None:
        """The first stretch that ends at or after `start`."""
        return next((found for found in self.around(start) if found[1] >= start), None)

    def last_before(self, end: date) -> Stretch | None:
        """The last stretch that begins at or before `end`."""
        return next((found for found in reversed(list(self.around(end))) if found[0] <= end), None)


def shift_month(year: int, month: int, by: int) -> YearMonth:
    """The month `by` months on."""
    years, index = divmod(month - 1 + by, 12)
    return year + years, index + 1


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    after = shift_month(year, month, 1)
    return date(*after, 1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Months:
    """Months as said: one (115年5月, 下個月), one in each year (5月), or every one (the month of 5號)."""

    near: Callable[[date], Iterable[YearMonth]]
    fixed: bool
    named: bool = True  # a month named in words makes its 底 approximate

    def at(self, where: InMonth) -> Around:
        """The stretches that `where` picks from these months."""
        return lambda day: _found(where(*month) for month in self.near(day))


def this_month(year: int, month: int, named: bool = True) -> Months:
    """One month of one year; the current one is not `named`: 這個月底 is as exact as 月底."""
    return Months(lambda _: ((year, month),), fixed=True, named=named)


def month_of_year(month: int) -> Months:
    """A month without its year."""
    return Months(lambda day: ((year, month) for year in _years(day)), fixed=False)


def any_month() -> Months:
    """No month was said."""
    return Months(lambda day: (shift_month(day.year, day.month, by) for by in range(-3, 5)), fixed=False, named=False)


def _years(day: date) -> Iterator[int]:
    return iter(range(max(1, day.year - 1), min(9998, day.year + 1) + 1))


def _found(stretches: Iterable[Stretch | None]) -> Iterator[Stretch]:
    return (stretch for stretch in stretches if stretch)


def yearly(where: InYear, year: int | None) -> Around:
    """What happens once a year, in one year or in those near the day."""
    if year is not None:
        return lambda _: _found([where(year)])
    return lambda day: _found(where(near) for near in _years(day))


def whole_month(year: int, month: int) -> Stretch | None:
    """From the first to the last day."""
    return (date(year, month, 1), month_end(year, month)) if 1 <= month <= 12 else None


def day_of_month(day: int) -> InMonth:
    """That day, where the month has one."""

    def where(year: int, month: int) -> Stretch | None:
        if not (1 <= month <= 12 and 1 <= day <= month_end(year, month).day):
            return None
        return (date(year, month, day),) * 2

    return where


def end_of_month(year: int, month: int) -> Stretch | None:
    """Its last day."""
    return (month_end(year, month),) * 2 if 1 <= month <= 12 else None


def nth_weekday(nth: int, weekday: int) -> InMonth:
    """The nth weekday of a month; -1 is the last."""

    def where(year: int, month: int) -> Stretch | None:
        days = [date(year, month, day) for day in range(1, month_end(year, month).day + 1)] if 1 <= month <= 12 else []
        days = [day for day in days if day.weekday() == weekday]
        return (days[nth - 1 if nth > 0 else nth],) * 2 if 1 <= abs(nth) <= len(days) else None

    return where


def weekly(weekday: int) -> Around:
    """That day of every week."""

    def around(day: date) -> Iterator[Stretch]:
        first = day + timedelta(days=weekday - day.weekday() - 14)
        return ((first + timedelta(weeks=by),) * 2 for by in range(5))

    return around


def week_of(day: date, by: int = 0) -> Stretch:
    """The week, from Monday, `by` weeks after the one of a day."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=by)
    return monday, monday + timedelta(days=6)


def just(first: date, last: date | None = None) -> Around:
    """One stretch, whatever day is asked from."""
    return lambda _: ((first, last or first),)
