"""Waiting lines: what belongs to one person in order, many persons at once."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")
Handle = Callable[[int, deque[T]], Awaitable[None]]


class Lines(Generic[T]):
    """A line per key. `handle` is called while a line is not empty and takes from its left; it never raises."""

    def __init__(self, handle: Handle[T]) -> None:
        self._handle = handle
        self._lines: dict[int, deque[T]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._arrived: dict[int, asyncio.Event] = {}

    def put(self, key: int, item: T) -> None:
        """At the end of a line."""
        self._lines.setdefault(key, deque()).append(item)
        if event := self._arrived.get(key):
            event.set()
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._work(key))

    async def more(self, key: int, seconds: float) -> bool:
        """Whether something waits in a line, at the latest after so many seconds."""
        if self._lines.get(key):
            return True
        event = self._arrived[key] = asyncio.Event()
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return False
        finally:
            del self._arrived[key]
        return True

    async def _work(self, key: int) -> None:
        try:
            while line := self._lines.get(key):
                await self._handle(key, line)
        finally:
            self._lines.pop(key, None)
            del self._tasks[key]

    async def idle(self) -> None:
        """Returns when every line is empty."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def close(self, seconds: float) -> None:
        """Waits for what is under way, then breaks off; what was not finished stays in the database."""
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()), timeout=seconds)
        rest = list(self._tasks.values())
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
