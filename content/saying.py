"""Entry → text: placeholders filled with facts; contradictions and sections told along."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from content.model import Bound, Case, Conflict, Entry, Fact, Plan, Verdict
from content.values import Count, Money, Percent, Value

Compute = Callable[[str, int | None], Value]  # what {misc_cap:n} is worth, given the number in the question


def _nothing(name: str, _number: int | None) -> Value:
    raise KeyError(name)


PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number that the question holds, with its counter: 27 班."""

    value: int
    unit: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a question decides between the cases of an answer."""

    text: str = ""  # squeezed
    tier: str = ""
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in words: its lines, where it stands, and the contradictions it touches."""

    text: str
    sections: tuple[str, ...]
    verdict: Verdict | None = None
    conflicts: tuple[Conflict, ...] = ()


def sources_of(plan: Plan, key: str) -> list[Fact]:
    """The facts of one key: several where the plan's sources disagree."""
    if key in plan.facts:
        return [plan.facts[key]]
    return [fact for fact in plan.facts.values() if fact.key == key]


def fact_of(plan: Plan, key: str) -> Fact:
    """The fact of a key; of a contradiction the variant to use. Raises KeyError where there is none."""
    if key in plan.facts:
        return plan.facts[key]
    return plan.facts[f"{key}@{plan.conflicts[key].use}"]


def say(plan: Plan, entry: Entry, asked: Asked, compute: Compute = _nothing) -> Said | None:
    """The first case that fits the question, filled in; None where none does: then the plan does not say."""
    for case, number in _fitting(plan, entry, asked):
        return spell_out(plan, entry, case, compute, number, asked.tier)
    return None


def spell_out(
    plan: Plan, entry: Entry, case: Case, compute: Compute = _nothing, number: Number | None = None, tier: str = ""
) -> Said:
    """One case of an entry, filled in."""
    names = PLACEHOLDER.findall(case.say)
    values = {"n": f"{number.value:,}" if number else "", "tier": _tier_name(plan, tier)}
    for name in names:
        if ":" in name:
            values[name] = str(compute(name, number.value if number else None))
        elif name not in values:
            values[name] = str(fact_of(plan, name).value)
    text = PLACEHOLDER.sub(lambda found: values[found[1]], case.say)
    touched = tuple(_touched(plan, entry.key, names))
    notes = [conflict_line(plan, conflict) for conflict in touched]
    sections = [fact.section for name in names for fact in sources_of(plan, name)]
    return Said("\n".join([text, *notes]), tuple(dict.fromkeys([*sections, *entry.sections])), case.verdict, touched)


def _tier_name(plan: Plan, tier: str) -> str:
    return plan.tiers[tier].name if tier in plan.tiers else ""


def _fitting(plan: Plan, entry: Entry, asked: Asked) -> Iterator[tuple[Case, Number | None]]:
    for case in entry.cases:
        if case.tiers and asked.tier not in case.tiers:
            continue
        if case.words and not any(word in asked.text for word in case.words):
            continue
        if case.bound is None:
            yield case, None
            continue
        for number in asked.numbers:
            if number.unit == case.bound.unit and within(plan, case.bound, number.value):
                yield case, number


def within(plan: Plan, bound: Bound, value: int) -> bool:
    """Whether a number keeps to a case's bounds."""
    return (
        (not bound.at_least or value >= amount_of(fact_of(plan, bound.at_least)))
        and (not bound.at_most or value <= amount_of(fact_of(plan, bound.at_most)))
        and (not bound.above or value > amount_of(fact_of(plan, bound.above)))
        and (not bound.below or value < amount_of(fact_of(plan, bound.below)))
    )


def amount_of(fact: Fact) -> int:
    """A fact's number. Raises TypeError where it has none."""
    match fact.value:
        case Money(amount):
            return amount
        case Count(number, _):
            return number
        case Percent(rate):
            return int(rate)
    raise TypeError(f"{fact.key} is no number")


def _touched(plan: Plan, key: str, names: list[str]) -> Iterator[Conflict]:
    for conflict in plan.conflicts.values():
        if conflict.id in names or key in conflict.touches:
            yield conflict


def conflict_line(plan: Plan, conflict: Conflict) -> str:
    """One sentence that shows both readings and the one to go by."""
    if conflict.note:
        return _filled(plan, conflict.note)
    facts = sources_of(plan, conflict.id)
    both = "；".join(f"{fact.section}：{fact.value}" for fact in facts)
    why = _filled(plan, conflict.why)
    return f"計畫前後寫的不一樣（{both}），先以 {fact_of(plan, conflict.id).value}準備。{why}"


def _filled(plan: Plan, template: str) -> str:
    facts: Mapping[str, str] = {name: str(fact_of(plan, name).value) for name in PLACEHOLDER.findall(template)}
    return PLACEHOLDER.sub(lambda found: facts[found[1]], template)
