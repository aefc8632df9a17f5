"""What a year is said with, and what returns every year: 115年12月5日, 明年端午節, 年底, 下半年, 農曆正月初五."""

import re
from datetime import date
from typing import Literal

from content.text.dates import almanac
from content.text.dates.figures import month_and_day
from content.text.dates.months import in_months, months_at
from content.text.dates.places import InYear, Place, Stretch, just, month_end, yearly
from content.text.dates.reading import Doubt
from content.text.dates.words import ERA, HAN, NUMBER, full_year, number

Found = tuple[Place, int]

_YEAR = re.compile(rf"{ERA}(?P<y>\d{{2,4}}|[{HAN}]{{2,7}})年(?!度|級|國|後|內|來|間|以|資|長|會|齡|代|終獎|制)的?,?")
_YEAR_WORD = re.compile("(?P<w>今|本|明|去|大?後|大?前|來)年(?!度|級|會|輕|終獎)的?")
_AWAY = {"今": 0, "本": 0, "明": 1, "來": 1, "去": -1, "後": 2, "前": -2, "大後": 3, "大前": -3}
_PART = re.compile(
    "(?:年(?=底|末|尾|初|終))?(?P<p>底|末|尾|終|初|中(?=$|前|以|之)|最後一[天日]|第一[天日])|(?P<half>[上下])半年?|第(?P<q>[一二三四1-4])季"
)
_BARE_PART = re.compile("年(?P<p>底|末|尾|終(?!獎)|初)(?![一二三四五])|(?P<half>[上下])半年|第(?P<q>[一二三四1-4])季")

_MOON = "農歷|陰歷|舊歷"  # 曆 is 歷 in cleaned text
_LUNAR = re.compile(
    rf"(?:{_MOON})的?年?(?:(?P<m>{NUMBER}|正|臘|冬)月(?:初?(?P<d>{NUMBER})[日號]?|(?P<end>底))?|(?P<m2>\d{{1,2}})/(?P<d2>\d{{1,2}}))"
    rf"|(?P<m3>正|臘)月初?(?P<d3>{NUMBER})[日號]?"
    rf"|(?:(?:{_MOON})?大?年|大年|(?:{_MOON}))初(?P<d4>{NUMBER})|^初(?P<d5>[一二三四五六七八九十]{{1,2}})(?=$|前)"
)
_MONTH_NAMES = {"正": 1, "冬": 11, "臘": 12}
_SCHOOL = re.compile("[上下]?學期|第.學期|[寒暑]假|開學|期[初中末]|學年|校慶|畢業|段考|運動會")
_LUNAR_NAME = re.compile(f"(?:{_MOON})的?")
_HOLIDAYS = re.compile("連假|連續假期|假期")


def year_at(text: str, at: int, today: date) -> tuple[int, int, bool] | None:
    """The year said at a place of a line, where its words end, and whether it is the current one in words (今年)."""
    if found := _YEAR.match(text, at):
        year = full_year(found["y"], bool(found["republic"]))
        return (year, found.end(), False) if year else None
    if found := _YEAR_WORD.match(text, at):
        return today.year + _AWAY[found["w"]], found.end(), True
    return None


def in_year(text: str, at: int, today: date) -> Found | None:
    """A year, with whatever of it is said next."""
    if not (said := year_at(text, at, today)):
        return None
    year, end, _ = said
    return (
        _month_of(text, end, year, today)
        or month_and_day(text, end, year)
        or returning(text, end, year)
        or _part(_PART, text, end, year)
        or _whole_year(text, end, year)
    )


def _whole_year(text: str, at: int, year: int) -> Found:
    """All of it; but 明年暑假 is a stretch that only the school's calendar knows."""
    if school := _SCHOOL.match(text, at):
        return Place(lambda _: (), fixed=True), school.end()
    return Place(just(date(year, 1, 1), date(year, 12, 31)), fixed=True), at


def _month_of(text: str, at: int, year: int | None, today: date) -> Found | None:
    said = months_at(text, at, year, today)
    return in_months(said[0], text, said[1]) if said else None


def without_year(text: str, at: int, today: date) -> Found | None:
    """The same, of the year that fits best."""
    return returning(text, at, None) or _month_of(text, at, None, today) or _part(_BARE_PART, text, at, None)


def returning(text: str, at: int, year: int | None) -> Found | None:
    """Festivals and lunar dates."""
    return _festival(text, at, year) or _lunar(text, at, year)


def _part(pattern: re.Pattern[str], text: str, at: int, year: int | None) -> Found | None:
    """年底 is its last day, 年初 about its first; halves and quarters are what they are."""
    if not (found := pattern.match(text, at)):
        return None
    part = found["p"] or ""
    rough = part in ("初", "中")
    unit: Literal["month", "other"] = "other" if part else "month"
    return Place(yearly(_stretch(found), year), unit, fixed=year is not None, rough=rough), found.end()


def _stretch(found: re.Match[str]) -> InYear:
    days = {
        "底": (12, 31),
        "末": (12, 31),
        "尾": (12, 31),
        "終": (12, 31),
        "最後一天": (12, 31),
        "最後一日": (12, 31),
        "初": (1, 1),
        "第一天": (1, 1),
        "第一日": (1, 1),
        "中": (6, 30),
    }
    if found["p"]:
        month, day = days[found["p"]]
        return lambda year: (date(year, month, day),) * 2
    first, length = (1 if found["half"] == "上" else 7, 6) if found["half"] else (_quarter(found["q"]), 3)
    return lambda year: (date(year, first, 1), month_end(year, first + length - 1))


def _quarter(said: str) -> int:
    return 3 * ((number(said) or 1) - 1) + 1


def _festival(text: str, at: int, year: int | None) -> Found | None:
    lunar = _LUNAR_NAME.match(text, at)
    if not (found := almanac.named(text, lunar.end() if lunar else at) or almanac.named(text, at)):
        return None
    where, name, end = found
    doubts = almanac.doubts_about(name)
    if holidays := _HOLIDAYS.match(text, end):
        where, end, doubts = _around(where), holidays.end(), doubts | {Doubt.CUSTOM}
    unit: Literal["day", "other"] = "other"
    return Place(yearly(where, year), unit, fixed=year is not None, doubts=doubts), end


def _around(where: InYear) -> InYear:
    """The free days around a holiday."""

    def weekend(year: int) -> Stretch | None:
        day = where(year)
        return almanac.long_weekend(day[0]) if day else None

    return weekend


def _lunar(text: str, at: int, year: int | None) -> Found | None:
    if not (found := _LUNAR.match(text, at)):
        return None
    said = found.groupdict()
    name = said["m"] or said["m2"] or said["m3"] or "正"
    month = _MONTH_NAMES.get(name) or number(name) or 0
    day = 0 if said["end"] else number(said["d"] or said["d2"] or said["d3"] or said["d4"] or said["d5"] or "99") or 99
    whole = bool(said["m"]) and not (said["d"] or said["end"])
    where = _lunar_month(month) if whole else _lunar_day(month, day)
    place = Place(yearly(where, year), fixed=year is not None, doubts=frozenset({Doubt.LUNAR}))
    return place, found.end()


def _lunar_month(month: int) -> InYear:
    def where(year: int) -> Stretch | None:
        first, last = almanac.lunar(year, month, 1), _lunar_day(month, 0)(year)
        return (first, last[1]) if first and last else None

    return where


def _lunar_day(month: int, day: int) -> InYear:
    """Day 0 is the last of the month."""

    def where(year: int) -> Stretch | None:
        found = (
            almanac.lunar(year, month, day) if day else almanac.lunar(year, month, 30) or almanac.lunar(year, month, 29)
        )
        return (found, found) if found else None

    return where
