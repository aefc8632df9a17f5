"""A message → its expenses, each with the figures that belong to it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from content.expense.amounts import amounts
from content.expense.mentions import CLAUSE, sided
from content.expense.model import Item, Mention
from content.text.figure import Figure

Key = Callable[[str], str]  # line of words.yaml -> what the plan pays it from
ROLES = re.compile(r"^(?:lecturer|assistant)(?:\.|$)")  # people; beside a thing they only tell whose it is
SIDES = frozenset({"外聘", "內聘", "外騁", "內騁"})
FEE = re.compile(r"費|鐘點|出席|諮詢")


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the text with what it names and its figures."""

    mention: Mention
    figures: tuple[Figure, ...]
    clause: int
    goods: tuple[str, ...]

    @property
    def amounts(self) -> bool:
        return any(figure.dollars or figure.kind == "percent" for figure in self.figures)

    @property
    def role(self) -> bool:
        return bool(ROLES.match(self.mention.line)) and not FEE.search(self.mention.said)


def split(
    text: str, named: Sequence[Mention], figures: Sequence[Figure], shared: frozenset[str], key: Key
) -> tuple[Item, ...]:
    """The expenses of a text, from left to right. Bases of shares belong to none of them."""
    own = [figure for figure in figures if figure.role not in ("base", "others")]
    parts = _merged(_narrowed(_merged(_turned(_parts(text, named, own)), key), key), key)
    return tuple(_item(part, parts, shared) for part in parts)


def _item(part: _Part, parts: Sequence[_Part], shared: frozenset[str]) -> Item:
    line = sided(part.mention.line, (other.mention.line for other in parts))
    mention = replace(part.mention, line=line)
    return Item(mention, part.goods, amounts(part.figures), part.mention.said in shared)


def _parts(text: str, named: Sequence[Mention], figures: Sequence[Figure]) -> list[_Part]:
    cuts = [0, *(_cut(text, one, other, figures) for one, other in pairwise(named)), len(text) + 1]
    parts, clause = [], 0
    for number, one in enumerate(named):
        if number and CLAUSE.search(text[named[number - 1].end : one.start]):
            clause += 1
        mine = tuple(figure for figure in figures if cuts[number] <= figure.start < cuts[number + 1])
        parts.append(_Part(one, mine, clause, (one.line,)))
    return parts


def _cut(text: str, one: Mention, other: Mention, figures: Sequence[Figure]) -> int:
    """Where the first mention's figures end and the second's begin."""
    gap = text[one.end : other.start]
    if breaks := list(CLAUSE.finditer(gap)):
        return one.end + breaks[-1].end()
    between = [figure for figure in figures if one.end <= figure.start < other.start]
    before = any(figure.dollars and figure.end <= one.start for figure in figures)
    if between and before and re.fullmatch(r"的?", text[between[-1].end : other.start]):
        return between[-1].start  # 120 的便當 80 的講義
    return other.start


def _turned(parts: list[_Part]) -> list[_Part]:
    """助理講師 2 位，每位外聘 1000: the 外聘 is the assistant's."""
    helper = next((part for part in parts if part.mention.line.startswith("assistant") and not part.amounts), None)
    side = next((part for part in parts if part.mention.said in SIDES and part.amounts), None)
    if helper is None or side is None:
        return parts
    mention = replace(helper.mention, line=f"assistant.{side.mention.line.partition('.')[2]}")
    joined = _Part(mention, helper.figures + side.figures, side.clause, (mention.line,))
    return [joined if part is side else part for part in parts if part is not helper]


def _merged(parts: Sequence[_Part], key: Key) -> list[_Part]:
    """海報, 紅布條 … 場布: neighbours that the plan pays from one line are one expense, unless each has its amount."""
    merged: list[_Part] = []
    for part in parts:
        last = merged[-1] if merged else None
        if last and key(last.mention.line) == key(part.mention.line) and not (last.amounts and part.amounts):
            main = part.mention if part.amounts and not last.amounts else last.mention
            merged[-1] = _Part(main, last.figures + part.figures, part.clause, last.goods + part.goods)
        else:
            merged.append(part)
    return merged


def _narrowed(parts: Sequence[_Part], key: Key) -> list[_Part]:
    """What a clause is about: of several names the one that an amount or a thing stands for."""
    kept: list[_Part] = []
    for _, group in groupby(parts, key=lambda part: part.clause):
        kept += _clause(list(group), key)
    return kept


def _clause(parts: list[_Part], key: Key) -> list[_Part]:
    things = [part for part in parts if not part.role and key(part.mention.line) != "misc"]
    if len(parts) < 2 or not things:
        return [part for part in parts if part.amounts] or parts[:1]
    if all(part.amounts for part in parts):
        return parts
    # 講師高鐵 1490, 雜支 500 買禮物: the thing is paid for; whose it is, or what it is booked as, only goes along
    spare = tuple(figure for part in parts if part not in things for figure in part.figures)
    with_amounts = [part for part in things if part.amounts]
    chosen = with_amounts or things[-1:]
    if not with_amounts:
        chosen = [replace(chosen[0], figures=(*chosen[0].figures, *spare))]
    return chosen
