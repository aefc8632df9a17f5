"""Dates that the curators changed after a community adopted them: told once, asked about, and never moved silently."""

from dataclasses import replace
from datetime import date

import pytest

from content.library import load
from handlers.calendar_following import EVENT
from handlers.dispatch import Dispatcher
from handlers.records import Deadline, Reminder
from handlers.reminders_digest import digest
from handlers.topic import Outcome
from tests.handlers.calendars import Talk, community, talk

LIBRARY = load()
ASKED, SHOWN = "便當一個120可以嗎", "我還有什麼沒交"


def of(made: Talk, key: str) -> Deadline:
    """The date that stands for a deadline of the plan."""
    return next(one for one in made.memory.rows.values() if one.key == key)


def put(made: Talk, key: str, /, **fields: object) -> Deadline:
    """A date as it was adopted under an older version of the plan."""
    one = of(made, key)
    made.memory.rows[one.id] = replace(one, **fields)  # type: ignore[arg-type]  # fields of Deadline
    return made.memory.rows[one.id]


def text(outcome: Outcome) -> str:
    return "\n".join(reply.text for reply in outcome.replies)


async def adopted(dispatcher: Dispatcher, now: str = "2014-11-01T09:00") -> Talk:
    """A calendar with the plan's dates, and a person who was told nothing about a change yet."""
    made = talk(dispatcher, now=now)
    await made.says("採用計畫的期限")
    return made


def untold(made: Talk) -> None:
    """The dates of the plans are others than at the last message."""
    person = made.persons["王老師"]
    kept = frozenset(one for one in person.noticed if not one.startswith("dates:"))
    made.persons["王老師"] = replace(person, noticed=kept)


async def test_who_convenes_is_told_once_at_the_next_message_whatever_it_is(dispatcher: Dispatcher) -> None:
    made = await adopted(dispatcher)
    put(made, "report.final", day=date(2015, 6, 12), figure="2015-06-12")
    untold(made)
    first = await made.says(ASKED)
    assert "「上傳成果報告」現在是 104/6/30（二）" in text(first)
    assert "改成 104/6/30（二）" in [choice.label for choice in first.replies[-1].choices]
    assert "計畫改了" not in text(await made.says(ASKED))


async def test_a_list_that_tells_it_is_not_followed_by_the_same_again(dispatcher: Dispatcher) -> None:
    made = await adopted(dispatcher)
    put(made, "report.final", day=date(2015, 6, 12), figure="2015-06-12")
    untold(made)
    assert text(await made.says(SHOWN)).count("計畫改了") == 1


@pytest.mark.parametrize("said", [SHOWN, "看全部", "明天有什麼要交", "逾期的有哪些", "下一個期限"])
async def test_every_list_tells_it(dispatcher: Dispatcher, said: str) -> None:
    made = await adopted(dispatcher)
    await made.says(ASKED)
    put(made, "report.final", day=date(2015, 6, 12), figure="2015-06-12")
    assert "計畫改了" in text(await made.says(said))


async def test_a_member_is_told_but_gets_no_button_that_would_refuse_them(dispatcher: Dispatcher) -> None:
    made = await adopted(dispatcher)
    put(made, "report.final", day=date(2015, 6, 12), figure="2015-06-12")
    made.joins("林老師", community(), "member")
    shown = await made.says(SHOWN, "林老師")
    assert "計畫改了" in text(shown)
    verbs = {choice.token.split(":")[1] for choice in shown.replies[-1].choices if choice.token.startswith("cal:")}
    assert verbs <= {"list", "page"}


async def test_a_reminder_tells_it(dispatcher: Dispatcher) -> None:
    made = await adopted(dispatcher)
    old = put(made, "report.final", day=date(2015, 6, 12), figure="2015-06-12")
    items = [Reminder(old, community(), "d7", made.now, made.now, "convener")]
    assert "現在是 104/6/30（二）" in digest(items, dispatcher.composer, made.now).text
    other = replace(of(made, "settle.second"), day=date(2015, 6, 12))
    items.append(Reminder(other, community(), "d7", made.now, made.now, "convener"))
    assert "現在是 104/6/30（二）" in digest(items, dispatcher.composer, made.now).text


async def test_a_day_that_follows_from_an_event_does_not_become_later_with_the_plan_s(dispatcher: Dispatcher) -> None:
    made = await adopted(dispatcher, "2014-11-20T09:00")
    await made.says("第一期最後一次活動辦完了")
    assert (of(made, "settle.first").day, made.memory.log[-1][1].operation) == (date(2014, 11, 27), EVENT)
    put(made, "settle.first", figure="2014-12-12", others=("2014-12-12",))
    assert "現在是" not in text(await made.says(SHOWN))
    assert of(made, "settle.first").day == date(2014, 11, 27)


async def test_an_earlier_day_of_the_plan_goes_before_that_of_an_event(dispatcher: Dispatcher) -> None:
    made = await adopted(dispatcher, "2014-12-10T09:00")
    await made.says("第一期最後一次活動辦完了")
    assert of(made, "settle.first").day == date(2014, 12, 17)
    put(made, "settle.first", day=date(2014, 12, 24), figure="2014-12-31", others=("2014-12-31",))
    assert "現在是 12/19（五）" in text(await made.says(SHOWN))
    await made.taps("改成 12/19（五）")
    now = of(made, "settle.first")
    assert (now.day, now.others, now.figure) == (date(2014, 12, 19), ("2014-12-24",), "2014-12-19")


async def test_a_month_that_became_another_is_told(dispatcher: Dispatcher) -> None:
    made = await adopted(dispatcher)
    put(made, "report.online.first", day=date(2014, 11, 28), figure="2014-11")
    assert "「第一學期網路填報」現在是 12/31（三）" in text(await made.says(SHOWN))
    await made.taps("改成 12/31（三）")
    assert of(made, "report.online.first").day == date(2014, 12, 31)


async def test_another_length_of_time_is_told_and_counted_anew_by_telling_the_event(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, now="2014-11-20T09:00")
    await made.says("第一期最後一次活動辦完了")
    put(made, "settle.first.after", day=date(2014, 12, 4), figure="P14D", others=())
    shown = await made.says(SHOWN)
    assert "再打一次「第一期最後一次活動」" in text(shown)
    await made.taps("不改")
    assert of(made, "settle.first.after").day == date(2014, 12, 4)
    assert "再打一次" not in text(await made.says(SHOWN))


async def test_what_the_plan_wants_no_more_is_called_off_or_becomes_ones_own(dispatcher: Dispatcher) -> None:
    made = await adopted(dispatcher)
    gone = put(made, "report.final", key="report.gone", title="上傳心得", figure="2015-06-30")
    assert "沒有「上傳心得」這一項了" in text(await made.says(SHOWN))
    await made.taps("不改")
    assert (made.memory.rows[gone.id].key, made.memory.rows[gone.id].state) == ("", "open")
    assert "計畫現在沒有" not in text(await made.says(SHOWN))
    put(made, "report.record.second", key="report.gone", title="上傳感想", figure="2015-06-30")
    await made.says(SHOWN)
    await made.taps("刪掉")
    assert "cancelled" in {one.state for one in made.memory.rows.values() if one.title == "上傳感想"}


async def test_a_day_of_ones_own_choice_is_asked_about_and_may_be_kept(dispatcher: Dispatcher) -> None:
    made = await adopted(dispatcher)
    await made.says("成果報告提早到 104/6/1")
    put(made, "report.final", figure="2015-06-12")
    assert "現在是 104/6/30（二），您記的是 104/6/1（一）" in text(await made.says(SHOWN))
    await made.taps("不改")
    assert of(made, "report.final").day == date(2015, 6, 1)


def test_another_date_of_a_plan_gives_another_fingerprint() -> None:
    plan = LIBRARY.plans["taoyuan-103"]
    without = replace(plan, deadlines={key: one for key, one in plan.deadlines.items() if key != "report.final"})
    assert replace(LIBRARY, plans={**LIBRARY.plans, plan.id: without}).dates != LIBRARY.dates
