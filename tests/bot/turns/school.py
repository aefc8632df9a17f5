"""People of one community and its budget, through processes that know this or that."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.store import budgets, persons
from handlers.dispatch import Dispatcher
from handlers.messages import Reply
from handlers.records import BudgetDraft
from tests.bot.store.village import COMMUNITY, founded, joined
from tests.bot.turns.pigeon import Office, Open, Pigeon

NEWS, QUESTION = "重新檢查", "講義費 50元可以嗎"
CONVENER, OTHER, MEMBER = "王老師", "林老師", "陳老師"


@dataclass
class Day:
    """One process, and what is said to it."""

    office: Office

    async def says(self, text: str, who: str = CONVENER, **more: Any) -> list[Reply]:
        """A message; what is told then."""
        before = len(self.office.pigeon.sent)
        await self.office.say(text, who, **more)
        return [reply for _, reply in self.office.pigeon.sent[before:]]

    async def news(self, who: str = CONVENER, text: str = QUESTION) -> str:
        """What is told of budgets besides the answer; "" for nothing."""
        return "\n".join(reply.text for reply in await self.says(text, who) if NEWS in reply.text)

    async def draft(self, who: str = CONVENER) -> BudgetDraft:
        """The one budget as it is kept."""
        known = await self.office.store.read(lambda c: persons.of(c, "line", who))
        assert known
        (draft,) = await self.office.store.read(lambda c: budgets.drafts(c, known.id))
        return draft


@dataclass
class School:
    """王老師 and 林老師 convene a community that 陳老師 is in; each process has this or that content."""

    office: Open
    first: datetime
    days: int = 0
    pigeon: Pigeon = field(default_factory=lambda: Pigeon("line"))

    @asynccontextmanager
    async def day(self, talk: Dispatcher) -> AsyncIterator[Day]:
        """The next day, in a process of its own."""
        self.days += 1
        async with self.office(self.pigeon, talk, at=self.first + timedelta(days=self.days)) as office:
            yield Day(office)

    async def begins(self, talk: Dispatcher, *items: str) -> None:
        """The first day: a budget that is finished, and everybody has written."""
        async with self.day(talk) as day:
            await day.office.store.write(self._founds)
            for said in ("幫我看預算", *items, "完成"):
                await day.says(said)
            for who in (OTHER, MEMBER):
                await day.says("換成基隆113", who)
                assert not await day.news(who)

    def _founds(self, c: Connection) -> None:
        convener = founded(c, self.first, replace(COMMUNITY, tier="refine"))
        joined(c, convener, OTHER, self.first, "co")
        joined(c, convener, MEMBER, self.first)
