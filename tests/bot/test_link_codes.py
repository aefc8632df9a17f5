"""Link codes through the program's own routes: who can use one, how often, for how long, and what is kept of it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.store.links import new_code
from tests.messengers.line_people import line_id
from tests.messengers.telegram_chats import user_id
from tests.tools.program import CODE, Program, program

pytestmark = pytest.mark.asyncio(loop_scope="module")
WRONG = [f"ZZZZ-ZZZ{letter}" for letter in "ABCDEF"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Program]:
    """One program for all tests that need no second life; each has people of its own."""
    async with program(tmp_path_factory.mktemp("codes")) as running:
        yield running
    assert not running.watch.complaints


async def code_of(bot: Program, name: str) -> str:
    """A link code, asked for on LINE."""
    found = CODE.search(await bot.on_line(name, "連結帳號"))
    assert found
    return found[0]


def one_person(bot: Program, name: str, other: str) -> bool:
    """Whether a name on LINE and one on Telegram are one person."""
    query = "SELECT person_id FROM identity WHERE channel = ? AND address = ?"
    return bot.rows(query, "line", line_id(name)) == bot.rows(query, "telegram", str(user_id(other)))


async def test_link_codes_cannot_be_guessed() -> None:
    codes = [new_code() for _ in range(2000)]
    assert len(set(codes)) == len(codes)
    assert all(CODE.fullmatch(code) for code in codes)  # 32 letters, none of which looks like another
    places: Iterator[tuple[str, ...]] = zip(*(code.replace("-", "") for code in codes), strict=True)
    letters = [len(set(place)) for place in places]
    assert letters == [32] * 8  # 2 ** 40 codes, and all letters at each place


async def test_a_code_is_kept_as_a_hash_and_leads_to_its_giver_once(bot: Program) -> None:
    code = await code_of(bot, "吳老師")
    kept = bot.rows("SELECT * FROM link_code")
    assert kept
    assert not [value for row in kept for value in row if code.replace("-", "") in str(value).replace("-", "").upper()]
    await bot.on_telegram("吳老師", f"連結 {code}")
    assert one_person(bot, "吳老師", "吳老師")
    await bot.on_telegram("撿到碼的人", f"連結 {code}")
    assert not one_person(bot, "吳老師", "撿到碼的人")


async def test_a_code_is_no_use_to_its_giver(bot: Program) -> None:
    code = await code_of(bot, "自連的人")
    before = bot.rows("SELECT * FROM identity")
    await bot.on_line("自連的人", f"連結 {code}")
    assert bot.rows("SELECT * FROM identity") == before
    await bot.on_telegram("自連的人", f"連結 {code}")
    assert one_person(bot, "自連的人", "自連的人")


async def test_groups_are_given_no_code_and_can_use_none(bot: Program) -> None:
    given = bot.rows("SELECT count(*) FROM link_code")
    for said in ("小幫手 連結帳號", "小幫手 /link"):
        assert await bot.line.say_in_group("北昌共備社群", said) == 200
    assert not await bot.settled()
    assert bot.rows("SELECT count(*) FROM link_code") == given
    code = await code_of(bot, "許老師")
    for said in (f"小幫手 連結 {code}", f"小幫手 {code}", f"小幫手 /start link_{code.replace('-', '')}"):
        assert await bot.line.say_in_group("北昌共備社群", said) == 200
    assert not await bot.settled()
    assert all(CODE.search(one.text) is None for one in bot.line.sent[line_id("北昌共備社群", "C")])
    (group,) = bot.rows("SELECT person_id FROM identity WHERE address = ?", line_id("北昌共備社群", "C"))
    assert group not in bot.rows("SELECT person_id FROM identity WHERE address = ?", line_id("許老師"))


async def test_after_five_wrong_codes_the_right_one_is_refused_too(bot: Program) -> None:
    code = await code_of(bot, "郭老師")
    for wrong in WRONG[:5]:
        await bot.on_telegram("猜碼的人", f"連結 {wrong}")
    await bot.on_telegram("猜碼的人", f"連結 {code}")
    assert not one_person(bot, "郭老師", "猜碼的人")
    for wrong in WRONG[:4]:
        await bot.on_telegram("打錯的人", f"連結 {wrong}")
    await bot.on_telegram("打錯的人", f"連結 {code}")
    assert one_person(bot, "郭老師", "打錯的人")


async def test_a_code_dies_after_a_quarter_of_an_hour_and_wrong_tries_are_forgotten_after_one(tmp_path: Path) -> None:
    async with program(tmp_path, now="2024-04-01T09:00") as nine:
        code = await code_of(nine, "王老師")
        for wrong in WRONG[:5]:
            await nine.on_telegram("林老師", f"連結 {wrong}")
    async with program(tmp_path, now="2024-04-01T09:16") as later:
        await later.on_telegram("周老師", f"連結 {code}")
        assert not one_person(later, "王老師", "周老師")
        code = await code_of(later, "王老師")
    async with program(tmp_path, now="2024-04-01T09:30") as soon:
        await soon.on_telegram("林老師", f"連結 {code}")  # in time, but after five wrong ones
        assert not one_person(soon, "王老師", "林老師")
        await soon.on_telegram("周老師", f"連結 {code}")
        assert one_person(soon, "王老師", "周老師")
    async with program(tmp_path, now="2024-04-01T10:20") as an_hour:
        await an_hour.on_telegram("林老師", f"連結 {await code_of(an_hour, '王老師')}")
        assert one_person(an_hour, "王老師", "林老師")
