"""LINE on 127.0.0.1 for tests: the API that the bot calls, and the people who send it signed webhooks.

It runs in the test's loop; the bot may be in this process or in another one. Nothing here was compared with the live
service; it does what LINE documents.
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

from aiohttp import ClientSession, ClientTimeout, web

from tests.messengers.files import give
from tests.messengers.line_people import Event, Shown, line_id
from tests.messengers.line_pushes import Pushes
from tests.messengers.line_rules import problems
from tests.messengers.serving import listening, until

# what goes wrong with a reply or a push; "-after": it was delivered nevertheless
Fault = Literal["500", "500-after", "429", "429-monthly", "reset", "reset-after", "timeout", "timeout-after"]
LIMITS = {
    "429": "The API rate limit has been exceeded. Try again later.",
    "429-monthly": "You have reached your monthly limit.",
}
TOKEN_LIFE = 60.0  # seconds


@dataclass(slots=True)
class LineServer(Pushes):
    """`async with LineServer(...) as line`, then `line.api` is the origin for the bot; `webhook` is the bot's address.

    `refused`: calls that LINE would have refused. `repeated`: chats of replies
    with a token that was used, which is fine after a lost answer.
    """

    token: str = "token"
    active: bool = True  # "Use webhook" in the console
    no_buttons: bool = False  # as if LINE had become stricter
    no_text: bool = False
    api: str = ""
    calls: list[tuple[str, int]] = field(default_factory=list)  # path, status
    refused: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    loading: list[str] = field(default_factory=list)
    _faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _closing: asyncio.Event = field(default_factory=asyncio.Event)
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/v2/bot/message/{id}/content", self._content)
        app.router.add_route("*", "/{path:.*}", self._call)
        self._runner, self.api = await listening(app)
        self.session = ClientSession(timeout=ClientTimeout(total=30))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        if self.session and self._runner:
            await self.session.close()
            await self._runner.cleanup()

    async def wait(self, chat: str, count: int, seconds: float = 10) -> list[Shown]:
        """What a chat shows as soon as that is `count` messages; TimeoutError after so many seconds."""
        await until(self._news, lambda: len(self.sent[chat]) >= count, seconds)
        return self.sent[chat]

    def fail(self, fault: Fault, times: int = 1, *, call: Literal["reply", "push"] = "reply") -> None:
        """The next replies, or pushes, go wrong in this way."""
        self._faults[call] += [fault] * times

    # ---- LINE's API

    async def _content(self, request: web.Request) -> web.StreamResponse:
        """A file that somebody sent. LINE gives it for a while, then 404; 202 is only for films and sounds."""
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.json_response({"message": "Authentication failed"}, status=401)
        kept = self.files.get(request.match_info["id"])
        self.calls.append((request.path, 404 if kept is None or kept.gone else 200))
        return await give(request, kept)

    async def _call(self, request: web.Request) -> web.Response:
        raw = await request.read()
        faults = self._faults[request.path.removeprefix("/v2/bot/message/")]
        fault = faults.pop(0) if faults else None
        if fault and not fault.endswith("-after"):
            return await self._broken(request, fault)
        status, answer = await self._answer(request, raw)
        self.calls.append((request.path, status))
        self._news.set()
        return await self._broken(request, fault) if fault else web.json_response(answer, status=status)

    async def _broken(self, request: web.Request, fault: Fault) -> web.Response:
        if fault.startswith("timeout"):
            await self._closing.wait()
        if fault.startswith(("timeout", "reset")) and request.transport:
            request.transport.abort()
        if fault in LIMITS:
            return web.json_response({"message": LIMITS[fault]}, status=429)
        return web.json_response({"message": "Internal Server Error"}, status=500)

    async def _answer(self, request: web.Request, raw: bytes) -> tuple[int, Event]:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return 401, {"message": "Authentication failed due to the following reason: invalid token."}
        body = json.loads(raw) if raw else {}
        match (request.method, request.path.removeprefix("/v2/bot/").split("/")):
            case "POST", ["message", "reply"]:
                return self._reply(body)
            case "POST", ["message", "push"]:
                stricter = self._stricter(body)
                pushed = stricter or self.push(body, request.headers.get("X-Line-Retry-Key"))
                return pushed if isinstance(pushed, tuple) else self._wrong(pushed)
            case "GET", ["message", "quota", *consumption]:
                return self.allowance(consumption == ["consumption"])
            case "GET", ["group" | "room", chat, "members", "count"]:
                return self.size(chat)
            case "POST", ["group" | "room", chat, "leave"]:
                self.left.append(chat)
                return 200, {}
            case "POST", ["chat", "loading", "start"] if str(body.get("chatId")).startswith("U"):
                self.loading.append(body["chatId"])
                return 202, {}
            case "GET", ["info"]:
                bot = {"userId": line_id("bot"), "basicId": "@bot", "displayName": "小幫手"}
                return 200, {**bot, "chatMode": "bot", "markAsReadMode": "auto"}
            case method, ["channel", "webhook", *test]:
                return await self._webhook(method, test, body)
        return self._refuse(404, f"{request.method} {request.path}", ())

    async def _webhook(self, method: str, rest: Sequence[str], body: Event) -> tuple[int, Event]:
        if rest == ["endpoint"]:
            if method == "PUT":
                self.webhook = body["endpoint"]
            return 200, {"endpoint": self.webhook, "active": self.active} if method == "GET" else {}
        status = await self.post()
        reason = {200: "OK", 0: "COULD_NOT_CONNECT"}.get(status, "ERROR_STATUS_CODE")
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        answer = {"success": status == 200, "timestamp": now, "statusCode": status, "reason": reason, "detail": ""}
        return 200, answer

    def _reply(self, body: Event) -> tuple[int, Event]:
        found = problems(body) or self._stricter(body)
        if found:
            return self._wrong(found)
        token = self.tokens.get(body["replyToken"])
        if token and token.used:
            self.repeated.append(token.chat)
            return 400, {"message": "Invalid reply token"}
        if not token or self.now() - token.issued > TOKEN_LIFE:
            return self._refuse(400, "Invalid reply token", ())
        token.used = True
        if token.chat not in self.blocked:
            self.show(token.chat, body["messages"])
        return 200, {"sentMessages": [{"id": str(place)} for place, _ in enumerate(body["messages"])]}

    def _stricter(self, body: Event) -> list[tuple[str, str]]:
        if self.no_text or (self.no_buttons and "quickReply" in body["messages"][-1]):
            return [("no longer supported", "messages")]
        return []

    def _wrong(self, found: Sequence[tuple[str, str]]) -> tuple[int, Event]:
        return self._refuse(400, f"The request body has {len(found)} error(s)", found)

    def _refuse(self, status: int, message: str, found: Sequence[tuple[str, str]]) -> tuple[int, Event]:
        self.refused.append(" ".join([message, *(f"{where}: {what}" for what, where in found)]))
        return status, {"message": message, "details": [{"message": what, "property": where} for what, where in found]}
