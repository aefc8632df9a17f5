"""Whatever changes in the content and whoever comes when: a convener is told exactly what changed since they came."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.dispatch import Dispatcher
from handlers.messages import Incoming
from handlers.ports import Ports
from handlers.records import BudgetDraft
from handlers.topic import Person
from tests.handlers.curated import MEAL, with_meals
from tests.handlers.sitting import DISPATCHER, MORNING, Sitting

CAPS = (100, 99, 101)
CONVENERS = ("王老師", "林老師")
PRICES = (99, 100, 101, 102)
NEWS = "重新檢查"


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Dispatcher]:
    """The bot under each cap, and once more under the first in other words."""
    folder = tmp_path_factory.mktemp("curated")
    others = [MEAL.replace("100", str(cap)) for cap in CAPS[1:]] + [MEAL.replace("上限", "最高")]
    found = (with_meals(folder / str(number), fact) for number, fact in enumerate(others))
    return [DISPATCHER, *map(Dispatcher, found)]


@dataclass
class Team:
    """Two conveners of one community with one budget, a lunch at some price."""

    price: int
    sitting: Sitting = field(init=False)
    persons: dict[str, Person] = field(init=False)
    now: datetime = MORNING

    def __post_init__(self) -> None:
        self.sitting = Sitting()
        self.sitting.memory.roles["c1", CONVENERS[1]] = "co"
        self.sitting.begin().say(f"便當 {self.price}元 20個")
        self.sitting.say("完成")
        self.persons = {CONVENERS[0]: self.sitting.person, CONVENERS[1]: Person(plan="keelung-113")}
        self.come(CONVENERS[1], DISPATCHER)

    @property
    def draft(self) -> BudgetDraft:
        """As it is kept."""
        return self.sitting.draft

    def come(self, who: str, content: Dispatcher) -> bool:
        """Somebody asks something else; whether they are told of the budget."""
        self.now += timedelta(hours=1)
        said, ports = Incoming(who, "講義費 50元可以嗎"), self.sitting.ports
        return asyncio.run(self._turn(said, content, ports))

    async def _turn(self, said: Incoming, content: Dispatcher, ports: Ports) -> bool:
        outcome = await content.turn(said, self.persons[said.person], self.now, ports)
        self.persons[said.person] = outcome.person
        for change in outcome.changes:
            self.sitting.keep(change, said.person)
        told = [reply.text for reply in outcome.replies if NEWS in reply.text]
        assert len(told) <= 1
        return bool(told)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(PRICES),
    st.lists(st.tuples(st.sampled_from(range(len(CAPS) + 1)), st.sampled_from(CONVENERS)), max_size=12),
)
def test_who_comes_is_told_whenever_the_verdict_is_another_than_when_they_came_last(
    contents: Sequence[Dispatcher], price: int, visits: list[tuple[int, str]]
) -> None:
    team, caps = Team(price), (*CAPS, CAPS[0])
    known = dict.fromkeys(CONVENERS, verdict(price, CAPS[0]))
    version = team.draft.version
    for content, who in visits:
        now = verdict(price, caps[content])
        assert team.come(who, contents[content]) == (now != known[who]), (price, visits)
        known[who] = now
    assert team.draft.version == version


def verdict(price: int, cap: int) -> int:
    """What differs: which cap is not kept; 0 for none."""
    return cap if price > cap else 0
