"""The conversations of tests/conversations, and what only messengers have, through the whole program."""

import asyncio

import pytest

from bot.store import persons
from tests.bot.live.conftest import Play
from tests.bot.live.phones import OnTelegram
from tests.bot.live.players import Player, by_day, several
from tests.bot.talks import CODE, Talk, talks
from tests.messengers.telegram_chats import group_id

LUNCH = "便當一個120可以嗎"


@pytest.mark.parametrize(("day", "played"), by_day(talk for _, talk in talks()).items())
async def test_conversations_on_every_messenger(play: Play, day: str, played: list[Talk]) -> None:
    async with play(CONVENER_NOW=day) as scene:
        await asyncio.gather(*(Player(scene, talk, number).all() for number, talk in enumerate(played)))
        scene.flawless()


@pytest.mark.parametrize(("day", "played"), by_day(talk for _, talk in talks() if several(talk)).items())
async def test_conversations_of_several_chats_survive_a_new_process_before_every_message(
    play: Play, day: str, played: list[Talk]
) -> None:
    async with play(CONVENER_NOW=day) as scene:
        players = [Player(scene, talk, number) for number, talk in enumerate(played)]
        for place in range(max(len(talk["turns"]) for talk in played)):
            await scene.restart()
            await asyncio.gather(*(player.turn(place) for player in players))
        scene.flawless()


@pytest.mark.parametrize("polling", [False, True])
async def test_one_person_on_two_messengers(play: Play, polling: bool) -> None:
    async with play(polling=polling) as scene:
        line, telegram = scene.phone("line", "王老師"), scene.phone("telegram", "王老師")
        await scene.turn(line, {"say": "基隆"})
        ((told, _),) = await scene.turn(line, {"say": "連結帳號"})
        code = CODE.search(told)
        assert code
        await scene.turn(telegram, {"event": "start"})
        await scene.turn(telegram, {"say": f"連結 {code[0]}"})
        ((answer, _),) = await scene.turn(telegram, {"say": LUNCH})
        assert "基隆113" in answer
        one, other = [
            await scene.store.read(lambda c, phone=phone: persons.of(c, phone.channel, phone.address))
            for phone in (line, telegram)
        ]
        assert one == other
        scene.flawless()


async def test_who_blocks_the_bot_and_comes_back_goes_on(play: Play) -> None:
    async with play() as scene:
        line, telegram = scene.phone("line", "王老師"), scene.phone("telegram", "王老師")
        await scene.turn(line, {"say": "基隆"})
        await scene.turn(telegram, {"event": "start"})
        await scene.turn(telegram, {"say": "基隆"})
        assert await scene.line.unfollow("王老師") == 200
        gone = scene.telegram.block("王老師")
        back = scene.telegram.unblock("王老師")
        await scene.telegram.until(lambda: not {gone, back} & set(scene.telegram.updates))
        ((hello, _),) = await scene.turn(line, {"event": "start"})
        assert "歡迎回來" in hello
        ((answer, _),) = await scene.turn(telegram, {"say": LUNCH})
        assert "基隆113" in answer
        scene.flawless()


async def test_a_group_that_becomes_a_supergroup_keeps_its_plan(play: Play) -> None:
    async with play() as scene:
        group = OnTelegram(scene.telegram, "王老師", "共備群")
        await scene.turn(group, {"event": "join"})
        await scene.turn(group, {"tap": "基隆"})
        new = scene.telegram.migrate("共備群")
        await scene.telegram.until(lambda: not scene.telegram.updates)
        moved = OnTelegram(scene.telegram, "林老師", "共備群")
        assert moved.address == str(new) != str(group_id("共備群"))
        ((answer, _),) = await scene.turn(moved, {"say": LUNCH})
        assert "基隆113" in answer
        scene.flawless()


async def test_the_bot_leaves_a_group_that_asks_it_to(play: Play) -> None:
    async with play() as scene:
        for channel in ("line", "telegram"):
            group = scene.phone(channel, "王老師", "共備群")
            await scene.turn(group, {"event": "join"})
            ((bye, _),) = await scene.turn(group, {"say": "離開"})
            assert "離開" in bye
        assert len(scene.line.left) == len(scene.telegram.left) == 1
        scene.flawless()


async def test_what_is_not_meant_for_the_bot_in_a_group_is_not_kept(play: Play) -> None:
    async with play() as scene:
        assert await scene.line.say_in_group("共備群", "王老師的電話是 0912345678") == 200
        await scene.line.sticker("王老師", "共備群")
        scene.telegram.privacy = False
        update = scene.telegram.say_in_group("共備群", "王老師", "王老師的電話是 0912345678")
        await scene.telegram.until(lambda: update not in scene.telegram.updates)
        kept = await scene.store.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM inbox").scalar())
        assert kept == 0
        scene.flawless()
