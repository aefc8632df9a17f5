"""Figures in cells: what is written, and nothing that is not."""

import re
import unicodedata
from fractions import Fraction

from content.budget.model import MOST
from content.forms.model import Cell, Formula, Slip

_MONEY = re.compile(r"^(?:NT\$?|\$|新[臺台]幣)|(?:元整?|塊|圓)$", re.IGNORECASE)
_NUMBER = re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*|0)(?:\.\d+)?")
_BELOW = re.compile(r"[-−－(]\s*[\d,]+(?:\.\d+)?\)?")
_COUNTED = re.compile(rf"({_NUMBER.pattern})\s*([^\W\d_]{{1,4}})")
_RATIO = re.compile(r"(\d{1,20})/(\d{1,20})")
_LONGEST = 32  # characters of a number with what may stand around it
_OUTSIDE = re.compile(r"[\[|]")  # a formula that looks into another file, or starts a program


class SlipError(Exception):
    """A cell that cannot be read."""

    def __init__(self, slip: Slip) -> None:
        super().__init__(slip)
        self.slip = slip


def text_of(cell: Cell) -> str:
    """A cell's words, each line without spaces around it. Raises SlipError for a formula that comes to nothing."""
    if isinstance(cell, Formula):
        cell = _shown(cell)
    return "\n".join(line.strip() for line in cell.strip().splitlines())


def number_of(cell: Cell) -> Fraction | None:
    """A cell's figure; None where the cell is empty. Raises SlipError."""
    if isinstance(cell, Formula):
        if (ratio := _RATIO.fullmatch(cell.text.replace(" ", ""))) and int(ratio[2]):
            return _bounded(Fraction(int(ratio[1]), int(ratio[2])))
        cell = _shown(cell)
    text = _half(cell)
    if not text:
        return None
    if text.startswith("="):
        raise SlipError("formula")
    if not _NUMBER.fullmatch(text) or len(text) > _LONGEST:
        raise SlipError("range" if _BELOW.fullmatch(text) or _NUMBER.fullmatch(text) else "not_number")
    return _bounded(Fraction(text.replace(",", "")))


def dollars_of(cell: Cell) -> int | None:
    """A cell's whole dollars. Raises SlipError."""
    number = number_of(cell if isinstance(cell, Formula) else _MONEY.sub("", _half(cell)))
    if number is not None and number.denominator != 1:
        raise SlipError("not_whole")
    return None if number is None else int(number)


def counted(cell: Cell, unit: str) -> tuple[Fraction | None, str]:
    """A quantity, and its counter where it stands beside it and the unit's own cell says no other. Raises SlipError."""
    if isinstance(cell, str) and (found := _COUNTED.fullmatch(_half(cell))) and unit in ("", found[2]):
        return number_of(found[1]), found[2]
    return number_of(cell), unit


def _half(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _shown(cell: Formula) -> str:
    if not cell.value or _OUTSIDE.search(cell.text):
        raise SlipError("formula")
    return cell.value


def _bounded(number: Fraction) -> Fraction:
    if number > MOST:
        raise SlipError("range")
    return number
