"""Entries that are corrected, deleted, taken back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from content.budget import Item
from content.budget_text.naming import belongs
from content.budget_text.numbers import LUMP
from content.ledger import amount_of, day_of
from content.text.normalise import clean, squeeze
from handlers import ledger_adding as adding
from handlers import ledger_asking as asking
from handlers import ledger_patterns as patterns
from handlers import ledger_saying as saying
from handlers import ledger_warnings as warning
from handlers.interview import NotUnderstood
from handlers.ledger_desk import Desk, changed
from handlers.ledger_finding import Found, meant
from handlers.messages import Choice
from handlers.records import Spending
from handlers.topic import Outcome

SHOWN = 8  # entries of which one is to be chosen
_IS_NOT = re.compile(r"是(?P<new>[^是,，。\s]+?)[,，\s]*不是(?P<old>[^是,，。]+)")
_NOT_IS = re.compile(r"不是(?P<old>[^是,，。]+?)[,，\s]*(?:而|才)?是(?P<new>[^,，。]+)")
_NAMES = re.compile(r"[了,，。\s]*(?P<where>[^\d]{2,12}?)(?:那[筆個條])?的?(?:金額|日期)?(?:應該)?是(?P<new>.+)")
_LATE = re.compile(r"(?:才對|啦|喔|啊|吧|謝謝|麻煩您?了?|可以幫我改嗎|金額(?:沒問題|不變)|日期(?:沒問題|不變)).*$")


@dataclass(frozen=True, slots=True)
class Change:
    """What shall become of an entry: one of its fields, and the value as text."""

    field: str  # amount, day, line, receipt
    value: str


async def change(desk: Desk, text: str) -> Outcome | None:
    """「第2筆改成 1250」, 「那筆是教材不是印刷」; None where it is about no entry."""
    if not desk.kept:
        return None
    where, new = _parted(text)
    if (named := _NAMES.match(new)) and (await meant(desk, named["where"], focused=False)).entries:
        where, new = named["where"], named["new"]  # 我記錯了 影印那筆是 11/5
    found = await meant(desk, where)
    if not found.entries:
        return _none(desk, found) if found.told and "筆" in text else _unknown(desk, text)
    made = _change(new, where, desk)
    if made is None and (_IS_NOT.search(text) or _NOT_IS.search(text) or patterns.OF_LINE.search(text)):
        return which_line(desk, found.clear, new) if found.clear else _which(desk, found.entries, "lines")
    if made is None:
        return _what(desk, found) if found.told or patterns.THAT.search(where) else None
    if found.clear is None:
        return _which(desk, found.entries, "set", made.field, made.value)
    return become(desk, found.clear, made)


def _parted(text: str) -> tuple[str, str]:
    """What names the entry, and what shall become of it."""
    for pattern in (_IS_NOT, _NOT_IS):
        if found := pattern.search(text):
            where, new = text[: found.start()], found["new"]
            new += text[found.end() :] if pattern is _NOT_IS else ""
            return (where, new) if squeeze(where) else (found["old"], new)
    cue = patterns.CHANGE.search(text)
    if cue is None:
        return text, ""
    rest = patterns.NEGATED.sub(" ", text[cue.end() :])
    return text[: cue.start()], rest


def _change(said: str, where: str, desk: Desk) -> Change | None:
    """What the new words say: a day, a line of the plan, an amount, or a receipt's number."""
    new = _LATE.sub("", said).strip()
    both = f"{where}{new}"
    when = day_of(new, desk.turn.now)
    paid = amount_of(_undayed(new), desk.rules)
    if when.days and (patterns.OF_DAY.search(both) or not paid.price):
        return Change("day", when.days[0].isoformat()) if not when.doubt else Change("day", "")
    if patterns.OF_RECEIPT.search(both) and (found := re.search(r"[a-z]{0,3}-?\d{3,12}", new)):
        return Change("receipt", found[0])
    if not re.search(r"\d", new) or patterns.OF_LINE.search(both):
        try:
            line = asking.read_line(desk, re.sub(r"^[^\w]*(?:科目|項目|類別)?[為成是到]*", "", new))
        except NotUnderstood:
            line = ""
        if line and line != asking.NONE:
            return Change("line", line)
    return Change("amount", str(paid.price * paid.quantity)) if paid.price else None


def _undayed(text: str) -> str:
    return re.sub(r"\d+\s*月\s*\d+\s*[日號]?|\d+/\d+", " ", text)


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


def become(desk: Desk, entry: Spending, made: Change, *, sure: bool = False) -> Outcome:
    """An entry with one field changed; one that breaks a rule by that has to be confirmed."""
    if not desk.may:
        return desk.say(desk.phrases.only_conveners, saying.asking_room(desk))
    after = _changed(desk, entry, made)
    if after is None:
        return desk.say(desk.phrases.day_ahead)
    if after == replace(entry, version=after.version):
        return desk.say(desk.phrases.same.format(line=saying.line(entry, desk)), saying.seeing(desk))
    then = desk.with_entries([after])
    known = {one.text for one in warning.objections(desk, entry)}
    against = [one for one in warning.objections(then, after) if one.text not in known]
    if against and not sure:
        yes = Choice(desk.phrases.button_sure_change, desk.of_entry("sure", entry, made.field, made.value))
        lines = [saying.line(after, then), *(one.text for one in against), desk.phrases.ask_sure_change]
        return desk.ask("\n".join(lines), yes, saying.seeing(desk))
    batch = desk.turn.ports.communities.new_id()
    before = desk.phrases.before.format(before=saying.line(entry, desk))
    outcome = adding.told(then, [desk.phrases.changed, saying.echo(after, then), before], [after], batch)
    return desk.saved("change", [after], outcome, batch)


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
            plain = replace(item, name=item.name or item.category)
            return changed(entry, line=line.id, item=belongs(plain, line))
        case "receipt":
            return changed(entry, receipt=made.value)
    if not made.value or (day := date.fromisoformat(made.value)) > desk.today:
        return None
    part = desk.instalment(day)
    return changed(entry, item=replace(item, on=day), instalment=entry.instalment if part is None else part)


async def remove(desk: Desk, text: str) -> Outcome | None:
    """「刪第4筆」; None where it is about no entry."""
    if not desk.kept:
        return None
    found = await meant(desk, clean(text), focused=bool(patterns.THAT.search(text)))
    if not found.entries:
        return _none(desk, found) if found.told and "筆" in text else _unknown(desk, text)
    return gone(desk, found.clear) if found.clear else _which(desk, found.entries, "remove")


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
