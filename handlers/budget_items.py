"""Items of a budget that come, change and go; what a change would lead to; everything taken back."""

from collections.abc import Sequence
from dataclasses import replace

from content.budget import Fix, Item, applied
from content.budget_text import Amendment, Pasted, Slip, Unclear, amendment
from content.budget_text.naming import NOTED
from content.expense.wording import dollars
from content.text import numerals
from content.text.normalise import clean
from handlers import budget_saying as saying
from handlers.budget_desk import Desk, as_draft, saved
from handlers.budget_finding import meant
from handlers.budget_packing import packed
from handlers.budget_pending import at_most, held, slipped, waiting
from handlers.budget_wish import Wish
from handlers.messages import Choice
from handlers.records import BudgetRow
from handlers.topic import Outcome

MOST = 80  # items of a budget; forms have fewer rows
UNDONE = 50  # changes that are looked at to be taken back
_NUMBERS = ("requested", "schools", "members", "participants")


def add(desk: Desk, pasted: Pasted) -> Outcome:
    """Items that were typed or pasted, and what was told of the budget beside them."""
    phrases = desk.phrases
    if len(desk.draft.rows) + len(pasted.entries) > MOST:
        return desk.say(phrases.too_many.format(most=MOST), saying.seeing(desk))
    items = [replace(one.item, no=no) for no, one in enumerate(pasted.entries, desk.draft.next)]
    head, pending = [slipped(one, desk) for one in pasted.slips], held(pasted.slips) or desk.pending
    if not items and not pasted.tells:
        return replace(desk, pending=pending).say("\n".join(head), *at_most(pasted.slips, desk))
    after = replace(_told(desk.with_items(*items), pasted), pending=pending)
    after = replace(after, focus=items[-1].no if items else desk.focus)
    doubts = [saying.doubt(one, item, after) for one, item in zip(pasted.entries, items, strict=True)]
    questions, choices = [text for text, _ in doubts if text], [one for _, found in doubts for one in found]
    head = [*(saying.added(items, after) if items else saying.noted(after)), *head, *questions[:1]]
    head += waiting(desk, pending)
    choices += at_most(pasted.slips, after)
    ways = (*choices[:3], *saying.fixes(after), saying.undoing(after), saying.seeing(after))
    return saved(after, "add" if items else "tell", saying.summary(after, head, *ways))


def _told(desk: Desk, pasted: Pasted) -> Desk:
    """With tier, instalment and numbers of a message; what it does not say stays."""
    draft = desk.draft
    told = {name: getattr(pasted, name) for name in _NUMBERS}
    said = {name: value for name, value in told.items() if value is not None}
    tier = pasted.tier if pasted.tier in desk.plan.tiers else draft.tier
    return replace(desk, draft=replace(draft, tier=tier, instalment=pasted.instalment or draft.instalment, **said))


def change(desk: Desk, wish: Wish) -> Outcome | None:
    """「第3項改成 4 節」; None where it is about no item."""
    found = _amendments(desk, wish)
    if found is None or isinstance(found, Outcome):
        return found
    (row, made), *others = found
    if others:
        return _which(desk, wish, [one for one, _ in found])
    return changed(desk, row, made.item, made.other)


def changed(desk: Desk, row: BudgetRow, item: Item, other: Item | None = None) -> Outcome:
    """An item as it is from now on."""
    after = replace(desk.with_items(item), focus=item.no)
    before = desk.phrases.before.format(before=f"{saying.called(row.item)} {saying.costs(row.item)}")
    row = after.row(item.no) or row
    meant_so = (saying.setting(other, row, after),) if other else ()
    ways = (*meant_so, *saying.fixes(after), saying.undoing(after), saying.seeing(after))
    return saved(after, "change", saying.summary(after, [saying.line(item, after), before], *ways))


def suppose(desk: Desk, wish: Wish) -> Outcome | None:
    """「如果只有 4 節呢」: shown, and not kept. Without a number it is a question to the plan."""
    numbered = "#" in wish.what or any(True for _ in numerals.find(clean(wish.text)))
    found = _amendments(desk, wish) if numbered else None
    if found is None or isinstance(found, Outcome):
        return found
    (row, made), *others = found
    if others:
        return _which(desk, wish, [one for one, _ in found])
    after = desk.with_items(made.item)
    lines = [desk.phrases.suppose, saying.line(made.item, after), *saying.summed(after)]
    take = Choice(desk.phrases.button_take, desk.of_row("set", row, packed(made.item)))
    return replace(desk, focus=row.item.no).say("\n".join(lines), take, sections=saying.sections(after))


def note(desk: Desk, wish: Wish) -> Outcome | None:
    """「第2項備註：書單已附」: what the rules read beside the figures."""
    rows = meant(desk, wish.what)
    if len(rows) != 1:
        return _which(desk, wish, rows) if rows else None
    (row,) = rows
    after = replace(desk.with_items(replace(row.item, note=wish.text[:NOTED])), focus=row.item.no)
    head = [saying.line(row.item, after), desk.phrases.noted_beside.format(note=wish.text[:NOTED])]
    return saved(after, "change", saying.summary(after, head, saying.undoing(after), saying.seeing(after)))


def _amendments(desk: Desk, wish: Wish) -> list[tuple[BudgetRow, Amendment]] | Outcome | None:
    """The items that are meant, as they would become; a sentence where that cannot be, None where none is meant."""
    rows = meant(desk, wish.what)
    if not rows:
        number = wish.what.removeprefix("#")
        return desk.say(desk.phrases.no_item.format(no=number), saying.seeing(desk)) if "#" in wish.what else None
    found, why = list[tuple[BudgetRow, Amendment]](), Unclear("unknown")
    for row in rows:
        try:
            found.append((row, amendment(wish.text, row.item, desk.rules)))
        except Unclear as unclear:
            why = unclear if why.why == "unknown" else why
    if found:
        near = [pair for pair in found if pair[0].item.no == desk.focus]
        return near if near and not wish.what else found
    if why.why == "unknown" and "#" not in wish.what:
        return None
    return desk.say(slipped(Slip(wish.text, why.why, why.what), desk))


def _which(desk: Desk, wish: Wish, rows: Sequence[BudgetRow]) -> Outcome:
    """Several items may be meant."""
    buttons = (
        Choice(
            f"{row.item.no}. {saying.called(row.item)}"[: saying.LABEL], desk.of_row("that", row, wish.kind, wish.text)
        )
        for row in rows
    )
    return desk.ask(desk.phrases.which, *buttons)


def remove(desk: Desk, wish: Wish) -> Outcome | None:
    """「刪掉 2」; None where it is about no item."""
    rows = meant(desk, wish.what)
    if len(rows) > 1 and not wish.what:
        rows = [row for row in rows if row.item.no == desk.focus] or rows[-1:]
    if len(rows) > 1:
        return _which(desk, wish, rows)
    if rows:
        return gone(desk, *rows)
    number = wish.what.removeprefix("#")
    return desk.say(desk.phrases.no_item.format(no=number), saying.seeing(desk)) if "#" in wish.what else None


def gone(desk: Desk, *rows: BudgetRow) -> Outcome:
    """Items that are not in the budget any more."""
    if not rows:
        return desk.say(desk.phrases.empty)
    after = replace(desk.with_items(without=[row.item.no for row in rows]), focus=0)
    what = "、".join(f"{row.item.no}. {saying.called(row.item)}" for row in rows[: saying.ADDED])
    text = desk.phrases.removed if len(rows) == 1 else desk.phrases.removed_many
    head = [text.format(what=what, n=len(rows))]
    return saved(after, "remove", saying.summary(after, head, saying.undoing(after), saying.seeing(after)))


def fix(desk: Desk, what: str) -> Outcome:
    """「調到上限」, 「雜支調到上限」: what the worst finding proposes, or the most that a share allows."""
    rows = [row.item.no for row in meant(desk, what)] if what else [row.item.no for row in desk.draft.rows]
    for one in saying.told(desk):
        if one.fix and one.fix.to > 0 and (one.fix.item in rows or (one.fix.item is None and not what)):
            return fixed(desk, one.fix)
    for row in desk.draft.rows:
        if what and row.item.no in rows and (most := _most(desk, row)):
            return fixed(desk, Fix("amount", most, row.item.no))
    room = saying.capping(desk)
    over = desk.phrases.nothing_to_fix_total.format(over=dollars(-room.left)) if room and room.left < 0 else ""
    return desk.say(over or desk.phrases.nothing_to_fix, saying.seeing(desk))


def _most(desk: Desk, row: BudgetRow) -> int:
    """What a share leaves for an item, beside the line's others; 0 where its line has none."""
    line = desk.rules.row(row.item, frozenset())[0].line
    room = next((one for one in desk.checked.rooms if line and one.rate and one.name == line.name), None)
    return max(0, room.cap - room.used + row.item.total) if room else 0


def fixed(desk: Desk, proposed: Fix) -> Outcome:
    """What was proposed, done."""
    draft = applied(as_draft(desk.draft), proposed)
    if proposed.item is None:
        after = desk.becomes(replace(desk.draft, requested=draft.requested))
        head = [desk.phrases.requested.format(total=f"{draft.requested:,}")]
        return saved(after, "tell", saying.summary(after, head, saying.undoing(after), saying.seeing(after)))
    row = desk.row(proposed.item)
    return changed(desk, row, draft.item(proposed.item)) if row else desk.say(desk.phrases.no_item)


async def undo(desk: Desk, version: int = 0) -> Outcome:
    """Takes back the newest change, or the one of a button while it is the newest."""
    edits = await desk.turn.ports.budgets.draft_edits(desk.draft.id, UNDONE)
    if any(one.version == version and one.undone for one in edits):
        return desk.say(desk.phrases.undone_already, saying.seeing(desk))
    last = next((one for one in edits if not one.undone and one.operation != "undo"), None)
    if last is None or last.before is None:
        return desk.say(desk.phrases.nothing_to_undo, saying.seeing(desk))
    if version and version != last.version:
        return desk.say(desk.phrases.changed_since, saying.seeing(desk))
    back = replace(last.before, version=desk.draft.version + 1, next=desk.draft.next)
    after = replace(desk, draft=back, focus=0, pending="")
    head = [desk.phrases.undone, *_difference(desk, after)]
    return saved(after, "undo", saying.summary(after, head, saying.seeing(after)), undoes=last.version)


def _difference(before: Desk, after: Desk) -> list[str]:
    """The items that came back, or are as they were; those that went again."""
    now, old = ({row.item.no: row for row in desk.draft.rows} for desk in (before, after))
    back = [row.item for no, row in old.items() if now.get(no) != row]
    left = [saying.called(row.item) for no, row in now.items() if no not in old]
    lines = saying.added(back, after) if back else []
    return [*lines, *([after.phrases.gone_again.format(what="、".join(left[: saying.ADDED]))] if left else [])]


def room(desk: Desk, what: str) -> Outcome | None:
    """「雜支最多可以編多少」: of a line that may only be a share; None for others, which the plan answers."""
    lines = desk.rules.row(Item(0, what, 0), frozenset())[0].lines
    found = [one for one in desk.checked.rooms if one.rate and one.whole and one.name in [line.name for line in lines]]
    if not found:
        return None
    text = "\n".join([*(saying.room(one, desk) for one in found), saying.total(desk)])
    return desk.say(text, saying.seeing(desk), sections=[one.section for one in found])
