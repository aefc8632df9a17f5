"""Numerals as people type them: 1,240, 兩千五, 1萬5, 3k, 廿, 一一五, 參仟. Positions count characters."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

Number = int | Fraction

_DIGITS = {char: value for value, chars in enumerate(
    ("零〇", "一壹", "二兩貳貮两贰", "三參叁叄参", "四肆", "五伍", "六陸陆", "七柒", "八捌", "九玖")
) for char in chars}  # fmt: skip
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"萬": 10**4, "万": 10**4, "億": 10**8, "亿": 10**8}
_UNITS = _SMALL | _BIG
_TENS = {"廿": 20, "卅": 30, "卌": 40}
CHINESE = "".join(_DIGITS) + "".join(_UNITS) + "".join(_TENS)

_ARABIC = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?")
_THOUSANDS = re.compile(r"k(?![a-z])", re.IGNORECASE)
_DIGIT_RUN = re.compile(rf"[{''.join(_DIGITS)}]{{3,}}")
_DECIMAL = re.compile(rf"([{''.join(_DIGITS)}])點([{''.join(_DIGITS)}]+)(?=[萬億千百%節堂倍成趴]|小時|個百分點)")
# 「三四百」「五六個」: about so many, which is no figure. Twins (一一) and 兩 after a digit are left to themselves.
_ROUGH = re.compile(
    "(?:一[二兩]|[二兩]三|三[四五]|四五|五六|六七|七八|八九)[十百千萬億]?(?=[^一二三四五六七八九零〇十百千萬億]|$)"
)
# A counter ends a numeral: nobody shortens 兩千五百節 to 「兩千五節」, so 「兩千五一節」 is 2500 and one 節.
_COUNTER = re.compile(
    "個|節|堂|場|次|人|位|名|份|本|杯|盒|張|天|日|週|月|年|時|小時|校|班|群|件|項|組|支|台|間|篇|冊|包|袋|瓶|箱|頁|題|案|梯|趟|輛|桌|套|片|條|輪"
)
_WORDS = re.compile(
    "一(?:起|下|些|樣|定|般|直|同|併|律|旦|切|向|共|邊|面|方面|點(?![一二三四五六七八九十])|概|再|早|覽|致|齊)"
    "|(?<=[統唯單同之專])一|萬一|十分(?!鐘)|千萬(?=別|不|要|記)|三明治|百分之|四維|八德|七堵|三峽|五股"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number inside a text, `text[start:end]`."""

    start: int
    end: int
    value: Number


@dataclass(frozen=True, slots=True)
class _Term:
    value: Number
    end: int
    digits: int  # Arabic digits written; 0 for a Chinese one


def _plain(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else value


def _term(text: str, at: int) -> _Term | None:
    """One digit in Chinese, or a run of Arabic ones."""
    if at < len(text) and text[at] in _DIGITS:
        return _Term(_DIGITS[text[at]], at + 1, 0)
    if found := _ARABIC.match(text, at):
        value = _plain(Fraction(found[0].replace(",", "")))
        return _Term(value, found.end(), len(found[0]))
    return None


def _unit(text: str, at: int) -> tuple[int, int]:
    """The unit at a place and where it ends; (1, at) where there is none. One space may stand before it: 1 萬."""
    spaced = at + 1 if text[at : at + 1] == " " and at and text[at - 1].isdigit() else at
    if text[spaced : spaced + 1] in _UNITS and spaced < len(text):
        return _UNITS[text[spaced]], spaced + 1
    return 1, at


def _is_short(text: str, term: _Term, unit: int, zero: bool) -> bool:
    """Is this lone last digit short for the next unit below (兩千五)? A counter right behind says that it is not."""
    single = term.digits == 1 or (not term.digits and text[term.end - 1] not in "兩两")
    return unit > 10 and not zero and single and term.value != 0 and not _COUNTER.match(text, term.end)


def _fits(term: _Term, unit: int, zero: bool) -> bool:
    """May this last term stand for itself below `unit` (一百零五, 二十五, 1萬2500)?"""
    if not term.digits:
        return unit == 10 or zero
    return isinstance(term.value, int) and term.value < unit and term.digits >= max(1, len(str(unit)) - 2)


def _last(text: str, term: _Term, unit: int, zero: bool) -> Number | None:
    """What a term without a unit of its own is worth below `unit`; None where it belongs to something else."""
    if _is_short(text, term, unit, zero):
        return term.value * unit // 10
    return term.value if _fits(term, unit, zero) else None


def _gap(text: str, at: int) -> int:
    """Past a 零, or past the space of 1 萬 5 千, before the next term."""
    if text[at : at + 1] in ("零", "〇"):
        return at + 1
    term = _term(text, at + 1) if text[at : at + 1] == " " else None
    return at + 1 if term and _unit(text, term.end)[0] > 1 else at


def _section(text: str, at: int, unit: int, *, head: bool) -> tuple[Number, int] | None:
    """Terms with falling units, all below `unit`, and where they end. A head may be a lone number."""
    total: Number = 0
    end, zero = at, False
    while True:
        start = end if head and end == at else _gap(text, end)
        zero = zero or text[end:start] in ("零", "〇")
        term = _term(text, start) or (_Term(1, start, 0) if text[start : start + 1] in ("十", "拾") else None)
        if term is None:
            return (total, end) if end > at else None
        size, after = _unit(text, term.end)
        if size not in _SMALL.values() or size >= unit:
            value = term.value if head and end == at else _last(text, term, unit, zero)
            return (total + value, term.end) if value is not None else (total, end) if end > at else None
        total, unit, end, zero = total + term.value * size, size, after, False


def _score(text: str, at: int) -> tuple[Number, int] | None:
    """廿八, 卅一: tens in one character."""
    if at >= len(text) or text[at] not in _TENS:
        return None
    term = _term(text, at + 1)
    if term and not term.digits and _unit(text, term.end)[0] == 1:
        return _TENS[text[at]] + term.value, term.end
    return _TENS[text[at]], at + 1


def _bare(text: str, at: int) -> tuple[Number, int] | None:
    """萬二, 千五: the unit alone counts once where a short digit follows (but 萬一 means "in case")."""
    if text[at : at + 1] not in _UNITS or at >= len(text) or _UNITS[text[at]] == 10:
        return None
    unit, term = _UNITS[text[at]], _term(text, at + 1)
    if term and not term.digits and term.value not in (0, 1) and _unit(text, term.end)[0] == 1:
        return (unit + term.value * unit // 10, term.end) if _is_short(text, term, unit, False) else None
    return None


def _whole(text: str, at: int) -> tuple[Number, int] | None:
    """Sections joined by 億 and 萬."""
    part = _score(text, at) or _section(text, at, 10**4, head=True)
    if part is None:
        return _bare(text, at)
    total: Number = 0
    unit = 10**12
    while True:
        value, end = part
        size, after = _unit(text, end)
        if size not in _BIG.values() or size >= unit:
            return total + value, end
        total, unit = total + value * size, size
        part = _section(text, after, size, head=False)
        if part is None:
            return total, after


def _numeral(text: str, at: int) -> tuple[Number, int] | None:
    """The longest numeral that begins at `at`: its value and where it ends."""
    if (run := _DIGIT_RUN.match(text, at)) and text[run.end() : run.end() + 1] not in _UNITS:
        return int("".join(str(_DIGITS[char]) for char in run[0])), run.end()
    if decimal := _DECIMAL.match(text, at):
        return _decimal(text, decimal)
    found = _whole(text, at)
    if found and (thousands := _THOUSANDS.match(text, found[1])) and text[at].isdigit():
        return found[0] * 1000, thousands.end()
    return (_plain(Fraction(found[0])), found[1]) if found else None


def _decimal(text: str, found: re.Match[str]) -> tuple[Number, int]:
    """一點五萬"""
    digits = "".join(str(_DIGITS[char]) for char in found[2])
    unit, end = _unit(text, found.end())
    return _plain(Fraction(f"{_DIGITS[found[1]]}.{digits}") * unit), end


def read(text: str) -> Number | None:
    """The value of a text that is one numeral and nothing else, or None."""
    text = unicodedata.normalize("NFKC", text).strip().lower()
    found = _numeral(text, 0)
    return found[0] if found and found[1] == len(text) else None


def find(text: str) -> Iterator[Numeral]:
    """The numerals of a text, left to right. Words (一起, 萬一) and rough figures (三四百) are passed over."""
    at = 0
    while at < len(text):
        if passed := _WORDS.match(text, at) or _ROUGH.match(text, at):
            at = passed.end()
        elif found := _numeral(text, at):
            yield Numeral(at, found[1], found[0])
            at = found[1]
        else:
            at += 1


def spell(number: int) -> str:
    """A whole number in Chinese: 240 is 二百四十. Raises ValueError outside 0 … 10**12 - 1."""
    if not 0 <= number < 10**12:
        raise ValueError(f"no spelling for {number}")
    spelt = _spell(number)
    return spelt.removeprefix("一") if spelt.startswith("一十") else spelt


def _spell(number: int) -> str:
    if number < 10**4:
        return _spell_small(number)
    size, unit = (10**8, "億") if number >= 10**8 else (10**4, "萬")
    high, low = divmod(number, size)
    if not low:
        return _spell_small(high) + unit
    return _spell_small(high) + unit + ("零" if low < size // 10 else "") + _spell(low)


def _spell_small(number: int) -> str:
    """Below 10,000; one ten keeps its 一."""
    spelt = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            spelt += "零一二三四五六七八九"[digit] + name
        elif spelt and not spelt.endswith("零") and number % unit:
            spelt += "零"
    return spelt or "零"
