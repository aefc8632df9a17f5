"""Buttons of a budget, `<verb>:<draft>:…`: one of an item acts on that item as it was shown, or explains."""

from dataclasses import replace

from content.budget import Fix
from content.budget_text import read as read_items
from content.budget_text.naming import belongs
from handlers import budget_drafts as drafts
from handlers import budget_items as items
from handlers import budget_pending as pending
from handlers import budget_saying as saying
from handlers import files_out, files_split, groups
from handlers.budget_acts import acted, rightly
from handlers.budget_desk import Desk, desk_for, grave, open_draft
from handlers.budget_packing import unpacked
from handlers.budget_wish import Wish
from handlers.compose import Composer
from handlers.messages import Choice
from handlers.records import BudgetRow
from handlers.topic import Outcome, Turn


async def tapped(turn: Turn, rest: str, composer: Composer) -> Outcome:
    """A button, `<verb>:<draft>:…`; one of an item acts on that item as it was shown, or explains."""
    if turn.incoming.group:
        return groups.private(turn, composer)
    verb, _, more = rest.partition(":")
    if verb == "new":
        return drafts.wished(turn, "")
    if verb == "ask":
        return await _asked_before(turn, more, composer)
    name, _, more = more.partition(":")
    desk = await desk_for(turn, composer, name)
    if desk is None or (desk.draft.state == "deleted" and verb != "undo"):
        return Outcome(turn.person, (composer.plain(composer.library.phrases.budget_talk.gone),))
    try:
        outcome = await _tapped(desk, verb, more)
    except ValueError:  # numbers that are none: we made no such button
        outcome = None
    return outcome or desk.say(desk.phrases.gone)


async def _tapped(desk: Desk, verb: str, more: str) -> Outcome | None:
    match verb:
        case "open":
            return drafts.opened(desk)
        case "undo" if more.isdigit():
            return rightly(desk, await items.undo(desk, int(more)))
        case "tier" if more in desk.plan.tiers:
            return rightly(desk, drafts.tell(desk, tier=more))
        case "part" if more in desk.rules.budget.instalments:
            return rightly(desk, drafts.tell(desk, instalment=more))
        case "page" if more in desk.rules.budget.instalments:
            return rightly(desk, await files_out.placed(desk, more))
        case "split":
            return await files_split.split(desk)
        case "edit":
            return _choose(desk)
        case pending.MOST:
            return _at_most(desk, more)
        case "all" | "finish" | "export" | "copy":
            return await acted(desk, Wish(verb))
    return await _of_row(desk, verb, more)


def _at_most(desk: Desk, more: str) -> Outcome:
    """An item that waited for its price, at what the plan gives at most."""
    if not desk.pending or not more.startswith(desk.pending):
        return desk.say(desk.phrases.not_pending, saying.seeing(desk))
    return rightly(desk, items.add(replace(desk, pending=""), read_items(more, desk.rules)))


def _choose(desk: Desk) -> Outcome:
    """Which item shall be changed."""
    buttons = (saying.choosing(row, desk, "item") for row in desk.draft.rows[: saying.LISTED])
    return desk.ask(desk.phrases.which, *buttons)


async def _of_row(desk: Desk, verb: str, more: str) -> Outcome | None:
    no, _, more = more.partition(":")
    version, _, more = more.partition(":")
    if verb == "fix" and no == "0":
        return _requested(desk, version, more)
    row = desk.row(int(no))
    if row is None:
        return desk.say(desk.phrases.no_item.format(no=no), saying.seeing(desk))
    if verb in ("fix", "set", "line", "remove") and version != str(row.version):
        return _stale(desk, row)
    match verb:
        case "item":
            return _item(desk, row)
        case "that":
            kind, _, text = more.partition(":")
            return await acted(desk, Wish(kind, f"#{no}", text))  # type: ignore[arg-type]  # one of its kinds
        case "remove":
            return rightly(desk, items.gone(desk, row))
        case "set":
            return rightly(desk, items.changed(desk, row, unpacked(more, row.item)))
        case "line" if more in desk.rules.budget.lines:
            item = belongs(row.item, desk.rules.budget.lines[more])
            return rightly(desk, items.changed(desk, row, item))
        case "fix":
            what, _, to = more.partition(":")
            return rightly(desk, items.fixed(desk, Fix(what, int(to), row.item.no)))  # type: ignore[arg-type]
    return None


def _requested(desk: Desk, version: str, more: str) -> Outcome:
    if version != str(desk.draft.version):
        return desk.say(desk.phrases.changed_since, saying.seeing(desk))
    return rightly(desk, items.fixed(desk, Fix("requested", int(more.partition(":")[2]))))


def _stale(desk: Desk, row: BudgetRow) -> Outcome:
    """A button of an item that was changed since."""
    text = desk.phrases.stale.format(line=saying.line(row.item, desk))
    return replace(desk, focus=row.item.no).say(text, saying.seeing(desk))


def _item(desk: Desk, row: BudgetRow) -> Outcome:
    """One item: what can be done with it, also by typing."""
    phrases = desk.phrases
    mine = [one for one in desk.checked.findings if one.item == row.item.no and one.severity != "ok"]
    lines = [saying.line(row.item, desk), *(saying.found(one, desk) for one in mine), phrases.item_how]
    fix = next((choice for one in mine if one.fix and one.fix.to and (choice := saying.fixing(one, desk))), None)
    remove = Choice(phrases.button_remove, desk.of_row("remove", row))
    focused = replace(desk, focus=row.item.no)
    shown = saying.proof(desk, *grave(mine)[:1]) if grave(mine) else ()
    sections = [one.section for one in mine]
    return focused.say("\n".join(lines), *((fix,) if fix else ()), remove, *shown, sections=sections)


async def _asked_before(turn: Turn, number: str, composer: Composer) -> Outcome:
    """「加進概算」: the expense that was asked about goes into the open budget, or begins one."""
    told = turn.person.answer(number)
    if told is None:
        return Outcome(turn.person, (composer.plain(composer.library.phrases.budget_talk.gone),))
    desk = await desk_for(turn, composer, open_draft(turn.person))
    if desk is None or desk.plan.id != told.plan or desk.draft.state == "deleted":
        return drafts.wished(turn, told.question)
    return rightly(desk, items.add(desk, read_items(told.question, desk.rules)))
