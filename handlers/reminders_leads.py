"""On which days somebody is reminded of a date: before it, and after it while it is still open."""

from collections.abc import Mapping
from datetime import date, time

from content.text.dates.almanac import is_office_day, office_days_after
from handlers.records import Community, Kind, Wishes

NEAR = 1  # days before: a community's own leads are for what has to be prepared, not for meetings
NAG, NAGS = 3, 10  # every so many days after the date, so often
USUAL: Mapping[Kind, tuple[int, ...]] = {"deadline": (7, 1, 0), "report": (14, 7, 1, 0), "meeting": (1, 0)}


def leads(kind: Kind, community: Community, wishes: Wishes) -> tuple[int, ...]:
    """Days before, the farthest first: a person's own, else their community's, else the usual ones."""
    chosen = wishes.leads or community.leads
    if kind == "meeting" and not wishes.leads:
        chosen = tuple(days for days in chosen if days <= NEAR)
    return tuple(sorted(set(chosen or USUAL[kind]), reverse=True))


def quiet(at: time, wishes: Wishes) -> bool:
    """Whether a time of day lies in somebody's quiet hours, which may reach past midnight."""
    begin, end = wishes.quiet_from, wishes.quiet_to
    return begin <= at < end if begin <= end else at >= begin or at < end


def working(day: date) -> date:
    """The day, or the first one after it on which offices work."""
    return day if is_office_day(day) else office_days_after(day, 1)


def told_again(until: date, due: date, wishes: Wishes) -> date:
    """On which day a snooze ends: a holiday counts only for what is due before people work again."""
    following = working(until) if wishes.office_days else until
    return until if until <= due < following else following
