"""Typed values of facts: money, percent, counts, dates, months, periods, times, text; and how each is said."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Money:
    """New Taiwan dollars, whole."""

    amount: int

    def __str__(self) -> str:
        return f"{self.amount:,} 元"


@dataclass(frozen=True, slots=True)
class Percent:
    """Percent of a base that the fact names; exact."""

    rate: Fraction

    def __str__(self) -> str:
        return f"{float(self.rate):g} %"

    def of(self, amount: int) -> int:
        """The share of an amount in dollars, rounded down to a whole dollar: what may be spent at most."""
        return int(amount * self.rate / 100)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of something, with its counter: 6 人."""

    number: int
    unit: str

    def __str__(self) -> str:
        return f"{self.number:,} {self.unit}"


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day."""

    day: date

    def __str__(self) -> str:
        return f"{roc(self.day)}（{WEEKDAYS[self.day.weekday()]}）"


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year, where the plan gives no day."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year - 1911}年{self.month}月"


@dataclass(frozen=True, slots=True)
class Period:
    """From a day or month to another, both included."""

    start: Day | Month
    end: Day | Month

    def __str__(self) -> str:
        return f"{self.start}至{self.end}"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, or from one to another."""

    start: time
    end: time | None = None

    def __str__(self) -> str:
        return f"{self.start:%H:%M}" if self.end is None else f"{self.start:%H:%M}–{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class Text:
    """A name, address, path or URL."""

    text: str

    def __str__(self) -> str:
        return self.text


Value = Money | Percent | Count | Day | Month | Period | Clock | Text


def roc(day: date) -> str:
    """A day in the Republic's years: 113年4月26日."""
    return f"{day.year - 1911}年{day.month}月{day.day}日"


def _moment(text: str) -> Day | Month:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return Day(date(*parts))
    first = date(parts[0], parts[1], 1)  # refuses month 13
    return Month(first.year, first.month)


def _period(text: str) -> Period:
    start, end = text.split("/")
    return Period(_moment(start), _moment(end))


def _clock(text: str) -> Clock:
    start, _, end = text.partition("/")
    return Clock(time.fromisoformat(start), time.fromisoformat(end) if end else None)


_DATE = r"\d{4}-\d\d(?:-\d\d)?"
_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Value]], ...] = (
    (re.compile(r"(\d+) TWD"), lambda m: Money(int(m[1]))),
    (re.compile(r"(\d+(?:\.\d+)?) %"), lambda m: Percent(Fraction(m[1]))),
    (re.compile(rf"{_DATE}/{_DATE}"), lambda m: _period(m[0])),
    (re.compile(_DATE), lambda m: _moment(m[0])),
    (re.compile(r"\d\d:\d\d(?:/\d\d:\d\d)?"), lambda m: _clock(m[0])),
    (re.compile(r"(\d+) ?([^\W\d]{1,4})"), lambda m: Count(int(m[1]), m[2])),
)


def read_value(text: str) -> Value:
    """The typed value of a fact as it is written in facts.yaml.

    Raises ValueError where a date or time has the right shape but does not exist (2015-02-30).
    """
    for shape, make in _SHAPES:
        if found := shape.fullmatch(text):
            return make(found)
    return Text(text)
