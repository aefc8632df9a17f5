"""National rules, shown only as background beside a plan, with a source of their own, and never merged with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from content.problems import Problem
from content.reading import entries
from content.saying import PLACEHOLDER
from content.shapes import Shape, Strings
from content.values import read_value


class FigureShape(Shape):
    """A figure of a national rule; its place is the entry's source."""

    label: str = Field(alias="is")
    value: str


class BackgroundShape(Shape):
    """An entry of background.yaml."""

    keys: Strings
    plans: Strings = []
    facts: dict[str, FigureShape] = {}
    say: str
    source: str


@dataclass(frozen=True, slots=True)
class Background:
    """What a national rule says about some questions; `plans` is empty where it may stand beside any plan."""

    id: str
    keys: frozenset[str]
    plans: frozenset[str]
    figures: Mapping[str, str]
    template: str
    source: str

    @property
    def text(self) -> str:
        """The rule in words, with its figures."""
        return PLACEHOLDER.sub(lambda found: self.figures[found[1]], self.template)

    def stands_beside(self, plan: str, key: str) -> bool:
        """Whether it is offered under a plan's answer to a question."""
        return key in self.keys and (not self.plans or plan in self.plans)


def _make(key: str, shape: BackgroundShape) -> Background:
    figures = {name: str(read_value(fact.value)) for name, fact in shape.facts.items()}
    return Background(key, frozenset(shape.keys), frozenset(shape.plans), figures, shape.say.strip(), shape.source)


def read_background(path: Path, problems: list[Problem]) -> dict[str, Background]:
    """All entries by id; none where a content folder has no background at all."""
    if not path.exists():
        return {}
    return entries(path, path.name, BackgroundShape, _make, problems)


def check_background(
    known: Mapping[str, Background], plans: Mapping[str, object], questions: Mapping[str, object]
) -> Iterator[Problem]:
    """References that lead nowhere."""
    for entry in known.values():
        missing = [key for key in entry.keys if key not in questions]
        missing += [plan for plan in entry.plans if plan not in plans]
        missing += [name for name in PLACEHOLDER.findall(entry.template) if name not in entry.figures]
        yield from (Problem("background.yaml", entry.id, f"there is no {name}") for name in sorted(missing))
