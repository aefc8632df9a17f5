"""The first minute, help by examples, and what is said to pictures and voices."""

from content.model import Plan
from handlers.compose import Composer
from handlers.messages import Choice, Reply
from handlers.topic import Outcome, Turn

EXAMPLES = (  # what conveners ask first; a plan shows those that it answers
    "grant.amount",
    "apply.due",
    "expense.misc.amount",
    "device.how",
    "event.count",
    "event.who",
    "training.when",
    "expense.lecturer",
    "who.apply",
)
JUDGED = "expense.meal"  # the line of phrases.example, shown where a plan says something about it
SHOWN = 3
TAPPABLE = 2  # examples that are buttons as well


def started(turn: Turn, composer: Composer) -> Outcome:
    """Who we are, and the counties; somebody who comes back is greeted with the plan instead."""
    phrases, plan = composer.phrases, composer.library.plans.get(turn.person.plan)
    if plan is None:
        return Outcome(turn.person, (composer.plain(phrases.hello, *composer.counties()),))
    text = phrases.welcome_back.format(plan=plan.name)
    return Outcome(turn.person, (composer.plain(text, _change(composer), Choice(phrases.button_help, "do:help")),))


def change(turn: Turn, composer: Composer) -> Outcome:
    """The counties to choose from, for somebody who may have a plan already."""
    plan = composer.library.plans.get(turn.person.plan)
    if plan is None:
        return Outcome(turn.person, (composer.asking(composer.phrases.hello, *composer.counties()),))
    text = composer.phrases.change_plan.format(plan=plan.name)
    return Outcome(turn.person, (composer.asking(text, *composer.counties()),))


def helped(turn: Turn, composer: Composer) -> Outcome:
    """How to use it, by examples that the current plan answers."""
    phrases, plan = composer.phrases, composer.library.plans.get(turn.person.plan)
    keys = _examples(plan, composer)
    if plan is None:
        text = phrases.help_stranger.format(examples=_listed(keys, None, composer))
        return Outcome(turn.person, (composer.plain(text, *composer.counties()),))
    text = phrases.help.format(plan=plan.name, examples=_listed(keys, plan, composer))
    return Outcome(turn.person, (composer.plain(text, *composer.keys(keys[:TAPPABLE], "see"), _change(composer)),))


def _examples(plan: Plan | None, composer: Composer) -> list[str]:
    library = composer.library
    known = [key for key in EXAMPLES if key in library.questions]
    return [key for key in known if plan is None or library.entry(plan, key)][:SHOWN]


def _listed(keys: list[str], plan: Plan | None, composer: Composer) -> str:
    said = [composer.label(key) for key in keys]
    if plan is None or not said or composer.library.entry(plan, JUDGED):
        said.append(composer.phrases.example)
    return "\n".join(f"・{one}" for one in said)


def _change(composer: Composer) -> Choice:
    return Choice(composer.phrases.button_change, "do:plan")


def shown_something(turn: Turn, composer: Composer) -> Outcome:
    """A picture, a voice message, a file: what works instead."""
    phrases = composer.phrases
    sentences = {
        "picture": phrases.media_picture,
        "sticker": phrases.media_sticker,
        "voice": phrases.media_voice,
        "video": phrases.media_video,
        "file": phrases.media_file,
        "place": phrases.media_place,
    }
    text = sentences.get(turn.incoming.medium, phrases.media_other)
    return Outcome(turn.person, (composer.plain(text.format(example=phrases.example)),))


def asked_nothing(turn: Turn, composer: Composer) -> Outcome:
    """/ask without a question: the next text is the question."""
    text = composer.phrases.ask_what.format(example=composer.phrases.example)
    return Outcome(turn.person, (Reply(text, result="clarify", asks=True),))
