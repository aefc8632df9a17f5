"""The check: a draft and the rules of its plan → sums, rooms and findings."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from content.budget import totals
from content.budget.conditions import RANK
from content.budget.crowds import crowds, session_people
from content.budget.instalments import instalments
from content.budget.model import Checked, Draft, Finding, Fix
from content.budget.prices import advice, prices, summed
from content.budget.rules import Rulebook
from content.budget.shares import shares, shown
from content.budget.sheet import Placed, Sheet, sheet
from content.expense.wording import dollars, number

ARITHMETIC = "SUM-LINE"


def check(draft: Draft, plan: Rulebook) -> Checked:
    """Everything that a plan says of a budget. Pure: the same draft always gets the same, whatever its items' order."""
    read = sheet(draft, plan)
    capped, shared = list(totals.capped(read)), list(shares(read))
    found = [
        *(finding for _, finding in capped),
        *(finding for _, finding in shared if finding),
        *_whole(read),
        *(finding for one in read.rows for finding in _item(one, read)),
    ]
    return Checked(
        total=read.total,
        requested=draft.requested,
        rooms=(*(room for room, _ in capped if room), *(room for room, _ in shared)),
        findings=tuple(_sorted(found)),
    )


def _sorted(found: Iterable[Finding]) -> list[Finding]:
    """The worst first; those on the whole before those on items, which keep their numbers' order."""
    return sorted(found, key=lambda one: (RANK[one.severity], one.item or 0, one.rule, one.text))


def _whole(read: Sheet) -> Iterator[Finding]:
    yield from totals.summed(read)
    yield from totals.people(read)
    yield from totals.remarks(read)
    yield from instalments(read)
    yield from crowds(read)
    yield from shown(read)
    for line in read.rules.budget.lines.values():
        if rows := read.of(line):
            yield from summed(rows, line, read.rules)


def _item(one: Placed, read: Sheet) -> Iterator[Finding]:
    yield from _written(one, read.rules)
    yield from _listed(one, read.rules)
    yield from prices(one, session_people(one.item, read), read.rules)
    yield from advice(one, read.rules)
    for said in one.said:
        yield Finding(said.rule, said.severity, said.text, said.section, one.item.no)


def _written(one: Placed, rules: Rulebook) -> Iterator[Finding]:
    """The amount that the form says. Where price × quantity is no whole dollar, either neighbour is right."""
    item, total = one.item, one.item.total
    even = item.price * item.quantity == total
    if item.amount is None or item.amount in (total, total if even else total + 1):
        return
    text = rules.phrases.line_sum.format(
        name=item.name or item.category,
        price=f"{item.price:,}",
        quantity=number(Fraction(item.quantity)),
        total=dollars(total),
        written=dollars(item.amount),
    )
    fix, place = Fix("written", total, item.no), rules.budget.place
    yield Finding(ARITHMETIC, "violation", text, place, item.no, item.amount, total, item.amount - total, fix)


def _listed(one: Placed, rules: Rulebook) -> Iterator[Finding]:
    """What the plan does not list: no plan says that it may not be budgeted, so it is asked."""
    rule, place, row = rules.budget.rules.get("unlisted"), rules.budget.place, one.row
    if not rule:
        return
    if not row.lines:
        text = rules.say("unlisted", plan=rules.plan.name, name=row.called) + rules.budget.unlisted
    elif row.reserved:
        text = row.reserved
    elif row.foreign:
        text = rules.phrases.foreign.format(said=row.foreign, name=row.lines[0].name, ask=rules.plan.ask)
    else:
        return
    yield Finding(rule, "warning", text, place, one.item.no, figure=one.item.total, ask=True)
