"""Text in a picture: as much of it as there is room for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from PIL.ImageDraw import ImageDraw

from bot.export.fonts import font

Place = tuple[float, float]
MORE = "…"
_PLAIN = 0x10000  # what lies above, emoji above all, the font has not


@dataclass(frozen=True, slots=True)
class Type:
    """How text is set: pixels, weight, colour."""

    size: int
    colour: str
    bold: bool = False

    @property
    def leading(self) -> int:
        """From one line to the next, pixels."""
        return round(self.size * 1.36)


def plain(text: str) -> str:
    """Without what would be drawn as an empty box."""
    return "".join(sign for sign in text if ord(sign) < _PLAIN and sign not in "\u200d\ufe0e\ufe0f").strip()


def write(draw: ImageDraw, at: Place, text: str, how: Type, anchor: str = "la") -> None:
    """Text from a place on; the anchor is Pillow's (`la`: the place is left, at the top)."""
    draw.text(at, text, how.colour, font(how.size, bold=how.bold), anchor)


def width(text: str, how: Type) -> float:
    """Pixels."""
    return sum(_advance(sign, how.size, how.bold) for sign in text)


def lines(text: str, how: Type, room: float, most: int) -> list[str]:
    """Text in at most so many lines, each no wider than there is room; what is left out ends in …."""
    broken = list(_broken(text, how, room))
    if len(broken) <= most:
        return broken
    last = broken[most - 1]
    while last and width(last + MORE, how) > room:
        last = last[:-1]
    return [*broken[: most - 1], last + MORE]


def _broken(text: str, how: Type, room: float) -> Iterator[str]:
    line, used = "", 0.0
    for sign in text:
        wide = _advance(sign, how.size, how.bold)
        if line and used + wide > room:
            yield line.rstrip()
            line, used = "", 0.0
        if line or sign != " ":
            line, used = line + sign, used + wide
    yield line.rstrip()


@lru_cache(8192)
def _advance(sign: str, size: int, bold: bool) -> float:
    return float(font(size, bold=bold).getlength(sign))
