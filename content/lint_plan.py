"""The lint of one plan: its facts, contradictions, answers and deadlines."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from content.library import Library
from content.lint_budget import check_budget
from content.model import Bound, Case, Conflict, Entry, Plan
from content.problems import Problem
from content.saying import PLACEHOLDER, Number, amount_of, fact_of, sources_of, spell_out
from content.templates import slips
from content.values import Day, Month, Period, Text

LONGEST = 300  # characters of an answer with its contradictions, on a phone
SAMPLE = 5000  # a number to try worked-out figures with
OWN = {"n", "tier"}  # placeholders that the question fills

_MISTYPED = re.compile(r"\d+\s*%|[\d,]+\s*(?:TWD|元)|\d{4}-\d{1,2}(?:-\d{1,2})?|\d{1,2}:\d{1,2}")


def check_plan(library: Library, plan: Plan) -> Iterator[Problem]:
    """All problems of a plan, with file names below the content folder."""
    for problem in _plan(library, plan):
        yield Problem(f"plans/{plan.id}/{problem.file}", problem.id, problem.what)


def _plan(library: Library, plan: Plan) -> Iterator[Problem]:
    yield from _facts(plan)
    yield from _conflicts(plan)
    for key, target in plan.shared.items():
        if target not in plan.answers:
            yield Problem("answers.yaml", key, f"same: there is no answer {target}")
    for key in [*plan.answers, *plan.shared]:
        if key not in library.questions:
            yield Problem("answers.yaml", key, "no such question in questions.yaml")
        if key.partition(".")[0] in plan.foreign:
            yield Problem("answers.yaml", key, "plan.yaml calls this kind of question foreign")
    for entry in plan.answers.values():
        yield from _entry(library, plan, entry)
    yield from _deadlines(plan)
    yield from check_budget(library, plan)


def _facts(plan: Plan) -> Iterator[Problem]:
    variants = defaultdict[str, list[str]](list)
    for key, fact in plan.facts.items():
        if fact.variant:
            variants[fact.key].append(key)
        if fact.tier and fact.tier not in plan.tiers:
            yield Problem("facts.yaml", key, f"no such tier: {fact.tier}")
        if isinstance(fact.value, Period) and _starts(fact.value.end) < _starts(fact.value.start):
            yield Problem("facts.yaml", key, "the period ends before it starts")
        if isinstance(fact.value, Text) and _MISTYPED.fullmatch(fact.value.text):
            yield Problem("facts.yaml", key, f"looks like a figure and is none: {fact.value.text}")
    for key, facts in variants.items():
        if key not in plan.conflicts:
            yield Problem("facts.yaml", key, f"{len(facts)} sources disagree, and conflicts.yaml does not say so")
        if key in plan.facts:
            yield Problem("facts.yaml", key, "stands with and without @")
    yield from _overlaps(plan)


def _starts(moment: Day | Month) -> tuple[int, int, int]:
    if isinstance(moment, Day):
        return (moment.day.year, moment.day.month, moment.day.day)
    return (moment.year, moment.month, 0)


def _overlaps(plan: Plan) -> Iterator[Problem]:
    """Instalments and the like: periods that share a key but for its last part may not overlap."""
    siblings = defaultdict[str, list[tuple[str, Period]]](list)
    for key, fact in plan.facts.items():
        if isinstance(fact.value, Period) and not fact.variant:
            siblings[key.rpartition(".")[0]].append((key, fact.value))
    for periods in siblings.values():
        periods.sort(key=lambda pair: _starts(pair[1].start))
        for (one, first), (other, second) in pairwise(periods):
            if _starts(second.start) <= _starts(first.end):
                yield Problem("facts.yaml", other, f"the period overlaps that of {one}")


def _conflicts(plan: Plan) -> Iterator[Problem]:
    file = "conflicts.yaml"
    for conflict in plan.conflicts.values():
        if conflict.use and f"{conflict.id}@{conflict.use}" not in plan.facts:
            yield Problem(file, conflict.id, f"use: there is no fact {conflict.id}@{conflict.use}")
        if conflict.use and len(sources_of(plan, conflict.id)) < 2:
            yield Problem(file, conflict.id, "needs two facts that disagree")
        if not conflict.use and not conflict.note:
            yield Problem(file, conflict.id, "neither `use` nor `note`")
        for key in conflict.touches:
            if key not in plan.answers:
                yield Problem(file, conflict.id, f"touches: there is no answer {key}")
        if not conflict.touches and not any(_mentions(entry, conflict.id) for entry in plan.answers.values()):
            yield Problem(file, conflict.id, "no answer touches it")
        yield from _template(plan, file, conflict.id, f"{conflict.why}{conflict.note}")


def _mentions(entry: Entry, fact: str) -> bool:
    return any(f"{{{fact}}}" in case.say or f"{{{fact}@" in case.say for case in entry.cases)


def _template(plan: Plan, file: str, key: str, template: str) -> Iterator[Problem]:
    for name in PLACEHOLDER.findall(template):
        if name not in OWN and ":" not in name and not _known(plan, name):
            yield Problem(file, key, f"no such fact: {name}")
    yield from (Problem(file, key, slip) for slip in slips(template))


def _known(plan: Plan, name: str) -> bool:
    try:
        fact_of(plan, name)
    except KeyError:
        return False
    return True


def _entry(library: Library, plan: Plan, entry: Entry) -> Iterator[Problem]:
    file = "answers.yaml"
    if not entry.cases:
        yield Problem(file, entry.key, "says nothing")
    for key in entry.see:
        if key not in library.questions:
            yield Problem(file, entry.key, f"see: no such question {key}")
        elif library.entry(plan, key) is None:
            yield Problem(file, entry.key, f"see: {key} is not answered by this plan")
    for case in entry.cases:
        yield from _case(library, plan, entry, case)


def _case(library: Library, plan: Plan, entry: Entry, case: Case) -> Iterator[Problem]:
    file = "answers.yaml"
    problems = [*_template(plan, file, entry.key, case.say), *_when(library, plan, entry.key, case)]
    yield from problems
    number = Number(SAMPLE, case.bound.unit) if case.bound else None
    if problems or any(_broken(plan, conflict) for conflict in plan.conflicts.values()):
        return  # told already; nothing can be spelt out
    try:
        said = spell_out(plan, entry, case, library.compute(plan), number)
    except KeyError as error:
        yield Problem(file, entry.key, f"cannot be worked out: {error}")
        return
    if not said.sections:
        yield Problem(file, entry.key, "no section: neither a fact nor `sections`")
    if len(said.text) > LONGEST:
        yield Problem(file, entry.key, f"{len(said.text)} characters; {LONGEST} at most: {case.say[:12]}…")


def _broken(plan: Plan, conflict: Conflict) -> bool:
    names = PLACEHOLDER.findall(f"{conflict.why}{conflict.note}")
    unused = not conflict.note and f"{conflict.id}@{conflict.use}" not in plan.facts
    return unused or not all(_known(plan, name) for name in names)


def _when(library: Library, plan: Plan, key: str, case: Case) -> Iterator[Problem]:
    file = "answers.yaml"
    for tier in case.tiers:
        if tier not in plan.tiers:
            yield Problem(file, key, f"no such tier: {tier}")
    if "" in case.words:
        yield Problem(file, key, "words: one has neither letter nor digit")
    if "{n}" in case.say and case.bound is None:
        yield Problem(file, key, "{n} without `number`")
    if case.bound:
        yield from _bound(library, plan, key, case.bound)


def _bound(library: Library, plan: Plan, key: str, bound: Bound) -> Iterator[Problem]:
    file, names = "answers.yaml", (bound.at_least, bound.at_most, bound.above, bound.below)
    if bound.unit not in library.terms.get("counters", {}):
        yield Problem(file, key, f"number: terms.yaml has no counter {bound.unit}")
    if not any(names):
        yield Problem(file, key, "number: nothing to compare with")
    for name in filter(None, names):
        try:
            amount_of(fact_of(plan, name))
        except KeyError:
            yield Problem(file, key, f"number: no such fact {name}")
        except TypeError:
            yield Problem(file, key, f"number: {name} is no number")


def _deadlines(plan: Plan) -> Iterator[Problem]:
    """Figures in their words; everything else is told when they are read."""
    for deadline in plan.deadlines.values():
        said = " ".join((deadline.title, deadline.who, deadline.hand_in, deadline.to))
        yield from _template(plan, "deadlines.yaml", deadline.id, said)
