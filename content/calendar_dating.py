"""The plan's own dates: how they are written, and where they lie in another school year."""

from dataclasses import replace
from datetime import date

from content.calendar_model import Proposal
from content.calendar_office import office
from content.model import Due, Plan
from content.saying import fact_of, sources_of
from content.text.dates.places import month_end
from content.values import Clock, Day, Month, Period


def moved(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def period_start(plan: Plan, key: str, years: int) -> date:
    """The first day of a period that a fact gives, so many years on."""
    return moved(_first(_moment(plan, key)), years)


def dated(plan: Plan, rule: Due, undated: Proposal, years: int) -> Proposal:
    """A proposal with the day or month of its fact, so many years on."""
    value = _moment(plan, rule.fact)
    clock = fact_of(plan, rule.at).value if rule.at else None
    at = clock.start if isinstance(clock, Clock) else None
    figure = _iso(value) + (f"T{at:%H:%M}" if at else "")
    start = moved(_first(value), years) if isinstance(value, Period) else None
    last = value.end if isinstance(value, Period) else value
    if isinstance(last, Month):
        return replace(undated, month=Month(last.year + years, last.month), start=start, at=at, figure=figure)
    given = {fact.value.day for fact in sources_of(plan, rule.fact) if isinstance(fact.value, Day)}
    others = tuple(moved(day, years) for day in sorted(given - {last.day}))
    return replace(undated, day=moved(last.day, years), start=start, at=at, others=others, figure=figure)


def adopted_day(figure: str, years: int) -> date | None:
    """The day that the figure of a proposal gave, so many years on; None for a length of time, and for none."""
    last = figure.rpartition("/")[2].partition("T")[0]
    if len(last) == len("2014-12-31"):
        return moved(date.fromisoformat(last), years)
    if len(last) == len("2014-12"):
        return office(month_end(int(last[:4]) + years, int(last[5:]))).before
    return None


def _moment(plan: Plan, key: str) -> Day | Month | Period:
    value = fact_of(plan, key).value
    if isinstance(value, Day | Month | Period):
        return value
    raise TypeError(f"{key} is no date")  # refused when the deadlines were read


def _first(value: Day | Month | Period) -> date:
    match value:
        case Period(start, _):
            return _first(start)
        case Month(year, month):
            return date(year, month, 1)
        case Day(day):
            return day


def _iso(value: Day | Month | Period) -> str:
    match value:
        case Period(start, end):
            return f"{_iso(start)}/{_iso(end)}"
        case Month(year, month):
            return f"{year}-{month:02}"
        case Day(day):
            return day.isoformat()
