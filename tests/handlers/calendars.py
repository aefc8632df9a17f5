"""Conversations about calendars for tests: the real dispatcher over communities in memory."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.dispatch import Dispatcher
from handlers.messages import Incoming
from handlers.ports import Ports
from handlers.records import Community, Deadline, Role
from handlers.topic import Outcome, Person
from tests.handlers.memory import Memory

TAIPEI = ZoneInfo("Asia/Taipei")


@dataclass
class Talk:
    """People who talk to the bot, one after the other, a minute between two turns."""

    dispatcher: Dispatcher
    now: datetime
    memory: Memory = field(default_factory=Memory)
    persons: dict[str, Person] = field(default_factory=dict)

    def joins(self, who: str, community: Community, role: Role = "convener") -> None:
        """Somebody is in a community, which is their current one then."""
        self.memory.start(who, community, role)
        self.persons[who] = Person(plan=community.plan, tier=community.tier)

    async def thinks(self, said: str, who: str = "王老師", token: str | None = None, group: bool = False) -> Outcome:
        """What a turn would lead to; nothing is changed."""
        incoming = Incoming(who, said, token, group=group)
        return await self.dispatcher.turn(incoming, self.persons[who], self.now, Ports(communities=self.memory))

    async def says(self, said: str, who: str = "王老師", token: str | None = None) -> Outcome:
        """A turn, with all that it changes."""
        outcome = await self.thinks(said, who, token)
        await self.commits(outcome, who)
        return outcome

    async def taps(self, label: str, who: str = "王老師") -> Outcome:
        """A tap on the newest button with that label."""
        return await self.says(label, who, token(self.persons[who], label))

    async def commits(self, outcome: Outcome, who: str = "王老師") -> None:
        """Applies what a turn led to."""
        for change in outcome.changes:
            await self.memory.apply(change, who, self.now)
        self.persons[who] = outcome.person
        self.now += timedelta(minutes=1)

    def dates(self, *states: str) -> list[Deadline]:
        """The dates in these states (open where none is named), by day and title."""
        found = (one for one in self.memory.rows.values() if one.state in (states or ("open",)))
        return sorted(found, key=lambda one: (one.day, one.title))


def token(person: Person, label: str) -> str:
    """What the newest button with a label sends."""
    return next(choice.token for choice in person.buttons if choice.label == label)


def community(
    name: str = "北昌共備社群", plan: str = "taoyuan-103", tier: str = "advanced", year: int = 103
) -> Community:
    """A community whose id is its name."""
    return Community(name, name, plan, tier, year)


def talk(
    dispatcher: Dispatcher, *communities: Community, now: str = "2014-05-01T09:00", role: Role = "convener"
) -> Talk:
    """王老師 in some communities, the last one current."""
    made = Talk(dispatcher, datetime.fromisoformat(now).replace(tzinfo=TAIPEI))
    for one in communities or (community(),):
        made.joins("王老師", one, role)
    return made
