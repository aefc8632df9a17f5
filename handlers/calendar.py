"""A community's calendar in a conversation: typed words, buttons, and the interview that asks for what is missing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from content.text import dates
from handlers import calendar_adding as adding
from handlers import calendar_adopting as adopting
from handlers import calendar_asking as asking
from handlers import calendar_changing as changing
from handlers import calendar_confirming as confirming
from handlers import calendar_curated as curated
from handlers import calendar_days as days
from handlers import calendar_events as events
from handlers import calendar_finding as finding
from handlers import calendar_listing as listing
from handlers import calendar_undoing as undoing
from handlers import wishes
from handlers.calendar_desk import Desk, desk_for, desk_with
from handlers.calendar_wish import Wish
from handlers.calendar_words import notes as notes_down
from handlers.calendar_words import read
from handlers.communities_naming import addressed
from handlers.compose import Composer
from handlers.forms import Topic
from handlers.interview import Answers
from handlers.messages import Choice
from handlers.records import Deadline
from handlers.topic import Outcome, Turn

Act = Callable[[Desk, Wish], Awaitable[Outcome | None]]
_CHANGES: Mapping[str, Act] = {
    "add": adding.add,
    "done": changing.done,
    "reopen": changing.reopen,
    "move": changing.move,
    "correct": events.correct,
    "cancel": changing.cancel,
    "who": changing.assign,
    "note": changing.note,
    "event": events.happened,
}
_NEEDS_ONE = ("add", "list", "adopt", "event")  # what makes us offer to found a community where there is none
_SEEN = ("list", "page")  # buttons that only show
_ORDERS = ("adopt", "undo")  # buttons whose labels are orders: typed, they are about the current community


def topics(composer: Composer) -> dict[str, Topic]:
    """The interview of this file."""
    return {asking.NAME: partial(_answered, composer=composer)}


def means(said: str, turn: Turn) -> bool:
    """Whether a text is about one's own calendar by its words alone."""
    wish = read(said, turn.now)
    return wish is not None and wish.sure


def notes(turn: Turn) -> bool:
    """Whether a text orders to note something by a day, without a sum of money: that is no expense."""
    return notes_down(turn.incoming.text, turn.now)


async def heard(turn: Turn, composer: Composer) -> Outcome | None:
    """What typed words lead to; None where they are not about the person's own calendar."""
    label = "" if turn.person.form else turn.person.labelled(turn.incoming.text)
    wish = read(turn.incoming.text, turn.now)
    if label.startswith("cal:") and not (wish and label.split(":")[1] in _ORDERS):
        return await tapped(turn, label.removeprefix("cal:"), composer)
    turn, wish, whose = await _addressed(turn, wish)
    if wish is None or _answers(turn, wish) or (wish.kind == "add" and wishes.instead(turn, composer)):
        return None
    desk = await desk_for(turn, composer, whose, said=turn.incoming.text)
    if desk is None:
        return _without(turn, wish, composer)
    if wish.kind in ("undo", "correct") and not whose:
        desk = await finding.last_changed(desk)
    outcome = await _acted(desk, wish)
    return outcome if outcome is None or wish.kind == "list" else _rightly(desk, outcome)


async def _addressed(turn: Turn, wish: Wish | None) -> tuple[Turn, Wish | None, str]:
    """「讀書會還有什麼沒交」: the turn without the name, what is wanted, and the community's id; "" for none.

    A mere date keeps the name, which may be its title: 「讀書會 12/5 聚會」.
    """
    found = addressed(await turn.ports.communities.of(turn.incoming.person), turn.incoming.text)
    said = read(found.rest, turn.now) if found else None
    if found is None or said is None or (said.kind == "add" and not found.favour):
        return turn, wish, ""
    said = replace(said, sure=said.sure or said.kind == "list")  # a plan has no such name
    return replace(turn, incoming=replace(turn.incoming, text=found.rest)), said, found.part.community.id


def _answers(turn: Turn, wish: Wish) -> bool:
    """Whether words rather answer the question that is open: a date alone, a title, 「不是，5/22」, 「改成 5/22」."""
    form = turn.person.form
    if form is None or form.name != asking.NAME:
        return False
    if asking.awaits_title(form):
        return not wish.sure
    if (wish.kind == "add" and not wish.sure) or (wish.kind == "move" and not wish.what):
        return asking.answers_day(turn.incoming.text, turn, asking.title_of(form))
    return wish.kind == "correct"


def _without(turn: Turn, wish: Wish, composer: Composer) -> Outcome | None:
    """Nobody's calendar: a community may be founded, and what was said is done after that."""
    if not wish.sure or wish.kind not in _NEEDS_ONE:
        return None
    phrases = composer.library.phrases.calendar
    if turn.incoming.group:
        return Outcome(turn.person, (composer.plain(phrases.group_unbound),))
    person = replace(turn.person, waiting=turn.incoming.text)
    found = Choice(phrases.button_found, "com:found")
    seen = composer.keys(("schedule.next",), "see") if wish.kind == "list" and turn.person.plan else ()
    return Outcome(person, (composer.asking(phrases.no_community, found, *seen),))


async def _acted(desk: Desk, wish: Wish) -> Outcome | None:
    match wish.kind:
        case "list":
            return listing.listed(desk, wish)
        case "adopt":
            return adopting.offered(desk)
        case "confirm":
            return confirming.confirming(desk, wish)
        case "undo":
            return await undoing.undo_own(desk)
    return await _CHANGES[wish.kind](desk, wish)


def _rightly(desk: Desk, outcome: Outcome) -> Outcome:
    """What came of it, or that only conveners change a calendar, and nobody before a whole group."""
    if desk.turn.incoming.group:
        return desk.say(desk.phrases.group_private)
    return outcome if desk.membership.convenes else desk.say(desk.phrases.only_conveners)


async def _answered(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    """The interview: with what was asked for, the date is saved."""
    title, when = asking.wanted(turn, answers, composer)
    desk = await desk_for(turn, composer, answers.known(asking.WHERE))
    if desk is None:
        return Outcome(turn.person, (composer.plain(composer.library.phrases.calendar.gone),))
    deadline = desk.by_id(answers.known(asking.ID))
    match answers.known(asking.ACT):
        case "move" if deadline:
            outcome = adding.put(desk, deadline, when if when.at else replace(when, at=deadline.at))
        case "event":
            outcome = await events.over(desk, answers.known(asking.ID), when.day)
        case _:
            outcome = adding.save(desk, title, when)
    return _rightly(desk, outcome)


async def tapped(turn: Turn, rest: str, composer: Composer) -> Outcome:
    """A button, `<verb>:<community or date>:…`; a stale one acts on its own date, or explains."""
    verb, _, more = rest.partition(":")
    name, _, more = more.partition(":")
    of = _of_community if verb in _BY_COMMUNITY else _of_date
    try:
        outcome = await of(turn, verb, name, more, composer)
    except ValueError:  # a day that is none: we made no such button
        outcome = None
    return outcome or Outcome(turn.person, (composer.plain(composer.library.phrases.calendar.gone),))


_BY_COMMUNITY: Mapping[str, Callable[[Desk, str], Outcome | Awaitable[Outcome]]] = {
    "list": lambda desk, _: listing.ahead_of(desk),
    "page": lambda desk, page: listing.paged(desk, int(page) if page.isdigit() else 0),
    "undo": undoing.undo,
    "adopt": lambda desk, _: adopting.offered(desk),
    "adoptpast": lambda desk, _: adopting.offered(desk, past=True),
    "take": adopting.take,
    "one": adopting.one_by_one,
    "yes": lambda desk, key: adopting.chosen_one(desk, key, take_it=True),
    "no": lambda desk, key: adopting.chosen_one(desk, key, take_it=False),
    "pick": adopting.picked,
    "sureall": lambda desk, _: confirming.sure(desk, desk.open),
    "last": lambda desk, more: events.ended(desk, *_meeting(more)),
    "goeson": lambda desk, more: events.goes_on(desk, *_meeting(more)),
    "otherday": lambda desk, _: events.ask_over(desk),
    "own": lambda desk, more: _own(desk, more),
}


def _meeting(more: str) -> tuple[date, str]:
    """<day>:<id of the meeting that was over then>; the id is missing where it was none of the calendar."""
    day, _, held = more.partition(":")
    return date.fromisoformat(day), held


def _own(desk: Desk, more: str) -> Outcome:
    """「另外記一筆」: <moment>:<title>; a moment may hold a colon itself."""
    day, _, title = more.partition(":")
    if "T" in day:
        minutes, _, title = title.partition(":")
        day = f"{day}:{minutes}"
    return adding.save(desk, title, days.moment(day), alone=True)


async def _of_community(turn: Turn, verb: str, name: str, more: str, composer: Composer) -> Outcome | None:
    desk = await desk_for(turn, composer, name)
    if desk is None:
        return None
    outcome = _BY_COMMUNITY[verb](desk, more)
    outcome = outcome if isinstance(outcome, Outcome) else await outcome
    return outcome if verb in _SEEN else _rightly(desk, outcome)


_BY_DATE: Mapping[str, Callable[[Desk, Deadline, str], Outcome | Awaitable[Outcome]]] = {
    "done": lambda desk, one, _: changing.finish(desk, one),
    "reopen": lambda desk, one, _: changing.open_again(desk, one),
    "cancel": lambda desk, one, _: changing.call_off(desk, one),
    "cancelone": lambda desk, one, _: changing.call_off(desk, one, alone=True),
    "cancelall": lambda desk, one, _: changing.call_off(desk, one, all_of_it=True),
    "who": changing.give,
    "note": changing.write,
    "move": lambda desk, one, said: changing.move_to(desk, one, Wish("move", when=dates.read(said, desk.turn.now))),
    "set": lambda desk, one, day: adding.put(desk, one, days.moment(day)),
    "isplan": adding.as_plan,
    "sure": lambda desk, one, _: confirming.sure(desk, [one]),
    "sureone": lambda desk, one, _: confirming.sure_one(desk, one),
    "follow": lambda desk, one, _: curated.settled(desk, one, follow=True),
    "stay": lambda desk, one, _: curated.settled(desk, one, follow=False),
}


async def _of_date(turn: Turn, verb: str, name: str, more: str, composer: Composer) -> Outcome | None:
    desk = await desk_with(turn, composer, name)
    deadline = desk.by_id(name) if desk else None
    if desk is None or deadline is None or verb not in _BY_DATE:
        return None
    version, _, more = more.partition(":")
    if version != str(deadline.version):
        return _rightly(desk, changing.stale(desk, deadline, verb, more))
    outcome = _BY_DATE[verb](desk, deadline, more)
    return _rightly(desk, outcome if isinstance(outcome, Outcome) else await outcome)
