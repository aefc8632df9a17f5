"""One channel's digests: claimed as the pace allows, and many on the wire at a time."""

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic

import structlog

from bot.channels.channel import Pushed, Pusher
from bot.metrics import Metrics
from bot.outbox.marking import Clocks, Marking
from bot.store import claiming, digests
from bot.store.database import Store
from bot.store.digests import Claimed
from bot.store.settling import Tried

log = structlog.get_logger(__name__)
MOST = 200  # on the wire
BATCH = 100  # claimed at a time
HOLD, TURNS = 5.0, 4  # seconds that what was claimed waits for its turn, or the time of so many turns


class Lane:
    """One message waits in the channel's pace at most, so that conversations hardly wait for reminders.

    `elsewhere` is called where something is now to be said on another lane.
    """

    def __init__(
        self,
        store: Store,
        pusher: Pusher,
        lane: digests.Lane,
        clocks: Clocks,
        elsewhere: Callable[[], None],
        metrics: Metrics,
    ) -> None:
        self._store = store
        self._pusher = pusher
        self._lane = lane
        self._clocks = clocks
        self._metrics = metrics
        self._marking = Marking(store, lane, clocks, elsewhere)
        self._flying: set[asyncio.Task[None]] = set()
        self._drain: asyncio.Task[None] | None = None
        self._rest: asyncio.Task[None] | None = None
        self._woken = self._closed = False
        self._resume = 0.0  # nothing is pushed before

    def wake(self) -> None:
        """Something may be due."""
        self._woken = True
        if not self._closed and (self._drain is None or self._drain.done()):
            self._drain = asyncio.create_task(self._run())

    async def idle(self) -> bool:
        """Returns when nothing is due, nothing on the wire, and all written down; False where that was so before."""
        busy = False
        while tasks := self._tasks() or self._marking.tasks():
            await asyncio.wait(tasks)
            busy = True
        return busy

    async def close(self, seconds: float) -> None:
        """Claims nothing more and waits so long for what is on the wire; the next process finds the rest there."""
        self._closed = True
        if self._rest:
            self._rest.cancel()
        if self._tasks():
            await asyncio.wait(self._tasks(), timeout=seconds)
        for task in (rest := self._tasks()):
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await self._marking.close(seconds)

    def _tasks(self) -> set[asyncio.Task[None]]:
        return self._flying | ({self._drain} if self._drain and not self._drain.done() else set())

    async def _run(self) -> None:
        try:
            while self._woken and not self._closed:
                self._woken = False
                await self._drained()
        except Exception:  # the database takes nothing: the next tick tries again
            log.exception("digests cannot be claimed", lane=self._lane.name)

    async def _drained(self) -> None:
        """Until nothing is due. The next are claimed while these leave, so that a slow disk does not slow the pace."""
        ahead = asyncio.create_task(self._claim())
        try:
            while True:
                claimed, busy = await ahead
                if not busy:
                    return
                ahead = asyncio.create_task(self._claim())
                await self._depart(deque(claimed))
        finally:
            ahead.cancel()

    async def _claim(self) -> tuple[list[Claimed], bool]:
        """As many as may leave about now, and whether something was due."""
        self._rest = asyncio.create_task(self._rested())
        await asyncio.wait([self._rest])
        if self._closed:
            return [], False
        most = min(self._pusher.pace.burst, BATCH)
        return await self._store.write(
            lambda c: claiming.claim(c, self._lane, most, self._clocks.bot(), self._clocks.real())
        )

    async def _rested(self) -> None:
        """Returns when there is room on the wire, and a message may leave."""
        await self._room()
        while (wait := self._resume - monotonic()) > 0:  # noqa: ASYNC110 - no event
            await asyncio.sleep(wait)
        await self._pusher.pace.ready()

    async def _depart(self, claimed: deque[Claimed]) -> None:
        """Each at its turn; where that is long in coming, they go back."""
        while claimed:
            count = await self._turn(len(claimed))
            for one in [claimed.popleft() for _ in range(count or len(claimed))]:
                if count:
                    self._fly(one)
                else:
                    self._marking.put(Tried(one, Pushed("again", wait=self._resume - monotonic())))

    async def _turn(self, most: int) -> int:
        """How many may leave; none for a while where the lane pauses."""
        pace = self._pusher.pace
        try:
            async with asyncio.timeout(max(HOLD, TURNS * pace.interval)):
                room = await self._room()
                return await pace.take(min(most, room)) if self._resume <= monotonic() else 0
        except TimeoutError:
            return 0

    async def _room(self) -> int:
        """How many more the wire takes, as soon as it takes any."""
        while len(self._flying) >= MOST:
            await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
        return MOST - len(self._flying)

    def _fly(self, one: Claimed) -> None:
        task = asyncio.create_task(self._push(one))
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)

    async def _push(self, one: Claimed) -> None:
        try:
            pushed = await self._pusher.push(one.push)
        except Exception:  # a bug in a channel: nobody knows how far it came
            log.exception("push failed", lane=self._lane.name, digest=one.push.id)
            pushed = Pushed("perhaps")
        self._metrics.pushed(self._lane.name, pushed.state)
        self._resume = max(self._resume, monotonic() + pushed.pause)
        self._marking.put(Tried(one, pushed))
