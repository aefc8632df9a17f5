"""A reply as Telegram shows it: HTML with everything escaped, its plain form, buttons. Pure."""

import html
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from bot.channels.channel import Outgoing
from bot.channels.late import late_line
from bot.channels.sources import sources_line
from handlers.messages import Choice, Reply

LIMIT = 4096  # UTF-16 units of a message, after the markup is read
MAX_BUTTONS = 100
HALF = 16  # columns of a label that leaves room for a second button beside it; a Chinese character takes two
ENDS = regex.compile(r"[。！？!?；;]+[」』）)]*")
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
    pieces = []
    for start, end in _cuts(said, limit):
        inside = range(max(start, bold.start), min(end, bold.stop))
        if not _blank(said[start:end]):
            pieces.append(_piece(said, start, end, inside))
    return Rendered(tuple(pieces) or (Piece(EMPTY, EMPTY),), _rows(outgoing))


def units(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _whole(reply: Reply) -> tuple[str, range]:
    """Everything that is said, and which part of it is bold: the first line of a verdict."""
    late, text, sources = _clean(late_line(reply)), _clean(reply.text).strip(), _line(sources_line(reply))
    start = len(late) + 1 if late else 0
    bold = range(start, start + len(text.split("\n", 1)[0])) if reply.verdict else range(0)
    return "\n".join((*([late] if late else []), text, *([sources] if sources else []))), bold


def _piece(said: str, start: int, end: int, bold: range) -> Piece:
    if not said[bold.start : bold.stop].strip():
        return Piece(html.escape(said[start:end]), said[start:end])
    parts = said[start : bold.start], said[bold.start : bold.stop], said[bold.stop : end]
    before, strong, after = map(html.escape, parts)
    return Piece(f"{before}<b>{strong}</b>{after}", said[start:end])


def _cuts(said: str, limit: int) -> Iterator[tuple[int, int]]:
    """Where the pieces begin and end."""
    start = 0
    while units(said[start:]) > limit:
        end = start + _cut(said[start:], limit)
        yield start, end
        start = end
    yield start, len(said)


def _cut(said: str, limit: int) -> int:
    """The best place to cut within the limit: behind a line, a sentence, a word, a grapheme, a character."""
    fits = _fitting(said, limit)
    window = said[:fits]
    sentences = [match.end() for match in ENDS.finditer(window)]
    places = (window.rfind("\n") + 1, sentences[-1] if sentences else 0, window.rfind(" ") + 1)
    good = (place for place in places if place > fits // 2)
    return next(good, _graphemes(said, fits) or fits)


def _fitting(said: str, limit: int) -> int:
    """How many characters fit into so many UTF-16 units."""
    used = 0
    for place, char in enumerate(said):
        used += 2 if ord(char) > 0xFFFF else 1
        if used > limit:
            return place
    return len(said)


def _graphemes(said: str, most: int) -> int:
    """The end of the last grapheme that ends within so many characters; 0 where the first is longer."""
    end = 0
    for match in regex.finditer(r"\X", said):
        if match.end() > most:
            break
        end = match.end()
    return end


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
    label = _line(choice.label).strip()
    return Button(EMPTY if _blank(label) else label, f"{message}.{place}")


def _columns(label: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in label)


def _blank(text: str) -> bool:
    """Whether there is nothing to see but spaces and joiners, which Telegram refuses."""
    return all(unicodedata.category(char) in ("Zs", "Zl", "Zp", "Cf", "Cc") for char in text)


def _line(text: str) -> str:
    return _clean(text).replace("\n", " ")


def _clean(text: str) -> str:
    """Without control characters and halves of characters, which Telegram counts or refuses."""
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs"))
