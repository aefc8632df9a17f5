"""Dates written in figures alone: 115.12.5, 2026-12-05, 1151205, 12/5, 12-5, 1205."""

import re
from collections.abc import Callable
from dataclasses import replace

from content.text.dates.places import Place, day_of_month, just, month_of_year, this_month, whole_month
from content.text.dates.reading import Doubt
from content.text.dates.words import ERA, full_year

# What must follow figures that may as well be an amount (1205, 12.5, 3-5): an end, or a word that goes with dates.
_ALONE = (
    r"(?=$|[前交以之起止截~(,;]|週|到|至| ?(?:[01]?\d|2[0-3]):[0-5]\d|上午|下午|早上|中午|晚上|左右|或"
    r"|-(?=(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))|-(?=\d{1,2}[.]\d{1,2}(?!\d)))"
)
_LED = r"(?:^|(?<=[~\-:到至於在記是成為或,、改]))"
_MONTH, _DAY = r"(?P<m>0?[1-9]|1[0-2])", r"(?P<d>0?[1-9]|[12]\d|3[01])"
_MONTH2, _DAY2 = r"(?P<m>0[1-9]|1[0-2])", r"(?P<d>0[1-9]|[12]\d|3[01])"
# 3/4的人, 2/3以上 are shares, not days; 6/25學校運動會 is a day, as nobody counts in twenty-fifths.
SHARE = (
    r"\d/(?:[2-9]|10)(?!\d)(?:的?(?:人|經費|成員|老師|教師|時間|錢|預算|學校|費用|金額|比例|學生|家長|名額)"
    r"(?!研習|運動|活動|校慶|座談|開會|會議|大會|日|節|營|工作坊)"
    r"|以上|以下|強|弱|出席|同意|決議|票|多數|年級|[節班個位元頁組群份%]|分(?![享組區會])|小時)"
)

_WITH_YEAR = re.compile(
    ERA + r"(?P<y>\d{2,4})(?P<sep>[./-])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d|(?P=sep)\d)日?(?:t(?=\d\d:))?"
)
_AMERICAN = re.compile(r"(?P<m>\d{1,2})(?P<sep>[/-])(?P<d>\d{1,2})(?P=sep)(?P<y>20\d\d)(?!\d)")
_COMPACT = re.compile(rf"(?:民國)?(?P<y>20\d\d|1[0-4]\d|09\d){_MONTH2}{_DAY2}(?!\d)")
_YEAR_MONTH = re.compile(ERA + r"(?P<y>20\d\d|1[0-4]\d)[./-](?P<m>0?[1-9]|1[0-2])(?![\d/.:]|-\d{1,2}(?!\d)|元|人|個)")
_SLASH = re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})(?!\d|/\d|月)[日號]?")
_SHORT = re.compile(rf"(?<![之第件項條表章節款]){_MONTH}[.-]{_DAY}(?!\d){_ALONE}")
_MMDD = re.compile(rf"{_LED}{_MONTH2}{_DAY2}(?!\d){_ALONE}")

Found = tuple[Place, int]


def _year(found: re.Match[str]) -> int | None:
    """26/12/5 is most likely 2026: the Republic's year 26 was long ago."""
    if year := full_year(found["y"], bool(found.groupdict().get("republic"))):
        return year
    return 2000 + int(found["y"]) if len(found["y"]) == 2 and 20 <= int(found["y"]) <= 40 else None


def _day(found: re.Match[str]) -> Place:
    """A day of one year; of none where the year is no year."""
    year, where = _year(found), day_of_month(int(found["d"]))
    months = this_month(year or 1, int(found["m"]) if year else 0)
    doubts = frozenset({Doubt.SHORTHAND} if len(found["y"]) == 2 and year and year >= 2000 else ())
    return Place(months.at(where), unit="day", fixed=True, doubts=doubts)


def _day_of_year(found: re.Match[str]) -> Place:
    return Place(month_of_year(int(found["m"])).at(day_of_month(int(found["d"]))), unit="day")


def _shorthand(found: re.Match[str]) -> Place:
    return replace(_day_of_year(found), doubts=frozenset({Doubt.SHORTHAND}))


def _month(found: re.Match[str]) -> Place:
    stretch = whole_month(_year(found) or 1, int(found["m"]))
    return Place(just(*stretch) if stretch else lambda _: (), unit="month", fixed=True)


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Place]], ...] = (
    (_WITH_YEAR, _day),
    (_AMERICAN, _day),
    (_COMPACT, _day),
    (_YEAR_MONTH, _month),
    (_SLASH, _day_of_year),
    (_SHORT, _shorthand),
    (_MMDD, _shorthand),
)


def figures(text: str, at: int) -> Found | None:
    """A date in figures at a place of a line."""
    for shape, make in _SHAPES:
        if found := shape.match(text, at):
            return make(found), found.end()
    return None


def month_and_day(text: str, at: int, year: int) -> Found | None:
    """12/5 behind a year said in words (115年12/5)."""
    if not (found := _SLASH.match(text, at)):
        return None
    months = this_month(year, int(found["m"]))
    return Place(months.at(day_of_month(int(found["d"]))), unit="day", fixed=True), found.end()
