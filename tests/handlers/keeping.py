"""Somebody who keeps a ledger, in memory: what they type and tap, and what is kept of it."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from content.library import load
from handlers import ledger
from handlers.changes import SetBudget
from handlers.dispatch import Dispatcher
from handlers.messages import Choice, Incoming
from handlers.ports import Ports
from handlers.records import Community, Role, Spending
from handlers.topic import Outcome, Person, Turn
from tests.handlers.drafts import Drafts
from tests.handlers.ledgers import Ledgers
from tests.handlers.memory import Memory

DISPATCHER = Dispatcher(load())
MORNING = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Taipei"))
OURS = Community("c1", "北昌共備社群", "keelung-113", "refine", 115)


@dataclass
class Keeping:
    """One person in a community, convener unless told otherwise. `now` goes on with each turn."""

    who: str = "王老師"
    community: Community = OURS
    role: Role = "convener"
    memory: Memory = field(default_factory=Memory)
    drafts: Drafts = field(init=False)
    ledgers: Ledgers = field(init=False)
    person: Person = field(init=False)
    now: datetime = MORNING
    outcome: Outcome = field(init=False)

    def __post_init__(self) -> None:
        self.drafts, self.ledgers = Drafts(self.memory), Ledgers(self.memory)
        self.memory.start(self.who, self.community, self.role)
        self.person = Person(plan=self.community.plan, tier=self.community.tier)
        self.outcome = Outcome(self.person)

    @property
    def entries(self) -> tuple[Spending, ...]:
        """All of the community's, in every state."""
        return asyncio.run(self.ledgers.spendings(self.community.id))

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The buttons that were shown last."""
        return tuple(choice for reply in self.outcome.replies for choice in reply.choices)

    def say(self, said: str) -> str:
        """Types something; what is shown."""
        return self._whole(Incoming(self.who, said))

    def tap(self, choice: Choice) -> str:
        """Taps a button; what is shown."""
        return self._whole(Incoming(self.who, choice.label, choice.token))

    def taps(self, token: str) -> str:
        """Taps a button that is not on the screen any more."""
        return self._whole(Incoming(self.who, "", token))

    def types(self, said: str) -> str:
        """Types something, without the way to the ledger; nothing comes of what is not about it."""
        return self._kept(asyncio.run(self._quick(Incoming(self.who, said))))

    async def _quick(self, incoming: Incoming) -> Outcome:
        turn = Turn(incoming, self.person, self.now, self.ports)
        outcome = await ledger.heard(turn, DISPATCHER.composer) or Outcome(self.person)
        shown = tuple(choice for reply in outcome.replies for choice in reply.choices)
        return replace(outcome, person=outcome.person.offer(shown))

    @property
    def ports(self) -> Ports:
        """What the handlers see."""
        return Ports(communities=self.memory, reminders=self.memory, budgets=self.drafts, ledgers=self.ledgers)

    def _whole(self, incoming: Incoming) -> str:
        return self._kept(asyncio.run(DISPATCHER.turn(incoming, self.person, self.now, self.ports)))

    def _kept(self, outcome: Outcome) -> str:
        self.outcome, self.person, self.now = outcome, outcome.person, self.now + timedelta(minutes=1)
        for change in self.outcome.changes:
            self.ledgers.apply(change, self.who, self.now)
            if isinstance(change, SetBudget):
                self.drafts.put(change, self.who, self.now)
            asyncio.run(self.memory.apply(change, self.who, self.now))
        return "\n".join(reply.text for reply in self.outcome.replies)
