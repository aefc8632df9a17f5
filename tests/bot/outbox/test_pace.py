"""How fast messages may leave."""

import asyncio
from time import monotonic

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.outbox.pace import Pace


async def times(pace: Pace, count: int) -> list[float]:
    """When each of `count` messages could leave, in seconds from now."""
    start = monotonic()
    done = []
    for _ in range(count):
        await pace.acquire()
        done.append(monotonic() - start)
    return done


@settings(max_examples=8, deadline=None)
@given(st.integers(20, 400))
def test_no_stretch_of_time_has_more_than_the_limit_allows(rate: int) -> None:
    done = asyncio.run(times(Pace(rate), rate // 3))
    burst = max(1, rate * 0.05)
    for first, start in enumerate(done):
        for last in range(first, len(done)):
            assert last - first + 1 <= burst + rate * 0.95 * (done[last] - start) + 1.001


async def test_a_fast_pace_is_kept_although_a_timer_is_coarse() -> None:
    paced = (await times(Pace(2000), 600))[-1]
    start = monotonic()
    for _ in range(600):
        await asyncio.sleep(1 / 2000)
    assert paced < monotonic() - start


async def test_who_came_first_goes_first() -> None:
    pace, order = Pace(100), list[int]()

    async def go(number: int) -> None:
        await pace.acquire()
        order.append(number)

    await asyncio.gather(*map(go, range(20)))
    assert order == list(range(20))


async def test_who_gives_up_uses_nothing_and_stops_nobody() -> None:
    pace = Pace(5)
    await pace.acquire()
    waiting = [asyncio.create_task(pace.acquire()) for _ in range(50)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    async with asyncio.timeout(5):  # half of what those who gave up would have taken
        await pace.acquire()


async def test_a_pause_holds_everybody_and_a_shorter_one_does_not_end_it() -> None:
    pace = Pace(1000)
    pace.pause(0.2)
    pace.pause(0.01)
    (first,) = await times(pace, 1)
    assert first >= 0.19


async def test_a_pause_reaches_those_who_wait_already() -> None:
    pace = Pace(50)
    await pace.acquire()
    await pace.acquire()
    start = monotonic()
    waiting = asyncio.create_task(pace.acquire())
    await asyncio.sleep(0)
    pace.pause(0.2)
    await waiting
    assert monotonic() - start >= 0.19


async def test_several_leave_at_once_but_no_more_than_a_burst() -> None:
    pace = Pace(1000)
    assert await pace.take(3) == 3
    assert await pace.take(500) <= pace.burst
    assert pace.burst == 40


async def test_a_slow_pace_lets_one_at_a_time_go() -> None:
    assert await Pace(30).take(9) == 1


async def test_to_be_ready_takes_nothing() -> None:
    pace = Pace(20)
    for _ in range(3):
        await pace.ready()
    start = monotonic()
    await pace.acquire()
    assert monotonic() - start < pace.interval
