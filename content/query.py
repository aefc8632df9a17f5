"""Words → Query: what a message names (plan, year, tier, numbers, ideas) before anything is looked up."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from content.lexicon import FILLER, Span
from content.library import Library
from content.model import Plan
from content.saying import Number
from content.text import numerals
from content.text.normalise import clean, squeeze

_SCHOOL_YEAR = re.compile(r"(?<!\d)(1\d\d)\s*(?:學年|年度)")
_BARE_YEAR = re.compile(r"(?<!\d)(1\d\d)(?!\d|\s*(?:年|學年|/|元|塊|人|份|次|張|分|\.))")
_SWITCH = re.compile(
    r"換成|換到|改成|改看|改問|改用|切換|切到|切回|換回|回到|^回|^換|^選|^我在|^我是|^我們是|^我要看|^看"
)
_FROM = re.compile(r"[從自去往住由]$|(?<![換切回])到$")
_TRAVELS = re.compile(r"來|搭|坐|開車|出發|大學|高鐵|車站|站|教授|講師|玩|參訪")
RECENT = 32  # messages that are not read again
MOST = 500  # characters of a message that are read


@dataclass(frozen=True, slots=True)
class Query:
    """What a message says, as far as words alone can tell."""

    said: str  # cleaned, with punctuation
    text: str  # squeezed, slips of sound mended
    spans: tuple[Span, ...]
    plans: tuple[str, ...] = ()  # plans that the message names; several where the year is missing
    elsewhere: str = ""  # a county that we have no plan of
    year: int = 0  # a school year that is said, 0 for none
    switches: bool = False  # asks for another plan from now on
    tiers: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    mended: tuple[tuple[str, str], ...] = ()  # (said, meant)

    @property
    def ideas(self) -> frozenset[str]:
        """What the message is about, fillers left out."""
        return frozenset(span.idea for span in self.spans if span.idea != FILLER)

    @property
    def unknown(self) -> int:
        """How many characters no known word covers."""
        return len(self.text) - sum(span.end - span.start for span in self.spans)

    @property
    def topics(self) -> tuple[str, ...]:
        """The words that name a thing, as they stand in the text."""
        return tuple(self.text[s.start : s.end] for s in self.spans if s.idea.startswith(("topic", "line")))


def read(message: str, library: Library, plan: Plan | None = None) -> Query:
    """A message under the plan that the chat knows (None: not chosen yet)."""
    key, recent = (message, plan.id if plan else ""), library.recent
    if key not in recent:  # a turn looks at its message from several sides
        recent[key] = _read(message, library, plan)
        if len(recent) > RECENT:
            del recent[next(iter(recent))]
    query: Query = recent[key]
    return query


def _read(message: str, library: Library, plan: Plan | None) -> Query:
    said = clean(message[:MOST])
    lexicon = library.lexicon
    text, mended = mend(squeeze(said), library)
    year = next((int(found) for found in _SCHOOL_YEAR.findall(said)), 0)
    named = tuple(_named(said, library, plan, year))
    return Query(
        said=said,
        text=text,
        spans=tuple(lexicon.scan(text)),
        plans=named,
        elsewhere=next((place for place in library.terms.get("elsewhere", ()) if _about(clean(place), said)), ""),
        year=year,
        switches=bool(named) and bool(_SWITCH.search(said)),
        tiers=tuple(_tiers(text, plan)) if plan else (),
        numbers=tuple(_numbers(said, library.terms.get("counters", {}))),
        mended=mended,
    )


def _named(said: str, library: Library, current: Plan | None, year: int) -> Iterator[str]:
    years = {year} if year else {int(found) for found in _BARE_YEAR.findall(said)}
    counties = {p.place for p in library.plans.values() if any(_about(clean(a), said) for a in (p.county, *p.aliases))}
    for county in sorted(counties):
        plans = [plan for plan in library.plans.values() if plan.place == county]
        exact = [plan for plan in plans if plan.year in years]
        if not exact and current in plans:
            exact = [current]
        yield from (plan.id for plan in exact or plans)


def _about(place: str, said: str) -> bool:
    """Whether a county is asked about, and not where somebody comes from (講師從台中搭高鐵來)."""
    found = said.find(place)
    if found < 0:
        return False
    before, after = said[max(0, found - 2) : found], said[found + len(place) :][:4]
    return not (_FROM.search(before) or _TRAVELS.search(after))


def _tiers(text: str, plan: Plan) -> Iterator[str]:
    found: dict[str, int] = {}
    rest = text
    names = [(squeeze(clean(name)), tier.id) for tier in plan.tiers.values() for name in (tier.name, *tier.aliases)]
    for name, tier in sorted(names, key=lambda pair: -len(pair[0])):
        at = rest.find(name)
        if at >= 0:
            found.setdefault(tier, at)
            rest = rest.replace(name, "\0" * len(name))
    yield from sorted(found, key=lambda tier: found[tier])


@cache
def _counter_pattern(counters: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\s*(" + "|".join(sorted(map(re.escape, counters), key=len, reverse=True)) + ")")


def _numbers(said: str, counters: Mapping[str, list[str]]) -> Iterator[Number]:
    units = {name: unit for unit, names in counters.items() for name in names}
    pattern = _counter_pattern(tuple(units))
    for found in numerals.find(said):
        after = pattern.match(said, found.end)
        if after and found.value == int(found.value):
            yield Number(int(found.value), units[after[1]])


def mend(text: str, library: Library) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Unknown runs that sound like one known word become that word: 截只 → 截止. Known words are left alone."""
    lexicon, seen = library.lexicon, library.index.rarity
    mended: list[tuple[str, str]] = []
    if all(text[at : at + 2] in seen for at in range(len(text) - 1)):
        return text, ()  # nothing strange in it
    for size in (4, 3, 2):
        taken = {at for span in lexicon.scan(text) for at in range(span.start, span.end) if _closed(span)}
        for at in range(len(text) - size + 1):
            window = text[at : at + size]
            if window in lexicon.surfaces or not taken.isdisjoint(range(at, at + size)) or not _strange(window, seen):
                continue
            if meant := lexicon.sounding_like(window):
                mended.append((window, meant))
                text = text[:at] + meant + text[at + size :]
                taken |= set(range(at, at + size))
    return text, tuple(mended)


def _closed(span: Span) -> bool:
    """A filler, or a known word long enough not to be half of another."""
    return span.idea == FILLER or span.end - span.start > 2


def _strange(window: str, seen: Mapping[str, float]) -> bool:
    if not window.isalpha() or window.isascii():
        return False
    return any(window[i : i + 2] not in seen for i in range(len(window) - 1))
