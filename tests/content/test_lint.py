"""The lint: whatever a curator may get wrong is told with file and entry, all of it at once (small/mistakes.yaml)."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from content.library import HERE, load
from content.lint import check
from content.lint_plan import LONGEST
from content.problems import ContentError, Problem

PLAN = "plans/qingshan-120"
FACTS, ANSWERS, CONFLICTS = f"{PLAN}/facts.yaml", f"{PLAN}/answers.yaml", f"{PLAN}/conflicts.yaml"
OPEN = "open.question: {ask: 沒寫的, says: [子, 丑, 寅, 卯, 辰, 巳]}"
MISTAKES: dict[str, Any] = yaml.load(
    (Path(__file__).parent / "small" / "mistakes.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)
Add = Callable[[str, str], None]


def make(root: Path, mistake: Any) -> str:
    """Makes a mistake below a content folder; returns the file's name."""
    file = re.sub(r"^plan/", f"{PLAN}/", mistake["file"])
    text = (root / file).read_text(encoding="utf-8")
    if "change" in mistake:
        old, new = mistake["change"]
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        text = text.replace(old, new)
    added = mistake.get("add", "").replace("{LONG}", "的" * LONGEST)
    (root / file).write_text(mistake.get("whole", f"{text}\n{added}\n"), encoding="utf-8")
    return file


def told(problems: list[Problem], file: str, entry: str, what: str) -> bool:
    """Whether a problem is told with its file, its entry and these words."""
    return any((problem.file, problem.id) == (file, entry) and what in problem.what for problem in problems)


def test_the_small_content_has_no_problem(small: Path) -> None:
    assert check(small) == []


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_file_and_entry(small: Path, add: Add, mistake: Any) -> None:
    add("questions.yaml", OPEN)
    file = make(small, mistake)
    problems = check(small)
    assert told(problems, file, mistake["entry"], mistake["told"]), problems


@pytest.mark.parametrize("name", ["facts", "answers", "conflicts", "budget"])
def test_a_missing_file_is_told(small: Path, name: str) -> None:
    (small / PLAN / f"{name}.yaml").unlink()
    assert told(check(small), f"{PLAN}/{name}.yaml", "-", "the file is missing")


def test_a_file_that_is_not_utf_8_is_told(small: Path) -> None:
    (small / CONFLICTS).write_bytes("申請".encode("big5"))
    assert told(check(small), CONFLICTS, "-", "no YAML: ")


def test_a_second_plan_of_one_county_and_year_is_told(small: Path) -> None:
    again = small / "plans" / "qingshan-again"
    again.mkdir()
    for path in (small / PLAN).iterdir():
        text = path.read_text(encoding="utf-8").replace("id: qingshan-120", "id: qingshan-again")
        (again / path.name).write_text(text, encoding="utf-8")
    assert told(check(small), "plans/qingshan-again/plan.yaml", "year", "overlaps qingshan-120")


def test_a_phrase_that_is_missing_is_told(small: Path) -> None:
    make(small, {"file": "phrases.yaml", "change": ["  too_long:", "  too_tall:"]})
    assert _refusals(small) >= {"chat.too_long: Field required", "chat.too_tall: Extra inputs are not permitted"}


def _refusals(root: Path) -> set[str]:
    """What is told, whether the lint lists it or refuses to read on."""
    try:
        return {problem.what for problem in check(root)}
    except ContentError as error:
        return {problem.what for problem in error.problems}


def test_names_with_numerals_are_no_figures(small: Path, add: Add) -> None:
    say = "第一期照附件四之3，依十二年國教一起辦，統一收據一律要附，一樣看附表一。"
    add(ANSWERS, f"money.leftover: {{say: {say}, sections: 五}}")
    assert check(small) == []


def test_mistakes_of_several_files_are_told_at_once_in_order(small: Path, add: Add) -> None:
    add(FACTS, "x.y: {is: 某日, value: 2031-02-30, section: 一}")
    add(ANSWERS, "no.question: {say: 繳回。}")
    add(CONFLICTS, "x: {level: low, note: 兩處不同}")
    add("questions.yaml", "x.y: {ask: 東西, says: [東]}")
    problems = check(small)
    assert {problem.file for problem in problems} == {FACTS, ANSWERS, CONFLICTS, "questions.yaml"}
    assert problems == sorted(problems)


def test_mistakes_of_one_entry_are_told_at_once(small: Path, add: Add) -> None:
    add(ANSWERS, "no.question: {say: '{no.fact}要三天', see: [nothing]}")
    kinds = {problem.what.partition(":")[0] for problem in check(small) if problem.id == "no.question"}
    assert kinds == {"no such question in questions.yaml", "no such fact", "a figure outside facts", "see"}


def test_what_cannot_be_read_is_not_loaded(small: Path, add: Add) -> None:
    add(FACTS, "x.y: {is: 某事, value: 5 人}\nx.z: {is: 某日, value: 2031-02-30, section: 一}")
    with pytest.raises(ContentError) as refused:
        load(small)
    assert [problem.id for problem in refused.value.problems] == ["x.y", "x.z"]


def test_a_problem_is_one_line_of_file_entry_and_what_to_mend() -> None:
    assert str(Problem(FACTS, "x.y", "section: Field required")) == f"{FACTS}: x.y: section: Field required"


def test_every_message_that_a_curator_may_get_is_explained_in_the_guide(guide: str) -> None:
    explained = [_pattern(message) for message in re.findall(r"^\| `+ ?(.+?) ?`+ \|", guide, re.MULTILINE)]
    messages = [mistake["told"] for mistake in MISTAKES.values()]
    assert [what for what in messages if not any(pattern.search(what) for pattern in explained)] == []


def _pattern(message: str) -> re.Pattern[str]:
    """A message of the guide, whose … stands for anything."""
    return re.compile(re.escape(message).replace("…", ".*"))


def test_the_real_content_has_no_problem() -> None:
    assert [str(problem) for problem in check(HERE)] == []
