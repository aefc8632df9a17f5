"""Files as both stand-ins give them, and how a server may lie about one."""

import asyncio
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

# endless: no length is told, and no end comes; short: less comes than is told; slow: a byte now and then; packed:
# compressed on the way; away: another address is told
Trick = Literal["", "endless", "short", "slow", "packed", "away", "500"]
CHUNK = b"x" * 65_536


@dataclass(slots=True)
class Kept:
    """A file that somebody sent: its bytes, and how its server misbehaves; `given`: bytes that left it."""

    data: bytes
    name: str = ""
    trick: Trick = ""
    gone: bool = False
    given: int = 0


async def give(request: web.Request, kept: Kept | None) -> web.StreamResponse:
    """The file, or the trick; 404 for one that is not there."""
    if kept is None or kept.gone:
        return web.Response(status=404)
    match kept.trick:
        case "500":
            return web.Response(status=500)
        case "away":
            raise web.HTTPFound("http://127.0.0.1:9/")
        case "packed":
            response = web.Response(body=kept.data)
            response.headers["Content-Encoding"] = "gzip"  # it is what it says, and unpacks without end
            return response
        case "":
            kept.given += len(kept.data)
            return web.Response(body=kept.data)
    return await _odd(request, kept)


async def _odd(request: web.Request, kept: Kept) -> web.StreamResponse:
    response = web.StreamResponse()
    if kept.trick == "short":
        response.content_length = len(kept.data) + 10
    await response.prepare(request)
    try:
        if kept.trick == "short":
            await response.write(kept.data)
            if request.transport:
                request.transport.abort()
        while kept.trick == "endless":
            await response.write(CHUNK)
            kept.given += len(CHUNK)
        while kept.trick == "slow":
            await response.write(b"x")
            await asyncio.sleep(0.05)
    except (ConnectionError, asyncio.CancelledError):
        pass
    return response
