"""How LINE and Telegram look to a bot: their webhooks, and which call is the reply to which."""

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

LINE_TOKEN, LINE_SECRET = "a-channel-access-token", "a-channel-secret"
TELEGRAM_TOKEN, TELEGRAM_SECRET = "1000001:AAbench", "a-webhook-secret"
PERSONS = 1000  # of each messenger
SENT_AT = 1_764_000_000  # seconds; what a webhook calls now
REPLY_TOKEN = re.compile(rb'"replyToken": *"([0-9a-f]+)"')
CHAT = re.compile(rb"\bchat_id=(\d+)")


class Messenger(Protocol):
    """A messenger as the load driver needs it."""

    name: str

    def request(self, number: int, text: str = "") -> tuple[bytes, str]:
        """The webhook of a turn as HTTP, of that text or of the question whose turn it is, and its reply's key."""

    def replied(self, path: str, body: bytes) -> str | None:
        """The key of the turn that a call answers; None for any other call."""

    def answer(self, path: str) -> bytes | None:
        """What a call is answered, as HTTP; None for a call of another messenger."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks what: persons in turn, each a question about the plan that they have."""

    questions: dict[str, Sequence[str]]  # by plan

    def plan(self, person: int) -> str:
        """The plan that a person has."""
        return list(self.questions)[person % len(self.questions)]

    def question(self, number: int) -> str:
        """The text of a turn. When everybody has had one, everybody gets another."""
        asked = self.questions[self.plan(number % PERSONS)]
        return asked[(number // len(self.questions) + number // PERSONS) % len(asked)]


class Line:
    """LINE: a signed event; the reply names the event's token."""

    name = "line"
    _took = "HTTP/1.1 {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}"

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    @staticmethod
    def address(person: int) -> str:
        """A user id."""
        return f"U{person:032x}"

    def request(self, number: int, text: str = "") -> tuple[bytes, str]:
        """A text message."""
        token = secrets.token_hex(16)
        event = {
            "type": "message",
            "message": {
                "type": "text",
                "id": f"{number + 10**17}",
                "quoteToken": token * 2,
                "text": text or self._asking.question(number),
            },
            "timestamp": SENT_AT * 1000 + number,
            "source": {"type": "user", "userId": self.address(number % PERSONS)},
            "replyToken": token,
            "mode": "active",
            "webhookEventId": secrets.token_hex(13).upper(),
            "deliveryContext": {"isRedelivery": False},
        }
        body = _json({"destination": f"U{0:032x}", "events": [event]})
        digest = hmac.new(LINE_SECRET.encode(), body, hashlib.sha256).digest()
        return _post("/line/webhook", "x-line-signature", base64.b64encode(digest).decode(), body), token

    def replied(self, path: str, body: bytes) -> str | None:
        """By its token."""
        found = REPLY_TOKEN.search(body) if path == "/v2/bot/message/reply" else None
        return found[1].decode() if found else None

    def answer(self, path: str) -> bytes | None:
        """Sent; the loading indicator starts."""
        if not path.startswith("/v2/bot/"):
            return None
        if path == "/v2/bot/message/reply":
            return _response("200 OK", {"sentMessages": [{"id": "461230966842064897", "quoteToken": "IStG5h1Tz7b"}]})
        return _response("202 Accepted", {})


class Telegram:
    """Telegram: an update with the secret; the reply is sent to the chat."""

    name = "telegram"

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._first = secrets.randbelow(10**8) * 10**5  # so that no two crowds have an update in common

    @staticmethod
    def address(person: int) -> str:
        """A chat's id."""
        return str(10**9 + person)

    def request(self, number: int, text: str = "") -> tuple[bytes, str]:
        """A text message."""
        address = self.address(number % PERSONS)
        somebody = {"id": int(address), "first_name": "王老師"}
        message = {
            "message_id": number + 1,
            "from": somebody | {"is_bot": False, "language_code": "zh-hans"},
            "chat": somebody | {"type": "private"},
            "date": SENT_AT,
            "text": text or self._asking.question(number),
        }
        body = _json({"update_id": self._first + number, "message": message})
        header = "x-telegram-bot-api-secret-token"
        return _post("/telegram/webhook", header, TELEGRAM_SECRET, body), address

    def replied(self, path: str, body: bytes) -> str | None:
        """By its chat: nobody has two turns at a time."""
        found = CHAT.search(body) if path.endswith("/sendMessage") else None
        return found[1].decode() if found else None

    def answer(self, path: str) -> bytes | None:
        """Sent; the bot's name."""
        method = path.rpartition("/")[2]
        if method == "getMe":
            me = {"id": 1000001, "is_bot": True, "first_name": "小幫手", "username": "bench_bot"}
            return _response("200 OK", {"ok": True, "result": me})
        if method != "sendMessage":
            return _response("200 OK", {"ok": True, "result": True})
        chat = {"id": 10**9, "type": "private", "first_name": "王老師"}
        message = {"message_id": 1, "date": SENT_AT, "chat": chat, "text": "好"}
        return _response("200 OK", {"ok": True, "result": message})


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _post(path: str, header: str, value: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{header}: {value}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _response(status: str, value: Any) -> bytes:
    body = _json(value)
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
