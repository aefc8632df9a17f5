"""In a group: short answers, details in private, and leaving when asked to."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from content.library import Library
from content.text.normalise import clean, squeeze
from handlers.compose import Composer, ends
from handlers.messages import Choice, Reply
from handlers.topic import Outcome, Person, Turn

LINES = 3
BUTTONS = 2
SECTIONS = 2  # that a source names; more become 等
WORD = 30  # characters of a text that can be one word to us
_CALLED = re.compile(r"\s*小幫手[\s,，、:：!！]*(?=\S)")
_FIGURE = re.compile(r"\d")
_GOODBYES = frozenset(
    ("離開", "請離開", "離開群組", "退出", "退出群組", "請退出", "bye", "byebye", "掰掰", "拜拜", "再見", "leave")
)
INTRODUCED = ("join", "start", "help")  # commands that are answered by telling how to address it
PRIVATE = ("link", "unlink", "code", "community")
_CHOOSING = ("plan:", "plans:", "county:")  # tokens of buttons that choose a plan: there may be more of them


def uncalled(text: str) -> str:
    """What is said behind 「小幫手」 at the beginning."""
    called = _CALLED.match(text)
    return text[called.end() :] if called else text


def asks_how(text: str, library: Library) -> bool:
    """Whether nothing is said but the bot's name, or a word for help."""
    word = squeeze(clean(text)) if len(text) < WORD else text
    return word in ("", "小幫手") or library.control(word) == "help"


def says_goodbye(text: str) -> bool:
    """Whether a whole text asks the bot to leave the group."""
    return len(text) < WORD and squeeze(clean(text)) in _GOODBYES


def left(turn: Turn, composer: Composer) -> Outcome:
    """Goodbye; the channel leaves after that."""
    return Outcome(turn.person, (replace(composer.plain(composer.phrases.group_bye), leave=True),))


def joined(turn: Turn, composer: Composer) -> Outcome:
    """How to address it, what it does, how it leaves; and the counties while no plan is chosen."""
    phrases, plan = composer.phrases, composer.library.plans.get(turn.person.plan)
    if plan:
        text = phrases.group_known.format(plan=plan.name, example=phrases.example)
        return Outcome(turn.person, (composer.plain(text),))
    text = phrases.group_hello.format(example=phrases.example)
    return Outcome(turn.person, (composer.plain(text, *composer.counties()),))


def private(turn: Turn, composer: Composer) -> Outcome:
    """Something that one person does, and not before all others."""
    return Outcome(turn.person, (composer.plain(composer.phrases.group_private),))


def short(outcome: Outcome, now: datetime, composer: Composer) -> Outcome:
    """Replies as a group gets them: few lines with the source among them, at most two buttons."""
    person, replies = outcome.person, []
    for reply in outcome.replies:
        person, shorter = _short(reply, person, now, composer)
        replies.append(shorter)
    return replace(outcome, person=person, replies=tuple(replies))


def _short(reply: Reply, person: Person, now: datetime, composer: Composer) -> tuple[Person, Reply]:
    lines = reply.text.split("\n")
    if reply.sources or reply.verdict:
        person, source = _source(reply, person, now, composer)
        lines = [*_telling(reply, lines, composer), source]
    text = "\n".join(lines[:LINES])
    return person, replace(reply, text=text, sources=(), choices=_few(reply))


def _telling(reply: Reply, lines: list[str], composer: Composer) -> list[str]:
    """The first line, and the one with the figure where the first has none; where nothing is stated, whom to ask."""
    names = [composer.phrases.other_plan.format(plan=plan.name) for plan in composer.library.plans.values()]
    if lines[0] in names and len(lines) > 1:
        lines = [f"{lines[0]}{lines[1]}", *lines[2:]]
    first, rest = lines[0], lines[1:]
    if _FIGURE.search(first) or not rest:
        return [first]
    if reply.verdict == "not_stated" and not reply.sources:
        return [first, rest[-1]]
    return [first, next((line for line in rest if _FIGURE.search(line)), rest[0])]


def _source(reply: Reply, person: Person, now: datetime, composer: Composer) -> tuple[Person, str]:
    phrases = composer.phrases
    if not reply.sources:
        return person, phrases.group_more
    plan = composer.library.plans[reply.sources[0].plan]
    sections = [source.section for source in reply.sources if source.plan == plan.id]
    told = f"{plan.name} {'、'.join(sections[:SECTIONS])}{'等' if len(sections) > SECTIONS else ''}"
    if now.date() > ends(plan) and plan.id not in person.noticed:
        told = phrases.group_past.format(sources=told, year=plan.year)
        person = replace(person, noticed=person.noticed | {plan.id})
    return person, phrases.group_sources.format(sources=told, more=phrases.group_more)


def _few(reply: Reply) -> tuple[Choice, ...]:
    """Two buttons: the likeliest readings, or the next question and the refusal; a choice of plan keeps all."""
    choices = reply.choices
    if len(choices) <= BUTTONS or _chooses(choices):
        return choices
    return choices[:BUTTONS] if reply.result == "clarify" else (choices[0], choices[-1])


def _chooses(choices: Iterable[Choice]) -> bool:
    return any(choice.token.startswith(_CHOOSING) for choice in choices)
