"""「延後」 and 「不用提醒」: one date, for whoever says it; everybody else is reminded as before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from content.phrases_reminders import ReminderPhrases
from content.text import dates
from content.text.dates import About, AtTime, Either, FromAnchor, OnDay, Reading, Span
from content.text.dates.amounts import shifted
from content.text.normalise import clean
from handlers import reminders_meant as meant
from handlers.calendar_desk import Desk, desk_with
from handlers.calendar_saying import named, to_list, to_move, when_short
from handlers.changes import Snooze
from handlers.compose import Composer
from handlers.interview import Answers, NotUnderstood, Option, Question
from handlers.messages import Choice
from handlers.records import Deadline, Wishes
from handlers.reminders_leads import told_again
from handlers.reminders_meant import Meant
from handlers.reminders_scene import Reminded, day_said
from handlers.reminders_words import Order
from handlers.topic import Form, Given, Outcome, Turn

UNTIL = "rem-until"  # the name of the interview
DATE, MOVED = "date", "moved"  # keys of what it is given at its start
_PICK = "pick"


async def ordered(who: Reminded, order: Order) -> Outcome | None:
    """「三天後再提醒我」, 「這個不用再提醒我」; None where no date is meant."""
    found = await _found(who, order)
    if found is None:
        return None
    if not found:
        return who.say(who.phrases.none_open)
    if len(found) > 1:
        return _which(who, found, order)
    return _done(found[0], order, who.wishes)


async def _found(who: Reminded, order: Order) -> list[Meant] | None:
    if order.what:
        return await meant.named(who, order.what) or None
    if spoken_of := await (meant.either if order.name == "never" else meant.spoken_of)(who):
        return spoken_of
    return await meant.touched(who) or await meant.near(who) if order.sure else None


def _which(who: Reminded, found: Sequence[Meant], order: Order) -> Outcome:
    """Which of several is meant; the day that was said goes with it."""
    verb = "rem:never" if order.name == "never" else "rem:until" if order.when.said else "rem:later"
    more = f":{order.when.said}" if order.when.said else ""
    buttons = meant.choices(found, verb)
    return who.ask(who.phrases.which, *(Choice(one.label, f"{one.token}{more}") for one in buttons))


def _done(pair: Meant, order: Order, wishes: Wishes) -> Outcome:
    desk, deadline = pair
    if order.name == "never":
        return never(desk, deadline)
    day = day_of(order.when, desk.today)
    return until(desk, deadline, day, wishes) if day else later(desk, deadline)


async def one_or_all(who: Reminded) -> Outcome:
    """「不用提醒」 where nothing is spoken of: one date, or everything."""
    found = await meant.touched(who) or await meant.near(who)
    everything = Choice(who.phrases.button_never_all, "rem:off")
    return who.ask(who.phrases.never_which, *meant.choices(found, "rem:never"), everything)


def which(who: Reminded, found: Sequence[Meant]) -> Outcome:
    """「延後」 under several: which one."""
    buttons = meant.choices(found, "rem:later", len(found))
    return who.ask(who.phrases.which, *buttons) if found else who.say(who.phrases.gone)


def later(desk: Desk, deadline: Deadline, *, moved: bool = False) -> Outcome:
    """「延後」: until when."""
    given = [Given(DATE, "", deadline.id, desk.turn.now)]
    if moved:
        given.append(Given(MOVED, "", "yes", desk.turn.now))
    return Outcome(desk.turn.person.opened(Form(UNTIL, tuple(given))))


def until(desk: Desk, deadline: Deadline, until_day: date, wishes: Wishes) -> Outcome:
    """Not before that day, and once then; the date itself stays where it is."""
    phrases, day = _phrases(desk), told_again(until_day, deadline.day, wishes)
    if day <= desk.today:
        return desk.say(phrases.ask_later_future, Choice(phrases.button_later, _token("later", deadline)))
    text = phrases.later.format(day=day_said(day), title=deadline.title, due=when_short(deadline, desk))
    if deadline.day < day and desk.today <= deadline.day:
        text = f"{text}\n{phrases.later_than_due}"
    further = to_move(deadline, desk) if desk.membership.convenes else to_list(desk)
    return _kept(desk, deadline, Snooze(deadline.id, until_day), text, further)


def until_said(desk: Desk, deadline: Deadline, said: str, wishes: Wishes) -> Outcome:
    """A button with the words of a day."""
    day = day_of(dates.read(clean(said), desk.turn.now), desk.today)
    return until(desk, deadline, day, wishes) if day else later(desk, deadline)


def never(desk: Desk, deadline: Deadline) -> Outcome:
    """No more reminders of a date, for one person."""
    phrases = _phrases(desk)
    text = phrases.never.format(title=deadline.title, day=when_short(deadline, desk))
    return _kept(desk, deadline, Snooze(deadline.id), text, to_list(desk))


def again(desk: Desk, deadline: Deadline) -> Outcome:
    """「復原」: as usual again."""
    phrases = _phrases(desk)
    text = phrases.again.format(title=deadline.title, day=when_short(deadline, desk))
    used = _token("again", deadline)
    left = tuple(one for one in desk.turn.person.buttons if one.token != used)
    reply = desk.composer.plain(named(text, desk), to_list(desk))
    return Outcome(replace(desk.turn.person, buttons=left), (reply,), changes=(Snooze(deadline.id, over=True),))


def _kept(desk: Desk, deadline: Deadline, change: Snooze, text: str, *choices: Choice) -> Outcome:
    undo = Choice(_phrases(desk).button_undo, _token("again", deadline))
    reply = desk.composer.plain(named(text, desk), undo, *choices)
    return Outcome(desk.turn.person, (reply,), changes=(change,))


def _phrases(desk: Desk) -> ReminderPhrases:
    return desk.composer.library.phrases.reminders


def _token(verb: str, deadline: Deadline) -> str:
    return f"rem:{verb}:{deadline.id}:{deadline.version}"


def over(desk: Desk, deadline: Deadline) -> Outcome:
    """It is done or called off: nobody is reminded of it any more."""
    phrases = _phrases(desk)
    text = phrases.over_done if deadline.state == "done" else phrases.over_cancelled
    return desk.say(text.format(title=deadline.title), to_list(desk))


def day_of(reading: Reading, today: date) -> date | None:
    """The day that words mean: of a period its first, of several the earliest that lies ahead."""
    value = reading.value.value if isinstance(reading.value, About) else reading.value
    options = value.options if isinstance(value, Either) else (value,)
    found = [day for one in options if (day := _of(one, today))]
    return min((day for day in found if day > today), default=next(iter(found), None))


def _of(value: object, today: date) -> date | None:
    match value:
        case Span(start, _):
            return _of(start, today)
        case OnDay(day):
            return day
        case AtTime(at):
            return at.date()
        case FromAnchor(count, unit) if unit not in ("minute", "hour"):
            return shifted(today, count, unit)
    return None


async def asked(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    """The interview: when to be reminded again."""
    desk = await desk_with(turn, composer, answers.known(DATE))
    deadline = desk.by_id(answers.known(DATE)) if desk else None
    if desk is None or deadline is None:
        return Outcome(turn.person, (composer.plain(composer.library.phrases.reminders.gone),))
    if deadline.state != "open":
        return over(desk, deadline)
    said = answers.ask(_question(desk, deadline, moved=bool(answers.known(MOVED))))
    if said == _PICK:
        said = answers.ask(_other_day(desk))
    return until_said(desk, deadline, said, await turn.ports.reminders.wishes(turn.incoming.person))


def _question(desk: Desk, deadline: Deadline, *, moved: bool) -> Question:
    phrases = _phrases(desk)
    labels = (phrases.later_tomorrow, phrases.later_three, phrases.later_monday)
    options = (*(Option(one, one) for one in labels), Option(phrases.later_pick, _PICK))
    text = phrases.ask_later.format(title=deadline.title, day=when_short(deadline, desk))
    text = f"{phrases.was_moved}{text}" if moved else text
    return Question("until", text, options, lambda said: _read(said, desk), phrases.ask_later_example)


def _other_day(desk: Desk) -> Question:
    phrases = _phrases(desk)
    return Question("day", phrases.ask_later_day, (), lambda said: _read(said, desk), phrases.ask_later_example)


def _read(said: str, desk: Desk) -> str:
    day = day_of(dates.read(clean(said), desk.turn.now), desk.today)
    if day is None:
        raise NotUnderstood
    if day <= desk.today:
        raise NotUnderstood(_phrases(desk).ask_later_future)
    return day.isoformat()
