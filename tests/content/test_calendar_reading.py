"""Whatever a curator may get wrong in deadlines.yaml is told at its entry, all at once, and refused by the program."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from content.library import load
from content.lint import check
from content.model import After, Announced, Due
from content.problems import ContentError, Problem

PLAN = "plans/qingshan-120"
DEADLINES = f"{PLAN}/deadlines.yaml"
Add = Callable[[str, str], None]

MISTAKES = {
    "an unknown field": ("due: members.min, day: 5", "day: Extra inputs are not permitted"),
    "an unknown kind": ("due: apply.due, kind: party", "kind: Input should be 'apply', 'review', "),
    "no date": ("who: 召集人", "needs one of `due`, `after` and `announced`"),
    "two dates": ("due: apply.due, announced: true, sections: 一", "needs one of `due`, `after` and `announced`"),
    "an event without a length": ("after: 期程結束", "`after` and `within` stand together; "),
    "a length without an event": ("due: apply.due, within: settle.after", "`after` and `within` stand together; "),
    "a period without an event": ("due: apply.due, during: about.period", "`after` and `within` stand together; "),
    "a time without a date": ("announced: true, sections: 一, at: apply.due.clock", "`at` stands beside `due`"),
    "a date of an unknown fact": ("due: no.fact", "no such fact: no.fact"),
    "a time of an unknown fact": ("due: apply.due, at: no.fact", "no such fact: no.fact"),
    "an unknown fact that is kept": ("due: apply.due, keep: no.fact", "no such fact: no.fact"),
    "a date that is none": ("due: members.min", "due: members.min is no date"),
    "a time that is none": ("due: apply.due, at: members.min", "at: members.min is no time of day"),
    "a length that is none": (
        "after: 期程結束, within: members.min",
        "within: members.min is no number of days, weeks or months",
    ),
    "a length that is a name": (
        "after: 期程結束, within: apply.where",
        "within: apply.where is no number of days, weeks or months",
    ),
    "a period that is none": (
        "after: 期程結束, within: settle.after, during: members.min",
        "during: members.min is no period",
    ),
    "a fixed date that is not there": (
        "after: 期程結束, within: settle.after, same: nothing",
        "same: there is no deadline with a date called nothing",
    ),
    "a fixed date that has none": (
        "after: 期程結束, within: settle.after, same: result.show",
        "same: there is no deadline with a date called result.show",
    ),
    "an announcement without a place": ("announced: true", "no section: neither a fact nor `sections`"),
    "an unknown tier": ("due: apply.due, tiers: [master]", "no such tier: master"),
    "a figure in the title": ("due: apply.due, title: 交兩份報告", "a figure outside facts: "),
    "a figure in what is handed in": ("due: apply.due, hand_in: 照片6張", "a figure outside facts: "),
    "a name that is used twice": ("due: apply.due, id: settle.after", "stands twice in the deadlines of this plan"),
}


def entry(fields: str) -> str:
    """A line of deadlines.yaml with these fields, and what every line needs."""
    always = {"id": "late", "title": "補件", "tiers": "[all]"}
    given = {field for field in always if re.search(rf"\b{field}: ", fields)}
    return f"- {{{', '.join([fields, *(f'{key}: {always[key]}' for key in always.keys() - given)])}}}"


def told(problems: list[Problem], what: str) -> bool:
    return any(one.file == DEADLINES and one.id in ("late", "settle.after") and what in one.what for one in problems)


@pytest.mark.parametrize(("fields", "what"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_at_its_entry(small: Path, add: Add, fields: str, what: str) -> None:
    add(DEADLINES, entry(fields))
    assert told(check(small), what), check(small)


def test_an_entry_without_a_mistake_is_not_told(small: Path, add: Add) -> None:
    add(DEADLINES, entry("due: apply.due, who: 召集人"))
    assert check(small) == []


def test_mistakes_of_several_entries_are_told_at_once_and_the_program_refuses_them(small: Path, add: Add) -> None:
    add(DEADLINES, f"{entry('due: no.fact, keep: other.fact, tiers: [master]')}\n- {{id: later}}\n- nothing")
    with pytest.raises(ContentError) as refused:
        load(small)
    assert {(one.id, one.what) for one in refused.value.problems} >= {
        ("late", "no such fact: no.fact"),
        ("late", "no such fact: other.fact"),
        ("late", "no such tier: master"),
        ("later", "title: Field required"),
        ("later", "tiers: Field required"),
    }
    assert any(one.id == "nothing" for one in refused.value.problems)


def test_a_contradiction_that_uses_the_later_date_is_told(small: Path) -> None:
    conflicts = small / PLAN / "conflicts.yaml"
    text = conflicts.read_text(encoding="utf-8")
    assert text.count("use: body") == 1
    conflicts.write_text(text.replace("use: body", "use: form"), encoding="utf-8")
    problem = "due: apply.due contradicts itself, and conflicts.yaml does not use the earliest date"
    assert Problem(DEADLINES, "apply.upload", problem) in check(small)


def test_deadlines_that_are_no_list_are_told(small: Path) -> None:
    (small / DEADLINES).write_text("late: {title: 補件}", encoding="utf-8")
    assert Problem(DEADLINES, "-", "must be a list") in check(small)


def test_a_plan_without_deadlines_has_an_empty_file(small: Path) -> None:
    (small / DEADLINES).write_text("# 沒有期限\n", encoding="utf-8")
    assert load(small).plans["qingshan-120"].deadlines == {}
    (small / DEADLINES).unlink()
    assert Problem(DEADLINES, "-", "the file is missing") in check(small)


def test_deadlines_may_stand_in_several_files(small: Path) -> None:
    (small / PLAN / "deadlines-more.yaml").write_text(entry("due: apply.due"), encoding="utf-8")
    names = list(load(small).plans["qingshan-120"].deadlines)
    assert names == ["apply.upload", "settle.after", "result.show", "late"]


def test_the_guides_deadlines_are_typed(small: Path) -> None:
    deadlines = load(small).plans["qingshan-120"].deadlines
    assert deadlines["apply.upload"].rule == Due("apply.due", "apply.due.clock")
    assert deadlines["settle.after"].rule == After("期程結束", "settle.after")
    assert deadlines["result.show"].rule == Announced()
    assert deadlines["result.show"].tiers == {"deepen"}
    assert deadlines["settle.after"].tiers == frozenset()


def test_every_message_about_deadlines_is_explained_in_the_guide(guide: str) -> None:
    rows = re.findall(r"^\| `+ ?(.+?) ?`+ \|", guide, re.MULTILINE)
    explained = [re.compile(re.escape(row).replace("…", ".*")) for row in rows]
    last = "due: apply.due contradicts itself, and conflicts.yaml does not use the earliest date"
    messages = [*(what for _, what in MISTAKES.values()), last, "must be a list"]
    assert [what for what in messages if not any(pattern.search(what) for pattern in explained)] == []
