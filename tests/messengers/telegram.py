"""Telegram on 127.0.0.1 for tests: the Bot API that the bot calls, and the people who talk to it.

It runs in the test's loop; the bot may be in this process or in another one, by webhook or by long polling. Nothing
here was compared with the live service; it does what Telegram documents.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from aiohttp.web import FileField

from tests.messengers import telegram_rules as rules
from tests.messengers.files import Kept, give
from tests.messengers.serving import listening, until
from tests.messengers.telegram_chats import Chat, Refused, Shown
from tests.messengers.telegram_faults import Call, Fault, failed, next_fault
from tests.messengers.telegram_people import People
from tests.messengers.telegram_rules import Wrong

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class TelegramServer(People):
    """`async with TelegramServer() as telegram`, then `telegram.api` is the origin for the bot.

    `refused`: calls that the bot must not make, with the reason. `unanswered`: taps whose progress bar still runs.
    `statuses`: what the webhook answered.
    """

    api: str = ""
    calls: list[Call] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unanswered: set[str] = field(default_factory=set)
    left: list[int] = field(default_factory=list)
    typing: list[int] = field(default_factory=list)
    commands: list[dict[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    hook: dict[str, Any] = field(default_factory=dict)
    _uploads: list[tuple[str, bytes]] = field(default_factory=list)
    _paths: dict[str, Kept] = field(default_factory=dict)
    _pollers: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _workers: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _runner: web.AppRunner | None = None
    _session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", f"/bot{self.token}/{{method}}", self._call)
        app.router.add_get(f"/file/bot{self.token}/{{path:.*}}", self._file)
        self._runner, self.api = await listening(app, handler_cancellation=True)
        self._session = ClientSession(timeout=ClientTimeout(total=30))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers.values():
            worker.cancel()
        await asyncio.gather(*self._workers.values(), return_exceptions=True)
        if self._session and self._runner:
            await self._session.close()
            await self._runner.cleanup()

    async def until(self, condition: Callable[[], object], seconds: float = 20) -> None:
        """Returns when something has become true; TimeoutError after that time."""
        await until(self._news, condition, seconds)

    async def answered(self, name: str, count: int = 1) -> list[Shown]:
        """What the bot shows in a chat, once it shows at least so much."""
        await self.until(lambda: len(self.shown(name)) >= count)
        return self.shown(name)

    def arrived(self, queue: str) -> None:
        self._news.set()
        if self.hook and (queue not in self._workers or self._workers[queue].done()):
            self._workers[queue] = asyncio.create_task(self._post(queue))

    async def _post(self, queue: str) -> None:
        """One update at a time per queue; one that is not taken is sent again, and holds back those behind it."""
        while self.hook and (waiting := [one for one in self.updates.values() if one.queue == queue]):
            try:
                assert self._session
                headers = {HEADER: self.hook["secret_token"]}
                async with self._session.post(self.hook["url"], json=waiting[0].raw, headers=headers) as answer:
                    status = answer.status
            except ClientError:
                status = 0
            self.statuses.append(status)
            if status == 200:
                self.updates.pop(waiting[0].raw["update_id"], None)
            else:
                await asyncio.sleep(0.05)
            self._news.set()

    # ---- the Bot API

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        given = {name: self._uploaded(value) for name, value in {**request.query, **await request.post()}.items()}
        fault = next_fault(self.faults, method, int(given.get("chat_id", "0")))
        if fault and not fault.kind.endswith("-after"):
            status, body = await failed(request, fault)
        else:
            status, body = await self._answer(method, given)
            if fault:
                status, body = await failed(request, fault)
        self.calls.append(Call(method, given, status))
        self._news.set()
        return web.json_response(body, status=status or 200)

    def _uploaded(self, value: Any) -> str:
        """A parameter as text; of a file the number by which it is kept."""
        if not isinstance(value, FileField):
            return str(value)
        self._uploads.append((value.filename, value.file.read()))
        return f"attached {len(self._uploads) - 1}"

    async def _answer(self, method: str, given: dict[str, str]) -> tuple[int, Any]:
        try:
            parameters = rules.checked(method, given)
            return 200, {"ok": True, "result": await getattr(self, f"_{method}")(**parameters)}
        except Wrong as error:
            self.refused.append(f"{method}: {error}")
            return error.code, {"ok": False, "error_code": error.code, "description": f"Bad Request: {error}"}
        except Refused as error:
            about = {"parameters": error.parameters} if error.parameters else {}
            return error.code, {"ok": False, "error_code": error.code, "description": str(error), **about}

    async def _getMe(self) -> Any:
        return self.me | {"can_read_all_group_messages": not self.privacy}

    async def _getUpdates(self, offset: int = 0, timeout: int = 0, limit: int = 100, **given: Any) -> Any:  # noqa: ASYNC109
        rules.asked(given | {"timeout": timeout})
        if self.hook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        self._pollers += 1
        mine = self._pollers
        self._news.set()
        self.updates = {number: update for number, update in self.updates.items() if number >= offset}
        try:
            await self.until(lambda: self.updates or mine != self._pollers, timeout)
        except TimeoutError:
            return []
        if mine != self._pollers:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        return [update.raw for update in list(self.updates.values())[:limit]]

    async def _setWebhook(self, **given: Any) -> bool:
        rules.hooked(given)
        self.hook = given
        self._pollers += 1  # ends the poll that is under way
        for queue in {update.queue for update in self.updates.values()}:
            self.arrived(queue)
        return True

    async def _deleteWebhook(self, **_: Any) -> bool:
        self.hook = {}
        return True

    async def _getWebhookInfo(self) -> Any:
        return {"url": self.hook.get("url", ""), "has_custom_certificate": False, "pending_update_count": 0}

    def _open(self, chat_id: int) -> Chat:
        if chat_id not in self.chats:
            raise Refused(400, "Bad Request: chat not found")
        self.chats[chat_id].must_take()
        return self.chats[chat_id]

    async def _sendMessage(self, chat_id: int, text: str, parse_mode: str | None = None, **given: Any) -> Any:
        chat, shown = self._open(chat_id), rules.visible(text, parse_mode)
        answers = given.get("reply_parameters", {})
        known = answers.get("message_id") in chat.messages
        if answers and not known and not answers.get("allow_sending_without_reply"):
            raise Wrong("message to be replied not found")
        return self.bot_says(
            chat,
            shown,
            rules.buttons(given.get("reply_markup")),
            source=text,
            markup=given.get("reply_markup"),
            answers=answers["message_id"] if known else None,
            thread=given.get("message_thread_id"),
        )

    async def _sendDocument(self, chat_id: int, document: str, **given: Any) -> Any:
        chat, (name, data) = self._open(chat_id), self._uploads[int(document.removeprefix("attached "))]
        rules.uploaded(name, data)
        message = self.bot_says(chat, given.get("caption", ""), {}, thread=given.get("message_thread_id"))
        number = message["message_id"]
        chat.shown[number] = replace(chat.shown[number], file=Kept(data, name))
        return message | {"document": {"file_id": f"sent-{number}", "file_unique_id": str(number)}}

    async def _getFile(self, file_id: str) -> Any:
        kept = self.files.get(file_id)
        if kept is None or kept.gone:
            raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(kept.data) > rules.MOST_GIVEN:
            raise Refused(400, "Bad Request: file is too big")
        self._paths[path := f"documents/file_{self._next()}"] = kept  # it leads there for an hour at least
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": len(kept.data), "file_path": path}

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return await give(request, self._paths.get(request.match_info["path"]))

    async def _editMessageText(self, chat_id: int, message_id: int, text: str, **given: Any) -> Any:
        chat, shown = self._open(chat_id), rules.visible(text, given.get("parse_mode"))
        if message_id not in chat.shown:
            raise Refused(400, "Bad Request: message to edit not found")
        before, buttons = chat.shown[message_id], rules.buttons(given.get("reply_markup"))
        if (before.text, before.buttons) == (shown, buttons):
            raise Refused(400, "Bad Request: message is not modified: specified new message content is the same")
        return self.bot_says(chat, shown, buttons, source=text, markup=given.get("reply_markup"), edits=before)

    async def _answerCallbackQuery(self, callback_query_id: str, **_: Any) -> bool:
        if callback_query_id not in self.unanswered:
            raise Wrong("query is too old and response timeout expired or query ID is invalid")
        self.unanswered.discard(callback_query_id)
        return True

    async def _sendChatAction(self, chat_id: int, action: str, **_: Any) -> bool:
        self.typing.append(self._open(chat_id).id)
        if action != "typing":
            raise Wrong("Wrong parameter action in request")
        return True

    async def _leaveChat(self, chat_id: int) -> bool:
        self._open(chat_id).status = "left"
        self.left.append(chat_id)
        return True

    async def _setMyCommands(self, **given: Any) -> bool:
        rules.introduced("setMyCommands", given)
        self.commands = json.loads(json.dumps(given["commands"]))
        return True

    async def _setMyDescription(self, **given: Any) -> bool:
        rules.introduced("setMyDescription", given)
        return True

    async def _setMyShortDescription(self, **given: Any) -> bool:
        rules.introduced("setMyShortDescription", given)
        return True
