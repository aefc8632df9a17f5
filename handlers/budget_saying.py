"""How a budget is told: its items, what is left under each cap, what the rules say."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from content.budget import Finding, Item, Room
from content.budget_text import Entry
from content.budget_text.naming import same
from content.budget_text.numbers import LUMP
from content.expense.wording import dollars, number
from handlers.budget_desk import Desk, grave
from handlers.budget_packing import packed
from handlers.compose import SIGNS
from handlers.messages import Choice
from handlers.records import BudgetDraft, BudgetRow
from handlers.topic import Outcome

ADDED = 4  # items that are told one by one
FOUND = 3  # findings of a summary
LISTED = 12  # findings of the whole
LABEL = 20  # characters of a button
BUTTONS = 4  # below a summary, beside what only the person can say
_SIGNS = {"violation": SIGNS["not_allowed"], "warning": SIGNS["conditional"]}


def called(item: Item) -> str:
    """膳食費（便當）."""
    detail = "" if same(item.name, item.category) else item.name
    return f"{item.category}（{detail}）" if detail else item.category


def costs(item: Item) -> str:
    """80 × 20 人＝1,600 元; 300 元 for a whole."""
    if item.quantity == 1 and item.unit in (LUMP, ""):
        return dollars(item.total)
    many = f"{number(Fraction(item.quantity))} {item.unit}".strip()
    return f"{item.price:,} × {many}＝{dollars(item.total)}"


def line(item: Item, desk: Desk) -> str:
    """One item with its number and how it stands: 3. 印刷費 80 × 20 人＝1,600 元 ✅."""
    own = [one.severity for one in grave(desk.checked.findings) if one.item == item.no]
    return f"{item.no}. {called(item)} {costs(item)} {_SIGNS[own[0]] if own else SIGNS['allowed']}"


def capping(desk: Desk) -> Room | None:
    """The cap of the whole, where there is one."""
    return next((one for one in desk.checked.rooms if not one.rate), None)


def total(desk: Desk) -> str:
    """合計 7,600／10,000 元，還可編 2,400 元."""
    room, phrases = capping(desk), desk.phrases
    if room is None:
        return phrases.total.format(total=dollars(desk.checked.total))
    said = {"total": f"{room.used:,}", "cap": dollars(room.cap), "left": dollars(abs(room.left)), "name": room.name}
    return (phrases.total_left if room.left >= 0 else phrases.total_over).format(**said)


def grantless(desk: Desk) -> list[str]:
    """That a plan's money is not for communities, or that it names none."""
    budget = desk.rules.budget
    if budget.totals and (budget.totals.tiers or budget.totals.cross):
        return []
    said = budget.totals.note if budget.totals else budget.unlisted
    return [f"{_SIGNS['warning']} {said}"] if said else []


def room(one: Room, desk: Desk) -> str:
    """雜支最多 379 元（其他項目合計 7,600 元的 5 %，全年），已編 0 元."""
    said = {"name": one.name, "cap": dollars(one.cap), "used": dollars(one.used), "rate": one.rate}
    said |= {"base": one.base, "whole": dollars(one.whole), "period": one.period}
    return (desk.phrases.room_used if one.used else desk.phrases.room).format(**said)


def _rooms(desk: Desk) -> list[str]:
    """What is left under each share, but where a finding tells it."""
    told = {one.rule for one in grave(desk.checked.findings)}
    shares = (one for one in desk.checked.rooms if one.rate and one.rule not in told)
    return [room(one, desk) for one in shares if one.whole]


def found(one: Finding, desk: Desk) -> str:
    """❌ 第 3 項：…"""
    sign = _SIGNS.get(one.severity, desk.phrases.sign_info)
    about = desk.phrases.about.format(no=one.item) if one.item is not None else ""
    return f"{sign} {about}{one.text}"


def told(desk: Desk) -> list[Finding]:
    """What a summary tells, the worst first: the sum has a line of its own."""
    cap = capping(desk)
    return [one for one in grave(desk.checked.findings) if not (cap and one.rule == cap.rule and one.fix is None)]


def summed(desk: Desk) -> list[str]:
    """Total, rooms, and the worst findings."""
    findings = told(desk)
    lines = [total(desk), *_rooms(desk), *(found(one, desk) for one in findings[:FOUND])]
    hints = [one for one in desk.checked.findings if one.severity == "info"]
    more = len(findings[FOUND:]) + len(hints)
    return [*lines, desk.phrases.more.format(n=more)] if more else lines


def sections(desk: Desk) -> list[str]:
    """Where the plan says what a summary tells."""
    cap = capping(desk)
    return [*((cap.section,) if cap else ()), *(one.section for one in told(desk)[:FOUND])]


def fixes(desk: Desk) -> tuple[Choice, ...]:
    """「調到上限」 for the worst finding that has one; nothing is taken away as a whole."""
    for one in told(desk):
        if one.fix and one.fix.to > 0 and (choice := fixing(one, desk)):
            return (choice,)
    return ()


def fixing(one: Finding, desk: Desk) -> Choice | None:
    """The button that does what a finding proposes."""
    fix = one.fix
    if fix is None:
        return None
    if fix.item is None:
        label = desk.phrases.button_requested.format(total=f"{fix.to:,}")
        return Choice(label, desk.token("fix", 0, desk.draft.version, fix.what, fix.to))
    row = desk.row(fix.item)
    return Choice(desk.phrases.button_fix, desk.of_row("fix", row, fix.what, fix.to)) if row else None


def undoing(desk: Desk) -> Choice:
    """「復原」 for what led to this version."""
    return Choice(desk.phrases.button_undo, desk.token("undo", desk.draft.version))


def seeing(desk: Desk) -> Choice:
    """「看全部」."""
    return Choice(desk.phrases.button_all, desk.token("all"))


def proof(desk: Desk, *findings: Finding) -> tuple[Choice, ...]:
    """「給主計看」: of what one rule says, or of the whole budget."""
    token = f"{desk.draft.id}:{desk.draft.version}"
    of = f"ev:found:{token}:{findings[0].item or 0}:{findings[0].rule}" if len(findings) == 1 else f"ev:draft:{token}"
    return (Choice(desk.composer.library.phrases.evidence.button, of),)


def summary(desk: Desk, head: Sequence[str], *choices: Choice) -> Outcome:
    """What was done, and how the budget stands after that."""
    lines, ways = [*head, *summed(desk), *asked(desk)], [*choices, *tiers(desk)]
    if len(ways) < BUTTONS and (findings := grave(desk.checked.findings)):
        ways += proof(desk, *findings)
    return desk.say("\n".join(lines), *ways, sections=sections(desk))


def asked(desk: Desk) -> Sequence[str]:
    """The tier, where it is needed and not known."""
    return (desk.phrases.ask_tier,) if tiers(desk) else ()


def tiers(desk: Desk) -> tuple[Choice, ...]:
    """A button per tier, while it is not known."""
    totals = desk.rules.budget.totals
    if desk.draft.tier or not totals or not (totals.tiers or totals.cross):
        return ()
    return tuple(Choice(tier.name[:LABEL], desk.token("tier", tier.id)) for tier in desk.plan.tiers.values())


def added(items: Sequence[Item], desk: Desk) -> list[str]:
    """The items that are new, or how many."""
    if len(items) > ADDED:
        return [desk.phrases.added.format(n=len(items), nos=_span(items))]
    return [line(one, desk) for one in items]


def noted(desk: Desk) -> list[str]:
    """What was told of the budget beside its items: 跨 5 校、每次 20 人."""
    phrases, draft = desk.phrases, desk.draft
    told = (
        (phrases.note_schools, draft.schools),
        (phrases.note_members, draft.members),
        (phrases.note_participants, draft.participants),
        (phrases.note_requested, draft.requested),
    )
    parts = [phrase.format(n=f"{value:,}") for phrase, value in told if value is not None]
    return [phrases.noted.format(what="、".join([described(draft, desk), *parts]))]


def _span(items: Sequence[Item]) -> str:
    return f"{items[0].no}～{items[-1].no}"


def doubt(entry: Entry, item: Item, desk: Desk) -> tuple[str, tuple[Choice, ...]]:
    """What is not certain of a new item, and the buttons that say it."""
    phrases, row = desk.phrases, desk.row(item.no)
    if row is None:
        return "", ()
    if entry.lines:
        lines = [desk.rules.budget.lines[one] for one in entry.lines]
        buttons = (Choice(one.name[:LABEL], desk.of_row("line", row, one.id)) for one in lines)
        return phrases.ask_line.format(no=item.no, name=item.category), tuple(buttons)
    if entry.other:
        return phrases.ask_price.format(no=item.no), (setting(replace(entry.other, no=item.no), row, desk),)
    return "", ()


def choosing(row: BudgetRow, desk: Desk, verb: str, *more: object) -> Choice:
    """The button with which one of several items is chosen."""
    return Choice(f"{row.item.no}. {called(row.item)}"[:LABEL], desk.of_row(verb, row, *more))


def setting(item: Item, row: BudgetRow, desk: Desk) -> Choice:
    """The button that makes an item what it may have been meant as: another number, the whole, or the price of one."""
    phrases, many = desk.phrases, f"{number(Fraction(item.quantity))} {item.unit}"
    if item.quantity != row.item.quantity:
        label = phrases.button_many.format(many=many)
    elif item.total < row.item.total:
        label = phrases.button_whole.format(total=dollars(item.total))
    else:
        label = phrases.button_each.format(price=dollars(item.price))
    return Choice(label[:LABEL], desk.of_row("set", row, packed(item)))


def whole(desk: Desk) -> Outcome:
    """All items and all that the rules say."""
    phrases, findings = desk.phrases, [*told(desk), *(one for one in desk.checked.findings if one.severity == "info")]
    lines = [described(desk.draft, desk), *(line(row.item, desk) for row in desk.draft.rows)]
    if not desk.draft.rows:
        lines.append(phrases.empty)
    lines += [total(desk), *_rooms(desk), *(found(one, desk) for one in findings[:LISTED])]
    if len(findings) > LISTED:
        lines.append(phrases.more_findings.format(n=len(findings) - LISTED))
    if desk.draft.rows and not grave(findings):
        lines.append(phrases.all_right)
    edit = (Choice(phrases.button_edit, desk.token("edit")),) if desk.draft.rows and desk.may else ()
    finish = (Choice(phrases.button_finish, desk.token("finish")),) if desk.draft.rows and desk.may else ()
    shown = proof(desk) if desk.draft.rows else ()
    cap = capping(desk)
    places = [*((cap.section,) if cap else ()), *(one.section for one in findings[:LISTED])]
    return desk.say("\n".join(lines), *fixes(desk), *edit, *finish, *shown, sections=places)


def described(draft: BudgetDraft, desk: Desk) -> str:
    """115學年度概算（基隆113・專業精進・全年）."""
    tier = desk.plan.tiers.get(draft.tier)
    part = desk.rules.budget.instalments.get(draft.instalment)
    period = part.name if part else desk.composer.library.phrases.budget.all_year
    details = (desk.plan.name, tier.name if tier else "", period)
    return f"{draft.name}（{'・'.join(filter(None, details))}）"
