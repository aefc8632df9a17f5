"""A server that is no messenger: the same answer to everything."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from tests.messengers.serving import listening


@asynccontextmanager
async def odd(body: bytes, status: int, headers: Mapping[str, str] | None = None) -> AsyncIterator[str]:
    """Its origin."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body, status=status, headers=headers, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner, origin = await listening(app)
    try:
        yield origin
    finally:
        await runner.cleanup()
