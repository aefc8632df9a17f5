"""Files that people sent: fetched from their channel when they are asked for, and read beside the loop."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256

import structlog

from bot.channels.channel import Fetching
from bot.export.forms.files import BIG, opened
from content.forms import Refused, Sheets, by_plan
from content.library import Library
from handlers.messages import Attached

SECONDS = 10.0  # for reading one; the longest that passes all limits takes some three
WAITS = 30.0  # for those before it
AT_ONCE = 4  # files that are held in memory
REMEMBERED = 4  # files that were read last, as somebody may be asked what to do with theirs

log = structlog.get_logger(__name__)


class Received:
    """handlers.ports.Files over the channels on which files can be sent. One at a time is read."""

    def __init__(self, library: Library, channels: Mapping[str, Fetching]) -> None:
        self._library = library
        self._channels = channels
        self._held = asyncio.Semaphore(AT_ONCE)
        self._reading = asyncio.Lock()
        self._known: OrderedDict[str, Sheets | Refused] = OrderedDict()  # by what they hold, and are called

    async def sheets(self, attached: Attached) -> Sheets | Refused:
        """What a file holds under each plan, or why it cannot be read. Never raises; nothing of it is logged.

        It is fetched each time: whoever took it back has it no more.
        """
        if attached.size > BIG:
            return Refused("big")
        try:
            async with asyncio.timeout(WAITS):
                await self._held.acquire()
        except TimeoutError:
            return Refused("slow")
        try:
            return await self._fetched(attached)
        finally:
            self._held.release()

    async def _fetched(self, attached: Attached) -> Sheets | Refused:
        channel = self._channels.get(attached.channel)
        data = await channel.fetch(attached) if channel else "gone"
        if isinstance(data, str):
            return Refused(data)
        key = sha256(attached.name.encode("utf-8", "replace") + b"\0" + data).hexdigest()
        if key not in self._known:
            found = await self._read(data, attached.name)
            if found is None:
                return Refused("slow")
            self._known[key] = found
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return self._known[key]

    async def _read(self, data: bytes, name: str) -> Sheets | Refused | None:
        """None where the files before it take too long. One that takes too long itself ends by its limits soon."""
        try:
            async with asyncio.timeout(WAITS):
                await self._reading.acquire()
        except TimeoutError:
            return None
        task = asyncio.create_task(asyncio.to_thread(lambda: by_plan(opened(data, name), self._library)))
        task.add_done_callback(lambda _: self._reading.release())  # not before its thread has ended
        try:
            return await asyncio.wait_for(asyncio.shield(task), SECONDS)
        except TimeoutError:
            log.warning("a file takes too long to read", size=len(data))
            return Refused("unsafe")
