"""A reply as Telegram shows it: HTML with everything escaped, its plain form, buttons. Pure."""

import html
import unicodedata
from dataclasses import dataclass

from bot.channels.channel import Outgoing
from bot.channels.fitting import blank, clean, line, spans
from bot.channels.late import late_line
from bot.channels.sources import sources_line
from handlers.messages import Choice, Reply

LIMIT = 4096  # UTF-16 units of a message, after the markup is read
MAX_BUTTONS = 100
HALF = 16  # columns of a label that leaves room for a second button beside it; a Chinese character takes two
EMPTY = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """One message: as HTML, and as plain text for a server that does not take the HTML."""

    html: str
    plain: str


@dataclass(frozen=True, slots=True)
class Button:
    """A label, and what a tap brings back (at most 64 bytes)."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """Messages in order, at least one, and the rows of buttons under the last of them."""

    pieces: tuple[Piece, ...]
    rows: tuple[tuple[Button, ...], ...] = ()


def render(outgoing: Outgoing, limit: int = LIMIT) -> Rendered:
    """A row of `message` as one message, or as several where it is longer than `limit` UTF-16 units."""
    said, bold = _whole(outgoing.reply)
    pieces = [
        _piece(said, start, end, range(max(start, bold.start), min(end, bold.stop)))
        for start, end in spans(said, limit)
    ]
    return Rendered(tuple(pieces) or (Piece(EMPTY, EMPTY),), _rows(outgoing))


def _whole(reply: Reply) -> tuple[str, range]:
    """Everything that is said, and which part of it is bold: the first line of a verdict."""
    late, text, sources = late_line(reply), clean(reply.text).strip(), line(sources_line(reply))
    start = len(late) + 1 if late else 0
    bold = range(start, start + len(text.split("\n", 1)[0])) if reply.verdict else range(0)
    return "\n".join((*([late] if late else []), text, *([sources] if sources else []))), bold


def _piece(said: str, start: int, end: int, bold: range) -> Piece:
    if not said[bold.start : bold.stop].strip():
        return Piece(html.escape(said[start:end]), said[start:end])
    parts = said[start : bold.start], said[bold.start : bold.stop], said[bold.stop : end]
    before, strong, after = map(html.escape, parts)
    return Piece(f"{before}<b>{strong}</b>{after}", said[start:end])


def _rows(outgoing: Outgoing) -> tuple[tuple[Button, ...], ...]:
    """Two short labels share a row."""
    rows: list[tuple[Button, ...]] = []
    open_ = False  # whether the last row has room
    for place, choice in enumerate(outgoing.reply.choices[:MAX_BUTTONS]):
        button, short = _button(outgoing.id, place, choice), _columns(choice.label) <= HALF
        if short and open_:
            rows[-1] = (*rows[-1], button)
        else:
            rows.append((button,))
        open_ = short and not open_
    return tuple(rows)


def _button(message: int, place: int, choice: Choice) -> Button:
    label = line(choice.label)
    return Button(EMPTY if blank(label) else label, f"{message}.{place}")


def _columns(label: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in label)
