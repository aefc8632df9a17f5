"""Nothing that anybody wrote, no id and no secret stands in the logs of a program that meets trouble."""

import asyncio
import json
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.messengers.files import Kept
from tests.messengers.line import LineServer
from tests.messengers.line_people import line_id, signature
from tests.messengers.telegram import TelegramServer
from tests.messengers.telegram_chats import group_id, user_id
from tests.messengers.telegram_faults import Fault
from tests.tools.program import CODE, OPEN, SECRET, environment, until
from tests.tools.sheets import content

TOKEN = "line-Channel_Token"
SAID = [f"王老師的私事第{number}件" for number in range(20)]
OURS, SCHOOL = "北美共備社群", "南榮國小"


@dataclass(slots=True)
class Served:
    """`python -m bot serve` between the stand-ins; `log`: its standard error, once it has ended."""

    line: LineServer
    telegram: TelegramServer
    database: Path
    log: str = ""

    def sql(self, *statements: str) -> list[tuple[Any, ...]]:
        """What the last of the statements gives."""
        with closing(sqlite3.connect(self.database, isolation_level=None)) as connection:
            return [connection.execute(statement).fetchall() for statement in statements][-1]

    async def settled(self) -> None:
        """Returns when nothing is open any more."""
        assert await until(lambda: not self.sql(OPEN), 20)


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[Served]:
    """Ends it with SIGTERM."""
    async with LineServer(token=TOKEN, secret=f"{TOKEN}-secret") as line, TelegramServer() as telegram:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "serve"),
            env=environment(folder, line, telegram),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdout
        address = (await process.stdout.readline()).decode().strip()
        assert address, (await process.communicate())[1].decode()  # it did not start
        line.webhook = f"{address}/line/webhook"
        telegram.hook = {"url": f"{address}/telegram/webhook", "secret_token": SECRET}
        running = Served(line, telegram, folder / "convener.db")
        try:
            yield running
        finally:
            process.send_signal(signal.SIGTERM)
            running.log = (await process.communicate())[1].decode()


async def test_the_logs_tell_nothing_of_anybody(tmp_path: Path) -> None:
    async with asyncio.timeout(90), served(tmp_path) as bot:
        await _talk(bot)
        await _community(bot)
        await _files(bot)
        await _strangers(bot)
        await _messengers_in_trouble(bot)
        await _database_in_trouble(bot)
    said = "".join(one.text for one in [*bot.line.sent[line_id("王老師")], *bot.line.sent[line_id("林老師")]])
    codes, feeds = CODE.findall(said), [feed for (feed,) in bot.sql("SELECT feed FROM community") if feed]
    events = {json.loads(one)["event"] for one in bot.log.splitlines()}
    assert len(events) > 5  # it met what it should, and all of it is JSON
    assert len(codes) > 2
    assert len(feeds) == 1
    codes += [code.replace("-", "") for code in codes]
    for private in (*_secrets(bot), *_people(bot), *SAID, "私事", OURS, SCHOOL, *codes, *feeds):
        assert private not in bot.log
        assert json.dumps(private).strip('"') not in bot.log


async def _talk(bot: Served) -> None:
    line, telegram = bot.line, bot.telegram
    for said in (SAID[0], "桃園103", SAID[1]):
        await line.say("王老師", said)
        telegram.say("王老師", said)
    await line.say_in_group("北昌共備社群", f"小幫手 {SAID[2]}")
    await line.post(line.event("postback", "王老師", postback={"data": f"1.0 {SAID[3]}"}))
    telegram.join("北昌共備社群")
    telegram.say_in_group("北昌共備社群", "王老師", f"/ask@{telegram.username} {SAID[4]}")
    await telegram.answered("北昌共備社群", 2)
    await line.redeliver()
    await line.say("王老師", "連結帳號")
    await bot.settled()


async def _community(bot: Served) -> None:
    """Its name, its dates and its codes; who was in it is forgotten."""
    line = bot.line
    for said in (f"幫我建立{OURS}，進階，115學年度，{SCHOOL}", f"幫我記 2027/5/30 {SAID[0]}", "邀請成員", "交接社群"):
        await line.say("王老師", said)
        await bot.settled()
    code = CODE.findall(line.sent[line_id("王老師")][-1].text)[0]
    for said in (f"加入 {code}", "加入 ZZZZ-ZZZZ", "邀請成員", "匯出我的資料"):
        await line.say("林老師", said)
        await bot.settled()
    for said in ("忘記我", "是"):
        await line.say("王老師", said)
        await bot.settled()
    assert bot.sql("SELECT name, (SELECT count(*) FROM membership) FROM community") == [(OURS, 1)]


async def _files(bot: Served) -> None:
    """What stands in files, what they are called, and where they lie."""
    cells = [["項目", "單價", "數量"], [SAID[0], 50, 20], [SAID[1], SAID[2], 1], [SAID[3]]]
    good = content({"name": "x.csv", "rows": cells})
    await bot.line.say("林老師", "換成桃園103")
    for data, trick in ((good, ""), (SAID[4].encode(), ""), (b"PK\x03\x04" + SAID[5].encode(), ""), (good, "500")):
        kept = Kept(data, f"{SAID[6]}.csv", trick)
        await bot.line.send_file("林老師", kept)
        bot.telegram.send_file("林老師", kept)
        await bot.settled()
    assert any("讀好了" in one.text for one in bot.line.sent[line_id("林老師")])


async def _strangers(bot: Served) -> None:
    line, telegram = bot.line, bot.telegram
    event = line.event("message", "王老師", message={"type": "text", "id": "1", "text": SAID[5]})
    assert await line.post(event, signed="forged") == 401
    for body in (SAID[6].encode(), json.dumps({"events": SAID[7]}).encode(), json.dumps([SAID[8]]).encode()):
        assert await line.post_body(body, signature(line.secret, body)) == 200
    assert await line.post_body(SAID[9].encode(), "") == 401
    right, telegram.hook = telegram.hook, {**telegram.hook, "secret_token": "forged-secret"}
    number = telegram.say("王老師", SAID[10])
    await telegram.until(lambda: 401 in telegram.statuses)
    telegram.updates.pop(number)
    telegram.hook = right
    await bot.settled()


async def _messengers_in_trouble(bot: Served) -> None:
    line, telegram = bot.line, bot.telegram
    for fault in ("500", "429", "reset-after"):
        line.fail(fault)
        await line.say("林老師", SAID[11])
    line.no_text = True  # LINE refuses, and may quote in its answer what it refuses
    await line.say("林老師", SAID[12])
    await bot.settled()
    line.no_text = False
    telegram.faults += [Fault("markup"), Fault("400", times=2), Fault("reset-after"), Fault("500"), Fault("403")]
    for said in SAID[13:17]:
        telegram.say("林老師", said)
    await bot.settled()


async def _database_in_trouble(bot: Served) -> None:
    bot.sql("ALTER TABLE inbox RENAME TO elsewhere")
    assert await bot.line.say("林老師", SAID[17]) == 500
    bot.telegram.say("林老師", SAID[18])
    await bot.telegram.until(lambda: 500 in bot.telegram.statuses)
    bot.sql("ALTER TABLE elsewhere RENAME TO inbox", "ALTER TABLE message RENAME TO elsewhere")
    await bot.line.say("林老師", SAID[19])
    assert await until(lambda: bot.sql("SELECT 1 FROM inbox WHERE state = 'new'"), 20)
    bot.sql("ALTER TABLE elsewhere RENAME TO message")
    assert await until(lambda: not bot.sql("SELECT 1 FROM inbox WHERE state = 'new'"), 20)


def _secrets(bot: Served) -> list[str]:
    return [TOKEN, bot.telegram.token, bot.telegram.token.split(":")[1], SECRET, "forged-secret"]


def _people(bot: Served) -> list[str]:
    names = [("王老師", "U"), ("林老師", "U"), ("北昌共備社群", "C")]
    ids = [line_id(name, "C" if kind == "C" else "U") for name, kind in names]
    numbers = [str(group_id(name) if kind == "C" else user_id(name)).lstrip("-") for name, kind in names]
    events = [str(event[key]) for event in bot.line.events for key in ("webhookEventId", "replyToken") if key in event]
    return [*(name for name, _ in names), *ids, *numbers, *events]
