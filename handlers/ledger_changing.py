"""Entries that are corrected, deleted, taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from content.budget import Item
from content.budget_text.naming import belongs
from content.budget_text.numbers import LUMP
from content.text.normalise import clean, squeeze
from handlers import ledger_adding as adding
from handlers import ledger_asking as asking
from handlers import ledger_patterns as patterns
from handlers import ledger_saying as saying
from handlers import ledger_settling as settling
from handlers import ledger_warnings as warning
from handlers import ledger_words as words
from handlers.ledger_desk import Desk, changed, desk_for
from handlers.ledger_finding import Found, meant
from handlers.ledger_words import Change
from handlers.messages import Choice
from handlers.records import Spending
from handlers.topic import Outcome

UNDO = ("led:undo:", "led:ungrant:")  # buttons whose label, typed, is about what was done last
SHOWN = 8  # entries of which one is to be chosen


async def change(desk: Desk, text: str) -> Outcome | None:
    """「第2筆改成 1250」, 「那筆是教材不是印刷」; None where it is about no entry."""
    if not desk.kept:
        return None
    where, new = words.parted(text)
    if (named := patterns.NAMES.match(new)) and (await meant(desk, named["where"], focused=False)).entries:
        where, new = named["where"], named["new"]  # 我記錯了 影印那筆是 11/5
    found = await meant(desk, where)
    if not found.entries:
        return _none(desk, found) if found.told and "筆" in text else _unknown(desk, text)
    made = words.corrections(new, where, desk)
    if made is None:
        return _what(desk, found)
    if not made and any(one.search(text) for one in (patterns.IS_NOT, patterns.NOT_IS, patterns.OF_LINE)):
        return which_line(desk, found.clear, new) if found.clear else _which(desk, found.entries, "lines")
    if not made:
        return _what(desk, found) if found.told or patterns.THAT.search(where) else None
    if found.clear is None:
        return _which(desk, found.entries, "set", *words.packed(made))
    return become(desk, found.clear, made)


def _none(desk: Desk, found: Found) -> Outcome:
    return desk.say(desk.phrases.no_entry.format(no=found.told), saying.seeing(desk))


def _unknown(desk: Desk, text: str) -> Outcome | None:
    """Words that are about an entry, of which there is none such."""
    if not patterns.OF_ENTRY.search(text) or patterns.ASKS.search(text):
        return None
    return desk.say(desk.phrases.not_found, saying.seeing(desk))


def _what(desk: Desk, found: Found) -> Outcome:
    """An entry was named, but not what shall become of it."""
    return item(desk, found.clear) if found.clear else _which(desk, found.entries, "item")


def _which(desk: Desk, entries: Sequence[Spending], verb: str, *more: object) -> Outcome:
    """Several entries may be meant."""
    buttons = (saying.choosing(one, desk, verb, *more) for one in entries[-SHOWN:])
    return desk.ask(desk.phrases.which, *buttons)


def which_line(desk: Desk, entry: Spending, said: str = "") -> Outcome:
    """To which line an entry shall go: one that words may mean, or any of the plan."""
    row, _ = desk.rules.row(Item(0, said[: saying.LABEL], 0), frozenset())
    lines = row.lines or tuple(desk.rules.budget.lines.values())[: asking.LINES]
    buttons = (
        Choice(one.name.partition("（")[0][: saying.LABEL], desk.of_entry("set", entry, "line", one.id))
        for one in lines
    )
    return desk.ask(desk.phrases.which_line.format(no=entry.no), *buttons)


def item(desk: Desk, entry: Spending) -> Outcome:
    """One entry: what can be done with it, also by typing."""
    lines = [saying.line(entry, desk), desk.phrases.item_how.format(no=entry.no)]
    remove = Choice(desk.phrases.button_remove, desk.of_entry("remove", entry))
    return desk.say("\n".join(lines), remove, saying.seeing(desk))


def become(desk: Desk, entry: Spending, made: Sequence[Change], *, sure: bool = False) -> Outcome:
    """An entry with some fields changed; one that breaks a rule by that has to be confirmed."""
    if not desk.may:
        return desk.say(desk.phrases.only_conveners, saying.asking_room(desk))
    after = _became(desk, entry, made)
    if after is None:
        return desk.say(desk.phrases.day_ahead)
    if after == replace(entry, version=after.version):
        return desk.say(desk.phrases.same.format(line=saying.line(entry, desk)), saying.seeing(desk))
    then = desk.with_entries([after])
    known = {one.text for one in warning.objections(desk, entry)}
    against = [one for one in warning.objections(then, after) if one.text not in known]
    if against and not sure:
        yes = Choice(desk.phrases.button_sure_change, desk.of_entry("sure", entry, *words.packed(tuple(made))))
        lines = [saying.line(after, then), *(one.text for one in against), desk.phrases.ask_sure_change]
        return desk.ask("\n".join(lines), yes, saying.seeing(desk))
    batch = desk.turn.ports.communities.new_id()
    before = desk.phrases.before.format(before=saying.line(entry, desk))
    outcome = adding.told(then, [desk.phrases.changed, saying.echo(after, then), before], [after], batch)
    return desk.saved("change", [after], outcome, batch)


def _became(desk: Desk, entry: Spending, made: Sequence[Change]) -> Spending | None:
    """The entry in its next version, with all of it changed, or None."""
    after: Spending | None = entry
    for one in made:
        after = _changed(desk, after, one) if after else None
    return replace(after, version=entry.version + 1) if after else None


def _changed(desk: Desk, entry: Spending, made: Change) -> Spending | None:
    """The entry as it becomes; None for a day that lies ahead or is none. Raises ValueError for a made-up value."""
    item = entry.item
    match made.field:
        case "amount":
            return changed(entry, item=replace(item, price=int(made.value), quantity=1, unit=LUMP, amount=None))
        case "line":
            line = desk.rules.budget.lines.get(made.value)
            if line is None:
                raise ValueError(f"no line {made.value}")
            if line.id == entry.line:
                return entry
            plain = replace(item, name=item.name or item.category)
            return changed(entry, line=line.id, item=belongs(plain, line))
        case "receipt":
            return changed(entry, receipt=made.value)
    if not made.value or (day := date.fromisoformat(made.value)) > desk.today:
        return None
    part = desk.instalment(day)
    return changed(entry, item=replace(item, on=day), instalment=entry.instalment if part is None else part)


async def remove(desk: Desk, text: str) -> Outcome | None:
    """「刪第4筆」; what may be mere talk (便當先不要訂) takes a tap; None where it is about no entry."""
    if not desk.kept:
        return None
    found = await meant(desk, clean(text), focused=bool(patterns.THAT.search(text)))
    if not found.entries:
        return _none(desk, found) if found.told and "筆" in text else _unknown(desk, text)
    ordered = found.told or patterns.THAT.search(text) or patterns.ERASES.search(text)
    return gone(desk, found.clear) if found.clear and ordered else _which(desk, found.entries, "remove")


def gone(desk: Desk, entry: Spending) -> Outcome:
    """An entry that does not count any more; its number is not used again."""
    if not desk.may:
        return desk.say(desk.phrases.only_conveners, saying.asking_room(desk))
    batch, after = desk.turn.ports.communities.new_id(), changed(entry, state="deleted")
    then = desk.with_entries([after])
    head = [desk.phrases.removed.format(line=saying.line(entry, desk))]
    head.append(saying.total(then.left(entry.instalment), entry.instalment, then))
    outcome = then.say("\n".join(head), saying.undoing(batch, then), saying.seeing(then))
    return desk.saved("remove", [after], outcome, batch)


async def stands(desk: Desk, batch: str) -> bool:
    """Whether what a button takes back was not taken back yet."""
    return any(one.batch == batch and not one.undone for one in await desk.edits())


async def undo(desk: Desk, batch: str = "") -> Outcome:
    """Takes back the newest change, or the one of a button while it is the newest."""
    if not desk.may:
        return desk.say(desk.phrases.only_conveners, saying.asking_room(desk))
    edits = await desk.edits()
    if any(one.batch == batch and one.undone for one in edits):
        return desk.say(desk.phrases.undone_already, saying.seeing(desk))
    standing = [one for one in edits if not one.undone and one.operation != "undo"]
    if not standing:
        return desk.say(desk.phrases.nothing_to_undo, saying.seeing(desk))
    if batch and standing[0].batch != batch:
        return desk.say(desk.phrases.changed_since, saying.seeing(desk))
    taken = [one for one in standing if one.batch == standing[0].batch]
    back = [_back(desk, one.before, one.after) for one in taken]
    then = desk.with_entries(back)
    kept = [saying.line(one, then) for one in back if one.state == "kept"]
    left = [saying.line(one, then) for one in back if one.state == "deleted"]
    lines = [desk.phrases.undone, *kept[: adding.ECHOED]]
    lines += [desk.phrases.gone_again.format(lines="、".join(left))] if left else []
    lines.append(saying.total(then.left(back[-1].instalment), back[-1].instalment, then))
    outcome = then.say("\n".join(lines), saying.seeing(then), saying.asking_room(then))
    return desk.saved("undo", back, outcome, desk.turn.ports.communities.new_id(), undoes=taken[0].batch)


async def last_undone(desk: Desk, said: str) -> Outcome | None:
    """「復原」: of the ledgers where its buttons were the last ones that said so, or of the one that is named."""
    turn, composer, first = desk.turn, desk.composer, None
    named = squeeze(clean(desk.community.name)) in squeeze(clean(said))
    for token in (one.token for one in turn.person.buttons if one.label == desk.phrases.button_undo):
        if not token.startswith(UNDO):
            break
        _, verb, name, more = token.split(":", 3)
        if named and name != desk.community.id:
            continue
        where = await desk_for(turn, composer, name)
        if where and verb == "ungrant" and settling.holds(where, more):
            return settling.ungranted(where, more)
        if where and verb == "undo" and await stands(where, more):
            return await undo(where)
        first = first or where
    return await undo(first) if first else None


def _back(desk: Desk, before: Spending | None, after: Spending) -> Spending:
    """As it was, in its next version; a new one is deleted."""
    now = desk.entry(after.id) or after
    return replace(before, version=now.version + 1) if before else changed(now, state="deleted")


def choose(desk: Desk, numbers: str) -> Outcome:
    """Which of the entries that were just saved shall be changed."""
    wanted = [int(one) for one in numbers.split(":") if one.isdigit()]
    there = [one for one in desk.kept if one.no in wanted]
    return _which(desk, there, "item") if there else desk.say(desk.phrases.gone, saying.seeing(desk))


def stale(desk: Desk, entry: Spending) -> Outcome:
    """A button of an entry that was changed, or deleted, since."""
    text = desk.phrases.stale_gone if entry.state == "deleted" else desk.phrases.stale
    return desk.say(text.format(line=saying.line(entry, desk)), saying.seeing(desk))
