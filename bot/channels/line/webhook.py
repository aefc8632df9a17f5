"""The door for LINE's webhooks: signed, bounded, each event by itself, stored before it is acknowledged."""

import base64
import hashlib
import hmac
import json
import math
from collections.abc import Awaitable, Callable, Sequence

import structlog
from aiohttp import web

from bot.channels.channel import Update
from bot.channels.line.fitting import whole
from bot.channels.line.reading import event_id, read

PATH = "/line/webhook"
BODY_LIMIT = 1 << 20  # bytes
DEPTH = 20  # LINE's events are some six levels deep; what lies deeper is nothing of LINE's

Receive = Callable[[Sequence[Update]], Awaitable[object]]

log = structlog.get_logger(__name__)


def add_line(app: web.Application, secret: str, receive: Receive) -> None:
    """Puts the webhook into `app`. `receive` has stored the updates durably when it returns; if it fails: 500."""

    async def webhook(request: web.Request) -> web.Response:
        body = await _body(request)
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
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        sent = None
    events = sent.get("events") if isinstance(sent, dict) else None
    if not isinstance(events, list):
        log.warning("a signed webhook without events", size=len(body))
        return []
    raws = [raw for raw in (_harmless(event, DEPTH) for event in events) if isinstance(raw, dict)]
    return [Update(event_id(raw), raw) for raw in raws if read(raw) is not None]


async def _body(request: web.Request) -> bytes:
    """At most 1 MiB, else 413. Not by the application's own limit: other routes share that one."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(BODY_LIMIT):
        body += chunk
        if len(body) > BODY_LIMIT:
            raise web.HTTPRequestEntityTooLarge(BODY_LIMIT, len(body))
    return bytes(body)


def _harmless(value: object, depth: int) -> object:
    """Without what JSON can carry and a database cannot: NUL, half a character, infinity, endless nesting."""
    match value:
        case str():
            return whole(value)
        case float():
            return value if math.isfinite(value) else None
        case dict() if depth:
            return {whole(key): _harmless(part, depth - 1) for key, part in value.items()}
        case list() if depth:
            return [_harmless(part, depth - 1) for part in value]
        case dict() | list():
            return None
    return value
