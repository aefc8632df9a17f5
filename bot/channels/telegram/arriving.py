"""What both ways in have in common: stored first, then a tapped button is told that it was heard."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from bot.channels.channel import Raw, Update
from bot.channels.telegram.reading import read

Receive = Callable[[Sequence[Update]], Awaitable[object]]  # has stored the updates durably when it returns
Seen = Callable[[Raw], Coroutine[Any, Any, None]]


class Arriving:
    """`name`: the bot's user name; `seen`: TelegramChannel.seen."""

    def __init__(self, name: str, receive: Receive, seen: Seen) -> None:
        self._name = name
        self._receive = receive
        self._seen = seen
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, updates: Sequence[Update]) -> None:
        """Keeps what is for us. Raises what `receive` raises, and then nothing was kept."""
        ours = [update for update in updates if read(update.raw, self._name) is not None]
        if not ours:
            return
        await self._receive(ours)
        for update in ours:
            if "callback_query" in update.raw:
                task = asyncio.create_task(self._seen(update.raw))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Waits for what is on its way; every call has its timeouts."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
