"""A plan's deadlines as a community's calendar: what is to be done in a school year, and what follows from an event."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from content.calendar_dating import adopted_day, dated, period_start
from content.calendar_matching import match, merging, resembling, same
from content.calendar_model import Proposal
from content.calendar_office import Office, office
from content.calendar_reading import length_of
from content.calendar_repeats import Repetition, repeats, repetition
from content.model import After, Due, Plan, PlanDeadline
from content.saying import fact_of, sources_of
from content.text.dates.amounts import Amount, shifted

__all__ = [
    "Office",
    "Proposal",
    "Repetition",
    "adopted_day",
    "after_event",
    "anchors",
    "changed",
    "gives",
    "instalment_of",
    "match",
    "merging",
    "office",
    "proposals",
    "repeats",
    "repetition",
    "resembling",
    "same",
    "school_year",
    "school_year_of",
]

_ISO = {"day": "D", "office_day": "B", "month": "M", "year": "Y"}  # ISO 8601 has no letter for business days


def school_year(year: int) -> tuple[date, date]:
    """First and last day of a school year of the Republic: 103 is 2014-08-01 to 2015-07-31."""
    return date(year + 1911, 8, 1), date(year + 1912, 7, 31)


def school_year_of(day: date) -> int:
    """The school year of the Republic that a day lies in."""
    return day.year - 1911 - (day.month < 8)


def proposals(plan: Plan, tier: str, year: int) -> tuple[Proposal, ...]:
    """What a community of a tier has to do in a school year: by date, then what has none in the plan's order.

    Of two dates for one thing the earlier is the day, the later one of the `others`.
    """
    found = (_proposal(plan, deadline, year) for deadline in _for(plan, tier))
    return tuple(sorted(found, key=lambda one: (one.until or date.max, bool(one.month))))


def gives(proposal: Proposal, day: date) -> bool:
    """Whether the plan itself gives a day: as the one to be kept, or as one that it says elsewhere."""
    return day in (proposal.due, *proposal.others)


def changed(plan: Plan, tier: str, year: int, key: str, figure: str) -> Proposal | None:
    """The deadline as the plan has it now, where its figure is not the one that it was adopted under.

    None where nothing changed, and where the plan does not want it any more.
    """
    now = plan.deadlines.get(key)
    if now is None or now not in _for(plan, tier):
        return None
    found = _proposal(plan, now, year)
    return found if found.figure != figure else None


def anchors(plan: Plan, tier: str) -> tuple[str, ...]:
    """The events that something follows from, in the plan's order."""
    return tuple(dict.fromkeys(rule.event for _, rule in _following(plan, tier)))


def instalment_of(plan: Plan, tier: str, day: date) -> str:
    """Of events that each belong to a period, as a plan with instalments has them, the one of a day's period.

    Behind the last period it is the last one's. "" where the plan has no such events.
    """
    years = school_year_of(day) - plan.year
    begun = {period_start(plan, rule.during, years): rule.event for _, rule in _following(plan, tier) if rule.during}
    before = [start for start in begun if start <= day] or sorted(begun)[:1]
    return begun[max(before)] if before else ""


def after_event(plan: Plan, tier: str, year: int, anchor: str, day: date) -> tuple[Proposal, ...]:
    """What follows in a school year from an event on a day, in time order.

    Where a fixed date asks for the same thing, the earlier of the two is the day and the later one of the `others`.
    """
    rules = [(deadline, rule) for deadline, rule in _following(plan, tier) if rule.event == anchor]
    found = [_following_on(plan, deadline, rule, year, day) for deadline, rule in rules]
    return tuple(sorted(found, key=lambda one: one.day or date.max))


def _for(plan: Plan, tier: str) -> list[PlanDeadline]:
    return [one for one in plan.deadlines.values() if not one.tiers or tier in one.tiers]


def _following(plan: Plan, tier: str) -> Iterator[tuple[PlanDeadline, After]]:
    for deadline in _for(plan, tier):
        if isinstance(deadline.rule, After):
            yield deadline, deadline.rule


def _following_on(plan: Plan, deadline: PlanDeadline, rule: After, year: int, day: date) -> Proposal:
    waiting = _proposal(plan, deadline, year)
    length = _length(plan, rule)
    counted = shifted(day, length.count, length.unit)
    fixed = _proposal(plan, plan.deadlines[rule.same], year) if rule.same else None
    if fixed is None or fixed.day is None:
        return replace(waiting, day=counted, anchor="")
    first, *later = sorted({counted, fixed.day, *fixed.others})
    sections = tuple(dict.fromkeys([*waiting.sections, *fixed.sections]))
    return replace(waiting, day=first, others=tuple(later), sections=sections, anchor="")


def _proposal(plan: Plan, deadline: PlanDeadline, year: int) -> Proposal:
    rule = deadline.rule
    undated = Proposal(
        key=deadline.id,
        title=deadline.title,
        kind=deadline.kind,
        sure=year == plan.year,
        sections=_sections(plan, deadline),
        who=deadline.who,
        hand_in=deadline.hand_in,
        to=deadline.to,
        keep=str(fact_of(plan, deadline.keep).value) if deadline.keep else "",
        pick=deadline.pick,
    )
    if isinstance(rule, Due):
        return dated(plan, rule, undated, year - plan.year)
    if isinstance(rule, After):
        length = _length(plan, rule)
        return replace(undated, anchor=rule.event, same=rule.same, figure=f"P{length.count}{_ISO[length.unit]}")
    return replace(undated, announced=True)


def _sections(plan: Plan, deadline: PlanDeadline) -> tuple[str, ...]:
    """Where the plan says so: all places, where they disagree."""
    rule = deadline.rule
    keys = [rule.fact, rule.at] if isinstance(rule, Due) else [rule.within] if isinstance(rule, After) else []
    facts = [fact for key in (*keys, deadline.keep) if key for fact in sources_of(plan, key)]
    return tuple(dict.fromkeys([*(fact.section for fact in facts), *deadline.sections]))


def _length(plan: Plan, rule: After) -> Amount:
    length = length_of(fact_of(plan, rule.within).value)
    if length is None:
        raise TypeError(f"{rule.within} is no length of time")  # refused when the deadlines were read
    return length
