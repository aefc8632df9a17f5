"""The fixed jobs."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from types import ModuleType
from typing import Any

import apscheduler.schedulers.base  # type: ignore[import-untyped]
import apscheduler.triggers.interval  # type: ignore[import-untyped]
import pytest

from bot.outbox import schedule
from bot.outbox.schedule import DAY, Job, Schedule


@dataclass(slots=True)
class Work:
    """Something to do, which can take long or fail."""

    done: asyncio.Condition = field(default_factory=asyncio.Condition)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    begun: int = 0
    ended: int = 0
    fails: bool = False

    async def __call__(self) -> None:
        self.begun += 1
        await self.open.wait()
        self.ended += 1
        async with self.done:
            self.done.notify_all()
        if self.fails:
            raise RuntimeError("a bug")

    async def times(self, count: int) -> None:
        """Returns when it was done so often."""
        async with self.done:
            await self.done.wait_for(lambda: self.ended >= count)


async def test_a_job_is_done_at_the_start_and_then_again_and_again() -> None:
    often, seldom = Work(), Work()
    often.open.set()
    seldom.open.set()
    async with Schedule([Job("often", 0.01, often), Job("seldom", DAY, seldom)]):
        await often.times(5)
    assert (seldom.begun, seldom.ended) == (1, 1)


async def test_a_job_that_fails_is_done_again() -> None:
    work = Work(fails=True)
    work.open.set()
    async with Schedule([Job("work", 0.01, work)]):
        await work.times(3)


async def test_a_job_that_takes_long_is_not_begun_a_second_time_and_is_waited_for() -> None:
    long, other = Work(), Work()
    other.open.set()
    async with Schedule([Job("long", 0.01, long), Job("other", 0.01, other)]):
        await other.times(10)
        assert long.begun == 1
        asyncio.get_running_loop().call_later(0.05, long.open.set)
    assert long.ended == long.begun
    ended = other.ended
    await asyncio.sleep(0.05)
    assert other.ended == ended


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(hours=1)])
async def test_jobs_go_on_when_the_clock_is_stepped(step: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    stepped = timedelta()

    class Clock(datetime):
        """That of the computer, from some moment on a step away."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + stepped

    inside: tuple[ModuleType, ...] = (apscheduler.schedulers.base, apscheduler.triggers.interval)
    for module in (schedule, *inside):
        monkeypatch.setattr(module, "datetime", Clock)
    work = Work()
    work.open.set()
    async with Schedule([Job("work", 0.01, work)]):
        await work.times(3)
        stepped = step
        async with asyncio.timeout(20):
            await work.times(work.ended + 5)
