"""Dates and times as teachers type them.

`read(text, now)` gives a Reading; `say(day)` says a day back: 115年12月4日（五）.
"""

from content.text.dates.reader import read
from content.text.dates.reading import (
    About,
    AtTime,
    Doubt,
    Either,
    Exact,
    FromAnchor,
    Mismatch,
    Nothing,
    OnDay,
    Reading,
    Span,
    Value,
    say,
)

__all__ = [
    "About",
    "AtTime",
    "Doubt",
    "Either",
    "Exact",
    "FromAnchor",
    "Mismatch",
    "Nothing",
    "OnDay",
    "Reading",
    "Span",
    "Value",
    "read",
    "say",
]
