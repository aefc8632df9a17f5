"""kill -9 while two teachers type a budget: every item stands in it exactly once, and the check goes on."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random

from bot.store import codec
from handlers.records import BudgetDraft
from tests.faults.program import Program
from tests.faults.storm import ALONE, UNSETTLED
from tests.messengers.line import LineServer
from tests.messengers.line_people import line_id
from tests.messengers.telegram import TelegramServer
from tests.tools.program import environment, until

ITEMS = 6
PRICES = tuple(range(11, 11 + ITEMS))  # TWD; each item is known by its own
BEGINS = ("換成基隆113", "幫我看預算")
SECONDS = 30.0  # for the bot to settle everything
AGAIN = 0.1  # seconds between LINE's attempts to deliver


async def test_every_item_is_kept_exactly_once_whenever_the_bot_is_killed(tmp_path: Path) -> None:
    said = [*BEGINS, *(f"講義費 {price}元 20份" for price in PRICES)]
    async with LineServer() as line, TelegramServer() as telegram:
        program = Program(environment(tmp_path, line, telegram, **ALONE), tmp_path / "log")
        try:
            await _serving(program, line)
            typing = asyncio.ensure_future(_types(line, "王老師", said))
            for one in said:
                telegram.say("林老師", one)
            killed_after = Random().randint(len(BEGINS) + 1, len(said) - 2)
            assert await until(lambda: _answered(line, "王老師") >= killed_after, SECONDS)
            await program.kill()
            await _serving(program, line)
            await typing
            await _types(line, "王老師", ["復原"])
            assert await until(lambda: not telegram.updates and not _rows(tmp_path, UNSETTLED)[0][0], SECONDS)
            assert await program.stop() == 0
        finally:
            await program.kill()
    on_line, on_telegram = sorted(_drafts(tmp_path), key=lambda draft: len(draft.rows))
    assert [row.item.price for row in on_line.rows] == list(PRICES[:-1])
    assert [row.item.price for row in on_telegram.rows] == list(PRICES)
    assert on_telegram.version == 1 + ITEMS


async def _serving(program: Program, line: LineServer) -> None:
    """The next life."""
    await program.start()
    line.webhook = f"{await program.address()}/line/webhook"


async def _types(line: LineServer, name: str, said: Sequence[str]) -> None:
    """One message after the other; LINE delivers each again until it is acknowledged."""
    for text in said:
        event = line.event("message", name, message={"type": "text", "id": "1", "text": text})
        if await line.post(event) != 200:
            while await line.redeliver(event) != 200:  # noqa: ASYNC110 - asks another process
                await asyncio.sleep(AGAIN)


def _answered(line: LineServer, name: str) -> int:
    return len(line.sent[line_id(name)])


def _rows(folder: Path, query: str) -> list[tuple[str]]:
    with closing(sqlite3.connect(f"file:{folder / 'convener.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()


def _drafts(folder: Path) -> list[BudgetDraft]:
    return [codec.draft(body) for (body,) in _rows(folder, "SELECT body FROM budget_draft")]
