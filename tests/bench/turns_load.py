"""Plays a messenger: posts webhooks over raw connections, takes the replies, and times both.

Neither side uses an HTTP library, so that the messenger costs a fraction of any bot that is measured.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from tests.bench.turns_messengers import Messenger

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
PATIENCE = 10.0  # seconds for what is under way when a run ends
CONNECTIONS = 64  # that a paced run has open


@dataclass(slots=True)
class Run:
    """One run: milliseconds from the post to its answer, and to the reply; seconds that all of it took."""

    acknowledged: list[float] = field(default_factory=list)
    replied: list[float] = field(default_factory=list)
    seconds: float = 0.0
    unanswered: int = 0  # turns whose reply had not come when patience ended
    used: float = 0.0  # seconds of processor, of the bot

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.replied) / self.seconds


def spent(times: list[float]) -> tuple[float, float]:
    """Median and 99th percentile."""
    return median(times), sorted(times)[int(len(times) * 0.99)]


class Wire(asyncio.Protocol):
    """One connection on which whole HTTP messages arrive."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the transport."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Cuts messages by their length."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n") + 4) > 3:
            length = LENGTH.search(self._buffer, 0, end)
            whole = end + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                return
            head, body, self._buffer = self._buffer[:end], self._buffer[end:whole], self._buffer[whole:]
            self.arrived(head, body)

    def arrived(self, head: bytes, body: bytes) -> None:
        """A whole message."""
        raise NotImplementedError


class Post(Wire):
    """The messenger's side of a webhook connection: one post at a time."""

    answer: asyncio.Future[float]  # when the post was acknowledged

    def send(self, request: bytes) -> asyncio.Future[float]:
        """Writes a request; the future's value is when it was answered."""
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.answer

    def arrived(self, head: bytes, body: bytes) -> None:
        """The answer, unless nobody waits any more."""
        if self.answer.done():
            return
        if head.startswith(b"HTTP/1.1 200"):
            self.answer.set_result(time.perf_counter())
        else:
            self.answer.set_exception(RuntimeError(f"a webhook was refused: {head!r} {body[:500]!r}"))

    def connection_lost(self, error: Exception | None) -> None:
        """Nobody waits in vain."""
        if hasattr(self, "answer") and not self.answer.done():
            self.answer.set_exception(error or ConnectionError("closed by the bot"))


class Sink:
    """Where all bots send their replies: answers at once, and tells who waits for a reply when it came."""

    def __init__(self, *messengers: Messenger) -> None:
        self.waiting: dict[str, asyncio.Future[float]] = {}
        self.calls: Counter[str] = Counter()  # by the last part of the path
        self._messengers = messengers

    def wait(self, key: str) -> asyncio.Future[float]:
        """A future whose value is when the reply came."""
        future = self.waiting[key] = asyncio.get_running_loop().create_future()
        return future

    def took(self, path: str, body: bytes) -> bytes:
        """What a call is answered."""
        self.calls[path.rpartition("/")[2]] += 1
        for messenger in self._messengers:
            if (key := messenger.replied(path, body)) is not None:
                waiting = self.waiting.pop(key, None)  # None: a further message of the same turn
                if waiting and not waiting.done():
                    waiting.set_result(time.perf_counter())
                break
        return next(answer for answer in (one.answer(path) for one in self._messengers) if answer is not None)

    @asynccontextmanager
    async def serving(self) -> Any:
        """Serves on a port of its own; gives the origin."""
        server = await asyncio.get_running_loop().create_server(lambda: _Taken(self), "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()


class _Taken(Wire):
    def __init__(self, sink: Sink) -> None:
        super().__init__()
        self._sink = sink

    def arrived(self, head: bytes, body: bytes) -> None:
        path = head.split(b" ", 2)[1].decode()
        answer = self._sink.took(path, body)
        self.transport.write(answer)


class Crowd:
    """Persons who write to one bot: every turn is another person's, in an order that is always the same."""

    def __init__(self, messenger: Messenger, address: str, sink: Sink, *, replies: bool = True) -> None:
        self._messenger = messenger
        self._host, _, self._port = urlsplit(address).netloc.rpartition(":")
        self._sink = sink
        self._replies = replies  # whether the bot answers
        self._number = count()

    async def at_a_time(self, persons: int, seconds: float) -> Run:
        """So many persons at once, each of whom writes when the one before has the reply."""
        run, wires = Run(), [await self._connect() for _ in range(persons)]
        began = time.perf_counter()

        async def one(wire: Post) -> None:
            while time.perf_counter() < began + seconds:
                await self._turn(wire, run)

        return await self._timed(run, began, wires, [one(wire) for wire in wires], seconds)

    async def a_second(self, rate: int, seconds: float) -> Run:
        """So many webhooks a second, whatever the bot does; times count from when a post was due."""
        run, wires = Run(), [await self._connect() for _ in range(CONNECTIONS)]
        free, began = list(wires), time.perf_counter()

        async def one(due: float) -> None:
            await asyncio.sleep(due - time.perf_counter())
            if not free:
                free.append(await self._connect())
                wires.append(free[-1])
            wire = free.pop()
            await self._turn(wire, run, due, then=lambda: free.append(wire))

        turns = [one(began + number / rate) for number in range(int(rate * seconds))]
        return await self._timed(run, began, wires, turns, seconds)

    async def once(self, text: str) -> None:
        """One turn with this text."""
        wire = await self._connect()
        await self._turn(wire, Run(), text=text)
        wire.transport.close()

    async def _timed(
        self, run: Run, began: float, wires: list[Post], turns: list[Coroutine[Any, Any, None]], seconds: float
    ) -> Run:
        done, rest = await asyncio.wait([asyncio.create_task(turn) for turn in turns], timeout=seconds + PATIENCE)
        run.seconds, run.unanswered = time.perf_counter() - began, len(rest)
        for task in rest:
            task.cancel()
        for wire in wires:
            wire.transport.close()
        for task in done:
            task.result()  # raises what it raised
        return run

    async def _turn(
        self, wire: Post, run: Run, due: float | None = None, *, text: str = "", then: Callable[[], None] = lambda: None
    ) -> None:
        request, key = self._messenger.request(next(self._number), text)
        reply = self._sink.wait(key) if self._replies else None
        started = due or time.perf_counter()
        run.acknowledged.append((await wire.send(request) - started) * 1000)
        then()
        if reply:
            run.replied.append((await reply - started) * 1000)

    async def _connect(self) -> Post:
        loop = asyncio.get_running_loop()
        return (await loop.create_connection(Post, self._host, int(self._port)))[1]
