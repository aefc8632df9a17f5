"""Replies as LINE's message objects. Pure."""

from collections.abc import Sequence
from typing import Any

from bot.channels.channel import Outgoing
from bot.channels.documents import documents_lines
from bot.channels.fitting import blank, clean, head, line, shorten, split, units
from bot.channels.late import late_line
from bot.channels.sources import sources_line
from handlers.messages import Reply

OBJECTS = 5  # in one reply
TEXT = 5000  # UTF-16 units in one text message
BUTTONS = 13
LABEL = 20  # graphemes
DATA = 300  # UTF-16 units of a postback
PLAIN = 1000  # UTF-16 units: enough for any answer, and far from every limit
TAIL = "…（太長了，後面省略）"

Message = dict[str, Any]


def render(outgoing: Sequence[Outgoing]) -> list[Message]:
    """The message objects of one reply, none for nothing to see. Buttons are on the last, as LINE shows no others."""
    bubbles = _bubbles(outgoing)
    texts = [piece for bubble in bubbles for piece in split(_bounded(bubble), TEXT)]
    if len(texts) > OBJECTS:
        texts = split(_bounded("\n\n".join(bubbles)), TEXT)
    if len(texts) > OBJECTS:
        texts = [*texts[: OBJECTS - 1], _ended(texts[OBJECTS - 1], TEXT)]
    messages = [_text(text) for text in texts]
    buttons = _buttons(outgoing)
    if messages and buttons:
        messages[-1]["quickReply"] = {"items": buttons}
    return messages


def plain(outgoing: Sequence[Outgoing]) -> list[Message]:
    """The same as one short text without buttons, for when LINE refused what `render` made."""
    text = "\n\n".join(_bubbles(outgoing))
    return [_text(text if units(text) <= PLAIN else _ended(text, PLAIN))] if text else []


def _text(text: str) -> Message:
    return {"type": "text", "text": text}


def _bubbles(outgoing: Sequence[Outgoing]) -> list[str]:
    drawn = (_bubble(one.reply) for one in outgoing if not blank(clean(one.reply.text)))
    return [bubble.strip("\n") for bubble in drawn]


def _bubble(reply: Reply) -> str:
    lines = (late_line(reply), reply.text, documents_lines(reply), sources_line(reply))
    return clean("\n".join(line for line in lines if line))


def _bounded(text: str) -> str:
    return text[: (OBJECTS + 1) * TEXT]  # no more can be shown, and the rest is not worth measuring


def _ended(text: str, most: int) -> str:
    return head(text, most - units(TAIL)) + TAIL


def _buttons(outgoing: Sequence[Outgoing]) -> list[Message]:
    """The last reply's first; of two with one label the newer counts."""
    found: dict[str, Message] = {}
    for one in reversed(outgoing):
        for place, choice in enumerate(one.reply.choices):
            label = shorten(choice.label, LABEL)
            if not blank(label):
                found.setdefault(label, _button(one.id, place, label, choice.label))
    return list(found.values())[:BUTTONS]


def _button(message: int, place: int, label: str, said: str) -> Message:
    where = f"{message}.{place} "
    said = head(line(said), DATA - len(where))
    action = {"type": "postback", "label": label, "data": where + said, "displayText": said}
    return {"type": "action", "action": action}
