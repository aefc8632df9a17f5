"""The curators' list: what was asked and not answered, how often, and nothing of who asked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.store.sqlite import insert_or
from bot.store.tables import miss
from handlers.topic import Miss

LONGEST = 200
_PERSONAL = re.compile(r"[\w.+-]+@[\w.-]+|(?<!\d)(?:\d[ -]?){8,}(?!\d)")

_add = insert_or(miss, ("plan", "why", "text"), lambda new: {"times": miss.c.times + 1, "last_at": new.last_at})
_all = select(miss).order_by(miss.c.times.desc(), miss.c.last_at.desc())


@dataclass(frozen=True, slots=True)
class Missed:
    """A line of the list."""

    plan: str
    why: str
    text: str
    times: int
    last_at: datetime


def blurred(text: str) -> str:
    """A question without what could name a person: addresses, long numbers; at most 200 characters."""
    return _PERSONAL.sub("…", text)[:LONGEST].strip()


def add(c: Connection, misses: Iterable[Miss], now: datetime) -> None:
    """Counts each of them."""
    for one in misses:
        if one.text.strip():
            c.execute(_add, {"plan": one.plan, "why": one.why, "text": blurred(one.text), "times": 1, "last_at": now})


def all(c: Connection) -> list[Missed]:
    """The list, the most frequent first."""
    return [Missed(*row) for row in c.execute(_all)]
