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
from handlers import calendar_days as days
from handlers import calendar_events as events
from handlers import calendar_listing as listing
from handlers.calendar_desk import Desk, desk_for, desk_with
from handlers.calendar_wish import Wish
from handlers.calendar_words import read
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
    "correct": changing.correct,
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


async def heard(turn: Turn, composer: Composer) -> Outcome | None:
    """What typed words lead to; None where they are not about the person's own calendar."""
    label = "" if turn.person.form else turn.person.labelled(turn.incoming.text)
    if label.startswith("cal:") and label.split(":")[1] not in _ORDERS:
        return await tapped(turn, label.removeprefix("cal:"), composer)
    wish = read(turn.incoming.text, turn.now)
    if wish is None or _answers(turn, wish):
        return None
    desk = await desk_for(turn, composer, said=turn.incoming.text)
    if desk is None:
        return _without(turn, wish, composer)
    outcome = await _acted(desk, wish)
    return outcome if outcome is None or wish.kind == "list" else _rightly(desk, outcome)


def _answers(turn: Turn, wish: Wish) -> bool:
    """Whether words rather answer the question that is open: a date alone, a title, 「不是，5/22」."""
    form = turn.person.form
    if form is None or form.name != asking.NAME:
        return False
    if asking.awaits_title(form):
        return not wish.sure
    return wish.kind == "correct" or (wish.kind == "add" and not wish.sure)


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
            return adopting.confirming(desk, wish)
        case "undo":
            return await changing.undo(desk)
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
            outcome = events.followed(desk, answers.known(asking.ID), when.day)
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
    "undo": changing.undo,
    "adopt": lambda desk, _: adopting.offered(desk),
    "adoptpast": lambda desk, _: adopting.offered(desk, past=True),
    "take": adopting.take,
    "one": adopting.one_by_one,
    "yes": lambda desk, key: adopting.chosen_one(desk, key, take_it=True),
    "no": lambda desk, key: adopting.chosen_one(desk, key, take_it=False),
    "pick": adopting.picked,
    "sureall": lambda desk, _: adopting.sure(desk, desk.open),
    "last": lambda desk, day: events.ended(desk, date.fromisoformat(day)),
    "goeson": lambda desk, day: events.goes_on(desk, date.fromisoformat(day)),
    "own": lambda desk, more: _own(desk, more),
}


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
    "sure": lambda desk, one, _: adopting.sure(desk, [one]),
    "sureone": lambda desk, one, _: adopting.sure_one(desk, one),
    "follow": lambda desk, one, _: listing.curated(desk, one, follow=True),
    "stay": lambda desk, one, _: listing.curated(desk, one, follow=False),
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
