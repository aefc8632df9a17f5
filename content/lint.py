"""The lint of the content: everything that is wrong with it, at once, each with file and entry."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import regex

from content.files import read_yaml
from content.lexicon import FILLER
from content.library import Library, read_library
from content.model import Case, Entry, Plan
from content.problems import Problem
from content.saying import PLACEHOLDER, Number, amount_of, fact_of, sources_of, spell_out
from content.text.normalise import clean, squeeze
from content.values import Day, Month, Period

LABEL = 20  # graphemes on a button of LINE
FEWEST = 6  # wordings of a question
LONGEST = 300  # characters of an answer with its contradictions, on a phone
SAMPLE = 5000  # a number to try worked-out figures with
OWN = {"n", "tier"}  # placeholders that the question fills

_NAMES = re.compile(
    r"附件[一二三四五六七八九十](?:之\d)?(?:\.\d+)?|附表[一二]|第[一二三四五六七八九十兩]+(?:期|類|場|步|案|份|條|項|次|年|階段|部分|題|名|天|節|句|個|段|種|組|欄|列)"
    r"|步驟[一二三四五六七八九十]|十二年國|[上下]午場[12一二]|一(?:起|樣|般|定|併|致|覽|律|同|樣的|直|些|下|邊|旦|概)|[唯統單專]一|二代健保|三級|四階|其一|5C"
)
_FIGURE = re.compile(
    r"\d|[一二兩三四五六七八九十百千萬]+\s*(?:元|塊|人|位|名|次|份|張|頁|字|場|校|班|群|天|日|週|個月|月|年|小時|分鐘|點|節|項|件|案|組|%|成|倍|趴)"
)


def check(root: Path) -> list[Problem]:
    """All problems of a content folder, sorted by file and entry."""
    library, problems = read_library(root)
    problems += _questions(library)
    for plan in library.plans.values():
        problems += (Problem(f"plans/{plan.id}/{p.file}", p.id, p.what) for p in _plan(library, plan))
        problems += _deadlines(root, plan)
    problems += _plans(library)
    return sorted(set(problems))


def notes(root: Path) -> Iterator[str]:
    """What is no mistake and yet wants doing."""
    library, _ = read_library(root)
    if library.reader.fingerprint != library.fingerprint:
        yield "note: the reader was trained on other wordings; run `make train` to make it read the new ones better"


def _plans(library: Library) -> Iterator[Problem]:
    held: dict[tuple[str, int], str] = {}
    for plan in library.plans.values():
        other = held.setdefault((plan.place, plan.year), plan.id)
        if other != plan.id:
            yield Problem(f"plans/{plan.id}/plan.yaml", "year", f"overlaps {other}: the same county and school year")


def _questions(library: Library) -> Iterator[Problem]:
    file, owners = "questions.yaml", defaultdict[str, list[str]](list)
    for question in library.questions.values():
        if len(regex.findall(r"\X", question.label)) > LABEL:
            yield Problem(file, question.key, f"label longer than {LABEL} characters: {question.label}")
        cores = {_core(library, wording): wording for wording in question.wordings}
        if len(cores) < FEWEST:
            yield Problem(file, question.key, f"only {len(cores)} different wordings; at least {FEWEST}")
        if len(cores) < len(question.wordings):
            alike = [wording for wording in question.wordings if wording not in cores.values()]
            yield Problem(file, question.key, f"wordings that differ by a particle only: {'、'.join(alike)}")
        for core in cores:
            owners[core].append(question.key)
    for core, keys in owners.items():
        if len(keys) > 1:
            yield Problem(file, keys[0], f"「{core}」 is claimed by {'、'.join(keys[1:])} too")


def _core(library: Library, wording: str) -> str:
    text = squeeze(clean(wording))
    dropped = [(s.start, s.end) for s in library.lexicon.scan(text) if s.idea == FILLER]
    for start, end in reversed(dropped):
        text = text[:start] + text[end:]
    return text or squeeze(clean(wording))


def _plan(library: Library, plan: Plan) -> Iterator[Problem]:
    yield from _facts(plan)
    yield from _conflicts(plan)
    for key, target in plan.shared.items():
        if target not in plan.answers:
            yield Problem("answers.yaml", key, f"same: there is no answer {target}")
    for key in [*plan.answers, *plan.shared]:
        if key not in library.questions:
            yield Problem("answers.yaml", key, "no such question in questions.yaml")
    for entry in plan.answers.values():
        yield from _entry(library, plan, entry)


def _facts(plan: Plan) -> Iterator[Problem]:
    variants = defaultdict[str, list[str]](list)
    for key, fact in plan.facts.items():
        if fact.variant:
            variants[fact.key].append(key)
        if fact.tier and fact.tier not in plan.tiers:
            yield Problem("facts.yaml", key, f"no such tier: {fact.tier}")
        if isinstance(fact.value, Period) and _starts(fact.value.end) < _starts(fact.value.start):
            yield Problem("facts.yaml", key, "the period ends before it starts")
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
    bare = _NAMES.sub("", PLACEHOLDER.sub("", template))
    if figure := _FIGURE.search(bare):
        yield Problem(file, key, f"a figure outside facts: {bare[max(0, figure.start() - 4) : figure.end() + 4]!r}")


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
    problems = [*_template(plan, file, entry.key, case.say), *_bounds(plan, entry.key, case)]
    yield from problems
    for tier in case.tiers:
        if tier not in plan.tiers:
            yield Problem(file, entry.key, f"no such tier: {tier}")
    if problems:
        return
    number = Number(SAMPLE, case.bound.unit) if case.bound else None
    try:
        said = spell_out(plan, entry, case, library.compute(plan), number)
    except KeyError as error:
        yield Problem(file, entry.key, f"cannot be worked out: {error}")
        return
    if not said.sections:
        yield Problem(file, entry.key, "no section: neither a fact nor `sections`")
    if len(said.text) > LONGEST:
        yield Problem(file, entry.key, f"{len(said.text)} characters; {LONGEST} at most: {case.say[:12]}…")


def _bounds(plan: Plan, key: str, case: Case) -> Iterator[Problem]:
    bound = case.bound
    for name in (bound.at_least, bound.at_most, bound.above, bound.below) if bound else ():
        if not name:
            continue
        try:
            amount_of(fact_of(plan, name))
        except KeyError:
            yield Problem("answers.yaml", key, f"number: no such fact {name}")
        except TypeError:
            yield Problem("answers.yaml", key, f"number: {name} is no number")


def _deadlines(root: Path, plan: Plan) -> Iterator[Problem]:
    for path in sorted((root / "plans" / plan.id).glob("deadlines*.yaml")):
        problems: list[Problem] = []
        file = str(path.relative_to(root))
        document = read_yaml(path, file, problems)
        yield from problems
        for row in document if isinstance(document, list) else []:
            for name in (row.get("due"), row.get("within")):
                if name and not _known(plan, name):
                    yield Problem(file, row.get("id", "-"), f"no such fact: {name}")
