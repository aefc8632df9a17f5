"""What is said about being reminded: whole orders only, so that a question to the plan is left to the plan."""

import re
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Literal

from content.text import dates, numerals
from content.text.dates import AtTime, Nothing, Reading
from content.text.normalise import clean, squeeze
from handlers import calendar_patterns, commands
from handlers import reminders_patterns as patterns
from handlers.calendar_wish import NO_DATE

LONGEST = 40  # characters; nobody orders with more
FAR = 60  # days before that a lead may be
Setting = Literal["card", "ahead", "hour", "quiet", "office", "leads", "usual", "off", "on"]
Shared = Literal["join", "out", "team", "group", "ungroup", "code"]
Name = Setting | Shared | Literal["later", "never", "again"]


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted. `what`: words for the date, community or code meant, "" for what was reminded of last.

    `begin`, `end`: times of day; of quiet hours one may stay as it is. `days`: before a date. `when`: to be reminded
    again. `yes`: which way something is switched. `sure`: False where the words mean this only if something fits them.
    """

    name: Name
    what: str = ""
    begin: time | None = None
    end: time | None = None
    days: tuple[int, ...] = ()
    when: Reading = field(default=NO_DATE)
    yes: bool = True
    sure: bool = True


def read(said: str, now: datetime) -> Order | None:
    """The order that a message is; None for everything else."""
    if not 0 < len(said) <= LONGEST:
        return None
    text = clean(" ".join(said.split()))
    if not patterns.MAYBE.search(text):
        return None
    if found := patterns.CODE.fullmatch(text):
        return Order("code", commands.code(found["code"]))
    bare = calendar_patterns.IDLE.sub("", calendar_patterns.NO_MARK.sub("", text))
    joined = "".join(text.split())
    return _whole(bare) or _days(joined) or _clock(joined, bare, now) or _usual(bare) or _about_one(text, bare, now)


_WHOLE: tuple[tuple[re.Pattern[str], Order], ...] = (
    (patterns.HOUR, Order("hour")),
    (patterns.LEADS_ALONE, Order("leads")),
    (patterns.NIGHT, Order("quiet")),
    (patterns.UNDISTURBED, Order("quiet", yes=False)),
    (patterns.TEAM_ALONE, Order("team")),
    (patterns.CARD, Order("card")),
    (patterns.AHEAD, Order("ahead")),
    (patterns.UNGROUP, Order("ungroup")),
    (patterns.GROUP, Order("group")),
    (patterns.OFFICE, Order("office")),
    (patterns.EVERY_DAY, Order("office", yes=False)),
    (patterns.JOIN, Order("join")),
    (patterns.ON, Order("on")),
)


def _whole(bare: str) -> Order | None:
    if order := next((order for pattern, order in _WHOLE if pattern.fullmatch(bare)), None):
        return order
    if found := patterns.OUT.fullmatch(bare):
        return Order("out", found["name"] or "")
    return None


def _days(text: str) -> Order | None:
    """「前 14 天、3 天各提醒一次」, also for a whole community."""
    team = patterns.TEAM.match(text)
    rest = text[team.end() :] if team else text
    leads = list(patterns.LEAD.finditer(rest))
    between = patterns.LEAD.sub("", rest)
    if not leads or not patterns.AMONG.fullmatch(calendar_patterns.IDLE.sub("", between)):
        return None
    if not patterns.BEFORE.search(rest) or not patterns.ENOUGH.search(text):
        return None
    days = tuple(sorted({_count(one) for one in leads}, reverse=True))
    return Order("team" if team else "leads", days=days, sure=bool(team) or "提醒" in text or "通知" in text)


def _count(found: re.Match[str]) -> int:
    if found["zero"]:
        return 0
    return numeral(found["n"]) * patterns.DAYS[found["unit"]]


def numeral(said: str) -> int:
    """A whole number that was written in either script; 0 for none."""
    return next((int(one.value) for one in numerals.find(said)), 0)


def _clock(joined: str, bare: str, now: datetime) -> Order | None:
    """「改成晚上八點提醒」, 「晚上九點以後不要吵我」."""
    if patterns.DISTURB.search(joined):
        begin, end = quiet(joined, now)
        return Order("quiet", begin=begin, end=end) if begin or end else None
    if patterns.ONCE_MORE.search(joined) and not patterns.FOR_GOOD.search(joined):
        when = dates.read(bare, now)
        return Order("later", when=when) if _time(when) and patterns.AT.fullmatch(_beside(bare, when)) else None
    at, rest = _timed(bare.replace("每天", ""), now)
    if at is None or not patterns.AT.fullmatch(rest):
        return None
    telling = patterns.TELLS.search(rest)
    return Order("hour", begin=at, sure=bool(telling)) if telling or patterns.SETS.match(rest) else None


def hour(said: str, now: datetime) -> time | None:
    """The time of day that answers a question for it."""
    at, rest = _timed(calendar_patterns.NO_MARK.sub("", clean(said)), now)
    return at if patterns.AT.fullmatch(rest) else None


def only_when(said: str, now: datetime) -> bool:
    """Whether a day or a time is said, and nothing of weight beside it."""
    text = clean(said) if len(said) <= LONGEST else ""
    when = dates.read(text, now)
    return bool(when.said) and patterns.AT.fullmatch(squeeze(text[: when.start] + text[when.end :])) is not None


def _timed(bare: str, now: datetime) -> tuple[time | None, str]:
    """A time of day, and what else was said."""
    when = dates.read(bare, now)
    return _time(when), _beside(bare, when)


def _beside(bare: str, when: Reading) -> str:
    return bare[: when.start] + bare[when.end :]


def _time(when: Reading) -> time | None:
    """A time of day that was said without a day."""
    plain = isinstance(when.value, AtTime) and not calendar_patterns.A_DAY.search(when.said)
    return when.value.at.time() if plain and isinstance(when.value, AtTime) else None


def quiet(said: str, now: datetime) -> tuple[time | None, time | None]:
    """From when until when it is to be quiet, of two times, or of one with 以後 or 以前."""
    said = patterns.DISTURB.sub("", clean(said))
    if apart := patterns.TO.search(said):
        begin, end = (_time(dates.read(part, now)) for part in (said[: apart.start()], said[apart.end() :]))
        if begin and end:
            return begin, end
    when = dates.read(said, now)
    behind = said[when.end :]
    if patterns.SINCE.match(behind):
        return _time(when), None
    return (None, _time(when)) if patterns.UNTIL.match(behind) else (None, None)


def _usual(bare: str) -> Order | None:
    if found := patterns.USUAL.fullmatch(bare):
        return Order("usual", sure=bool(found["sure"] or found["sure2"]) or bare.startswith("恢復預設"))
    return Order("off") if patterns.OFF.fullmatch(bare) and not _bare_never(bare) else None


def _bare_never(bare: str) -> bool:
    return bare.startswith(("不用提醒", "不必提醒")) and "再" not in bare


def _about_one(text: str, bare: str, now: datetime) -> Order | None:
    """「三天後再提醒我」, 「這個不用再提醒我」."""
    return _later(text, now) or _sometime(bare, now) or _again(bare) or _never(bare)


def _later(text: str, now: datetime) -> Order | None:
    """A day, and to be told again then; what is meant stands before the day or behind all."""
    found = patterns.LATER.search(text)
    if not found:
        return None
    front = patterns.LATER_LEAD.sub("", text[: found.start()])
    when = dates.read(front, now)
    if not when.said or isinstance(when.value, Nothing) or _time(when) or front[when.end :].strip():
        return None
    before = calendar_patterns.NO_MARK.sub("", patterns.LATER_TAIL.sub("", front[: when.start]))
    return Order("later", found["what"] or before, when=when, sure=bool(found["again"]))


def _sometime(bare: str, now: datetime) -> Order | None:
    if found := patterns.POSTPONE.fullmatch(bare):
        when = dates.read(f"{found['day']}後", now)
        if when.said and not isinstance(when.value, Nothing):
            return Order("later", when=when, sure="提醒" in bare)
    if found := patterns.LATER_SOMETIME.fullmatch(bare):
        return Order("later", sure=any("提醒" in (one or "") for one in (found["verb"], found["verb2"])))
    return None


def _again(bare: str) -> Order | None:
    found = patterns.AS_USUAL.fullmatch(bare)
    if not found:
        return None
    said = found["what"] or found["usual"] or ""
    return Order("again", "" if patterns.THIS.fullmatch(squeeze(said)) else said, sure=False)


def _never(bare: str) -> Order | None:
    found = patterns.NEVER.fullmatch(bare)
    if not found:
        return None
    said = found["what"] or found["behind"] or ""
    this = patterns.THIS.fullmatch(squeeze(said)) is not None
    return Order("never", "" if this else said, sure=bool(said) and this)


def leads(said: str) -> tuple[int, ...]:
    """Days before, the farthest first, in the answer to a question for them."""
    text = clean(said)
    found = [_count(one) for one in patterns.LEAD.finditer(text)]
    return tuple(sorted(set(found or (int(one.value) for one in numerals.find(text))), reverse=True))
