"""What a Telegram update says. Read from the raw JSON: an update of a newer or older shape must not be lost."""

import re
from typing import Final

from bot.channels.channel import Changed, Heard, Raw, Read, Tap
from bot.channels.fetching import attached
from bot.channels.outside import text
from bot.channels.telegram.parts import GROUPS, Part, kind, number, part
from handlers.messages import Attached, Medium

DATA = re.compile(r"([0-9]{1,15})\.([0-9]{1,3})")
STALE = Tap(0, 0)  # a button that is none of ours: no message has this number
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
COMMAND = re.compile(r"/([A-Za-z][A-Za-z0-9_]{0,63})(?:@([A-Za-z0-9_]+))?(?![A-Za-z0-9_@/])\s*(.*)", re.DOTALL)
CALLED = re.compile(r"[@＠]?小幫手[\s,，:：、。!！?？~～]*")
MEDIA: Final[dict[str, Medium]] = {  # in this order: an animation is also a document, a venue also a location
    "photo": "picture",
    "live_photo": "picture",
    "sticker": "sticker",
    "voice": "voice",
    "audio": "voice",
    "animation": "video",
    "video": "video",
    "video_note": "video",
    "document": "file",
    "venue": "place",
    "location": "place",
    **dict.fromkeys(("contact", "poll", "dice", "game", "story", "checklist", "paid_media", "rich_message"), "other"),
}
FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,250}")
IN_GROUP = ("member", "administrator", "creator", "restricted")
OUTSIDE = ("left", "kicked")


def read(raw: Raw, name: str) -> Read:
    """What an update says to the bot of this user name; None for what is not for us."""
    if query := part(raw, "callback_query"):
        return _tapped(query)
    if message := part(raw, "message"):
        return _said(message, name)
    return _member(part(raw, "my_chat_member"))


def _tapped(query: Part) -> Heard | None:
    """A tap always reads as one, since the person waits; its button may be of another time, or made up."""
    message = part(query, "message")
    chat = part(message, "chat") or part(query, "from")  # a message sent by inline mode comes without its chat
    address, where = number(chat, "id"), kind(chat) or "private"
    if address is None or part(query, "from").get("is_bot") is True or where == "channel":
        return None
    data = text(query, "data")
    ours = DATA.fullmatch(data)
    tap = Tap(int(ours[1]), int(ours[2])) if ours else STALE
    return Heard(str(address), _label(message, data), tap=tap, group=where in GROUPS)


def _label(message: Part, data: str) -> str:
    rows = part(message, "reply_markup").get("inline_keyboard")
    for row in rows if isinstance(rows, list) else ():
        for button in row if isinstance(row, list) else ():
            if data and part(button).get("callback_data") == data:
                return text(part(button), "text")
    return ""


def _said(message: Part, name: str) -> Read:
    chat = part(message, "chat")
    address, where = number(chat, "id"), kind(chat)
    if address is None or where not in ("private", *GROUPS):
        return None
    if (now_at := number(message, "migrate_to_chat_id")) is not None:
        return Changed(str(address), "moved", str(now_at))
    if (before := number(message, "migrate_from_chat_id")) is not None:
        return Changed(str(before), "moved", str(address))
    if _by_machine(message, address):
        return None
    return _heard(message, str(address), name, group=where in GROUPS)


def _by_machine(message: Part, address: int) -> bool:
    """Bots and channels; an administrator who hides behind the group's name is written as a bot, but is none."""
    hidden = number(part(message, "sender_chat"), "id")
    return hidden != address if hidden is not None else part(message, "from").get("is_bot") is True


def _heard(message: Part, address: str, name: str, *, group: bool) -> Heard | None:
    medium: Medium | None = next((MEDIA[key] for key in MEDIA if key in message), None)
    if "text" in message:
        medium = "text"
    said = text(message, "text") or text(message, "caption")
    meant = _addressed(message, said, name) if group else said
    if medium is None or meant is None:
        return None
    command = COMMAND.fullmatch(meant) if medium == "text" else None
    if command and (not command[2] or _same(command[2], name)):
        return _commanded(address, command[1].lower(), command[3].strip(), group=group)
    return Heard(address, meant.strip(), medium=medium, group=group, attached=_file(message, medium))


def _file(message: Part, medium: Medium) -> Attached | None:
    sent = part(message, "document")
    id = text(sent, "file_id")
    known = medium == "file" and FILE_ID.fullmatch(id)
    return attached("telegram", id, sent, "file_name", "file_size") if known else None


def _commanded(address: str, command: str, rest: str, *, group: bool) -> Heard:
    if command != "start":
        return Heard(address, f"/{command} {rest}".strip(), group=group)
    if rest and not PAYLOAD.fullmatch(rest):
        return Heard(address, rest, group=group)  # no link says such a thing: a person typed a question behind it
    return Heard(address, token=f"start:{rest}" if rest else "start", group=group)


def _addressed(message: Part, said: str, name: str) -> str | None:
    """What is said to us in a group, without our name; None where it is said to others, and must not be kept."""
    if command := COMMAND.fullmatch(said):
        return said if not command[2] or _same(command[2], name) else None
    mention = rf"(?<!\s)\s*(?<![A-Za-z0-9_.@/])@{re.escape(name)}(?![A-Za-z0-9_])[\s,，:：、]*"
    meant, mentions = re.subn(mention, " ", said, flags=re.IGNORECASE) if name else (said, 0)
    meant, calls = CALLED.subn("", meant.strip(), count=1) if CALLED.match(meant.strip()) else (meant, 0)
    return meant.strip() if mentions or calls or _answers_us(message, name) else None


def _answers_us(message: Part, name: str) -> bool:
    answered = part(message, "reply_to_message")  # in a topic also its opening, which nobody answered
    return _same(text(part(answered, "from"), "username"), name) and "forum_topic_created" not in answered


def _same(one: str, name: str) -> bool:
    return bool(name) and one.lower() == name.lower()


def _member(change: Part) -> Read:
    chat = part(change, "chat")
    address, where = number(chat, "id"), kind(chat)
    before, now = _status(part(change, "old_chat_member")), _status(part(change, "new_chat_member"))
    if address is None or not now:
        return None
    if where == "private":
        return Changed(str(address), "blocked" if now in OUTSIDE else "open")
    if where not in GROUPS:
        return None
    if now in OUTSIDE:
        return Changed(str(address), "left")
    return Heard(str(address), token="join", group=True) if before not in IN_GROUP else None  # noqa: S106 - no secret


def _status(member: Part) -> str:
    status = text(member, "status")
    if status == "restricted" and member.get("is_member") is False:
        return "left"
    return status if status in (*IN_GROUP, *OUTSIDE) else ""
