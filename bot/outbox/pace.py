"""How fast messages may leave."""

import asyncio
from time import monotonic

SHARE = 0.95  # of the platform's limit
BURST = 0.04  # of it, at once; the rest is for messages that are later on the wire than when they were let go


class Pace:
    """A token bucket for a platform's limit of `rate` messages a second, or one chat's; first come, first served."""

    def __init__(self, rate: float) -> None:
        self.burst = max(1, int(rate * BURST))  # messages that may leave at once after a while of silence
        self.interval = 1 / (rate * SHARE)  # seconds
        self._slack = self.interval * (max(1.0, rate * BURST) - 1)
        self._due = 0.0  # when the next one is due at an even pace; it may go `slack` earlier
        self._resume = 0.0
        self._line = asyncio.Lock()  # wakes those who wait in the order in which they came

    async def acquire(self) -> None:
        """Returns when one message may leave. Cancelled while it waits, it has used nothing up."""
        await self.take(1)

    async def take(self, most: int) -> int:
        """Waits like `acquire`; how many may leave now, `most` of them (1 or more) at most."""
        async with self._line:
            await self.ready()
            now, taken = monotonic(), 0
            while not taken or (taken < most and self._due - self._slack <= now):
                self._due = max(self._due, now) + self.interval
                taken += 1
            return taken

    async def ready(self) -> None:
        """Returns when somebody may leave: whoever waits in line, or else the next who comes."""
        while (wait := max(self._due - self._slack, self._resume) - monotonic()) > 0:  # noqa: ASYNC110 - no event
            await asyncio.sleep(wait)

    def pause(self, seconds: float) -> None:
        """Nothing leaves for so long; a longer pause that is running already stays."""
        self._resume = max(self._resume, monotonic() + seconds)
