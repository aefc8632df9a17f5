"""What the YAML files may look like: pydantic at the border, so that every slip is told with its place."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from content.model import Verdict


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Strings = Annotated[list[str], BeforeValidator(_as_list)]


class Shape(BaseModel):
    """A mapping in which an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FactShape(Shape):
    """An entry of facts.yaml."""

    label: str = Field(alias="is", min_length=1)
    value: str = Field(min_length=1)
    section: str = Field(min_length=1)
    tier: str = ""
    per: str = ""
    base: str = ""
    note: str = ""


class BoundShape(Shape):
    """`number:` of a case: a counter, and facts to compare with."""

    unit: str
    at_least: str = ""
    at_most: str = ""
    above: str = ""
    below: str = ""


class CaseShape(Shape):
    """An element of `when:`."""

    say: str
    tier: Strings = []
    words: Strings = []
    number: BoundShape | None = None
    verdict: Verdict | None = None


class EntryShape(Shape):
    """An entry of answers.yaml: either `same`, or what is said."""

    same: str = ""
    say: str = ""
    when: list[CaseShape] = []
    verdict: Verdict | None = None
    see: Strings = []
    sections: Strings = []


class ConflictShape(Shape):
    """An entry of conflicts.yaml."""

    level: Literal["high", "middle", "low"]
    use: str = ""
    why: str = ""
    note: str = ""
    touches: Strings = []
    ask: str = ""


class TierShape(Shape):
    """A tier in plan.yaml."""

    name: str
    aliases: Strings = []


class PlanShape(Shape):
    """plan.yaml."""

    id: str
    name: str
    county: str
    aliases: Strings
    year: int
    title: str
    about: str
    ask: str
    tiers: dict[str, TierShape] = {}
    foreign: Strings = []


class QuestionShape(Shape):
    """An entry of questions.yaml: the label of its button, and how people put it."""

    ask: str = Field(min_length=1)
    says: Strings
