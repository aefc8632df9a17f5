"""words.yaml and phrases.yaml → Words. Every problem is collected."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from string import Formatter
from typing import Any

from pydantic import ConfigDict, Field

from content.expense.model import Cues, Words
from content.files import read_yaml
from content.lexicon import Lexicon
from content.problems import Problem
from content.reading import shaped
from content.shapes import Shape, Strings
from content.text.money import Vocabulary
from content.text.normalise import clean, squeeze

FILE, PHRASES = "words.yaml", "phrases.yaml"
NEVER = re.compile(r"(?!)")


class WordsShape(Shape):
    """The parts of words.yaml that expenses are read with. Other parts may stand beside them."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    lines: dict[str, Strings]
    loose: dict[str, Strings] = Field(default_factory=dict)
    shared: Strings = Field(default_factory=list)
    counters: dict[str, Strings]
    circumstances: dict[str, Strings]
    unsaid: dict[str, Strings] = Field(default_factory=dict)
    cues: dict[str, Strings]


def load_words(content: Path, problems: list[Problem]) -> Words:
    """The words and sentences below the content folder. Without them nothing is ever read as an expense."""
    shape = shaped(WordsShape, read_yaml(content / FILE, FILE, problems), FILE, "-", problems)
    shape = shape or WordsShape(lines={}, counters={}, circumstances={}, cues={})
    cues = {name: _pattern(name, parts, problems) for name, parts in shape.cues.items()}
    missing = {*_names(Cues), "total", "base", "others", "above", "each", "no_counter"} - cues.keys()
    problems += [Problem(FILE, "cues", f"there is no {name}") for name in sorted(missing)]
    cues |= dict.fromkeys(missing, NEVER)
    return Words(
        names={line: names[0] for line, names in shape.lines.items() if names},
        shown={squeeze(clean(word)): word for names in shape.lines.values() for word in names},
        lines=Lexicon(shape.lines),
        loose=Lexicon(shape.loose),
        shared=frozenset(squeeze(clean(word)) for word in shape.shared),
        circumstances={name: _pattern(name, parts, problems) for name, parts in shape.circumstances.items()},
        unsaid={name: _pattern(name, parts, problems) for name, parts in shape.unsaid.items()},
        cues=Cues(*(cues[name] for name in _names(Cues))),
        money=Vocabulary(
            {name: kind for kind, names in shape.counters.items() for name in names},
            *(cues[name] for name in ("total", "base", "others", "above", "each", "no_counter")),
        ),
        phrases=_phrases(content, problems),
    )


def _names(cls: type[Any]) -> list[str]:
    return [field.name for field in fields(cls)]


def _pattern(name: str, parts: Iterable[str], problems: list[Problem]) -> re.Pattern[str]:
    try:
        return re.compile("|".join(sorted(parts, key=len, reverse=True)))
    except re.error as error:
        problems.append(Problem(FILE, name, f"no pattern: {error}"))
        return NEVER


def _phrases(content: Path, problems: list[Problem]) -> dict[str, str]:
    """The sentences of section `expense`."""
    section = read_yaml(content / PHRASES, PHRASES, problems).get("expense", {})
    if not isinstance(section, Mapping):
        problems.append(Problem(PHRASES, "expense", "must map names to sentences"))
        return {}
    return {name: sentence for name, sentence in section.items() if _is_template(name, sentence, problems)}


def _is_template(name: str, sentence: str, problems: list[Problem]) -> bool:
    try:
        list(Formatter().parse(sentence))
    except ValueError as error:
        problems.append(Problem(PHRASES, f"expense.{name}", f"no sentence: {error}"))
        return False
    return True
