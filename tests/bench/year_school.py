"""A school year of reminders: everything of the bot is real but the time and the messengers.

The clock jumps from one moment at which something happens to the next: a reminder falls due, somebody writes, a day
begins. The quota is looked at every ten minutes; looks that would find everything as it was are left out. The round
of each day is made every third day: what it plans comes three days after a date, or after the one before.
"""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from bot.channels.channel import Update
from bot.outbox.quota import Quota
from bot.outbox.sending import Sender
from bot.outbox.wording import shortage, wording
from bot.reminders.daily import daily
from bot.store.database import Store
from bot.store.lanes import PUSHED
from bot.store.tables import WAITING, reminder
from bot.turns import Desk
from handlers.dispatch import Dispatcher
from handlers.records import Deadline
from tests.bench.year_post import Post
from tests.bench.year_town import Convener, dates, settle

TAIPEI = ZoneInfo("Asia/Taipei")
ROUND = 3  # days
LOOK = 600  # seconds between two looks at the quota
ASKS = ("外聘講師一節多少", "膳食費上限多少", "我還有什麼沒交", "印刷費怎麼編")
DAY = timedelta(days=1)

Span = tuple[datetime, datetime]
Act = Callable[[], Awaitable[object]]


class School:
    """`allowed`: people who may be reached on LINE in a month; `span`: from one midnight in Taipei to another."""

    def __init__(self, store: Store, dispatcher: Dispatcher, people: list[Convener], allowed: int, span: Span) -> None:
        self.now, self.until = span
        self.line, self.telegram = Post("line", self._clock, allowed), Post("telegram", self._clock)
        self.contacts = self._finished = 0
        self._store, self._dispatcher, self._people = store, dispatcher, people
        self._random = Random(113)
        self._events: list[tuple[datetime, int, Act]] = []
        self._number = 0
        posts, composer = {"line": self.line, "telegram": self.telegram}, dispatcher.composer
        self._desk = Desk(store, dispatcher, list(posts.values()), self._clock, gather=0)
        self._sender = Sender(store, posts, wording(composer), self._clock, lambda: self.now.astimezone(UTC))
        self._quota = Quota(store, {"line": self.line}, list(posts), self._clock, shortage(composer, ["telegram"]))

    def _clock(self) -> datetime:
        return self.now

    async def live(self) -> None:
        """From the first day to the last."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._desk.close)
            stack.push_async_callback(self._sender.close)
            for who in self._people:
                own = dates(self._dispatcher.library, who, self._random)
                await self._store.write(partial(settle, who=who, own=own, now=self.now))
                self._intends(who, own)
            for number in range(0, (self.until - self.now).days, ROUND):
                self._at(self.now + DAY * number, self._day)
            while (moment := await self._following()) < self.until:
                await self._happens(moment)
            self.now = self.until
            await self._day()

    def _at(self, moment: datetime, act: Act) -> None:
        self._number += 1
        heappush(self._events, (moment, self._number, act))

    def _intends(self, who: Convener, own: list[Deadline]) -> None:
        """What somebody will write, and which dates they will say are done: four of five in time."""
        day = self.now + DAY * self._random.randrange(1, who.writes + 2)
        while who.writes and day < self.until:
            self._at(self._hour(day), partial(self._says, who, self._random.choice(ASKS)))
            day += DAY * self._random.randrange(1, 2 * who.writes)
        for date in own:
            if self._random.randrange(10) < who.does:
                after = self._random.randrange(-6, 1) if self._random.random() < 0.8 else self._random.randrange(1, 8)
                day = datetime.combine(date.day + DAY * after, time(), TAIPEI)
                done = partial(self._says, who, "完成", f"cal:done:{date.id}:{date.version}")
                self._at(max(self._hour(day), self.now), done)

    def _hour(self, day: datetime) -> datetime:
        return day + timedelta(minutes=self._random.randrange(7 * 60, 22 * 60))

    async def _says(self, who: Convener, text: str, token: str | None = None) -> None:
        self.contacts += 1
        self._finished += token is not None
        raw = {"who": who.name, "text": text, "token": token}
        await self._desk.receive(who.ways[0], [Update(str(self.contacts), raw)])
        await self._desk.idle()

    async def _day(self) -> None:
        await daily(self._store, self._clock)
        await self._quota.refresh()

    async def _following(self) -> datetime:
        """The next moment at which something happens."""
        due = await self._store.read(self._next_due)
        return min([self.until, *(one[0] for one in self._events[:1]), *([due] if due else [])])

    def _next_due(self, c: Connection) -> datetime | None:
        pushed = select(func.min(reminder.c.due_at)).where(WAITING, reminder.c.lane.in_(PUSHED))
        due: datetime | None = c.scalar(pushed.where(reminder.c.due_at > self.now))
        return due.astimezone(TAIPEI) if due else None

    async def _happens(self, moment: datetime) -> None:
        self.now, before = moment, self._done
        while self._events and self._events[0][0] <= moment:
            await heappop(self._events)[2]()
        await self._sender.tick()
        await self._sender.idle()
        later = datetime.fromtimestamp((moment.timestamp() // LOOK + 1) * LOOK, TAIPEI)
        if self._done != before:
            self._at(later, self._quota.refresh)

    @property
    def _done(self) -> int:
        """Grows with all that may change what the quota is spent on, but for a new day; a question changes nothing."""
        return self._finished + self.line.reached.total() + self.telegram.reached.total()
