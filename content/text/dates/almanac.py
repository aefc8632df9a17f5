"""Days with a name, the lunar calendar and Taiwan's office days. The packages behind it load when first needed."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from content.text.dates.places import InYear, Stretch, nth_weekday
from content.text.dates.reading import Doubt

if TYPE_CHECKING:
    from holidays import HolidayBase

DayOfYear = Callable[[int], date | None]
ONE_DAY = timedelta(days=1)
_FIRST, _LAST = 1900, 2099  # the years that lunar_python's tables are good for


@lru_cache(1024)  # a lunar year takes the package milliseconds
def lunar(year: int, month: int, day: int) -> date | None:
    """The day of a lunar date, whose year is the one it began in. None where the month has no such day."""
    from lunar_python import Lunar, LunarYear

    if not (_FIRST <= year <= _LAST and 1 <= month <= 12):
        return None
    if not 1 <= day <= LunarYear.fromYear(year).getMonth(month).getDayCount():
        return None
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@lru_cache(1024)
def solar_term(year: int, name: str) -> date | None:
    """The day of a solar term (清明, 冬至) in a year."""
    from lunar_python import Solar

    if not _FIRST <= year <= _LAST:
        return None
    solar = Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()["DONG_ZHI" if name == "冬至" else name]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def new_years_eve(year: int) -> date | None:
    """除夕: the day before the lunar year begins, in this solar year."""
    first = lunar(year, 1, 1)
    return first - ONE_DAY if first else None


@cache
def _taiwan(year: int) -> "HolidayBase":
    from holidays import country_holidays

    return country_holidays("TW", years=year)


def is_office_day(day: date) -> bool:
    """Do Taiwan's offices work on that day? Typhoon days and school holidays are nobody's to know."""
    return bool(_taiwan(day.year).is_working_day(day))


def office_days_after(day: date, count: int) -> date:
    """The day `count` office days later; below zero, earlier. 0 gives the day itself."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_office_day(day):
            day += step
    return day


def long_weekend(day: date) -> Stretch:
    """The free days around a holiday."""
    first = last = day
    while not is_office_day(first - ONE_DAY):
        first -= ONE_DAY
    while not is_office_day(last + ONE_DAY):
        last += ONE_DAY
    return first, last


def _fixed(month: int, day: int) -> DayOfYear:
    return lambda year: date(year, month, day)


def _moon(month: int, day: int) -> DayOfYear:
    return lambda year: lunar(year, month, day)


def _term(name: str) -> DayOfYear:
    return lambda year: solar_term(year, name)


def _nth(month: int, nth: int, weekday: int) -> DayOfYear:
    where = nth_weekday(nth, weekday)
    return lambda year: (where(year, month) or (None,))[0]


def _little_eve(year: int) -> date | None:
    eve = new_years_eve(year)
    return eve - ONE_DAY if eve else None


def _end_of_year_feast(year: int) -> date | None:
    return lunar(year - 1, 12, 16)  # 尾牙 closes the lunar year that began in the year before


# What people call a day, as it stands in cleaned text (記念日); of two that begin alike the longer comes first.
_DAYS: tuple[tuple[str, DayOfYear], ...] = (
    ("元旦|開國記念日", _fixed(1, 1)),
    ("西洋情人節|情人節", _fixed(2, 14)),
    ("和平記念日|(?<![\\d])228(?![\\d元人份])(?:記念日)?|二二八(?:記念日)?", _fixed(2, 28)),
    ("婦女節", _fixed(3, 8)),
    ("白色情人節", _fixed(3, 14)),
    ("植樹節", _fixed(3, 12)),
    ("青年節", _fixed(3, 29)),
    ("愚人節", _fixed(4, 1)),
    ("兒童節|婦幼節", _fixed(4, 4)),
    ("清明節?|掃墓節", _term("清明")),
    ("(?:五一)?勞動節|五一(?=連假|假期|前|後|$)", _fixed(5, 1)),
    ("母親節", _nth(5, 2, 6)),
    ("端午節?", _moon(5, 5)),
    ("父親節|八八節", _fixed(8, 8)),
    ("七夕(?:情人節)?", _moon(7, 7)),
    ("中元節?|中元普渡", _moon(7, 15)),
    ("祖父母節", _nth(8, 4, 6)),
    ("中秋節?", _moon(8, 15)),
    ("教師節|孔子誕辰(?:記念日)?", _fixed(9, 28)),
    ("重陽節?", _moon(9, 9)),
    ("國慶日?|雙十節?|雙十國慶", _fixed(10, 10)),
    ("光復節", _fixed(10, 25)),
    ("萬聖節", _fixed(10, 31)),
    ("感恩節", _nth(11, 4, 3)),
    ("冬至", _term("冬至")),
    ("平安夜|聖誕夜|耶誕夜", _fixed(12, 24)),
    ("聖誕節?|耶誕節?|行憲記念日|xmas|christmas", _fixed(12, 25)),
    ("跨年夜?(?!度)", _fixed(12, 31)),
    ("小年夜", _little_eve),
    ("除夕夜?|大年夜|年夜飯", new_years_eve),
    ("春節|農歷(?:新年|過年|年)|過年|舊歷年", _moon(1, 1)),
    ("元宵節?|小過年", _moon(1, 15)),
    ("尾牙", _end_of_year_feast),
)
_MOVABLE = re.compile("清明|掃墓|端午|七夕|中元|中秋|重陽|冬至|小年夜|除夕|大年夜|年夜飯|元宵")
_LOOSE = re.compile("春節|年$|過年|新年|尾牙|跨年")
_PATTERN = re.compile("|".join(f"(?P<n{number}>{names})" for number, (names, _) in enumerate(_DAYS)))


def named(text: str, at: int) -> tuple[InYear, str, int] | None:
    """A day with a name at a place of a line: its day in a year, what it is called, and where the name ends."""
    found = _PATTERN.match(text, at)
    if not found or not found.lastgroup:
        return None
    day = _DAYS[int(found.lastgroup[1:])][1]

    def where(year: int) -> Stretch | None:
        this = day(year)
        return (this, this) if this else None

    return where, found[0], found.end()


def doubts_about(name: str) -> frozenset[Doubt]:
    """Days of the lunar calendar are confirmed, and names that people use loosely (過年前)."""
    loose = {Doubt.CUSTOM} if _LOOSE.search(name) else set()
    return frozenset(loose | ({Doubt.LUNAR} if _MOVABLE.search(name) else set()))
