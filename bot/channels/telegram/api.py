"""Where the Bot API is, and how it is called."""

import asyncio
import os
from typing import Any
from urllib.parse import urlsplit

import structlog
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channels.outside import parsed

ALLOWED = ("message", "callback_query", "my_chat_member")  # the updates that we read
READ_TIMEOUT = 15.0  # seconds
CLOSING = 5.0  # seconds for closing connections that may be torn
# a pause is a timedelta, as in the library's next version, and without a warning each time; there is no other switch
os.environ.setdefault("PTB_TIMEDELTA", "true")
LOOPBACK = ("127.0.0.1", "localhost", "::1")

log = structlog.get_logger(__name__)


class Request(HTTPXRequest):
    """A pool of connections."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """An answer. The library's own writes one that is no JSON into the log, with what people said in it."""
        answer = parsed(payload.decode("utf-8", "replace"))
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer

    async def close(self) -> None:
        """Ends the connections, or gives up; never raises."""
        try:
            async with asyncio.timeout(CLOSING):
                await self.shutdown()
        except Exception:
            log.exception("torn connections were left open")


def make_request(api: str, connections: int = 64) -> Request:
    """Connections to an API origin; the environment's proxies are not asked about this computer itself."""
    return Request(
        connection_pool_size=connections,
        read_timeout=READ_TIMEOUT,
        write_timeout=10.0,
        pool_timeout=10.0,
        httpx_kwargs={"trust_env": urlsplit(api).hostname not in LOOPBACK},
    )


def make_bot(token: str, api: str, request: Request) -> Bot:
    """A client that polls nothing; whoever made `request` closes it."""
    files = f"{api}/file/bot"
    return Bot(token, base_url=f"{api}/bot", base_file_url=files, request=request, get_updates_request=request)
