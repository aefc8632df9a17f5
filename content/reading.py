"""YAML documents → the model. Every problem is collected; what cannot be read is left out."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from content.files import read_yaml
from content.model import Bound, Case, Conflict, Entry, Fact, Plan, Question, Tier
from content.problems import Problem
from content.shapes import BoundShape, ConflictShape, EntryShape, FactShape, PlanShape, QuestionShape, Shape
from content.text.normalise import clean, squeeze
from content.values import Text, Value, read_value

S = TypeVar("S", bound=Shape)
T = TypeVar("T")


def shaped(shape: type[S], document: Any, file: str, entry: str, problems: list[Problem]) -> S | None:
    """The document in its shape, or None with a problem for each slip."""
    try:
        return shape.model_validate(document)
    except ValidationError as error:
        for slip in error.errors():
            where = ".".join(map(str, slip["loc"]))
            problems.append(Problem(file, entry, f"{where}: {slip['msg']}"))
    return None


def entries(
    path: Path, file: str, shape: type[S], make: Callable[[str, S], T], problems: list[Problem]
) -> dict[str, T]:
    """A file whose document maps ids to entries of one shape."""
    document = read_yaml(path, file, problems)
    if not isinstance(document, Mapping):
        problems.append(Problem(file, "-", "must map ids to entries"))
        return {}
    read = ((key, shaped(shape, value, file, key, problems)) for key, value in document.items())
    return {key: make(key, entry) for key, entry in read if entry is not None}


def fact_maker(file: str, problems: list[Problem]) -> Callable[[str, FactShape], Fact]:
    """Facts of one file; a date that does not exist is a problem of that file."""

    def value_of(key: str, text: str) -> Value:
        try:
            return read_value(text)
        except ValueError as error:
            problems.append(Problem(file, key, f"value: {error}"))
            return Text(text)

    def make(key: str, shape: FactShape) -> Fact:
        name, _, variant = key.partition("@")
        value = value_of(key, shape.value)
        return Fact(name, shape.label, value, shape.section, variant, shape.tier, shape.per, shape.base, shape.note)

    return make


def _bound(shape: BoundShape | None) -> Bound | None:
    if shape is None:
        return None
    return Bound(shape.unit, shape.at_least, shape.at_most, shape.above, shape.below)


def _cases(shape: EntryShape) -> Iterable[Case]:
    for case in shape.when:
        words = tuple(squeeze(clean(word)) for word in case.words)
        yield Case(case.say.strip(), tuple(case.tier), words, _bound(case.number), case.verdict)
    if shape.say:
        yield Case(shape.say.strip(), verdict=shape.verdict)


def entry(key: str, shape: EntryShape) -> Entry:
    """An answer: its cases in the order of the file, the general one last."""
    return Entry(key, tuple(_cases(shape)), tuple(shape.see), tuple(shape.sections))


def conflict(key: str, shape: ConflictShape) -> Conflict:
    """A declared contradiction."""
    return Conflict(key, shape.level, shape.use, shape.why, shape.note, tuple(shape.touches), shape.ask)


def question(key: str, shape: QuestionShape) -> Question:
    """A question with its wordings, in the order of the file."""
    return Question(key, shape.ask, tuple(shape.says))


def _several(
    folder: Path, root: Path, stem: str, read: Callable[[Path, str], dict[str, T]], problems: list[Problem]
) -> dict[str, T]:
    """The entries of facts.yaml and, where a curator has split it, facts-*.yaml; an id twice is a problem."""
    found: dict[str, T] = {}
    paths = sorted(folder.glob(f"{stem}-*.yaml"))
    for path in [folder / f"{stem}.yaml", *paths]:
        file = str(path.relative_to(root))
        more = read(path, file)
        problems += [
            Problem(file, key, "stands in another file of this plan too") for key in found.keys() & more.keys()
        ]
        found |= more
    return found


def read_plan(folder: Path, root: Path, problems: list[Problem]) -> Plan | None:
    """A plan's folder. None where plan.yaml itself cannot be read."""
    file = str((folder / "plan.yaml").relative_to(root))
    head = shaped(PlanShape, read_yaml(folder / "plan.yaml", file, problems), file, "-", problems)
    if head is None:
        return None

    def facts_of(path: Path, name: str) -> dict[str, Fact]:
        return entries(path, name, FactShape, fact_maker(name, problems), problems)

    def conflicts_of(path: Path, name: str) -> dict[str, Conflict]:
        return entries(path, name, ConflictShape, conflict, problems)

    def answers_of(path: Path, name: str) -> dict[str, EntryShape]:
        return entries(path, name, EntryShape, lambda _, shape: shape, problems)

    answers = _several(folder, root, "answers", answers_of, problems)
    return Plan(
        id=head.id,
        name=head.name,
        county=head.county,
        aliases=tuple(head.aliases),
        year=head.year,
        title=head.title,
        about=head.about,
        ask=head.ask,
        tiers={key: Tier(key, tier.name, tuple(tier.aliases)) for key, tier in head.tiers.items()},
        foreign=frozenset(head.foreign),
        facts=_several(folder, root, "facts", facts_of, problems),
        conflicts=_several(folder, root, "conflicts", conflicts_of, problems),
        answers={key: entry(key, shape) for key, shape in answers.items() if not shape.same},
        shared={key: shape.same for key, shape in answers.items() if shape.same},
    )
