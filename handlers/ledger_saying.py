"""How a ledger is told: entries, sums, what is left of a line and in all."""

from collections.abc import Sequence
from datetime import date

from content.budget import Room
from content.expense.wording import dollars
from content.ledger import Entry, Left, LineLeft
from content.phrases_ledger import LedgerPhrases
from content.text import dates
from content.text.dates.reading import WEEKDAYS
from handlers.budget_saying import called, costs
from handlers.compose import SIGNS
from handlers.ledger_desk import Desk
from handlers.ledger_pending import Pending
from handlers.messages import Choice
from handlers.records import Spending

LABEL = 20  # characters of a button
NAMED = 12  # characters of an entry on a button
TOLD = 4  # entries that wait and are told by their names
GOOD, WARN, BAD = SIGNS["allowed"], SIGNS["conditional"], SIGNS["not_allowed"]


def short(day: date, desk: Desk) -> str:
    """11/20（五）; in another year than today 114/11/20（四）."""
    year = "" if day.year == desk.today.year else f"{day.year - 1911}/"
    return f"{year}{day.month}/{day.day}（{WEEKDAYS[day.weekday()]}）"


def line(entry: Spending, desk: Desk) -> str:
    """3. 膳食費（便當）80 × 12 個＝960 元　11/20（五）"""
    receipt = desk.phrases.receipt.format(no=entry.receipt) if entry.receipt else ""
    return f"{entry.no}. {called(entry.item)} {costs(entry.item)}　{short(entry.day, desk)}{receipt}"


def named(entry: Entry) -> str:
    """What something that was spent is called, as it was said."""
    return entry.item.name or entry.item.category or entry.said


def priced(entry: Entry) -> str:
    """1,240 元; "" while it is not known."""
    return dollars(entry.item.total) if entry.item.price else ""


def names(waiting: Sequence[Pending], phrases: LedgerPhrases) -> str:
    """Some of the entries that wait for an answer."""
    told = "、".join(f"{named(one.entry)} {priced(one.entry)}".strip() for one in waiting[:TOLD])
    return phrases.names_more.format(names=told) if len(waiting) > TOLD else told


def echo(entry: Spending, desk: Desk, *, assumed: bool = False) -> str:
    """An entry as it was saved, with its day in both eras; `assumed`: nobody told the day."""
    unsaid = desk.phrases.assumed if entry.day == desk.today else desk.phrases.assumed_then
    marks = [
        unsaid if assumed else "",
        desk.part_name(entry.instalment) if entry.instalment else "",
        desk.phrases.receipt.format(no=entry.receipt).strip() if entry.receipt else "",
        "" if entry.line else desk.phrases.unlisted,
    ]
    said = "，".join(filter(None, marks))
    day = dates.say(entry.day, with_ce=True)
    return f"{entry.no}. {called(entry.item)} {costs(entry.item)}\n{day}{f'　{said}' if said else ''}"


def total(found: Left, instalment: str, desk: Desk) -> str:
    """第一期已記 4,440／5,000 元（初階社群），還可報 560 元; below it what was granted for a mere part of that."""
    part = desk.counted(instalment)
    lines, given = [_total(found, part, desk)], (desk.granted or {}).get(instalment)
    if part != instalment and given is not None:
        spent = sum(one.amount for one in desk.of(instalment))
        limit = given, desk.phrases.of_grant, given - spent
        lines.append(_limited(spent, limit, desk.part_name(instalment), "", WARN, desk))
    return "\n".join(lines)


def _total(found: Left, instalment: str, desk: Desk) -> str:
    phrases, cap, part = desk.phrases, found.cap, desk.part_name(instalment)
    limit = limited(found, instalment, desk)
    if limit is None:
        return phrases.total.format(part=part, spent=dollars(found.spent))
    capped = bool(cap and limit[1] == cap.name)
    before = cap.used - found.spent if cap and capped else 0
    more = phrases.total_before.format(spent=dollars(before)) if before else ""
    return _limited(found.spent, limit, part, more, BAD if capped else WARN, desk)


def _limited(spent: int, limit: tuple[int, str, int], part: str, more: str, sign: str, desk: Desk) -> str:
    most, name, left = limit
    text = desk.phrases.total_left if left >= 0 else desk.phrases.total_over
    said = {"part": part, "spent": f"{spent:,}", "cap": dollars(most), "name": name, "left": dollars(abs(left))}
    return text.format(**said, more=more, sign=sign)


def limited(found: Left, instalment: str, desk: Desk) -> tuple[int, str, int] | None:
    """What limits a whole instalment the most, what that is called, and what is left of it; whole dollars."""
    ways: list[tuple[int, str, int]] = []
    if found.cap:
        ways.append((found.cap.cap, found.cap.name, found.cap.left))
    if planned := desk.planned(instalment):
        whole = sum(row.item.total for row in planned.rows)
        ways.append((whole, desk.phrases.of_plan, whole - found.spent))
    if (granted := (desk.granted or {}).get(desk.counted(instalment))) is not None:
        ways.append((granted, desk.phrases.of_grant, granted - found.spent))
    return min(ways, key=lambda way: way[2], default=None)


def of_line(one: LineLeft, desk: Desk, cap: Room | None = None) -> str:
    """印刷費還可報 360 元（概算 1,600 元，已記 1,240 元）."""
    phrases = desk.phrases
    said = {"name": one.name, "spent": dollars(one.spent)}
    if one.left is None:
        return phrases.line_free.format(**said)
    said |= {"left": dollars(abs(one.left)), "planned": dollars(one.planned or 0), "share": dollars(one.share or 0)}
    if one.left < 0:
        share = phrases.line_over_share if one.planned is not None else phrases.line_over_open
        over = {"planned": phrases.line_over_planned, "share": share}.get(one.why, phrases.line_over)
        return over.format(**said)
    if one.why == "planned" and one.planned == 0:
        return phrases.line_unplanned.format(**said)
    text = {"planned": phrases.line_planned, "share": phrases.line_share}.get(one.why, phrases.line_rest)
    depends = phrases.depends if one.why == "share" and one.planned is None else ""
    return text.format(**said) + depends


def undoing(batch: str, desk: Desk) -> Choice:
    """「復原」 for what one turn changed."""
    return Choice(desk.phrases.button_undo, desk.token("undo", batch))


def seeing(desk: Desk) -> Choice:
    """「看帳本」."""
    return Choice(desk.phrases.button_list, desk.token("list"))


def asking_room(desk: Desk) -> Choice:
    """「還能報多少」."""
    return Choice(desk.phrases.button_room, desk.token("room"))


def editing(entries: Sequence[Spending], desk: Desk) -> Choice:
    """「改」: the one entry, or which of several."""
    if len(entries) == 1:
        return Choice(desk.phrases.button_edit, desk.of_entry("item", entries[0]))
    return Choice(desk.phrases.button_edit, desk.token("edit", *(one.no for one in entries[:9])))


def choosing(entry: Spending, desk: Desk, verb: str, *more: object) -> Choice:
    """The button with which one of several entries is chosen."""
    label = f"{entry.no}. {called(entry.item)[:NAMED]} {entry.amount:,}"
    return Choice(label[:LABEL], desk.of_entry(verb, entry, *more))
