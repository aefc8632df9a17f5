"""What an event says. The raw event is read, as the SDK's parser loses what it does not know."""

import hashlib
import json
import re
from collections.abc import Mapping

from bot.channels.channel import Changed, Heard, Raw, Read, Tap
from bot.channels.fetching import attached
from bot.channels.outside import part, text, whole
from handlers.messages import Medium

ADDRESS_KEYS = {"user": "userId", "group": "groupId", "room": "roomId"}
MEDIA: Mapping[str, Medium] = {
    "image": "picture",
    "sticker": "sticker",
    "audio": "voice",
    "video": "video",
    "file": "file",
    "location": "place",
}
DATA = re.compile(r"([0-9]{1,18})\.([0-9]{1,3}) (.*)", re.DOTALL)  # <row of message>.<place> <label>
CALLED = re.compile(r"[\s\u200b-\u200f\ufeff]*[@＠]?小幫手[\s,，:：、.．。!！?？~～]*")
AFTER_MENTION = " \t\r\n\u3000,，:：、"
FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
EVENT_ID = re.compile(r"[\x21-\x7e]{1,64}")


def event_id(raw: Raw) -> str:
    """LINE's id of an event; where an old one has none, a hash that its redelivery has too."""
    known = raw.get("webhookEventId")
    if isinstance(known, str) and EVENT_ID.fullmatch(known):
        return known
    same = {key: value for key, value in raw.items() if key != "deliveryContext"}
    return "hash:" + hashlib.sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()


def source(raw: Raw) -> tuple[str, str]:
    """Where an event comes from: user, group or room, and its address; two empty texts where that is unknown."""
    kind = text(raw, "source", "type")
    address = text(raw, "source", ADDRESS_KEYS.get(kind, ""))
    return (kind, address) if 0 < len(address) <= 64 else ("", "")


def reply_token(raw: Raw) -> str:
    """The event's reply token, or nothing."""
    return text(raw, "replyToken")


def read(raw: Raw) -> Read:
    """What an event says; None for what is not for us. Pure; never raises, whatever arrived."""
    kind, address = source(raw)
    if not address or raw.get("mode") == "standby":
        return None
    match text(raw, "type"):
        case "message":
            return _message(raw, address) if kind == "user" else _addressed(raw, address)
        case "postback":
            return _postback(raw, address, group=kind != "user")
        case "follow" if kind == "user":
            return Heard(address, token="start")  # noqa: S106 - the name of an event, no secret
        case "unfollow" if kind == "user":
            return Changed(address, "blocked")
        case "join" if kind != "user":
            return Heard(address, token="join", group=True)  # noqa: S106 - see above
        case "leave" if kind != "user":
            return Changed(address, "left")
        case "unsend" if unsent := text(raw, "unsend", "messageId"):
            return Changed(address, "unsent", unsent)
    return None


def _message(raw: Raw, address: str) -> Read:
    kind = text(raw, "message", "type")
    if kind == "file" and FILE_ID.fullmatch(file := text(raw, "message", "id")):
        sent = attached("line", file, part(raw, "message"), "fileName", "fileSize")
        return Heard(address, medium="file", attached=sent)
    if kind != "text":
        return Heard(address, medium=MEDIA.get(kind, "other")) if kind else None
    typed = part(raw, "message", "text")
    if not isinstance(typed, str):
        return None
    said = _without(typed, _ranges(raw, "emojis"))
    # nothing but LINE's own emojis is as good as a sticker
    return Heard(address, said) if said or not typed.strip() else Heard(address, medium="sticker")


def _addressed(raw: Raw, address: str) -> Read:
    """In a group nothing is heard but a text that mentions the bot or begins with its name."""
    typed = part(raw, "message", "text")
    if not isinstance(typed, str) or text(raw, "message", "type") != "text":
        return None
    mentions = part(raw, "message", "mention", "mentionees")
    ours = [one for one in mentions if part(one, "isSelf") is True] if isinstance(mentions, list) else []
    said = _without(typed, [*map(_range, ours), *_ranges(raw, "emojis")])
    called = CALLED.match(said)
    if not ours and not called:
        return None
    if called:
        said = said[called.end() :]
    return Heard(address, said.lstrip(AFTER_MENTION), group=True)


def _postback(raw: Raw, address: str, *, group: bool) -> Read:
    known = DATA.fullmatch(text(raw, "postback", "data"))
    if not known:
        return None
    return Heard(address, known[3], tap=Tap(int(known[1]), int(known[2])), group=group)


def _ranges(raw: Raw, name: str) -> list[tuple[int, int]]:
    found = part(raw, "message", name)
    return [_range(one) for one in found] if isinstance(found, list) else []


def _range(one: object) -> tuple[int, int]:
    """Start and end in UTF-16 units; an empty range where it makes no sense."""
    start, length = part(one, "index"), part(one, "length")
    if not (isinstance(start, int) and isinstance(length, int) and start >= 0 and length > 0):
        return 0, 0
    return start, start + length


def _without(typed: str, ranges: list[tuple[int, int]]) -> str:
    """The text without some ranges of UTF-16 units, and without space around it."""
    units, kept, at = typed.encode("utf-16-le", "surrogatepass"), b"", 0
    for start, end in sorted(ranges):
        kept += units[2 * at : 2 * start]
        at = max(at, end)
    return whole((kept + units[2 * at :]).decode("utf-16-le", "replace")).strip()
