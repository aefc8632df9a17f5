"""Who is in which community is remembered between turns, and never longer than it is so."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.store import communities, memberships, persons
from bot.store.database import Store
from bot.turns.belonging import RememberedCommunities
from handlers.records import Community
from tests.bot.turns.pigeon import Open

OURS = Community("first", "北昌共備社群", "taoyuan-103", "beginner", 103, feed="secret")
HIGHER = replace(OURS, tier="advanced", version=2)


@pytest.fixture
async def store(tmp_path: Path, now: datetime) -> AsyncIterator[Store]:
    """A database in which the first person is in OURS."""
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'convener.db'}")
    person = await store.write(lambda c: persons.meet(c, "line", "王老師", now))
    await store.write(lambda c: communities.add(c, OURS))
    await store.write(lambda c: memberships.enter(c, OURS.id, person, "convener"))
    yield store
    await store.close()


async def test_the_tier_that_one_convener_changes_is_in_the_next_answer_of_another(office: Open) -> None:
    async with office() as here:
        await here.say("建立社群，桃園103，初階，北昌國小，北昌共備社群，113學年度")
        await here.say("邀請共同召集人")
        code = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}", here.pigeon.texts()[-1])[0]
        await here.say(f"加入 {code}", who="林老師")
        await here.say("補助多少", who="林老師")
        assert "5,000 元" in here.pigeon.texts("林老師")[-1]
        await here.say("改層級 進階")
        await here.say("補助多少", who="林老師")
        assert "10,000 元" in here.pigeon.texts("林老師")[-1]


async def test_it_is_read_again_once_something_was_changed(store: Store) -> None:
    remembered = RememberedCommunities(store)
    assert [part.community for part in await remembered.of("1")] == [OURS]
    await store.write(lambda c: communities.alter(c, HIGHER))
    remembered.forget()
    assert [part.community for part in await remembered.of("1")] == [HIGHER]


async def test_what_was_being_read_while_something_changed_is_not_remembered(store: Store) -> None:
    remembered = RememberedCommunities(store)
    reading = asyncio.create_task(remembered.of("1"))
    await asyncio.sleep(0)
    remembered.forget()
    await reading
    await store.write(lambda c: communities.alter(c, HIGHER))
    assert [part.community for part in await remembered.of("1")] == [HIGHER]


async def test_what_is_remembered_is_not_read_again(store: Store) -> None:
    remembered = RememberedCommunities(store)
    assert await remembered.of("1") is await remembered.of("1")
