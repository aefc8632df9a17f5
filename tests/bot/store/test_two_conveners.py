"""Whole turns over one community: nothing is lost where two are busy at once, and nothing goes on for ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from structlog.testing import capture_logs

from bot.store import calendars, communities, inbox
from bot.store.communities import StoredCommunities
from bot.store.database import Store
from bot.turns import Desk
from handlers.changes import Change, SetDeadlines
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming, Reply
from handlers.ports import Ports
from handlers.topic import Outcome, Person
from tests.bot.store.village import DATE, ID, do, founded, joined
from tests.bot.turns.pigeon import Office, Pigeon


class Notes(Dispatcher):
    """Notes whatever is said beside the community's date, once so many have read it."""

    def __init__(self, dispatcher: Dispatcher, readers: int) -> None:
        super().__init__(dispatcher.library)
        self.turns = 0
        self._together = asyncio.Barrier(readers)
        self._readers = readers

    async def turn(self, incoming: Incoming, person: Person, now: datetime, ports: Ports) -> Outcome:
        (date,) = await ports.communities.deadlines(ID)
        self.turns += 1
        if self.turns <= self._readers:
            await self._together.wait()
        noted = replace(date, note=date.note + incoming.text, version=date.version + 1)
        change: Change = SetDeadlines(ports.communities.new_id(), "note", (noted,))
        return Outcome(person, (Reply(noted.note),), changes=(change,))


@asynccontextmanager
async def office(store: Store, talk: Dispatcher, now: datetime) -> AsyncIterator[Office]:
    """A desk on LINE's name, where the village lives."""
    pigeon = Pigeon(name="line")
    desk = Desk(store, talk, [pigeon], lambda: now, gather=0)
    try:
        yield Office(desk, store, pigeon)
    finally:
        await desk.close()


async def village(store: Store, now: datetime) -> None:
    """王老師 convenes, 林老師 helps, a third is a member."""
    convener = await store.write(lambda c: founded(c, now))
    await store.write(lambda c: joined(c, convener, "林老師", now, "co"))
    await store.write(lambda c: joined(c, convener, "third", now))
    await store.write(lambda c: do(c, convener, SetDeadlines("first", "add", (DATE,)), now))


async def test_two_conveners_who_write_at_once_lose_nothing(
    store: Store, dispatcher: Dispatcher, now: datetime
) -> None:
    await village(store, now)
    talk = Notes(dispatcher, readers=2)
    async with office(store, talk, now) as here:
        await asyncio.gather(here.say("甲"), here.say("乙", "林老師"))
    (date,) = await StoredCommunities(store).deadlines(ID)
    assert (sorted(date.note), date.version, talk.turns) == (["乙", "甲"], 3, 3)
    log = await store.read(lambda c: calendars.edits(c, ID, 9))
    assert [edit.after for edit in log[:2]] == [date, log[0].before]


async def test_what_one_must_never_change_ends_in_an_apology(
    store: Store, dispatcher: Dispatcher, now: datetime
) -> None:
    await village(store, now)
    async with office(store, Notes(dispatcher, readers=1), now) as here:
        with capture_logs() as logs:
            row = await here.say("甲", "third")
        assert str(row) in here.pigeon.texts("third")[-1]
        await here.say("乙")
    assert [(line["event"], type(line["exc_info"]).__name__) for line in logs] == [("turn never fits", "Forbidden")]
    assert [one.note for one in await StoredCommunities(store).deadlines(ID)] == ["乙"]
    assert await store.read(lambda c: inbox.waiting(c, ["line"])) == []
    (membership,) = await store.read(lambda c: communities.of(c, 3))
    assert membership.role == "member"
