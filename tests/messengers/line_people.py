"""The people on LINE and the webhooks that LINE sends for them."""

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import ClientError, ClientSession

from tests.messengers.files import Kept

Event = dict[str, Any]


def line_id(name: str, kind: Literal["U", "C", "R"] = "U") -> str:
    """The id of a user (U), group (C) or room (R) with this name."""
    return kind + hashlib.md5(name.encode()).hexdigest()


def signature(secret: str, body: bytes) -> str:
    """What LINE puts into x-line-signature."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


@dataclass(frozen=True, slots=True)
class Shown:
    """A message on somebody's screen, with its buttons: label → postback data."""

    text: str
    buttons: dict[str, str]


@dataclass(slots=True)
class Token:
    """A reply token: for which chat, since when (seconds), and whether it was used."""

    chat: str
    issued: float
    used: bool = False


@dataclass(slots=True)
class People:
    """What people do, each a webhook to `webhook`; everything returns the status that the bot answered with."""

    secret: str = "secret"
    webhook: str = ""
    sent: dict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list))  # what each chat (an id) shows
    events: list[Event] = field(default_factory=list)  # sent so far
    blocked: set[str] = field(default_factory=set)
    ahead: float = 0.0  # seconds that have passed by magic
    tokens: dict[str, Token] = field(default_factory=dict)
    session: ClientSession | None = None
    files: dict[str, Kept] = field(default_factory=dict)  # sent by people, by the message's id

    async def send_file(self, user: str, kept: Kept, *, size: int | None = None) -> int:
        """A file; `size`: another one than it has, as LINE tells it."""
        number = str(len(self.files) + 500_000)
        self.files[number] = kept
        about = {"fileName": kept.name, "fileSize": len(kept.data) if size is None else size}
        return await self.post(self.event("message", user, message={"type": "file", "id": number, **about}))

    def show(self, chat: str, messages: list[Event]) -> None:
        """Message objects, as a chat shows them."""
        self.sent[chat] += [_shown(message) for message in messages]

    async def say(self, user: str, text: str) -> int:
        """Text in the chat with the bot."""
        return await self.post(self.event("message", user, message={"type": "text", "id": "1", "text": text}))

    async def say_in_group(self, group: str, text: str, *, user: str = "林老師", mention: bool = False) -> int:
        """Text in a group; with `mention`, after 「@小幫手 」."""
        message: Event = {"type": "text", "id": "1", "text": f"@小幫手 {text}" if mention else text}
        if mention:
            message["mention"] = {"mentionees": [{"index": 0, "length": 4, "type": "user", "isSelf": True}]}
        return await self.post(self.event("message", user, group, message=message))

    async def sticker(self, user: str, group: str = "") -> int:
        """A sticker."""
        message = {"type": "sticker", "id": "1", "packageId": "1", "stickerId": "1", "stickerResourceType": "STATIC"}
        return await self.post(self.event("message", user, group, message=message))

    async def tap(self, user: str, label: str, group: str = "") -> int:
        """Taps the newest button of that name; KeyError where there is none."""
        chat = line_id(group, "C") if group else line_id(user)
        data = next((one.buttons[label] for one in reversed(self.sent[chat]) if label in one.buttons), None)
        if data is None:
            raise KeyError(label)
        return await self.post(self.event("postback", user, group, postback={"data": data}))

    async def follow(self, user: str) -> int:
        """Adds the bot, or unblocks it."""
        unblocked = line_id(user) in self.blocked
        self.blocked.discard(line_id(user))
        return await self.post(self.event("follow", user, follow={"isUnblocked": unblocked}))

    async def unfollow(self, user: str) -> int:
        """Blocks the bot."""
        self.blocked.add(line_id(user))
        return await self.post(self.event("unfollow", user))

    async def join(self, group: str) -> int:
        """Brings the bot into a group."""
        return await self.post(self.event("join", "", group))

    async def leave(self, group: str) -> int:
        """Throws the bot out of a group."""
        return await self.post(self.event("leave", "", group))

    async def redeliver(self, event: Event | None = None) -> int:
        """The same event (the last one) once more."""
        event = event or self.events[-1]
        return await self.post({**event, "deliveryContext": {"isRedelivery": True}})

    def event(self, kind: str, user: str, group: str = "", **more: Any) -> Event:
        """An event of today's shape with a fresh id and, where LINE gives one, a fresh reply token."""
        source = {"type": "group", "groupId": line_id(group, "C")} if group else {"type": "user"}
        event = {
            "type": kind,
            "mode": "active",
            "timestamp": int(time.time() * 1000),
            "webhookEventId": uuid.uuid4().hex[:26].upper(),
            "deliveryContext": {"isRedelivery": False},
            "source": {**source, "userId": line_id(user)} if user else source,
            **more,
        }
        return event if kind in ("unfollow", "leave", "unsend") else {**event, "replyToken": uuid.uuid4().hex}

    async def post(self, *events: Event, signed: str | None = None) -> int:
        """Sends events in one webhook; `signed`: another signature than the right one."""
        for event in events:
            self.events.append(event)
            self.issue(event)
        body = json.dumps({"destination": line_id("bot"), "events": list(events)}, ensure_ascii=False).encode()
        return await self.post_body(body, signature(self.secret, body) if signed is None else signed)

    async def post_body(self, body: bytes, signed: str) -> int:
        """Any bytes; 0 where the bot cannot be reached."""
        assert self.session, "used outside of `async with`"
        headers = {"Content-Type": "application/json; charset=utf-8", "x-line-signature": signed}
        try:
            async with self.session.post(self.webhook, data=body, headers=headers) as response:
                return response.status
        except (ClientError, OSError):
            return 0

    def issue(self, event: Event) -> None:
        """The event's reply token lives from now on; a redelivered one anew, unless it was used."""
        if "replyToken" in event:
            source = event["source"]
            chat = source.get("groupId") or source.get("roomId") or source["userId"]
            self.tokens.setdefault(event["replyToken"], Token(chat, 0)).issued = self.now()

    def now(self) -> float:
        """Seconds of a clock that only goes forward."""
        return time.monotonic() + self.ahead


def _shown(message: Event) -> Shown:
    items = message.get("quickReply", {}).get("items", [])
    return Shown(message["text"], {item["action"]["label"]: item["action"]["data"] for item in items})
