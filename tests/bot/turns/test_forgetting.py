"""Being forgotten in the middle of a conversation: the goodbye arrives, and what follows is a stranger's."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy import select

from bot.store import links, persons, tables
from tests.bot.store.village import WEEK
from tests.bot.turns.pigeon import Office, Open, Pigeon
from tests.bot.turns.test_desk import PHOTOS, Stuck, abandon

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
QUESTION = "成果照片要幾張"
KNOWN, STRANGER = "基隆113", "先選您的計畫"


async def at(here: Office, who: str = "王老師") -> int:
    """Who is at an address; 0 for nobody."""
    known = await here.store.read(lambda c: persons.of(c, "pigeon", who))
    return known.id if known else 0


async def test_the_goodbye_is_said_and_the_next_question_is_a_strangers(office: Open) -> None:
    async with office() as here:
        await here.say(PHOTOS)
        await here.say("忘記我")
        await here.say("是")
        assert "都忘了" in here.pigeon.texts()[-1]
        assert not await at(here)
        await here.say(QUESTION)
        assert STRANGER in here.pigeon.texts()[-1]
        assert await at(here)


async def test_a_goodbye_that_was_not_delivered_is_delivered_by_the_next_process(office: Open) -> None:
    pigeon = Pigeon()
    async with office(pigeon) as here:
        await here.say("忘記我")
        pigeon.open.clear()
        (row,) = await here.send("是")
        await here.desk.settled(row)
        await abandon(here.desk)
    async with office() as here:
        await here.quiet()
        assert "都忘了" in here.pigeon.texts()[-1]
        assert not await at(here)
        await here.say(QUESTION)
        assert [STRANGER in text for text in here.pigeon.texts()] == [False, True]


async def test_a_goodbye_that_came_too_late_is_told_to_nobody(office: Open) -> None:
    async with office(Pigeon()) as here:
        await here.say("忘記我")
        here.pigeon.outcome = "expired"
        await here.say("是")
        here.pigeon.outcome = "sent"
        for who in ("王老師", "林老師"):
            await here.say(QUESTION, who=who)
            await here.say("忘記我", who=who)
            await here.say("是", who=who)
        assert not any(reply.late for _, reply in here.pigeon.sent)


async def test_what_was_written_before_the_goodbye_came_is_answered_as_a_strangers(office: Open) -> None:
    async with office() as here:
        await here.say(PHOTOS)
        await here.say("忘記我")
        await asyncio.gather(here.send("是"), here.send(QUESTION))
        await here.quiet()
        assert ["都忘了" in text for text in here.pigeon.texts()][-2:] == [True, False]
        assert STRANGER in here.pigeon.texts()[-1]
        assert len(here.pigeon.sent) == 4


async def test_what_an_earlier_process_left_unanswered_is_answered_as_a_strangers(office: Open) -> None:
    async with office() as here:
        await here.say(PHOTOS)
        await here.say("忘記我")
        talk = Stuck(here.desk._dispatcher.library)
    async with office(talk=talk) as here:
        await here.send("是")
        await here.send(QUESTION)
        await abandon(here.desk)
    async with office() as here:
        await here.quiet()
        assert [STRANGER in text for text in here.pigeon.texts()] == [False, True]


async def test_on_every_channel_it_is_a_stranger_who_writes_again(office: Open) -> None:
    async with office() as here:
        await here.say(PHOTOS)
        await here.say(QUESTION, who="elsewhere")
        one, other = await at(here), await at(here, "elsewhere")
        assert one
        assert other
        await here.store.write(lambda c: links.give(c, one, "ABCD-EFGH", "pigeon", NOW + WEEK, NOW))
        await here.store.write(lambda c: links.use(c, "pigeon", "elsewhere", "ABCD-EFGH", NOW))
        await here.say(QUESTION, who="elsewhere")
        assert KNOWN in str(here.pigeon.sent[-1][1].sources)
        await here.say("忘記我")
        await here.say("是")
        await here.say(QUESTION, who="elsewhere")
        assert STRANGER in here.pigeon.texts("elsewhere")[-1]
        assert await at(here, "elsewhere") not in (0, one, other)
        assert not await at(here)
        assert len(await here.store.read(lambda c: c.execute(select(tables.person)).all())) == 1
