"""Free text -> Reading: the first date in it, what follows that date, and what makes it no date at all."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from content.text.dates import clock, counted, english, points, settle
from content.text.dates.figures import SHARE
from content.text.dates.line import Line, prepare
from content.text.dates.places import Place, just, week_of
from content.text.dates.points import Said
from content.text.dates.reading import About, AtTime, Doubt, Nothing, OnDay, Outcome, Reading, Span
from content.text.dates.words import HAN, NUMBER

_RECURRING = re.compile("每(?:[一個逢兩二隔])*(?:[天日週月年季]|學期|星期|工作)|天天|隔週|[單雙]週|逐[日週月]|週週")
_QUESTION = re.compile("幾(?:[月日號點時天年]|個[月工小])|週幾|何時|什麼時[候間]|哪一?(?:[天日週年]|個月)|多久|多少天")
_GREETING = re.compile("快樂|愉快")
_CORRECTED = re.compile(
    "不是.{1,14}?[是,;]|不對|更正|應該是|[說講打寫記]錯了?|(?:修|更)?改(?:到|成|為|至|在|約)?|延(?:期|後)?[到至]|換(?:到|成)|提[前早]到"
)
# Things with figures in them that are no dates: telephone numbers, shares, 第3次.
_OTHER_FIGURES = re.compile(
    rf"0\d{{1,3}}-\d{{3,4}}-?\d{{3,4}}|09\d\d-?\d{{3}}-?\d{{3}}|\d{{2,4}}-\d{{6,8}}|(?:#|轉|分機)\d+|\d{{9,}}|{SHARE}"
    rf"|第{NUMBER}個?週(?![一二三四五六日天])(?:的?週[一二三四五六日天])?"
    rf"|(?<!後)第{NUMBER}(?!個?週[一二三四五六日天]|個?工作|個?上班|[一二三四1-4]?季)(?:\w|$)"
)
_DECLINED = re.compile(
    "(?:我|就|都|也|先|那天|前|的課|的會)?(?:不(?!是|見不散|要忘|可忘|忘|得超過|得晚|超過|要超過|晚於|能超過|能晚|變|改|錯)"
    "|沒(?!問題|錯|意見|交)|別(?!忘)|取消|甭|免|再[說看聊議]|再討論|天氣|[好很][累熱冷忙]|辛苦|見$)"
)
_DECLINED_BEFORE = re.compile("(?:不是|不要|取消|並非|除了|不能在|別在)$")
# 開學第一個星期三: the school's calendar decides
_SCHOOL_BEFORE = re.compile("(?:學期|學年度?|開學|期[初中末]考?|[寒暑]假|畢業|考試)(?:[的後前之]|開始|結束)*$")
_CORRECTIONS = 3  # tried from the last one back
_SHORT = 12  # characters: a longer message that mentions 當天 tells about it and gives no date
_ABOUT_BEFORE = re.compile("(?:大約|大概|差不多|(?:^|[,; ])約|左右)(?:在|是)?$")
_THAT_WEEK = re.compile("的?[那當該]一?個?週(?![一二三四五六日天])")
_BEFORE = re.compile(r"\s*[以之]?前(?!後)")
_ABOUT_AFTER = re.compile("(?:左右|前後|上下)(?!午)")


@dataclass(frozen=True, slots=True)
class _Hit:
    """What was found in a line, at [start:end]."""

    outcome: Outcome
    start: int
    end: int


_NO_HIT = _Hit((Nothing(), frozenset()), 0, 0)


def read(text: str, now: datetime) -> Reading:
    """The date or time that a text speaks of, as seen from `now` in the community's zone. No text makes it raise."""
    cleaned, line = prepare(text)
    hit = _refused(line.text) or _corrected(line.text, now) or _scan(line.text, 0, now)
    value, doubts = hit.outcome
    if value == Nothing():
        return _elsewhere(cleaned, line, now)
    start, end = line.source(hit.start, hit.end)
    return Reading(value, doubts, cleaned[start:end], start, end, before=_BEFORE.match(cleaned, end) is not None)


def _refused(text: str) -> _Hit | None:
    """What speaks of time, but of no date: every week, a question, a greeting."""
    if _RECURRING.search(text):
        return replace(_NO_HIT, outcome=(Nothing("recurring"), frozenset()))
    if _QUESTION.search(text):
        return replace(_NO_HIT, outcome=(Nothing("question"), frozenset()))
    return replace(_NO_HIT, outcome=(Nothing("declined"), frozenset())) if _GREETING.search(text) else None


def _corrected(text: str, now: datetime) -> _Hit | None:
    """12/5改12/6, 不是12/5是12/6: what comes after the correction counts, if it is a date."""
    for found in list(_CORRECTED.finditer(text))[: -_CORRECTIONS - 1 : -1]:
        hit = _scan(text, found.end(), now)
        if not isinstance(hit.outcome[0], Nothing):
            return hit
    return None


def _elsewhere(cleaned: str, line: Line, now: datetime) -> Reading:
    """Where our grammar found nothing: English, or the day of an event."""
    if found := english.ask_dateparser(cleaned, now):
        moment, timed, start, end = found
        value = AtTime(moment) if timed else OnDay(moment.date())
        return Reading(value, frozenset({Doubt.FOREIGN}), cleaned[start:end], start, end)
    event = counted.unnamed_day(line.text) if len(line.text) <= _SHORT else None
    if event:
        start, end = line.source(event[1], event[2])
        return Reading(event[0], frozenset(), cleaned[start:end], start, end)
    return Reading(Nothing())


def _scan(text: str, at: int, now: datetime) -> _Hit:
    """The first date from a place on."""
    while at < len(text):
        if other := _OTHER_FIGURES.match(text, at):
            at = other.end()
        elif _may_start(text, at) and (found := _here(text, at, now)):
            return found
        else:
            at += 1
    return _NO_HIT


def _may_start(text: str, at: int) -> bool:
    """Not in the middle of a number, a version or a code (A4)."""
    before, here = text[max(0, at - 12) : at], text[at]
    if here.isdigit():
        return not re.search(r"[0-9][./:\-]?$|(?<![a-z])[a-z]$|[0-9][,.][0-9]*$|#$", before)
    return not (here in HAN and re.search(f"[{HAN}0-9第]$", before) and not before.endswith("後第"))


def _here(text: str, at: int, now: datetime) -> _Hit | None:
    """What begins at a place, with everything that belongs to it."""
    if text[at] in "第最中週月" and _SCHOOL_BEFORE.search(text[max(0, at - 12) : at]):
        return None
    if event := counted.from_event(text, at):
        return _Hit((event[0], frozenset()), at, event[1])
    if within := counted.within(text, at, now):
        return _Hit(within[0], at, within[1])
    if not (found := points.points(text, at, now.date())):
        return None
    if all(said.place is None for said in found.said) and (that_day := counted.unnamed_day(text[:at])):
        return _Hit((that_day[0], frozenset()), that_day[1], found.end)  # 活動當天早上8點
    if found.join == "~":
        return _finish(text, at, found.end, settle.span(found.said[0], found.said[1], now), now)
    return _finish(text, at, found.end, settle.either(found.said, now), now)


def _finish(text: str, start: int, end: int, outcome: Outcome, now: datetime) -> _Hit:
    """What is said behind a date about it: counted from it, only about it, not it."""
    if shifted := counted.from_date(text, end, outcome):
        outcome, end = shifted
        if isinstance(outcome[0], OnDay) and (time := clock.slot(text, end, alone=False)):
            place = Place(just(outcome[0].day), fixed=True, doubts=outcome[1])
            outcome, end = settle.one(Said(place, *time), now), time[1]
    if (week := _THAT_WEEK.match(text, end)) and isinstance(outcome[0], OnDay):
        monday, sunday = week_of(outcome[0].day)
        outcome, end = (Span(OnDay(monday), OnDay(sunday)), outcome[1]), week.end()
    if (after := _ABOUT_AFTER.match(text, end)) or _ABOUT_BEFORE.search(text[:start]):
        outcome, end = _about(outcome), after.end() if after else end
    if _DECLINED.match(text, end) or _DECLINED_BEFORE.search(text[:start]):
        outcome = Nothing("declined"), frozenset()
    return _Hit(outcome, start, end)


def _about(outcome: Outcome) -> Outcome:
    value, doubts = outcome
    return (About(value) if isinstance(value, OnDay | AtTime | Span) else value), doubts | {Doubt.ROUGH}
