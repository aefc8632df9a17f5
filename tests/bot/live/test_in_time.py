"""The conversations of tests/conversations in which time passes, through the whole program.

Reminders come by themselves, and their buttons are tapped where they came.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from bot.store import notices, persons
from bot.store.notices import Notice
from handlers.dispatch import Dispatcher
from handlers.reminders_quota import notice
from tests.bot.live.conftest import Play, Scene
from tests.bot.live.phones import Bubble, Phone
from tests.bot.live.test_live import channels, check, moved, possible, taken_up
from tests.bot.talks import Speaker, Step, Talk, begins, filled, following, newest, reminds, speaker, talks

PUSHED = ("line", "telegram")


def jumping() -> list[Talk]:
    """Conversations that live from one moment to another."""
    found = [talk for _, talk in talks(unasked=True)]
    return [talk for talk in found if any("after" in step or "reminded" in step for step in talk["turns"])]


def where(talk: Talk) -> Sequence[str]:
    """The messengers on which such a conversation is played: on LINE alone where it is about LINE's allowance."""
    if any("short" in step for step in talk["turns"]):
        return ("line",)
    return [channel for channel in channels(talk) if channel in ("", *PUSHED) or not reminds(talk)]


@pytest.mark.parametrize("talk", jumping(), ids=lambda talk: talk["name"])
async def test_conversations_in_which_time_passes(play: Play, talk: Talk, dispatcher: Dispatcher) -> None:
    moment = begins(talk)
    async with play(now=moment) as scene:
        players = [
            Player(scene, moved(talk, channel), number, dispatcher) for number, channel in enumerate(where(talk))
        ]
        for place, step in enumerate(talk["turns"]):
            await asyncio.gather(*(player.warned(place) for player in players))
            await scene.passes(moment)
            await asyncio.gather(*(player.turn(place) for player in players))
            moment = following(moment, step)
        scene.flawless(pushes=True)


class Player:
    """One conversation, each of its people on a phone that no other conversation knows."""

    def __init__(self, scene: Scene, talk: Talk, number: int, dispatcher: Dispatcher) -> None:
        self._scene, self._talk, self._number, self._dispatcher = scene, talk, number, dispatcher
        self._phones = dict[Speaker, Phone]()
        self._looked = Counter[Speaker]()  # how much was on the screen at somebody's last turn
        self._code = ""
        self._over = False

    async def warned(self, place: int) -> None:
        """What a convener is told of LINE's allowance, where that is said with the reminder of this turn."""
        step = self._talk["turns"][place]
        if "short" in step:
            phone, day = self._phones[speaker(self._talk, step)], step["short"]
            assert isinstance(day, date)
            known = await self._scene.store.read(lambda c: persons.of(c, phone.channel, phone.address))
            assert known
            told = {Notice(known.id, f"line {day:%Y-%m}"): notice(day, self._dispatcher.composer)}
            await self._scene.store.write(lambda c: notices.put(c, "line", told, datetime.now(UTC)))

    async def turn(self, place: int) -> None:
        """One turn, or what came by itself since somebody's last one."""
        step = self._talk["turns"][place]
        who = speaker(self._talk, step)
        if self._over:
            return
        if who not in self._phones:
            first = {} if self._phones else self._talk
            self._phones[who] = await taken_up(self._scene, who, self._number, first)
        phone, said = self._phones[who], filled(step, self._code)
        self._over = not possible(phone, said)
        if self._over:
            return
        told = phone.seen()[self._looked[who] :] if "reminded" in step else await self._scene.turn(phone, said)
        self._looked[who] = len(phone.seen())
        self._code = newest("\n".join(text for text, _ in told), self._code)
        self._check(phone, step, told)

    def _check(self, phone: Phone, step: Step, told: list[Bubble]) -> None:
        assert told, f"{phone.channel} {self._talk['name']} {step}: nothing came"
        check(phone, self._talk, filled(step, self._code), told)
