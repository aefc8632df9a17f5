"""Updates of every shape, good and bent, at the whole program: none harms it, and good ones among them are answered."""

from pathlib import Path

import pytest

from content.library import Library
from tests.messengers.telegram_chats import group_id, person
from tests.messengers.telegram_people import Queued
from tests.tools.mutating import Mutator, Sample, samples
from tests.tools.onslaught import Onslaught
from tests.tools.program import Program, program, until

SEED = 3
ON_LINE, AT_THE_HOOK, POLLED = 700, 400, 400  # mutations; tests/bench/updates.py makes as many as one likes
NEWEST = 10**15  # an update's number, greater than any before
FORGED = ("a webhook without LINE's signature", "a webhook without Telegram's secret")  # what is logged of them


@pytest.fixture(scope="module")
def given() -> list[Sample]:
    return samples([Path(__file__).parent / "samples"])


def assert_unharmed(onslaught: Onslaught, running: Program, good: int) -> None:
    """Nothing went wrong, and so many good ones or more were answered; called when the program has ended."""
    assert onslaught.failures + running.watch.complaints == []
    assert onslaught.good >= good


async def test_updates_of_every_shape_are_taken(given: list[Sample], library: Library, tmp_path: Path) -> None:
    async with program(tmp_path) as running:
        onslaught = Onslaught(running, Mutator(SEED, given))
        await onslaught.as_they_are(given)
        await onslaught.ended(library)
    assert_unharmed(onslaught, running, good=len(given))
    assert {200, 401} >= set(onslaught.statuses)


async def test_bent_updates_harm_nobody(given: list[Sample], library: Library, tmp_path: Path) -> None:
    async with program(tmp_path) as running:
        onslaught = Onslaught(running, Mutator(SEED, given))
        await onslaught.line(ON_LINE)
        await onslaught.hook(AT_THE_HOOK)
        await onslaught.ended(library)
    assert_unharmed(onslaught, running, good=(ON_LINE + AT_THE_HOOK) // 4)
    assert set(onslaught.statuses) == {200, 401}
    assert {line["event"] for line in running.watch.lines} >= set(FORGED)  # so errors would have been heard as well


async def test_bent_updates_harm_nobody_where_the_bot_polls(
    given: list[Sample], library: Library, tmp_path: Path
) -> None:
    async with program(tmp_path, telegram_secret="") as running:
        onslaught = Onslaught(running, Mutator(SEED, given))
        await onslaught.poll(POLLED)
        await onslaught.ended(library)
    assert_unharmed(onslaught, running, good=POLLED // 4)


async def test_what_was_asked_just_before_a_group_moved_is_answered_where_it_is_now(tmp_path: Path) -> None:
    async with program(tmp_path, telegram_secret="") as running:
        telegram = running.telegram
        telegram.join("北昌共備社群")
        await telegram.answered("北昌共備社群")
        old = telegram.group("北昌共備社群")
        old.moved_to, new = group_id("新的社群"), telegram.group("新的社群")
        new.status = "member"
        for number, chat, more in (
            (NEWEST, old, {"text": f"/ask@{telegram.username} 基隆113講義費一個人多少"}),
            (NEWEST + 1, new, {"text": f"/ask@{telegram.username} 基隆113便當一個120可以嗎"}),
            (NEWEST + 2, old, {"migrate_to_chat_id": new.id}),
        ):
            said = {"message_id": number, "chat": chat.info, "from": person("王老師"), "date": 1711933200, **more}
            telegram.updates[number] = Queued("group", {"update_id": number, "message": said})
        telegram.arrived("group")  # all in one batch
        await until(lambda: len(new.shown) == 2, 10)
        assert len(new.shown) == 2
        assert await running.settled() == []
    assert not running.watch.complaints
