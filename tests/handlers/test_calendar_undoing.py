"""What 「復原」 and 「不是，是…」 are about: one's own newest change; all else is named and asked first."""

from datetime import date, timedelta

from handlers.dispatch import Dispatcher
from handlers.topic import Outcome
from tests.handlers.calendars import Talk, community, talk, token

SOUTH, NORTH = community("南平讀書社群"), community("北昌共備社群")
NOON = "2014-11-20T12:00"


def two(dispatcher: Dispatcher) -> Talk:
    """王老師 and 林老師 convene the same community."""
    made = talk(dispatcher, NORTH, now=NOON)
    made.joins("林老師", NORTH, "co")
    return made


def days(made: Talk) -> dict[str, date]:
    return {one.title: one.day for one in made.dates()}


def said(outcome: Outcome) -> str:
    return outcome.replies[-1].text


async def test_undo_takes_back_ones_own_change_though_somebody_elses_is_newer(dispatcher: Dispatcher) -> None:
    made = two(dispatcher)
    await made.says("幫我記 12/3 交名單")
    await made.says("幫我記 12/4 交照片", "林老師")
    await made.says("復原")
    assert set(days(made)) == {"交照片"}


async def test_somebody_elses_change_is_named_and_taken_back_only_when_told_so(dispatcher: Dispatcher) -> None:
    made = two(dispatcher)
    await made.says("幫我記 12/4 交照片", "林老師")
    asked = await made.says("復原")
    assert not asked.changes
    assert "別人" in said(asked)
    assert "交照片（12/4（四））" in said(asked)
    await made.says("是，復原")
    assert not days(made)


async def test_a_correction_moves_ones_own_date_though_somebody_elses_is_newer(dispatcher: Dispatcher) -> None:
    made = two(dispatcher)
    await made.says("幫我記 12/3 交名單")
    await made.says("幫我記 12/4 交照片", "林老師")
    await made.says("不是，是12/6")
    assert days(made) == {"交名單": date(2014, 12, 6), "交照片": date(2014, 12, 4)}


async def test_a_correction_of_somebody_elses_date_is_asked_first(dispatcher: Dispatcher) -> None:
    made = two(dispatcher)
    await made.says("幫我記 12/4 交照片", "林老師")
    asked = await made.says("不是，是12/6")
    assert not asked.changes
    assert "別人改的：交照片（12/4（四））" in said(asked)
    await made.taps("改成 12/6（六）")
    assert days(made) == {"交照片": date(2014, 12, 6)}


async def test_that_one_is_what_the_person_touched_last(dispatcher: Dispatcher) -> None:
    made = two(dispatcher)
    await made.says("幫我記 12/3 交名單")
    await made.says("幫我記 12/4 交照片", "林老師")
    await made.says("那個改到 12/8")
    assert days(made) == {"交名單": date(2014, 12, 8), "交照片": date(2014, 12, 4)}


async def test_what_was_done_long_ago_is_asked_before_it_is_taken_back(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, NORTH, now=NOON)
    await made.says("幫我記 12/30 交照片")
    made.now += timedelta(days=30)
    asked = await made.says("復原")
    assert not asked.changes
    assert "交照片（12/30（二））" in said(asked)
    await made.says("復原", token=token(made.persons["王老師"], "是，復原"))
    assert not days(made)


async def test_a_correction_is_about_the_community_that_was_changed_last(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, NORTH, SOUTH, now=NOON)
    await made.says("幫我記 12/10 交名單")
    await made.says("幫北昌共備社群記 12/11 交照片")
    outcome = await made.says("欸不是，是12/12")
    assert days(made) == {"交名單": date(2014, 12, 10), "交照片": date(2014, 12, 12)}
    assert "北昌共備社群" in said(outcome)


async def test_undo_names_the_change_in_another_community_than_the_current_one(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, NORTH, SOUTH, now=NOON)
    await made.says("幫我記 12/10 交名單")
    await made.says("幫北昌共備社群記 12/11 交照片")
    asked = await made.says("復原")
    assert not asked.changes
    assert said(asked).startswith("北昌共備社群：")
    assert "交照片（12/11（四））" in said(asked)
    await made.says("是，復原")
    assert set(days(made)) == {"交名單"}
    await made.says("復原")
    assert not days(made)


async def test_a_correction_answers_the_question_of_another_community_that_was_asked_last(
    dispatcher: Dispatcher,
) -> None:
    made = talk(dispatcher, NORTH, SOUTH, now="2014-12-04T12:00")
    await made.says("幫我記 12/10 交名單")
    await made.says("北昌共備社群活動辦完了")
    outcome = await made.says("不是，是12/3")
    assert days(made) == {"交名單": date(2014, 12, 10)}
    assert "北昌共備社群：12/3（三）辦完了" in said(outcome)


async def test_who_is_a_member_here_still_takes_back_what_they_did_where_they_convene(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, NORTH, now=NOON)
    await made.says("幫我記 12/11 交照片")
    made.joins("王老師", SOUTH, "member")
    await made.says("復原")
    await made.says("是，復原")
    assert not days(made)
