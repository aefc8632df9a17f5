"""Which date is meant: by its day, by its words, or the one that was spoken of last."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from content.text import dates
from content.text.dates import AtTime, OnDay
from content.text.normalise import clean, squeeze
from handlers.calendar_adding import titles
from handlers.calendar_desk import Desk
from handlers.calendar_saying import choice
from handlers.messages import Choice
from handlers.records import Deadline, Edit
from handlers.topic import Outcome

RECENT = timedelta(hours=1)  # in which 「不是，是5/22」 still means the last one
EDITS = 200  # of the newest that are looked at
OFFERED = 4  # candidates on buttons
_IT = re.compile("(?:把|剛剛|剛才|上面|前面|最後|上一|的|那|這|它|個|件|筆|項|份|期限|提醒|日期)*")
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


async def find(desk: Desk, said: str, among: Iterable[Deadline]) -> Found:
    """The dates among some that are meant; meetings of a series count as their next one."""
    candidates = _series_once(tuple(among), desk)
    if _IT.fullmatch(squeeze(clean(said))):
        last = await last_touched(desk)
        known = [one for one in candidates if one.id in last]
        return Found(tuple(known) if len(known) == 1 else candidates)
    if by_day := _by_day(desk, said, candidates):
        return Found(by_day)
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


def _by_day(desk: Desk, said: str, among: tuple[Deadline, ...]) -> tuple[Deadline, ...]:
    """「6/20 那個」; of several on that day those that the words fit."""
    if not _DAY_SAID.search(clean(said)):
        return ()
    reading = dates.read(said, desk.turn.now)
    if not isinstance(reading.value, OnDay | AtTime):
        return ()
    day = reading.value.day if isinstance(reading.value, OnDay) else reading.value.at.date()
    found = tuple(one for one in among if (one.day.month, one.day.day) == (day.month, day.day))
    words = desk.match(said, titles(found))
    return tuple(one for one in found if one.id in words) or found


async def last_touched(desk: Desk) -> set[str]:
    """The ids of what was changed last."""
    edits = await newest(desk)
    return {edit.after.id for edit in edits if edit.batch == edits[0].batch}


async def newest(desk: Desk) -> list[Edit]:
    """The newest changes that were not taken back, the newest first."""
    edits = await desk.turn.ports.communities.edits(desk.community.id, EDITS)
    return [edit for edit in edits if not edit.undone and edit.operation != "undo"]


def which(desk: Desk, found: Found, verb: str, extra: str = "") -> Outcome:
    """Which of several is meant. `extra`: more for the buttons' tokens, as the day to move to."""
    shown = found.dates[:OFFERED]
    buttons = (choice(one, verb, desk) for one in shown)
    return desk.ask(desk.phrases.which, *(Choice(one.label, f"{one.token}{extra}") for one in buttons))
