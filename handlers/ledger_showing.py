"""Entries that are shown so that something can be done with them, and which one is meant; nothing changes by it."""

from collections.abc import Sequence

from content.budget import Item
from handlers import ledger_asking as asking
from handlers import ledger_saying as saying
from handlers.ledger_desk import Desk
from handlers.messages import Choice
from handlers.records import Spending
from handlers.topic import Outcome

SHOWN = 8  # entries of which one is to be chosen


def which(desk: Desk, entries: Sequence[Spending], verb: str, *more: object) -> Outcome:
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


def choose(desk: Desk, numbers: str) -> Outcome:
    """Which of the entries that were just saved shall be changed."""
    wanted = [int(one) for one in numbers.split(":") if one.isdigit()]
    there = [one for one in desk.kept if one.no in wanted]
    return which(desk, there, "item") if there else desk.say(desk.phrases.gone, saying.seeing(desk))


def noted_already(desk: Desk, entry: Spending) -> Outcome:
    """A second tap on 「記下這筆」."""
    if entry.version > 1:
        return stale(desk, entry)
    return desk.say(desk.phrases.noted_already.format(line=saying.line(entry, desk)), saying.seeing(desk))


def stale(desk: Desk, entry: Spending) -> Outcome:
    """A button of an entry that was changed, or deleted, since."""
    text = desk.phrases.stale_gone if entry.state == "deleted" else desk.phrases.stale
    return desk.say(text.format(line=saying.line(entry, desk)), saying.seeing(desk))
