"""Numbers of a cleaned text as money, quantities and shares, with the role that the words beside them give them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from content.text import numerals
from content.text.figure import EACH, Figure, Span

_MONEY_BEFORE = re.compile(r"(?:nt\$?|ntd|\$|新?台幣)\s*$")
_MONEY_AFTER = re.compile(r"\s*(?:元整?|塊錢?|圓|ntd?\b|/-)")
_PERCENT = re.compile(r"\s*(?:%|趴|percent)|(?P<tenths>成)(?![員果立績本年])")
_NOT_BEFORE = re.compile(
    r"(?:第|[0-9一二三四五六七八九十]點|附件|附錄|附表|步驟|項次|分機|轉|#|no\.?|民國|(?<!出)差了?|[多少]了|(?<![a-z0-9])(?!nt|x)[a-z]{1,2})\s*$"
)
_NOT_AFTER = re.compile(
    r"\s*(?:學年|年度|年(?=\d|[一二三四五六七八九十]|度|的|$)|月(?!餅|刊|費)|日(?!研習|的研習|遊|式|本)|號|點(?!心)|:\d|分(?!鐘|鍾|組|享|開|期|別)"
    r"|案|班|個班|代|期|歲|樓|倍|[/.]\d|級|年級|英?[吋寸]|公[分尺斤克升里]|毫升|坪|(?:ml|cc|cm|mm|kg|km|gb?|tb)(?![a-z])"
    r"|[元塊]?\s*(?:變成?|改[成為到]?|漲[到成]|調高?[到成]|提高到|加到|[降減]到)\s*[0-9一二兩三四五六七八九])"
)
_NOT_AFTER_DATE = re.compile(r"\d+\s*[/.月]\s*$")
_TO = re.compile(r"\s*(?:元|塊錢?)?\s*(?:-|~|–|—|至|到)\s*")
_TIMES = re.compile(r"\s*(?:元|塊)?\s*(?:×|x|\*|乘以?|＊)\s*")
_BREAK = re.compile(r"[,。;!?、\n+&]")
_LINK = re.compile(
    r"(?:\s|是|要|為|約|大概|大約|抓|花|編|給|付|支|了|有|只|需|:|的|用|領|收|申請|報|到|可|以|估|共|就|也|,)*$"
)
_MORE_AFTER = re.compile(r"\s*(?:元|塊)?\s*(?:以上|多塊?)")
_NOT_ABOVE = re.compile(r"(?:不|沒|沒有|未|不可|不能|不得|有沒有|會不會)$")
_HALF = re.compile(r"半(?!天|日|年|場|價)")
_NEAR, _TOUCHING = 10, re.compile(r"[元塊錢/ ]*")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What money and quantities are said with. `counters` maps 位 to person; the patterns are cues beside a number."""

    counters: Mapping[str, str]
    total: re.Pattern[str]
    base: re.Pattern[str]
    others: re.Pattern[str]
    above: re.Pattern[str]
    each: re.Pattern[str]
    no_counter: re.Pattern[str]  # 2500 校外: the 校 is no counter
    _unit: re.Pattern[str] = field(init=False)
    _mark: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        names = "|".join(sorted(map(re.escape, self.counters), key=len, reverse=True))
        object.__setattr__(self, "_unit", re.compile(rf"\s*({names})(?![a-z])(?!候|間[^,。]?會議室|期)"))
        object.__setattr__(self, "_mark", re.compile(rf"(?:每一?|單|平均一?|/|一|1)\s*({names})(?![a-z])"))

    def unit(self, text: str, at: int) -> re.Match[str] | None:
        """The counter right behind a number."""
        return None if self.no_counter.match(text, at) else self._unit.match(text, at)

    def marks(self, text: str) -> Iterator[re.Match[str]]:
        """每節, 一人, /份: what a price may be for."""
        return self._mark.finditer(text)


def figures(text: str, words: Vocabulary) -> tuple[Figure, ...]:
    """All quantities of a cleaned text, with the role that the words beside them give them."""
    found = list(_factored(text, list(_joined(text, list(_raw(text, words))))))
    found = [_cued(text, figure, words, len(found) > 1) for figure in found]
    return tuple(_priced(text, found, words))


def _raw(text: str, words: Vocabulary) -> Iterator[Figure]:
    for numeral in numerals.find(text):
        if not _is_quantity(text, numeral.start, numeral.end):
            continue
        value = Fraction(numeral.value)
        yield _with_unit(text, Figure(numeral.start, numeral.end, Span(value, value), "bare"), words)


def _is_quantity(text: str, start: int, end: int) -> bool:
    before = text[:start]
    return not (_NOT_BEFORE.search(before) or _NOT_AFTER_DATE.search(before) or _NOT_AFTER.match(text, end))


def _with_unit(text: str, figure: Figure, words: Vocabulary) -> Figure:
    before, at = text[: figure.start], figure.end
    if share := _PERCENT.match(text, at):
        factor = Fraction(10 if share["tenths"] else 1)
        return replace(figure, end=share.end(), kind="percent", span=figure.span.times(factor))
    if before.endswith("百分之"):
        return replace(figure, start=figure.start - 3, kind="percent")
    if money := _MONEY_AFTER.match(text, at):
        return replace(figure, end=money.end(), kind="money")
    if sign := _MONEY_BEFORE.search(before):
        return replace(figure, start=sign.start(), kind="money")
    if unit := words.unit(text, at):
        return _counted(text, figure, unit, words)
    return figure


def _counted(text: str, figure: Figure, unit: re.Match[str], words: Vocabulary) -> Figure:
    end, span = unit.end(), figure.span
    if _HALF.match(text, end):  # 兩節半
        span, end = Span(span.low + Fraction(1, 2), span.high + Fraction(1, 2)), end + 1
    return replace(figure, end=end, span=span, kind="count", counts=words.counters[unit[1]], counter=unit[1])


def _joined(text: str, found: list[Figure]) -> Iterator[Figure]:
    """80-100 元, 四千到四千五: two ends of one amount."""
    at = 0
    while at < len(found):
        one, other = found[at], found[at + 1] if at + 1 < len(found) else None
        if other and _are_starts(text, one, other):
            yield replace(other, start=one.start, span=Span(one.span.low, other.span.high))
            at += 2
        else:
            yield one
            at += 1


def _are_starts(text: str, one: Figure, other: Figure) -> bool:
    same = one.kind in ("bare", other.kind) and (one.kind != "count" or one.counts == other.counts)
    return same and one.span.low < other.span.high and bool(_TO.fullmatch(text[one.end : other.start]))


def _factored(text: str, found: list[Figure]) -> Iterator[Figure]:
    """120×20×3: of bare factors the first is the price (the larger one, where the first can only be a number)."""
    at = 0
    while at < len(found):
        last = at
        while last + 1 < len(found) and _TIMES.fullmatch(text[found[last].end : found[last + 1].start]):
            last += 1
        yield from _chain(found[at : last + 1]) if last > at else found[at : last + 1]
        at = last + 1


def _chain(factors: list[Figure]) -> Iterator[Figure]:
    if any(f.kind == "percent" for f in factors):  # 5000×5%
        yield from (replace(f, role="base") if f.dollars else f for f in factors)
        return
    open_ones = [f for f in factors if f.kind in ("money", "bare")]
    price = next((f for f in open_ones if f.kind == "money"), None) or _likely_price(open_ones)
    for factor in factors:
        if factor is price:
            yield replace(factor, kind="money", role="price", each=(EACH,))
        elif factor.kind in ("money", "bare"):
            yield replace(factor, kind="count", counts="")
        else:
            yield factor


def _likely_price(factors: list[Figure]) -> Figure | None:
    if not factors:
        return None
    first, largest = factors[0], max(factors, key=lambda f: f.span.high)
    return largest if first.span.high <= 10 else first


def _cued(text: str, figure: Figure, words: Vocabulary, beside_others: bool) -> Figure:
    """總共 6000, 業務費兩萬, 超過 100, 各 2000: what the words before (and right behind) a number make of it."""
    if not (figure.dollars or figure.kind == "percent"):
        return figure
    before = _LINK.sub("", text[: figure.start])
    figure = replace(figure, above=_is_above(before, words) or bool(_MORE_AFTER.match(text, figure.end)))
    if figure.role or figure.kind == "percent":
        return figure
    if _starts(before, words.others):
        return replace(figure, role="others")
    if beside_others and (_starts(before, words.base) or _base_behind(text, figure, words)):
        return replace(figure, role="base")
    if _starts(before, words.total) or "共" in text[len(before) : figure.start]:
        return replace(figure, role="total")
    if _starts(before, words.each):
        return replace(figure, role="price", each=(EACH,))
    return figure


def _is_above(before: str, words: Vocabulary) -> bool:
    """超過, but not 沒有超過."""
    return any(not _NOT_ABOVE.search(before[:start]) for start in _starts(before, words.above))


def _starts(before: str, cue: re.Pattern[str]) -> list[int]:
    """Where a cue begins that ends the text."""
    tail = max(0, len(before) - 8)
    return [found.start() for found in cue.finditer(before, tail) if found.end() == len(before)]


def _base_behind(text: str, figure: Figure, words: Vocabulary) -> bool:
    behind = re.compile(rf"\s*的?(?:{words.base.pattern})").match(text, figure.end)
    return bool(behind) and figure.span.high >= 1000


def _priced(text: str, found: list[Figure], words: Vocabulary) -> list[Figure]:
    """每節 2000, 120 一個, 80 元/人: each mark goes to the amount that it touches, else to the next one."""
    found, starts = list(found), {figure.start for figure in found}
    for mark in words.marks(text):
        if mark[0][0] in "一1" and mark.start() not in starts:  # the 一 of 第一節, 十一節
            continue
        at = _nearest(text, found, mark.start(), mark.end())
        if at is not None and found[at].role != "base" and not _counted_between(found, mark.end(), found[at]):
            each = tuple(dict.fromkeys((*found[at].each, words.counters[mark[1]])))
            found[at] = replace(found[at], role="price", each=each)
    return found


def _counted_between(found: list[Figure], start: int, amount: Figure) -> bool:
    """一人領兩個共 180: the total of what is counted, not of the one person."""
    return amount.role == "total" and any(f.kind == "count" and start <= f.start < amount.start for f in found)


def _nearest(text: str, found: list[Figure], start: int, end: int) -> int | None:
    after = next((i for i, f in enumerate(found) if f.dollars and f.start >= end), None)
    before = next((i for i in reversed(range(len(found))) if found[i].dollars and found[i].end <= start), None)
    gap = None if after is None else text[end : found[after].start]
    touches = before is not None and bool(_TOUCHING.fullmatch(text[found[before].end : start]))
    if gap is not None and len(gap) <= _NEAR and not _BREAK.search(gap) and (not touches or not gap):
        return after
    return before if touches else None
