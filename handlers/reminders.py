"""Being reminded: typed words, buttons, and the interviews that ask for what is missing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

from handlers import groups
from handlers import reminders_after as after
from handlers import reminders_meant as meant
from handlers import reminders_muted as muted
from handlers import reminders_settings as settings
from handlers import reminders_snooze as snooze
from handlers import reminders_team as team
from handlers import reminders_words as words
from handlers.calendar_desk import Desk, desk_with
from handlers.compose import Composer
from handlers.forms import Topic
from handlers.messages import Choice
from handlers.records import Deadline, Wishes
from handlers.reminders_coming import coming
from handlers.reminders_scene import Reminded, listens, reminded, unpacked_days
from handlers.reminders_words import Order
from handlers.topic import Form, Outcome, Turn

_PREFIX = "rem-"  # of the interviews
_ASKED: Mapping[str, Callable[..., Awaitable[Outcome]]] = {
    settings.HOUR: settings.asked_hour,
    settings.LEADS: settings.asked_leads,
    settings.QUIET: settings.asked_quiet,
    snooze.UNTIL: snooze.asked,
    team.TEAM: team.asked_team,
}


def topics(composer: Composer) -> dict[str, Topic]:
    """The interviews of these files."""
    return {name: partial(ask, composer=composer) for name, ask in _ASKED.items()}


def answers(turn: Turn) -> bool:
    """Whether a day or an hour answers an open question about reminders, and asks for no list of that day."""
    form = turn.person.form
    return form is not None and form.name.startswith(_PREFIX) and words.only_when(turn.incoming.text, turn.now)


async def heard(turn: Turn, composer: Composer) -> Outcome | None:
    """What typed words lead to; None where they are not about reminders."""
    label = "" if turn.person.form else turn.person.labelled(turn.incoming.text)
    if label.startswith("rem:"):
        return await tapped(turn, label.removeprefix("rem:"), composer)
    order = words.read(turn.incoming.text, turn.now)
    if order is None:
        return await after.about_it(turn, composer)
    who = await reminded(_unasked(turn), composer)
    if not who.parts:
        return _without(who, order)
    if turn.incoming.group:
        return await _in_group(who, order)
    return await _ordered(who, order) or await after.about_it(turn, composer)


def _unasked(turn: Turn) -> Turn:
    """Without questions about reminders: whoever orders something else does not answer them any more."""
    kept = tuple(form for form in turn.person.forms if not form.name.startswith(_PREFIX))
    return replace(turn, person=replace(turn.person, forms=kept))


def _without(who: Reminded, order: Order) -> Outcome | None:
    """Nobody's reminders: how they begin."""
    if not order.sure:
        return None
    if who.turn.incoming.group:
        return who.say(who.composer.library.phrases.calendar.group_unbound)
    return who.say(who.phrases.no_community, Choice(who.phrases.button_found, "com:found"))


async def _ordered(who: Reminded, order: Order) -> Outcome | None:
    if order.name in ("later", "never"):
        outcome = await snooze.ordered(who, order)
        unnamed = outcome is None and order.name == "never" and not order.what
        return await snooze.one_or_all(who) if unnamed else outcome
    if order.name == "again":
        return await muted.again(who, order)
    if order.name in ("join", "out", "team", "group", "ungroup", "code"):
        return await _shared(who, order)
    return await _set(who, order)


async def _set(who: Reminded, order: Order) -> Outcome | None:
    match order.name:
        case "card":
            return await settings.card(who)
        case "ahead":
            return await coming(who)
        case "hour":
            return settings.at_hour(who, order.begin) if order.begin else _asked(who, settings.HOUR)
        case "leads":
            return settings.with_leads(who, order.days) if order.days else _asked(who, settings.LEADS)
        case "quiet" if not order.yes:
            return settings.never_quiet(who)
        case "quiet":
            given = order.begin or order.end
            return settings.be_quiet(who, order.begin, order.end) if given else _asked(who, settings.QUIET)
        case "office":
            return settings.office_days(who, only=order.yes)
        case "usual":
            return settings.usual(who)
    switched = settings.switched(who, on=order.name == "on")
    return await muted.beside(who, switched) if order.name == "on" else switched


def _asked(who: Reminded, name: str) -> Outcome:
    return Outcome(who.turn.person.opened(Form(name)))


async def _shared(who: Reminded, order: Order) -> Outcome | None:
    match order.name:
        case "group":
            return team.code_for_group(who)
        case "ungroup" | "code":
            said = who.phrases.group_words_off if order.name == "ungroup" else who.phrases.group_words_on
            return who.say(who.phrases.group_there.format(said=said))
    part = team.named(who, order.what)
    if part is None:
        return None
    match order.name:
        case "join":
            return team.joined(who, next((one for one in who.parts if not listens(one)), part))
        case "out":
            return team.left(who, part)
    return team.team(who, part, order.days or None)


async def _in_group(who: Reminded, order: Order) -> Outcome:
    """Before a whole group nobody sets anything of their own; with a convener's code it is reminded itself."""
    match order.name:
        case "code":
            return await team.group_with_code(who, order.what)
        case "group" | "join" | "on":
            return who.say(who.phrases.group_how)
        case "ungroup" | "off" | "out":
            return team.group_off(who)
        case "ahead":
            return await coming(who)
        case "card":
            return team.group_state(who)
    return groups.private(who.turn, who.composer)


# --- buttons ---


async def tapped(turn: Turn, rest: str, composer: Composer) -> Outcome:
    """A button, `<verb>:…`; a stale one explains."""
    verb, _, more = rest.partition(":")
    turn = _unasked(turn)
    if turn.incoming.group:
        return groups.private(turn, composer)
    try:
        outcome = await (_about_date if verb in _DATES else _about_all)(turn, verb, more, composer)
    except ValueError:  # days or hours that are none: we made no such button
        outcome = None
    return outcome or Outcome(turn.person, (composer.plain(composer.library.phrases.reminders.gone),))


_DATES: Mapping[str, Callable[[Desk, Deadline, str, Wishes], Outcome]] = {
    "later": lambda desk, one, *_: snooze.later(desk, one),
    "until": snooze.until_said,
    "put": after.put_off,
    "never": lambda desk, one, *_: snooze.never(desk, one),
    "again": lambda desk, one, *_: snooze.again(desk, one),
}


async def _about_date(turn: Turn, verb: str, more: str, composer: Composer) -> Outcome | None:
    name, _, more = more.partition(":")
    version, _, said = more.partition(":")
    desk = await desk_with(turn, composer, name)
    deadline = desk.by_id(name) if desk else None
    if desk is None or deadline is None:
        return None
    if deadline.state != "open":
        return snooze.over(desk, deadline)
    if verb == "later":
        return snooze.later(desk, deadline, moved=version != str(deadline.version))
    return _DATES[verb](desk, deadline, said, await turn.ports.reminders.wishes(turn.incoming.person))


_TAPPED: Mapping[str, Order] = {
    "card": Order("card"),
    "ahead": Order("ahead"),
    "hour": Order("hour"),
    "leads": Order("leads"),
    "quiet": Order("quiet"),
    "on": Order("on"),
    "off": Order("off"),
    "join": Order("join"),
    "group": Order("group"),
}


async def _about_all(turn: Turn, verb: str, more: str, composer: Composer) -> Outcome | None:
    who = await reminded(turn, composer)
    if not who.parts:
        return _without(who, Order("card"))
    match verb:
        case "was":
            return settings.back(who, more)
        case "days":
            return settings.office_days(who, only=more == "office")
        case "leads" if more:
            return settings.with_leads(who, unpacked_days(more))
        case "which":
            names = more.split(",")
            found = [(desk, one) for desk in await meant.desks(who) for one in desk.open if one.id in names]
            return snooze.which(who, found)
        case "join" | "out" | "team" if more:
            return _of_community(who, verb, more)
    return await _ordered(who, _TAPPED[verb]) if verb in _TAPPED else None


def _of_community(who: Reminded, verb: str, more: str) -> Outcome | None:
    name, _, days = more.partition(":")
    part = who.part(name)
    if part is None:
        return None
    match verb:
        case "join":
            return team.joined(who, part)
        case "out":
            return team.left(who, part)
    return team.team(who, part, unpacked_days(days))
