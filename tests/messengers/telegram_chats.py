"""The chats of the Telegram stand-in: who is in them, what was said, and what a bot may do there."""

import zlib
from dataclasses import dataclass, field
from typing import Any

from tests.messengers.files import Kept

Message = dict[str, Any]
INSIDE = ("member", "administrator")


class Refused(Exception):
    """A call that Telegram refuses although the bot made no mistake: it was blocked, a group moved, …"""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot as a person sees it, with its buttons: label → callback data."""

    id: int
    text: str
    buttons: dict[str, str]
    answers: int | None = None
    thread: int | None = None
    asks: bool = False
    edited: bool = False
    bold: str = ""
    file: Kept | None = None


@dataclass(slots=True)
class Chat:
    """A private chat or a group; `status`: the bot's in it, `member` in a private chat once it was started."""

    info: dict[str, Any]
    status: str = "left"
    moved_to: int = 0
    spoke_last: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    shown: dict[int, Shown] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """Telegram's id."""
        return int(self.info["id"])

    @property
    def private(self) -> bool:
        """Whether it is the chat with one person."""
        return bool(self.info["type"] == "private")

    def must_take(self) -> None:
        """Refused unless the bot may write here."""
        if self.moved_to:
            raise Refused(400, "group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.moved_to)
        if self.status in INSIDE:
            return
        if self.private and self.status == "left":
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        raise Refused(403, f"Forbidden: bot was {'blocked by the user' if self.private else 'kicked from the group'}")


def user_id(name: str) -> int:
    """The id of a person, and of the private chat with that person."""
    return 100_000_000 + zlib.crc32(name.encode()) % 900_000_000


def group_id(title: str) -> int:
    """The id of a supergroup."""
    return -1_000_000_000_000 - zlib.crc32(title.encode()) % 1_000_000_000


def person(name: str) -> dict[str, Any]:
    """A user object."""
    return {"id": user_id(name), "is_bot": False, "first_name": name, "language_code": "zh-hant"}
