"""The door for Telegram's webhook: with its secret, bounded, stored before it is acknowledged."""

import hmac

import structlog
from aiohttp import web

from bot.channels.channel import Receive, Update
from bot.channels.outside import WEBHOOK_LIMIT, limited_body, parsed
from bot.channels.telegram.arriving import Arriving, Seen
from bot.channels.telegram.parts import updates

PATH = "/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"

log = structlog.get_logger(__name__)


def add_telegram(app: web.Application, secret: str, name: str, receive: Receive, seen: Seen) -> None:
    """Puts the webhook into `app`. `receive` has stored the updates durably when it returns; if it fails: 500.

    `name`: the bot's user name; `seen`: TelegramChannel.seen. ValueError without a secret, as anybody could come in.
    """
    if not secret:
        raise ValueError("a webhook needs a secret")
    arriving = Arriving(name, receive, seen)

    async def webhook(request: web.Request) -> web.Response:
        if not knows(secret, request.headers.get(HEADER, "")):
            log.warning("a webhook without Telegram's secret")
            raise web.HTTPUnauthorized
        await arriving.take(_updates(await limited_body(request, WEBHOOK_LIMIT)))
        return web.Response()

    async def close(_: web.Application) -> None:
        await arriving.close()

    app.router.add_post(PATH, webhook)
    app.on_cleanup.append(close)


def knows(secret: str, token: str) -> bool:
    """Whether the header is the secret; as quick for a wrong one as for a right one."""
    return hmac.compare_digest(secret.encode(), token.encode("utf-8", "surrogateescape"))


def _updates(body: bytes) -> list[Update]:
    """The update of a body; what is none is dropped: Telegram would only send it again, and hold back what follows."""
    found = updates([parsed(body)])
    if not found:
        log.warning("a webhook without an update", size=len(body))
    return found
