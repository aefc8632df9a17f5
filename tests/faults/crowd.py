"""Teachers on LINE and Telegram who ask one question after the other, each with an amount of its own.

So every reply can be attributed by what is seen on the screens alone, and the plan under it shows whether the turns
before it took effect. Messengers send again what the bot did not acknowledge, and sometimes what it did.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable, Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from tests.messengers.line import LineServer
from tests.messengers.line_people import Event, line_id
from tests.messengers.telegram import TelegramServer
from tests.messengers.telegram_chats import user_id

LINE, TELEGRAM = "line", "telegram"
PLANS = ("桃園103", "基隆113")
FIRST = 1301  # TWD; above the limit in both plans, so that the reply tells the amount
OVER = re.compile(r"([\d,]+) 元多了")
LATE = "（剛才「"  # how a reply that is told later begins
APOLOGY = "我這邊出了點問題"
INTERVAL = 0.2  # seconds between LINE's attempts to deliver again


@dataclass(slots=True)
class Said:
    """A turn: the update's id, what was asked; `plan`: the one that is chosen with it, if any."""

    id: str
    amount: int
    plan: str
    acknowledged: bool = False
    tries: int = 1  # deliveries before it was acknowledged; with Telegram's, processes that it met


@dataclass(slots=True)
class Teacher:
    """Somebody on one messenger."""

    channel: str
    name: str
    said: list[Said] = field(default_factory=list)

    @property
    def address(self) -> str:
        """In the inbox."""
        return line_id(self.name) if self.channel == LINE else str(user_id(self.name))


@dataclass(frozen=True, slots=True)
class Seen:
    """A reply on a screen."""

    amount: int
    text: str

    @property
    def late(self) -> bool:
        """Whether it says that it comes late."""
        return self.text.startswith(LATE)


@dataclass(slots=True)
class Crowd:
    """`size` teachers on each messenger; what they do is drawn from `random` before anybody does it."""

    line: LineServer
    telegram: TelegramServer
    random: Random
    size: int
    teachers: list[Teacher] = field(default_factory=list)
    repeats: int = 0  # acknowledged events that LINE sent once more all the same
    _posting: int = 0  # events of LINE's on their way for the first time
    _unacknowledged: dict[str, tuple[Event, Said]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [f"老師{number}" for number in range(1, self.size + 1)]
        self.teachers = [Teacher(channel, name) for channel in (LINE, TELEGRAM) for name in names]

    async def wave(self, *, everybody: bool = False, within: float = 0.15) -> None:
        """Most ask something, some more than once, within so many seconds."""
        asked: list[Awaitable[None]] = []
        for teacher in self.teachers:
            times = 1 if everybody else self.random.choice((0, 1, 1, 2, 3))
            asked += [self._ask(teacher, self._new_plan(), self.random.uniform(0, within)) for _ in range(times)]
        await asyncio.gather(*asked, self._repeat())

    def _new_plan(self) -> str:
        return self.random.choice((*PLANS, "", "", ""))

    async def _ask(self, teacher: Teacher, plan: str, after: float) -> None:
        await asyncio.sleep(after)
        if not teacher.said:
            plan = plan or PLANS[0]
        elif not self._known(teacher):
            return  # nobody goes on before the bot has heard the first word
        said = Said("", FIRST + len(teacher.said), plan)
        teacher.said.append(said)
        text = f"改看{plan}，印刷每人{said.amount}可以嗎" if plan else f"印刷每人{said.amount}可以嗎"
        if teacher.channel == TELEGRAM:
            said.id = str(self.telegram.say(teacher.name, text))
            return
        event = self.line.event("message", teacher.name, message={"type": "text", "id": "1", "text": text})
        said.id = str(event["webhookEventId"])
        await self._post(event, said)

    def _known(self, teacher: Teacher) -> bool:
        first = teacher.said[0]
        return first.acknowledged if teacher.channel == LINE else bool(first.id) and first.id not in self._outstanding()

    async def _post(self, event: Event, said: Said) -> None:
        self._posting += 1
        status = await self.line.post(event)
        self._posting -= 1
        if status == 200:
            said.acknowledged = True
        else:
            self._unacknowledged[said.id] = event, said

    async def _repeat(self) -> None:
        """One event of LINE's that was acknowledged comes once more, as can happen."""
        teacher = self.random.choice([one for one in self.teachers if one.channel == LINE])
        known = [said.id for said in teacher.said if said.acknowledged]
        events = [event for event in self.line.events if known and event["webhookEventId"] == known[-1]]
        if events and await self.line.redeliver(events[0]) == 200:
            self.repeats += 1

    async def redeliver(self) -> None:
        """LINE sends again what was not acknowledged, until it is cancelled."""
        while True:
            for key, (event, said) in list(self._unacknowledged.items()):
                said.tries += 1
                if await self.line.redeliver(event) == 200:
                    said.acknowledged = True
                    del self._unacknowledged[key]
            await asyncio.sleep(INTERVAL)

    def died(self) -> None:
        """The process is gone: Telegram will send again what it did not hear of."""
        outstanding = self._outstanding()
        for said in self._of(TELEGRAM):
            said.tries += said.id in outstanding

    @property
    def acknowledged(self) -> int:
        """How many turns the bot has acknowledged."""
        said = sum(len(teacher.said) for teacher in self.teachers)
        return said - len(self._unacknowledged) - self._posting - len(self.telegram.updates)

    @property
    def heard(self) -> bool:
        """Whether everything was acknowledged."""
        return not self._unacknowledged and not self.telegram.updates

    def seen(self, teacher: Teacher) -> dict[int, list[Seen]]:
        """The replies on a screen by amount; 0: those without one."""
        found = defaultdict[int, list[Seen]](list)
        for text in self._screen(teacher):
            amount = OVER.search(text)
            number = int(amount[1].replace(",", "")) if amount else 0
            found[number].append(Seen(number, text))
        return found

    def _screen(self, teacher: Teacher) -> Iterator[str]:
        if teacher.channel == LINE:
            return (shown.text for shown in self.line.sent[teacher.address])
        return iter(self.telegram.texts(teacher.name))

    def _of(self, channel: str) -> Iterable[Said]:
        return (said for teacher in self.teachers if teacher.channel == channel for said in teacher.said)

    def _outstanding(self) -> set[str]:
        return {str(number) for number in self.telegram.updates}
