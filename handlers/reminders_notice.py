"""What is said beside an answer: once how reminders come, and once a day the one thing that is due within a week."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.changes import SetDeadlines
from handlers.compose import Composer
from handlers.messages import Choice, Reply
from handlers.records import Deadline, Reminder
from handlers.reminders_digest import how_far
from handlers.reminders_leads import USUAL, leads
from handlers.reminders_scene import clock, day_said, listens, reminded, said_days
from handlers.reminders_ways import linked
from handlers.topic import Outcome, Person, Turn

TOLD = "reminders"  # the mark of who was told how they come
_NEW = ("add", "adopt", "event")  # operations after which dates may be there for the first time
_SEEN = "due:"  # before a day: the mark of who was told, or saw for themselves, what is due then
_SOON = timedelta(days=7)
_AHEAD = 20  # reminders that are looked at
_OWN = ("cal:", "rem:")  # tokens of buttons under what is said about one's own dates


async def closing(outcome: Outcome, turn: Turn, composer: Composer) -> Outcome:
    """An outcome with what is to be said beside it; nothing in groups, and nothing is read twice a day."""
    if turn.incoming.group:
        return outcome
    if new := _added(outcome, turn):
        outcome = await _first(outcome, new, turn, composer)
    mark = f"{_SEEN}{turn.now.date()}"
    if mark in outcome.person.noticed:
        return outcome
    if any(choice.token.startswith(_OWN) for reply in outcome.replies for choice in reply.choices):
        return replace(outcome, person=_marked(outcome.person, mark))
    if not any(map(_answers, outcome.replies)):
        return outcome
    told = await _soon(outcome, turn, composer)
    return replace(told, person=_marked(outcome.person, mark))


def _marked(person: Person, mark: str) -> Person:
    """With the mark of today, in place of that of another day."""
    kept = frozenset(one for one in person.noticed if not one.startswith(_SEEN))
    return replace(person, noticed=kept | {mark})


def _answers(reply: Reply) -> bool:
    """Whether it says what a plan says."""
    return bool(reply.sources or reply.verdict)


def _ending(outcome: Outcome, which: Iterable[Reply], line: str, *choices: Choice) -> Outcome:
    """With one line more at the end of the last of some replies."""
    last = list(which)[-1]
    longer = replace(last, text=f"{last.text}\n{line}", choices=(*last.choices, *choices))
    return replace(outcome, replies=tuple(longer if one is last else one for one in outcome.replies))


def _added(outcome: Outcome, turn: Turn) -> list[Deadline]:
    """Dates that lie ahead, of whoever was not told yet that they are reminded of them; meetings last."""
    if TOLD in outcome.person.noticed:
        return []
    sets = (one for one in outcome.changes if isinstance(one, SetDeadlines) and one.operation in _NEW)
    found = [one for change in sets for one in change.deadlines if one.day >= turn.now.date() and one.state == "open"]
    return sorted(found, key=lambda one: one.kind == "meeting")


async def _first(outcome: Outcome, new: list[Deadline], turn: Turn, composer: Composer) -> Outcome:
    """How the first dates come to their mind; where they cannot by themselves, what makes them."""
    who = await reminded(turn, composer)
    part = who.part(new[0].community)
    undoable = [reply for reply in outcome.replies if any(one.token.startswith("cal:undo:") for one in reply.choices)]
    if not who.wishes.on or (part and not listens(part)) or not undoable:
        return outcome
    own = leads(new[0].kind, part.community, who.wishes) if part else who.wishes.leads or USUAL[new[0].kind]
    text = who.phrases.first
    if not await turn.ports.reminders.way(turn.incoming.person):
        text = linked(who.phrases.first_no_way, await turn.ports.reminders.pushing(), who.phrases)
    line = text.format(days=said_days(own, who.phrases), hour=clock(who.wishes.hour))
    told = _ending(outcome, undoable, line, Choice(who.phrases.button_hour, "rem:hour"))
    return replace(told, person=told.person.noticing(TOLD))


async def _soon(outcome: Outcome, turn: Turn, composer: Composer) -> Outcome:
    """The nearest open date of the next days, unless its reminder comes today anyway."""
    who, today, phrases = turn.incoming.person, turn.now.date(), composer.library.phrases.reminders
    ahead = await turn.ports.reminders.ahead(who, _AHEAD)
    coming = list(_due_soon(ahead, turn))
    said = await turn.ports.reminders.said(who, _midnight(turn.now)) if coming else ()
    known = {one.deadline.id for one in (*said, *ahead) if one.due.astimezone(turn.now.tzinfo).date() == today}
    left = [one for one in coming if one.deadline.id not in known]
    if not left:
        return outcome
    one = min(left, key=lambda reminder: reminder.deadline.day)
    fields = {"name": one.community.name, "title": one.deadline.title, "day": day_said(one.deadline.day)}
    line = phrases.soon.format(**fields, how=how_far(one.deadline, today, phrases))
    return _ending(outcome, filter(_answers, outcome.replies), line)


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _due_soon(ahead: tuple[Reminder, ...], turn: Turn) -> Iterator[Reminder]:
    """What somebody still hears of without having put it off: nothing else is brought up."""
    today = turn.now.date()
    put_off = {one.deadline.id for one in ahead if one.lead.startswith("s")}
    for one in ahead:
        near = today <= one.deadline.day <= today + _SOON
        if near and one.due > turn.now and one.deadline.kind != "meeting" and one.deadline.id not in put_off:
            yield one
