"""A number of a text as what it is: money, a quantity or a share, from one end to the other."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Kind = Literal["money", "count", "percent", "bare"]
Role = Literal["", "price", "total", "base", "others"]

LEAST = 10  # dollars that are said without 元
EACH = "each"  # 各, 單價: the price is for one of whatever is counted


@dataclass(frozen=True, slots=True)
class Span:
    """An amount from `low` to `high`; both alike where one figure was said."""

    low: Fraction
    high: Fraction

    def times(self, factor: Fraction) -> "Span":
        """Both ends multiplied."""
        return Span(self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, `text[start:end]`. `counts` is what it counts (person), `each` what its price is for."""

    start: int
    end: int
    span: Span
    kind: Kind
    counts: str = ""
    counter: str = ""
    role: Role = ""
    each: tuple[str, ...] = ()
    above: bool = False  # 超過 100: more than that

    @property
    def dollars(self) -> bool:
        """Whether it may be an amount of money; a bare number only from some size on."""
        return self.kind == "money" or (self.kind == "bare" and self.span.high >= LEAST)
