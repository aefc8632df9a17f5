"""Reminders keep to the pace that they share with conversations."""

from bot.outbox.lane import MOST
from bot.outbox.pace import Pace
from bot.store.database import Store
from tests.bot.outbox.conftest import Opened
from tests.bot.outbox.morning import Owl, many, states


async def test_a_conversation_waits_for_one_reminder_at_most(store: Store, sender: Opened, owl: Owl) -> None:
    await store.write(lambda c: many(c, 1, 200))
    owl.pace = Pace(100)
    async with sender(owl) as one:
        await one.tick()
        while len(owl.pushes) < 10:
            await owl.pace.acquire()
        before = len(owl.pushes)
        for _ in range(20):
            await owl.pace.acquire()
        assert len(owl.pushes) - before <= 20 + 2


async def test_little_is_claimed_ahead(store: Store, sender: Opened, owl: Owl) -> None:
    await store.write(lambda c: many(c, 1, 100))
    owl.pace = Pace(100)
    async with sender(owl) as one:
        await one.tick()
        while len(owl.pushes) < 20:
            await owl.pace.ready()
            found = await store.read(states)
            assert found["pending"] >= 100 - len(owl.pushes) - 2 * owl.pace.burst


async def test_a_messenger_that_does_not_answer_is_not_flooded(store: Store, sender: Opened, owl: Owl) -> None:
    await store.write(lambda c: many(c, 1, MOST + 100))
    owl.open.clear()
    async with sender(owl) as one:
        await one.tick()
        while len(owl.pushes) < MOST:
            await one.tick()
        await one.tick()
        assert len(owl.pushes) == MOST
        owl.open.set()
        await one.idle()
    assert await store.read(states) == {"sent": MOST + 100}


async def test_in_no_second_more_leave_than_the_limit(store: Store, sender: Opened, owl: Owl) -> None:
    await store.write(lambda c: many(c, 1, 600))
    owl.pace = Pace(300)
    async with sender(owl) as one:
        await one.tick()
        await one.idle()
    times = owl.times
    assert len(times) == 600
    assert max(sum(first <= time < first + 1 for time in times) for first in times) <= 300
