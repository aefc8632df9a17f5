"""A community's dates: who may change them, what a button of long ago does, what is merged, which year is meant."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from handlers.changes import SetDeadlines
from handlers.dispatch import Dispatcher
from tests.handlers.calendars import Talk, community, talk, token
from tests.handlers.memory import Overtaken

WRITES = [
    "幫我記 6/18 寄邀請卡",
    "每月第一個週三聚會",
    "寄感謝狀完成了",
    "寄名冊其實還沒交",
    "寄感謝狀改到 6/16",
    "寄感謝狀延後一天",
    "刪掉寄感謝狀",
    "寄感謝狀請林老師寄",
    "寄感謝狀備註：要兩份",
    "活動辦完了",
    "審查說明會 5/2 開完了",
    "第一期最後一次活動辦完了",
    "採用計畫的期限",
    "確認日期",
    "復原",
]


async def filled(dispatcher: Dispatcher) -> Talk:
    """A calendar of the convener's with an open date, one that is done, and two others who look at it."""
    made = talk(dispatcher)
    for said in ("幫我記 6/10 寄感謝狀", "幫我記 6/12 寄名冊", "寄名冊完成了"):
        await made.says(said)
    made.joins("林老師", community(), "member")
    made.joins("群組", community(), "member")
    made.memory.groups.add("群組")
    return made


@pytest.mark.parametrize("said", WRITES)
async def test_a_member_changes_nothing_by_words(dispatcher: Dispatcher, said: str) -> None:
    made = await filled(dispatcher)
    outcome = await made.thinks(said, "林老師")
    assert outcome.changes == ()
    assert "召集人" in outcome.replies[-1].text


@pytest.mark.parametrize("said", WRITES)
async def test_a_group_changes_nothing_by_words(dispatcher: Dispatcher, said: str) -> None:
    made = await filled(dispatcher)
    assert (await made.thinks(said, "群組", group=True)).changes == ()


@pytest.mark.parametrize("said", WRITES[:5])
async def test_a_stranger_changes_nothing_by_words(dispatcher: Dispatcher, said: str) -> None:
    made = await filled(dispatcher)
    made.persons["陳老師"] = made.persons["王老師"]
    assert (await made.thinks(said, "陳老師")).changes == ()


async def test_every_button_that_a_convener_was_shown_changes_nothing_for_others(dispatcher: Dispatcher) -> None:
    made = await filled(dispatcher)
    for said in (*WRITES, "我還有什麼沒交", "確認日期"):
        await made.says(said)
    made.persons["陳老師"] = made.persons["王老師"]
    tokens = {choice.token for choice in made.persons["王老師"].buttons if choice.token.startswith("cal:")}
    assert len(tokens) > 10
    for who in ("林老師", "群組", "陳老師"):
        for one in tokens:
            assert (await made.thinks("", who, one, group=who == "群組")).changes == (), (who, one)


async def test_a_co_convener_may_change_the_calendar(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    made.joins("林老師", community(), "co")
    await made.says("幫我記 6/18 寄邀請卡", "林老師")
    assert [one.title for one in made.dates()] == ["寄邀請卡"]


async def test_two_conveners_at_once_lose_nothing(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    made.joins("林老師", community(), "co")
    await made.says("幫我記 6/18 寄邀請卡")
    here, there = await made.thinks("寄邀請卡改到 6/16"), await made.thinks("寄邀請卡備註：兩份", "林老師")
    await made.commits(here)
    with pytest.raises(Overtaken):
        await made.commits(there, "林老師")
    await made.says("寄邀請卡備註：兩份", "林老師")
    assert [(one.day, one.note) for one in made.dates()] == [(date(2014, 6, 16), "兩份")]


async def test_a_token_that_nobody_made_changes_nothing(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    for one in (
        "cal:",
        "cal:set:x:1:9",
        "cal:last:北昌共備社群:x",
        "cal:own:北昌共備社群:x:y",
        "cal:page:x",
        "cal:undo::",
    ):
        assert (await made.thinks("", token=one)).changes == ()


async def test_a_button_acts_on_its_own_community(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, community("甲社群"), community("乙社群"))
    await made.says("幫甲社群記 6/18 寄邀請卡")
    await made.says("我還有什麼沒交", token="cal:list:甲社群")
    outcome = await made.taps("寄邀請卡完成")
    assert outcome.replies[0].text.startswith("甲社群：")
    assert [one.community for one in made.dates("done")] == ["甲社群"]


async def test_who_has_several_communities_sees_the_name_on_every_write(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, community("甲社群"), community("乙社群"))
    said = (*WRITES, "是，最後一次")
    for one in ("幫我記 6/10 寄感謝狀", "幫我記 6/12 寄名冊", "寄名冊完成了", *said):
        outcome = await made.says(one)
        if any(isinstance(change, SetDeadlines) for change in outcome.changes):
            assert "乙社群" in outcome.replies[0].text, one


async def test_undo_by_button_takes_back_that_very_change(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    await made.says("幫我記 6/18 寄邀請卡")
    first = token(made.persons["王老師"], "復原")
    await made.says("幫我記 6/19 寄名冊")
    await made.says("復原", token=first)
    assert [one.title for one in made.dates()] == ["寄名冊"]
    assert (await made.says("復原", token=first)).changes == ()


async def test_undo_by_button_does_not_take_back_what_was_changed_since(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    await made.says("幫我記 6/18 寄邀請卡")
    first = token(made.persons["王老師"], "復原")
    await made.says("寄邀請卡改到 6/16")
    assert (await made.says("復原", token=first)).changes == ()
    assert [one.day for one in made.dates()] == [date(2014, 6, 16)]


async def test_undo_by_word_goes_back_step_by_step(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    for said in ("幫我記 6/18 寄邀請卡", "寄邀請卡改到 6/16", "寄邀請卡完成了", "復原", "復原"):
        await made.says(said)
    assert [(one.day, one.state) for one in made.dates()] == [(date(2014, 6, 18), "open")]
    await made.says("復原")
    assert made.dates() == []
    assert (await made.says("復原")).changes == ()


async def test_adopting_twice_adds_nothing(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    await made.says("採用計畫的期限")
    adopted = made.dates()
    assert (await made.says("採用計畫的期限")).changes == ()
    assert len({one.key for one in adopted}) == len(adopted) == 13


async def test_one_s_own_date_becomes_the_plan_s_when_that_is_adopted(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    await made.says("幫我記 5/30 上傳申請檔案")
    await made.says("採用計畫的期限")
    assert [one.key for one in made.dates() if "上傳申請檔案" in one.title] == ["apply.upload"]


async def test_what_was_adopted_and_taken_back_can_be_adopted_again(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    for said in ("採用計畫的期限", "復原", "採用計畫的期限"):
        await made.says(said)
    assert len(made.dates()) == 13


async def test_an_estimated_date_is_sure_once_it_is_moved(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, community(year=115), now="2026-11-22T09:00")
    await made.says("採用計畫的期限")
    await made.taps("全部採用")
    assert not any(one.sure for one in made.dates())
    await made.says("成果報告改到 6/25")
    assert [one.day for one in made.dates() if one.sure] == [date(2027, 6, 25)]


async def test_a_day_without_a_year_may_be_of_the_community_s_school_year_when_that_is_long_over(
    dispatcher: Dispatcher,
) -> None:
    made = talk(dispatcher, now="2026-11-22T09:00")
    for said in ("幫我記 5/30 上傳申請檔案", "幫我記 12/31 寄邀請卡", "第一個", "幫我記明天寄花"):
        await made.says(said)
    days = {one.title: one.day for one in made.dates()}
    assert days["上傳申請檔案（線上初審）"] == date(2014, 5, 30)  # the plan's own, before the school year
    assert days["寄邀請卡"] == date(2014, 12, 31)  # offered first, beside that of today's year
    assert days["寄花"] == date(2026, 11, 23)


async def test_a_weekday_that_fits_another_year_of_the_community_is_that_year_s(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, now="2026-11-22T09:00")
    await made.says("幫我記 12/19（五）寄名冊")
    assert [one.day for one in made.dates()] == [date(2014, 12, 19)]


@pytest.mark.parametrize(
    ("now", "said", "day"),
    [
        ("2014-12-31T23:00", "幫我記明天寄名冊", date(2015, 1, 1)),
        ("2014-12-30T09:00", "幫我記 1/2 寄名冊", date(2015, 1, 2)),
        ("2015-07-30T09:00", "幫我記 8/1 寄名冊", date(2015, 8, 1)),
        ("2015-02-27T09:00", "幫我記後天寄名冊", date(2015, 3, 1)),
        ("2015-02-10T09:00", "幫我記月底寄名冊", date(2015, 2, 28)),
    ],
)
async def test_days_at_the_edges_of_months_and_years(dispatcher: Dispatcher, now: str, said: str, day: date) -> None:
    made = talk(dispatcher, now=now)
    await made.says(said)
    assert [one.day for one in made.dates()] == [day]


async def test_29_february_is_refused_in_a_year_without_it_and_kept_in_one_with_it(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, community(plan="keelung-113", tier="develop", year=112), now="2024-01-10T09:00")
    await made.says("幫我記 2/29 寄名冊")
    assert [one.day for one in made.dates()] == [date(2024, 2, 29)]
    await made.says("寄名冊改到 114/2/29")
    assert [one.day for one in made.dates()] == [date(2024, 2, 29)]


async def test_a_meeting_keeps_its_time_when_it_moves_to_another_day(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    await made.says("6/5 下午兩點開會")
    await made.says("開會改到 6/6")
    await made.says("開會改到下午三點半")
    (meeting,) = made.dates()
    assert (meeting.day, meeting.at, meeting.kind) == (date(2014, 6, 6), time(15, 30), "meeting")


async def test_settling_is_counted_from_the_earlier_of_event_and_fixed_date(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, now="2014-12-16T09:00")
    await made.says("採用計畫的期限")
    await made.says("第一期最後一次活動辦完了")
    settling = next(one for one in made.dates() if one.key == "settle.first")
    assert (settling.day, settling.others) == (date(2014, 12, 19), ("2014-12-23",))


async def test_an_event_before_adopting_is_not_doubled_by_it(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, now="2014-11-03T09:00")
    await made.says("第一期最後一次活動辦完了")
    await made.says("採用計畫的期限")
    settling = [one for one in made.dates() if one.key.startswith("settle.first")]
    assert [one.day for one in settling] == [date(2014, 11, 10)]


async def test_what_is_done_stays_done_when_the_event_is_told_afterwards(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, now="2014-12-16T09:00")
    for said in ("採用計畫的期限", "第一期核銷好了", "第一期核銷完了", "第一期最後一次活動辦完了"):
        await made.says(said)
    assert [one.key for one in made.dates("done")] == ["settle.first"]


async def test_a_list_is_at_most_eight_lines_and_all_of_it_is_behind_a_button(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    for day in range(1, 31):
        await made.says(f"幫我記 6/{day} 寄第{day}號邀請卡")
    text = (await made.says("我還有什麼沒交")).replies[0].text
    assert text.count("\n・") == 8
    assert "還有 30 件" in text
    assert (await made.taps("看全部")).replies[0].text.count("\n・") == 20
    assert (await made.taps("看後面的")).replies[0].text.count("\n・") == 10


async def test_overdue_dates_come_first(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    for said in ("幫我記 6/10 寄名冊", "幫我記 5/10 寄邀請卡"):
        await made.says(said)
    made.now += timedelta(days=20)
    lines = (await made.says("我還有什麼沒交")).replies[0].text.split("\n")
    assert "過期 1 件" in lines[0]
    assert "寄邀請卡" in lines[1]
    assert "已過" in lines[1]


async def test_a_question_to_the_plan_does_not_read_the_calendar(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    await made.says("幫我記 6/25 上傳成果報告")
    outcome = await made.says("成果報告什麼時候交")
    assert {source.plan for source in outcome.replies[0].sources} == {"taoyuan-103"}
    assert outcome.changes == ()


async def test_a_community_is_told_of_a_curated_date_that_changed_and_asked(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    await made.says("採用計畫的期限")
    adopted = next(one for one in made.dates() if one.key == "report.final")
    old = replace(adopted, day=date(2015, 6, 12), figure="2015-06-12")  # as the plan once had it
    made.memory.rows[adopted.id] = old
    outcome = await made.says("我還有什麼沒交")
    assert "計畫改了：「上傳成果報告」現在是 104/6/30（二）" in outcome.replies[0].text
    assert made.memory.rows[adopted.id] == old
    await made.taps("改成 104/6/30（二）")
    now = made.memory.rows[adopted.id]
    assert (now.day, now.figure) == (date(2015, 6, 30), "2015-06-30")
    assert "計畫改了" not in (await made.says("我還有什麼沒交")).replies[0].text


async def test_who_keeps_the_old_date_is_not_asked_again(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher)
    await made.says("採用計畫的期限")
    adopted = next(one for one in made.dates() if one.key == "report.final")
    made.memory.rows[adopted.id] = replace(adopted, day=date(2015, 6, 12), figure="2015-06-12")
    await made.says("我還有什麼沒交")
    await made.taps("不改")
    assert made.memory.rows[adopted.id].day == date(2015, 6, 12)
    assert "計畫改了" not in (await made.says("我還有什麼沒交")).replies[0].text


@pytest.mark.parametrize(
    "said", ["收據弄好了", "便當不用了", "講師換林老師來", "冷氣還沒修", "嗯", "講義費改成 100 元"]
)
async def test_chatter_that_fits_nothing_in_the_calendar_is_left_to_the_plan(dispatcher: Dispatcher, said: str) -> None:
    made = talk(dispatcher)
    await made.says("幫我記 6/25 寄邀請卡")
    outcome = await made.says(said)
    assert outcome.changes == ()
    assert "行事曆" not in outcome.replies[0].text
