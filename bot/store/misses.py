"""The curators' list: what was asked and not answered, how often, and nothing of who asked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import aiosqlite

from handlers.topic import Miss

LONGEST = 200
_PERSONAL = re.compile(r"[\w.+-]+@[\w.-]+|(?<!\d)(?:\d[ -]?){8,}(?!\d)")
_TABLE = """
CREATE TABLE IF NOT EXISTS miss (
    plan TEXT NOT NULL, why TEXT NOT NULL, text TEXT NOT NULL,
    times INTEGER NOT NULL, last_at TEXT NOT NULL,
    PRIMARY KEY (plan, why, text))
"""
_ADD = """
INSERT INTO miss VALUES (?, ?, ?, 1, ?)
ON CONFLICT DO UPDATE SET times = times + 1, last_at = excluded.last_at
"""


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


class Misses:
    """The list in a SQLite file. A connection per call: it is written seldom and read by another process."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def add(self, misses: Iterable[Miss], now: datetime) -> None:
        """Counts each of them."""
        rows = [(miss.plan, miss.why, blurred(miss.text), now.isoformat()) for miss in misses if miss.text.strip()]
        if rows:
            async with aiosqlite.connect(self._path) as database:
                await database.execute(_TABLE)
                await database.executemany(_ADD, rows)
                await database.commit()

    async def all(self) -> list[Missed]:
        """The list, the most frequent first."""
        async with aiosqlite.connect(self._path) as database:
            await database.execute(_TABLE)
            rows = await database.execute_fetchall("SELECT * FROM miss ORDER BY times DESC, last_at DESC")
        return [Missed(plan, why, text, times, datetime.fromisoformat(last)) for plan, why, text, times, last in rows]
