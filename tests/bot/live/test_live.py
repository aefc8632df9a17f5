"""The conversations of tests/conversations, and what only messengers have, through the whole program."""

import asyncio
from collections import defaultdict

import pytest

from bot.store import persons
from tests.bot.live.conftest import Play, Scene
from tests.bot.live.phones import Bubble, OnTelegram, Phone
from tests.bot.talks import CODE, TODAY, Speaker, Step, Talk, filled, newest, plain, speaker, talks
from tests.messengers.telegram_chats import group_id

LUNCH = "便當一個120可以嗎"


def by_day() -> dict[str, list[Talk]]:
    """Conversations by the day on which they take place; the clock of a program that runs makes no jumps."""
    found: dict[str, list[Talk]] = defaultdict(list)
    for _, talk in talks():
        if not any("after" in step for step in talk["turns"]):
            found[str(talk.get("now", TODAY))] += [moved(talk, channel) for channel in channels(talk)]
    return found


def channels(talk: Talk) -> tuple[str, ...]:
    """Where a conversation is played: everywhere, unless it goes from one messenger to another."""
    if any(step.get("by", "line") != "line" for step in talk["turns"]):
        return ("",)
    groups = talk.get("group") or any("in" in step for step in talk["turns"])
    return ("line", "telegram") if groups else ("line", "telegram", "web")


def moved(talk: Talk, channel: str) -> Talk:
    """A conversation on another messenger than LINE; where none is told, as it is."""
    if not channel:
        return talk
    return {**talk, "turns": [{**step, "by": channel, "sees": _told_of(channel, step)} for step in talk["turns"]]}


def _told_of(channel: str, step: Step) -> list[str]:
    """What is seen of a turn; an export names the messenger."""
    return [str(wanted).replace('"line"', f'"{channel}"') for wanted in step.get("sees", [])]


@pytest.mark.parametrize(("day", "played"), by_day().items())
async def test_conversations_on_every_messenger(play: Play, day: str, played: list[Talk]) -> None:
    async with play(CONVENER_NOW=day) as scene:
        await asyncio.gather(*(converse(scene, talk, number) for number, talk in enumerate(played)))
        scene.flawless()


async def converse(scene: Scene, talk: Talk, number: int) -> None:
    """Every turn of a conversation, each of its people on their own phone, whom no other conversation knows."""
    phones: dict[Speaker, Phone] = {}
    code = ""
    for step in talk["turns"]:
        who = speaker(talk, step)
        if who not in phones:
            phones[who] = await taken_up(scene, who, number, {} if phones else talk)
        said = filled(step, code)
        if not possible(phones[who], said):
            return
        told = await scene.turn(phones[who], said)
        code = newest("\n".join(text for text, _ in told), code)
        check(phones[who], talk, filled(step, code), told)


async def taken_up(scene: Scene, who: Speaker, number: int, talk: Talk) -> Phone:
    """A phone, with what its owner has at the beginning of a conversation."""
    phone = scene.phone(who.channel, f"{who.name} {number}", f"{who.group} {number}" if who.group else "")
    if isinstance(phone, OnTelegram):
        phone.opens()
    if "plan" in talk:
        await scene.begins(phone, talk)
    return phone


def possible(phone: Phone, step: Step) -> bool:
    """Whether a messenger has this turn: LINE has no links that carry something, the web chat takes only text."""
    if phone.channel == "line":
        heard = "sends_file" not in step or not getattr(phone, "group", "")  # in a group only what mentions the bot is
        return heard and step.get("event", "join") in ("start", "join")
    return phone.channel == "telegram" or "sends" not in step


def check(phone: Phone, talk: Talk, step: Step, told: list[Bubble]) -> None:
    """What a turn promises against what is on the screen."""
    text = plain("\n".join(text for text, _ in told))
    where = f"{phone.channel} {talk['name']} {step}: {text}"
    for wanted in step.get("sees", []):
        assert plain(wanted) in text, where
    for unwanted in step.get("not", []):
        assert plain(unwanted) not in text, where
    for kind in step.get("files", []):
        assert f".{kind}" in text, where
    labels = {label for _, buttons in told for label in buttons}
    assert set(step.get("buttons", [])) <= labels, where
    if "offers" in step:
        assert list(told[-1][1]) == step["offers"], where


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
