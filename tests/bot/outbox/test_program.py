"""The whole program reminds people by itself, between stand-ins for both messengers."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, insert, select

from bot.store import sqlite
from bot.store.tables import community, deadline, identity, membership, reminder
from tests.bot.outbox.morning import DAY, MORNING, due, whole_community, whole_date
from tests.messengers.line_people import line_id
from tests.tools.program import Program, program, until

TITLE = "上傳照片"


def write(c: Connection) -> None:
    """Everybody who is known convenes a community of their own, and is to be reminded now."""
    for way, who in c.execute(select(identity.c.channel, identity.c.person_id)).all():
        here = f"{way}-{who}"
        c.execute(insert(community), whole_community(here))
        part = {"community_id": here, "person_id": who, "role": "convener", "place": 0, "is_current": True}
        c.execute(insert(membership), part)
        c.execute(insert(deadline), whole_date(here, here, title=f"{TITLE} {here}"))
        c.execute(insert(reminder), due(here, who, lane=way))


def remind(program: Program) -> None:
    """From another process, as it were."""
    engine = sqlite.writing(f"sqlite+aiosqlite:///{program.database}")
    with engine.begin() as c:
        write(c)
    engine.dispose()


def said(program: Program, state: str) -> bool:
    """Whether all reminders of this morning are in a state."""
    return {found for (found,) in program.rows("SELECT DISTINCT state FROM reminder WHERE lead = 'd1'")} == {state}


async def test_reminders_arrive_once_on_both_messengers(tmp_path: Path) -> None:
    async with program(tmp_path, now=f"{MORNING:%Y-%m-%dT%H:%M}", tick_seconds="0.05") as running:
        await running.on_line("王老師", "基隆")
        await running.on_telegram("林老師", "基隆")
        remind(running)
        assert await until(lambda: said(running, "sent"), 20)
        assert running.line.pushed == [line_id("王老師")]
        assert TITLE in running.line.sent[line_id("王老師")][-1].text
        assert sum(TITLE in text for text in running.telegram.texts("林老師")) == 1
        assert running.watch.complaints == []


async def test_a_push_that_got_through_unnoticed_is_not_delivered_twice_on_line(tmp_path: Path) -> None:
    async with program(tmp_path, now=f"{MORNING:%Y-%m-%dT%H:%M}", tick_seconds="0.05") as running:
        await running.on_line("王老師", "基隆")
        running.line.fail("500-after", call="push")
        remind(running)
        assert await until(lambda: said(running, "sent"), 20)
        assert running.line.pushed == [line_id("王老師")]
        assert list(running.line.again.values()) == [1]


async def test_the_next_process_sends_what_this_one_did_not(tmp_path: Path) -> None:
    async with program(tmp_path, now=f"{MORNING:%Y-%m-%dT%H:%M}", tick_seconds="600") as running:
        await running.on_line("王老師", "基隆")
        remind(running)
    later = MORNING + timedelta(hours=3)
    async with program(tmp_path, now=f"{later:%Y-%m-%dT%H:%M}", tick_seconds="0.05") as running:
        assert await until(lambda: said(running, "sent"), 20)
        assert running.line.pushed == [line_id("王老師")]
        assert "8:00" in running.line.sent[line_id("王老師")][-1].text  # when it should have come
    assert later.date() < DAY
