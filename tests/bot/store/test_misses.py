"""The curators' list."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.store import misses
from bot.store.misses import blurred
from handlers.topic import Miss


def test_misses_are_counted_and_hold_nobody(c: Connection, now: datetime) -> None:
    miss = Miss("我是 0912-345-678 wang@example.org 可以減課嗎", "keelung-113", "silent")
    misses.add(c, [miss, Miss("  ", "", "unknown")], now)
    misses.add(c, [miss, Miss("停車費", "", "unknown")], now + timedelta(minutes=1))
    listed, other = misses.all(c)
    assert (listed.times, listed.last_at) == (2, now + timedelta(minutes=1))
    assert "0912" not in listed.text
    assert "wang" not in listed.text
    assert "減課" in listed.text
    assert (other.text, other.times) == ("停車費", 1)


def test_a_long_miss_is_cut() -> None:
    assert len(blurred("長" * 1000)) == 200


def test_half_a_character_is_counted_as_well(c: Connection, now: datetime) -> None:
    misses.add(c, [Miss("好\ud800\0", "", "unknown")] * 2, now)
    assert [(miss.text, miss.times) for miss in misses.all(c)] == [("好??", 2)]
