"""Whatever people do, in whatever order, communities and calendars are what a simple model says."""

import asyncio
from asyncio import Runner

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from handlers.dispatch import Dispatcher
from handlers.topic import Outcome, Person
from tests.handlers.calendars import community, talk
from tests.handlers.machine import YEAR, Machine, dates_of, steps
from tests.handlers.memory import Memory
from tests.handlers.model import BEGIN, Calendar, Step, said, standing


@settings(deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=st.lists(steps, max_size=14))
def test_any_sequence_gives_the_calendar_of_the_model(dispatcher: Dispatcher, sequence: list[Step]) -> None:
    asyncio.run(_compared(dispatcher, sequence))


async def _compared(dispatcher: Dispatcher, sequence: list[Step]) -> None:
    made, model = talk(dispatcher, community(), now=f"{BEGIN}T09:00"), Calendar(dates_of(dispatcher.library, YEAR))
    for step in filter(model.takes, sequence):
        await made.says(said(step))
        model.step(step)
        assert standing(made.dates("open", "done")) == model.standing(), [said(one) for one in sequence]


class InMemory:
    """A world without a database."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.talk = talk(dispatcher, now=f"{BEGIN}T09:00")
        self.talk.memory = self.port = Memory()

    async def meets(self, who: str, person: Person) -> None:
        self.talk.persons[who] = person

    def id(self, who: str) -> str:
        return who

    async def thinks(self, said: str, who: str, token: str | None = None) -> Outcome:
        return await self.talk.thinks(said, who, token)

    async def commits(self, outcome: Outcome, who: str) -> None:
        await self.talk.commits(outcome, who)


def test_whatever_people_do_communities_and_calendars_are_those_of_the_model(dispatcher: Dispatcher) -> None:
    with Runner() as runner:
        run_state_machine_as_test(
            lambda: Machine(runner, InMemory(dispatcher), dispatcher.library),
            settings=settings(deadline=None, max_examples=45, stateful_step_count=40, derandomize=True),
        )
