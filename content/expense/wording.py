"""Numbers in sentences, and findings put together to a text of few short lines."""

from collections.abc import Iterable
from fractions import Fraction

from content.text.figure import Figure, Span
from content.values import Money

MOST_LINES = 5  # the source makes six
LONGEST = 200


def dollars(amount: Fraction | int) -> str:
    """1,240 元; 約 666.7 元 where it does not come out even."""
    if isinstance(amount, int) or amount.denominator == 1:
        return str(Money(int(amount)))
    return f"約 {float(amount):,.1f} 元"


def number(value: Fraction) -> str:
    """20 or 2.5."""
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):g}"


def counted(figures: Iterable[Figure]) -> str:
    """2 位 × 3 節"""
    return " × ".join(f"{number(figure.span.high)} {figure.counter}".strip() for figure in figures)


def spread(span: Span) -> str:
    """1,600 元, or 1,600～2,000 元 where two ends were said."""
    return dollars(span.high) if span.low == span.high else f"{_plain(span.low)}～{dollars(span.high)}"


def sum_of(quantities: str, price: Span) -> str:
    """20 個 × 120"""
    ends = (price.high,) if price.low == price.high else (price.low, price.high)
    return f"{quantities} × {'～'.join(map(_plain, ends))}"


def _plain(amount: Fraction) -> str:
    return f"{int(amount):,}" if amount.denominator == 1 else f"{float(amount):,.1f}"


def fitted(lines: Iterable[str]) -> str:
    """The lines without repetition, as many as a phone shows at once; the first stays, whatever its length."""
    kept: list[str] = []
    for line in dict.fromkeys(line for text in lines if text for line in text.split("\n")):
        if not kept or (len(kept) < MOST_LINES and len("\n".join(kept)) + len(line) < LONGEST):
            kept.append(line)
    return "\n".join(kept)
