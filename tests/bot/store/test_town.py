"""Over a real database, and with two people at once, communities and calendars are those of the simple model too."""

from asyncio import Runner
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from sqlalchemy import delete

from bot.store import changes, persons
from bot.store.communities import StoredCommunities
from bot.store.database import Store
from bot.store.errors import Overtaken
from bot.store.persons import Known
from bot.store.tables import link_try
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming
from handlers.ports import Ports
from handlers.topic import Outcome, Person
from tests.handlers.machine import PEOPLE, YEAR, Machine, steps
from tests.handlers.model import BEGIN, Step, Town, said

FIRST = datetime.combine(BEGIN, time(9), ZoneInfo("Asia/Taipei"))
BETWEEN = timedelta(seconds=15)  # two turns: all of an example take less than the hour in which wrong codes count
pairs = st.permutations(PEOPLE).map(lambda all: (all[0], all[1]))
Edit = tuple[str, str | None, Step]  # who, in which community, what


class Stored:
    """A world over a store, in which other examples have left their people."""

    def __init__(self, store: Store, dispatcher: Dispatcher) -> None:
        self.store, self.dispatcher, self.now = store, dispatcher, FIRST
        self.port = StoredCommunities(store)
        self.ids: dict[str, int] = {}
        self.read: dict[str, Known] = {}

    async def meets(self, who: str, person: Person) -> None:
        self.ids[who] = await self.store.write(lambda c: persons.blank(c, self.now))
        await self._knows(who)
        assert await self.store.write(lambda c: persons.save(c, self.read[who], person, self.now))

    def id(self, who: str) -> str:
        return str(self.ids[who])

    async def _knows(self, who: str) -> Known:
        known = await self.store.read(lambda c: persons.load(c, self.ids[who]))
        assert known
        self.read[who] = known
        return known

    async def thinks(self, said: str, who: str, token: str | None = None) -> Outcome:
        known = await self._knows(who)
        incoming = Incoming(self.id(who), said, token, channel="line")
        return await self.dispatcher.turn(incoming, known.person, self.now, Ports(communities=self.port))

    async def commits(self, outcome: Outcome, who: str) -> None:
        where = {"channel": "line", "address": who}
        known, now = self.read[who], self.now
        await self.store.write(lambda c: changes.keep(c, known, outcome, now=now, at=now, **where))
        self.now += BETWEEN


class AtOnce(Machine):
    """Two may also be busy at the same time: both read before either writes."""

    def second(self, outcome: Outcome, who: str, text: str) -> tuple[bool, bool]:
        """Writes what was thought of before somebody else wrote, or thinks again.

        Whether it was overtaken, and whether it changes something in the end.
        """
        try:
            self.run(self.world.commits(outcome, who))
        except Overtaken:
            return True, bool(self.says(who, text))
        return False, bool(outcome.changes)

    @rule(pair=pairs, first=steps, then=steps, alike=st.booleans())
    def edit_at_once(self, pair: tuple[str, str], first: Step, then: Step, *, alike: bool) -> None:
        """It is as if one had come after the other, and who was told that something changed has changed it."""
        who, other = pair
        what, title, day = then
        then = (what, first[1] if alike else title, day)
        edits = [(who, self.works(who), first), (other, self.works(other), then)]
        if not _tellable(self.town, edits):
            return
        outcome = self.run(self.world.thinks(said(then), other))
        did = [bool(self.says(who, said(first))), self.second(outcome, other, said(then))[1]]
        orders = [(*_after(self.town, edits), did), (*_after(self.town, edits[::-1]), did[::-1])]
        fitting = [after for after, done, did in orders if done == did and self.is_so(after)]
        assert fitting, edits
        self.town = fitting[0]

    @rule(pair=pairs, step=steps, what=st.sampled_from(("takes over", "leaves", "closes")))
    def edits_while_another_comes_or_goes(self, pair: tuple[str, str], step: Step, what: str) -> None:
        """What was thought of before is done as if it had come before, or as things are now."""
        who, other = pair
        edit, before = (who, self.works(who), step), self.town
        if not _tellable(before, [edit]):
            return
        if what == "takes over":
            self.invites(who, "convener")
        outcome = self.run(self.world.thinks(said(step), who))
        self.town, done = _after(before, [edit])
        self.enters(other, -1) if what == "takes over" else getattr(self, what)(other)
        overtaken, did = self.second(outcome, who, said(step))
        if overtaken and edit[1]:
            self.town.places[edit[1]].calendar = deepcopy(before.places[edit[1]].calendar)
            done = [self.town.step(who, self.works(who), step)]
        assert done == [did]


def _after(town: Town, edits: list[Edit]) -> tuple[Town, list[bool]]:
    """A model after some edits, and which of them changed something."""
    after = deepcopy(town)
    return after, [after.step(*edit) for edit in edits]


def _tellable(town: Town, edits: list[Edit]) -> bool:
    """Whether the model knows what comes of it, in whatever order they are done, each with one message."""
    asks = any(what == "adopt" and place and town.places[place].year != YEAR for _, place, (what, _, _) in edits)
    return not asks and all(_takes(deepcopy(town), order) for order in (edits, edits[::-1]))


def _takes(town: Town, edits: list[Edit]) -> bool:
    for who, place, step in edits:
        if place and not town.places[place].calendar.takes(step):
            return False
        town.step(who, place, step)
    return True


@pytest.fixture
def runner() -> Iterator[Runner]:
    """A loop for all examples."""
    with Runner() as opened:
        yield opened


@pytest.fixture
def world(runner: Runner, url: str, dispatcher: Dispatcher) -> Iterator[Callable[[], Stored]]:
    """Makes worlds over one database; the wrong codes of earlier ones do not count."""
    store = runner.run(Store.open(url, lasting=False))

    def made() -> Stored:
        runner.run(store.write(lambda c: c.execute(delete(link_try))))
        return Stored(store, dispatcher)

    yield made
    runner.run(store.close())


def test_whatever_people_do_at_once_nothing_is_lost(
    runner: Runner, world: Callable[[], Stored], dispatcher: Dispatcher
) -> None:
    run_state_machine_as_test(
        lambda: AtOnce(runner, world(), dispatcher.library),
        settings=settings(deadline=None, max_examples=12, stateful_step_count=40, derandomize=True),
    )
