"""What was sent is written down, also by a database that takes nothing for a while."""

from collections.abc import Callable

from sqlalchemy import Connection, text

from bot.store.database import Store
from tests.bot.outbox.conftest import Opened
from tests.bot.outbox.morning import Owl, digests, many, states

BROKEN = "CREATE TRIGGER refuse BEFORE UPDATE OF sent_at ON message BEGIN INSERT INTO nowhere VALUES (1); END"
REFUSE = """CREATE TRIGGER refuse BEFORE UPDATE OF sent_at ON message WHEN NEW.address = '7'
    BEGIN SELECT RAISE(ABORT, 'not this one'); END"""
RELENT = "DROP TRIGGER refuse"


def do(statement: str) -> Callable[[Connection], object]:
    """To the database."""
    return lambda c: c.execute(text(statement))


async def test_nothing_is_sent_twice_while_it_cannot_be_written_down(store: Store, sender: Opened, owl: Owl) -> None:
    await store.write(lambda c: many(c, 1, 10))
    await store.write(do(BROKEN))
    async with sender(owl) as one:
        await one.tick()
        while len(owl.pushes) < 10:
            await one.tick()
        assert {digest.state for digest in await store.read(digests)} == {"claimed"}
        await store.write(do(RELENT))
        await one.idle()
    assert await store.read(states) == {"sent": 10}
    assert len(owl.pushes) == 10


async def test_one_that_cannot_be_written_down_holds_up_nobody_and_is_left_to_the_next_process(
    store: Store, sender: Opened, owl: Owl
) -> None:
    await store.write(lambda c: many(c, 1, 10))
    await store.write(do(REFUSE))
    async with sender(owl) as one:
        await one.tick()
        await one.idle()
    assert await store.read(states) == {"sent": 9, "gathered": 1}
    await store.write(do(RELENT))
    async with sender(owl) as one:
        await one.tick()
        await one.idle()
    assert await store.read(states) == {"sent": 10}
    assert len(owl.arrived["7"]) == 1
