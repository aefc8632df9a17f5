"""How fast messages may leave."""

import asyncio
from time import monotonic

SHARE = 0.95  # of the platform's limit; the burst is the rest, so that no second has more than the limit


class Pace:
    """A token bucket for a platform's limit of `rate` messages a second, or one chat's; first come, first served."""

    def __init__(self, rate: float) -> None:
        self._interval = 1 / (rate * SHARE)  # seconds
        self._slack = self._interval * (max(1.0, rate * (1 - SHARE)) - 1)
        self._due = 0.0  # when the next one is due at an even pace; it may go `slack` earlier
        self._resume = 0.0
        self._line = asyncio.Lock()  # wakes those who wait in the order in which they came

    async def acquire(self) -> None:
        """Returns when one message may leave. Cancelled while it waits, it has used nothing up."""
        async with self._line:
            while (wait := max(self._due - self._slack, self._resume) - monotonic()) > 0:  # noqa: ASYNC110 - no event
                await asyncio.sleep(wait)
            self._due = max(self._due, monotonic()) + self._interval

    def pause(self, seconds: float) -> None:
        """Nothing leaves for so long; a longer pause that is running already stays."""
        self._resume = max(self._resume, monotonic() + seconds)
