"""What Telegram accepts from a bot, as far as this one calls it: methods, parameters, HTML, lengths, buttons."""

import json
import re
from html import unescape
from typing import Any

from tests.messengers.serving import utf16

# method → required parameters, optional ones; JSON: those that are objects or lists
METHODS: dict[str, tuple[set[str], set[str]]] = {
    "getMe": (set(), set()),
    "getUpdates": (set(), {"offset", "limit", "timeout", "allowed_updates"}),
    "setWebhook": ({"url"}, {"secret_token", "allowed_updates", "max_connections", "drop_pending_updates"}),
    "deleteWebhook": (set(), {"drop_pending_updates"}),
    "getWebhookInfo": (set(), set()),
    "sendMessage": (
        {"chat_id", "text"},
        {"parse_mode", "message_thread_id", "reply_parameters", "link_preview_options", "reply_markup"},
    ),
    "editMessageText": (
        {"chat_id", "message_id", "text"},
        {"parse_mode", "link_preview_options", "reply_markup"},
    ),
    "sendDocument": ({"chat_id", "document"}, {"message_thread_id", "caption"}),
    "getFile": ({"file_id"}, set()),
    "answerCallbackQuery": ({"callback_query_id"}, {"text", "show_alert"}),
    "sendChatAction": ({"chat_id", "action"}, {"message_thread_id"}),
    "leaveChat": ({"chat_id"}, set()),
    "setMyCommands": ({"commands"}, {"scope", "language_code"}),
    "setMyDescription": (set(), {"description", "language_code"}),
    "setMyShortDescription": (set(), {"short_description", "language_code"}),
}
JSON = {"reply_parameters", "link_preview_options", "reply_markup", "allowed_updates", "commands", "scope"}
INTEGERS = {"chat_id", "message_id", "message_thread_id", "offset", "limit", "timeout", "max_connections"}
TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote"}
ENTITY = re.compile(r"&(#x[0-9a-fA-F]+|#[0-9]+|lt|gt|amp|quot);")
MOST_SENT = 50 * 1024 * 1024  # bytes of a document from a bot
MOST_GIVEN = 20 * 1024 * 1024  # of one that a bot is given
KINDS = {"message", "callback_query", "my_chat_member"}  # of updates, that the bot may ask for


class Wrong(Exception):
    """A call that Telegram refuses because the bot made a mistake: 400, or 404 for an unknown method."""

    def __init__(self, description: str, code: int = 400) -> None:
        super().__init__(description)
        self.code = code


def checked(method: str, given: dict[str, str]) -> dict[str, Any]:
    """The parameters, typed; Wrong where one is missing, unknown or malformed."""
    if method not in METHODS:
        raise Wrong("Not Found", 404)
    required, optional = METHODS[method]
    if lacking := required - given.keys():
        raise Wrong(f"{method} without {sorted(lacking)}")
    if unknown := given.keys() - required - optional:
        raise Wrong(f"{method} does not know {sorted(unknown)}")
    try:
        return {name: _typed(name, value) for name, value in given.items()}
    except ValueError as error:
        raise Wrong(f"{method}: {error}") from error


def _typed(name: str, value: str) -> Any:
    if name in JSON:
        return json.loads(value)
    return int(value) if name in INTEGERS else value


def visible(source: str, parse_mode: str | None) -> str:
    """The text that a person sees; Wrong where it is empty, too long or its HTML cannot be read."""
    if parse_mode not in (None, "HTML"):
        raise Wrong("unsupported parse_mode")
    text = (_parsed(source) if parse_mode else source).strip()
    if not text:
        raise Wrong("message text is empty")
    if utf16(text) > 4096:
        raise Wrong("message is too long")
    return text


def _parsed(source: str) -> str:
    """Without tags and entities, as Telegram reads HTML: every < begins a tag."""
    out = ""
    stack: list[str] = []
    for piece in re.split(r"(<[^>]*>?)", source):
        if not piece.startswith("<"):
            out += ENTITY.sub(lambda match: unescape(match[0]), piece)
            continue
        name = re.match(r"</?([^\s>]*)", piece)
        tag = name[1].lower() if name else ""
        if not piece.endswith(">"):
            raise Wrong("can't parse entities: unclosed tag")
        if piece.startswith("</"):
            if not stack or stack.pop() != tag:
                raise Wrong(f"can't parse entities: unexpected end tag {tag!r}")
        elif tag in TAGS:
            stack.append(tag)
        else:
            raise Wrong(f"can't parse entities: unsupported start tag {tag!r}")
    if stack:
        raise Wrong(f"can't parse entities: can't find the end of {stack[-1]!r}")
    return out


def buttons(markup: Any) -> dict[str, str]:
    """Label → callback data of an inline keyboard; nothing for other markups."""
    if not markup:
        return {}
    if "inline_keyboard" not in markup:
        if markup.keys() - {"force_reply", "selective", "input_field_placeholder"} or markup["force_reply"] is not True:
            raise Wrong("reply_markup is no keyboard")
        return {}
    found = [button for row in markup["inline_keyboard"] for button in row]
    if len(found) > 100 or any(len(row) > 8 for row in markup["inline_keyboard"]):
        raise Wrong("too many buttons")
    for button in found:
        if button.keys() != {"text", "callback_data"}:
            raise Wrong(f"a button with {sorted(button)}")
        if not button["text"].strip():
            raise Wrong("button text is empty")
        if not 1 <= len(button["callback_data"].encode()) <= 64:
            raise Wrong("BUTTON_DATA_INVALID")
    return {button["text"]: button["callback_data"] for button in found}


def uploaded(name: str, data: bytes) -> None:
    """Wrong where a document is not acceptable."""
    if not name or not data:
        raise Wrong("file must be non-empty")
    if len(data) > MOST_SENT:
        raise Wrong("Request Entity Too Large", 413)


def introduced(method: str, given: dict[str, Any]) -> None:
    """Wrong where commands, descriptions or their language are not acceptable."""
    if not re.fullmatch(r"([a-z]{2})?", given.get("language_code", "")):
        raise Wrong("invalid language code specified")
    for command in given.get("commands", []):
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]) or not 1 <= len(command["description"]) <= 256:
            raise Wrong("BOT_COMMAND_INVALID")
    if len(given.get("description", "")) > 512 or len(given.get("short_description", "")) > 120:
        raise Wrong(f"{method}: too long")


def hooked(given: dict[str, Any]) -> None:
    """Wrong where a webhook is not acceptable; http is, on this computer."""
    if not re.match(r"https://|http://127\.0\.0\.1", given["url"]):
        raise Wrong("bad webhook: an HTTPS URL must be provided for webhook")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", given.get("secret_token", "")):
        raise Wrong("secret token contains unallowed characters")
    asked(given)


def asked(given: dict[str, Any]) -> None:
    """Wrong where updates are asked for that the bot does not read."""
    if set(given.get("allowed_updates", ())) - KINDS or given.get("timeout", 0) > 50:
        raise Wrong("asks for what it does not read")
