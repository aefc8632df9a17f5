"""What an operator can watch."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path

from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families as parsed
from sqlalchemy import insert

from bot.channels.channel import Allowance
from bot.metrics import Metrics, gauges
from bot.store import backlog, claiming, quotas
from bot.store.database import Store
from bot.store.digests import Lane
from bot.store.tables import reminder
from tests.bot.outbox.morning import DAY, MORNING, due, many, remind, words
from tests.messengers.line_people import line_id
from tests.tools.program import Program, program, until

Figures = Mapping[tuple[str, ...], float]
QUESTION = "外聘講師一節多少錢"
HOUR = timedelta(hours=1)


def figures(text: str) -> Figures:
    """By name and labels."""
    return {
        (sample.name.removeprefix("convener_"), *sample.labels.values()): sample.value
        for family in parsed(text)
        for sample in family.samples
    }


async def read(running: Program, path: str) -> tuple[int, str]:
    """What the operator's port says."""
    async with running.session.get(f"{running.chat}{path}") as response:
        return response.status, await response.text()


async def test_turns_are_counted_by_what_became_of_them(tmp_path: Path) -> None:
    async with program(tmp_path) as running:
        await running.on_line("王老師", "基隆")
        await running.on_line("王老師", QUESTION)
        await running.on_telegram("林老師", "基隆")
        await running.on_line("王老師", "可以報住宿費嗎")
        _, text = await read(running, "/metrics")
    found = figures(text)
    assert (found["turns_total", "line", "answered"], found["turns_total", "line", "abstained"]) == (1, 2)
    assert found["turns_total", "telegram", "abstained"] == 1
    assert found["misses_total", "silent"] == 1
    assert found["replies_total", "line", "sent"] >= 3
    assert (found["turn_seconds_count", "line"], found["turn_seconds_count", "telegram"]) == (3, 1)
    assert found["updates_waiting",] == 0
    assert found["quota_left", "line"] == 200
    assert not any(word in text for word in ("王老師", line_id("王老師"), "外聘", "住宿"))


async def test_metrics_are_on_the_operators_port_only(tmp_path: Path) -> None:
    async with program(tmp_path) as running, ClientSession() as session:
        for path in ("/metrics", "/readyz"):
            assert (await read(running, path))[0] == 200
            async with session.get(f"{running.address}{path}") as response:
                assert response.status == 404


async def test_it_is_ready_when_the_database_answers_and_says_which_channels_are_on(tmp_path: Path) -> None:
    async with program(tmp_path) as running:
        status, text = await read(running, "/readyz")
        assert status == 200
        assert all(name in text for name in ('"database": true', "line", "telegram", "web"))


async def test_a_database_that_cannot_be_read_is_not_ready(tmp_path: Path) -> None:
    async with program(tmp_path) as running:
        with closing(sqlite3.connect(running.database)) as torn, torn:
            torn.execute("ALTER TABLE person RENAME TO gone")
        status, text = await read(running, "/readyz")
        assert (status, '"ok": false' in text, '"database": false' in text) == (503, True, True)


async def test_pushes_and_reminders_are_counted(tmp_path: Path) -> None:
    async with program(tmp_path, now=f"{MORNING:%Y-%m-%dT%H:%M}", tick_seconds="0.05") as running:
        for who in ("王老師", "林老師"):
            await running.on_line(who, "基隆")
        remind(running)
        assert await until(lambda: len(running.line.pushed) == 2, 20)
        assert not await running.settled()
        _, text = await read(running, "/metrics")
    found = figures(text)
    assert (found["pushes_total", "line", "sent"], found["reminders", "sent"]) == (2, 2)


async def test_what_waits_is_looked_up_when_somebody_asks(store: Store) -> None:
    await store.write(lambda c: many(c, 1, 3))
    later = [due(f"d{who}", who, "d0", MORNING + HOUR, lane) for who, lane in ((1, "line"), (2, ""))]
    await store.write(lambda c: c.execute(insert(reminder), later))
    await store.write(lambda c: c.execute(insert(reminder), due("d3", 3, "d7", state="expired", day=DAY)))
    found = await looked(store, MORNING + timedelta(minutes=2))
    assert (found["reminders_planned", "line"], found["reminders_planned", "contact"]) == (4, 1)
    assert (found["reminders_due",], found["reminders_lag_seconds",]) == (3, 120)
    assert found["reminders", "expired"] == 1


async def test_how_long_a_digest_is_on_its_way_is_told(store: Store) -> None:
    await store.write(lambda c: many(c, 1, 1))
    assert (await looked(store, MORNING))["digests_lag_seconds",] == 0
    asked = datetime.now(UTC) - timedelta(minutes=5)
    await store.write(lambda c: claiming.claim(c, Lane("line", words), 1, MORNING, asked))
    found = await looked(store, MORNING)
    assert (found["reminders_due",], found["digests_waiting",]) == (0, 1)
    assert 300 <= found["digests_lag_seconds",] < 3000


async def test_what_is_left_of_the_quota_is_told_by_channel(store: Store) -> None:
    month = quotas.month(MORNING)
    await store.write(lambda c: quotas.put(c, "line", month, Allowance(200, 150), MORNING))
    await store.write(lambda c: quotas.put(c, "other", month, Allowance(None, 9), MORNING))
    found = await looked(store, MORNING)
    assert (found["quota_left", "line"], found["quota_left", "other"]) == (50, inf)
    assert found["quota_short", "line"] == 0
    await store.write(lambda c: quotas.tell(c, "line", month, MORNING))
    assert (await looked(store, MORNING))["quota_short", "line"] == 1


async def looked(store: Store, now: datetime) -> Figures:
    """The figures of a program that has done nothing yet."""
    found = await store.read(lambda c: backlog.look(c, now, quotas.month(now)))
    ends = await store.read(backlog.ends)
    return figures(Metrics().text(gauges(found, ends, now, datetime.now(UTC))).decode())
