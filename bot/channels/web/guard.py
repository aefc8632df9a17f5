"""Who may talk to the chat, and what a request's body may be."""

import re
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.channels.outside import limited_body, parsed, whole
from bot.channels.web.channel import Said, said
from bot.channels.web.drawing import WORDS

BODY_LIMIT = 64 * 1024  # bytes
ID_LIMIT = 100  # characters
LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guarded(handler: Handler) -> Handler:
    """The handler for this computer's own pages only, with the security headers on whatever it answers."""

    async def safe(request: web.Request) -> web.StreamResponse:
        try:
            refuse_strangers(request)
            response = await handler(request)
        except web.HTTPException as refusal:
            refusal.headers.update(HEADERS)
            raise
        response.headers.update(HEADERS)
        return response

    return safe


def refuse_strangers(request: web.Request) -> None:
    """403 unless asked for by a loopback name (DNS rebinding brings another) and, if by a page, by one of that name."""
    host = request.headers.get("Host", "")
    origin = request.headers.get("Origin")
    if not LOOPBACK.fullmatch(host) or origin not in (None, f"http://{host}", f"https://{host}"):
        raise web.HTTPForbidden(text=WORDS["stranger"])


async def read(request: web.Request) -> Said:
    """What a request's body says; 413, 415 or 400 where it says nothing that we know."""
    if request.content_type != "application/json":  # a form of another site cannot send this type
        raise web.HTTPUnsupportedMediaType
    sent = said(parsed(await limited_body(request, BODY_LIMIT)))
    if sent is None or len(sent.id) > ID_LIMIT or len(sent.file) > ID_LIMIT:
        raise web.HTTPBadRequest
    return Said(whole(sent.id), whole(sent.text), sent.token and whole(sent.token), whole(sent.file))
