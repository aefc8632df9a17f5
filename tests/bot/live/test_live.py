"""The conversations of tests/conversations, and what only messengers have, through the whole program."""

import asyncio
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.store import persons
from handlers.records import Community
from handlers.topic import Person
from tests.bot.live.conftest import Play, Scene
from tests.bot.live.phones import Bubble, OnTelegram, Phone
from tests.messengers.telegram_chats import group_id

FOLDER = Path(__file__).parents[2] / "conversations"
TODAY = "2024-04-01T09:00"
LUNCH = "便當一個120可以嗎"
CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")


def talks() -> dict[str, list[dict[str, Any]]]:
    """Conversations of one person on one messenger at no particular hour, by the day on which they take place."""
    by_day: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(FOLDER.glob("*.yaml")):
        for talk in yaml.safe_load(path.read_text(encoding="utf-8")):
            if not any({"by", "after", "who", "in"} & step.keys() for step in talk["turns"]):
                by_day[str(talk.get("now", TODAY))].append(talk)
    return by_day


@pytest.mark.parametrize(("day", "played"), talks().items())
async def test_conversations_on_every_messenger(play: Play, day: str, played: list[dict[str, Any]]) -> None:
    async with play(CONVENER_NOW=day) as scene:
        rounds = []
        for number, talk in enumerate(played):
            group = f"社群 {number}" if talk.get("group") else ""
            channels = ["line", "telegram"] if group else ["line", "telegram", "web"]
            phones = [scene.phone(channel, f"王老師 {number}", group) for channel in channels]
            rounds += [converse(scene, phone, talk) for phone in phones]
        await asyncio.gather(*rounds)
        scene.flawless()


async def converse(scene: Scene, phone: Phone, talk: dict[str, Any]) -> None:
    """Every turn of a conversation on one phone."""
    if isinstance(phone, OnTelegram):
        phone.opens()
    if talk.get("plan"):
        person = Person(plan=talk["plan"], tier=talk.get("tier", ""))
        await scene.knows(phone, person, group=bool(talk.get("group")))
    if "community" in talk:
        details = {"name": "北昌共備社群", "plan": talk["plan"], "tier": talk.get("tier", ""), **talk["community"]}
        role = details.pop("role", "convener")
        await scene.founded(phone, Community(phone.address[:10], feed=phone.address, **details), role)
    for step in talk["turns"]:
        if not possible(phone, step):
            return
        told = await scene.turn(phone, step)
        check(phone, talk, step, told)


def possible(phone: Phone, step: dict[str, Any]) -> bool:
    """Whether a messenger has this turn: LINE has no links that carry something, the web chat takes only text."""
    if phone.channel == "line":
        return step.get("event", "join") in ("start", "join")
    return phone.channel == "telegram" or "sends" not in step


def check(phone: Phone, talk: dict[str, Any], step: dict[str, Any], told: list[Bubble]) -> None:
    """What a turn promises against what is on the screen."""
    text = plain("\n".join(text for text, _ in told))
    where = f"{phone.channel} {talk['name']} {step}: {text}"
    for wanted in step.get("sees", []):
        assert plain(wanted) in text, where
    for unwanted in step.get("not", []):
        assert plain(unwanted) not in text, where
    labels = {label for _, buttons in told for label in buttons}
    assert set(step.get("buttons", [])) <= labels, where


def plain(text: object) -> str:
    """Without white space and thousands commas."""
    return "".join(str(text).replace(",", "").split())


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
