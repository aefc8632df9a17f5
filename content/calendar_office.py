"""Taiwan's office days: whether a day is one, what it is called if not, and the last one before."""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from content.text.dates.almanac import is_office_day, office_days_after
from content.values import WEEKDAYS

if TYPE_CHECKING:
    from holidays import HolidayBase


@dataclass(frozen=True, slots=True)
class Office:
    """A day, why offices are closed on it ("" where they are open), and the last day that they are open until then."""

    day: date
    closed: str
    before: date


@lru_cache(4096)  # a list of dates asks for the same days again and again
def office(day: date) -> Office:
    """Whether offices work on a day. Substitute days and make-up Saturdays count as far as they are announced."""
    if is_office_day(day):
        return Office(day, "", day)
    name = _names(day.year).get(day, "")
    return Office(day, name.replace("; ", "、") or f"星期{WEEKDAYS[day.weekday()]}", office_days_after(day, -1))


@cache
def _names(year: int) -> "HolidayBase":
    from holidays import country_holidays

    return country_holidays("TW", years=year, language="zh_TW")
