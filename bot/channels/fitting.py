"""Text that fits a messenger: clean, counted as messengers count, cut where a reader would."""

import re
from bisect import bisect_right
from itertools import accumulate

import regex

from bot.channels.outside import whole

CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")  # all but the line end
BLANK = regex.compile(r"[\p{Z}\p{Cf}\p{Cc}]*")
GRAPHEME = regex.compile(r"\X")
PLACES = (  # behind which a reader would cut, the best first: a line, a sentence with what closes it, a word
    regex.compile(r"\n"),
    regex.compile(r"[。！？!?；;…]+[」』）)]*"),
    regex.compile(r" "),
)


def clean(text: str) -> str:
    """Whole characters and no control characters but line ends."""
    text = whole(text.replace("\0", "")).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return CONTROLS.sub("", text)


def line(text: str) -> str:
    """The same as one line, with single spaces."""
    return " ".join(clean(text).split())


def blank(text: str) -> bool:
    """Whether nobody would see anything: spaces, line ends, joiners."""
    return BLANK.fullmatch(text) is not None


def units(text: str) -> int:
    """The length in UTF-16 code units, as messengers count messages."""
    return len(text) + sum(char > "\uffff" for char in text)


def shorten(text: str, most: int) -> str:
    """One line of at most `most` graphemes, as a reader counts."""
    short = line(text)
    graphemes = GRAPHEME.findall(short)
    return short if len(graphemes) <= most else "".join(graphemes[: most - 1]) + "…"


def head(text: str, most: int) -> str:
    """The longest beginning of at most `most` units that ends with a grapheme; a grapheme longer than that is cut."""
    fits = _fitting(text, most)
    return text if fits == len(text) else text[: max(_ends(text, fits), default=fits)]


def spans(text: str, most: int) -> list[tuple[int, int]]:
    """Where pieces begin and end of at most `most` units (two or more) each; none is blank."""
    found, start = [], 0
    while start < len(text):
        end = start + _cut(text[start : start + most + 1], most)
        found.append((start, end))
        start = end
    return [(start, end) for start, end in found if not blank(text[start:end])]


def split(text: str, most: int) -> list[str]:
    """Those pieces, without the line ends around them."""
    return [text[start:end].strip("\n") for start, end in spans(text, most)]


def _cut(text: str, most: int) -> int:
    """The best place to cut; one in the first half would waste too much."""
    fits = _fitting(text, most)
    if fits == len(text):
        return fits
    ends = _ends(text, fits)
    for place in PLACES:
        good = [match.end() for match in place.finditer(text, endpos=fits + 1) if match.end() in ends]
        if good and good[-1] > fits // 2:
            return good[-1]
    # one monstrous grapheme (a letter with thousands of accents) is cut all the same
    return max(ends, default=fits)


def _fitting(text: str, most: int) -> int:
    """How many characters fit into `most` units."""
    return bisect_right(list(accumulate(1 + (char > "\uffff") for char in text[: most + 1])), most)


def _ends(text: str, fits: int) -> set[int]:
    """Where graphemes end among the first `fits` characters; the next one tells whether the last of them does."""
    return {match.end() for match in GRAPHEME.finditer(text, endpos=fits + 1) if match.end() <= fits}
