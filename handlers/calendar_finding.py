"""Which date is meant: by its day, by its words, or the one that was spoken of last."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from content.text import dates
from content.text.dates import AtTime, OnDay
from content.text.normalise import clean, squeeze
from handlers import calendar_patterns as patterns
from handlers.calendar_adding import titles
from handlers.calendar_desk import Desk, desks
from handlers.calendar_saying import choice
from handlers.messages import Choice
from handlers.records import Deadline, Edit
from handlers.topic import Outcome

RECENT = timedelta(hours=1)  # in which 「不是，是5/22」 still means the last one
EDITS = 200  # of the newest that are looked at
OFFERED = 4  # candidates on buttons
_IT = re.compile("(?:把|剛剛|剛才|上面|前面|最後|上一|的|那|這|它|個|件|筆|項|份|期限|提醒|日期)*")
# What tells no date from another, where it stands beside a day.
_BESIDE = re.compile("(?:把|的|那|這|它|個|件|筆|項|份|場|次|天|要|得|之?前|以前|期限|提醒|日期)*")
_DAY_SAID = re.compile(
    r"\d ?[月/.-] ?\d|[0-9一二三四五六七八九十][日號]|(?:週|星期)[一二三四五六日天]|今天|明天|後天|昨天"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What words may mean, the likeliest first; `clear`: only one."""

    dates: tuple[Deadline, ...] = ()

    @property
    def clear(self) -> Deadline | None:
        """The only one."""
        return self.dates[0] if len(self.dates) == 1 else None


async def find(desk: Desk, said: str, among: Iterable[Deadline], *, strictly: bool = False) -> Found:
    """The dates among some that are meant: of a series the meeting whose day is said, else the next one.

    `strictly`: words mean no date of another day than the one that is said.
    """
    every = tuple(among)
    candidates = _series_once(every, desk)
    if _IT.fullmatch(squeeze(clean(said))):
        last = await last_touched(desk)
        known = [one for one in candidates if one.id in last]
        return Found(tuple(known) if len(known) == 1 else candidates)
    if day := day_in(said, desk):
        found = _by_day(desk, said, day, every)
        if found or strictly:
            return Found(_series_once(found, desk))
        candidates = tuple(one for one in candidates if not one.series)
    by_id = {one.id: one for one in candidates}
    return Found(tuple(by_id[name] for name in desk.match(said, titles(candidates))))


def _series_once(among: tuple[Deadline, ...], desk: Desk) -> tuple[Deadline, ...]:
    """Of each series the next meeting, or the last where all are over."""
    nearest: dict[str, Deadline] = {}
    for one in among:
        held = nearest.get(one.series)
        if one.series and (held is None or held.day < desk.today):
            nearest[one.series] = one
    return tuple(one for one in among if not one.series or nearest[one.series] is one)


def day_in(said: str, desk: Desk) -> date | None:
    """The day that words name; None where they name none."""
    if not _DAY_SAID.search(clean(said)):
        return None
    match dates.read(said, desk.turn.now).value:
        case OnDay(day):
            return day
        case AtTime(at):
            return at.date()
    return None


def _by_day(desk: Desk, said: str, day: date, among: tuple[Deadline, ...]) -> tuple[Deadline, ...]:
    """「6/20 那個」; where more is said than the day, those of that day that the words fit."""
    there = tuple(one for one in among if (one.day.month, one.day.day) == (day.month, day.day))
    reading, text = dates.read(said, desk.turn.now), clean(said)
    words = desk.match(said, titles(there))
    if fitting := tuple(one for one in there if one.id in words):
        return fitting
    rest = squeeze(text[: reading.start] + text[reading.end :])
    if _BESIDE.fullmatch(rest):
        return there
    return tuple(one for one in there if one.kind == "meeting" and patterns.MEETS.search(rest))


async def last_touched(desk: Desk) -> set[str]:
    """The ids of what the person changed last."""
    edits = await own(desk)
    return {edit.after.id for edit in edits if edit.batch == edits[0].batch}


async def newest(desk: Desk) -> list[Edit]:
    """The newest changes that were not taken back, the newest first."""
    edits = await desk.turn.ports.communities.edits(desk.community.id, EDITS)
    return [edit for edit in edits if not edit.undone and edit.operation != "undo"]


async def own(desk: Desk) -> list[Edit]:
    """Those of them that the person made who speaks."""
    return [edit for edit in await newest(desk) if edit.person == desk.turn.incoming.person]


async def last_changed(desk: Desk) -> Desk:
    """Of all that the person may change the calendar in which they changed something last; else this one."""
    if not desk.several:
        return desk
    others = (one for one in await desks(desk.turn, desk.composer) if one.membership.convenes)
    last = [(edits[0].at, one) for one in others if (edits := await own(one))]
    return max(last, key=lambda pair: pair[0])[1] if last else desk


def which(desk: Desk, found: Found, verb: str, extra: str = "") -> Outcome:
    """Which of several is meant. `extra`: more for the buttons' tokens, as the day to move to."""
    shown = found.dates[:OFFERED]
    buttons = (choice(one, verb, desk) for one in shown)
    return desk.ask(desk.phrases.which, *(Choice(one.label, f"{one.token}{extra}") for one in buttons))
