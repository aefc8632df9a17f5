"""Communities by their names: what is said of one that is named, and those that share a name."""

from dataclasses import replace

import pytest

from handlers.communities_naming import addressed, called, meant, within
from handlers.dispatch import Dispatcher
from handlers.records import Community, Membership
from handlers.topic import Person
from tests.handlers.calendars import Talk, community, talk

READERS, SUMS = community("讀書會"), community("南平數學社群")
OLD, NEW = community("北昌共備社群"), replace(community("北昌共備社群", year=104), id="new", before="北昌共備社群")


def parts(*found: Community) -> list[Membership]:
    return [Membership(one, "convener") for one in found]


def of(made: Talk, name: str) -> set[str]:
    """The titles that stand in a calendar."""
    return {one.title for one in made.dates() if one.community == name}


async def shown(made: Talk, said: str) -> str:
    return "\n".join(reply.text for reply in (await made.says(said)).replies)


@pytest.mark.parametrize("said", ["讀書會還有什麼沒交", "讀書會這個月", "讀書會下一個期限", "讀書會的清單"])
async def test_a_list_of_a_community_that_is_named_is_its_own(dispatcher: Dispatcher, said: str) -> None:
    made = talk(dispatcher, READERS, SUMS)
    await made.says("幫我記 5/12 交名單")
    assert (await shown(made, said)).startswith("讀書會：")


async def test_deadlines_are_adopted_where_it_was_said(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, READERS, SUMS)
    await made.says("讀書會採用計畫的期限")
    assert {one.community for one in made.dates()} == {READERS.id}


async def test_a_date_is_noted_for_the_one_that_is_named_without_its_name_in_the_title(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, READERS, SUMS)
    await made.says("幫讀書會記 5/15 交講義")
    await made.says("讀書會交講義完成了")
    assert {(one.title, one.community) for one in made.dates("done")} == {("交講義", READERS.id)}


async def test_the_name_of_the_only_community_may_be_part_of_a_title(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, READERS)
    await made.says("讀書會 5/12 聚會")
    await made.says("幫我記 5/13 讀書會共備")
    assert {"讀書會共備"} < of(made, READERS.id)


async def test_a_question_to_the_plan_stays_one(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, READERS, SUMS)
    outcome = await made.says("讀書會成果報告什麼時候交")
    assert outcome.replies[0].sources


async def test_two_of_one_name_are_told_apart_by_the_year_on_every_write(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, OLD, NEW, now="2015-08-20T09:00")
    assert "104 北昌共備社群" in await shown(made, "幫我記 9/10 交名單")
    assert "103 北昌共備社群" in await shown(made, "切換到103北昌共備社群")
    assert "103 北昌共備社群" in await shown(made, "幫我記 9/11 交名冊")
    await made.says("幫104學年度的北昌共備記 9/12 交講義")
    assert of(made, NEW.id) == {"交名單", "交講義"}


def test_a_year_that_none_has_means_none() -> None:
    found = parts(OLD, NEW)
    assert [meant(found, said) for said in ("103北昌共備社群", "104學年度的北昌共備", "105北昌共備")] == [*found, None]
    assert addressed(found, "105北昌共備社群還有什麼沒交") is None
    assert [called(one, found) for one in (OLD, SUMS)] == ["103 北昌共備社群", "南平數學社群"]


def test_a_whole_name_is_found_within_what_is_said_and_of_two_that_of_the_year() -> None:
    found = parts(OLD, NEW)
    assert within(found, "記 9/10 104北昌共備社群交名單") == found[1]
    assert within(found, "記 9/10 北昌共備社群交名單") == found[0]
    assert within(found, "記 9/10 交名單") is None


async def test_a_co_convener_does_not_open_the_new_year_a_second_time(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, OLD, now="2015-08-20T09:00")
    made.joins("林老師", OLD, "co")
    for said in ("開新學年", "照舊"):
        await made.says(said)
    outcome = await made.says("開新學年", "林老師")
    assert outcome.changes == ()
    assert outcome.person.form is None
    assert "已經開好「北昌共備社群」的 104 學年度" in outcome.replies[0].text


async def test_who_is_in_none_is_told_that_colleagues_have_codes(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, OLD)
    made.persons["林老師"] = Person(plan=OLD.plan, tier=OLD.tier)
    assert "邀請碼" in (await made.says("我還有什麼沒交", "林老師")).replies[0].text
