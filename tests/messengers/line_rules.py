"""What LINE accepts in a reply, as far as the bot uses it: fields, lengths as LINE counts them, numbers of things."""

from collections.abc import Iterator
from typing import Any

import regex

from tests.messengers.serving import utf16

Problem = tuple[str, str]  # what is wrong, and with which property


def problems(body: Any) -> list[Problem]:
    """Everything that LINE would refuse in the body of a reply."""
    if not isinstance(body, dict) or not isinstance(body.get("replyToken"), str):
        return [("May not be empty", "replyToken")]
    return message_problems(body, {"replyToken", "messages", "notificationDisabled"})


def message_problems(body: dict[str, Any], known: set[str]) -> list[Problem]:
    """Everything that LINE would refuse in the messages of a call that may have these fields."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not 1 <= len(messages) <= 5:
        return [("Size must be between 1 and 5", "messages")]
    found = list(_fields(body, known, ""))
    for place, message in enumerate(messages):
        found += _message(message, f"messages[{place}]")
    return found


def graphemes(text: str) -> int:
    """The length as a reader counts."""
    return len(regex.findall(r"\X", text))


def _fields(node: dict[str, Any], known: set[str], where: str) -> Iterator[Problem]:
    for name in node.keys() - known:
        yield "unknown field", f"{where}.{name}"


def _message(message: Any, where: str) -> Iterator[Problem]:
    if not isinstance(message, dict) or message.get("type") != "text":
        yield "must be a text message", where
        return
    yield from _fields(message, {"type", "text", "quickReply"}, where)
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "May not be empty", f"{where}.text"
    elif utf16(text) > 5000:
        yield "Length must be between 0 and 5000", f"{where}.text"
    if "quickReply" in message:
        items = message["quickReply"].get("items")
        if not isinstance(items, list) or not 1 <= len(items) <= 13:
            yield "Size must be between 1 and 13", f"{where}.quickReply.items"
            return
        for place, item in enumerate(items):
            yield from _item(item, f"{where}.quickReply.items[{place}]")


def _item(item: Any, where: str) -> Iterator[Problem]:
    action = item.get("action")
    if item.get("type") != "action" or not isinstance(action, dict) or action.get("type") != "postback":
        yield "must be a postback", where
        return
    yield from _fields(action, {"type", "label", "data", "displayText"}, where)
    if not action.get("label", "").strip() or graphemes(action["label"]) > 20:
        yield "Length must be between 1 and 20", f"{where}.label"
    if not action.get("data") or utf16(action["data"]) > 300:
        yield "Length must be between 1 and 300", f"{where}.data"
    if graphemes(action.get("displayText", "")) > 300:
        yield "Length must be between 0 and 300", f"{where}.displayText"
