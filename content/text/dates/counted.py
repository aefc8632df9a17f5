"""Days counted from today, from a date, or from an event without one: 三天後, 12/5前一週, 收到通知後10日內."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from content.text.dates.amounts import Amount, amount, shifted
from content.text.dates.months import in_months
from content.text.dates.places import Place, just, shift_month, this_month
from content.text.dates.reading import (
    IMPOSSIBLE,
    About,
    AtTime,
    Doubt,
    Either,
    FromAnchor,
    OnDay,
    Outcome,
    Span,
    Unit,
    Value,
)
from content.text.dates.weeks import week_by

Edge = OnDay | AtTime

_LOOK_BACK = 16  # characters
_DIRECTION = re.compile("(?:之|以)?(?P<d>[內後前])")
# What stands left of 三天: the words that make it three days from an event.
_AFTER = re.compile("(?<![最今然])(?:之|以)?後的?第?$|起算?$|開始$|(?:順|往後|展|再)?延(?:後|長|期)?$|(?<=.)隔$")
_BEFORE = re.compile("(?<![最目])(?:之|以)?前的?$|提[前早]$|倒數$")
_DONE = re.compile(
    "(?:結束|完成|辦完|完畢|通知|公告|公文|核定|核准|退回|[文函]到|收到\\w{0,6}|送達|發文|通過|撥款|完|成立|簽約)$"
)
_EVENT = re.compile(
    "(?:截止日?|期限|活動|研習|會議?|聚會|課程|講座|結束|開始|報名|到期日?|審查|發表會?|觀課|期程|核銷|當[天日]|上課|開學|工作坊|典禮|deadline|ddl|日期?"
    "|比賽|考試?|出發|講課|參訪|送件|交件|繳交|成果)$"
)
_FROM_NOW = re.compile("再過?$|過$")
_AHEAD = re.compile("(?:未來|接下來|往後|今後)的?$")
_REMIND = re.compile("(?:要|先|請|幫我|要先)*(?:提醒|通知|叫我)")
# The same behind a date: 12/5前三天, 12/5活動結束後一週內, 12/1起算14天.
_SHIFT = re.compile(
    r"的?(?P<mid>[^\d\s,;、()~到至或]{0,6}?)(?P<d>之?前|以前|(?<![最然])之?後|以後|順延|延後?|提[前早])的?第?"
)
_FROM = re.compile("(?:起算?|開始|算起)的?(?:連續)?")
_DIRECTLY = re.compile("的?")
_WEEKDAY_INSIDE = re.compile("的?週([一二三四五六日天])")
_NEXT_DAY = re.compile(r"的?[^\d\s,;、()~到至或]{0,4}?(?:(?P<next>隔[天日]|翌日|次日)|(?P<eve>前夕))")
_SCHOOL = re.compile("學期|學年|[寒暑]假")  # the school's calendar knows; the chat asks
_LOOSE_EVENT = re.compile(
    r"(?P<same>當[天日])|(?P<next>隔[天日]|翌日|次日)|(?P<eve>前夕|前一晚)"
    r"|(?:截止日?期?|期限|deadline|到期日?|結束)(?:之|以)?[前後日時](?=$|交|繳|馬上|立刻|立即)"
)


@dataclass(frozen=True, slots=True)
class _Counted:
    """An amount in its line: what stands left of it, which way it counts, and where the words end."""

    size: Amount
    way: str  # 內, 後, 前 or nothing
    left: str
    end: int


def _counted(text: str, at: int) -> _Counted | None:
    if not (found := amount(text, at)):
        return None
    size, end = found
    direction = _DIRECTION.match(text, end)
    if direction and direction["d"] == "前" and text[end - 1] == "日":
        direction = None  # 5日前 is the 5th; 5天前 is five days ago
    left = text[max(0, at - _LOOK_BACK) : at]
    return _Counted(size, direction["d"], left, direction.end()) if direction else _Counted(size, "", left, end)


def from_event(text: str, at: int) -> tuple[Value, int] | None:
    """活動結束後兩週內, 截止前三天, 提前一天: counted from an event whose date was not said."""
    if not (said := _counted(text, at)):
        return None
    if _AFTER.search(said.left) or (said.way and said.way in "內後" and _DONE.search(said.left)):
        return _anchored(said.size), said.end
    before = said.way == "前" and (_EVENT.search(said.left) or _REMIND.match(text, said.end))
    if before or (_BEFORE.search(said.left) and said.way != "後"):
        return _anchored(said.size.back()), said.end
    return None


def _anchored(size: Amount) -> Value:
    options = size.from_event()
    return options[0] if len(options) == 1 else Either(options)


def within(text: str, at: int, now: datetime) -> tuple[Outcome, int] | None:
    """三天內 is from today on; hours and minutes are counted from now."""
    if not (said := _counted(text, at)) or said.left.endswith(("然後", "最後", "第")):
        return None
    way = said.way or ("內" if _AHEAD.search(said.left) else "")
    clock = said.size.unit in ("hour", "minute")
    if not way or (way != "內" and not clock):
        return None
    start = AtTime(now.replace(second=0, microsecond=0)) if clock else OnDay(now.date())
    return moved(start, said.size, way), said.end


def place(text: str, at: int, today: date) -> tuple[Place, int] | None:
    """三天後, 兩週前, 再兩天; also 兩週後的週五 and 兩個月後的5號, where only the week or the month is counted."""
    said = _counted(text, at)
    if not said or said.size.unit in ("hour", "minute") or said.left.endswith(("然後", "最後", "第")):
        return None
    way = said.way or ("後" if _FROM_NOW.search(said.left) else "")
    if not way or way == "內":
        return None
    if way == "後" and (inside := _day_inside(text, said, today)):
        return inside
    size = said.size if way == "後" else said.size.back()
    days = [_shifted(today, count, size.unit) for count in size.counts()]
    places = [Place(just(day) if day else lambda _: (), fixed=True, rough=size.rough) for day in days]
    return replace(places[0], others=tuple(places[1:])), said.end


def _day_inside(text: str, said: _Counted, today: date) -> tuple[Place, int] | None:
    if said.size.unit == "day" and said.size.count % 7 == 0 and (day := _WEEKDAY_INSIDE.match(text, said.end)):
        return week_by(said.size.count // 7, day[1], today), day.end()
    if said.size.unit == "month":
        month = this_month(*shift_month(today.year, today.month, said.size.count))
        inside = in_months(month, text, said.end)
        return inside if inside[1] > said.end else None
    return None


def _shifted(day: date, count: int, unit: Unit) -> date | None:
    try:
        return shifted(day, count, unit)
    except (OverflowError, ValueError):
        return None  # beyond the calendar


def moved(start: OnDay | AtTime, size: Amount, way: str) -> Outcome:
    """So long before or after a start, or from the start on (內)."""
    options = [_moved(start, -count if way == "前" else count, size.unit) for count in size.counts()]
    ends = [end for end in options if end]
    if len(ends) < len(options):
        return IMPOSSIBLE
    if way == "內":
        return Span(start, ends[-1]), frozenset()
    value: Value = ends[0] if len(ends) == 1 else Either(tuple(ends))
    rough = size.rough and isinstance(value, OnDay | AtTime)
    return (About(ends[0]) if rough else value), frozenset({Doubt.ROUGH} if size.rough else ())


def _moved(start: OnDay | AtTime, count: int, unit: Unit) -> OnDay | AtTime | None:
    if isinstance(start, OnDay):
        if unit in ("hour", "minute"):
            return None
        day = _shifted(start.day, count, unit)
        return OnDay(day) if day else None
    if unit in ("hour", "minute"):
        step = timedelta(hours=count) if unit == "hour" else timedelta(minutes=count)
        return AtTime(start.at + step)
    day = _shifted(start.at.date(), count, unit)
    return AtTime(datetime.combine(day, start.at.timetz())) if day else None


def from_date(text: str, at: int, outcome: Outcome) -> tuple[Outcome, int] | None:
    """What is counted from a date just read: 12/5前三天, 元旦前一天, 12/1起兩週內, 12/5三天後."""
    first, last = _ends(outcome[0])
    if first is None or last is None:
        return None
    for pattern, way in ((_SHIFT, ""), (_FROM, "起"), (_DIRECTLY, "")):
        if (lead := pattern.match(text, at)) and (said := _counted(text, lead.end())):
            way = way or _way(lead.groupdict().get("d") or said.way)
            if not way or (pattern is _DIRECTLY and not said.way):
                continue
            return _count_from(first, last, said, way, outcome[1]), said.end
    if day := _NEXT_DAY.match(text, at):
        beside = moved(last, Amount(1, "day"), "後") if day["next"] else moved(first, Amount(1, "day"), "前")
        return _with(beside, outcome[1]), day.end()
    return None


def _way(said: str) -> str:
    return "前" if "前" in said or "早" in said else "後" if said else ""


def _count_from(first: Edge, last: Edge, said: _Counted, way: str, doubts: frozenset[Doubt]) -> Outcome:
    if way == "起" and said.way != "內":  # 12/1起三天 is the 1st to the 3rd
        whole = replace(said.size, count=max(said.size.count - 1, 0)) if said.size.unit == "day" else said.size
        return _with(moved(first, whole, "內"), doubts)
    if way == "前":
        return _with(moved(first, said.size, "前"), doubts)
    return _with(moved(last, said.size, "內" if said.way == "內" else "後"), doubts)


def _with(outcome: Outcome, doubts: frozenset[Doubt]) -> Outcome:
    return outcome[0], outcome[1] | doubts


def _ends(value: Value) -> tuple[Edge | None, Edge | None]:
    if isinstance(value, Span):
        return value.start, value.end
    return (value, value) if isinstance(value, OnDay | AtTime) else (None, None)


def unnamed_day(text: str) -> tuple[Value, int, int] | None:
    """活動當天, 隔天, 截止前: the day of an event, or one beside it."""
    if _SCHOOL.search(text) or not (found := _LOOSE_EVENT.search(text)):
        return None
    count = 1 if found["next"] else -1 if found["eve"] else 0
    return FromAnchor(count, "day"), found.start(), found.end()
