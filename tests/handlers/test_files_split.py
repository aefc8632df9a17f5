"""A draft of the whole year becomes one per instalment, each under a name of its own and only once."""

from dataclasses import replace

import pytest

from content.budget import Item
from handlers.budget_drafts import NAME
from handlers.changes import SetBudget
from handlers.messages import Choice
from handlers.records import BudgetDraft, BudgetRow
from tests.handlers.papers import Papers
from tests.handlers.sitting import DISPATCHER, OURS, Sitting

LONG = "北昌國小自然領域跨校教師共備社群的一一三學年概算"
ROWS = (BudgetRow(Item(1, "印刷費", 50, 20), 1), BudgetRow(Item(2, "雜支", 40), 1))


def sitting(*names: str) -> Sitting:
    """Somebody with drafts of the whole year, under a plan whose form is one per instalment."""
    at = Sitting()
    at.memory.start(at.who, replace(OURS, plan="taoyuan-103", tier="advanced"))
    at.exports = Papers(DISPATCHER.library, at.drafts)
    at.person = replace(at.person, plan="taoyuan-103", tier="advanced")
    for no, name in enumerate(names, 1):
        draft = BudgetDraft(f"draft{no:05}", name, "taoyuan-103", 103, OURS.id, "advanced", rows=ROWS, next=3)
        at.drafts.put(SetBudget("new", draft), at.who, at.now)
    return at


def split(at: Sitting, draft: str = "draft00001") -> tuple[Choice, ...]:
    """Taps the button; those that follow."""
    at.tap(Choice("分成 2 份", f"bud:split:{draft}"))
    return at.choices


def names(at: Sitting) -> list[str]:
    return [one.name for one, _ in at.drafts.kept.values()]


@pytest.mark.parametrize("name", ["概算", LONG[:NAME]])
def test_each_copy_has_a_name_and_a_button_of_its_own(name: str) -> None:
    at = sitting(name)
    buttons = split(at)
    assert [one.label for one in buttons] == ["第一期", "第二期"]
    assert len({name[:20] for name in names(at)}) == 3
    assert max(map(len, names(at))) <= NAME
    for button, instalment in zip(buttons, ("第一期", "第二期"), strict=True):
        assert f"・{instalment}）" in at.tap(button)


def test_names_that_are_there_already_are_not_given_again() -> None:
    at = sitting(f"{LONG[:20]}甲", f"{LONG[:20]}乙")
    split(at)
    kept, no = at.drafts.kept["draft00002"]
    at.drafts.kept["draft00002"] = (replace(kept, rows=ROWS[:1]), no)
    split(at, "draft00002")
    assert len({name[:20] for name in names(at)[2:]}) == 4
    assert max(map(len, names(at))) <= NAME


def test_a_second_tap_opens_the_copies_that_there_are() -> None:
    at = sitting("概算")
    first, text = split(at), at.text
    assert split(at) == first
    assert (at.text, len(at.drafts.kept)) == (text, 3)


def test_copies_that_were_worked_on_stay_as_they_are_at_a_second_tap() -> None:
    at = sitting("概算")
    at.tap(split(at)[0])
    at.say("刪掉第2項")
    split(at)
    assert names(at) == ["概算", "概算 第一期", "概算 第二期", "概算 第一期 2", "概算 第二期 2"]
    assert [len(one.rows) for one, _ in at.drafts.kept.values()] == [2, 1, 2, 2, 2]
