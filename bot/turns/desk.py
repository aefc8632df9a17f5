"""Where updates come in: stored before they are acknowledged, then answered in order per person."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlalchemy.exc import DBAPIError

from bot.channels.channel import Channel, Fetching, Heard, Outgoing, Update
from bot.clock import Clock
from bot.metrics import Metrics
from bot.store import inbox, messages
from bot.store.database import Store
from bot.store.inbox import Work
from bot.turns import taking
from bot.turns.delivering import Delivering
from bot.turns.lines import Lines
from bot.turns.thinking import Conflict, Question, Settled, Thinking
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming

log = structlog.get_logger(__name__)
GATHER = 1.2  # seconds that the next piece of a question may take
PIECES = 4  # of one question
TRIES = 2  # deaths of the program on one update
PROBATION = 2.0  # seconds before a second try: a program that is killed soon after its start dies of something else
CLOSING = 10.0  # seconds for what is under way


@dataclass(frozen=True, slots=True)
class Item:
    """Something in a person's line: an update to answer, or (`unsent`) replies of it to deliver once more."""

    work: Work
    heard: Heard
    recovered: bool = False  # left over by a process that is gone
    unsent: tuple[Outgoing, ...] = ()
    again: bool = False  # an earlier try of these may have got through


class Desk:
    """The way of every message of every channel.

    `web`: the origin under which calendars are served; `entrance`: how links begin that bring a code along.
    """

    def __init__(
        self,
        store: Store,
        dispatcher: Dispatcher,
        channels: Sequence[Channel],
        clock: Clock,
        gather: float = GATHER,
        web: str = "",
        entrance: Mapping[str, str] | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        metrics = metrics or Metrics()
        self._store = store
        self._dispatcher = dispatcher
        self._clock = clock
        self._channels: Mapping[str, Channel] = {channel.name: channel for channel in channels}
        fetching = {channel.name: channel for channel in channels if isinstance(channel, Fetching)}
        self._thinking = Thinking(store, dispatcher, clock, web, entrance, metrics, fetching)
        self._delivering = Delivering(store, self._channels, clock, metrics)
        self._lines: Lines[Item] = Lines(self._next)
        self._gather = gather
        self._open: dict[int, asyncio.Event] = {}  # rows that are not committed yet
        self._careful = asyncio.Lock()

    async def receive(self, channel: str, updates: Sequence[Update]) -> list[int]:
        """Stores updates: when this returns they are safe. The rows, also of those that had come in before.

        Goes on where its caller is cancelled: what was stored has to get into its line.
        """
        return await asyncio.shield(self._delivering.later(self._receive(channel, updates)))

    async def _receive(self, channel: str, updates: Sequence[Update]) -> list[int]:
        read = [(update, self._channels[channel].read(update.raw)) for update in updates]
        kept = [(update, heard) for update, heard in read if heard is not None]
        now, real = self._clock(), datetime.now(UTC)
        strangers = {heard.address for _, heard in kept if not self._thinking.remembers(channel, heard.address)}
        stored = await self._store.write(lambda c: taking.take(c, channel, kept, strangers, now, real))
        for (update, heard), one in zip(kept, stored, strict=True):
            if one.known:
                self._thinking.remember(channel, heard.address, one.known)
            if isinstance(heard, Heard) and one.new:
                self._queue(one.person, Item(Work(one.row, channel, heard.address, update.raw, real, 0), heard))
            elif isinstance(heard, Heard):
                await self._again(one.row, one.person, heard)
        return [one.row for one in stored]

    async def settled(self, row: int) -> None:
        """Returns when what an update leads to is committed."""
        if event := self._open.get(row):
            await event.wait()

    async def start(self) -> None:
        """Takes up what an earlier process left: replies that were not sent, then updates that were not answered."""
        names = list(self._channels)
        left = await self._store.write(lambda c: taking.left_over(c, names))
        for row in left:
            await self._resend(row, again=True)
        for work in await self._store.read(lambda c: inbox.waiting(c, names)):
            heard = self._channels[work.channel].read(work.raw)
            if isinstance(heard, Heard):
                known = await self._thinking.known(work)
                self._queue(known.id, Item(work, heard, recovered=True))

    async def idle(self) -> None:
        """Returns when every line is empty and everything is written."""
        await self._delivering.written()  # also what is coming in
        await self._lines.idle()
        await self._delivering.written()

    async def close(self) -> None:
        """Finishes what is under way."""
        await self._lines.close(CLOSING)
        await self._delivering.written()

    def _queue(self, person: int, item: Item) -> None:
        if not item.unsent:
            self._open[item.work.row] = asyncio.Event()
        self._lines.put(person, item)

    async def _again(self, row: int, person: int, heard: Heard) -> None:
        """An update came again: a reply that was too late can be delivered now, a turn that was left open taken up."""
        expired, left = await self._store.write(lambda c: taking.renew(c, row, datetime.now(UTC)))
        if expired:
            await self._resend(row, again=False)
        if left and row not in self._open:
            self._queue(person, Item(left, heard))

    async def _resend(self, row: int, *, again: bool) -> None:
        work = await self._store.read(lambda c: inbox.get(c, row))
        unsent = await self._store.read(lambda c: [one for one in messages.of(c, row) if one.state == "pending"])
        heard = self._channels[work.channel].read(work.raw) if work else None
        if work and unsent and isinstance(heard, Heard):
            known = await self._thinking.known(work)
            outgoing = tuple(Outgoing(one.id, one.reply) for one in unsent)
            self._queue(known.id, Item(work, heard, unsent=outgoing, again=again))

    async def _next(self, person: int, line: deque[Item]) -> None:
        """Handles what is first in a line; never raises."""
        item = line.popleft()
        try:
            if item.unsent:
                await self._delivering.deliver(item.work, item.unsent, again=item.again)
            elif item.recovered:
                await self._delivering.deliver(item.work, await self._recovered(item))
            else:
                await self._fresh(person, line, item)
        except Settled:
            pass
        except Exception:
            log.exception("turn left open", turn=item.work.row)
        finally:
            self._close_row(item.work.row)

    async def _fresh(self, person: int, line: deque[Item], item: Item) -> None:
        with self._delivering.waiting(item.work):
            question = await self._question(person, line, item)
            outgoing = await self._committed(question)
        await self._delivering.deliver(question.newest, outgoing)

    def _close_row(self, row: int) -> None:
        if event := self._open.pop(row, None):
            event.set()

    async def _recovered(self, item: Item) -> list[Outgoing]:
        """One by one: if the program dies again it is known on which; one that is suspected waits for a calm moment."""
        question = Question((item.work,), item.heard, item.heard.text)
        if item.work.tries >= TRIES:
            return await self._thinking.set_aside(question)
        await asyncio.sleep(PROBATION * item.work.tries)
        async with self._careful:
            await self._store.write(lambda c: inbox.begin(c, [item.work.row]))
            return await self._committed(question)

    async def _question(self, person: int, line: deque[Item], item: Item) -> Question:
        """With the pieces that follow within a moment, where the first looks like a piece."""
        question = Question((item.work,), item.heard, item.heard.text)
        if item.heard.tap or item.heard.token or item.heard.group or item.heard.medium != "text":
            return question
        known = await self._thinking.known(item.work)
        while len(question.works) < PIECES:
            incoming = Incoming(str(known.id), question.text)
            if not self._dispatcher.may_go_on(incoming, known.person):
                break
            if not await self._lines.more(person, self._gather):
                break
            if not self._goes_on(line[0], question):
                break
            piece = line.popleft()
            question = Question((*question.works, piece.work), piece.heard, f"{question.text} {piece.heard.text}")
        return question

    @staticmethod
    def _goes_on(item: Item, question: Question) -> bool:
        same = (item.work.channel, item.work.address) == (question.newest.channel, question.newest.address)
        heard = item.heard
        return same and not (item.unsent or heard.tap or heard.token) and heard.medium == "text"

    async def _committed(self, question: Question) -> list[Outgoing]:
        """Thinks and commits, again where somebody was quicker, and for as long as the database does not take it."""
        pause = 0.5
        while True:
            thought = await self._thinking.think(question)
            try:
                outgoing = await self._thinking.commit(thought)
                for work in question.works:
                    self._close_row(work.row)
                return outgoing
            except Conflict:
                continue
            except DBAPIError:
                log.exception("database does not take a turn", turn=question.newest.row)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60)
