"""Who else is reminded: members who ask for it, a whole community's days, a bound group."""

from dataclasses import replace
from datetime import timedelta

from content.text.normalise import clean, squeeze
from content.values import Day
from handlers import reminders_words as words
from handlers.changes import Alter, Change, Invite, Join, SetReminded, SetWishes, WrongCode
from handlers.communities_acts import BOUND
from handlers.compose import Composer
from handlers.interview import Answers
from handlers.messages import Choice
from handlers.records import Membership
from handlers.reminders_leads import USUAL
from handlers.reminders_scene import (
    CARD,
    Reminded,
    clock,
    listens,
    packed_days,
    reminded,
    said_days,
    unpacked_days,
)
from handlers.reminders_settings import leads_question
from handlers.topic import Form, Given, Outcome, Turn

TEAM = "rem-team"  # the name of the interview
OF = "community"  # the key under which it knows the community
_LASTS = timedelta(days=7)


def named(who: Reminded, said: str) -> Membership | None:
    """The community whose name was said; the current one where none was."""
    word = squeeze(clean(said)).removesuffix("社群")
    found = (part for part in who.parts if squeeze(clean(part.community.name)).removesuffix("社群") == word)
    return next(found, None) if word else next(iter(who.parts), None)


def joined(who: Reminded, part: Membership) -> Outcome:
    """A community's dates are brought to somebody's mind."""
    wishes, community = replace(who.wishes, on=True), part.community
    fields = {"name": community.name, "hour": clock(wishes.hour), "days": who.days(wishes, community)}
    buttons = [Choice(who.phrases.button_card, CARD)]
    if not listens(part):
        buttons.insert(0, Choice(who.phrases.button_undo, f"rem:out:{community.id}"))
    changes: list[Change] = [SetReminded(community.id, reminded=True)]
    if not who.wishes.on:
        changes.append(SetWishes(wishes))
    return who.say(who.phrases.joined.format(**fields), *buttons, changes=tuple(changes))


def left(who: Reminded, part: Membership) -> Outcome:
    """They are not, whatever the role."""
    community = part.community
    buttons = Choice(who.phrases.button_undo, f"rem:join:{community.id}"), Choice(who.phrases.button_card, CARD)
    change = SetReminded(community.id, reminded=False)
    return who.say(who.phrases.left.format(name=community.name), *buttons, changes=(change,))


# --- a whole community ---


def team(who: Reminded, part: Membership, days: tuple[int, ...] | None) -> Outcome:
    """So many days before, for everybody who did not choose their own; () for the usual ones; None asks for them."""
    community = part.community
    if not part.convenes:
        return who.say(who.composer.library.phrases.communities.ask_convener.format(name=community.name))
    if days is None:
        given = Given(OF, "", community.id, who.turn.now)
        return Outcome(who.turn.person.opened(Form(TEAM, (given,))))
    if days and max(days) > words.FAR:
        return who.say(who.phrases.ask_leads_far)
    made = replace(community, leads=days, version=community.version + 1)
    fields = {"name": community.name, "days": said_days(days or USUAL["deadline"], who.phrases)}
    text = (who.phrases.team if days else who.phrases.team_usual).format(**fields)
    back = Choice(who.phrases.button_undo, f"rem:team:{community.id}:{packed_days(community.leads)}")
    return who.say(text, back, changes=(Alter(made),))


async def asked_team(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    """The interview for a community's days."""
    who = await reminded(turn, composer)
    part = who.part(answers.known(OF))
    if part is None:
        return who.say(who.phrases.gone)
    if not part.convenes:
        return team(who, part, None)
    text = who.phrases.ask_team.format(name=part.community.name)
    return team(who, part, unpacked_days(answers.ask(leads_question(who, text))))


# --- groups ---


def code_for_group(who: Reminded) -> Outcome:
    """In private: a code with which a convener lets a bound group be reminded, and what that costs."""
    part = next((part for part in who.parts if part.convenes), None)
    if part is None:
        name = who.parts[0].community.name
        return who.say(who.composer.library.phrases.communities.ask_convener.format(name=name))
    until = who.turn.now + _LASTS
    given = Invite(who.turn.ports.communities.new_code(), part.community.id, "member", until)
    text = who.phrases.group_code.format(name=part.community.name, code=given.code, until=Day(until.date()))
    return who.say(text, changes=(given,))


async def group_with_code(who: Reminded, code: str) -> Outcome:
    """In a group: the code of a convener of its own community."""
    turn, phrases = who.turn, who.phrases
    if not who.parts or BOUND not in turn.person.noticed:
        return who.say(phrases.group_unbound)
    offer = await turn.ports.communities.invitation(turn.incoming.person, code, turn.now)
    if offer is None or offer.role != "member":
        return who.say(who.composer.library.phrases.communities.code_wrong, changes=(WrongCode(),))
    part = who.part(offer.community.id)
    if part is None:
        return who.say(phrases.group_unbound)
    community = part.community
    fields = {"name": community.name, "hour": clock(who.wishes.hour), "days": who.days(who.wishes, community)}
    changes = (Join(code), SetReminded(community.id, reminded=True))
    return who.say(phrases.group_on.format(**fields), changes=changes)


def group_off(who: Reminded) -> Outcome:
    """In a group: anybody in it may end what reaches all of them."""
    changes = tuple(SetReminded(part.community.id, reminded=False) for part in who.parts if listens(part))
    return who.say(who.phrases.group_off, changes=changes)


def group_state(who: Reminded) -> Outcome:
    """In a group: whether it is reminded."""
    on = next((part for part in who.parts if listens(part)), None)
    if on:
        return who.say(who.phrases.group_is_on.format(name=on.community.name))
    return who.say(who.phrases.group_is_off)
