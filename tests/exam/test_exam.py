"""The exam's files are well formed, and the bot has not forgotten what it could answer. Nothing here tunes to them."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from content.library import Library
from handlers.messages import Verdict

HERE = Path(__file__).parent
FLOOR = 0.88  # share right at once of all questions; last measured 0.922


def _score() -> ModuleType:
    """score.py: a script beside this file, which no package holds."""
    spec = importlib.util.spec_from_file_location("exam_score", HERE / "score.py")
    assert spec
    assert spec.loader
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


score = _score()


@pytest.fixture(scope="module")
def items() -> list:
    return score.items()


def test_no_file_of_questions_is_left_out() -> None:
    assert {path.stem for path in HERE.glob("*.jsonl")} == set(score.FILES)


def test_every_question_has_an_id_of_its_own(items: list) -> None:
    assert len({item.id for item in items}) == len(items)


def test_every_question_is_of_a_known_kind_and_asks_something(items: list) -> None:
    assert {item.kind for item in items} == set(score.MARKS)
    assert [item.id for item in items if not item.q.strip()] == []


def test_every_question_is_about_a_plan_that_we_have_and_know_a_time_of(items: list, library: Library) -> None:
    plans = {item.plan for item in items}
    assert plans <= library.plans.keys()
    assert plans <= score.NOW.keys()


def test_every_pattern_is_a_regular_expression(items: list) -> None:
    for item in items:
        for pattern in (*item.must, *item.must_not):
            re.compile(pattern)


def test_expenses_alone_have_verdicts_and_known_ones(items: list) -> None:
    assert [item.id for item in items if bool(item.verdict) != (item.kind == "expense")] == []
    assert {verdict for item in items for verdict in item.verdict} <= set(get_args(Verdict))


def test_every_answer_has_a_key(items: list) -> None:
    assert [item.id for item in items if item.kind in ("answer", "conflict") and not item.must] == []


def test_most_questions_are_right_at_once() -> None:
    found = score.play(score.new_batch(), score.items())
    assert score.share(found) > FLOOR, score.report(found)
