"""The door for LINE's webhooks: signed, bounded, each event by itself, stored before it is acknowledged."""

import base64
import hashlib
import hmac

import structlog
from aiohttp import web

from bot.channels.channel import Receive, Update
from bot.channels.line.reading import event_id, read
from bot.channels.outside import WEBHOOK_LIMIT, harmless, limited_body, parsed, part

PATH = "/line/webhook"
DEPTH = 20  # LINE's events are some six levels deep; what lies deeper is nothing of LINE's

log = structlog.get_logger(__name__)


def add_line(app: web.Application, secret: str, receive: Receive) -> None:
    """Puts the webhook into `app`. `receive` has stored the updates durably when it returns; if it fails: 500."""

    async def webhook(request: web.Request) -> web.Response:
        body = await limited_body(request, WEBHOOK_LIMIT)
        if not signed(secret, body, request.headers.get("X-Line-Signature", "")):
            log.warning("a webhook without LINE's signature")
            raise web.HTTPUnauthorized
        found = updates(body)
        if found:
            await receive(found)
        return web.Response()

    app.router.add_post(PATH, webhook)


def signed(secret: str, body: bytes, signature: str) -> bool:
    """Whether the signature is LINE's for these very bytes."""
    wanted = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(wanted, signature.encode("utf-8", "surrogateescape"))


def updates(body: bytes) -> list[Update]:
    """The events that are for us. What is no event is dropped: LINE would only send it again."""
    events = part(parsed(body), "events")
    if not isinstance(events, list):
        log.warning("a signed webhook without events", size=len(body))
        return []
    raws = [raw for raw in (harmless(event, DEPTH) for event in events) if isinstance(raw, dict)]
    return [Update(event_id(raw), raw) for raw in raws if read(raw) is not None]
