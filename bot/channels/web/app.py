"""The chat's routes: the page, its files, and the one endpoint that takes text and taps."""

import contextlib
import json
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web
from markupsafe import Markup

from bot.channels.fetching import MOST
from bot.channels.outside import limited_body
from bot.channels.web import drawing
from bot.channels.web.channel import GREETING, NAME, Said, WebChannel, update
from bot.channels.web.guard import HEADERS, guarded, read
from bot.store import inbox, messages
from bot.store.database import Store
from bot.store.messages import Exchange
from bot.turns import Desk

STATIC = Path(__file__).parent.parent / "static"
FILES = {
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "colours.css": "text/css",
    "icon.svg": "image/svg+xml",
}
UPLOAD = "application/octet-stream"
COOKIE = "convener_person"
COOKIE_SECONDS = 365 * 24 * 3600
PERSON = re.compile(r"[A-Za-z0-9_-]{32}")
SHOWN = 200  # newest questions, with their answers


def add_chat(app: web.Application, desk: Desk, store: Store, channel: WebChannel) -> None:
    """Puts the chat's routes into `app`. Each guards itself, as a webhook beside them has another Host."""
    chat = _Chat(desk, store, channel)
    app.router.add_post("/upload", guarded(chat.upload))
    app.router.add_get("/", guarded(chat.page))
    app.router.add_post("/say", guarded(chat.say))
    app.router.add_get("/static/{name}", guarded(static))


async def healthz(_request: web.Request) -> web.Response:
    """Is the process alive? For any Host, as a container's probe may ask by address; it tells nothing else."""
    return web.json_response({"ok": True})


async def static(request: web.Request) -> web.StreamResponse:
    """One of the known files; a path from outside never reaches the disk."""
    name = request.match_info["name"]
    if name not in FILES:
        raise web.HTTPNotFound
    headers = {"Content-Type": f"{FILES[name]}; charset=utf-8", "Cache-Control": "no-cache"}
    return web.FileResponse(STATIC / name, headers=headers)


class _Chat:
    """The handlers; what a person sees is always read from the database."""

    def __init__(self, desk: Desk, store: Store, channel: WebChannel) -> None:
        self._desk = desk
        self._store = store
        self._channel = channel

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The newest part of the conversation; a new one starts with the bot's greeting."""
        address = _cookie(request)
        if address is None and request.headers.get("Sec-Fetch-Site") == "cross-site":
            # A link on another site does not bring the Strict cookie; when the page asks again by itself, it comes.
            return web.Response(headers={"Refresh": "0; url=/", "Cache-Control": "no-store"})
        address = address or _new_person()
        html = drawing.page(await self._history(address))
        return _remembering(address, web.Response(text=html, content_type="text/html"))

    async def say(self, request: web.Request) -> web.StreamResponse:
        """Text or a tap in, the bubbles of the replies out; see the package for what the page may rely on."""
        said = await read(request)
        address = _cookie(request) or _new_person()
        row = await self._receive(address, said)
        response = _remembering(address, web.StreamResponse(headers=HEADERS))
        response.content_type = "application/json"
        with contextlib.suppress(ConnectionError):  # the page went away; it will find the answer when it comes back
            await response.prepare(request)
            await self._desk.settled(row)
            await response.write(json.dumps(await self._bubbles(row)).encode())
        return response

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """A file in, the name by which the next sending tells of it out; 413 for one that is too large, 415 for what a
        form of another site could send."""
        if request.content_type != UPLOAD:
            raise web.HTTPUnsupportedMediaType
        if (request.content_length or 0) > MOST:
            raise web.HTTPRequestEntityTooLarge(MOST, request.content_length or 0)
        address = _cookie(request) or _new_person()
        file = self._channel.keep(await limited_body(request, MOST))
        return _remembering(address, web.json_response({"file": file}))

    async def _receive(self, address: str, said: Said) -> int:
        # A page that goes away in the middle must not leave something stored that nobody takes up.
        (row,) = await self._desk.receive(NAME, [update(address, said)])
        return row

    async def _history(self, address: str) -> Sequence[Exchange]:
        """What was said so far; waits for what is being answered."""
        exchanges = await self._exchanges(address)
        open_ = [one.inbox_id for one in exchanges if not one.rows]
        if not exchanges:
            open_ = [await self._receive(address, GREETING)]
        for row in open_:
            await self._desk.settled(row)
        return await self._exchanges(address) if open_ else exchanges

    async def _exchanges(self, address: str) -> Sequence[Exchange]:
        return await self._store.read(lambda c: messages.history(c, NAME, address, SHOWN))

    async def _bubbles(self, row: int) -> list[Markup] | None:
        """None: not answered. No bubble at all: nothing is said to it, as its words became part of the next."""
        rows = await self._store.read(lambda c: messages.of(c, row))
        if not rows and any(one.row == row for one in await self._store.read(lambda c: inbox.waiting(c, [NAME]))):
            return None
        return [drawing.render(one.reply) for one in rows]


def _cookie(request: web.Request) -> str | None:
    person = request.cookies.get(COOKIE, "")
    return person if PERSON.fullmatch(person) else None


def _new_person() -> str:
    return secrets.token_urlsafe(24)


def _remembering(person: str, response: web.StreamResponse) -> web.StreamResponse:
    response.set_cookie(COOKIE, person, max_age=COOKIE_SECONDS, httponly=True, samesite="Strict")
    response.headers["Cache-Control"] = "no-store"
    return response
