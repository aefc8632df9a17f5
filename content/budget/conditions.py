"""One row against what its line forbids, asks for, and tells. No figures: rows that read alike get the same."""

from collections.abc import Iterable, Iterator

from content.budget.model import Finding
from content.budget.reading import Row
from content.budget_model import Condition, Line, Severity

RANK: dict[Severity, int] = {"violation": 0, "warning": 1, "info": 2, "ok": 3}


def conditions(row: Row) -> Iterator[Finding]:
    """Of each rule the worst; without the item's number."""
    worst: dict[str, Finding] = {}
    for found in _all(row):
        if found.rule not in worst or RANK[found.severity] < RANK[worst[found.rule].severity]:
            worst[found.rule] = found
    yield from worst.values()


def _all(row: Row) -> Iterator[Finding]:
    line = row.line
    if line is None:
        return
    for ban in line.bans:
        yield from _met(row, line, ban, ban.severity or "violation")
    for need in _open(line.needs, row):
        yield from _met(row, line, need, need.severity or "warning")
    for note in _open(line.notes, row):
        yield from _met(row, line, note, note.severity or "info")


def _open(conditions: Iterable[Condition], row: Row) -> Iterator[Condition]:
    """Those of which nothing tells that they are met, or that a ban speaks of them."""
    return (one for one in conditions if row.told.all.isdisjoint((one.done, one.missing)))


def _met(row: Row, line: Line, condition: Condition, severity: Severity) -> Iterator[Finding]:
    if not condition.rule or not condition.holds(row.told.all, row.goods):
        return
    if severity == "violation" and condition.when and row.told.surely.isdisjoint(condition.when):
        severity = "warning"
    text = condition.say + (condition.instead if severity in ("violation", "warning") else "")
    yield Finding(condition.rule, severity, text, condition.section or line.section)
