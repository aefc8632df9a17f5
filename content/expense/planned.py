"""Rules of number: what the organiser's own budget has written down, and assistants by the size of the group."""

from collections.abc import Iterator
from fractions import Fraction

from content.expense.case import Case
from content.expense.model import Finding
from content.expense.readings import amount_of
from content.expense.wording import dollars
from content.model import Fact, Verdict
from content.values import Count


def against_plan(case: Case) -> Iterator[Finding]:
    """The first of price, quantity and total that exceeds the organiser's budget; else that it is within."""
    planned, over = case.line.planned, case.budget.over_plan
    if planned.price is None and planned.total is None:
        return
    verdict: Verdict = over.verdict if over else "not_allowed"
    found = list(_compared(case, verdict))
    exceeding = [one for one in found if one.verdict != "allowed"]
    if not found:
        worth = planned.total or planned.price
        found = [Finding("allowed", case.say("planned_line", total=str(worth.value) if worth else ""))]
    yield (exceeding or found)[0]
    if exceeding and over:
        yield Finding(verdict, over.say, "", over.section)


def _compared(case: Case, verdict: Verdict) -> Iterator[Finding]:
    planned, reading = case.line.planned, case.reading
    price, total = amount_of(planned.price), amount_of(planned.total)
    if price is not None and reading.price is not None:
        yield _to_plan(case, reading.price.high, price, verdict, case.line.each)
    if planned.quantity is not None and isinstance(planned.quantity.value, Count):
        yield from _quantity(case, planned.quantity.value, verdict)
    if total is not None and reading.total is not None:
        yield _to_plan(case, reading.total.high, total, verdict, "")


def _to_plan(case: Case, said: Fraction, planned: Fraction, verdict: Verdict, each: str) -> Finding:
    values = {"each": each, "max": dollars(planned), "price": dollars(said), "more": dollars(said - planned)}
    if said <= planned:
        return Finding("allowed", case.say("planned_within", **values))
    return Finding(
        verdict, case.say("planned_over", **values), case.say("planned_instead", **values), head=_head(verdict)
    )


def _quantity(case: Case, planned: Count, verdict: Verdict) -> Iterator[Finding]:
    main = next(iter(case.line.per), "")
    for figure in case.reading.counts:
        if case.line.alias.get(figure.counts, figure.counts) == main and figure.span.high > planned.number:
            number = int(figure.span.high)
            values = {"max": str(planned), "n": str(Count(number, planned.unit))}
            values["more"] = str(Count(number - planned.number, planned.unit))
            said, instead = case.say("planned_quantity", **values), case.say("planned_instead", **values)
            yield Finding(verdict, said, instead, head=_head(verdict))


def _head(verdict: Verdict) -> str:
    return "head_planned" if verdict == "not_allowed" else ""


def most_assistants(crowd: Fact, people: int) -> int:
    """One assistant beyond every so many people: of 30, none for 30, one from 31, two from 61."""
    return max(0, (people - 1) // crowd.value.number) if isinstance(crowd.value, Count) else 0


def crowd(case: Case) -> Iterator[Finding]:
    """Assistants: one is paid for beyond every so many people."""
    fact, people = case.line.crowd, case.people
    if fact is None or people is None or not isinstance(fact.value, Count):
        return
    most = most_assistants(fact, people)
    asked = next((int(f.span.high) for f in case.reading.counts if f.counts == "person"), 1)
    unit = case.line.per.get("person", "")
    values = {"people": str(Count(people, "人")), "crowd": str(fact.value), "max": str(Count(most, unit))}
    values |= {"what": case.item.mention.said, "n": str(Count(asked, unit))}
    if not most:
        yield Finding("not_allowed", case.say("crowd_none", **values), "", fact.section)
    elif asked > most:
        instead = case.say("crowd_fits", **values)
        yield Finding("not_allowed", case.say("crowd_over", **values), instead, fact.section, "head_crowd")
