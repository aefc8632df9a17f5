"""One way of writing: full width, simplified characters, variants and stray marks are folded before reading."""

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

# One character for spellings that Taiwan's teachers mix freely; OpenCC leaves these alone.
_VARIANTS = str.maketrans("臺佈紀佔周裏爲着衆劃羣敎甚麽妳她賬覆曆", "台布記占週裡為著眾畫群教什麼你他帳複歷")
_PHRASES = (("連絡", "聯絡"), ("禮拜", "星期"), ("按照", "依照"))
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f]")
_BOPOMOFO = re.compile(r"[\u3105-\u312f\u31a0-\u31bfˊˇˋ˙]")
_NOT_WORD = re.compile(r"[\W_]+")
_SPACE = re.compile(r"\s+")
_ROUNDS = 4  # conversions settle after two; a bound, in case a dictionary ever turns in circles


@cache
def _to_taiwan() -> OpenCC:
    return OpenCC("s2twp")


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    text = _to_taiwan().convert(text).translate(_VARIANTS)
    for old, new in _PHRASES:
        text = text.replace(old, new)
    return _SPACE.sub(" ", text).strip()


@lru_cache(maxsize=4096)  # labels, aliases and words are asked for again and again
def clean(text: str) -> str:
    """Text in traditional characters, half width, lower case, one spelling per word; punctuation stays.

    Doing it twice changes nothing.
    """
    for _ in range(_ROUNDS):
        folded = _fold(text)
        if folded == text:
            break
        text = folded
    return text


def squeeze(cleaned: str) -> str:
    """Cleaned text without spaces, punctuation, emoji and stray bopomofo: what is compared."""
    return _NOT_WORD.sub("", _BOPOMOFO.sub("", cleaned))
