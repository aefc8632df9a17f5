"""Text that LINE accepts: clean, counted as LINE counts, cut where a reader would."""

import re

import regex

SENTENCE_ENDS = "。！？!?；;…"
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")  # all but the line end
BLANK = regex.compile(r"[\p{Z}\p{Cf}\p{Cc}]*")
TAIL = "…（太長了，後面省略）"


def whole(text: str) -> str:
    """With � for NUL and for half a character (JSON can carry a lone surrogate): no UTF-8 or database holds them.

    One UTF-16 unit stays one, so that LINE's positions in the text still count.
    """
    return text.replace("\0", "\ufffd").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def clean(text: str) -> str:
    """Whole characters and no control characters but line ends."""
    text = whole(text.replace("\0", "")).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return CONTROLS.sub("", text)


def blank(text: str) -> bool:
    """Whether nobody would see anything: spaces, line ends, joiners."""
    return BLANK.fullmatch(text) is not None


def units(text: str) -> int:
    """The length in UTF-16 code units, as LINE counts messages."""
    return len(text) + sum(char > "\uffff" for char in text)


def shorten(text: str, most: int) -> str:
    """One line of at most `most` graphemes, as LINE counts labels."""
    line = " ".join(clean(text).split())
    clusters = regex.findall(r"\X", line)
    return line if len(clusters) <= most else "".join(clusters[: most - 1]) + "…"


def head(text: str, most: int) -> str:
    """The longest beginning of at most `most` units that ends with a grapheme; a grapheme longer than that is cut."""
    return text[: _place(text, most, sensibly=False)] if units(text) > most else text


def split(text: str, most: int) -> list[str]:
    """Pieces of at most `most` units each, cut at line ends or sentence ends where there are any; no blank ones."""
    pieces = []
    while units(text) > most:
        at = _place(text, most, sensibly=True)
        pieces.append(text[:at])
        text = text[at:]
    return [piece.strip("\n") for piece in (*pieces, text) if not blank(piece)]


def _place(text: str, most: int, *, sensibly: bool) -> int:
    """Where to cut a text that is longer than `most` units; a place in the first half would waste too much."""
    used = end = line = sentence = 0
    for cluster in regex.finditer(r"\X", text):
        used += units(cluster[0])
        if used > most:
            break
        end = cluster.end()
        if cluster[0] == "\n":
            line = end
        elif cluster[0] in SENTENCE_ENDS:
            sentence = end
    places = (line, sentence) if sensibly else ()
    # one monstrous grapheme (a letter with thousands of accents) is cut all the same: a character is two units at most
    return next((place for place in places if place > end // 2), end) or most // 2
