"""What comes from outside: bodies of bounded length, JSON of any shape, text that can be kept."""

import json
import math
from collections.abc import Mapping

from aiohttp import web

WEBHOOK_LIMIT = 1 << 20  # bytes of a webhook's body; both messengers stay far below


async def limited_body(request: web.Request, limit: int) -> bytes:
    """A request's body of at most `limit` bytes, else 413. The application's own limit would be for all its routes."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(limit):
        body += chunk
        if len(body) > limit:
            raise web.HTTPRequestEntityTooLarge(limit, len(body))
    return bytes(body)


def parsed(body: bytes | str) -> object:
    """What JSON says; None where it is none, or nested without end."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def harmless(value: object, depth: int) -> object:
    """Without what JSON can carry and a database cannot: NUL, half a character, infinity, endless nesting.

    Objects and lists that lie deeper than `depth` become None.
    """
    match value:
        case str():
            return whole(value)
        case float():
            return value if math.isfinite(value) else None
        case dict() if depth:
            return {whole(key): harmless(one, depth - 1) for key, one in value.items()}
        case list() if depth:
            return [harmless(one, depth - 1) for one in value]
        case dict() | list():
            return None
    return value


def whole(text: str) -> str:
    """With � for NUL and for half a character (JSON can carry a lone surrogate): no UTF-8 or database holds them.

    One UTF-16 unit stays one, so that a messenger's positions in the text still count.
    """
    return text.replace("\0", "\ufffd").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def part(value: object, *path: str) -> object:
    """What stands at a path of names; None where there is nothing."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def text(value: object, *path: str) -> str:
    """The text at a path, whole; empty where there is none."""
    found = part(value, *path)
    return whole(found) if isinstance(found, str) else ""


def number(value: object) -> int | None:
    """An integer of at most 64 bits."""
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63 else None
