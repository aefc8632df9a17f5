"""The chat's routes: the page, its files, and the one endpoint that takes text and taps."""

import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from bot.channels.web import drawing
from bot.channels.web.conversations import Conversations, Said
from bot.channels.web.guard import guarded, read
from handlers.messages import Incoming, Reply, Respond

STATIC = Path(__file__).parent.parent / "static"
FILES = {"chat.css": "text/css", "chat.js": "text/javascript", "icon.svg": "image/svg+xml"}
COOKIE = "convener_person"
COOKIE_SECONDS = 365 * 24 * 3600
PERSON = re.compile(r"[A-Za-z0-9_-]{32}")


def make_app(respond: Respond) -> web.Application:
    """An application with nothing but the web chat and `/healthz`."""
    app = web.Application()
    add_chat(app, respond)
    app.router.add_get("/healthz", healthz)
    return app


def add_chat(app: web.Application, respond: Respond) -> None:
    """Puts the chat's routes into `app`. Each guards itself, as a webhook beside them has another Host."""
    chat = _Chat(respond)
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
    """The handlers around one `respond`."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._conversations = Conversations()

    async def page(self, request: web.Request) -> web.Response:
        """The whole conversation; a new one starts with the bot's greeting."""
        person = _cookie(request)
        if person is None and request.headers.get("Sec-Fetch-Site") == "cross-site":
            # A link on another site does not bring the Strict cookie; when the page asks again by itself, it comes.
            return web.Response(headers={"Refresh": "0; url=/", "Cache-Control": "no-store"})
        person = person or _new_person()
        talk = self._conversations.of(person)
        async with talk.lock:
            if not talk.entries:
                talk.entries.extend(await self._ask(person, Said("", "", "start")))
        return _remembering(person, web.Response(text=drawing.page(talk.entries), content_type="text/html"))

    async def say(self, request: web.Request) -> web.Response:
        """Text or a tap in, the bubbles of the replies out."""
        said = await read(request)
        person = _cookie(request) or _new_person()
        talk = self._conversations.of(person)
        async with talk.lock:
            replies = talk.answered(said.id)
            if replies is None:
                replies = list(await self._ask(person, said))
                talk.entries.extend([said, *replies])
        return _remembering(person, web.json_response([drawing.render(reply) for reply in replies]))

    async def _ask(self, person: str, said: Said) -> Sequence[Reply]:
        # The prefix keeps a made-up cookie from being somebody on another channel.
        return await self._respond(Incoming(f"web:{person}", said.text, said.token))


def _cookie(request: web.Request) -> str | None:
    person = request.cookies.get(COOKIE, "")
    return person if PERSON.fullmatch(person) else None


def _new_person() -> str:
    return secrets.token_urlsafe(24)


def _remembering(person: str, response: web.Response) -> web.Response:
    response.set_cookie(COOKIE, person, max_age=COOKIE_SECONDS, httponly=True, samesite="Strict")
    response.headers["Cache-Control"] = "no-store"
    return response
