"""What the ledger asks is answered as people answer, and what it knows of budgets and grants is told everywhere."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.export.forms.accounts import account
from bot.store import budgets
from bot.store.communities import new_id
from bot.store.database import Store
from content.budget import Item
from content.library import Library
from handlers.changes import SetBudget, SetSpending
from handlers.records import BudgetDraft, BudgetRow, Community, Spending
from tests.bot.store.conftest import store as store
from tests.bot.store.conftest import template as template
from tests.bot.store.conftest import url as url
from tests.bot.store.village import COMMUNITY, do, founded
from tests.handlers.keeping import MORNING, OURS, Keeping

NORTH = Community("c1", "北昌共備社群", "taoyuan-103", "", 103)
SOUTH = Community("c2", "南昌社群", "taoyuan-103", "", 103)
AUTUMN = datetime(2014, 11, 20, 9, tzinfo=MORNING.tzinfo)


def planned() -> Keeping:
    """Somebody whose budget for the whole year is done, in the first of two instalments."""
    keeping = Keeping(community=NORTH, now=AUTUMN)
    for said in ("開始編概算", "印刷費 100元 16人次", "完成"):
        keeping.say(said)
    return keeping


def two() -> Keeping:
    """Somebody in two communities."""
    keeping = Keeping(community=NORTH, now=AUTUMN)
    keeping.memory.start(keeping.who, SOUTH)
    keeping.memory.start(keeping.who, NORTH)
    return keeping


def kept(keeping: Keeping) -> list[tuple[str, int, date]]:
    return [(one.item.name, one.amount, one.day) for one in keeping.entries if one.state == "kept"]


def test_a_long_message_is_taken_back_whole_behind_many_others() -> None:
    keeping = Keeping()
    many = "記帳\n" + "\n".join(f"講義 {50 + one} 11/20" for one in range(30))
    keeping.say(many)
    for _ in range(3):
        keeping.say(many)
        keeping.say("復原")
    assert len(kept(keeping)) == 30
    keeping.say("復原")
    assert kept(keeping) == []
    assert "沒有可以復原" in keeping.say("復原")


def test_a_budget_for_the_whole_year_counts_in_each_instalment() -> None:
    keeping = planned()
    said = keeping.say("還能報多少")
    assert "全年已記 0 元／1,600 元（概算），還可報 1,600 元" in said
    assert "還沒有完成的概算" not in said
    said = keeping.say("記帳 印刷費 300")
    assert "全年已記 300 元／1,600 元（概算），還可報 1,300 元" in said
    assert "印刷費還可報 1,300 元（概算 1,600 元，已記 300 元）" in said
    assert "全年已記 0 元" in keeping.say("刪第1筆")


def test_a_grant_for_an_instalment_stands_beside_the_budget_for_the_year() -> None:
    keeping = planned()
    keeping.say("記帳 印刷費 300")
    keeping.ledgers.grants[NORTH.id] = {"first": 1000}
    said = keeping.say("還能報多少")
    assert "全年已記 300 元／1,600 元（概算），還可報 1,300 元" in said
    assert "第一期已記 300 元／1,000 元（核定），還可報 700 元" in said


@pytest.mark.parametrize(("day", "warns"), [(date(2014, 12, 20), False), (date(2015, 6, 20), True)])
def test_money_of_a_budget_for_the_year_is_left_over_only_when_the_last_instalment_ends(day: date, warns: bool) -> None:
    keeping = planned()
    keeping.now = datetime(day.year, day.month, day.day, 9, tzinfo=MORNING.tzinfo)
    assert ("結束，還有" in keeping.say("還能報多少")) is warns


async def test_the_sheet_of_an_instalment_takes_the_budget_for_the_year(store: Store, library: Library) -> None:
    community = replace(COMMUNITY, id=new_id(), plan="taoyuan-103", tier="beginner", year=103)
    convener = await store.write(lambda c: founded(c, AUTUMN, community))
    rows = (BudgetRow(Item(1, "印刷費", 100, 16, unit="人次"), 1),)
    year = BudgetDraft(new_id(), "概算", "taoyuan-103", 103, community.id, "beginner", state="done", rows=rows, next=2)
    await store.write(lambda c: budgets.put(c, SetBudget("new", year), convener, AUTUMN))
    item = Item(1, "印刷費", 300, unit="式", on=date(2014, 11, 20))
    spent = Spending(new_id(), community.id, item, "print", "first")
    await store.write(lambda c: do(c, convener, SetSpending("b", "add", (spent,)), AUTUMN))
    plan = library.plans["taoyuan-103"]
    found = await store.read(lambda c: account(c, community, "first", plan, library))
    assert found is not None
    assert found.planned is not None
    assert (found.granted, found.planned.items[0].total) == (1600, 1600)
    own = replace(year, id=new_id(), instalment="first", rows=(BudgetRow(Item(1, "印刷費", 100, 5, unit="人次"), 1),))
    await store.write(lambda c: budgets.put(c, SetBudget("new", own), convener, AUTUMN))
    found = await store.read(lambda c: account(c, community, "first", plan, library))
    assert found is not None
    assert found.granted == 500


@pytest.mark.parametrize(
    ("said", "day"), [("960 11/18", 18), ("昨天，960", 21), ("11/18 共 960 元", 18), ("便當 960 11/18", 18)]
)
def test_an_amount_with_its_day_answers_what_was_asked(said: str, day: int) -> None:
    keeping = Keeping()
    assert "花了多少" in keeping.say("記帳 便當")
    assert "已記下 1 筆" in keeping.say(said)
    assert kept(keeping) == [("便當", 960, date(2026, 11, day))]
    assert keeping.person.form is None


def test_an_answers_day_that_lies_ahead_is_asked_for() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當")
    assert "還沒到" in keeping.say("960 11/25")
    keeping.say("11/18")
    assert kept(keeping) == [("便當", 960, date(2026, 11, 18))]


def test_an_answer_to_one_question_leaves_the_next_one_open() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當")
    keeping.say("記帳 茶葉")
    assert "「茶葉」花了多少" in keeping.say("960 11/18")
    keeping.say("250 11/19")
    assert kept(keeping) == [("便當", 960, date(2026, 11, 18)), ("茶葉", 250, date(2026, 11, 19))]


def test_another_expense_is_no_answer() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當")
    assert "「便當」花了多少" in keeping.say("茶葉 250 11/18")
    keeping.say("960")
    assert sorted(amount for _, amount, _ in kept(keeping)) == [250, 960]


def test_a_line_with_another_amount_is_no_mere_name_of_a_line() -> None:
    keeping = Keeping()
    keeping.say("記帳 電風扇 300")
    assert "先打項目的名稱就好" in keeping.say("保費 200")
    assert "要記在哪一項" in keeping.say("印刷費 200")
    assert kept(keeping) == []
    keeping.say("講義費 300")
    assert [amount for _, amount, _ in kept(keeping)] == [300]


def test_what_was_spent_on_the_evening_before_the_answer_keeps_its_day() -> None:
    keeping = Keeping(now=datetime(2026, 11, 22, 23, 59, tzinfo=MORNING.tzinfo))
    keeping.say("記帳 便當")
    keeping.now += timedelta(minutes=5)
    said = keeping.say("960")
    assert "沒寫日期，先記您打的那一天" in said
    assert kept(keeping) == [("便當", 960, date(2026, 11, 22))]


def test_what_is_cancelled_is_named() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當")
    keeping.say("記帳 電風扇 300")
    said = keeping.say("取消")
    assert "好，取消了。\n還沒問完的 2 筆就不記了：便當、電風扇 300 元。" in said
    keeping.say("忘記我")
    assert "不記了" not in keeping.say("取消")


def test_of_many_that_are_cancelled_only_some_are_named() -> None:
    keeping = Keeping()
    for name in ("便當", "茶葉", "餅乾", "水果", "飲料"):
        keeping.say(f"記帳 {name}")
    assert "5 筆就不記了：便當、茶葉、餅乾、水果等。" in keeping.say("取消")


def test_an_export_has_the_ledgers_and_grants_of_all_communities() -> None:
    keeping = two()
    keeping.say("記帳 印刷費 300")
    keeping.ledgers.grants[NORTH.id] = {"first": 1000}
    keeping.say("南昌社群 記帳 印刷費 200")
    _, _, body = keeping.say("匯出我的資料").partition("\n")
    assert json.loads(body)["帳本"] == [
        "北昌共備社群 1 2014-11-20 印刷費  300",
        "北昌共備社群 第一期 核定 1000",
        "南昌社群 1 2014-11-20 印刷費  200",
    ]


def test_who_is_forgotten_is_told_that_ledger_and_budgets_go_too() -> None:
    keeping = Keeping()
    said = keeping.say("忘記我")
    assert "會結束" in said
    assert "帳本、概算和期限也刪掉" in said
    keeping.say("取消")
    keeping.memory.start("林老師", OURS)
    assert "帳本、概算和期限留給裡面的人" in keeping.say("忘記我")
