"""Deadlines of which the plan gives a month only, and alternatives of which one is attended."""

from dataclasses import replace
from datetime import date

import pytest

from content.calendar import proposals
from content.library import load
from handlers.dispatch import Dispatcher
from tests.handlers.calendars import Talk, community, talk

LIBRARY = load()


def day_of(made: Talk, key: str) -> date:
    return next(one.day for one in made.dates() if one.key == key)


async def test_a_month_stands_on_its_last_office_day_and_says_that_it_is_a_month(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, now="2014-11-01T09:00")
    shown = (await made.says("採用計畫的期限")).replies[0].text
    assert day_of(made, "report.online.first") == date(2014, 12, 31)
    assert "第一學期網路填報　剩 60 天・陸.一・計畫只寫 103年12月" in shown
    assert "網路填報（103年12月）" not in shown


async def test_a_month_that_ends_on_holidays_ends_before_them(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, community(plan="taipei-103", tier=""), now="2014-04-20T09:00")
    await made.says("採用計畫的期限")
    assert day_of(made, "device.handout") == date(2014, 8, 29)  # the 30th and 31st are a weekend


async def test_on_which_day_of_a_month_people_meet_is_not_made_up(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, community(plan="taipei-103", tier=""), now="2014-04-20T09:00")
    shown = (await made.says("採用計畫的期限")).replies[0].text
    assert "成果發表會（103年12月）" in shown
    assert not [one for one in made.dates() if one.kind == "meeting"]


async def test_interim_filing_is_reported_and_what_is_left_is_told(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, now="2014-11-01T09:00")
    for said in ("採用計畫的期限", "第一學期網路填報完成了", "第一期核銷好了", "第一期核銷完了"):
        await made.says(said)
    assert {one.key for one in made.dates("done")} == {"report.online.first", "settle.first"}


async def test_a_month_of_another_school_year_is_estimated(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, community(year=115), now="2026-11-22T09:00")
    await made.says("採用計畫的期限")
    await made.taps("全部採用")
    assert day_of(made, "report.online.first") == date(2026, 12, 31)
    assert not any(one.sure for one in made.dates())


def test_a_standing_duty_is_no_deadline() -> None:
    plan = LIBRARY.plans["taoyuan-103"]
    assert "duty.collect" in plan.answers
    assert "duty.collect" not in {one.key for one in proposals(plan, "advanced", 103)}


async def test_each_session_is_told_with_its_districts_and_the_own_one_goes_first(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, community(plan="taoyuan-112", tier="", year=112), now="2023-11-01T09:00")
    offered = (await made.says("採用計畫的期限")).replies[-1]
    assert "選一場去就可以" not in offered.text
    assert "・11/15（三） 分區輔導第一場（桃園區、龜山區；暫定）" in offered.text
    labels = [choice.label for choice in offered.choices]
    assert "11/15 桃園區、龜山區" in labels
    await made.taps("11/29 蘆竹區、大園區、觀音區")
    assert [one.key for one in made.dates()] == ["session.three"]


@pytest.mark.parametrize("title", ["分區輔導第一場（桃園區、龜山區；暫定）", "（補）交名單"])
async def test_no_label_ends_within_brackets(dispatcher: Dispatcher, title: str) -> None:
    made = talk(dispatcher, now="2014-11-01T09:00")
    await made.says("幫我記 12/10 交名單")
    (one,) = made.dates()
    made.memory.rows[one.id] = replace(one, title=title)
    label = (await made.says("我還有什麼沒交")).replies[0].choices[0].label
    assert label.endswith("完成")
    assert label.count("（") == label.count("）")
