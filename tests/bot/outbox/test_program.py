"""The whole program reminds people by itself, between stand-ins for both messengers."""

from datetime import timedelta
from pathlib import Path

from tests.bot.outbox.morning import DAY, MORNING, TITLE, remind
from tests.messengers.line_people import line_id
from tests.tools.program import Program, program, until


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
