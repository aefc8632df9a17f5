"""People who do what they like with their communities, in any order; after each step the model is what there is."""

import re
from asyncio import Runner
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from content import calendar as plan_calendar
from content.library import Library
from handlers.changes import Alter, Change, Found, Invite, Join, Leave, Revoke, Work
from handlers.ports import Communities
from handlers.records import Membership, Role
from handlers.topic import Outcome, Person
from tests.handlers.model import BEGIN, DAYS, TITLES, WHATS, Code, Step, Town, said, standing

T = TypeVar("T")
PLAN, TIER, YEAR = "taoyuan-103", "advanced", 103
PEOPLE = ("王老師", "林老師", "陳老師")
NAMES = ("北昌共備社群", "南平讀書社群", "東門數學社群", "西園自然社群")
WORDS: dict[Role, str] = {"convener": "召集人", "co": "共同召集人", "member": "成員"}
INVITES: dict[Role, str] = {"convener": "交接社群", "co": "邀請共同召集人", "member": "邀請成員"}
LISTED = re.compile(r"([●○]) (.+?)（.*・(\d+) 學年度.*），(.+)")  # a line of 「我的社群」
people = st.sampled_from(PEOPLE)
steps = st.tuples(st.sampled_from(WHATS), st.integers(0, len(TITLES) - 1), st.integers(0, len(DAYS) - 1))


class World(Protocol):
    """Where it takes place: the dispatcher, and whatever keeps what a turn changes."""

    @property
    def port(self) -> Communities:
        """What is kept of communities."""

    async def meets(self, who: str, person: Person) -> None:
        """Somebody new."""

    def id(self, who: str) -> str:
        """How the port knows somebody."""

    async def thinks(self, said: str, who: str, token: str | None = None) -> Outcome:
        """What a turn would lead to; nothing is changed."""

    async def commits(self, outcome: Outcome, who: str) -> None:
        """Applies what was thought of last for somebody."""


def dates_of(library: Library, year: int) -> dict[str, Any]:
    """The plan's dates in a school year by key, literally as the plan's calendar gives them; those that lie ahead."""
    found = plan_calendar.proposals(library.plans[PLAN], TIER, year)
    return {one.key: one.due for one in found if one.due and one.due >= BEGIN}


class Machine(RuleBasedStateMachine):
    """王老師 convenes a community, 林老師 helps, 陳老師 is a member; then anybody does anything."""

    def __init__(self, runner: Runner, world: World, library: Library) -> None:
        super().__init__()
        self.runner, self.world = runner, world
        self.town = Town({year: dates_of(library, year) for year in range(YEAR, YEAR + 6)})
        for who in PEOPLE:
            self.run(world.meets(who, Person(plan=PLAN, tier=TIER)))

    def run(self, what: Coroutine[Any, Any, T]) -> T:
        """To its end."""
        return self.runner.run(what)

    def says(self, who: str, text: str, *answers: str, token: str | None = None) -> list[Change]:
        """A message, and the answers where something is asked; what changes."""
        outcome = self.run(self.world.thinks(text, who, token))
        self.run(self.world.commits(outcome, who))
        changes = list(outcome.changes)
        offered = {choice.label for choice in outcome.replies[-1].choices}
        for answer in answers:
            if outcome.person.form or answer in offered:
                changes += self.says(who, answer)
        return changes

    def parts(self, who: str) -> tuple[Membership, ...]:
        """What somebody is in, the one that they work with first."""
        return self.run(self.world.port.of(self.world.id(who)))

    def works(self, who: str) -> str | None:
        """The community that somebody works with: the one that they chose, else one of theirs."""
        mine = self.town.mine(who)
        chosen = self.town.at.get(who, "")
        return chosen if chosen in mine else self.parts(who)[0].community.id if mine else None

    def goes_on(self, who: str) -> None:
        """Without the community that somebody worked with, they work with another of theirs."""
        self.town.at.pop(who, None)
        if other := self.works(who):
            self.town.at[who] = other

    # --- what people do ---

    @initialize()
    def begins(self) -> None:
        self.founds("王老師")
        self.comes_in("王老師", "林老師", "co")
        self.comes_in("王老師", "陳老師", "member")
        for title in range(2):
            self.edits("林老師", ("add", title, title))

    @rule(who=people, other=people, role=st.sampled_from(tuple(INVITES)))
    def comes_in(self, who: str, other: str, role: Role) -> None:
        self.invites(who, role)
        if who != other:
            self.enters(other, -1)

    @precondition(lambda self: len(self.town.places) < len(NAMES))
    @rule(who=people)
    def founds(self, who: str) -> None:
        name = NAMES[len(self.town.places)]
        changes = self.says(who, f"建立{name}，桃園103，進階，103學年度，北昌國小")
        (new,) = [one.community for one in changes if isinstance(one, Found)]
        self.town.found(who, new.id, name, YEAR)

    @rule(who=people, role=st.sampled_from(tuple(INVITES)))
    def invites(self, who: str, role: Role) -> None:
        place = self.works(who)
        changes = self.says(who, INVITES[role])
        allowed = self.town.mine(who).get(place or "") in (("convener",) if role == "convener" else ("convener", "co"))
        assert [type(one) for one in changes] == [Invite] * allowed
        for one in changes:
            assert isinstance(one, Invite)
            self.town.codes[one.code] = Code(one.community, who, role, hand_over=role == "convener")
            assert one.community == place

    @precondition(lambda self: self.town.codes)
    @rule(who=people, which=st.integers(-3, -1))
    def enters(self, who: str, which: int) -> None:
        code = list(self.town.codes)[max(which, -len(self.town.codes))]
        changes = self.says(who, f"加入 {code}")
        assert self.town.enter(who, code) == (Join(code) in changes)

    @rule(who=people)
    def revokes(self, who: str) -> None:
        place = self.works(who)
        changes = self.says(who, "作廢邀請碼")
        allowed = place is not None and self.town.convenes(who, place)
        assert changes == ([Revoke(place)] if place and allowed else [])
        for code in self.town.codes.values():
            code.void |= allowed and code.place == place

    @rule(who=people)
    def leaves(self, who: str) -> None:
        place = self.works(who)
        changes = self.says(who, "退出社群", "是")
        assert (place is not None and self.town.leave(who, place)) == any(isinstance(one, Leave) for one in changes)
        self.goes_on(who)

    @precondition(lambda self: sum(place.open for place in self.town.places.values()) > 1)
    @rule(who=people)
    def closes(self, who: str) -> None:
        place = self.works(who)
        changes = self.says(who, "結束社群", "是")
        allowed = place is not None and self.town.convenes(who, place)
        assert allowed == any(isinstance(one, Alter) for one in changes)
        if place and allowed:
            self.town.places[place].open = False
            self.goes_on(who)

    @precondition(lambda self: len(self.town.places) < len(NAMES) + 2)
    @rule(who=people)
    def goes_into_a_new_year(self, who: str) -> None:
        place = self.works(who)
        changes = self.says(who, "開新學年", "照舊")
        allowed = place is not None and self.town.convenes(who, place) and not self.town.rolled(who, place)
        new = [one.community for one in changes if isinstance(one, Found)]
        assert len(new) == len(changes) == allowed
        for one in new:
            assert place == one.before
            old = self.town.places[one.before]
            self.town.found(who, one.id, old.name, old.year + 1, one.before)

    @rule(who=people, which=st.integers(0, 5))
    def switches(self, who: str, which: int) -> None:
        """Looks at all that is theirs, and goes on with one."""
        outcome = self.run(self.world.thinks("我的社群", who))
        self.run(self.world.commits(outcome, who))
        mine, places = self.town.mine(who), self.town.places
        lines = LISTED.findall(outcome.replies[-1].text)
        listed = [(places[id].name, str(places[id].year), WORDS[role]) for id, role in mine.items()]
        assert sorted(rest for _, *rest in lines) == sorted(map(list, listed))
        assert [mark for mark, *_ in lines] == ["●", *"○" * (len(mine) - 1)][: len(mine)]
        offered = [one.token for one in outcome.replies[-1].choices if one.token.startswith("com:work:")]
        if offered:
            token = offered[which % len(offered)]
            self.town.at[who] = token.removeprefix("com:work:")
            assert self.says(who, "x", token=token) == [Work(self.town.at[who])]

    @rule(who=people, step=steps)
    def edits(self, who: str, step: Step) -> None:
        place = self.works(who)
        if place is None or self.town.places[place].calendar.takes(step):
            changes = self.says(who, said(step), "全部採用")
            assert self.town.step(who, place, step) == bool(changes)

    # --- what is true after each of them ---

    @invariant()
    def everybody_is_what_they_ought_to_be(self) -> None:
        for who in PEOPLE:
            parts, mine = self.parts(who), self.town.mine(who)
            assert {part.community.id: part.role for part in parts} == mine
            if self.town.at.get(who) in mine:
                assert parts[0].community.id == self.town.at[who]

    @invariant()
    def every_calendar_is_what_it_ought_to_be(self) -> None:
        assert self.is_so(self.town)

    def is_so(self, town: Town) -> bool:
        """Whether all calendars that somebody sees are like those of a model."""
        seen = {id: place.calendar.standing() for id, place in town.places.items() if place.open}
        return all(standing(self.run(self.world.port.deadlines(id))) == dates for id, dates in seen.items())
