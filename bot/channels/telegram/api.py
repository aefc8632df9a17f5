"""Where the Bot API is, and how it is called."""

import os
from urllib.parse import urlsplit

from telegram import Bot
from telegram.request import HTTPXRequest

ALLOWED = ("message", "callback_query", "my_chat_member")  # the updates that we read
READ_TIMEOUT = 15.0  # seconds
# a pause is a timedelta, as in the library's next version, and without a warning each time; there is no other switch
os.environ.setdefault("PTB_TIMEDELTA", "true")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def make_request(api: str, connections: int = 64) -> HTTPXRequest:
    """A pool of connections to an API origin; the environment's proxies are not asked about this computer itself."""
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=READ_TIMEOUT,
        write_timeout=10.0,
        pool_timeout=10.0,
        httpx_kwargs={"trust_env": urlsplit(api).hostname not in LOOPBACK},
    )


def make_bot(token: str, api: str, request: HTTPXRequest) -> Bot:
    """A client that polls nothing; whoever made `request` closes it."""
    return Bot(token, base_url=f"{api}/bot", request=request, get_updates_request=request)
