"""Days counted from today and days of a week: 後天, 下週五, 週末, 本週. Weeks begin on Monday."""

import re
from dataclasses import replace
from datetime import date, timedelta

from content.text.dates.almanac import ONE_DAY, office_days_after
from content.text.dates.amounts import shifted
from content.text.dates.places import Place, just, week_of, weekly
from content.text.dates.reading import Doubt, Unit
from content.text.dates.words import weekday

Found = tuple[Place, int]

_RELATIVE = re.compile(
    r"(?P<w>再?(?:(?<![以線底一記])下+|(?<=記)下(?!下))|(?<![線以早晚馬加])上+|這|本|當)(?:一|1)?個?週(?P<rest>的?週?(?P<day>[一二三四五六日天]|[1-7](?![0-9:/.點時月日號]))(?!個|次|期)|末)?內?"
)
_COMING = re.compile(r"週(?P<day>[一二三四五六日天]|[1-7](?![0-9:/.點時月日號]))(?!次|堂|個|天|年|期|報|刊|記|會議記)")
_WEEKEND = re.compile("週末(?!愉快|快樂)|週六(?:、|,|和|及|與|到|至|~)?週?[日天]")
_TODAY = (
    ("大大後[天日]", 4),
    ("大後[天日]", 3),
    ("後[天日]", 2),
    ("明[天日]|明(?=早|晚|晨|上午|下午|中午)", 1),
    ("今[天日]|今(?=早|晚|晨|夜|上午|下午|中午)|本日|(?:即[日刻]|現在|今)(?=起|開始|到|至|~)", 0),
    ("昨[天日]|昨(?=早|晚|晨|夜|上午|下午|中午)", -1),
    ("大前[天日]", -3),
    ("前[天日]", -2),
)
_FROM_TODAY = re.compile("|".join(f"(?P<n{number}>{names})" for number, (names, _) in enumerate(_TODAY)))
_SAME_DAY = re.compile("(?P<w>下+|上+|明|去)(?:一?個)?(?P<u>[週月年])的?今[天日]")
_OFFICE_DAY = re.compile("下一?個?(?:工作|上班)[天日]")
_SEVERAL: tuple[tuple[str, int, int, bool], ...] = (  # words, first, last, is it both days
    ("今明(?:兩|二|2)[天日]", 0, 1, True),
    ("明後(?:兩|二|2)[天日]", 1, 2, True),
    ("今明後(?:三|3)?[天日]", 0, 2, True),
    ("今明[天日]?|今天或?明[天日]", 0, 1, False),
    ("明後[天日]|明[天日]?或?後[天日]", 1, 2, False),
    ("後[天日]?或?大後[天日]", 2, 3, False),
)
_NUMBERED_BEFORE = re.compile(r"[0-9一二兩三四五六七八九十半每第隔單雙幾個]$")


def from_today(text: str, at: int, today: date) -> Found | None:
    """明天, 大後天, 明後天."""
    for words, first, last, both in _SEVERAL:
        if found := re.compile(words).match(text, at):
            start, end = today + timedelta(days=first), today + timedelta(days=last)
            other = () if both else (Place(just(end), fixed=True),)
            return Place(just(start, end if both else start), fixed=True, others=other), found.end()
    if found := _SAME_DAY.match(text, at):
        by = len(found["w"]) if found["w"][0] in "下明" else -len(found["w"])
        unit: dict[str, tuple[Unit, int]] = {"週": ("day", 7), "月": ("month", 1), "年": ("year", 1)}
        name, size = unit[found["u"]]
        return Place(just(shifted(today, by * size, name)), "day", fixed=True), found.end()
    if found := _OFFICE_DAY.match(text, at):
        return Place(just(office_days_after(today, 1)), "day", fixed=True), found.end()
    if found := _FROM_TODAY.match(text, at):
        away = _TODAY[int((found.lastgroup or "n0")[1:])][1]
        return Place(just(today + timedelta(days=away)), "day", fixed=True), found.end()
    return None


def in_week(text: str, at: int, today: date) -> Found | None:
    """下週五, 這個週末, 上週; 週五 and 週末 of the week to come."""
    if found := _RELATIVE.match(text, at):
        by = found["w"].count("下") - found["w"].count("上") + found["w"].startswith("再")
        return week_by(by, found["day"], today, weekend=found["rest"] == "末"), found.end()
    if _NUMBERED_BEFORE.search(text[:at]):
        return None
    if found := _WEEKEND.match(text, at):
        return Place(_weekends, later=True), found.end()
    if found := _COMING.match(text, at):
        return _coming(weekday(found["day"]), today), found.end()
    return None


def _coming(day: int, today: date) -> Place:
    """The next such day after today; on the day itself people may mean today."""
    place = Place(weekly(day), "weekday", later=True, weekday=day)
    return replace(place, doubts=frozenset({Doubt.SUNDAY})) if day == today.weekday() else place


def _weekends(day: date) -> list[tuple[date, date]]:
    """Saturday and Sunday of the weeks around; on a Sunday the next one is meant."""
    return [(sunday - ONE_DAY, sunday) for sunday in (week_of(day, by)[1] for by in range(-1, 3))]


def week_by(by: int, day: str | None, today: date, *, weekend: bool = False) -> Place:
    """The week `by` weeks on, its weekend, or one of its days."""
    monday, sunday = week_of(today, by)
    doubts = frozenset({Doubt.SUNDAY} if today.weekday() == 6 else ())
    if weekend:
        return Place(just(sunday - ONE_DAY, sunday), fixed=True, doubts=doubts)
    if day is None:
        return Place(just(monday, sunday), fixed=True, doubts=doubts)
    number = weekday(day)
    return Place(just(monday + timedelta(days=number)), "weekday", fixed=True, weekday=number, doubts=doubts)
