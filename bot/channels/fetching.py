"""Files from a messenger's server: so many bytes at most, within so many seconds, whatever the server says of them."""

import asyncio
from collections.abc import Mapping
from urllib.request import getproxies

import aiohttp
import structlog

from bot.channels.channel import Missing
from bot.channels.outside import number, part, text
from handlers.messages import Attached

MOST = 5 * 1024 * 1024  # bytes of a file that is read
SECONDS = 15.0  # for a whole file: an answer on LINE has to leave within 50
TRIES = 2
AT_ONCE = 4  # files in memory at a time
CHUNK = 1 << 16
NAME = 200  # characters of a file's name; its end tells what it is
GONE = (400, 403, 404, 410)

log = structlog.get_logger(__name__)


class Fetcher:
    """Made in the running loop; ended by `close`. Addresses hold secrets and are not logged."""

    def __init__(self, headers: Mapping[str, str] | None = None, most: int = MOST, seconds: float = SECONDS) -> None:
        self._session = aiohttp.ClientSession(
            headers={**(headers or {}), "Accept-Encoding": "identity"},
            auto_decompress=False,  # what unpacks without end is not unpacked
            timeout=aiohttp.ClientTimeout(total=seconds),
            trust_env=bool(getproxies()),
        )
        self._most = most
        self._seconds = seconds
        self._free = asyncio.Semaphore(AT_ONCE)

    async def close(self) -> None:
        """Closes the connections."""
        await self._session.close()

    async def get(self, address: str) -> bytes | Missing:
        """The file at an address, asked for again where the way broke off. Never raises."""
        try:
            async with asyncio.timeout(self._seconds), self._free:
                for _ in range(TRIES):
                    found = await self._tried(address)
                    if found != "slow":
                        return found
        except TimeoutError:
            log.warning("a file does not come in time")
        return "slow"

    async def _tried(self, address: str) -> bytes | Missing:
        try:
            async with self._session.get(address, allow_redirects=False) as response:
                if response.status != 200:
                    log.warning("a file is not given", status=response.status)
                    return "gone" if response.status in GONE else "slow"
                return await self._read(response)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            log.warning("a file cannot be fetched", error=type(error).__name__)
            return "slow"

    async def _read(self, response: aiohttp.ClientResponse) -> bytes | Missing:
        """The body; no more of it than is wanted, whatever length it claims."""
        if (response.content_length or 0) > self._most:
            return "big"
        body = bytearray()
        async for chunk in response.content.iter_chunked(CHUNK):
            body += chunk
            if len(body) > self._most:
                return "big"
        return bytes(body)


def attached(channel: str, id: str, about: object, name: str, size: str) -> Attached:
    """A file as an update tells of it: `name` and `size` are what the messenger calls these two."""
    return Attached(channel, id, text(about, name)[-NAME:], max(0, number(part(about, size)) or 0))
