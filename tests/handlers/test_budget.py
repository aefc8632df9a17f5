"""What the conversations in tests/conversations/budget.yaml do not show."""

import asyncio
from dataclasses import replace

import pytest

from handlers.messages import Document, Incoming
from handlers.ports import Exports, NoExports, Ports
from handlers.records import BudgetDraft, Community, Role
from handlers.topic import Person
from tests.handlers.sitting import DISPATCHER, MORNING, OURS, Sitting


def test_an_old_button_is_explained_and_changes_nothing() -> None:
    sitting = Sitting().begin()
    sitting.say("便當 120元 20個")
    fix = next(one for one in sitting.choices if one.label == "調到上限")
    sitting.say("第1項改成 10 個")
    before = sitting.draft
    assert "這個按鈕是之前的" in sitting.tap(fix)
    assert sitting.draft == before


def test_an_old_undo_takes_nothing_else_back() -> None:
    sitting = Sitting().begin()
    sitting.say("便當 80元 20個")
    undo = next(one for one in sitting.choices if one.label == "復原")
    sitting.say("雜支 50")
    assert "後來又改過" in sitting.tap(undo)
    assert len(sitting.draft.rows) == 2
    sitting.say("復原")
    sitting.say("復原")
    assert "已經復原了" in sitting.tap(undo)


def test_a_button_of_another_draft_acts_on_its_own() -> None:
    sitting = Sitting().begin()
    sitting.say("便當 120元 20個")
    first, fix = sitting.draft.id, next(one for one in sitting.choices if one.label == "調到上限")
    sitting.say("再編一份概算")
    sitting.say("便當 110元 5個")
    second = sitting.draft
    sitting.tap(fix)
    assert sitting.draft.id == first
    assert [row.item.price for row in sitting.draft.rows] == [100]
    assert sitting.drafts.kept[second.id][0] == second


@pytest.mark.parametrize(
    "token",
    [
        "bud:all:nowhere",
        "bud:fix:{id}:1:2:price",
        "bud:fix:{id}:1:2:price:x",
        "bud:set:{id}:1:2:1|2",
        "bud:line:{id}:1:2:nothing",
        "bud:remove:{id}:7:2",
        "bud:tier:{id}:king",
        "bud:undo:{id}:x",
        "bud:harm:{id}",
        "bud:ask:99",
        "bud:",
    ],
)
def test_a_made_up_button_changes_nothing(token: str) -> None:
    sitting = Sitting().begin()
    sitting.say("便當 120元 20個")
    before = sitting.draft
    sitting.taps(token.format(id=before.id))
    assert sitting.draft == before
    assert sitting.text


def test_in_a_group_no_budget_is_made() -> None:
    outcome = Sitting().in_group("幫我看預算：外聘講師 2000*3節")
    assert "私訊" in outcome.replies[0].text
    assert not outcome.changes


def test_where_nothing_is_kept_no_budget_is_begun() -> None:
    incoming, person = Incoming("1", "幫我看預算"), Person(plan="keelung-113")
    outcome = asyncio.run(DISPATCHER.turn(incoming, person, MORNING, Ports()))
    assert not outcome.changes
    assert not outcome.person.forms


def test_too_many_items_are_refused_as_a_whole() -> None:
    sitting = Sitting().begin()
    sitting.say("雜支 50")
    text = sitting.say("\n".join(f"講義費 {price}元 2份" for price in range(11, 92)))
    assert "最多 80 項" in text
    assert len(sitting.draft.rows) == 1


def test_a_text_that_is_too_long_is_said_to_be() -> None:
    sitting = Sitting().begin()
    assert "太長" in sitting.say("講義費 50元 20份、" * 600)
    assert not sitting.draft.rows


def test_a_week_later_in_another_process_the_check_goes_on() -> None:
    sitting = Sitting().begin()
    sitting.say("便當 80元 20個")
    later = Sitting(person=sitting.person, memory=sitting.memory, now=MORNING.replace(day=29))
    later.drafts.kept, later.drafts.touched, later.drafts.edits = (
        sitting.drafts.kept,
        sitting.drafts.touched,
        sitting.drafts.edits,
    )
    assert "2. 雜支" in later.say("雜支 50")
    assert "拿掉了：雜支" in later.say("復原")


class Files:
    """Offers one file for every draft."""

    async def offer(self, draft: BudgetDraft, channel: str) -> tuple[Document, ...]:
        return (Document("Excel", f"https://bot.example.org/files/{draft.id}"),)

    async def settlement(self, community: Community, instalment: str, channel: str) -> tuple[Document, ...]:
        return ()


@pytest.mark.parametrize(("exports", "seen"), [(Files(), True), (NoExports(), False)])
def test_files_are_offered_where_there_are_some(exports: Exports, seen: bool) -> None:
    sitting = Sitting(exports=exports)
    sitting.say("幫我看預算：便當 80元 20個")
    assert ("表做好了" in sitting.say("匯出")) == seen
    sitting.say("完成")
    assert ("匯出" in [one.label for one in sitting.choices]) == seen


def test_what_is_noted_beside_an_item_is_read_by_the_rules() -> None:
    sitting = Sitting().begin()
    assert "說明為什麼" in sitting.say("買書 300元 5本")
    assert "備註：書單已附" in sitting.say("第1項備註：書單已附")
    assert not [one for one in sitting.text.splitlines() if one.startswith("⚠️")]
    assert "說明為什麼" in sitting.say("復原")


@pytest.mark.parametrize("said", ["內聘講師如果是社群成員可以領嗎", "如果沒有簽到可以核銷嗎"])
def test_a_supposition_without_a_number_is_a_question_to_the_plan(said: str) -> None:
    sitting = Sitting().begin()
    sitting.say("出席費 2000元 2次")
    assert not sitting.types(said)


def test_an_own_draft_is_among_the_data_that_somebody_exports() -> None:
    sitting = Sitting(person=Person(plan="taoyuan-103"))
    sitting.say("幫我看預算：印刷費 80元 20人")
    sitting.say("先放著")
    assert "印刷費 1600" in sitting.say("匯出我的資料")
    ours = Sitting().begin()
    ours.say("印刷費 80元 20人")
    assert "印刷費 1600" not in ours.say("匯出我的資料")


def test_a_draft_that_was_deleted_while_something_else_is_asked_comes_back() -> None:
    sitting = Sitting().begin()
    sitting.say("便當 80元 20個")
    sitting.say("下週三有聚會")
    sitting.say("雜支 50")
    sitting.say("刪掉這份概算")
    assert "已復原" in sitting.say("復原")
    assert sitting.draft.state == "open"


def test_the_back_command_takes_the_last_change_back() -> None:
    sitting = Sitting().begin()
    sitting.say("便當 80元 20個")
    assert "拿掉了：膳食費" in sitting.say("上一步")


def test_somebody_who_looks_at_another_plan_than_their_community_makes_a_draft_of_their_own() -> None:
    sitting = Sitting(person=Person(plan="taoyuan-103"))
    sitting.say("幫我看預算：印刷費 80元 20人")
    assert (sitting.draft.plan, sitting.draft.community) == ("taoyuan-103", "")


def test_the_drafts_of_a_community_that_was_closed_are_not_opened() -> None:
    sitting = Sitting().begin()
    sitting.say("便當 80元 20個")
    sitting.memory.communities["c1"] = replace(OURS, open=False)
    assert "合計" not in sitting.say("雜支 50")


WHO: dict[str, Role | None] = {"convener": "convener", "co": "co", "member": "member", "stranger": None}
ORDERS = (
    "講義費 50元 20份",
    "第1項改成 10 個",
    "刪掉 1",
    "全部刪掉",
    "調到上限",
    "復原",
    "改名 新的名字",
    "專業發展",
    "合計 5000",
    "完成",
    "刪掉這份概算",
)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("way", ["typed", "tapped"])
def test_only_conveners_change_the_budget_of_a_community(who: str, order: str, way: str) -> None:
    sitting = Sitting().begin()
    sitting.say("便當 120元 20個")
    sitting.say("看全部")
    tokens = [one.token for one in sitting.person.buttons if one.token.startswith("bud:")]
    role, name = WHO[who], sitting.draft.id
    del sitting.memory.roles["c1", sitting.who]
    if role:
        sitting.memory.start(sitting.who, OURS, role)
    before = sitting.draft
    if way == "typed":
        sitting.say(order)
    else:
        for token in dict.fromkeys(tokens):
            sitting.taps(token)
    changed = sitting.drafts.kept[name][0] != before
    assert changed == (who in ("convener", "co"))


def test_a_member_sees_the_budget_and_what_a_change_would_lead_to() -> None:
    sitting = Sitting().begin()
    sitting.say("便當 120元 20個")
    sitting.memory.start(sitting.who, OURS, "member")
    assert "1. 膳食費" in sitting.say("看全部")
    assert "還沒存" in sitting.say("如果只有 10 個呢")
    assert "才能改" in sitting.tap(next(one for one in sitting.choices if one.label == "就這樣改"))


def test_a_stranger_is_told_nothing_of_a_budget() -> None:
    sitting = Sitting().begin()
    sitting.say("便當 120元 20個")
    stranger = Sitting(who="林老師")
    stranger.memory.communities["c2"] = Community("c2", "南平", "keelung-113", "refine", 115)
    stranger.drafts = sitting.drafts
    del stranger.memory.roles["c1", "林老師"]
    stranger.taps(f"bud:all:{sitting.draft.id}")
    assert "便當" not in stranger.text
