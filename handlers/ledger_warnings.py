"""What has to be known before it is too late: caps nearly used or passed, days outside, money left at the end."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from content.budget import Finding
from content.expense.wording import dollars
from content.ledger import Left, LineLeft
from handlers import ledger_saying as saying
from handlers.ledger_desk import Desk
from handlers.records import Deadline, Spending

MOST = 3  # warnings at once
NEARLY = 90  # percent of a line or cap that is used
SOON = timedelta(days=30)  # before an instalment ends
WEEK = timedelta(days=7)  # for which the clock of the reimbursement runs
_SETTLES = "settle"  # how the keys of such deadlines begin, in every plan


@dataclass(frozen=True, slots=True)
class Warned:
    """A sentence with its sign, where the plan says so, and the rule that it tells."""

    text: str
    section: str = ""
    rule: str = ""


def warnings(desk: Desk, entries: Sequence[Spending], instalment: str) -> list[Warned]:
    """The gravest first: what the rules say of new entries, their lines, the whole, the days."""
    found = desk.left(instalment)
    rules = [one for one in _objections(desk, entries, found) if found.cap is None or one.rule != found.cap.rule]
    told = [*rules, *_lines(desk, entries, found), *_whole(desk, found, instalment)]
    told += [*_outside(desk, entries), *clock(desk, instalment), *_ending(desk, found, instalment)]
    return list({one.text: one for one in told}.values())[:MOST]


def objections(desk: Desk, entry: Spending) -> list[Warned]:
    """Why an entry has to be confirmed: it breaks a rule, or takes a line's share or the whole above what it may be."""
    found = desk.left(entry.instalment)
    return [one for one in _objections(desk, [entry], found) if one.text.startswith(saying.BAD)]


def _objections(desk: Desk, entries: Iterable[Spending], found: Left) -> Iterator[Warned]:
    """What the rules say of these entries, of the shares of their lines, and of the whole."""
    numbers, lines = {one.no for one in entries}, {one.line for one in entries}
    shares = {line.rules.get("share"): line.id for line in desk.rules.budget.lines.values() if line.share}
    for one in found.findings:
        if one.item in numbers or shares.get(one.rule) in lines or (found.cap and one.rule == found.cap.rule):
            yield Warned(_said(one, desk), one.section, one.rule)


def _said(one: Finding, desk: Desk) -> str:
    sign = saying.BAD if one.severity == "violation" else saying.WARN
    about = desk.phrases.about.format(no=one.item) if one.item is not None else ""
    return f"{sign} {about}{one.text}"


def _lines(desk: Desk, entries: Iterable[Spending], found: Left) -> Iterator[Warned]:
    for name in dict.fromkeys(one.line for one in entries):
        if one := found.of(name):
            yield from _of_line(desk, one)


def _of_line(desk: Desk, one: LineLeft) -> Iterator[Warned]:
    """More than was planned, or nearly all of it."""
    least = min((limit for limit in (one.planned, one.share) if limit is not None), default=0)
    if one.planned is not None and one.spent > one.planned:
        over = dollars(one.spent - one.planned)
        text = desk.phrases.over_planned.format(name=one.name, over=over, moving=moving(desk))
        yield Warned(f"{saying.WARN} {text}", one.section)
    elif least * NEARLY <= one.spent * 100 <= least * 100 and least:
        said = {"name": one.name, "percent": one.spent * 100 // least, "left": dollars(least - one.spent)}
        yield Warned(f"{saying.WARN} {desk.phrases.nearly.format(**said)}", one.section)


def _whole(desk: Desk, found: Left, instalment: str) -> Iterator[Warned]:
    """The whole, nearly used; that it is passed stands in the sum."""
    limit = saying.limited(found, instalment, desk)
    if limit is None:
        return
    most, name, left = limit
    section = found.cap.section if found.cap else ""
    if left >= 0 and most and (most - left) * 100 >= most * NEARLY:
        said = {"name": name, "percent": (most - left) * 100 // most, "left": dollars(left)}
        yield Warned(f"{saying.WARN} {desk.phrases.nearly.format(**said)}", section)


def _outside(desk: Desk, entries: Iterable[Spending]) -> Iterator[Warned]:
    """A day that does not lie in the instalment to which an entry was put."""
    spans = desk.spans()
    for one in entries:
        first, last = spans.get(one.instalment, (one.day, one.day))
        if not first <= one.day <= last:
            said = {"no": one.no, "name": desk.part_name(one.instalment)}
            days = {"first": saying.short(first, desk), "last": saying.short(last, desk)}
            yield Warned(f"{saying.WARN} {desk.phrases.outside.format(**said, **days)}")


def _ending(desk: Desk, found: Left, instalment: str) -> Iterator[Warned]:
    """An instalment that is nearly over, and money is left; of a budget for the whole year only in the last one."""
    if desk.counted(instalment) != instalment and instalment != next(reversed(desk.spans()), ""):
        return
    span, limit = desk.spans().get(instalment), saying.limited(found, instalment, desk)
    if span is None or limit is None or limit[2] <= 0 or not desk.today <= span[1] <= desk.today + SOON:
        return
    said = {"name": desk.part_name(instalment), "day": saying.short(span[1], desk), "left": dollars(limit[2])}
    yield Warned(f"{saying.WARN} {desk.phrases.ending.format(**said)}")


def clock(desk: Desk, instalment: str) -> Iterator[Warned]:
    """The day by which the accounts have to be in, where it is near or over."""
    for one in _settling(desk, instalment):
        days = (one.day - desk.today).days
        said = {"title": one.title, "day": saying.short(one.day, desk), "days": abs(days)}
        if one.day < desk.today:
            yield Warned(f"{saying.WARN} {desk.phrases.clock_over.format(**said, ask=desk.plan.ask)}", one.section)
        elif one.day <= desk.today + WEEK:
            yield Warned(f"{saying.WARN} {desk.phrases.clock_runs.format(**said)}", one.section)


def _settling(desk: Desk, instalment: str) -> list[Deadline]:
    """Open dates of the community that stand for the plan's settlement of an instalment; the nearest only."""
    keys = (f"{_SETTLES}.{instalment}" if instalment else _SETTLES,)
    found = [one for one in desk.dates if one.state == "open" and one.key.startswith(keys)]
    return sorted(found, key=lambda one: one.day)[:1]


def moving(desk: Desk) -> str:
    """What the plan says of moving money between lines, and whom to ask."""
    stated = desk.rules.budget.transfer
    if stated:
        return stated.say
    return desk.phrases.moving.format(plan=desk.plan.name, ask=desk.plan.ask)
