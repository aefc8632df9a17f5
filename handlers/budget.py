"""Checking a budget in a conversation: typed words, pasted tables, buttons.

The draft is a record. What is open is a form that waits for items, so that a question in between changes nothing.
"""

from dataclasses import replace
from functools import partial

from content.budget_text import Pasted
from content.budget_text import read as read_items
from content.budget_text.pasting import LONGEST
from content.text.normalise import clean, squeeze
from handlers import budget_drafts as drafts
from handlers import budget_items as items
from handlers import budget_patterns as patterns
from handlers import budget_words as words
from handlers import groups
from handlers.budget_acts import acted, rightly
from handlers.budget_buttons import tapped as tapped
from handlers.budget_desk import FORM, Desk, desk_for, open_draft
from handlers.budget_wish import Wish
from handlers.compose import Composer
from handlers.forms import Topic
from handlers.messages import Choice
from handlers.topic import Outcome, Person, Turn

WHOLE = 3  # items with amounts that make a message a budget
SHORTEST = 12  # characters of such a message
FEW = 24  # characters of what completes an item
_YEAR = ("全年", "整年", "兩期", "兩期合計", "全年兩期", "整學年", "全學年")
_BUTTON = "bud:"
_NEWEST = ("bud:undo:", "bud:fix:")  # buttons whose label, typed, is about how the budget stands now


def topics(composer: Composer) -> dict[str, Topic]:
    """The interview of these files."""
    return {FORM: partial(drafts.played, composer=composer)}


def works(person: Person) -> bool:
    """Whether a budget is open in a conversation."""
    return person.form is not None and person.form.name == FORM


async def heard(turn: Turn, composer: Composer) -> Outcome | None:
    """What typed words lead to; None where they are not about a budget."""
    said = turn.incoming.text
    label = turn.person.labelled(said)
    if turn.person.form and not works(turn.person) and not label.startswith(_NEWEST):
        label = ""  # the other interview reads for itself
    desk = await desk_for(turn, composer, open_draft(turn.person))
    there = desk is not None and desk.draft.state != "deleted" and not turn.incoming.group
    if label and not (there and works(turn.person) and label.startswith(_NEWEST)):
        return await tapped(turn, label.removeprefix(_BUTTON), composer) if label.startswith(_BUTTON) else None
    if wish := words.begins(said):
        return await _begins(turn, wish, composer)
    if desk and there:
        return await _of_open(desk, said) if works(turn.person) else _in_between(desk, said)
    return _unasked(turn, said, composer)


async def _begins(turn: Turn, wish: Wish, composer: Composer) -> Outcome | None:
    """An order that needs no open budget."""
    if turn.incoming.group:
        return groups.private(turn, composer)
    match wish.kind:
        case "list":
            return await drafts.listed(turn, composer)
        case "open":
            return await drafts.named(turn, composer, wish.what)
    there = await turn.ports.budgets.drafts(turn.incoming.person)
    if wish.kind in ("copy", "export"):
        desk = await desk_for(turn, composer, open_draft(turn.person) or next((one.id for one in there), ""))
        return await acted(desk, wish) if desk else None
    unfinished = [one.id for one in there if one.state == "open"]
    if wish.kind == "resume" or (wish.kind == "start" and not wish.text and not wish.what):
        desk = await desk_for(turn, composer, open_draft(turn.person) or next(iter(unfinished), ""))
        if desk and wish.kind == "start" and not works(turn.person):
            return await drafts.listed(turn, composer)
        if desk:
            return drafts.opened(desk)
    return drafts.wished(turn, wish.text)


def _unasked(turn: Turn, said: str, composer: Composer) -> Outcome | None:
    """A whole budget that somebody pastes without a word: then it is one that shall be checked."""
    if turn.incoming.group or turn.person.form or not SHORTEST < len(said) <= LONGEST:
        return None
    if "\n" not in said and not patterns.PLANS_TO.search(clean(said)):
        return None
    plan = composer.library.plans.get(turn.person.plan) or next(iter(composer.library.plans.values()))
    pasted = read_items(said, composer.library.rulebook(plan))
    return drafts.wished(turn, said) if len(pasted.entries) >= WHOLE else None


async def _of_open(desk: Desk, said: str) -> Outcome | None:
    """Words while a budget is open: an order, items, or something else that the check waits for."""
    if len(said) > LONGEST:
        return desk.say(desk.phrases.too_much)
    if patterns.LEDGER.search(clean(said)):
        return None
    wish = words.read(said)
    if wish and (outcome := await acted(desk, wish)):
        return outcome
    if squeeze(clean(said)) in _YEAR:
        return rightly(desk, drafts.tell(desk, instalment=""))
    return _added(desk, said)


def _in_between(desk: Desk, said: str) -> Outcome | None:
    """Items while another interview asks something; all else answers that."""
    pasted = _read(desk, said)
    return rightly(desk, items.add(desk, pasted)) if pasted and pasted.entries else None


def _added(desk: Desk, said: str) -> Outcome | None:
    """The items of a message, also with what was said of one before."""
    pasted = _read(desk, said)
    if desk.pending and len(said) <= FEW and not (pasted and pasted.entries):
        whole = _read(desk, f"{desk.pending} {said}")
        if whole and whole.entries:
            desk, pasted = replace(desk, pending=""), whole
    return rightly(desk, items.add(desk, pasted)) if pasted else None


def _read(desk: Desk, said: str) -> Pasted | None:
    """The items of a message; None for a question, and for what holds none."""
    pasted = read_items(said, desk.rules)
    asks = bool(patterns.ASKS.search(clean(said)))
    if asks and len(pasted.entries) < WHOLE:
        return None
    slips = [one for one in pasted.slips if one.why != "unknown" and (one.why != "price" or len(said) <= FEW)]
    return pasted if pasted.entries or slips or pasted.tells else None


async def steered(turn: Turn, name: str, composer: Composer) -> Outcome | None:
    """「上一步」 while a budget is open takes back what was done last; all other commands are as everywhere."""
    desk = await desk_for(turn, composer, open_draft(turn.person)) if name == "back" and works(turn.person) else None
    return rightly(desk, await items.undo(desk)) if desk else None


def offered(outcome: Outcome, turn: Turn, composer: Composer) -> Outcome:
    """With 「加進概算」 under a verdict on one expense that may be made."""
    told, last = outcome.person.last, next((one for one in outcome.replies if one.verdict), None)
    if last is None or told is None or told.number != outcome.person.turns or not told.key.startswith("expense"):
        return outcome
    if last.verdict not in ("allowed", "conditional") or turn.incoming.group:
        return outcome
    plan = composer.library.plans[told.plan]
    if len(read_items(told.question, composer.library.rulebook(plan)).entries) != 1:
        return outcome
    add = Choice(composer.library.phrases.budget_talk.button_add, f"{_BUTTON}ask:{told.number}")
    at = outcome.replies.index(last)
    reply = replace(last, choices=(add, *last.choices))
    return replace(outcome, replies=(*outcome.replies[:at], reply, *outcome.replies[at + 1 :]))
