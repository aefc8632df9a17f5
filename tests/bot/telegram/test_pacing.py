"""How fast messages may leave."""

import asyncio

import pytest

from bot.channels.telegram.pacing import BURST, LONGEST, Pacing


@pytest.mark.parametrize(("chat", "limit"), [(-100, 20), (100, 63)])
def test_no_minute_has_more_messages_than_telegram_allows(chat: int, limit: int) -> None:
    pacing = Pacing()
    slots = [pacing.reserve(chat, 1000.0) for _ in range(200)]
    early = [slot for slot in slots if slot - 1000 <= LONGEST]
    assert slots[:BURST] == [1000.0] * BURST
    assert all(sum(start <= slot < start + 60 for slot in early) <= limit for start in early)


def test_a_chat_that_rested_has_its_burst_again() -> None:
    pacing = Pacing()
    for _ in range(9):
        pacing.reserve(1, 1000.0)
    assert [pacing.reserve(1, 1100.0) for _ in range(BURST)] == [1100.0] * BURST


def test_what_is_not_waited_for_takes_no_place() -> None:
    pacing = Pacing()
    slots = [pacing.reserve(1, 0.0) for _ in range(500)]
    assert slots[-1] == slots[-2] > LONGEST


async def test_a_chat_that_is_refused_stops_alone_and_two_at_a_time_stop_all() -> None:
    pacing = Pacing(30_000)
    pacing.refused(1, LONGEST * 9)
    assert not await pacing.acquire(1)
    assert await pacing.acquire(2)
    pacing.refused(2, LONGEST / 2)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(pacing.acquire(3), 0.1)
