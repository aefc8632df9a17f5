"""The curator's guide, followed to the letter: an invented sixth plan is added and asked."""

import asyncio
import re
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from content.library import HERE, Library, load
from content.lint import check
from content.report import show
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming, Reply
from handlers.ports import NOWHERE
from handlers.topic import Person

PLAN = "qingshan-120"
NOW = datetime(2031, 10, 1, 9, 0, tzinfo=timezone(timedelta(hours=8)))  # within the invented school year
_TRIAL = re.compile(r"^\| 打這句 \|.*\n\|[-|]+\n((?:\|.*\n)+)", re.MULTILINE)
TRIALS = [
    tuple(cell.strip() for cell in row.strip().strip("|").split("|"))
    for row in _TRIAL.findall((HERE / "README.md").read_text(encoding="utf-8"))[0].splitlines()
]
KNOWN, SILENT = [row for row in TRIALS if row[2]], [row[:2] for row in TRIALS if not row[2]]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory, follow: Callable[[Path], None]) -> Path:
    """A copy of the whole content in which the guide was followed."""
    root = tmp_path_factory.mktemp("guide") / "content"
    shutil.copytree(HERE, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    follow(root)
    return root


@pytest.fixture(scope="module")
def library(followed: Path) -> Library:
    return load(followed)


@pytest.fixture(scope="module")
def ask(library: Library) -> Callable[[str], Reply]:
    """Asks one question as a new person under the new plan."""
    dispatcher = Dispatcher(library)

    def answer(text: str) -> Reply:
        outcome = asyncio.run(dispatcher.turn(Incoming("teacher", text), Person(plan=PLAN), NOW, NOWHERE))
        return outcome.replies[0]

    return answer


def test_the_guide_writes_every_file_of_a_plan(followed: Path) -> None:
    written = {path.name for path in (followed / "plans" / PLAN).iterdir()}
    assert written >= {"plan.yaml", "facts.yaml", "answers.yaml", "conflicts.yaml", "budget.yaml", "deadlines.yaml"}


def test_every_yaml_block_of_the_guide_belongs_to_a_file(guide: str, guide_blocks: list[object]) -> None:
    assert len(guide_blocks) == guide.count("```yaml")


def test_following_the_guide_makes_no_problem(followed: Path) -> None:
    assert set(check(followed)) - set(check(HERE)) == set()


@pytest.mark.parametrize(("question", "shown", "section"), KNOWN, ids=[row[0] for row in KNOWN])
def test_the_new_plan_answers_as_the_guide_promises(
    ask: Callable[[str], Reply], question: str, shown: str, section: str
) -> None:
    reply = ask(question)
    assert reply.result == "answered"
    assert shown in reply.text
    assert (PLAN, section) in {(source.plan, source.section) for source in reply.sources}


@pytest.mark.parametrize(("question", "shown"), SILENT, ids=[row[0] for row in SILENT])
def test_what_the_new_plan_leaves_open_is_said_so(ask: Callable[[str], Reply], question: str, shown: str) -> None:
    reply = ask(question)
    assert (reply.result, reply.verdict, reply.sources) == ("abstained", "not_stated", ())
    assert shown in reply.text


def test_the_guide_tries_a_contradiction_an_expense_and_a_silence(library: Library, guide: str) -> None:
    plan = library.plans[PLAN]
    assert plan.conflicts.keys() >= {"apply.due"}
    assert any("❌" in shown for _, shown, _ in KNOWN)
    assert SILENT


def test_an_answer_that_a_contradiction_touches_shows_both_dates(ask: Callable[[str], Reply]) -> None:
    text = ask("申請什麼時候截止").text
    assert text.index("120年9月12日") < text.index("120年9月15日")


def test_the_new_question_is_left_open_by_every_other_plan(library: Library) -> None:
    silent = {plan.id for plan in library.plans.values() if library.entry(plan, "trail.min") is None}
    assert silent == library.plans.keys() - {PLAN}


def test_the_new_plan_can_be_shown(library: Library) -> None:
    assert "每群最少人數" in show(library, library.plans[PLAN])


def test_values_look_as_the_guide_says(guide: str, library: Library) -> None:
    plan = library.plans[PLAN]
    shown = {str(fact.value) for fact in plan.facts.values()}
    assert {"6,000 元", "4 %", "5 人", "120年9月12日（五）", "120年9月至121年6月", "17:00", "09:30–11:30"} <= shown
    assert all(value in guide for value in ("6,000 元", "120年9月至121年6月", "09:30–11:30"))
