"""Known words: what people say, and which idea it stands for. Longest match, over squeezed text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from content.text.homophones import alike, sound
from content.text.normalise import clean, squeeze

FILLER = "filler"


@dataclass(frozen=True, slots=True)
class Span:
    """A known word in a text: where it stands, and its idea (attribute:when, topic:report, line:meal, filler)."""

    start: int
    end: int
    idea: str


class Lexicon:
    """Surfaces → ideas. A surface belongs to one idea."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        """`groups` maps an idea to the ways of saying it, as they stand in the YAML."""
        self.surfaces = {squeeze(clean(word)): idea for idea, words in groups.items() for word in words}
        self.surfaces.pop("", None)
        lengths: dict[str, set[int]] = {}
        for word in self.surfaces:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: sorted(sizes, reverse=True) for first, sizes in lengths.items()}
        self._by_sound: dict[str, list[str]] = {}
        for word in self.surfaces:
            if 2 <= len(word) <= 5 and word.isalpha() and not word.isascii():
                self._by_sound.setdefault(sound(word[0]), []).append(word)

    def scan(self, text: str) -> Iterator[Span]:
        """Known words from left to right, the longest at each place."""
        at = 0
        while at < len(text):
            end = self._longest_at(text, at)
            if end:
                yield Span(at, end, self.surfaces[text[at:end]])
            at = end or at + 1

    def _longest_at(self, text: str, at: int) -> int:
        for size in self._lengths.get(text[at], ()):
            end = at + size
            if end <= len(text) and text[at:end] in self.surfaces and not _splits_latin(text, at, end):
                return end
        return 0

    def sounding_like(self, word: str) -> str:
        """The one known word (no filler) that sounds like this one; "" where there is none or more than one."""
        found = {
            known
            for known in self._by_sound.get(sound(word[0]), ())
            if len(known) == len(word) and self.surfaces[known] != FILLER and alike(known, word)
        }
        return found.pop() if len(found) == 1 else ""


def _splits_latin(text: str, start: int, end: int) -> bool:
    """Whether a match would cut an English word in two (max in maximum)."""

    def inside(at: int) -> bool:
        return 0 < at < len(text) and text[at - 1].isascii() and text[at].isascii() and text[at - 1 : at + 1].isalpha()

    return inside(start) or inside(end)
