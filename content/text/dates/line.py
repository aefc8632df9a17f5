"""The line as the grammar sees it: one spelling for weeks and dashes, no idle spaces, and the way back to the text."""

import re
from dataclasses import dataclass

from content.text.dates.english import IN_CHINESE
from content.text.normalise import clean

_SPELLINGS: tuple[tuple[str, str], ...] = (
    (r"星期|禮拜|周", "週"),
    (r"(?<![禮參祭膜朝崇結])拜(?=[一二三四五六日天](?!拜))", "週"),
    (r"[\u2010-\u2015─━〜∼﹣→⇒]|--+|=>|->|~+", "~"),
    (r"后", "後"),
    (r"元月", "1月"),
    (r"[ㄉㄅ]", "的"),
    (r"[\[〔【「『]", "("),
    (r"[\]〕】」』]", ")"),
    (r"[。；]", ";"),
    (r"[本今去明次]\((\d{1,3})\) ?(?=年|月)", r"\1"),  # 本(115)年, 次(12)月 of official letters
    (r"(?<![a-z0-9]) +| +(?![a-z0-9])", ""),  # a space counts only between Latin letters and figures: 12/5 14:00
)

_LONGEST = 1000  # characters: a date further on in a letter pasted into the chat is not looked for


@dataclass(frozen=True, slots=True)
class Line:
    """Text to be read, and for each character the stretch of the cleaned text it came from."""

    text: str
    origins: tuple[tuple[int, int], ...]

    def sub(self, pattern: str, new: str) -> "Line":
        """Replace a pattern, keeping track of where each character came from."""
        text, origins, done = "", list[tuple[int, int]](), 0
        for found in re.finditer(pattern, self.text):
            put = found.expand(new)
            text += self.text[done : found.start()] + put
            origins += self.origins[done : found.start()] + (self.source(found.start(), found.end()),) * len(put)
            done = found.end()
        return Line(text + self.text[done:], (*origins, *self.origins[done:]))

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the cleaned text behind [start:end] of this line."""
        if start >= end:
            return (0, 0)
        return self.origins[start][0], self.origins[end - 1][1]


def prepare(text: str) -> tuple[str, Line]:
    """The cleaned text and the line made of it."""
    cleaned = clean(text)
    read = cleaned[:_LONGEST]
    line = Line(read, tuple((at, at + 1) for at in range(len(read))))
    english = IN_CHINESE if re.search("[a-z]{3}", cleaned) else ()
    for pattern, new in (*english, *_SPELLINGS):
        line = line.sub(pattern, new)
    return cleaned, line
