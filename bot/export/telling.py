"""What is told of a date beside its title, the same in the feed, on the page and in the picture."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from content.calendar import Proposal, office, proposals
from content.library import Library
from content.text import dates
from handlers.records import Community, Deadline

OWN = "自訂"
UNSURE = "推估"
ESTIMATED = "依{year}學年度推估，待公告"
SOURCE, WHO, NOTE = "出處：{}", "負責：{}", "備註：{}"
DISAGREEING = "計畫前後寫的不一樣，另一處寫 {}，先照較早的"
CLOSED = "{closed}放假，前一個上班日 {before}"
PLAN_DAY, PLAN_ESTIMATED, PLAN_MONTH = "計畫寫 {}", "依計畫推估 {}", "計畫只寫 {}"
PLAN_EVENT, PLAN_ANNOUNCED = "計畫從「{}」起算", "計畫待公告"
_MONTH = re.compile(r"\d+-\d\d(?:/\d+-\d\d)?(?:T.*)?")  # a plan's figure that is no day
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Origin:
    """The plan behind a community's dates as it is cited (桃園103), and its school year; empty where it is gone.

    `wanted`: what it wants of communities of a `tier` in the `school_year`, by key; worked out when first needed.
    """

    name: str = ""
    year: int = 0
    tier: str = ""
    school_year: int = 0
    wanted: Callable[[], Mapping[str, Proposal]] = field(default=dict, compare=False)  # follows from all the others


def origin(library: Library, community: Community) -> Origin:
    """The community's plan."""
    plan = library.plans.get(community.plan)
    if plan is None:
        return Origin()

    @cache
    def wanted() -> Mapping[str, Proposal]:
        return {one.key: one for one in proposals(plan, community.tier, community.year)}

    return Origin(plan.name, plan.year, community.tier, community.year, wanted)


def one_line(text: str) -> str:
    """Typed text in one line, without what could end a line somewhere else."""
    return " ".join(_CONTROL.sub(" ", text).split())


def lines_of(text: str) -> str:
    """Typed text in its own lines."""
    return "\n".join(filter(None, map(one_line, text.splitlines())))


def source(deadline: Deadline, origin: Origin) -> str:
    """「桃園103 陸．五」, or 「自訂」, also where only the day is one's own."""
    return f"{origin.name} {one_line(deadline.section)}".strip() if deadline.section else OWN


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
    telling = not deadline.section or _MONTH.fullmatch(deadline.figure)
    if deadline.key and telling and (proposal := origin.wanted().get(deadline.key)):
        yield _in_plan(proposal)
    if not deadline.sure and origin.year:
        yield ESTIMATED.format(year=origin.year)
    if deadline.others:
        yield DISAGREEING.format("、".join(dates.say(date.fromisoformat(other)) for other in deadline.others))
    there = office(deadline.day)
    if there.closed and deadline.kind != "meeting":
        yield CLOSED.format(closed=there.closed, before=dates.say(there.before))


def _in_plan(proposal: Proposal) -> str:
    """What the plan says, where somebody chose another day, or where it only says a month."""
    if proposal.day:
        return (PLAN_DAY if proposal.sure else PLAN_ESTIMATED).format(dates.say(proposal.day))
    if proposal.month:
        return PLAN_MONTH.format(proposal.month)
    return PLAN_EVENT.format(proposal.anchor) if proposal.anchor else PLAN_ANNOUNCED
