"""Lines that may only be a share of the budget, in each reading of what it is a share of."""

from collections.abc import Iterator
from dataclasses import dataclass

from content.budget.model import Finding, Fix, Room
from content.budget.rules import lowered, money
from content.budget.sheet import Placed, Sheet
from content.budget_model import Line, Method, Severity, Share
from content.expense.shares import rate_of
from content.expense.wording import dollars


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of reading the base: how it is said, and the most it allows, in whole dollars rounded down."""

    how: str
    most: int


@dataclass(frozen=True, slots=True)
class _Case:
    """A line's items with what the readings allow, the strictest first."""

    sheet: Sheet
    line: Line
    share: Share
    rows: list[Placed]
    used: int
    readings: tuple[Reading, ...]

    @property
    def strict(self) -> int:
        return self.readings[0].most

    @property
    def tolerated(self) -> int:
        return self.readings[-1].most


def shares(sheet: Sheet) -> Iterator[tuple[Room, Finding | None]]:
    """Each share with what is left under it; a finding where anything is budgeted."""
    for line in sheet.rules.budget.lines.values():
        if line.share and "share" in line.rules:
            case = _case(sheet, line, line.share)
            yield _room(case), _finding(case) if case.used else None


def _case(sheet: Sheet, line: Line, share: Share) -> _Case:
    rows = sheet.of(line)
    used = sum(one.item.total for one in rows)
    methods = [share.strict, *([share.tolerated] if share.tolerated else [])]
    readings = [_reading(sheet, line, share, method, sheet.total - used) for method in methods]
    readings += _of_grant(sheet, share) if share.of_grant else []
    return _Case(sheet, line, share, rows, used, tuple(sorted(readings, key=lambda one: one.most)))


def _reading(sheet: Sheet, line: Line, share: Share, method: Method, others: int) -> Reading:
    said = sheet.rules.phrases
    how = {"example": said.reading_example, "others": said.reading_others, "whole": said.reading_whole}[method]
    most = sheet.rules.limits[line.id][method].most(others)
    return Reading(how.format(rate=share.rate.value, others=dollars(others)), most)


def _of_grant(sheet: Sheet, share: Share) -> Iterator[Reading]:
    """A share of the year's grant; of the highest one where the tier is not known."""
    totals = sheet.rules.budget.totals
    known = sheet.grant or max((money(fact) or 0 for fact in totals.tiers.values()) if totals else (), default=0)
    how = sheet.rules.phrases.reading_grant.format(grant=dollars(known), rate=share.rate.value)
    yield Reading(how, int(known * rate_of(share) / 100))


def _room(case: _Case) -> Room:
    share, line = case.share, case.line
    return Room(
        rule=line.rules["share"],
        name=line.name,
        used=case.used,
        cap=case.strict,
        tolerated=case.tolerated,
        section=share.rate.section,
        rate=str(share.rate.value),
        base=share.base,
        whole=case.sheet.total - case.used if share.strict != "whole" else case.sheet.total,
        period=case.sheet.period,
    )


def _finding(case: _Case) -> Finding:
    said, excess = case.sheet.rules.phrases, max(0, case.used - case.strict)
    severity, phrase = _judged(case)
    readings = "，".join(said.reading.format(how=one.how, most=dollars(one.most)) for one in case.readings)
    figures = {"used": dollars(case.used), "best": dollars(case.strict), "over": dollars(excess)}
    text = phrase.format(name=case.line.name, readings=readings, **figures)
    item = case.rows[0].item.no if len(case.rows) == 1 else None
    return Finding(
        rule=case.line.rules["share"],
        severity=severity,
        text=text + (_moved(case) + _loosely(case) if excess else ""),
        section=case.share.rate.section,
        item=item,
        figure=case.used,
        cap=case.strict,
        over=excess,
        fix=_fix(case, excess) if excess else None,
    )


def _judged(case: _Case) -> tuple[Severity, str]:
    """Over every reading, over the strict one only, or within all; and how that is said."""
    said = case.sheet.rules.phrases
    if case.used > case.tolerated:
        return "violation", said.share_over
    return ("warning", said.share_between) if case.used > case.strict else ("ok", said.share_within)


def _fix(case: _Case, excess: int) -> Fix:
    """The largest item of the line, so much less."""
    return lowered(max((one.item for one in case.rows), key=lambda item: (item.total, -item.no)), excess)


def _moved(case: _Case) -> str:
    """What the line may come to where the rest goes to other items, so that the sum stays what it is."""
    limit = case.sheet.rules.limits[case.line.id][case.share.strict]
    kept = int(case.sheet.total * limit.of_whole)
    return case.sheet.rules.phrases.share_moved.format(kept=dollars(kept)) if kept > case.strict else ""


def _loosely(case: _Case) -> str:
    """A reading that would allow it, but that is too generous to go by."""
    if case.share.loose is None:
        return ""
    limit = case.sheet.rules.limits[case.line.id][case.share.loose]
    most = int(case.sheet.total * limit.of_whole)
    said = case.sheet.rules.phrases.reading_loose
    return said.format(section=case.share.loose_section, most=dollars(most)) if case.used <= most else ""


def shown(sheet: Sheet) -> Iterator[Finding]:
    """What share a line has that no rule limits, to two places."""
    for line in sheet.rules.budget.lines.values():
        used = sum(one.item.total for one in sheet.of(line))
        others = sheet.total - used
        if "shown" in line.rules and used and others:
            figures = {"used": dollars(used), "others": dollars(others), "percent": f"{100 * used / others:.2f} %"}
            text = sheet.rules.phrases.share_shown.format(name=line.name, **figures)
            yield Finding(line.rules["shown"], "info", text, line.section, figure=used)
