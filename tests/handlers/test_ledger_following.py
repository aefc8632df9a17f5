"""What tired teachers type right behind something in a ledger, and what must not be booked by it."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from handlers import ledger_following as following
from handlers.messages import Choice, Incoming
from handlers.topic import Turn
from tests.handlers.keeping import DISPATCHER, Keeping


def kept(keeping: Keeping) -> list[tuple[str, int]]:
    """Name and amount of what is kept, by number."""
    return [(one.item.name or one.item.category, one.amount) for one in keeping.entries if one.state == "kept"]


def begun(*said: str) -> Keeping:
    """Somebody who just wrote something down."""
    keeping = Keeping()
    for one in said or ("記帳 便當 960",):
        keeping.say(one)
    return keeping


def button(keeping: Keeping, label: str) -> Choice:
    return next(one for one in keeping.choices if one.label.startswith(label))


@pytest.mark.parametrize("said", ["不對是690", "打錯了 690", "應該是 690 元", "690才對", "啊便當是690", "其實是 690"])
def test_a_correction_right_behind_an_entry_changes_it_and_adds_none(said: str) -> None:
    keeping = begun()
    assert "已改好" in keeping.say(said)
    assert kept(keeping) == [("便當", 690)]


def test_the_one_of_several_that_is_named_is_corrected() -> None:
    keeping = begun("記帳 便當 960、飲料 320")
    keeping.say("啊飲料是230")
    assert kept(keeping) == [("便當", 960), ("飲料", 230)]


def test_of_several_that_may_be_wrong_one_is_chosen() -> None:
    keeping = begun("記帳 便當 960、飲料 320")
    assert "是哪一筆" in keeping.say("不對是690")
    keeping.tap(button(keeping, "1."))
    assert kept(keeping) == [("便當", 690), ("飲料", 320)]


@pytest.mark.parametrize(("said", "day"), [("昨天的", 21), ("11/18", 18), ("是 11/18 的", 18), ("啊 上週五", 13)])
def test_a_mere_day_is_that_of_the_entry(said: str, day: int) -> None:
    keeping = begun()
    keeping.say(said)
    assert [(one.amount, one.day) for one in keeping.entries] == [(960, date(2026, 11, day))]


def test_a_mere_day_ahead_changes_nothing() -> None:
    keeping = begun()
    assert "還沒到" in keeping.say("11/30")
    assert keeping.entries[0].version == 1


@pytest.mark.parametrize("said", ["收據 AB12345678", "發票號碼是 AB12345678"])
def test_a_mere_receipt_is_that_of_the_entry(said: str) -> None:
    keeping = begun()
    keeping.say(said)
    assert [(one.amount, one.receipt) for one in keeping.entries] == [(960, "AB12345678")]


@pytest.mark.parametrize("said", ["刪掉", "不要了", "啊刪掉這筆"])
def test_the_entry_is_deleted_by_a_mere_word_and_may_be_brought_back(said: str) -> None:
    keeping = begun()
    assert "已刪掉" in keeping.say(said)
    keeping.say("復原")
    assert kept(keeping) == [("便當", 960)]


def test_of_several_none_is_deleted_by_a_mere_word() -> None:
    keeping = begun("記帳 便當 960、飲料 320")
    assert "是哪一筆" in keeping.say("刪掉")
    assert len(kept(keeping)) == 2


def test_what_follows_long_after_is_about_nothing() -> None:
    keeping = begun()
    keeping.now = keeping.now.replace(hour=20)
    keeping.say("刪掉")
    keeping.say("不對是690")
    assert kept(keeping) == [("便當", 960)]


def test_another_number_of_the_same_things_keeps_their_price() -> None:
    keeping = begun("記帳 便當 80元 12個")
    keeping.say("便當改成 15個")
    assert kept(keeping) == [("便當", 1200)]
    keeping.say("啊是14個")
    assert [(one.item.price, one.item.quantity) for one in keeping.entries] == [(80, 14)]


def test_another_number_of_what_has_no_price_is_not_guessed() -> None:
    keeping = begun()
    assert "要改就打" in keeping.say("便當改成 15個")
    assert kept(keeping) == [("便當", 960)]


@pytest.mark.parametrize(
    ("said", "label", "amount"), [("便當多算80", "改成 880", 880), ("便當少算80", "改成 1,040", 1040)]
)
def test_by_how_much_it_was_wrong_is_no_amount_before_a_tap(said: str, label: str, amount: int) -> None:
    keeping = begun()
    assert "要改成多少" in keeping.say(said)
    assert kept(keeping) == [("便當", 960)]
    keeping.tap(button(keeping, label))
    assert kept(keeping) == [("便當", amount)]


def test_by_how_much_something_unknown_was_wrong_is_no_entry() -> None:
    keeping = begun()
    keeping.say("上次影印多算80")
    assert kept(keeping) == [("便當", 960)]


def test_the_sum_of_what_was_written_down_is_compared_and_not_booked() -> None:
    keeping = begun("記帳 便當 960、飲料 230")
    assert "2 筆加起來就是 1,190 元" in keeping.say("合計1190")
    assert "和 1,200 元差 10 元" in keeping.say("總共 1200")
    assert len(kept(keeping)) == 2


@pytest.mark.parametrize(("receipt", "told"), [("", True), (" 收據0037", True), (" 收據0038", False)])
def test_an_entry_that_was_written_down_before_is_told_unless_its_receipt_is_another(receipt: str, told: bool) -> None:
    keeping = begun("記帳 便當 960 11/18 收據0037")
    assert ("第 2 筆和第 1 筆一樣" in keeping.say(f"記帳 便當 960 11/18{receipt}")) is told


def test_an_entry_is_shown_where_its_amount_is_asked_for() -> None:
    assert "1. 膳食費（便當） 960 元" in begun().say("便當那筆多少錢")


def test_an_entry_that_only_its_day_names_is_clear() -> None:
    keeping = begun("記帳 便當 960 11/18", "記帳 茶水 300 11/11")
    assert "已改好" in keeping.say("11/11那筆改成 350")
    assert kept(keeping) == [("便當", 960), ("茶水", 350)]


@pytest.mark.parametrize(("said", "told"), [("全部列出來", "最新的在前面"), ("還有多少", "還可報 14,040 元")])
def test_the_whole_ledger_is_meant_right_behind_an_entry(said: str, told: str) -> None:
    assert told in begun().say(said)


def test_what_follows_on_a_mere_order_is_written_down() -> None:
    keeping = begun("記帳")
    assert "「便當」花了多少" in keeping.say("便當")
    keeping.say("960")
    assert kept(keeping) == [("便當", 960)]


def test_a_question_behind_a_mere_order_is_answered() -> None:
    keeping = begun("記帳")
    assert "✅ 可以" in keeping.say("便當可以報嗎")
    assert kept(keeping) == []


def test_another_known_thing_is_no_answer_to_what_the_first_one_cost() -> None:
    keeping = begun("記帳 印刷費")
    assert "「印刷費」花了多少" in keeping.say("全聯飲料 238")
    keeping.say("1240")
    assert sorted(amount for _, amount in kept(keeping)) == [238, 1240]


@pytest.mark.parametrize("said", ["退200", "退貨 80", "退費 80 元"])
def test_money_that_came_back_is_no_amount(said: str) -> None:
    keeping = begun("記帳 印刷費")
    assert "不能是負的" in keeping.say(said)
    assert kept(keeping) == []


def test_an_expense_of_another_amount_is_no_name_of_a_line() -> None:
    keeping = begun("記帳 電風扇 300")
    keeping.say("印刷 500張 0.8元")
    assert kept(keeping) == []


def test_a_day_ahead_is_asked_for_again_where_a_day_is_asked_for() -> None:
    keeping = begun("記帳 印刷費 1240 11/31")
    assert "這一天還沒到" in keeping.say("11/30")
    keeping.say("11/20")
    assert [one.day.day for one in keeping.entries] == [20]


def test_what_has_no_name_is_asked_for_without_one() -> None:
    assert "這 1,240 元是哪一項" in begun("記帳 1240").outcome.replies[0].text


def test_a_mere_sum_that_was_judged_is_not_offered_as_an_entry() -> None:
    keeping = begun()
    keeping.say("謝謝")
    keeping.say("合計 1200 可以嗎")
    assert "記下這筆" not in [one.label for one in keeping.choices]


def test_a_grant_is_kept_before_anything_is_spent() -> None:
    keeping = Keeping()
    keeping.say("核定 14000")
    assert "14,000 元（核定）" in keeping.say("還能報多少")


def _taken(keeping: Keeping) -> list[str]:
    """The wordings of questions that are taken for something that follows."""
    asked = DISPATCHER.library.questions.values()
    said = [wording for one in asked for wording in (one.label, *one.wordings)]
    person = replace(keeping.person, forms=())
    turns = [Turn(Incoming(keeping.who, one), person, keeping.now, keeping.ports) for one in said]

    async def heard() -> list[str]:
        return [turn.incoming.text for turn in turns if await following.heard(turn, DISPATCHER.composer)]

    return asyncio.run(heard())


def test_no_question_about_a_plan_is_taken_for_what_follows_on_an_entry() -> None:
    assert _taken(begun("記帳 便當 960", "記帳 講義 500 11/18")) == []
