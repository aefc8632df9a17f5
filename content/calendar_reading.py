"""deadlines.yaml → typed deadlines of a plan, with every problem of reading them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import Field

from content.files import read_yaml
from content.model import After, Announced, DeadlineKind, Due, Plan, PlanDeadline
from content.problems import Problem
from content.reading import shaped
from content.saying import fact_of, sources_of
from content.shapes import Shape, Strings
from content.text.dates.amounts import Amount, amount
from content.values import Clock, Count, Day, Month, Period, Value

ALL = "all"  # in `tiers`: for every community
_KINDS: dict[str, DeadlineKind] = {kind: kind for kind in get_args(DeadlineKind)}
_MOMENT: tuple[type[Value], ...] = (Day, Month, Period)


class DeadlineShape(Shape):
    """An entry of deadlines.yaml: one of `due`, `after` and `announced` says when."""

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    tiers: Strings = Field(min_length=1)
    kind: DeadlineKind | None = None
    due: str = ""
    at: str = ""
    after: str = ""
    within: str = ""
    during: str = ""
    same: str = ""
    announced: bool = False
    who: str = ""
    hand_in: str = ""
    to: str = ""
    keep: str = ""
    pick: str = ""
    sections: Strings = []


def read_deadlines(folder: Path, root: Path, plan: Plan, problems: list[Problem]) -> dict[str, PlanDeadline]:
    """The deadlines of deadlines.yaml and deadlines-*.yaml by id. What cannot be read is told and left out."""
    shapes: dict[str, tuple[str, DeadlineShape]] = {}
    for path in [folder / "deadlines.yaml", *sorted(folder.glob("deadlines-*.yaml"))]:
        file = str(path.relative_to(root))
        for shape in _shapes(path, file, problems):
            if shape.id in shapes:
                problems.append(Problem(file, shape.id, "stands twice in the deadlines of this plan"))
            shapes[shape.id] = (file, shape)
    dated = {shape.id for _, shape in shapes.values() if shape.due}
    found = {}
    for name, (file, shape) in shapes.items():
        wrong = [Problem(file, name, what) for what in _wrong(plan, shape, dated)]
        problems += wrong
        if not wrong:
            found[name] = _deadline(shape)
    return found


def length_of(value: Value) -> Amount | None:
    """How long a fact says, in days, office days, months or years; None where it says no such thing."""
    if not isinstance(value, Count):
        return None
    said = f"{value.number}{value.unit}"
    read = amount(said, 0)
    if read is None or read[1] < len(said) or read[0].unit in ("hour", "minute"):
        return None
    return read[0]


def _shapes(path: Path, file: str, problems: list[Problem]) -> Iterator[DeadlineShape]:
    document: Any = read_yaml(path, file, problems)
    if document and not isinstance(document, list):
        problems.append(Problem(file, "-", "must be a list"))
        return
    for row in document or []:
        name = row.get("id", "-") if isinstance(row, dict) else str(row)
        if shape := shaped(DeadlineShape, row, file, str(name), problems):
            yield shape


def _wrong(plan: Plan, shape: DeadlineShape, dated: set[str]) -> Iterator[str]:
    for tier in shape.tiers:
        if tier != ALL and tier not in plan.tiers:
            yield f"no such tier: {tier}"
    if sum(map(bool, (shape.due, shape.after, shape.announced))) != 1:
        yield "needs one of `due`, `after` and `announced`"
    if bool(shape.after) != bool(shape.within) or ((shape.during or shape.same) and not shape.after):
        yield "`after` and `within` stand together; `during` and `same` only beside them"
    if shape.at and not shape.due:
        yield "`at` stands beside `due`"
    if shape.same and shape.same not in dated:
        yield f"same: there is no deadline with a date called {shape.same}"
    if shape.announced and not shape.sections:
        yield "no section: neither a fact nor `sections`"
    yield from _wrong_facts(plan, shape)


def _wrong_facts(plan: Plan, shape: DeadlineShape) -> Iterator[str]:
    wanted: tuple[tuple[str, str, tuple[type[Value], ...], str], ...] = (
        ("due", shape.due, _MOMENT, "date"),
        ("at", shape.at, (Clock,), "time of day"),
        ("during", shape.during, (Period,), "period"),
    )
    for field, key, types, what in wanted:
        if key and (value := _value(plan, key)) and not isinstance(value, types):
            yield f"{field}: {key} is no {what}"
    if shape.within and (value := _value(plan, shape.within)) and length_of(value) is None:
        yield f"within: {shape.within} is no number of days, weeks or months"
    for key in filter(None, (shape.due, shape.at, shape.within, shape.during, shape.keep)):
        if _value(plan, key) is None:
            yield f"no such fact: {key}"
    if shape.due and _later_is_used(plan, shape.due):
        yield f"due: {shape.due} contradicts itself, and conflicts.yaml does not use the earliest date"


def _value(plan: Plan, key: str) -> Value | None:
    try:
        return fact_of(plan, key).value
    except KeyError:
        return None


def _later_is_used(plan: Plan, key: str) -> bool:
    used = _value(plan, key)
    dates = [fact.value for fact in sources_of(plan, key) if isinstance(fact.value, Day)]
    return isinstance(used, Day) and any(other.day < used.day for other in dates)


def _deadline(shape: DeadlineShape) -> PlanDeadline:
    rule: Due | After | Announced = Announced()
    if shape.due:
        rule = Due(shape.due, shape.at)
    elif shape.after:
        rule = After(shape.after, shape.within, shape.during, shape.same)
    return PlanDeadline(
        id=shape.id,
        title=shape.title,
        kind=shape.kind or _KINDS.get(shape.id.partition(".")[0], "other"),
        rule=rule,
        tiers=frozenset() if ALL in shape.tiers else frozenset(shape.tiers),
        who=shape.who,
        hand_in=shape.hand_in,
        to=shape.to,
        keep=shape.keep,
        pick=shape.pick,
        sections=tuple(shape.sections),
    )
