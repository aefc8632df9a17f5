"""Privacy through the whole program, on both messengers and the web chat."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.messengers.line_people import line_id
from tests.messengers.telegram_chats import user_id
from tests.tools.program import CODE, Program, program, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
QUESTION = "基隆113 講義費一個人多少"
TABLES = ("identity", "person", "form", "link_code", "membership", "invitation", "community", "deadline", "edit")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Program]:
    """One program for all tests; each has people of its own."""
    async with program(tmp_path_factory.mktemp("privacy")) as running:
        yield running
    assert not running.watch.complaints


def kept(bot: Program) -> str:
    """Everything that the database holds, as text."""
    return "".join(str(bot.rows(f"SELECT * FROM {table}")) for table in (*TABLES, "inbox", "message"))


async def test_somebody_on_two_messengers_is_forgotten_on_both(bot: Program) -> None:
    await bot.on_line("王老師", QUESTION)
    code = CODE.search(await bot.on_line("王老師", "連結帳號"))
    assert code
    await bot.on_telegram("王老師", f"連結 {code[0]}")
    await bot.on_line("王老師", "幫我建立王氏共備社群，專業精進，115學年度，北昌國小")
    await bot.on_line("王老師", "幫我記 2027/5/30 王氏上傳")
    await bot.on_telegram("王老師", "講義費一個人多少")
    exported = await bot.on_telegram("王老師", "匯出我的資料")
    for wanted in ("line", "telegram", "基隆113", "王氏共備社群", "王氏上傳", "講義費一個人多少"):
        assert wanted in exported
    assert "「王氏共備社群」只有您一個人" in await bot.on_telegram("王老師", "忘記我")
    assert "都忘了" in await bot.on_telegram("王老師", "是")
    held = kept(bot)
    assert "王氏" not in held
    assert "講義費一個人多少" not in held
    assert line_id("王老師") not in held
    assert not bot.rows("SELECT 1 FROM identity WHERE address = ?", str(user_id("王老師")))
    for answer in (
        await bot.on_line("王老師", "講義費一個人多少"),
        await bot.on_telegram("王老師", "講義費一個人多少"),
    ):
        assert "先選您的計畫" in answer
    assert len(bot.rows("SELECT 1 FROM person")) == 2


async def test_what_is_taken_back_on_line_is_deleted(bot: Program) -> None:
    said = "基隆113 便當一個87可以嗎"
    await bot.on_line("林老師", said)
    message = bot.line.events[-1]["message"]["id"]
    query = "SELECT raw FROM inbox WHERE channel = 'line' AND address = ? AND raw LIKE '%87%'"
    assert bot.rows(query, line_id("林老師"))
    await bot.line.post(bot.line.event("unsend", "林老師", unsend={"messageId": message}))
    assert await until(lambda: not bot.rows("SELECT 1 FROM message WHERE about = ?", said), 20)
    rest = str(bot.rows("SELECT raw FROM inbox WHERE address = ?", line_id("林老師")))
    assert "一個87" not in rest.encode().decode("unicode_escape")
    assert message in rest
    assert not bot.rows("SELECT 1 FROM person WHERE talk LIKE '%一個87%'")
    assert "100" in await bot.on_line("林老師", "那講義費呢")


async def test_the_web_page_shows_nothing_of_before_to_who_was_forgotten(bot: Program) -> None:
    async with bot.session.get(bot.chat) as response:
        assert "社群召集人的小幫手" in await response.text()
        page = {"Origin": bot.chat, "Cookie": response.headers["Set-Cookie"].partition(";")[0]}
    for said in (QUESTION, "忘記我", "是"):
        async with bot.session.post(f"{bot.chat}/say", json={"text": said, "id": said}, headers=page) as response:
            answer = await response.json()
    assert "都忘了" in answer[-1]
    async with bot.session.get(bot.chat, headers=page) as response:
        shown = await response.text()
    assert "都忘了" in shown
    assert "講義費" not in shown
