"""The fixed jobs of the program, each at its interval."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

import structlog
from apscheduler.jobstores.memory import MemoryJobStore  # type: ignore[import-untyped]
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]

log = structlog.get_logger(__name__)
MINUTE = 60.0
DAY = 24 * 60 * MINUTE
MONTH = 30 * DAY
CLOSING = 10.0  # seconds for what is under way


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is done at the start and then every so many `seconds`."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]


class Schedule:
    """Runs jobs while it is entered. One that takes longer than its interval is not begun a second time, and one that
    was held up is done once, also where the computer's clock was put back. What there is to do is in the database:
    nothing is lost with this.
    """

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        self._running: set[asyncio.Task[object]] = set()
        self._watching: asyncio.Task[None] | None = None
        self._intervals = {job.name: timedelta(seconds=job.seconds) for job in jobs}
        now = datetime.now(UTC)
        for job in jobs:
            self._scheduler.add_job(self._run, "interval", [job], id=job.name, seconds=job.seconds, next_run_time=now)

    async def __aenter__(self) -> Self:
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Begins nothing more, and waits a while for what is under way."""
        if self._watching:
            self._watching.cancel()
        self._scheduler.pause()
        if self._running:
            await asyncio.wait(self._running, timeout=CLOSING)
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # only then is it so

    async def _watch(self) -> None:
        """Jobs go by the computer's clock: when it was put back, they would wait until it is as late again."""
        while True:
            await asyncio.sleep(min(self._intervals.values()).total_seconds())
            now = datetime.now(UTC)
            for job in self._scheduler.get_jobs():
                if job.next_run_time and job.next_run_time - now > self._intervals[job.id]:
                    job.modify(next_run_time=now)

    async def _run(self, job: Job) -> None:
        """Never raises: the next time may go better."""
        if task := asyncio.current_task():
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        try:
            await job.work()
        except Exception:
            log.exception("a job failed", job=job.name)
