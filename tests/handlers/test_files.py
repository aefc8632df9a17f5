"""Files that are sent become drafts, or the drafts that they came from; nothing else is touched."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.budget import Item
from handlers.changes import SetBudget
from handlers.files import packed, unpacked
from handlers.messages import Attached
from handlers.records import BudgetDraft, BudgetRow, Role
from tests.handlers.papers import Papers
from tests.handlers.sitting import DISPATCHER, OURS, Sitting
from tests.tools.sheets import content, form

HEAD = ["項目", "單位", "單價", "數量", "總價", "備註"]
names = st.sampled_from(["印刷費", "講義費", "膳食費", "外聘講師鐘點費", "雜支", "住宿費", "=1+1", "王老師的書"])
items = st.builds(
    Item,
    no=st.just(0),
    category=names,
    price=st.integers(1, 9000),
    quantity=st.integers(1, 99),
    name=st.sampled_from(["", "便當", "第二場"]),
    unit=st.sampled_from(["", "份", "節"]),
    note=st.sampled_from(["", "外聘"]),
)


def sitting(plan: str = "keelung-113", role: Role = "convener") -> tuple[Sitting, Papers]:
    """Somebody who can send files."""
    made = Sitting()
    if role != "convener":
        made.memory.roles[OURS.id, made.who] = role
    papers = Papers(DISPATCHER.library, made.drafts)
    made.exports = made.files = papers
    made.person = replace(made.person, plan=plan)
    return made, papers


def csv(papers: Papers, *rows: list[object]) -> Attached:
    return papers.send("概算.csv", content({"name": "概算.csv", "rows": [HEAD, *rows]}), "line")


def put(at: Sitting, *found: Item) -> BudgetDraft:
    """A draft of the community, as if it had been typed."""
    rows = tuple(BudgetRow(replace(one, no=no), 1) for no, one in enumerate(found, 1))
    draft = BudgetDraft("draft00001", "概算", OURS.plan, 115, OURS.id, "refine", rows=rows, next=len(rows) + 1)
    at.drafts.put(SetBudget("new", draft), at.who, at.now)
    return draft


@given(st.lists(items, min_size=1, max_size=8), st.integers(1, 500))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_was_exported_comes_back_exactly_and_updates_only_what_was_changed(found: list[Item], more: int) -> None:
    at, papers = sitting()
    draft = put(at, *found)
    at.say("打開 概算")
    at.say("匯出")
    assert "一樣" in at.sends(papers.send(*papers.back("xlsx"), "line"))
    assert at.draft == draft
    at.say(f"第1項單價改成 {found[0].price + more} 元")
    assert at.draft.rows != draft.rows
    changed, (name, data) = at.draft, papers.back("xlsx")
    at.say("復原")
    shown = at.sends(papers.send(name, data, "line"))
    assert "改過的" in shown
    at.tap(next(one for one in at.choices if one.label.startswith("更新")))
    assert [row.item for row in at.draft.rows] == [row.item for row in changed.rows]
    at.say("復原")
    assert [row.item for row in at.draft.rows] == [row.item for row in draft.rows]


def test_a_member_keeps_a_file_as_a_draft_of_their_own() -> None:
    at, papers = sitting()
    before = put(at, Item(0, "講義費", 50, 20))
    at.memory.roles[OURS.id, at.who] = "member"
    assert "讀好了" in at.sends(csv(papers, ["講義費", "份", 60, 20, 1200, ""]))
    assert at.draft.community == ""
    assert at.drafts.kept[before.id][0] == before


def test_a_draft_that_was_deleted_meanwhile_is_not_brought_back() -> None:
    at, papers = sitting()
    draft = put(at, Item(0, "講義費", 50, 20))
    at.sends(csv(papers, ["講義費", "份", 60, 20, 1200, ""]))
    update = next(one for one in at.choices if one.label.startswith("更新"))
    at.drafts.put(SetBudget("delete", replace(draft, state="deleted", version=2)), at.who, at.now)
    assert "已經不在了" in at.tap(update)
    assert at.draft.state == "deleted"


def test_a_button_that_is_no_longer_remembered_is_explained() -> None:
    at, papers = sitting()
    put(at, Item(0, "講義費", 50, 20))
    at.sends(csv(papers, ["講義費", "份", 60, 20, 1200, ""]))
    old = at.choices[0]
    at.person = replace(at.person, buttons=())
    assert "這個按鈕是之前的" in at.tap(old)
    assert len(at.drafts.touched) == 1


def test_too_many_items_and_too_many_budgets_are_told_and_nothing_is_kept() -> None:
    at, papers = sitting()
    rows: list[list[object]] = [[f"講義費{no}", "份", 10, 1, 10, ""] for no in range(81)]
    assert "最多 80 項" in at.sends(csv(papers, *rows))
    tables = [row for _ in range(5) for row in (HEAD, ["講義費", "份", 10, 1, 10, ""], ["合計"])]
    assert "有 5 張概算表" in at.sends(papers.send("概算.csv", content({"name": "x.csv", "rows": tables}), "line"))
    assert at.drafts.touched == []


def test_a_total_that_is_written_wrong_is_told() -> None:
    at, papers = sitting()
    shown = at.sends(csv(papers, ["講義費", "份", 50, 20, 1000, ""], ["合計", "", "", "", 1200, ""]))
    assert "1,200" in shown
    assert at.draft.requested == 1200


def test_the_other_plans_form_can_be_read_as_ones_own() -> None:
    at, papers = sitting()
    at.sends(papers.send("概算.xlsx", form("taoyuan first"), "line"))
    assert [one.label for one in at.choices] == ["桃園103", "基隆113"]
    assert "基隆113" in at.tap(at.choices[1])
    assert at.draft.plan == "keelung-113"


@pytest.mark.parametrize("name", ["概算.xlsx", "a|b:c|.csv", "", "表: 二.xlsx"])
def test_a_file_survives_in_a_button(name: str) -> None:
    attached = Attached("telegram", "BQAC-1", name, 12)
    assert unpacked(packed(attached)) == attached


def test_two_budgets_of_one_file_never_go_into_the_same_draft() -> None:
    at, papers = sitting("taoyuan-103")
    at.say("幫我看預算：印刷費 50元20份、雜支 40")
    whole = at.draft
    shown = at.sends(papers.send("概算.xlsx", form("taoyuan"), "line"))
    assert "改過的" in shown
    at.tap(next(one for one in at.choices if one.label == "更新原來的"))
    assert len(at.drafts.touched) == 2
    assert {one.instalment for one, _ in at.drafts.kept.values()} == {"first", "second"}
    assert at.drafts.kept[whole.id][0].version == whole.version + 1


@pytest.mark.parametrize(
    "names",
    [("北昌國小自然領域跨校教師共備社群的概算甲", "北昌國小自然領域跨校教師共備社群的概算乙"), ("概算", "概算")],
)
def test_two_drafts_whose_buttons_would_read_alike_are_numbered(names: tuple[str, str]) -> None:
    at, papers = sitting()
    first = put(at, Item(0, "講義費", 50, 20, unit="份"))
    for draft, name in zip((first, replace(first, id="draft00002")), names, strict=True):
        version = at.drafts.kept[draft.id][0].version + 1 if draft.id in at.drafts.kept else 1
        at.drafts.put(SetBudget("rename", replace(draft, name=name, version=version)), at.who, at.now)
    shown = at.sends(csv(papers, ["講義費", "份", 60, 20, 1200, ""]))
    assert [one.label for one in at.choices] == ["更新第 1 份", "更新第 2 份", "存成新的一份"]
    tokens = [one.token for one in at.choices]
    ids = [token.split(":")[3] for token in tokens[:2]]
    order = [at.drafts.kept[one][0].name for one in ids]
    assert f"1. {order[0]}（" in shown
    assert f"2. {order[1]}（" in shown
    at.say("更新第 2 份")
    assert [at.drafts.kept[one][0].rows[0].item.price for one in ids] == [50, 60]


def test_two_drafts_with_names_of_their_own_are_offered_by_these() -> None:
    at, papers = sitting()
    first = put(at, Item(0, "講義費", 50, 20, unit="份"))
    at.drafts.put(SetBudget("new", replace(first, id="draft00002", name="另一份")), at.who, at.now)
    at.sends(csv(papers, ["講義費", "份", 60, 20, 1200, ""]))
    assert {one.label for one in at.choices[:2]} == {"更新「概算」", "更新「另一份」"}


def test_of_two_drafts_alike_the_one_that_a_file_was_made_of_is_known() -> None:
    at, papers = sitting()
    at.say("幫我看預算：講義費 50元20份、雜支 40")
    first = at.draft
    at.say("匯出")
    name, data = papers.back("xlsx")
    at.say("完成")
    at.say("複製一份")
    at.say("講義費改成 30 份")
    assert "一樣" in at.sends(papers.send(name, data, "line"))
    assert at.person.forms[0].given[0].value == first.id


def test_a_total_that_was_typed_goes_where_the_quantity_is_corrected_in_the_form() -> None:
    at, papers = sitting()
    put(at, Item(0, "講義費", 50, 20, unit="份", amount=1000))
    at.say("打開 概算")
    at.sends(csv(papers, ["講義費", "份", 50, 30, "", ""]))
    at.tap(next(one for one in at.choices if one.label.startswith("更新")))
    assert at.draft.rows[0].item.quantity == 30
    assert at.draft.rows[0].item.amount is None


def test_a_form_that_comes_back_with_more_rows_than_a_budget_has_is_told() -> None:
    at, papers = sitting()
    put(at, *(Item(0, f"講義費{no}", 50, 20, unit="份") for no in range(79)))
    at.say("打開 概算")
    rows: list[list[object]] = [[f"講義費{no}", "份", 50, 20, 1000, ""] for no in range(79)]
    at.sends(csv(papers, *rows, *[["講義費", "份", 50, 20, 1000, ""] for _ in range(9)]))
    assert "最多 80 項" in at.tap(next(one for one in at.choices if one.label.startswith("更新")))
    assert len(at.draft.rows) == 79


def test_rows_that_say_one_name_again_and_again_are_not_the_draft_with_that_one_item() -> None:
    at, papers = sitting()
    put(at, Item(0, "講義費", 50, 20, unit="份"))
    at.sends(csv(papers, *[["講義費", "份", 50, 20, 1000, ""] for _ in range(9)]))
    assert "更新" not in "".join(choice.label for choice in at.choices)
