"""The parts of the year: what is spent in which, and whether it can be settled in time."""

from collections.abc import Iterator
from datetime import date, timedelta

from content.budget.model import Finding, Item
from content.budget.rules import number
from content.budget.sheet import Sheet
from content.budget_model import Instalment
from content.expense.wording import dollars
from content.text.dates.places import month_end
from content.values import Day, Month, Period


def instalments(sheet: Sheet) -> Iterator[Finding]:
    """Days of expenses, and how much of the year's grant the instalment takes."""
    budget = sheet.rules.budget
    if not budget.instalments:
        return
    yield from _taken(sheet)
    chosen = [sheet.instalment] if sheet.instalment else list(budget.instalments.values())
    for one in sheet.rows:
        if one.item.on:
            held = next((part for part in chosen if _holds(part, one.item.on)), None)
            if held is None:
                yield _outside(sheet, one.item, one.item.on, chosen)
            else:
                yield from _settled(sheet, one.item, one.item.on, held)


def _taken(sheet: Sheet) -> Iterator[Finding]:
    """No plan says how the grant is divided: who takes most of it at once is told what remains."""
    rule, part, grant, total = sheet.rules.budget.rules.get("period"), sheet.instalment, sheet.grant, sheet.total
    if not rule or part is None or not grant or total > grant or total * 2 <= grant:
        return
    phrases = sheet.rules.phrases
    phrase = phrases.instalment_all if total == grant else phrases.instalment_most
    text = phrase.format(name=part.name, total=dollars(total), cap=dollars(grant), left=dollars(grant - total))
    yield Finding(rule, "info", text, part.period.section, None, total, grant)


def _span(part: Instalment) -> tuple[date, date]:
    """First and last day."""
    period = part.period.value
    if not isinstance(period, Period):
        return date.min, date.max
    return _first(period.start), _last(period.end)


def _first(moment: Day | Month) -> date:
    return moment.day if isinstance(moment, Day) else date(moment.year, moment.month, 1)


def _last(moment: Day | Month) -> date:
    return moment.day if isinstance(moment, Day) else month_end(moment.year, moment.month)


def _holds(part: Instalment, day: date) -> bool:
    first, last = _span(part)
    return first <= day <= last


def _outside(sheet: Sheet, item: Item, day: date, parts: list[Instalment]) -> Finding:
    rule = sheet.rules.budget.rules.get("period", "")
    names = "、".join(part.name for part in parts)
    periods = "、".join(str(part.period.value) for part in parts)
    text = sheet.rules.phrases.outside_period.format(day=Day(day), name=names, period=periods)
    return Finding(rule, "violation", text, parts[0].period.section, item.no)


def _settled(sheet: Sheet, item: Item, day: date, part: Instalment) -> Iterator[Finding]:
    """The days by which the plan wants the accounts; of two that it names the earlier counts."""
    rule = sheet.rules.budget.rules.get("settle")
    dues = sorted((fact.value.day, fact) for fact in part.settle if isinstance(fact.value, Day))
    if not rule or not dues:
        return
    (due, fact), phrases = dues[0], sheet.rules.phrases
    said = {"day": str(Day(day)), "due": str(fact.value), "name": part.name}
    if day > due:
        yield Finding(rule, "warning", phrases.settled_late.format(**said), fact.section, item.no)
    elif part.after and day + timedelta(days=number(part.after)) > due:
        text = phrases.settle_soon.format(after=part.after.value, **said)
        yield Finding(rule, "info", text, fact.section, item.no)
