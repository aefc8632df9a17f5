"""Entries that are corrected, deleted, taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from content.budget_text.naming import belongs
from content.budget_text.numbers import LUMP
from content.expense.wording import dollars
from content.text.normalise import clean
from handlers import ledger_adding as adding
from handlers import ledger_corrections as corrections
from handlers import ledger_patterns as patterns
from handlers import ledger_saying as saying
from handlers import ledger_settling as settling
from handlers import ledger_showing as showing
from handlers import ledger_warnings as warning
from handlers.ledger_corrections import Change
from handlers.ledger_desk import Desk, changed, desk_for
from handlers.ledger_finding import Found, meant
from handlers.messages import Choice
from handlers.records import Spending
from handlers.topic import Outcome

UNDO = ("led:undo:", "led:ungrant:")  # buttons whose label, typed, is about what was done last


async def change(desk: Desk, text: str) -> Outcome | None:
    """「第2筆改成 1250」, 「那筆是教材不是印刷」; None where it is about no entry."""
    if not desk.kept:
        return None
    where, new = corrections.parted(text)
    if (named := patterns.NAMES.match(new)) and (await meant(desk, named["where"], focused=False)).entries:
        where, new = named["where"], named["new"]  # 我記錯了 影印那筆是 11/5
    found = await meant(desk, where)
    if not found.entries:
        return _none(desk, found) if found.told and "筆" in text else None
    if (by := corrections.DELTA.search(text)) and found.clear:
        return _by(desk, found.clear, int(by["by"]) * (-1 if by["how"] == "多" else 1))
    made = corrections.read(new, where, desk)
    if made is None or (by and not found.clear):
        return _what(desk, found)
    if not made and any(one.search(text) for one in (patterns.IS_NOT, patterns.NOT_IS, patterns.OF_LINE)):
        return (
            showing.which_line(desk, found.clear, new) if found.clear else showing.which(desk, found.entries, "lines")
        )
    if not made:
        return _what(desk, found) if found.told or patterns.THAT.search(where) else None
    if found.clear is None:
        return showing.which(desk, found.entries, "set", *corrections.packed(made))
    return become(desk, found.clear, made)


def _by(desk: Desk, entry: Spending, by: int) -> Outcome:
    """「便當多算80」: 80 less than it was, or 80 in all; either takes a tap."""
    amounts = [one for one in (entry.amount + by, abs(by)) if 0 < one != entry.amount]
    ways = (
        Choice(desk.phrases.button_become.format(amount=dollars(one)), desk.of_entry("set", entry, "amount", one))
        for one in dict.fromkeys(amounts)
    )
    return desk.ask(desk.phrases.ask_become.format(line=saying.line(entry, desk)), *ways)


def _none(desk: Desk, found: Found) -> Outcome:
    return desk.say(desk.phrases.no_entry.format(no=found.told), saying.seeing(desk))


def unknown(desk: Desk) -> Outcome:
    """It is about an entry, of which there is none such."""
    return desk.say(desk.phrases.not_found, saying.seeing(desk))


def _what(desk: Desk, found: Found) -> Outcome:
    """An entry was named, but not what shall become of it."""
    return showing.item(desk, found.clear) if found.clear else showing.which(desk, found.entries, "item")


def become(desk: Desk, entry: Spending, made: Sequence[Change], *, sure: bool = False) -> Outcome:
    """An entry with some fields changed; one that breaks a rule by that has to be confirmed."""
    if not desk.may:
        return desk.say(desk.phrases.only_conveners, saying.asking_room(desk))
    after = _became(desk, entry, made)
    if after is None:
        return (
            desk.say(desk.phrases.day_ahead) if any(one.field == "day" for one in made) else showing.item(desk, entry)
        )
    if after == replace(entry, version=after.version):
        return desk.say(desk.phrases.same.format(line=saying.line(entry, desk)), saying.seeing(desk))
    then = desk.with_entries([after])
    known = {one.text for one in warning.objections(desk, entry)}
    against = [one for one in warning.objections(then, after) if one.text not in known]
    if against and not sure:
        yes = Choice(desk.phrases.button_sure_change, desk.of_entry("sure", entry, *corrections.packed(tuple(made))))
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
    """The entry as it becomes; None for a day that lies ahead or is none, or for another number of what has no price.

    Raises ValueError for a made-up value.
    """
    item = entry.item
    match made.field:
        case "quantity":
            many = int(made.value) if item.unit != LUMP else 0
            return changed(entry, item=replace(item, quantity=many, amount=None)) if many else None
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
        return _none(desk, found) if found.told and "筆" in text else None
    ordered = found.told or patterns.THAT.search(text) or patterns.ERASES.search(text)
    return gone(desk, found.clear) if found.clear and ordered else showing.which(desk, found.entries, "remove")


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
    named = desk.told(said)
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
