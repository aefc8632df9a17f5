"""A curated figure changes under budgets that are kept: whose verdict changed is told once, at their next message."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import cache

import pytest

from content.budget import Item
from handlers.changes import SetBudget
from handlers.dispatch import Dispatcher
from handlers.records import BudgetDraft, BudgetRow
from tests.bot.store.village import ID, do, founded
from tests.bot.turns.pigeon import Open
from tests.bot.turns.school import CONVENER, MEMBER, NEWS, OTHER, QUESTION, School
from tests.handlers.curated import MEAL, with_meals

Changed = Callable[[str], Dispatcher]
LOWER, HIGHER, REWORDED = MEAL.replace("100", "99"), MEAL.replace("100", "101"), MEAL.replace("上限", "最高")


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Changed:
    """The bot with another fact on meals in Keelung's plan."""

    @cache
    def with_fact(fact: str) -> Dispatcher:
        return Dispatcher(with_meals(tmp_path_factory.mktemp("curated") / "content", fact))

    return with_fact


@pytest.fixture
def school(office: Open, now: datetime) -> School:
    """On a new database."""
    return School(office, now)


async def test_both_conveners_are_told_once_and_nobody_else(
    school: School, dispatcher: Dispatcher, changed: Changed
) -> None:
    await school.begins(dispatcher, "便當 100元 20個", "講義費 50元 20份")
    async with school.day(changed(LOWER)) as day:
        for who in (CONVENER, OTHER):
            told = await day.news(who)
            assert "原本沒有不合規定的地方，現在有不合規定的地方" in told
            assert "現在：第 1 項：膳食費每人每次最高 99 元，100 元多了 1 元" in told
            assert "柒.膳食費" in told
            assert not await day.news(who)
        assert not await day.news(MEMBER)
    async with school.day(changed(LOWER)) as day:
        assert not any([await day.news(who) for who in (CONVENER, OTHER, MEMBER)])


async def test_two_conveners_who_write_at_once_are_each_told_once(
    school: School, dispatcher: Dispatcher, changed: Changed
) -> None:
    await school.begins(dispatcher, "便當 100元 20個")
    async with school.day(changed(LOWER)) as day:
        await asyncio.gather(*(day.says(QUESTION, who) for who in (CONVENER, OTHER) for _ in range(3)))
        for who in (CONVENER, OTHER):
            assert sum(NEWS in text for text in school.pigeon.texts(who)) == 1
        assert len((await day.draft()).shifts) == 1


async def test_what_is_not_wrong_any_more_is_told_as_well(
    school: School, dispatcher: Dispatcher, changed: Changed
) -> None:
    await school.begins(dispatcher, "便當 101元 20個")
    async with school.day(changed(HIGHER)) as day:
        told = await day.news()
        assert "原本有不合規定的地方，現在沒有不合規定的地方" in told
        assert "原本：第 1 項：膳食費每人每次最高 100 元，101 元多了 1 元" in told


async def test_another_cap_under_the_same_fault_is_told_with_both_figures(
    school: School, dispatcher: Dispatcher, changed: Changed
) -> None:
    await school.begins(dispatcher, "便當 120元 20個")
    async with school.day(changed(LOWER)) as day:
        told = await day.news()
        assert "現在還是有不合規定的地方" in told
        assert "最高 100 元，120 元多了 20 元" in told
        assert "最高 99 元，120 元多了 21 元" in told


@pytest.mark.parametrize(("fact", "price"), [(LOWER, 99), (HIGHER, 100), (REWORDED, 100), (REWORDED, 120)])
async def test_where_the_verdict_is_the_same_nobody_is_told(
    school: School, dispatcher: Dispatcher, changed: Changed, fact: str, price: int
) -> None:
    await school.begins(dispatcher, f"便當 {price}元 20個")
    async with school.day(changed(fact)) as day:
        assert not any([await day.news(who) for who in (CONVENER, OTHER, MEMBER)])
        judged = (await day.draft()).judged
        assert judged
        assert judged.rules == changed(fact).library.rulebook(changed(fact).library.plans["keelung-113"]).fingerprint


async def test_the_button_opens_the_budget(school: School, dispatcher: Dispatcher, changed: Changed) -> None:
    await school.begins(dispatcher, "便當 100元 20個")
    async with school.day(changed(LOWER)) as day:
        news = (await day.says(QUESTION))[-1]
        place = next(at for at, one in enumerate(news.choices) if one.label.startswith("打開"))
        (opened,) = await day.says("", tap=(school.pigeon.ids[-1], place))
        assert "1. 膳食費（便當） 100 × 20 個＝2,000 元 ❌" in opened.text


async def test_the_cap_and_the_budget_both_changed(school: School, dispatcher: Dispatcher, changed: Changed) -> None:
    await school.begins(dispatcher, "便當 100元 20個")
    async with school.day(changed(LOWER)) as day:
        await day.says("我的預算")
        await day.says("打開113學年度概算")
        await day.says("第1項改成 90 元")
        assert "現在沒有不合規定的地方" in (told := await day.news(OTHER))
        assert "現在：第 1 項：膳食費每人每次最高 99 元，100 元多了 1 元" in told
        assert "之後這份概算又改過" in told
        assert not await day.news(OTHER)


async def test_a_change_in_the_very_message_that_meets_new_rules_loses_nothing(
    school: School, dispatcher: Dispatcher, changed: Changed
) -> None:
    await school.begins(dispatcher, "便當 100元 20個")
    async with school.day(dispatcher) as day:
        await day.says("打開113學年度概算")
    async with school.day(changed(LOWER)) as day:
        told = await day.news(text="第1項改成 90 元")
        assert "100 元多了 1 元" in told
        assert "之後這份概算又改過，現在沒有不合規定的地方" in told
        assert (await day.draft()).rows[0].item.price == 90
        assert "100 元多了 1 元" in await day.news(OTHER)
        await day.says("復原")
        assert not await day.news()
        assert not await day.news(OTHER)


async def test_who_was_away_for_two_changes_is_told_what_came_of_both(
    school: School, dispatcher: Dispatcher, changed: Changed
) -> None:
    await school.begins(dispatcher, "便當 100元 20個")
    async with school.day(changed(LOWER)) as day:
        assert await day.news()
    async with school.day(dispatcher) as day:
        assert "原本有不合規定的地方，現在沒有" in await day.news()
        assert not await day.news(OTHER)


async def test_of_a_deleted_budget_nothing_is_told(school: School, dispatcher: Dispatcher, changed: Changed) -> None:
    await school.begins(dispatcher, "便當 100元 20個")
    async with school.day(dispatcher) as day:
        await day.says("打開113學年度概算")
        await day.says("刪掉這份概算")
    async with school.day(changed(LOWER)) as day:
        assert not await day.news()
        assert not await day.news(OTHER)


async def test_who_deletes_it_in_that_message_is_told_nothing(
    school: School, dispatcher: Dispatcher, changed: Changed
) -> None:
    await school.begins(dispatcher, "便當 100元 20個")
    async with school.day(dispatcher) as day:
        await day.says("打開113學年度概算")
    async with school.day(changed(LOWER)) as day:
        assert not await day.news(text="刪掉這份概算")
        assert not await day.news(OTHER)


async def test_a_draft_that_was_never_judged_is_judged_in_silence_first(
    school: School, dispatcher: Dispatcher, changed: Changed
) -> None:
    old = BudgetDraft("old", "舊的", "keelung-113", 113, ID, "refine", rows=(BudgetRow(Item(1, "便當", 100, 20), 1),))
    async with school.day(dispatcher) as day:
        await day.office.store.write(lambda c: do(c, founded(c, school.first), SetBudget("new", old), school.first))
        await day.says("換成基隆113")
    async with school.day(changed(LOWER)) as day:
        assert not await day.news()
        assert (await day.draft()).judged
    async with school.day(changed(HIGHER)) as day:
        assert "原本有不合規定的地方，現在沒有" in await day.news()


async def test_who_leaves_the_community_in_that_message_is_not_told(
    school: School, dispatcher: Dispatcher, changed: Changed
) -> None:
    await school.begins(dispatcher, "便當 100元 20個")
    async with school.day(dispatcher) as day:
        await day.says("退出社群", OTHER)
    async with school.day(changed(LOWER)) as day:
        (left,) = await day.says("是", OTHER)
        assert "退出「" in left.text
        assert not await day.news(OTHER)
        assert await day.news()


async def test_a_person_of_their_own_budget_is_told(school: School, dispatcher: Dispatcher, changed: Changed) -> None:
    async with school.day(dispatcher) as day:
        for said in ("換成基隆113", "幫我看預算", "便當 100元 20個"):
            await day.says(said, MEMBER)
    async with school.day(changed(LOWER)) as day:
        assert "99 元" in await day.news(MEMBER)
        assert not await day.news(MEMBER)


@pytest.mark.parametrize("said", ["記帳 講義費 100", "核定 12000"])
async def test_whoever_only_keeps_the_ledger_is_told_at_once(
    school: School, dispatcher: Dispatcher, changed: Changed, said: str
) -> None:
    await school.begins(dispatcher, "便當 100元 20個")
    async with school.day(changed(LOWER)) as day:
        assert await day.news(text=said)
        assert not await day.news(text=said)
