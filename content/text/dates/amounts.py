"""Stretches of time: 三天, 兩個半月, 2-3週, 五個工作天; and how they move a day."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from content.text.dates import almanac
from content.text.dates.places import month_end, shift_month
from content.text.dates.reading import FromAnchor, Unit
from content.text.dates.words import HAN, number

_UNITS: dict[str, tuple[Unit, int]] = {
    "分鐘": ("minute", 1),
    "小時": ("hour", 1),
    "工作天": ("office_day", 1),
    "天": ("day", 1),
    "週": ("day", 7),
    "月": ("month", 1),
    "季": ("month", 3),
    "年": ("year", 1),
}
_UNIT = (
    "(?P<u>天上班日?|個?(?:工作|上班)[天日]|個?日歷天|個?小時|個?鐘頭|分鐘|天|日(?!期|本|文|歷)|晚(?!上|間|會|餐)|個?週(?![一二三四五六日天末](?!天|日))"
    "|個月|月(?=[內後以之])|季|年(?!級|度|級))"
)
_AMOUNT = re.compile(
    rf"(?:(?P<pair>[一二兩三四五六七八九])(?P<pair2>[二兩三四五六七八九])(?![{HAN}])"
    rf"|(?P<low>\d{{1,3}}|[{HAN}]{{1,4}})(?:~|-|到|至)(?P<high>\d{{1,3}}|[{HAN}]{{1,4}})"
    rf"|(?P<n>\d{{1,4}}(?:\.5)?|[{HAN}]{{1,5}})|(?P<half>半))(?P<and>個半(?=月|小時|鐘頭|週))?{_UNIT}"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a unit; weeks are seven days. `high` is another count as likely (兩三天)."""

    count: int
    unit: Unit
    high: int | None = None
    rough: bool = False

    def back(self) -> "Amount":
        """The same, into the past."""
        return Amount(-self.count, self.unit, None if self.high is None else -self.high, self.rough)

    def counts(self) -> tuple[int, ...]:
        """The one count or both."""
        return (self.count,) if self.high is None else (self.count, self.high)

    def from_event(self) -> tuple[FromAnchor, ...]:
        """Counted from an event that is still to be dated."""
        return tuple(FromAnchor(count, self.unit, self.rough) for count in self.counts())


def amount(text: str, at: int) -> tuple[Amount, int] | None:
    """The stretch of time at a place of a line, and where its words end."""
    if not (found := _AMOUNT.match(text, at)):
        return None
    unit, size = _unit(found["u"])
    low, high = _counts(found)
    if low is None:
        return None
    halves = (2 * low + bool(found["and"])) if not found["half"] else 1
    if found["n"] and found["n"].endswith(".5"):
        halves = 2 * int(float(found["n"])) + 1
    count = _halves(halves * size, unit)
    other = _halves(2 * high * size, unit) if high else None
    return (Amount(count[0], count[1], other[0] if other else None, count[2]), found.end()) if count[0] else None


def _unit(said: str) -> tuple[Unit, int]:
    if re.search("工作|上班", said):
        return _UNITS["工作天"]
    said = said.removeprefix("個")
    return _UNITS[{"日": "天", "晚": "天", "日歷天": "天", "鐘頭": "小時"}.get(said, said)]


def _counts(found: re.Match[str]) -> tuple[int | None, int | None]:
    if found["half"]:
        return 0, None
    low = found["pair"] or found["low"] or found["n"].removesuffix(".5")
    high = found["pair2"] or found["high"]
    return number(low), number(high) if high else None


def _halves(halves: int, unit: Unit) -> tuple[int, Unit, bool]:
    """Count, unit and "only roughly" for a number of half units: 半個月 is about 15 days, 半年 six months."""
    count, half = divmod(halves, 2)
    if not half:
        return count, unit, False
    smaller: dict[Unit, tuple[Unit, int]] = {"hour": ("minute", 30), "year": ("month", 6), "month": ("day", 15)}
    if unit not in smaller:
        return count, unit, True
    below, extra = smaller[unit]
    whole = {"hour": 60, "year": 12, "month": 30}[unit] * count
    return whole + extra, below, unit != "hour"


def shifted(day: date, count: int, unit: Unit) -> date:
    """A day so many units on; 1/31 plus a month is the last of February. Raises OverflowError beyond the calendar."""
    if unit == "office_day":
        return almanac.office_days_after(day, count)
    if unit in ("month", "year"):
        year, month = shift_month(day.year, day.month, count * (12 if unit == "year" else 1))
        return date(year, month, min(day.day, month_end(year, month).day))
    return day + timedelta(days=count)
