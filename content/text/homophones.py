"""How characters sound, so that voice input and slips of the keyboard (截只, 初皆) still find their word."""

import os
from functools import cache

_FOLDED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"))


@cache
def _readings() -> dict[int, str]:
    # Only the table of single characters is wanted; the phrases would cost 50 MB.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.constants import PINYIN_DICT

    return dict(PINYIN_DICT)


def _toneless(reading: str) -> str:
    from pypinyin.contrib.tone_convert import to_normal

    plain = to_normal(reading)
    for old, new in _FOLDED:
        plain = plain.replace(old, new)
    return plain


@cache
def sound(character: str) -> str:
    """Toneless first reading of a character (zh/z, ch/c, sh/s, ing/in, eng/en taken as one); itself if unknown."""
    reading = _readings().get(ord(character), "").split(",")[0]
    return _toneless(reading) if reading else character


def alike(one: str, other: str) -> bool:
    """Whether two words sound the same and differ in writing by one character at most."""
    return (
        len(one) == len(other)
        and sum(a != b for a, b in zip(one, other, strict=True)) <= 1
        and all(sound(a) == sound(b) for a, b in zip(one, other, strict=True))
    )
