"""What is told of a date beside its title, the same in the feed, on the page and in the picture."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from content.calendar import office
from content.library import Library
from content.text import dates
from handlers.records import Community, Deadline

OWN = "自訂"
UNSURE = "推估"
ESTIMATED = "依{year}學年度推估，待公告"
SOURCE, WHO, NOTE = "出處：{}", "負責：{}", "備註：{}"
DISAGREEING = "計畫前後寫的不一樣，另一處寫 {}，先照較早的"
CLOSED = "{closed}放假，前一個上班日 {before}"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Origin:
    """The plan behind a community's dates as it is cited (桃園103), and its school year; empty where it is gone."""

    name: str = ""
    year: int = 0


def origin(library: Library, community: Community) -> Origin:
    """The community's plan."""
    plan = library.plans.get(community.plan)
    return Origin(plan.name, plan.year) if plan else Origin()


def one_line(text: str) -> str:
    """Typed text in one line, without what could end a line somewhere else."""
    return " ".join(_CONTROL.sub(" ", text).split())


def lines_of(text: str) -> str:
    """Typed text in its own lines."""
    return "\n".join(filter(None, map(one_line, text.splitlines())))


def source(deadline: Deadline, origin: Origin) -> str:
    """「桃園103 陸．五」, or 「自訂」."""
    return f"{origin.name} {one_line(deadline.section)}".strip() if deadline.key else OWN


def details(deadline: Deadline, origin: Origin) -> Iterator[str]:
    """All that there is to know, a line each."""
    if deadline.state == "open":
        yield from _doubts(deadline, origin)
    if deadline.who:
        yield WHO.format(one_line(deadline.who))
    if deadline.note:
        yield NOTE.format(lines_of(deadline.note))
    yield SOURCE.format(source(deadline, origin))


def _doubts(deadline: Deadline, origin: Origin) -> Iterator[str]:
    """What speaks against the day as it stands."""
    if not deadline.sure and origin.year:
        yield ESTIMATED.format(year=origin.year)
    if deadline.others:
        yield DISAGREEING.format("、".join(dates.say(date.fromisoformat(other)) for other in deadline.others))
    there = office(deadline.day)
    if there.closed and deadline.kind != "meeting":
        yield CLOSED.format(closed=there.closed, before=dates.say(there.before))
