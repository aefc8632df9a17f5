"""Every sentence the bot says that is not an answer. A phrase that is missing or that nobody says is a problem."""

from pathlib import Path

from content.files import read_yaml
from content.problems import Problem
from content.reading import shaped
from content.shapes import Shape


class ChatPhrases(Shape):
    """phrases.yaml, `chat:`. Words in braces are filled by the handlers."""

    hello: str
    help: str
    pick_plan: str
    pick_year: str
    plan_set: str
    plan_ask: str
    past: str
    elsewhere: str
    other_county: str
    other_year: str
    other_plan: str
    other_tier: str
    empty: str
    too_long: str
    greeting: str
    thanks: str
    refuse: str
    offtopic: str
    unclear: str
    unclear_none: str
    silent: str
    refused: str
    refused_none: str
    none_of_these: str
    nothing_to_refuse: str
    background: str
    background_source: str
    understood: str
    conflict_ask: str
    trouble: str
    button_not_this: str
    button_none: str
    button_other_county: str
    button_background: str


class Phrases(Shape):
    """phrases.yaml as a whole."""

    chat: ChatPhrases
    expense: dict[str, str] = {}


def read_phrases(path: Path, problems: list[Problem]) -> Phrases | None:
    """The phrases, or None with a problem for each that is missing or unknown."""
    return shaped(Phrases, read_yaml(path, path.name, problems), path.name, "-", problems)
