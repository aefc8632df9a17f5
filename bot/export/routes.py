"""The addresses of a community's calendar: `/c/<secret>` is a page, with `.ics` the feed, `/<yyyy-mm>.png` a month.

Who knows the secret may look, and nobody else: what leads nowhere is 404, whether it never did or does not any more.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, tzinfo
from typing import TypeVar

from aiohttp import ETag, web

from bot.clock import Clock
from bot.export import reading, telling
from bot.export.reading import Shown
from bot.store.database import Store
from content.library import Library

T = TypeVar("T")

NOWHERE = "這個網址沒有行事曆，可能已經換過。請向社群的召集人要新的。"
NO_FONT = "這台伺服器沒有安裝中文字型，暫時畫不出月曆圖。行事曆的網頁和訂閱都照常。"
SECRET = re.compile(r"[A-Za-z0-9_-]{32}")
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9A-Fa-f:]+\](:\d{1,5})?")
HEADERS = {
    "Cache-Control": "private, no-cache",  # kept by the reader alone, who asks each time whether it is still so
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",  # the address is the secret
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def add_calendars(app: web.Application, store: Store, library: Library, clock: Clock, address: str = "") -> None:
    """Puts the calendars' routes into `app`.

    `address`: where the outside reaches it (https://example.org), for the links that calendar programs need whole;
    "" means that each request's own Host is right.
    """
    calendars = _Calendars(store, library, clock, address)
    app.cleanup_ctx.append(calendars.prepared)
    app.router.add_get("/c/{secret}.ics", calendars.feed)
    app.router.add_get("/c/{secret}/{month}.png", calendars.picture)
    app.router.add_get("/c/{secret}", calendars.page)


class _Calendars:
    """The handlers. What they draw is drawn beside the loop, one after the other, so that no turn waits for it."""

    def __init__(self, store: Store, library: Library, clock: Clock, address: str) -> None:
        self._store = store
        self._library = library
        self._clock = clock
        self._address = address
        self._drawing = asyncio.Lock()

    async def prepared(self, _app: web.Application) -> AsyncIterator[None]:
        """Makes ready, while others are served already, what the first feed would wait for."""
        task = asyncio.create_task(self._drawn(lambda: _prepare(self._zone)))
        yield
        await task

    async def feed(self, request: web.Request) -> web.Response:
        """For calendar programs."""
        shown, zone = await self._shown(request), self._zone

        def draw() -> bytes:
            from bot.export import ics

            origin = telling.origin(self._library, shown.community)
            return ics.feed(shown.community, shown.deadlines, shown.changed, origin, zone)

        response = _answer(request, await self._drawn(draw), "text/calendar", "utf-8")
        response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
        return response

    async def page(self, request: web.Request) -> web.Response:
        """For people."""
        shown, today, at = await self._shown(request), self._clock().date(), self._at(request)

        def draw() -> tuple[bytes, str]:
            from bot.export import page

            community, deadlines = shown.community, shown.deadlines
            links = page.links(at, community.feed, page.months(community, deadlines, today))
            origin, tier = telling.origin(self._library, community), page.tier_name(self._library, community)
            return page.draw(community, deadlines, origin, tier, today, links).encode(), page.policy()

        body, policy = await self._drawn(draw)
        response = _answer(request, body, "text/html", "utf-8")
        response.headers["Content-Security-Policy"] = policy
        return response

    async def picture(self, request: web.Request) -> web.Response:
        """A month, for people."""
        month = MONTH.fullmatch(request.match_info["month"])
        if month is None:
            raise _refusal(web.HTTPNotFound, NOWHERE)
        shown, today = await self._shown(request), self._clock().date()
        body = await self._drawn(lambda: _picture(shown, int(month[1]), int(month[2]), today))
        if body is None:
            raise _refusal(web.HTTPServiceUnavailable, NO_FONT)
        return _answer(request, body, "image/png")

    async def _shown(self, request: web.Request) -> Shown:
        """What lies behind the secret; 404 where there is nothing."""
        secret = request.match_info["secret"]
        shown = await self._store.read(lambda c: reading.shown(c, secret)) if SECRET.fullmatch(secret) else None
        if shown is None:
            raise _refusal(web.HTTPNotFound, NOWHERE)
        return shown

    @property
    def _zone(self) -> tzinfo:
        return self._clock().tzinfo or UTC

    async def _drawn(self, draw: Callable[[], T]) -> T:
        async with self._drawing:
            return await asyncio.to_thread(draw)

    def _at(self, request: web.Request) -> str:
        """The origin of the links, "" where a request names none that could be one."""
        if self._address or not HOST.fullmatch(request.host):
            return self._address
        return f"{request.scheme}://{request.host}"


def _prepare(zone: tzinfo) -> None:
    from bot.export import ics

    ics.prepare(zone)


def _picture(shown: Shown, year: int, month: int, today: date) -> bytes | None:
    """None without a font."""
    from bot.export import fonts, picture

    try:
        return picture.month(shown.community, shown.deadlines, year, month, today)
    except fonts.NoFontError:
        return None


def _answer(request: web.Request, body: bytes, kind: str, charset: str | None = None) -> web.Response:
    """The body, or 304 where the reader has it already."""
    tag = ETag(hashlib.sha256(body).hexdigest()[:32])
    known = request.if_none_match or ()
    if any(one.value in (tag.value, "*") for one in known):
        response = web.Response(status=304, headers=HEADERS)
    else:
        response = web.Response(body=body, content_type=kind, charset=charset, headers=HEADERS)
    response.etag = tag
    return response


def _refusal(kind: type[web.HTTPException], told: str) -> web.HTTPException:
    return kind(text=told, headers=HEADERS)
