"""What a text says about time: typed values, how sure we are, and how a date is said back."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

WEEKDAYS = "一二三四五六日"


class Doubt(StrEnum):
    """Why the chat should confirm a reading before it saves it."""

    SUNDAY = "sunday"  # 下週五 said on a Sunday: weeks that begin on Sunday differ by seven days
    PAST = "past"
    ROLLED = "rolled"  # this year's day has just passed, so that next year's was taken
    ROUGH = "rough"  # 月初, 中旬, 左右
    LUNAR = "lunar"
    CUSTOM = "custom"  # a festival or holiday that people may mean differently (過年前, 元旦連假)
    HALF_DAY = "half_day"  # 3點 taken as 15:00
    SHORTHAND = "shorthand"  # 1205 or 12.5, which may as well be an amount
    FOREIGN = "foreign"  # read by dateparser


@dataclass(frozen=True, slots=True)
class OnDay:
    """A calendar day."""

    day: date

    def __str__(self) -> str:
        return self.day.isoformat()


@dataclass(frozen=True, slots=True)
class AtTime:
    """A minute of a day, in the time zone of the clock that was given."""

    at: datetime

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%dT%H:%M}"


@dataclass(frozen=True, slots=True)
class Span:
    """From one to another, both included."""

    start: OnDay | AtTime
    end: OnDay | AtTime

    def __str__(self) -> str:
        return f"{self.start}/{self.end}"


Exact = OnDay | AtTime | Span


@dataclass(frozen=True, slots=True)
class About:
    """Roughly then: 12月中旬, 下個月初."""

    value: Exact

    def __str__(self) -> str:
        return f"{self.value}~"


Unit = Literal["minute", "hour", "day", "office_day", "month", "year"]


@dataclass(frozen=True, slots=True)
class FromAnchor:
    """Some time after (below zero: before) an event whose date the chat must ask for. Weeks are seven days.

    The notation has no word for office days; it counts them like days, `unit` tells them apart.
    """

    count: int
    unit: Unit
    about: bool = False

    def __str__(self) -> str:
        sign = "-" if self.count < 0 else "+"
        form = {
            "minute": "PT{}M",
            "hour": "PT{}H",
            "day": "P{}D",
            "office_day": "P{}D",
            "month": "P{}M",
            "year": "P{}Y",
        }
        return f"ANCHOR{sign}{form[self.unit].format(abs(self.count))}{'~' if self.about else ''}"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A day said together with a weekday (0 is Monday) that is not its own."""

    day: date
    weekday: int

    def __str__(self) -> str:
        return f"MISMATCH:{self.day}"


@dataclass(frozen=True, slots=True)
class Either:
    """Several readings, none likelier than the others: 5日或6日, 明後天."""

    options: tuple[Exact | FromAnchor, ...]

    def __str__(self) -> str:
        return "AMBIG:" + "|".join(map(str, self.options))


@dataclass(frozen=True, slots=True)
class Nothing:
    """No date to be used, and why."""

    why: Literal["none", "impossible", "recurring", "question", "declined"] = "none"

    def __str__(self) -> str:
        return "NONE"


Value = Exact | About | FromAnchor | Mismatch | Either | Nothing
Outcome = tuple[Value, frozenset[Doubt]]
IMPOSSIBLE: Outcome = (Nothing("impossible"), frozenset())


@dataclass(frozen=True, slots=True)
class Reading:
    """A value and the words it was read from: `said`, at [start:end] of the cleaned text.

    `before`: 前 follows, so that a holiday's own day is late; `typed`: the words as they were spelt, where known.
    """

    value: Value
    doubts: frozenset[Doubt] = frozenset()
    said: str = ""
    start: int = 0
    end: int = 0
    before: bool = False
    typed: str = ""

    @property
    def sure(self) -> bool:
        """May it be saved without a question?"""
        return not self.doubts and isinstance(self.value, Exact)

    def notation(self) -> str:
        """What `batch dates` prints: 2026-12-05T10:00, a/b, 2026-12-15~, ANCHOR+P14D, MISMATCH:…, AMBIG:…|…, NONE."""
        return str(self.value)


def say(day: date, with_ce: bool = False) -> str:
    """115年12月4日（五）, and with_ce 115年12月4日（五）2026-12-04. Years before 1912 are said in the common era."""
    year = f"{day.year - 1911}" if day.year > 1911 else f"西元{day.year}"
    said = f"{year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
    return f"{said}{day.isoformat()}" if with_ce else said
