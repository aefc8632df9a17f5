"""What the conversations in tests/conversations/ledger.yaml do not show."""

import asyncio
import json
from dataclasses import replace

import pytest

from handlers import ledger, ledger_room
from handlers.messages import Incoming
from handlers.records import Community
from handlers.topic import Person, Turn
from tests.handlers.keeping import DISPATCHER, MORNING, OURS, Keeping


def test_an_old_undo_takes_nothing_else_back() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/20")
    undo = next(one for one in keeping.choices if one.label == "復原")
    keeping.say("記帳 講義 50 11/20")
    assert "後來又改過" in keeping.tap(undo)
    keeping.say("復原")
    keeping.say("復原")
    assert "已經復原了" in keeping.tap(undo)


def test_what_one_message_told_is_taken_back_at_once() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/20")
    keeping.say("11/4 影印費 560元\n11/11 茶水 300元")
    keeping.say("復原")
    assert [(one.no, one.state) for one in keeping.entries] == [(1, "kept"), (2, "deleted"), (3, "deleted")]


def test_twelve_changes_are_taken_back_one_by_one() -> None:
    keeping = Keeping()
    for amount in range(101, 113):
        keeping.say(f"記帳 講義 {amount} 11/20")
    for left in range(11, -1, -1):
        keeping.say("復原")
        assert sum(one.state == "kept" for one in keeping.entries) == left


@pytest.mark.parametrize(
    "token",
    [
        "led:",
        "led:list",
        "led:list:nowhere",
        "led:page:c1:x",
        "led:remove:c1:nothing:1",
        "led:set:c1:{id}:1:amount:x",
        "led:set:c1:{id}:1:line:nothing",
        "led:set:c1:{id}:1:day:2026-13-01",
        "led:set:c1:{id}:1:day:2099-01-01",
        "led:harm:c1:{id}:1",
        "led:undo:c1:nothing",
        "led:sheet:c1:nothing",
        "led:ask:99",
    ],
)
def test_a_made_up_button_changes_nothing(token: str) -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/20")
    before = keeping.entries
    assert keeping.taps(token.format(id=before[0].id))
    assert keeping.entries == before


def test_a_button_of_one_community_acts_on_its_own_ledger_whichever_is_the_current_one() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/20")
    edit = next(one for one in keeping.choices if one.label == "改")
    keeping.memory.start(keeping.who, Community("c2", "南昌共備社群", "keelung-113", "refine", 115))
    assert "「南昌共備社群」" in keeping.say("記帳 講義 50 11/20")
    assert "「北昌共備社群」" in keeping.tap(edit)
    keeping.tap(next(one for one in keeping.choices if one.label == "刪掉這一筆"))
    assert [one.state for one in keeping.entries] == ["deleted"]
    assert "南昌共備社群的帳本：1 筆" in keeping.say("帳本")


def test_a_community_that_is_named_is_meant() -> None:
    keeping = Keeping()
    keeping.memory.start(keeping.who, Community("c2", "南昌共備社群", "keelung-113", "refine", 115))
    keeping.say("北昌共備社群記帳 便當 960 11/20")
    assert [one.amount for one in keeping.entries] == [960]


@pytest.mark.parametrize(
    ("said", "amounts"),
    [
        ("我記錯了 影印那筆是 11/5", [960, 1500, 300]),
        ("便當那筆是1600不是1500", [960, 1600, 300]),
        ("上一筆改成 800", [960, 1500, 800]),
        ("最後一筆刪掉", [960, 1500]),
        ("第一筆金額錯了 應該是900", [900, 1500, 300]),
        ("11/4材料費更正科目為雜支", [960, 1500, 300]),
        ("那個高鐵來回1400刪掉好了", [960, 1500, 300]),
        ("水果那筆不要了", [960, 1500, 300]),
    ],
)
def test_a_correction_is_about_the_entry_that_is_named_and_about_no_other(said: str, amounts: list[int]) -> None:
    keeping = Keeping()
    for one in ("影印 960 11/20", "便當 1500 11/18", "講義 300 11/19"):
        keeping.say(f"記帳 {one}")
    keeping.say(said)
    assert [one.amount for one in keeping.entries if one.state == "kept"] == amounts


@pytest.mark.parametrize(
    "said",
    [
        "便當可以報嗎",
        "昨天有老師買了399元的隨身碟，不知道這個能不能核銷，想先問問您。",
        "膳費流用至材料費，流用比例20%以內可以嗎",
        "幫我記 12/10前送原始憑證到主計室",
        "幫我記 12/10 前上傳成果照片 4 張",
        "欸下次聚會是12月2號下午1點半，幫我提醒大家，記得帶第3單元教案",
        "核銷截止日是12/5還是12/15",
        "一個社群最少要幾個人啊？補助三萬會被收回去嗎",
        "概算請試算：外聘講座2,000×6節、膳費100×20人×3次",
        "提醒我12/3 報帳",
        "一個便當可以報多少",
        "謝謝",
        "12",
    ],
)
def test_questions_dates_and_budgets_never_become_entries(said: str) -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/20")
    keeping.say(said)
    assert len(keeping.entries) == 1
    assert not (keeping.person.form and keeping.person.form.name == "ledger")


def test_a_bare_item_is_judged_before_a_ledger_is_in_use_and_written_down_after_that() -> None:
    keeping = Keeping()
    keeping.say("外聘講師 2節 4000")
    assert keeping.entries == ()
    note = next(one for one in keeping.choices if one.label == "記下這筆")
    assert "1. 外聘講師鐘點費 2,000 × 2 節＝4,000 元" in keeping.tap(note)
    keeping.say("影印320 茶葉250")
    assert [one.amount for one in keeping.entries] == [4000, 320, 250]


def _in_use() -> Keeping:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/20")
    keeping.person = replace(keeping.person, buttons=())
    return keeping


@pytest.mark.parametrize("said", ["再買了茶葉 95", "飲料 300 錢給店家了", "不好意思 再補一筆影印的 420 元"])
def test_what_tells_of_money_that_was_spent_needs_no_certain_word_in_a_ledger_in_use(said: str) -> None:
    keeping = _in_use()
    keeping.say(said)
    assert len(keeping.entries) == 2


@pytest.mark.parametrize("said", ["雷射筆改成 699", "高鐵票刪掉", "把郵資刪掉好了"])
def test_a_correction_of_what_is_not_there_is_told_and_changes_nothing(said: str) -> None:
    keeping = _in_use()
    assert "找不到這一筆" in keeping.say(said)
    assert [one.amount for one in keeping.entries] == [960]


@pytest.mark.parametrize(
    "said", ["下次聚會改到 12/9", "結算表什麼時候要交", "核銷要附什麼", "便當一個120可以嗎", "概算的印刷費改成 2000"]
)
def test_dates_and_questions_are_left_to_others_while_a_ledger_is_in_use(said: str) -> None:
    keeping = _in_use()
    assert "帳本" not in keeping.say(said)
    assert [one.amount for one in keeping.entries] == [960]


def test_room_never_turns_what_is_not_allowed_into_allowed() -> None:
    keeping = Keeping()
    keeping.say("記帳 講義 50 11/20")
    keeping.say("便當一個120可以嗎")
    reply = keeping.outcome.replies[0]
    assert reply.verdict == "not_allowed"
    assert "還可報" not in reply.text


def test_another_plans_expense_is_not_held_against_the_ledger() -> None:
    keeping = Keeping()
    keeping.say("記帳 講義 50 11/20")
    assert "還可報" not in keeping.say("桃園103的印刷費每人80共30人可以嗎")


def test_what_stands_in_the_ledger_can_be_asked_by_other_handlers() -> None:
    keeping = Keeping()
    turn = Turn(Incoming(keeping.who, ""), keeping.person, MORNING, keeping.ports)
    assert asyncio.run(ledger_room.standing(turn, DISPATCHER.composer)) is None
    keeping.say("記帳 講義 50 11/20")
    found = asyncio.run(ledger_room.standing(turn, DISPATCHER.composer))
    assert found
    assert found.spent == 50
    nobody = replace(turn, incoming=Incoming("林老師", ""), person=Person())
    assert asyncio.run(ledger_room.standing(nobody, DISPATCHER.composer)) is None


def test_an_export_of_ones_data_has_the_ledger() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 12個 每個80 11/20 收據0037")
    _, _, body = keeping.say("匯出我的資料").partition("\n")
    assert json.loads(body)["帳本"] == ["1 2026-11-20 膳食費 便當 960 0037"]


@pytest.mark.parametrize("said", ["\n".join(["講義 50 11/20"] * 31), f"記帳 講義 50 {'好' * 2000}"])
def test_more_than_can_be_read_at_once_is_said_and_nothing_of_it_is_written_down(said: str) -> None:
    keeping = Keeping()
    assert "都還沒記" in keeping.say(said)
    assert keeping.entries == ()


def test_a_new_school_year_begins_with_an_empty_ledger() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/20")
    keeping.memory.start(keeping.who, replace(OURS, id="c2", year=116, before="c1"))
    assert "帳本還沒有東西" in keeping.say("帳本")


def _taken(keeping: Keeping, *but: str) -> list[str]:
    """The wordings of questions that a ledger takes for its own; `but` those on these subjects."""
    asked = [one for one in DISPATCHER.library.questions.values() if not one.key.startswith(but)]
    said = [wording for one in asked for wording in (one.label, *one.wordings)]
    person = replace(keeping.person, buttons=(), forms=())
    turns = [Turn(Incoming(keeping.who, one), person, MORNING, keeping.ports) for one in said]

    async def heard() -> list[str]:
        return [turn.incoming.text for turn in turns if await ledger.heard(turn, DISPATCHER.composer)]

    return asyncio.run(heard())


def test_no_question_about_a_plan_is_about_an_empty_ledger() -> None:
    assert _taken(Keeping(), "-") == []


def test_no_question_about_a_plan_is_about_a_ledger_in_use_but_those_on_settling() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/20")
    keeping.say("記帳 講義 500 11/18")
    assert len(_taken(keeping, "settle.", "org.")) == 0
