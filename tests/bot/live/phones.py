"""Somebody at a phone: says and taps, and sees what the bot shows, whichever messenger it is."""

import html
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import unquote

from aiohttp import ClientSession

from tests.messengers.files import Kept
from tests.messengers.line import LineServer
from tests.messengers.line_people import line_id
from tests.messengers.telegram import TelegramServer
from tests.tools.sheets import content

Bubble = tuple[str, tuple[str, ...]]  # text, labels of the buttons
STICKERS: dict[str, dict[str, Any]] = {
    "picture": {"photo": [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]},
    "sticker": {"sticker": {"file_id": "1", "emoji": "👍"}},
    "voice": {"voice": {"file_id": "1", "duration": 1}},
    "video": {"video": {"file_id": "1", "duration": 1}},
    "file": {"document": {"file_id": "1", "file_name": "預算.xlsx"}},
    "place": {"location": {"latitude": 25.1, "longitude": 121.7}},
    "other": {"poll": {"id": "1", "question": "?"}},
}
LINE_MEDIA = {"picture": "image", "voice": "audio", "place": "location", "other": "newest"}


def described(step: dict[str, Any]) -> Kept:
    """The file that a turn sends."""
    return Kept(content(step["sends_file"]), step["sends_file"]["name"])


async def had(session: ClientSession, address: str) -> Kept:
    """What stands at an address."""
    async with session.get(address) as response:
        assert response.status == 200
        return Kept(await response.read(), unquote(address.rpartition("/")[2]))


class Phone(Protocol):
    """One person, or one group, on one messenger."""

    channel: str

    @property
    def address(self) -> str:
        """As the bot knows this conversation."""

    async def do(self, step: dict[str, Any]) -> None:
        """Says, taps or sends, as a turn of a conversation tells; returns when the bot has taken it."""

    def seen(self) -> list[Bubble]:
        """Everything that the bot shows now."""


@dataclass
class OnLine:
    """LINE; in a group every message mentions the bot."""

    server: LineServer
    name: str
    group: str = ""
    channel: str = "line"

    @property
    def address(self) -> str:
        return line_id(self.group, "C") if self.group else line_id(self.name)

    async def do(self, step: dict[str, Any]) -> None:
        assert await self._do(step) == 200

    async def _do(self, step: dict[str, Any]) -> int:
        if "tap" in step:
            return await self.server.tap(self.name, step["tap"], self.group)
        if "sends" in step:
            kind = LINE_MEDIA.get(step["sends"], step["sends"])
            event = self.server.event("message", self.name, self.group, message={"type": kind, "id": "1"})
            return await self.server.post(event)
        if "sends_file" in step or "sends_back" in step:
            return await self.server.send_file(self.name, await self._file(step))
        if "event" in step:
            return await (self.server.join(self.group) if self.group else self.server.follow(self.name))
        if self.group:
            return await self.server.say_in_group(self.group, step["say"], user=self.name, mention=True)
        return await self.server.say(self.name, step["say"])

    async def _file(self, step: dict[str, Any]) -> Kept:
        """What a turn sends; what is sent back was had at the newest address of that kind."""
        if "sends_file" in step:
            return described(step)
        shown = "\n".join(one.text for one in self.server.sent[self.address])
        address = re.findall(rf"http\S+/files/\S+\.{step['sends_back']}", shown)[-1]
        assert self.server.session
        return await had(self.server.session, address)

    def seen(self) -> list[Bubble]:
        return [(shown.text, tuple(shown.buttons)) for shown in self.server.sent[self.address]]


@dataclass
class OnTelegram:
    """Telegram; in a group every message calls the bot by its name."""

    server: TelegramServer
    name: str
    group: str = ""
    channel: str = "telegram"

    @property
    def address(self) -> str:
        return str((self.server.group(self.group) if self.group else self.server.private(self.name)).id)

    async def do(self, step: dict[str, Any]) -> None:
        update = self._do(step)
        await self.server.until(lambda: update not in self.server.updates)

    def opens(self) -> None:
        """The bot is in this chat already."""
        chat = self.server.group(self.group) if self.group else self.server.private(self.name)
        chat.status = "member"

    def _do(self, step: dict[str, Any]) -> int:
        if "tap" in step:
            return self.server.tap(self.name, step["tap"], self.group)
        if "sends" in step:
            return self.server.say(self.name, "", **STICKERS[step["sends"]])
        if "sends_file" in step or "sends_back" in step:
            kept = described(step) if "sends_file" in step else self._given(step["sends_back"])
            caption, self.server.privacy = f"@{self.server.username}" if self.group else "", not self.group
            return self.server.send_file(self.name, kept, group=self.group, caption=caption)
        if "event" in step:
            _, _, payload = step["event"].partition(":")
            if self.group and step["event"] != "join":
                return self.server.say_in_group(
                    self.group, self.name, f"/start@{self.server.username} {payload}".strip()
                )
            if self.group:
                self.server.group(self.group).status = "left"
                return self.server.join(self.group)
            return self.server.start(self.name, payload)
        if self.group:
            self.server.privacy = False  # what is not addressed to the bot arrives as well; it must keep quiet
            called = step["say"].startswith("小幫手")
            said = step["say"] if called else f"@{self.server.username} {step['say']}"
            return self.server.say_in_group(self.group, self.name, said)
        return self.server.say(self.name, step["say"])

    def _given(self, kind: str) -> Kept:
        files = [one.file for one in self.server.shown(self.name) if one.file and one.file.name.endswith(kind)]
        return Kept(files[-1].data, files[-1].name)

    def seen(self) -> list[Bubble]:
        shown = self.server.shown(self.group or self.name)
        return [(one.file.name if one.file else one.text, tuple(one.buttons)) for one in shown]


@dataclass
class OnWeb:
    """The web chat of one browser."""

    origin: str
    session: ClientSession
    name: str
    group: str = ""
    channel: str = "web"
    shown: list[Bubble] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    address: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    links: list[str] = field(default_factory=list)

    async def do(self, step: dict[str, Any]) -> None:
        body = {"text": step.get("tap", step.get("say", "")), "id": secrets.token_hex(8)}
        if "tap" in step:
            body["token"] = self.tokens[step["tap"]]
        if "event" in step:
            body["token"] = step["event"]
        headers = {"Cookie": f"convener_person={self.address}"}
        if "sends_file" in step or "sends_back" in step:
            kept = await self._file(step)
            about = {**headers, "Content-Type": "application/octet-stream"}
            async with self.session.post(f"{self.origin}/upload", data=kept.data, headers=about) as response:
                body |= {"text": kept.name, "file": (await response.json())["file"]}
        async with self.session.post(f"{self.origin}/say", json=body, headers=headers) as response:
            assert response.status == 200
            self._draw(json.loads(await response.text()))

    async def _file(self, step: dict[str, Any]) -> Kept:
        if "sends_file" in step:
            return described(step)
        link = [one for one in self.links if one.endswith(step["sends_back"])][-1]
        return await had(self.session, f"{self.origin}{link}")

    def _draw(self, bubbles: Sequence[str]) -> None:
        for bubble in bubbles:
            self.links += re.findall(r'href="(/files/[^"]*)"', bubble)
            buttons = dict(re.findall(r'data-token="([^"]*)">([^<]*)<', bubble))
            self.tokens |= {html.unescape(label): html.unescape(token) for token, label in buttons.items()}
            text = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<button.*?</button>", "", bubble, flags=re.DOTALL)))
            self.shown.append((text, tuple(html.unescape(label) for label in buttons.values())))

    def seen(self) -> list[Bubble]:
        return list(self.shown)
