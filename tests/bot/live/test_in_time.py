"""The conversations of tests/conversations in which time passes, through the whole program.

Reminders come by themselves, and their buttons are tapped where they came.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from bot.store import notices, persons
from bot.store.notices import Notice
from handlers.dispatch import Dispatcher
from handlers.reminders_quota import notice
from tests.bot.live.conftest import Play
from tests.bot.live.players import Player, channels, moved, several
from tests.bot.talks import Talk, begins, following, reminds, speaker, talks


def jumping() -> list[Talk]:
    """Conversations that live from one moment to another."""
    found = [talk for _, talk in talks(unasked=True)]
    return [talk for talk in found if any("after" in step or "reminded" in step for step in talk["turns"])]


def where(talk: Talk) -> Sequence[str]:
    """The messengers on which such a conversation is played: on LINE alone where it is about LINE's allowance."""
    if any("short" in step for step in talk["turns"]):
        return ("line",)
    return [channel for channel in channels(talk) if channel != "web" or not reminds(talk)]


@pytest.mark.parametrize("talk", jumping(), ids=lambda talk: talk["name"])
async def test_conversations_in_which_time_passes(play: Play, talk: Talk, dispatcher: Dispatcher) -> None:
    moment = begins(talk)
    async with play(now=moment) as scene:
        players = [Player(scene, moved(talk, channel), number) for number, channel in enumerate(where(talk))]
        for place, step in enumerate(talk["turns"]):
            if several(talk):
                await scene.restart()  # so that what one person began is also known to the process that tells another
            await asyncio.gather(*(warned(player, place, dispatcher) for player in players))
            if place and talk["turns"][place - 1].get("down"):
                await scene.wakes(moment)
            await scene.passes(moment)
            await asyncio.gather(*(player.turn(place) for player in players))
            moment = following(moment, step)
            if step.get("down"):
                await scene.stop()
        scene.flawless(pushes=True)


async def warned(player: Player, place: int, dispatcher: Dispatcher) -> None:
    """What a convener is told of LINE's allowance, where that is said with the reminder of this turn."""
    step = player.talk["turns"][place]
    if "short" in step:
        phone, day = player.phones[speaker(player.talk, step)], step["short"]
        assert isinstance(day, date)
        known = await player.scene.store.read(lambda c: persons.of(c, phone.channel, phone.address))
        assert known
        told = {Notice(known.id, f"line {day:%Y-%m}"): notice(day, dispatcher.composer, ["telegram"])}
        await player.scene.store.write(lambda c: notices.put(c, "line", told, datetime.now(UTC)))
