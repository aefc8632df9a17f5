"""The content as a person would read it, and its figures."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from content.library import Library, load
from content.report import WIDTH, pad, show, stats, width


@pytest.fixture
def library(small: Path) -> Library:
    """The guide's invented plan alone."""
    return load(small)


@pytest.fixture
def shown(library: Library) -> str:
    return show(library, library.plans["qingshan-120"])


def part(shown: str, title: str) -> list[str]:
    """The lines below a heading, up to the next one."""
    return shown.partition(f"# {title}\n")[2].partition("\n\n# ")[0].splitlines()


def test_a_chinese_character_takes_two_columns() -> None:
    assert (width("雜支"), width("6 %"), width("雜支 6 %")) == (4, 3, 8)


def test_padding_counts_columns() -> None:
    assert pad("雜支", 6) == "雜支  "
    assert pad("12", 4, right=True) == "  12"


def test_every_row_of_the_figures_is_equally_wide(library: Library) -> None:
    table = stats(library).partition("\n\n")[0].splitlines()
    assert len({width(line) for line in table}) == 1


def figures(text: str) -> dict[str, list[int]]:
    """The rows of the table by their first column."""
    table = text.partition("\n\n")[0].splitlines()[1:]
    return {name: [int(cell) for cell in row] for name, *row in map(str.split, table) if set(name) != {"-"}}


def test_a_plans_figures_stand_in_its_row(library: Library) -> None:
    plan = library.plans["qingshan-120"]
    cases = sum(len(entry.cases) for entry in plan.answers.values())
    answers, conflicts = len(plan.answers), len(plan.conflicts)
    row = figures(stats(library))[plan.id]
    assert row == [len(plan.facts), answers, answers + len(plan.shared), cases, conflicts]


def test_the_last_row_adds_up_all_plans(library: Library) -> None:
    plan = library.plans["qingshan-120"]
    twice = {plan.id: plan, "qingshan-121": replace(plan, id="qingshan-121")}
    rows = figures(stats(replace(library, plans=twice)))
    assert rows["合計"] == [2 * figure for figure in rows[plan.id]]


def test_questions_wordings_and_words_are_counted_for_all_plans(library: Library) -> None:
    text = stats(library)
    wordings = sum(len(question.wordings) for question in library.questions.values())
    assert f"問題 {len(library.questions)} 題" in text
    assert f"問法 {wordings} 句" in text
    assert f"說法 {len(library.lexicon.surfaces):,} 個" in text


def test_figures_of_a_library_without_plans_are_noughts(library: Library) -> None:
    assert figures(stats(replace(library, plans={}))) == {"合計": [0] * 5}


def test_a_plan_begins_with_what_it_is(shown: str) -> None:
    head = shown.partition("\n\n")[0]
    assert head.startswith("青山120（qingshan-120）青山縣 120 學年度\n青山縣120學年度教師學習社群補助計畫\n")
    assert "縣府補助國中小教師組社群" in head
    assert "初探社群、初探" in head


def test_facts_stand_in_groups_with_value_and_section(shown: str) -> None:
    facts = part(shown, "事實")
    groups = [line for line in facts if line.startswith("## ")]
    assert groups == list(dict.fromkeys(groups))
    assert "## grant" in groups
    line = next(line for line in facts if line.endswith("grant.amount.deepen"))
    assert "12,000 元（每社群・學年，深耕社群）  〔三.二〕" in line


def test_every_fact_is_shown(library: Library, shown: str) -> None:
    lines = part(shown, "事實")
    assert sorted(line.split()[-1] for line in lines if line.startswith("  ")) == sorted(
        library.plans["qingshan-120"].facts
    )


def test_an_answer_stands_below_the_labels_of_its_questions(library: Library, shown: str) -> None:
    answers = part(shown, "答案")
    labels = "／".join(library.questions[key].label for key in ("apply.due", "apply.due_time", "apply.where"))
    at = answers.index(f"{labels}（apply.due、apply.due_time、apply.where）")
    assert answers[at + 1] == "  120年9月12日（五） 17:00前，上傳到青山縣社群填報網。"


@pytest.mark.parametrize(
    ("when", "text"),
    [
        ("〔初探社群〕", "初探社群每群最高 6,000 元，整個學年合計。實際金額看審查結果。"),
        ("〔提到第二期、下學期〕", "第二期 121年4月撥款，第一期要先核銷完。"),
        ("〔幾班：> 12 班〕", "○ 班最多申請 3 群（超過 12 班）。"),
        ("〔幾人：< 5 人；不行〕", "不行：每群至少 5 人，○ 人還不夠；召集人也算在內。"),
        ("〔其他〕", "每群至少 5 人，召集人也算在內。"),
    ],
)
def test_a_case_is_indented_below_the_circumstances_it_holds_in(shown: str, when: str, text: str) -> None:
    answers = part(shown, "答案")
    assert (f"  {when}", f"    {text}") in list(pairwise(answers))


def test_a_contradiction_shows_its_facts_and_the_one_to_go_by(shown: str) -> None:
    conflicts = part(shown, "矛盾")
    assert "[高] apply.due" in conflicts
    assert "  ・申請截止日（本文）：120年9月12日（五）〔四.二〕apply.due@body，以這個為準" in conflicts
    assert "  ・申請截止日（申請表）：120年9月15日（一）〔附表一〕apply.due@form" in conflicts


def test_a_contradiction_names_the_answers_that_tell_of_it(shown: str) -> None:
    assert "  附在：trail.min、meetings.min" in part(shown, "矛盾")


def test_the_questions_that_a_plan_leaves_open_come_last(library: Library, shown: str) -> None:
    assert shown.splitlines()[-1] == f"  money：{library.questions['money.leftover'].label}"


def test_long_lists_of_open_questions_are_broken_into_lines(library: Library) -> None:
    plan = library.plans["qingshan-120"]
    questions = {f"money.{number}": library.questions["money.leftover"] for number in range(40)}
    lines = part(show(replace(library, questions=questions), plan), "計畫沒有寫的問題")
    assert len(lines) > 1
    assert max(map(width, lines)) <= WIDTH
    assert sum(line.count("money.leftover") for line in lines) == 40
