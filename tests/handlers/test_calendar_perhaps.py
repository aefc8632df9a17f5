"""A date of one's own that may be the plan's: offered, taken, taken back; and days of which the year is not certain."""

from datetime import date

import pytest

from handlers.dispatch import Dispatcher
from tests.handlers.calendars import Talk, community, talk, token
from tests.handlers.keeping import Keeping

REPORT = "上傳成果報告"
NOW = "2014-11-20T09:00"


async def offered(dispatcher: Dispatcher, *before: str) -> Talk:
    """A date that may be one of two of the plan's."""
    made = talk(dispatcher, now=NOW)
    for said in (*before, "幫我記 5/30前上傳"):
        await made.says(said)
    return made


async def test_what_may_be_the_plans_is_ones_own_until_somebody_says_so(dispatcher: Dispatcher) -> None:
    made = await offered(dispatcher)
    assert [(one.title, one.key, one.section) for one in made.dates()] == [("上傳", "", "")]
    await made.taps(REPORT)
    assert [(one.title, one.key, one.section) for one in made.dates()] == [(REPORT, "report.final", "")]


async def test_taken_for_one_that_was_adopted_it_moves_that_one(dispatcher: Dispatcher) -> None:
    made = await offered(dispatcher, "採用計畫的期限")
    await made.taps(REPORT)
    assert [one.day for one in made.dates() if one.key == "report.final"] == [date(2015, 5, 30)]
    assert not [one for one in made.dates() if one.title == "上傳"]
    await made.says("復原")
    assert [one.day for one in made.dates() if one.key == "report.final"] == [date(2015, 6, 30)]
    assert [one.day for one in made.dates() if one.title == "上傳"] == [date(2015, 5, 30)]


async def test_what_is_done_since_is_not_opened_again_by_an_older_button(dispatcher: Dispatcher) -> None:
    made = await offered(dispatcher, "採用計畫的期限")
    button = token(made.persons["王老師"], REPORT)
    await made.says("成果報告交完了")
    assert (await made.thinks("", token=button)).changes == ()


@pytest.mark.parametrize("done", ["刪掉5/30那個", "5/30那個改到 5/29"])
async def test_a_button_of_what_was_changed_since_explains_itself(dispatcher: Dispatcher, done: str) -> None:
    made = await offered(dispatcher)
    button = token(made.persons["王老師"], REPORT)
    assert (await made.says(done)).changes
    outcome = await made.thinks("", token=button)
    assert outcome.changes == ()
    assert "之前的" in outcome.replies[0].text


async def test_a_member_says_nothing_of_what_a_date_is(dispatcher: Dispatcher) -> None:
    made = await offered(dispatcher)
    made.joins("林老師", community(), "member")
    assert (await made.thinks("", "林老師", token(made.persons["王老師"], REPORT))).changes == ()


async def test_adopting_takes_no_date_of_ones_own_that_only_may_be_the_plans(dispatcher: Dispatcher) -> None:
    made = await offered(dispatcher)
    await made.says("採用計畫的期限")
    assert [(one.day, one.key) for one in made.dates() if one.title == "上傳"] == [(date(2015, 5, 30), "")]
    assert [one.day for one in made.dates() if one.key == "report.final"] == [date(2015, 6, 30)]


async def test_adopting_takes_a_date_of_ones_own_that_surely_is_the_plans(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, now=NOW)
    await made.says("幫我記 6/25 上傳成果報告")
    await made.says("採用計畫的期限")
    assert [(one.day, one.section) for one in made.dates() if one.title == REPORT] == [(date(2015, 6, 25), "")]


@pytest.mark.parametrize("said", ["幫我記 12/8 交表", "幫我記 12/10 交紀錄"])
async def test_a_character_makes_no_date_the_plans(dispatcher: Dispatcher, said: str) -> None:
    made = talk(dispatcher, now=NOW)
    outcome = await made.says(said)
    assert not any(choice.token.startswith("cal:isplan:") for choice in outcome.replies[0].choices)
    assert [one.key for one in made.dates()] == [""]


async def test_where_the_next_school_year_began_early_a_day_may_be_of_either(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, community(year=104), now="2014-07-20T09:00")
    assert (await made.says("12/4 交照片")).changes == ()
    await made.taps("12/4（四）")
    assert [one.day for one in made.dates()] == [date(2014, 12, 4)]


async def test_a_day_that_is_next_in_the_school_year_too_is_not_asked(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, community(year=104), now="2014-12-20T09:00")
    await made.says("幫我記 12/4 交照片")
    assert [one.day for one in made.dates()] == [date(2015, 12, 4)]


@pytest.mark.parametrize("words", ["這禮拜", "這週", "這星期"])
async def test_a_day_is_asked_in_the_words_that_were_typed(dispatcher: Dispatcher, words: str) -> None:
    made = talk(dispatcher, now=NOW)
    outcome = await made.says(f"幫我記 {words}交照片")
    assert f"「{words}」" in outcome.replies[0].text


async def test_a_period_is_told_in_the_words_that_were_typed(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, now=NOW)
    await made.says("幫我記 11/21 交照片")
    assert (await made.says("這禮拜有什麼要交")).replies[0].text.startswith("這禮拜")


@pytest.mark.parametrize(
    ("said", "day"), [("晚上12點", "2014-12-05T23:59"), ("24:00", "2014-12-05T23:59"), ("凌晨12點", "2014-12-05T00:00")]
)
async def test_the_end_of_a_day_is_still_that_day(dispatcher: Dispatcher, said: str, day: str) -> None:
    made = talk(dispatcher, now=NOW)
    await made.says(f"幫我記 12/5 {said}交名冊")
    assert [f"{one.day}T{one.at:%H:%M}" for one in made.dates() if one.at] == [day]


def test_a_date_is_noted_while_the_ledger_waits_for_an_answer() -> None:
    made = Keeping()
    made.say("記帳 印刷費")
    waiting = made.person.form
    assert waiting
    assert "已記下：交照片" in made.say("幫我記 12/5 交照片")
    assert made.person.form == waiting
    assert made.entries == ()
