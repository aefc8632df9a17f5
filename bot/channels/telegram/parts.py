"""Parts of a raw update, whatever shape it has; nothing here raises."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels import outside
from bot.channels.channel import Raw, Update
from bot.channels.outside import harmless, text

Part = Mapping[str, Any]
NOTHING: Part = {}
GROUPS = ("group", "supergroup")
DEPTH = 40  # an update is some ten levels deep; what lies deeper is nothing of Telegram's


def part(raw: object, *path: str) -> Part:
    """The object at a path; an empty one where there is none."""
    found = outside.part(raw, *path)
    return found if isinstance(found, Mapping) else NOTHING


def number(raw: Part, name: str) -> int | None:
    """An integer of at most 64 bits."""
    return outside.number(raw.get(name))


def kind(chat: Part) -> str:
    """private, group, supergroup or channel; by its id where the type is missing."""
    if "type" in chat:
        return text(chat, "type")
    own = number(chat, "id") or 0
    return "private" if own > 0 else "group" if own < 0 else ""


def updates(raws: object) -> list[Update]:
    """The updates in a batch; what has no number is none."""
    kept = [part(harmless(raw, DEPTH)) for raw in raws] if isinstance(raws, list) else []
    found = [(raw, number(raw, "update_id")) for raw in kept]
    return [Update(str(own), raw) for raw, own in found if own is not None]


@dataclass(frozen=True, slots=True)
class Context:
    """What an answer to an update refers to: its topic in a forum, the message asked, the message tapped."""

    thread: int | None = None
    asked: int | None = None
    tapped: int | None = None


def context(raw: Raw, chat: int) -> Context:
    """The context of an update in a chat; an empty one where the conversation has moved to that chat since."""
    tapped = part(raw, "callback_query", "message")
    message = tapped or part(raw, "message")
    if number(part(message, "chat"), "id") != chat:
        return Context()
    thread = number(message, "message_thread_id") if message.get("is_topic_message") is True else None
    return Context(thread, number(message, "message_id"), number(tapped, "message_id"))


def callback(raw: Raw) -> str:
    """The id by which a tap is acknowledged; empty where the update is none."""
    return text(part(raw, "callback_query"), "id")
