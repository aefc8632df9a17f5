"""The addresses of files that were made for somebody: `/files/<secret>/<name>`.

Who knows the secret gets the file as long as it is kept. It is made when it is asked for.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from bot.export.forms.model import TYPES, Kind
from bot.export.routes import HEADERS, SECRET
from content.phrases_forms import FormsPhrases


@dataclass(frozen=True, slots=True)
class Kept:
    """A file behind an address: what it is called, and how it is made (called beside the loop)."""

    name: str
    kind: Kind
    make: Callable[[], bytes]


Find = Callable[[str], Awaitable[Kept | None]]
"""Looks up a secret; None where it leads nowhere, or not any more."""


def add_files(app: web.Application, find: Find, phrases: FormsPhrases) -> None:
    """Puts the route into `app`."""
    making = asyncio.Lock()

    async def file(request: web.Request) -> web.Response:
        secret = request.match_info["secret"]
        kept = await find(secret) if SECRET.fullmatch(secret) else None
        if kept is None:
            raise web.HTTPNotFound(text=phrases.gone, headers=HEADERS)
        async with making:
            body = await asyncio.to_thread(kept.make)
        headers = HEADERS | {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(kept.name, safe='')}"}
        return web.Response(body=body, content_type=TYPES[kept.kind], headers=headers)

    app.router.add_get("/files/{secret}/{name}", file)
