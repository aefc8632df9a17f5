"""How somebody wants to be reminded: the card, and each setting by words or a button, echoed and taken back."""

from dataclasses import replace
from datetime import time

from handlers import reminders_words as words
from handlers.compose import Composer
from handlers.interview import Answers, NotUnderstood, Option, Question
from handlers.messages import Choice
from handlers.records import Membership, Wishes
from handlers.reminders_leads import quiet
from handlers.reminders_scene import (
    CARD,
    Reminded,
    clock,
    later,
    listens,
    packed_days,
    reminded,
    said_days,
    unpacked,
    unpacked_days,
)
from handlers.reminders_ways import NAMES, no_way
from handlers.topic import Outcome, Turn

HOUR, LEADS, QUIET = "rem-hour", "rem-leads", "rem-quiet"  # names of the interviews
_HOURS = ("07:00", "08:00", "12:30", "18:00", "20:00")
_LEADS = ((7, 1, 0), (14, 7, 1, 0), (3, 0), (1,), (0,))
_QUIET = ("20:00/08:00", "21:30/07:00", "23:00/06:00")
_NOT_QUIET = "00:00/00:00"
_HALF = 12  # hours


async def card(who: Reminded) -> Outcome:
    """All settings, and a button for each."""
    return who.say("\n".join(await told(who)), *_buttons(who))


async def told(who: Reminded) -> list[str]:
    """All settings, a line for each."""
    phrases, wishes = who.phrases, who.wishes
    office = phrases.card_office if wishes.office_days else ""
    days = who.days(wishes) if wishes.leads else phrases.card_usual.format(days=who.days(wishes))
    return [
        phrases.card_on if wishes.on else phrases.card_off,
        phrases.card_hour.format(hour=clock(wishes.hour), office=office),
        phrases.card_leads.format(days=days),
        _quiet_line(who),
        *(_community_line(who, part) for part in who.parts),
        await _way_line(who),
    ]


def _quiet_line(who: Reminded) -> str:
    wishes, phrases = who.wishes, who.phrases
    if wishes.quiet_from == wishes.quiet_to:
        return phrases.card_not_quiet
    return phrases.card_quiet.format(begin=clock(wishes.quiet_from), end=clock(wishes.quiet_to))


def _community_line(who: Reminded, part: Membership) -> str:
    phrases, communities = who.phrases, who.composer.library.phrases.communities
    role = {"convener": communities.role_convener, "co": communities.role_co, "member": communities.role_member}
    fields = {"name": part.community.name, "role": role[part.role]}
    if not listens(part):
        return phrases.card_not_told.format(**fields)
    if part.community.leads:
        return phrases.card_team.format(**fields, days=said_days(part.community.leads, phrases))
    return phrases.card_community.format(**fields)


async def _way_line(who: Reminded) -> str:
    way = await who.turn.ports.reminders.way(who.turn.incoming.person)
    return who.phrases.card_way.format(way=NAMES.get(way, way)) if way else await no_way(who)


def _buttons(who: Reminded) -> tuple[Choice, ...]:
    phrases, wishes = who.phrases, who.wishes
    every_day, office_days = (phrases.button_every_day, "rem:days:all"), (phrases.button_office, "rem:days:office")
    switch = (phrases.button_off, "rem:off") if wishes.on else (phrases.button_on, "rem:on")
    shown = [
        (phrases.button_hour, "rem:hour"),
        (phrases.button_leads, "rem:leads"),
        (phrases.button_quiet, "rem:quiet"),
        every_day if wishes.office_days else office_days,
        switch,
        (phrases.button_ahead, "rem:ahead"),
    ]
    if any(not listens(part) for part in who.parts):
        shown.append((phrases.button_join, "rem:join"))
    if any(part.convenes for part in who.parts):
        shown.append((phrases.button_group, "rem:group"))
    return tuple(Choice(label, token) for label, token in shown)


def at_hour(who: Reminded, hour: time) -> Outcome:
    """Another hour; quiet hours make room for it."""
    wishes = replace(who.wishes, hour=hour, on=True)
    text = who.phrases.set_hour.format(hour=clock(hour))
    if quiet(hour, wishes):
        wishes = _room_for(hour, wishes)
        begin, end = clock(wishes.quiet_from), clock(wishes.quiet_to)
        text = f"{text}\n{who.phrases.set_hour_quiet.format(begin=begin, end=end)}"
    return who.keep(wishes, text)


def _room_for(hour: time, wishes: Wishes) -> Wishes:
    """Quiet hours without an hour that lies in them: they begin later, or end earlier, whichever is less."""
    since = (hour.hour - wishes.quiet_from.hour) % 24
    if since < _HALF and since <= (wishes.quiet_to.hour - hour.hour) % 24:
        return replace(wishes, quiet_from=later(hour))
    return replace(wishes, quiet_to=hour)


def with_leads(who: Reminded, days: tuple[int, ...]) -> Outcome:
    """So many days before; a convener may want that for everybody."""
    if not days or max(days) > words.FAR:
        return who.say(who.phrases.ask_leads_far)
    text = who.phrases.set_leads.format(days=said_days(days, who.phrases))
    more = []
    if 0 not in days:
        more.append(Choice(who.phrases.button_that_day, f"rem:leads:{packed_days((*days, 0))}"))
    if who.parts and who.parts[0].convenes:
        community = who.parts[0].community.id
        more.append(Choice(who.phrases.button_team, f"rem:team:{community}:{packed_days(days)}"))
    return who.keep(replace(who.wishes, leads=days, on=True), text, *more)


def be_quiet(who: Reminded, begin: time | None, end: time | None) -> Outcome:
    """From when until when; what is not said stays. The hour comes out of it."""
    wishes = replace(who.wishes, quiet_from=begin or who.wishes.quiet_from, quiet_to=end or who.wishes.quiet_to)
    text = who.phrases.set_quiet.format(begin=clock(wishes.quiet_from), end=clock(wishes.quiet_to))
    if quiet(wishes.hour, wishes):
        wishes = replace(wishes, hour=wishes.quiet_to)
        text = f"{text}\n{who.phrases.set_quiet_hour.format(hour=clock(wishes.hour))}"
    return who.keep(wishes, text)


def never_quiet(who: Reminded) -> Outcome:
    """No quiet hours."""
    wishes = replace(who.wishes, quiet_from=time(), quiet_to=time())
    return who.keep(wishes, who.phrases.set_not_quiet.format(hour=clock(wishes.hour)))


def office_days(who: Reminded, *, only: bool) -> Outcome:
    """On office days only, or on all days."""
    text = who.phrases.set_office if only else who.phrases.set_every_day
    return who.keep(replace(who.wishes, office_days=only), text)


def usual(who: Reminded) -> Outcome:
    """As it was at the beginning."""
    wishes = Wishes()
    begin, end = clock(wishes.quiet_from), clock(wishes.quiet_to)
    fields = {"hour": clock(wishes.hour), "days": who.days(wishes, who.current), "begin": begin, "end": end}
    return who.keep(wishes, who.phrases.set_usual.format(**fields))


def switched(who: Reminded, *, on: bool) -> Outcome:
    """No reminders at all, or again."""
    text = who.phrases.set_on.format(**_how(who, who.wishes)) if on else who.phrases.set_off
    return who.keep(replace(who.wishes, on=on), text)


def _how(who: Reminded, wishes: Wishes) -> dict[str, str]:
    return {"hour": clock(wishes.hour), "days": who.days(wishes, who.current)}


def back(who: Reminded, was: str) -> Outcome:
    """「復原」: as it was before a change. Raises ValueError."""
    wishes = unpacked(was)
    text = who.phrases.set_back.format(**_how(who, wishes)) if wishes.on else who.phrases.set_off
    used = f"rem:was:{was}"
    outcome = who.keep(wishes, text)
    left = tuple(one for one in who.turn.person.buttons if one.token != used)
    reply = replace(outcome.replies[0], choices=(Choice(who.phrases.button_card, CARD),))
    return replace(outcome, person=replace(who.turn.person, buttons=left), replies=(reply,))


# --- what is asked ---


async def asked_hour(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    """The interview for the hour."""
    who = await reminded(turn, composer)
    phrases = who.phrases

    def read(said: str) -> str:
        if (at := words.hour(said, turn.now)) is None:
            raise NotUnderstood
        return clock(at)

    options = tuple(Option(one, one) for one in _HOURS)
    text = phrases.ask_hour.format(hour=clock(who.wishes.hour))
    said = answers.ask(Question("hour", text, options, read, phrases.ask_hour_example))
    return at_hour(who, time.fromisoformat(said))


async def asked_leads(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    """The interview for the days before."""
    who = await reminded(turn, composer)
    text = who.phrases.ask_leads.format(days=who.days(who.wishes, who.current))
    return with_leads(who, unpacked_days(answers.ask(leads_question(who, text))))


def leads_question(who: Reminded, text: str) -> Question:
    """How many days before."""
    phrases = who.phrases

    def read(said: str) -> str:
        days = words.leads(said)
        if not days or max(days) > words.FAR:
            raise NotUnderstood(phrases.ask_leads_far if days else "")
        return packed_days(days)

    options = tuple(Option(said_days(days, phrases), packed_days(days)) for days in _LEADS)
    return Question("days", text, options, read, phrases.ask_leads_example)


async def asked_quiet(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    """The interview for the quiet hours."""
    who = await reminded(turn, composer)
    phrases = who.phrases

    def read(said: str) -> str:
        begin, end = words.quiet(said, turn.now)
        if begin is None and end is None:
            raise NotUnderstood
        wishes = who.wishes
        return f"{clock(begin or wishes.quiet_from)}/{clock(end or wishes.quiet_to)}"

    spans = [one.split("/") for one in _QUIET]
    options = (Option(phrases.quiet_span.format(begin=begin, end=end), f"{begin}/{end}") for begin, end in spans)
    question = Question(
        "quiet", phrases.ask_quiet, (*options, Option(phrases.quiet_none, _NOT_QUIET)), read, phrases.ask_quiet_example
    )
    begin, end = map(time.fromisoformat, answers.ask(question).split("/"))
    return never_quiet(who) if begin == end else be_quiet(who, begin, end)
