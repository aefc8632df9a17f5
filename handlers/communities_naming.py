"""What people call their communities: the name, with or without 社群, with the school year where several have it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from content.text.normalise import clean, squeeze
from handlers.communities_values import typed
from handlers.records import Community, Membership

_END = "社群"
_YEAR = r"(?:(?P<year>\d{3})\s*(?:學年度?)?的?\s*)?"
_LEAD = r"[\s,、]*(?:請|麻煩|拜託|可以|再)*(?P<favour>[幫替給])?\s*"
_BEHIND = r"\s*(?:的(?!確)|[,、:])?\s*(?P<rest>.+)"


@dataclass(frozen=True, slots=True)
class Addressed:
    """One of somebody's communities is named before what is said about it; `favour`: 「幫讀書會…」."""

    part: Membership
    rest: str
    favour: bool


def called(community: Community, parts: Sequence[Membership]) -> str:
    """What a community is called among all of somebody's; the year goes before a name that several have."""
    names = [part.community.name for part in parts]
    return community.name if names.count(community.name) < 2 else f"{community.year} {community.name}"


def meant(parts: Sequence[Membership], said: str) -> Membership | None:
    """The one that is called so; None where none is."""
    found = ((part, re.fullmatch(f"{_YEAR}{_pattern(part.community)}", clean(said).strip())) for part in parts)
    return next((part for part, match in found if match and _of_year(part, match)), None)


def within(parts: Sequence[Membership], said: str) -> Membership | None:
    """The one whose whole name stands somewhere in what is said; of several of that name the one of its year."""
    word = squeeze(clean(said))
    there = [part for part in parts if squeeze(clean(part.community.name)) in word]
    of_year = (part for part in there if f"{part.community.year}{squeeze(clean(part.community.name))}" in word)
    return next(of_year, None) or next(iter(there), None)


def addressed(parts: Sequence[Membership], said: str) -> Addressed | None:
    """「讀書會還有什麼沒交」, 「幫104北昌共備社群記 12/15 交講義」; None where none is named before all else."""
    text = clean(said)
    for part in sorted(parts, key=lambda one: -len(one.community.name)):
        found = re.match(f"{_LEAD}{_YEAR}{_pattern(part.community)}{_BEHIND}", text)
        if found and _of_year(part, found):
            rest = typed(said, text, *found.span("rest"))
            return Addressed(part, f"幫我{rest}" if found["favour"] else rest, found["favour"] is not None)
    return None


def _pattern(community: Community) -> str:
    return f"{re.escape(clean(community.name).removesuffix(_END))}(?:{_END})?"


def _of_year(part: Membership, found: re.Match[str]) -> bool:
    return found["year"] in (None, str(part.community.year))
