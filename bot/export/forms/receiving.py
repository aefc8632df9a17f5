"""Files that people sent: fetched from their channel when they are asked for, and read beside the loop."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping

import structlog

from bot.channels.channel import Fetching
from bot.export.forms.files import BIG, opened
from content.forms import Refused, Sheets, by_plan
from content.library import Library
from handlers.messages import Attached

SECONDS = 10.0  # for reading one; the longest that passes all limits takes some three
REMEMBERED = 4  # files that were read last, as somebody may be asked what to do with theirs

log = structlog.get_logger(__name__)


class Received:
    """handlers.ports.Files over the channels on which files can be sent. One at a time is read."""

    def __init__(self, library: Library, channels: Mapping[str, Fetching]) -> None:
        self._library = library
        self._channels = channels
        self._reading = asyncio.Lock()
        self._known: OrderedDict[Attached, Sheets | Refused] = OrderedDict()

    async def sheets(self, attached: Attached) -> Sheets | Refused:
        """What a file holds under each plan, or why it cannot be read. Never raises; nothing of it is logged."""
        if attached.size > BIG:
            return Refused("big")
        if attached in self._known:
            return self._known[attached]
        channel = self._channels.get(attached.channel)
        data = await channel.fetch(attached) if channel else "gone"
        if isinstance(data, str):
            return Refused(data)
        try:
            found = await self._read(data, attached.name)
        except TimeoutError:
            log.warning("a file takes too long to read", size=len(data))
            return Refused("unsafe")
        self._known[attached] = found
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return found

    async def _read(self, data: bytes, name: str) -> Sheets | Refused:
        """Raises TimeoutError; what still runs then ends by the limits on files soon."""
        async with asyncio.timeout(SECONDS), self._reading:
            return await asyncio.to_thread(lambda: by_plan(opened(data, name), self._library))
