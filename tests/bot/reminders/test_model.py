"""Whatever is done to dates, people and wishes, and whenever, the reminders are those of a simple model."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Connection, Engine, select, update

from bot.store import changes, links, persons, reminders, rounds, sqlite
from bot.store.migrate import upgrade
from bot.store.tables import reminder
from handlers.changes import (
    Alter,
    Change,
    Invite,
    Join,
    Leave,
    SetDeadlines,
    SetReminded,
    SetWishes,
    Snooze,
    UseLink,
)
from handlers.records import Deadline, Kind, Role, State, Wishes
from handlers.topic import Person
from tests.bot.reminders.model import DAY, Date, Key, Model, One
from tests.bot.store.village import COMMUNITY, ID, WEEK, do, founded

START = datetime(2026, 2, 20, 9, tzinfo=ZoneInfo("Asia/Taipei"))  # a week before the end of February
YEAR = timedelta(days=401)  # and a little: what was said is not kept for longer
WANG, LIN, CHEN = "王老師", "林老師", "陳老師"
HOMES = {WANG: [("line", "王老師")], LIN: [("line", "林老師"), ("telegram", "77")], CHEN: [("web", "here")]}
TITLES = ("申請書", "成果報告", "聚會")
KINDS: dict[str, Kind] = {"申請書": "deadline", "成果報告": "report", "聚會": "meeting"}

titles, people, others = st.sampled_from(TITLES), st.sampled_from(tuple(HOMES)), st.sampled_from((LIN, CHEN))
days = st.integers(-5, 20)  # from today
all_leads = st.sampled_from(((), (), (3, 0), (10, 1)))


class Machine(RuleBasedStateMachine):
    """王老師 convenes, on LINE; 林老師 is on two messengers, 陳老師 on the web only, both outside at first."""

    def __init__(self, c: Connection) -> None:
        super().__init__()
        self.c = c
        ids = {WANG: founded(c, START), **{who: self._met(who) for who in (LIN, CHEN)}}
        self.ids, self.names = ids, {id_: who for who, id_ in ids.items()}
        ways = {who: {channel: True for channel, _ in homes if channel != "web"} for who, homes in HOMES.items()}
        self.model = Model(START, {who: One(ways[who]) for who in HOMES})
        self.model.people[WANG].role = "convener"
        self.dates: dict[str, Deadline] = {}
        self.community = COMMUNITY

    def _met(self, who: str) -> int:
        first, *rest = HOMES[who]
        one = persons.meet(self.c, *first, START)
        for channel, address in rest:
            links.give(self.c, one, code := links.new_code(), first[0], START + WEEK, START)
            other = persons.meet(self.c, channel, address, START)
            here = {"channel": channel, "address": address, "person": other}
            changes.apply(self.c, UseLink(code), conversation=Person(), now=START, at=START, **here)
        return one

    def does(self, who: str, change: Change) -> None:
        """A turn of somebody."""
        do(self.c, self.ids[who], change, self.model.now)

    def teardown(self) -> None:
        self.c.rollback()

    # --- dates ---

    def _put(self, title: str, day: date, state: State, note: str = "") -> None:
        old = self.dates.get(title)
        new = Deadline(title, ID, title, day, kind=KINDS[title], state=state, note=note)
        self.dates[title] = new = replace(new, version=old.version + 1 if old else 1)
        self.does(WANG, SetDeadlines(f"{title}{new.version}", "move", (new,)))
        self.model.dates[title] = Date(KINDS[title], day, state)
        self.model.touch([title])

    @precondition(lambda self: self.model.open)
    @rule(title=titles, by=days)
    def moves(self, title: str, by: int) -> None:
        """Or a new date."""
        self._put(title, self.model.now.date() + by * DAY, "open")

    @precondition(lambda self: self.model.open and self.dates)
    @rule(title=titles, state=st.sampled_from(("done", "cancelled", "open", "open")))
    def marks(self, title: str, state: Literal["done", "cancelled", "open"]) -> None:
        if title in self.dates:
            self._put(title, self.dates[title].day, state, note="帶印章")

    # --- the community ---

    def _alter(self, *, open_: bool, leads: tuple[int, ...]) -> None:
        self.community = replace(self.community, open=open_, leads=leads, version=self.community.version + 1)
        self.does(WANG, Alter(self.community))
        self.model.open, self.model.leads = open_, leads
        self.model.touch()

    @rule(leads=all_leads)
    def alters(self, leads: tuple[int, ...]) -> None:
        self._alter(open_=self.model.open, leads=leads)

    @rule(open_=st.sampled_from((True, True, False)))
    def closes(self, *, open_: bool) -> None:
        self._alter(open_=open_, leads=self.model.leads)

    @precondition(lambda self: self.model.open)
    @rule(who=others, role=st.sampled_from(("co", "member")))
    def joins(self, who: str, role: Role) -> None:
        code, one = links.new_code(), self.model.people[who]
        self.does(WANG, Invite(code, ID, role, self.model.now + WEEK))
        self.does(who, Join(code))
        one.role = "co" if "co" in (one.role, role) else "member"
        self.model.touch()

    @rule(who=others)
    def leaves(self, who: str) -> None:
        one = self.model.people[who]
        if one.role:
            self.does(who, Leave(ID))
            one.role, one.reminded, one.snoozes = "", None, {}
            self.model.touch(who=who)

    # --- wishes ---

    @rule(who=people, hour=st.sampled_from((8, 20)), leads=all_leads, on=st.sampled_from((True, True, False)))
    def wishes(self, who: str, hour: int, leads: tuple[int, ...], on: bool) -> None:
        one = self.model.people[who]
        self.does(who, SetWishes(Wishes(time(hour), leads=leads, on=on)))
        one.hour, one.leads, one.on = hour, leads, on
        self.model.touch(who=who)

    @precondition(lambda self: self.model.open)
    @rule(who=people, reminded=st.booleans())
    def minds(self, who: str, reminded: bool) -> None:
        if self.model.people[who].role:
            self.does(who, SetReminded(ID, reminded=reminded))
            self.model.people[who].reminded = reminded
            self.model.touch(who=who)

    @precondition(lambda self: self.model.open and self.dates)
    @rule(who=people, title=titles, by=st.sampled_from((1, 2, 5, 10, None, 0)))
    def snoozes(self, who: str, title: str, by: int | None) -> None:
        """Until a day, for ever, or not any more."""
        if not self.model.people[who].role or title not in self.dates:
            return
        snoozes, until = self.model.people[who].snoozes, by and self.model.now.date() + by * DAY
        self.does(who, Snooze(title, until or None, over=by == 0))
        snoozes.pop(title, None)
        if by != 0:
            snoozes[title] = until or None
        self.model.touch(who=who)

    # --- where people are, and time ---

    @rule(who=st.sampled_from((WANG, LIN, LIN)), which=st.integers(0, 1), state=st.sampled_from(("blocked", "open")))
    def blocks(self, who: str, which: int, state: Literal["blocked", "open"]) -> None:
        channel, address = HOMES[who][which % len(HOMES[who])]
        persons.set_state(self.c, channel, address, state, self.model.now)
        self.model.people[who].ways[channel] = state == "open"
        self.model.touch(who=who)

    @rule(by=st.sampled_from((timedelta(hours=1), timedelta(hours=12), DAY, 3 * DAY, 7 * DAY, YEAR)))
    def passes(self, by: timedelta) -> None:
        """What is due is sent."""
        self._pass(by)

    def _pass(self, by: timedelta) -> None:
        self.model.passes(by)
        self._say("sent", reminder.c.lane != "")

    @rule(who=people)
    def hears(self, who: str) -> None:
        """What could not be sent is told."""
        self.model.hears(who)
        self._say("told", reminder.c.lane == "", reminder.c.person_id == self.ids[who])

    def _say(self, became: str, *which: object) -> None:
        due = (reminder.c.state == "pending", reminder.c.due_at <= self.model.now)
        self.c.execute(update(reminder).where(*due, *which).values(state=became))

    @rule()
    def plans(self) -> None:
        """The daily round."""
        self._plan()

    def _plan(self) -> None:
        for first in rounds.batches(self.c):
            rounds.tidy(self.c, first, self.model.now)
        missed = rounds.last(self.c, self.model.now)
        for which in rounds.daily(self.c, self.model.now):
            reminders.replan(self.c, which, self.model.now, missed=missed)
        rounds.over(self.c, self.model.now)
        self.model.forgets(self.model.now.date() - rounds.KEPT)
        self.model.rounds()

    @rule(days=st.integers(2, 9))
    def is_down(self, days: int) -> None:
        """Between two rounds nobody plans anything."""
        self._plan()
        self.model.passes(days * DAY)
        self._say("sent", reminder.c.lane != "")
        self._plan()

    @rule(who=people, title=titles)
    def wishes_otherwise(self, who: str, title: str) -> None:
        """At noon, on a day on which they would be told in the evening."""
        self.wishes(who, 20, (), on=True)
        if title in self.dates and self.model.open:
            self._put(title, self.model.now.date() + DAY, "open")
        self.wishes(who, 8, (), on=True)

    @rule(nights=st.integers(1, 12))
    def lives(self, nights: int) -> None:
        """Nothing happens but that days pass."""
        for _ in range(nights):
            self._pass(DAY)
            self._plan()
            self.nothing_is_lost_doubled_or_too_much()

    @rule()
    def starts(self) -> None:
        """Another program, perhaps."""
        for which in rounds.planned(self.c, self.model.now):
            reminders.replan(self.c, which, self.model.now)
        self.model.touch()

    @invariant()
    def nothing_is_lost_doubled_or_too_much(self) -> None:
        waiting, said = list[tuple[Key, tuple[datetime, str]]](), list[Key]()
        for row in self.c.execute(select(reminder).where(reminder.c.state != "cancelled")):
            key = (row.deadline_id, row.lead, self.names[row.person_id], row.day)
            if row.state == "pending":
                waiting.append((key, (row.due_at, row.lane)))
            else:
                said.append(key)
        assert sorted(waiting) == sorted(self.model.waiting.items())
        assert sorted(said) == sorted(self.model.said)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine on an empty database, which stays empty."""
    file: Path = tmp_path_factory.mktemp("reminders") / "bot.db"
    made = sqlite.writing(f"sqlite+aiosqlite:///{file}", lasting=False)
    upgrade(made)
    yield made
    made.dispose()


def test_any_sequence_leaves_exactly_the_reminders_of_the_model(engine: Engine) -> None:
    with engine.connect() as c:
        run_state_machine_as_test(
            lambda: Machine(c),
            settings=settings(
                deadline=None,
                max_examples=60,
                stateful_step_count=30,
                derandomize=True,
                suppress_health_check=[HealthCheck.too_slow],
            ),
        )
