"""Who cannot be reached is told with the next answer."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.store import persons
from bot.store.database import Store
from bot.store.tables import community, deadline, membership, message, reminder
from handlers.messages import Reply
from tests.bot.conftest import OpenDesk
from tests.bot.outbox.morning import due, states, whole_community, whole_date
from tests.bot.turns.pigeon import Office, Pigeon

HOUR = timedelta(hours=1)
QUESTION = "成果報告什麼時候交"


async def given(store: Store, now: datetime) -> None:
    """王老師, who convenes a community with two dates of this week; one reminder is due, of one it is too early."""

    def write(c: Connection) -> None:
        who = persons.meet(c, "pigeon", "王老師", now)
        c.execute(insert(community), whole_community("c"))
        part = {"community_id": "c", "person_id": who, "role": "convener", "place": 0, "is_current": True}
        c.execute(insert(membership), part)
        day = now.date() + timedelta(days=1)
        c.execute(insert(deadline), [whole_date("a", "c", day, "上傳照片"), whole_date("b", "c", day, "送申請表")])
        times = {"lane": "", "day": day, "expires_at": now + 30 * HOUR}
        c.execute(insert(reminder), [due("a", who, at=now - HOUR, **times), due("b", who, at=now + HOUR, **times)])

    await store.write(write)


@pytest.fixture
async def office(store: Store, desk: OpenDesk, now: datetime) -> AsyncIterator[Office]:
    """A desk at which 王老師 is to be reminded."""
    await given(store, now)
    async with desk(store, pigeon := Pigeon()) as opened:
        yield Office(opened, store, pigeon)


async def test_what_is_due_stands_before_the_answer_once(office: Office) -> None:
    await office.say("基隆")
    first, *answers = office.pigeon.texts()
    assert "上傳照片" in first
    assert "送申請表" not in first
    assert answers
    await office.say(QUESTION)
    assert not any("上傳照片" in text for text in office.pigeon.texts()[1:])
    assert await office.store.read(states) == {"told": 1, "pending": 1}


async def test_what_a_newer_reminder_has_said_is_not_told_again(office: Office, now: datetime) -> None:
    who = select(reminder.c.person_id).limit(1).scalar_subquery()
    newer = due("a", 0, "d0", now - HOUR / 2, "line", state="sent", day=now.date() + timedelta(days=1))
    await office.store.write(lambda c: c.execute(insert(reminder).values(newer | {"person_id": who})))
    await office.say("基隆")
    assert not any("上傳照片" in text for text in office.pigeon.texts())
    assert await office.store.read(states) == {"merged": 1, "sent": 1, "pending": 1}


async def test_nobody_else_is_told(office: Office) -> None:
    await office.say("基隆", who="林老師")
    assert not any("上傳照片" in text for text in office.pigeon.texts("林老師"))
    assert await office.store.read(states) == {"pending": 2}


async def test_what_is_over_is_not_told_but_recorded(office: Office, now: datetime) -> None:
    await office.store.write(lambda c: c.execute(update(reminder).values(expires_at=now)))
    await office.say("基隆")
    assert not any("上傳照片" in text for text in office.pigeon.texts())
    assert await office.store.read(states) == {"expired": 1, "pending": 1}


async def test_what_was_told_and_lost_is_told_again(office: Office) -> None:
    office.pigeon.outcome = "expired"
    await office.say("基隆")
    office.pigeon.outcome = "sent"
    await office.say(QUESTION)
    assert sum("上傳照片" in text for text in office.pigeon.texts()) == 1
    rows = await office.store.read(lambda c: c.execute(select(message.c.about, message.c.body)).all())
    assert not any(row.about for row in rows if "上傳照片" in row.body)


async def test_a_bug_in_its_words_keeps_nobody_from_an_answer(
    store: Store, desk: OpenDesk, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_items: object, **_how: object) -> Reply:
        raise RuntimeError("no words")

    monkeypatch.setattr("bot.outbox.wording.digest", broken)
    await given(store, now)
    async with desk(store, pigeon := Pigeon()) as opened:
        await Office(opened, store, pigeon).say("基隆")
    assert pigeon.sent
    assert await store.read(states) == {"pending": 2}
