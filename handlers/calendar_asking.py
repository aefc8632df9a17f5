"""What has to be asked before a date can be saved: what it is about, and which day is meant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from content.text import dates
from content.text.dates import About, AtTime, OnDay, Span
from content.text.normalise import clean, squeeze
from handlers import calendar_days as days
from handlers.calendar_days import Moment, When
from handlers.calendar_desk import Desk
from handlers.calendar_saying import short
from handlers.calendar_titles import TITLE
from handlers.calendar_words import read
from handlers.compose import Composer
from handlers.forms import Forms
from handlers.interview import Answers, NotUnderstood, Option, Question
from handlers.topic import Form, Given, Outcome, Turn

NAME = "calendar"  # of the interview
TITLE_KEY, DAY_KEY = "title", "day"
ACT, ID, WHY, OPTIONS, WHERE, ABOUT = (
    "act",
    "id",
    "why",
    "options",
    "where",
    "about",
)  # noted at the start; no question has such a key


_CHOSEN = (
    (
        "是",
        "對",
        "好",
        "嗯",
        "沒錯",
        "是的",
        "對啊",
        "ok",
        "yes",
        "可以",
        "第一個",
        "前面",
        "前面那個",
        "前面的",
        "前者",
    ),
    ("第二個", "後面", "後面那個", "後面的", "後者"),
)


async def ask(desk: Desk, act: str, when: When, title: str = "", about: str = "") -> Outcome:
    """Opens the interview. `act`: what the day is for (add, move, event); `about`: the date's id, or the event."""
    known = {ACT: act, ID: about, WHY: when.ask, OPTIONS: ",".join(map(str, when.options)), WHERE: desk.community.id}
    if title:
        known[ABOUT] = title
    if when.certain:
        known[DAY_KEY] = str(when.options[0])
    given = [Given(key, "", value, desk.turn.now) for key, value in known.items()]
    fresh = replace(desk.turn, person=desk.turn.person.without(NAME))
    return await Forms({NAME: partial(_asked, composer=desk.composer)}, desk.composer).begin(fresh, NAME, given)


async def _asked(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    wanted(turn, answers, composer)  # always misses an answer: that is why it is asked
    return Outcome(turn.person)


def wanted(turn: Turn, answers: Answers, composer: Composer) -> tuple[str, Moment]:
    """What the date is about, and when it is."""
    title = answers.known(ABOUT) or answers.ask(_about(composer))
    return title, days.moment(answers.ask(_day(turn, answers, title, composer)))


def _about(composer: Composer) -> Question:
    phrases = composer.library.phrases.calendar
    return Question(TITLE_KEY, phrases.ask_title, (), _read_title, phrases.ask_title_example)


def awaits_title(form: Form) -> bool:
    """Whether the interview asks what the date is about, so that any words may be the answer."""
    return not any(one.key in (ABOUT, TITLE_KEY) for one in form.given)


def _read_title(said: str) -> str:
    if not squeeze(clean(said)):
        raise NotUnderstood
    return " ".join(said.split())[:TITLE]


def _day(turn: Turn, answers: Answers, title: str, composer: Composer) -> Question:
    phrases = composer.library.phrases.calendar
    today = turn.now.date()
    options = tuple(_option(one, today) for one in answers.known(OPTIONS).split(",") if one)
    text = answers.known(WHY) or phrases.ask_day.format(title=title)
    read_day = partial(_read_day, turn=turn, composer=composer, options=options)
    return Question(DAY_KEY, text, options, read_day, phrases.ask_day_example)


def _option(said: str, today: date) -> Option:
    found = days.moment(said)
    at = f"{found.at:%H:%M}" if found.at else ""
    return Option(f"{short(found.day, today)}{at}", said)


def _read_day(said: str, turn: Turn, composer: Composer, options: Sequence[Option]) -> str:
    """A day that was typed; who answers a question about a day has seen which ones are doubtful."""
    word = squeeze(clean(said))
    for place, words in enumerate(_CHOSEN):
        if word in words and len(options) > place:
            return options[place].value
    wish = read(said, turn.now)
    if wish and wish.kind in ("list", "undo", "adopt"):
        raise NotUnderstood
    reading = dates.read(said, turn.now)
    value = reading.value.value if isinstance(reading.value, About) else reading.value
    if not isinstance(value, OnDay | AtTime | Span):
        raise NotUnderstood(composer.library.phrases.calendar.ask_day_again if reading.said else "")
    last = value.end if isinstance(value, Span) else value
    return str(Moment(last.day) if isinstance(last, OnDay) else Moment(last.at.date(), last.at.time()))
