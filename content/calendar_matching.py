"""Which date is meant: 「上傳那個」, 「第二份」, 「複審紙本」; and whether somebody's own date is one of the plan's."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from content.calendar_model import Proposal
from content.lexicon import FILLER, Lexicon
from content.text.dates.words import HAN, number
from content.text.normalise import clean, squeeze

NEAR = 45  # days between somebody's own date and the plan's of the same thing
_CLOSE_BY = 14  # days, within which one word is enough that is more than a quarter of the title
_QUARTER = 0.25
_WORD = 1.0  # what somebody has to say of a title: a known word, or two characters beside each other
_TELLING = 1.5  # more than one word, or a numbered one (第二份)
_COVERED = 0.5  # of a title, for it to be named outright
_ENOUGH = 0.6  # of what somebody says, for their own date to be the plan's
_LEAST = 0.4  # of what somebody says, more than which a title has to hold to be meant
_CLOSE = 0.8  # of the best, to be offered beside it
_PART = 0.5  # what a character or the counter of a number weighs beside a known word

_DATES = re.compile(rf"\d[\d/.:\-~]*(?:[年月日號點]|學年度?)?|[{HAN}]+[年月日號點]|(?:星期|週)[一二三四五六日天]")
_NUMBERED = re.compile(rf"第([{HAN}]{{1,3}}|\d{{1,2}})個?(學期|期|份|次|場|梯|階段)?|([上下])(學期)")
# What people do with a date, and small words: they tell no date from another.
_DOINGS = re.compile(
    "(?:交|做|辦|寫|弄|送|傳|填|寄|用|處理)?(?:完成|完畢|好|完)了?|提[早前]|延[後期長]?|順延|改[到成為期]?|[移換調][到成]|出?去|刪[掉除]|取消"
    "|提醒|記得?|加上?|已經?|之?前|之?後|以[前後]|[那這][個份件張場筆次]|[交繳送去把再並和與及跟或到在給從每]"
)


@dataclass(frozen=True, slots=True)
class _Words:
    """What tells a text from others: numbered things (2, 份), known words with their ideas, and what is left."""

    whole: str
    numbered: frozenset[tuple[int, str]]
    known: frozenset[tuple[str, str]]
    rest: tuple[str, ...]


def match(text: str, titles: Mapping[str, str], lexicon: Lexicon) -> list[str]:
    """The ids of the titles that a text means: one where it is clear, several where they are about as likely.

    The best comes first, of equals the first of the titles; there is none where nothing is shared.
    """
    said = _words(text, lexicon)
    scores = {name: _shared(said, _words(title, lexicon)) for name, title in titles.items()}
    best = max(scores.values(), default=0.0)
    if best <= _LEAST * _weight(said):
        return []
    likely = [name for name, score in scores.items() if score >= _CLOSE * best]
    return sorted(likely, key=lambda name: -scores[name])


def resembling(text: str, day: date, found: Iterable[Proposal], lexicon: Lexicon) -> list[Proposal]:
    """The plan's deadlines that somebody's own date may be: those that are as like as any, the nearest first.

    One without a day or month may be of any time; it counts where none with a date is like.
    """
    rated = [(_likeness(text, day, one, lexicon), one) for one in found]
    rated = [(likeness, one) for likeness, one in rated if likeness >= _ENOUGH]
    rated = [(likeness, one) for likeness, one in rated if one.until] or rated
    best = max((likeness for likeness, _ in rated), default=0.0)
    return sorted((one for likeness, one in rated if likeness == best), key=lambda one: _distance(day, one))


def merging(text: str, day: date, found: Iterable[Proposal], lexicon: Lexicon) -> Proposal | None:
    """The plan's deadline that somebody's own date surely is: no other is as like, and more than a word tells so,
    or the day does."""
    likely = resembling(text, day, found, lexicon)
    if len(on_day := [one for one in likely if day in (one.day, *one.others)]) == 1:
        return on_day[0]
    return likely[0] if len(likely) == 1 and _telling(text, day, likely[0], lexicon) else None


def same(text: str, day: date, proposal: Proposal, found: Iterable[Proposal], lexicon: Lexicon) -> bool:
    """Whether somebody's own date surely is this one of the plan's deadlines that were `found`."""
    return _likeness(text, day, proposal, lexicon) >= _ENOUGH and merging(text, day, found, lexicon) == proposal


def _telling(text: str, day: date, proposal: Proposal, lexicon: Lexicon) -> bool:
    """Whether enough is said to be sure; a deadline without a date has to be named outright."""
    said, title = _words(text, lexicon), _words(proposal.title, lexicon)
    name = _words(proposal.title.partition("（")[0], lexicon)
    covered = _shared(name, said) / (_weight(name) or 1)
    if proposal.until is None or covered >= _COVERED:
        return covered >= _COVERED
    return _shared(said, title) >= _TELLING or (covered > _QUARTER and _distance(day, proposal) <= _CLOSE_BY)


def _likeness(text: str, day: date, proposal: Proposal, lexicon: Lexicon) -> float:
    """How much of the text the deadline's title says too, from 0 to 1; 0 beyond its time, or for less than a word."""
    said = _words(text, lexicon)
    if _distance(day, proposal) > NEAR:
        return 0.0
    shared = _shared(said, _words(proposal.title, lexicon))
    return shared / _weight(said) if shared >= _WORD else 0.0


def _distance(day: date, proposal: Proposal) -> int:
    """Days from a day to the deadline's day or month; as far as can be the same thing where it has none."""
    last = proposal.until
    if last is None:
        return NEAR
    first = last.replace(day=1) if proposal.month else last
    return max((first - day).days, (day - last).days, 0)


def _weight(said: _Words) -> float:
    numbered = sum(1 + _PART * bool(counter) for _, counter in said.numbered)
    return numbered + len(said.known) + _PART * sum(map(len, said.rest))


def _shared(said: _Words, title: _Words) -> float:
    """How much of what is said a title holds; 0 where it is about another one of a numbered series."""
    if any(_another(one, title.numbered) for one in said.numbered):
        return 0.0
    ideas = {idea for idea, _ in title.known}
    numbered = sum(
        max((1 + _PART * (one[1] == other[1] != "") for other in title.numbered if _alike(one, other)), default=0.0)
        for one in said.numbered
    )
    known = sum(idea in ideas or surface in title.whole for idea, surface in said.known)
    return numbered + known + sum(_held(piece, title.whole) for piece in said.rest)


def _held(piece: str, title: str) -> float:
    """What a title holds of characters that are no known word: those beside each other weigh twice."""
    if len(piece) == 1:
        return _PART * (piece in title)
    pairs = [piece[at : at + 2] in title for at in range(len(piece) - 1)]
    beside = [one or other for one, other in zip([False, *pairs], [*pairs, False], strict=True)]
    return sum(_PART if pair else _PART / 2 * (char in title) for char, pair in zip(piece, beside, strict=True))


def _another(said: tuple[int, str], numbered: frozenset[tuple[int, str]]) -> bool:
    """第二份 beside 第一份: the same is counted, and the number is another."""
    counted = {other[0] for other in numbered if _counts_alike(said[1], other[1])}
    return bool(counted) and said[0] not in counted


def _alike(said: tuple[int, str], other: tuple[int, str]) -> bool:
    return said[0] == other[0] and _counts_alike(said[1], other[1])


def _counts_alike(one: str, other: str) -> bool:
    """Whether two counters may count the same: 第二次 may be anything's, 第一期 a term's; 第二份 is no 第二期."""
    return one == other or "" in (one, other) or "次" in (one, other) or {one, other} == {"期", "學期"}


@lru_cache(4096)  # a community's titles are looked at again and again
def _words(text: str, lexicon: Lexicon) -> _Words:
    cleaned = clean(text).replace(" ", "")
    rest = squeeze(_DATES.sub("", _NUMBERED.sub(" ", cleaned)))
    known, unknown, at = set[tuple[str, str]](), "", 0
    for span in lexicon.scan(rest):
        unknown += f"{rest[at : span.start]} "
        at = span.end
        if span.idea != FILLER:
            known.add((span.idea, rest[span.start : span.end]))
    left = _DOINGS.sub(" ", unknown + rest[at:]).split()
    return _Words(squeeze(cleaned), frozenset(_numbers(cleaned)), frozenset(known), tuple(left))


def _numbers(cleaned: str) -> Iterator[tuple[int, str]]:
    for nth, counter, half, term in _NUMBERED.findall(cleaned):
        if half:
            yield 1 if half == "上" else 2, term
        elif (count := number(nth)) is not None:
            yield count, counter
