"""Somebody who works on budgets, in memory: what they type and tap, and what is kept of it."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from content.library import load
from handlers import budget
from handlers.changes import Change, Rejudge, SetBudget
from handlers.dispatch import Dispatcher
from handlers.messages import Attached, Choice, Incoming
from handlers.ports import Exports, Files, NoExports, NoFiles, Ports
from handlers.records import BudgetDraft, Community
from handlers.topic import Outcome, Person, Turn
from tests.handlers.drafts import Drafts
from tests.handlers.memory import Memory

DISPATCHER = Dispatcher(load())
MORNING = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Taipei"))
OURS = Community("c1", "北昌共備社群", "keelung-113", "refine", 115)


@dataclass
class Sitting:
    """One person, convener of a community under a plan unless told otherwise. `now` goes on with each turn."""

    who: str = "王老師"
    person: Person = field(default_factory=lambda: Person(plan="keelung-113", tier="refine"))
    memory: Memory = field(default_factory=Memory)
    exports: Exports = field(default_factory=NoExports)
    files: Files = field(default_factory=NoFiles)
    drafts: Drafts = field(init=False)
    now: datetime = MORNING
    text: str = ""
    choices: tuple[Choice, ...] = ()

    def __post_init__(self) -> None:
        self.drafts = Drafts(self.memory)
        self.memory.start(self.who, OURS)

    @property
    def ports(self) -> Ports:
        """What the handlers see."""
        kept = Ports(communities=self.memory, reminders=self.memory, budgets=self.drafts)
        return replace(kept, exports=self.exports, files=self.files)

    @property
    def draft(self) -> BudgetDraft:
        """The draft that was changed last."""
        return self.drafts.kept[self.drafts.touched[-1]][0]

    def begin(self) -> "Sitting":
        """With an empty budget open."""
        self.say("幫我看預算")
        return self

    def say(self, said: str) -> str:
        """Types something; what is shown."""
        return asyncio.run(self._whole(Incoming(self.who, said)))

    def sends(self, attached: Attached) -> str:
        """Sends a file; what is shown."""
        return asyncio.run(self._whole(Incoming(self.who, "", medium="file", attached=attached)))

    def tap(self, choice: Choice) -> str:
        """Taps a button."""
        return asyncio.run(self._whole(Incoming(self.who, choice.label, choice.token)))

    def types(self, said: str) -> bool:
        """Types something about the open budget, without the way there; whether it was about it."""
        return asyncio.run(self._quick(said))

    def taps(self, token: str) -> None:
        """Taps a button of a budget, without the way there."""
        turn = Turn(Incoming(self.who, "", token), self.person, self.now, self.ports)
        self._keep(asyncio.run(budget.tapped(turn, token.removeprefix("bud:"), DISPATCHER.composer)))

    async def _quick(self, said: str) -> bool:
        turn = Turn(Incoming(self.who, said), self.person, self.now, self.ports)
        outcome = await budget.heard(turn, DISPATCHER.composer)
        if outcome:
            self._keep(outcome)
        return outcome is not None

    def in_group(self, said: str) -> Outcome:
        """What comes of it where a whole group hears it; it is not kept."""
        self.memory.groups.add(self.who)
        incoming = Incoming(self.who, said, group=True)
        return asyncio.run(DISPATCHER.turn(incoming, self.person, self.now, self.ports))

    async def _whole(self, incoming: Incoming) -> str:
        self._keep(await DISPATCHER.turn(incoming, self.person, self.now, self.ports))
        return self.text

    def _keep(self, outcome: Outcome) -> None:
        self.person, self.now = outcome.person, self.now + timedelta(minutes=1)
        self.text = "\n".join(reply.text for reply in outcome.replies)
        self.choices = tuple(choice for reply in outcome.replies for choice in reply.choices)
        for change in outcome.changes:
            self.keep(change, self.who)

    def keep(self, change: Change, who: str) -> None:
        """What somebody's turn makes of drafts."""
        match change:
            case SetBudget():
                self.drafts.put(change, who, self.now)
            case Rejudge():
                self.drafts.rejudge(change, who)
