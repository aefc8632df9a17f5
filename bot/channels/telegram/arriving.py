"""What both ways in have in common: stored first, then a tapped button is told that it was heard."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from bot.channels.channel import Raw, Receive, Update
from bot.channels.telegram.reading import read

Seen = Callable[[Raw], Coroutine[Any, Any, None]]


CLOSING = 5.0  # seconds for acknowledgements that are on their way


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
        """Waits a moment for what is on its way, then breaks it off."""
        tasks = list(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=CLOSING)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
