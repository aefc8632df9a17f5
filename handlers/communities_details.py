"""What a text tells about a community that is founded: plan, school year, tier, school, name, in whatever order.

Patterns meet cleaned text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from unicodedata import normalize

from content.library import Library
from content.query import read as understand
from content.text.normalise import clean, squeeze
from handlers.communities_values import ENDS, any_school, name, school, typed, year

PLAN, YEAR, TIER, SCHOOL_KEY, NAME_KEY = "plan", "year", "tier", "school", "name"  # keys of what is said or asked
SHORT = 3  # characters that name a topic rather than a community, where questions have them
MAYBE = "maybe"  # the key of words that may be the name, and have to be asked about
_YEARS = {-1: "去年 上學年 上個學年", 0: "今年 這學年 本學年 這個學年", 1: "明年 下學年 下個學年 新學年"}
RELATIVE = {word: years for years, words in _YEARS.items() for word in words.split()}  # school years from this one on
_CHUNKS = re.compile(r"[，,、；;。!！\n]+")
_LABELLED = re.compile(r"(?<=[稱称字校別别級级度年畫划])[是為叫]?\s*:\s*")  # 「名稱：繪本共讀」
_YEAR = re.compile(r"(?:民國)?((?:20\d\d|\d{3})(?!\d))(?:學年度?|年度|年)?")
_RELATIVE = re.compile(f"({'|'.join(RELATIVE)})度?")
_LEADS = re.compile(
    r"(?:我們?(?:學校)?(?:是|要|想|的)+|(?:計畫|學年度?|類別|層級|級別)(?:是|為|改[為成]|換[為成])?"
    r"|(?:請|幫)?(?:改|換|選)[為成]?|[是在要用照報])+"
)
_OURS = r"(?:我們?的?)?(?:這個)?(?:社群)?的?"
_CALLED = re.compile(
    rf"{_OURS}(?:(?:名稱|名字)(?:就|要|想)*(?:[是為]|叫[做作]?|取[為做]?)?|(?:就|要|想)*(?:叫[做作]?|取名[為叫]?|命名[為叫]?|名為))"
    r"\s*(?P<value>.+?)(?:[吧喔啦]|好了)?"
)
_AT_SCHOOL = re.compile(r"(?:我們?的?|社群的?)?學校(?:就?是|為|在|叫)\s*(?P<value>.+)")


@dataclass(frozen=True, slots=True)
class Details:
    """What was said, by key (a plan that is not certain: all that it may be, with commas), and what was left over."""

    said: Mapping[str, str]
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Names:
    """What plans and tiers are called, the longest first, with the ids of the plans, and each one's tier, so called."""

    plans: Sequence[tuple[str, str]]
    tiers: Sequence[tuple[str, Mapping[str, str]]]


def tier_key(plan: str) -> str:
    """Under which a tier of a plan is known: another plan has other tiers."""
    return f"{TIER}.{plan}"


def read(said: str, library: Library) -> Details:
    """Everything that a text says of a new community; what is said twice and differently counts as not said."""
    found: dict[str, set[str]] = {}
    left: list[str] = []
    for chunk in _CHUNKS.split(_LABELLED.sub("是", normalize("NFKC", said))):
        for piece in _pieces(chunk, library):
            if isinstance(piece, str):
                left.append(piece)
                continue
            for key, value in piece.items():
                found.setdefault(key, set()).add(value)
    single = {key: values.pop() for key, values in found.items() if len(values) == 1}
    return Details(_settled(single), tuple(left))


def _settled(found: dict[str, str]) -> dict[str, str]:
    return found | {PLAN: ",".join(fitting(found[PLAN].split(","), found))} if PLAN in found else found


def fitting(plans: Sequence[str], known: Mapping[str, str]) -> Sequence[str]:
    """Of several plans of a county those that have the tier which was said, where one has."""
    return [plan for plan in plans if known.get(tier_key(plan))] or plans


def _pieces(chunk: str, library: Library) -> Iterator[Mapping[str, str] | str]:
    """What each word says; words between which no other meaning stands are one name, one school, or left over."""
    words, run = chunk.split(), list[str]()
    while words:
        taken, known = _first(words, library)
        if known:
            yield from _open(run)
            yield known
            run = []
        else:
            run += words[:1]
        del words[:taken]
    yield from _open(run)


def _first(words: Sequence[str], library: Library) -> tuple[int, Mapping[str, str]]:
    """What the first word says, and how many words that takes: 「桃園 103」 is one plan and no school year."""
    if len(words) > 1 and words[1].isdigit():
        both = closed(words[0] + words[1], library)
        if list(both) == [PLAN]:
            return 2, both
    return 1, closed(words[0], library)


def _open(run: Sequence[str]) -> Iterator[Mapping[str, str] | str]:
    """A name or a school that is called so, and a name by its end; all other words are left over."""
    said = " ".join(run)
    text = clean(said)
    if called := _CALLED.fullmatch(text):
        value = name(typed(said, text, *called.span("value")))
        yield {NAME_KEY: value} if value else said
    elif called := _AT_SCHOOL.fullmatch(text):
        value = any_school(typed(said, text, *called.span("value")))
        yield {SCHOOL_KEY: value} if value else said
    elif text.endswith("社群") and name(said):
        yield {NAME_KEY: name(said)}
    elif said:
        yield said


def closed(word: str, library: Library) -> Mapping[str, str]:
    """What a word says that names only plan, year, tier and school: 「桃園103的初階社群」; nothing for every other."""
    text = clean(word)
    lead = _LEADS.match(text)
    text, word = (text[lead.end() :], typed(word, text, lead.end(), len(text))) if lead else (text, word)
    return _read(_Part(word, text), _names(library)) or {}


@dataclass(frozen=True, slots=True)
class _Part:
    """The rest of a word from a place on: as it was typed, cleaned, and whether the name of a county is before it."""

    word: str
    text: str
    at: int = 0
    county: bool = False

    @property
    def rest(self) -> str:
        return self.text[self.at :]

    def after(self, length: int, *, county: bool = False) -> "_Part":
        return replace(self, at=self.at + length, county=county)


def _read(part: _Part, names: _Names) -> Mapping[str, str] | None:
    """All of the rest, the longest names first; None where some of it is none of them."""
    if not part.rest:
        return {}
    if part.rest[0] == "的" and part.at:
        return _read(part.after(1), names)
    for said, rest in _starts(part, names):
        after = _read(rest, names)
        if after is not None and not said.keys() & after.keys():
            return {**said, **after}
    return None


def _starts(part: _Part, names: _Names) -> Iterator[tuple[Mapping[str, str], _Part]]:
    """What the rest may begin with, and what is behind that."""
    for one, plans in names.plans:
        if part.rest.startswith(one):
            yield {PLAN: plans}, part.after(len(one), county=not one[-1].isdigit())
    if (found := _YEAR.match(part.rest)) and year(found[1]):
        yield {YEAR: str(year(found[1]))}, part.after(found.end())
    if found := _RELATIVE.match(part.rest):
        yield {YEAR: found[1]}, part.after(found.end())
    for one, tiers in names.tiers:
        if part.rest.startswith(one):
            yield tiers, part.after(len(one))
    for end in () if part.county else re.finditer(ENDS, part.rest):  # 「桃園青埔國小」 is a school and no plan
        if one := school(typed(part.word, part.text, part.at, part.at + end.end())):
            yield {SCHOOL_KEY: one}, part.after(end.end())


def _names(library: Library) -> _Names:
    plans = library.plans.values()
    return _named(
        tuple((plan.id, plan.name, plan.county, *plan.aliases) for plan in plans),
        tuple((plan.id, tier.id, tier.name, *tier.aliases) for plan in plans for tier in plan.tiers.values()),
    )


@lru_cache(maxsize=8)
def _named(plans: Iterable[tuple[str, ...]], tiers: Iterable[tuple[str, ...]]) -> _Names:
    of_plans: dict[str, list[str]] = {}
    for plan, *known in plans:
        for one in {form(clean(word)) for word in (plan, *known) for form in (str, squeeze)}:
            for whole in (one, f"{one}計畫", f"{one}的計畫"):
                of_plans.setdefault(whole, []).append(plan)
    of_tiers: dict[str, dict[str, str]] = {}
    for plan, tier_, *known in tiers:
        for one in {clean(word).removesuffix("社群") for word in (tier_, *known)}:
            for whole in (one, f"{one}社群", f"{one}類"):
                of_tiers.setdefault(whole, {})[tier_key(plan)] = tier_
    return _Names(
        sorted(((one, ",".join(ids)) for one, ids in of_plans.items()), key=_length, reverse=True),
        sorted(of_tiers.items(), key=_length, reverse=True),
    )


def _length(named: tuple[str, object]) -> int:
    return len(named[0])


def perhaps(told: Details, library: Library) -> Mapping[str, str]:
    """The one thing that was left over, where it may be the name."""
    names = [name(one) for one in told.left if not asked_about(one, library)]
    return {MAYBE: names[0]} if len(told.left) == len(names) == 1 and names[0] else {}


def asked_about(word: str, library: Library) -> bool:
    """Whether questions speak of it (「條件」, 「成果報告期限」); a name has something in it that they do not."""
    query = understand(word, library)
    if not query.unknown or query.elsewhere:
        return True
    pairs = (query.text[at : at + 2] for at in range(len(query.text) - 1))
    return len(query.text) <= SHORT and all(pair in library.index.rarity for pair in pairs)
