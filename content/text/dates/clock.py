"""Times of day: 下午三點半, 14:00, 3pm, 中午, 晚上12點, and from one to another (2-4點)."""

import re
from dataclasses import dataclass

from content.text.dates.words import COUNTER, HAN, UNTIL, number

NOON, DAY = 12 * 60, 24 * 60  # minutes
_AM = "凌晨|清晨|大清早|一大早|一早|早上|早晨|上午|早|晨|am|a\\.m\\.?"
_PM = "下午|午後|傍晚|黃昏|pm|p\\.m\\.?"
_NIGHT = "晚上|晚間|夜間|夜晚|晚|夜"
_LATE = "半夜|深夜|三更半夜"
_NOON = "中午|正午|午間"
_PERIOD = f"(?:{_AM}|{_PM}|{_LATE}|{_NIGHT}|{_NOON}|午夜)"
_HOUR = rf"\d{{1,2}}|[{HAN}]{{1,3}}"
_O_CLOCK = r"(?:點(?!心|數|名|子|建議|意見|說明|原因|結論|滿意)|時(?!間|數|薪|段|期|候|程))"
_CLOCK = re.compile(
    rf"[,@]?的? ?(?P<period>{_PERIOD})?的? ?(?:"
    r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::\d\d)?(?:\+\d\d:\d\d|z)?分?(?!\d)"
    rf"|(?P<h2>{_HOUR}){_O_CLOCK}鐘?(?:(?P<half>半)|(?P<quarter>[一三13])刻|整|(?P<m2>\d{{1,2}}|[{HAN}]{{1,4}})(?:分(?!之)|(?!\d|[{HAN}]|{COUNTER})))?"
    r"|(?P<h3>\d{1,2})(?= ?(?:am|pm|a\.m|p\.m))"
    r"|(?P<h4>[01]\d|2[0-4])(?P<m4>[0-5]\d)(?!\d|元|人|份|個|塊)"
    r")鐘?整?(?: ?(?P<after>am|pm|a\.m\.?|p\.m\.?)(?![a-z]))?"
)
_UNTIL = re.compile(UNTIL)
_BARE_END = re.compile(rf"([1-9]|1\d|2[0-4])(?!\d|{COUNTER}|日| ?[ap]\.?m)")
_POINTS = re.compile("(?:[有這那第列述下優缺特重弱×*x乘共計]|提出)$")
_MEETS = re.compile(r"$|[\W前開到集在上下左出見以之的]|鐘|整|半")
_NOON_ALONE = re.compile(rf",?(?:(?P<noon>{_NOON})(?:前)?|午夜)(?!餐|班|休|飯|便當)")
_PERIOD_ALONE = re.compile(rf",?(?:{_PERIOD})(?!餐|點心|茶|自習)")
_HEAD = re.compile(
    rf",? ?(?P<period>{_PERIOD})?(?P<h>{_HOUR})(?::(?P<m>\d\d))?(?="
    rf"{UNTIL}(?:{_PERIOD})?(?:{_HOUR})(?::\d\d)?{_O_CLOCK}|"
    rf"{UNTIL}(?:\d{{1,2}})(?::\d\d)? ?(?:am|pm))"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of day or from one to another, in minutes since the day began; 1440 and more belong to the next day."""

    start: int
    end: int | None = None
    doubted: bool = False  # the half of the day was guessed


IMPOSSIBLE = Slot(-1)  # 25:00, 9:75


@dataclass(frozen=True, slots=True)
class _Said:
    """Hour and minute as said, with the period said before or after; `exact` is 24-hour writing (09:00, 14時)."""

    hour: int
    minute: int
    period: str
    exact: bool

    @property
    def possible(self) -> bool:
        """Is there such a time? 24:00 is the end of the day."""
        return 0 <= self.hour * 60 + self.minute <= DAY and self.minute < 60


def slot(text: str, at: int, *, alone: bool) -> tuple[Slot, int] | None:
    """The time of day at a place of a line, and where its words end; `alone` where no date comes before it."""
    if found := _HEAD.match(text, at):
        start = _Said(number(found["h"]) or 0, int(found["m"] or 0), found["period"] or "", exact=False)
        return _until(text, start, found.end())
    if found := _CLOCK.match(text, at):
        read = _until(text, _said(found), found.end())
        return read if _is_time(found, alone=alone, to=bool(read[0].end)) else None
    if (found := _NOON_ALONE.match(text, at)) and (not alone or found[0] == text):
        return Slot(NOON if found["noon"] else DAY), found.end()
    return None


def _is_time(found: re.Match[str], *, alone: bool, to: bool) -> bool:
    """1330 behind a date may be money, 兩點 without one may be two points; 0930, 下午1330 and 兩點開會 are times."""
    if found["period"] or not (alone or found["h4"]):
        return True
    if not alone:
        return found[0].startswith(" ") and (to or found["h4"].startswith("0"))
    left, right = found.string[: found.start()], found.string[found.end() :]
    counted = found["h2"] and not found["half"] and not found["m2"] and not to
    return not (found["h4"] or left.endswith("比") or (counted and (_POINTS.search(left) or not _MEETS.match(right))))


def part_of_day(text: str, at: int) -> int:
    """Past a part of the day without an hour (12/5下午), which no date has room for."""
    found = _PERIOD_ALONE.match(text, at)
    return found.end() if found else at


def _until(text: str, start: _Said, at: int) -> tuple[Slot, int]:
    """The slot from a start that was said, with the end that may follow."""
    until = _UNTIL.match(text, at)
    if until and (bare := _BARE_END.match(text, until.end())) and start.possible:
        return _between(start, _Said(int(bare[1]), 0, "", exact=False), english=False), bare.end()
    if until and (noon := _NOON_ALONE.match(text, until.end())) and start.possible:
        return _between(start, _Said(12, 0, noon["noon"] or "午夜", exact=False), english=False), noon.end()
    found = _CLOCK.match(text, until.end()) if until else None
    if not found:
        minutes, doubted = _settle(start)
        return (Slot(minutes, None, doubted) if start.possible else IMPOSSIBLE), at
    end = _said(found)
    if not (start.possible and end.possible):
        return IMPOSSIBLE, found.end()
    return _between(start, end, english=bool(found["after"])), found.end()


def _said(found: re.Match[str]) -> _Said:
    hour = found["h"] or found["h2"] or found["h3"] or found["h4"]
    minute = found["m"] or found["m4"] or found["m2"]
    exact = bool(found["h4"]) or (hour.startswith("0") and len(hour) == 2)
    spoken = 30 if found["half"] else 15 * (number(found["quarter"]) or 0) if found["quarter"] else 0
    value = number(hour)
    return _Said(99 if value is None else value, (number(minute) or 0) if minute else spoken, _period(found), exact)


def _period(found: re.Match[str]) -> str:
    return (found["period"] or found["after"] or "").replace(".", "")


def _settle(said: _Said) -> tuple[int, bool]:
    """Minutes since the day began, and whether the half of the day is a guess: people mean 14:00 by 2點."""
    hour, doubted = said.hour, False
    if said.hour > 12 or (said.exact and not said.period):
        pass
    elif re.fullmatch(_NIGHT + "|午夜", said.period):
        hour, doubted = (hour + 12, False) if 5 <= hour <= 12 else (hour + 24, hour > 0)
    elif re.fullmatch(_LATE, said.period):
        hour, doubted = (hour + 12, False) if hour >= 9 else (hour, True)
    elif re.fullmatch(_AM, said.period):
        hour, doubted = (0, False) if hour == 12 and said.period in ("凌晨", "am") else (hour, hour == 12)
    elif said.period and hour < 12:
        hour += 12 if re.fullmatch(_PM, said.period) or hour < 5 else 0
    elif not said.period:
        hour, doubted = (hour + 12 if 1 <= hour <= 6 else hour), 1 <= hour <= 7
    return hour * 60 + said.minute, doubted


def _between(start: _Said, end: _Said, *, english: bool) -> Slot:
    """From one to the other: what was left open is the first that comes after the start (9點到4點)."""
    first, doubted = _settle(start)
    last, _ = _settle(end)
    if english and not start.period and not start.exact:
        plain = start.hour % 12 * 60 + start.minute  # 9-11pm begins at 21:00, 10-2pm at 10:00
        first, doubted = (plain + NOON if plain + NOON < last else plain), False
    if not end.period and not end.exact and end.hour <= 12:
        plain = end.hour * 60 + end.minute
        last = next((later for later in (plain, plain + NOON, plain + DAY) if later > first), plain)
    return Slot(first, last if last > first else last + DAY, doubted)
