"""Assistants: so many as the size of the group allows, of all kinds together."""

from collections.abc import Iterable, Iterator

from content.budget.model import Finding, Fix, Item
from content.budget.sheet import Placed, Sheet
from content.budget_model import Line
from content.expense.planned import most_assistants
from content.model import Fact
from content.values import Count

Session = tuple[int | None, str]  # people who take part, and what for: rows that agree in both are one session


def crowds(sheet: Sheet) -> Iterator[Finding]:
    """Per session: too many assistants, or not told how many people come."""
    sessions: dict[Session, list[tuple[Placed, Line, Fact]]] = {}
    for one in sheet.rows:
        if one.line and one.line.crowd and "crowd" in one.line.rules:
            people = one.item.participants or sheet.draft.participants
            sessions.setdefault((people, one.item.purpose.strip()), []).append((one, one.line, one.line.crowd))
    for (people, _), rows in sessions.items():
        yield _session(people, rows, sheet)


def _session(people: int | None, rows: list[tuple[Placed, Line, Fact]], sheet: Sheet) -> Finding:
    _, line, crowd = min(rows, key=lambda row: row[1].id)  # not the first: the order tells nothing
    rule, item = line.rules["crowd"], rows[0][0].item.no if len(rows) == 1 else None
    if people is None:
        text = sheet.rules.phrases.crowd_unknown.format(crowd=crowd.value, name=_whom(line))
        return Finding(rule, "warning", text, crowd.section, item)
    asked, most = sum(_assistants(one) for one, _, _ in rows), most_assistants(crowd, people)
    unit = line.per.get("person", "")
    said = {"people": str(Count(people, "人")), "n": str(Count(asked, unit)), "max": str(Count(most, unit))}
    if asked <= most:
        text = sheet.rules.phrases.crowd_within.format(name=_whom(line), **said)
        return Finding(rule, "ok", text, crowd.section, item, asked, most)
    said |= {"crowd": str(crowd.value), "what": _whom(line)}
    text = sheet.rules.say("crowd_over" if most else "crowd_none", **said)
    fix = _fix((one for one, _, _ in rows), asked - most)
    return Finding(rule, "violation", text, crowd.section, item, asked, most, fix=fix)


def _whom(line: Line) -> str:
    """外聘助理講師: who is paid by the line."""
    return line.name.removesuffix("鐘點費")


def _assistants(placed: Placed) -> int:
    """As told; else the quantity where people are counted; else one."""
    item = placed.item
    if item.assistants is not None:
        return item.assistants
    return int(item.quantity) if placed.row.unit == "person" else 1


def _fix(rows: Iterable[Placed], excess: int) -> Fix:
    """The row with most assistants gives up the ones too many, as far as it has them."""
    most = max(rows, key=lambda one: (_assistants(one), -one.item.no))
    return Fix("assistants", max(0, _assistants(most) - excess), most.item.no)


def session_people(item: Item, sheet: Sheet) -> int | None:
    """How many take part in what an item is for."""
    return item.participants or sheet.draft.participants
