"""An update on which the program dies, again and again, is set aside; those beside it are answered."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.faults.crowd import APOLOGY
from tests.faults.poisoned import POISON
from tests.faults.program import PATIENCE, Program
from tests.messengers.telegram import TelegramServer

SCRIPT = Path(__file__).with_name("poisoned.py")
DEATHS = 6  # at most
BEHIND, BESIDE, LATER = (f"基隆113印刷每人{amount}可以嗎" for amount in (1301, 1302, 1303))


async def test_an_update_that_kills_the_program_is_set_aside_and_harms_no_other(tmp_path: Path) -> None:
    database = tmp_path / "convener.db"
    async with TelegramServer() as telegram:
        variables = {
            "CONVENER_DATABASE_URL": f"sqlite+aiosqlite:///{database}",
            "CONVENER_PORT": "0",
            "CONVENER_OPERATOR_PORT": "0",
            "CONVENER_TELEGRAM_TOKEN": telegram.token,
            "CONVENER_TELEGRAM_API": telegram.api,
        }
        for who, text in (("王老師", POISON), ("王老師", BEHIND), ("林老師", BESIDE)):
            telegram.say(who, text)
        program = Program(variables, tmp_path / "log", (str(SCRIPT), "serve"))
        try:
            deaths = await _deaths_until_answered(program, telegram)
            telegram.say("林老師", LATER)
            await telegram.until(lambda: "1,303" in "".join(telegram.texts("林老師")), PATIENCE)
            assert await program.stop() == 0
        finally:
            await program.kill()
        assert 1 < deaths < DEATHS
        apology, answer = telegram.texts("王老師")
        assert APOLOGY in apology
        assert "1,301" in answer
        assert sum("1,302" in text for text in telegram.texts("林老師")) == 1
        assert APOLOGY not in "".join(telegram.texts("林老師"))
    assert _states(database) == {POISON: "aside", BEHIND: "done", BESIDE: "done", LATER: "done"}


async def _deaths_until_answered(program: Program, telegram: TelegramServer) -> int:
    async with asyncio.timeout(PATIENCE):
        for deaths in range(DEATHS):
            await program.start()
            while program.alive:
                if len(telegram.texts("王老師")) == 2:
                    return deaths
                await asyncio.sleep(0.05)
    return DEATHS


def _states(database: Path) -> dict[str, str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT raw, state FROM inbox ORDER BY id").fetchall()
    return {json.loads(raw)["message"]["text"]: state for raw, state in rows}
