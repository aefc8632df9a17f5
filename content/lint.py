"""The lint of the content: everything that is wrong with it, at once, each with file and entry."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import regex

from content.background import check_background
from content.forms.lint import check_forms
from content.lexicon import FILLER
from content.library import Library, read_library
from content.lint_plan import check_plan
from content.problems import ContentError, Problem
from content.text.normalise import clean, squeeze

LABEL = 20  # graphemes on a button of LINE
FEWEST = 6  # wordings of a question


def check(root: Path) -> list[Problem]:
    """All problems of a content folder, sorted by file and entry."""
    try:
        library, problems = read_library(root)
    except ContentError as error:
        return error.problems
    problems += _questions(library)
    for plan in library.plans.values():
        problems += check_plan(library, plan)
    problems += _plans(library)
    problems += check_forms(root, library)
    problems += check_background(library.background, library.plans, library.questions)
    return sorted(set(problems))


def notes(root: Path) -> Iterator[str]:
    """What is no mistake and yet wants doing."""
    library, _ = read_library(root)
    learnt = ((library.reader, True), (library.orderly, library.orders), (library.wishful, library.wishes))
    if any(wordings and one.fingerprint != library.fingerprint for one, wordings in learnt):
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
        cores = {core(library, wording): wording for wording in question.wordings}
        if len(cores) < FEWEST:
            yield Problem(file, question.key, f"only {len(cores)} different wordings; at least {FEWEST}")
        alike = [wording for wording in question.wordings if wording not in cores.values()]
        if alike:
            yield Problem(file, question.key, f"wordings that differ by a particle only: {'、'.join(alike)}")
        for one in cores:
            owners[one].append(question.key)
    for one, keys in owners.items():
        if len(keys) > 1:
            yield Problem(file, keys[0], f"「{one}」 is claimed by {'、'.join(keys[1:])} too")


def core(library: Library, wording: str) -> str:
    """A wording without fillers: what tells it from others."""
    whole = text = squeeze(clean(wording))
    for span in reversed(list(library.lexicon.scan(text))):
        if span.idea == FILLER:
            text = text[: span.start] + text[span.end :]
    return text or whole
