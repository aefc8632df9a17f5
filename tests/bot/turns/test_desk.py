"""Turns: nothing is lost, nothing twice, in order per person, many persons at once."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy.exc import OperationalError

from bot.channels.channel import Update
from bot.store import inbox, messages, persons
from bot.turns import Desk
from bot.turns.delivering import PATIENCE
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming
from handlers.ports import Ports
from handlers.topic import Outcome, Person
from tests.bot.turns.pigeon import Open, Pigeon

LUNCH = "基隆113便當一個120可以嗎"
PHOTOS = "基隆113成果照片要幾張"


async def test_an_update_that_comes_twice_is_answered_once(office: Open) -> None:
    async with office() as here:
        await here.say(LUNCH, id="a")
        await here.say(LUNCH, id="a")
        assert len(here.pigeon.sent) == 1


async def test_a_conversation_goes_on_in_a_new_process(office: Open) -> None:
    async with office() as here:
        await here.say("基隆")
    async with office() as here:
        await here.say("成果照片要幾張")
        assert here.pigeon.sent[-1][1].sources[0].plan == "keelung-113"


async def test_messages_of_one_person_are_answered_in_order(office: Open) -> None:
    questions = [f"基隆113膳食費一個人{price}元可以嗎" for price in range(90, 111)]
    async with office() as here:
        for question in questions:
            await here.send(question)
        await here.quiet()
        prices = [
            next(n for n in range(90, 111) if f"{n} 元" in text or f"{n}元" in text) for text in here.pigeon.texts()
        ]
        assert len(prices) == len(questions)
        assert [text[0] for text in here.pigeon.texts()] == ["✅"] * 11 + ["❌"] * 10


async def test_a_flood_of_one_person_does_not_delay_another(office: Open) -> None:
    async with office() as here:
        flood = [Update(f"flood {n}", {"who": "王老師", "text": LUNCH}) for n in range(200)]
        await here.desk.receive("pigeon", flood)
        (row,) = await here.send(PHOTOS, who="林老師")
        await here.desk.settled(row)
        assert len(here.pigeon.texts()) < 20
        await here.quiet()
        assert len(here.pigeon.texts()) == 200
        assert len(here.pigeon.texts("林老師")) == 1


async def test_a_question_in_pieces_is_answered_once(office: Open) -> None:
    async with office(gather=1.0) as here:
        await here.say("基隆")
        for piece in ("外聘講師", "兩節", "4000可以嗎"):
            await here.send(piece)
        await here.quiet()
        assert len(here.pigeon.sent) == 2
        assert here.pigeon.texts()[-1].startswith("✅")


async def test_somebody_who_waits_is_shown_that_an_answer_comes(office: Open) -> None:
    async with office(gather=PATIENCE * 3) as here:
        await here.say("基隆")
        await here.send("外聘講師")
        await here.quiet()
        assert here.pigeon.shown == ["王老師"]


async def test_what_could_not_be_delivered_is_told_before_the_next_answer(office: Open) -> None:
    async with office(Pigeon(outcome="expired")) as here:
        await here.say(LUNCH)
        here.pigeon.outcome = "sent"
        await here.say(PHOTOS)
        await here.say(PHOTOS)
        (_, late), (_, answer), (_, again) = here.pigeon.sent
        assert late.late == LUNCH
        assert "120" in late.text
        assert answer.late == again.late == ""


async def test_what_is_told_late_and_lost_again_is_not_forgotten(office: Open) -> None:
    async with office(Pigeon(outcome="expired")) as here:
        for _ in range(6):
            await here.say(LUNCH)
        here.pigeon.outcome = "sent"
        for _ in range(3):
            await here.say(PHOTOS)
        assert sum(reply.late == LUNCH for _, reply in here.pigeon.sent) == 6
        assert len(set(here.pigeon.ids)) == len(here.pigeon.ids) == 9


async def test_a_reply_that_was_committed_but_not_tried_is_delivered_by_the_next_process(office: Open) -> None:
    stuck = Pigeon()
    stuck.open.clear()
    async with office(stuck) as here:
        (row,) = await here.send(LUNCH)
        await here.desk.settled(row)
        await abandon(here.desk)
    async with office() as here:
        await here.quiet()
        assert len(here.pigeon.sent) == 1
        await here.say(PHOTOS)
        assert not any(reply.late for _, reply in here.pigeon.sent)


async def test_a_reply_that_may_have_arrived_is_not_sent_again_but_told(office: Open) -> None:
    stuck = Pigeon(repeats=False)
    stuck.open.clear()
    async with office(stuck) as here:
        (row,) = await here.send(LUNCH)
        await here.desk.settled(row)
        await stuck.flying.wait()
        await abandon(here.desk)
    async with office(Pigeon(repeats=False)) as here:
        await here.quiet()
        assert not here.pigeon.sent
        await here.say(PHOTOS)
        assert [reply.late for _, reply in here.pigeon.sent] == [LUNCH, ""]


class Stuck(Dispatcher):
    """A dispatcher that does not end the first time."""

    stuck = False

    async def turn(self, incoming: Incoming, person: Person, now: datetime, ports: Ports) -> Outcome:
        if not self.stuck:
            self.stuck = True
            await asyncio.Event().wait()
        return await super().turn(incoming, person, now, ports)


async def test_an_update_that_was_stored_but_not_answered_is_answered_by_the_next_process(
    office: Open, dispatcher: Dispatcher
) -> None:
    async with office(talk=Stuck(dispatcher.library)) as here:
        await here.send(LUNCH)
        await abandon(here.desk)
    async with office() as here:
        await here.quiet()
        assert len(here.pigeon.sent) == 1
        work = await here.store.read(lambda c: inbox.waiting(c, ["pigeon"]))
        assert not work


async def test_an_update_that_was_left_open_is_answered_when_it_comes_again(
    office: Open, dispatcher: Dispatcher
) -> None:
    async with office(talk=Stuck(dispatcher.library)) as here:
        await here.send(LUNCH, id="a")
        await abandon(here.desk)
        await here.say(LUNCH, id="a")
        assert len(here.pigeon.sent) == 1


async def test_an_update_is_answered_though_whoever_brought_it_went_away(office: Open) -> None:
    async with office() as here:
        bringing = asyncio.create_task(here.send(LUNCH))
        await asyncio.sleep(0)
        bringing.cancel()
        await asyncio.gather(bringing, return_exceptions=True)
        await here.quiet()
        assert len(here.pigeon.sent) == 1


async def test_an_update_on_which_the_program_dies_is_set_aside_with_an_apology(
    office: Open, dispatcher: Dispatcher
) -> None:
    async with office(talk=Stuck(dispatcher.library)) as here:
        (row,) = await here.send(LUNCH)
        await abandon(here.desk)
        for _ in range(2):
            await here.store.write(lambda c: inbox.begin(c, [row]))
    async with office() as here:
        await here.quiet()
        assert str(row) in here.pigeon.texts()[-1]
        assert not here.pigeon.sent[-1][1].sources


class Broken(Dispatcher):
    """A dispatcher with a bug."""

    async def turn(self, incoming: Incoming, person: Person, now: datetime, ports: Ports) -> Outcome:
        if "炸" in incoming.text:
            raise ZeroDivisionError
        return await super().turn(incoming, person, now, ports)


async def test_a_bug_of_ours_is_an_apology_with_a_reference_and_changes_nothing(
    office: Open, dispatcher: Dispatcher
) -> None:
    async with office(talk=Broken(dispatcher.library)) as here:
        await here.say("基隆")
        row = await here.say("炸")
        assert str(row) in here.pigeon.texts()[-1]
        await here.say("成果照片要幾張")
        assert here.pigeon.sent[-1][1].sources[0].plan == "keelung-113"


async def test_a_turn_that_somebody_overtook_is_computed_again(office: Open, dispatcher: Dispatcher) -> None:
    async with office() as here:
        await here.say("基隆")

        class Overtaken(Dispatcher):
            """Meanwhile another program writes to the same person."""

            times = 0

            async def turn(self, incoming: Incoming, person: Person, now: datetime, ports: Ports) -> Outcome:
                self.times += 1
                if self.times == 1:
                    known = await here.store.read(lambda c: persons.of(c, "pigeon", "王老師"))
                    assert known
                    await here.store.write(lambda c: persons.save(c, known, Person(plan="taoyuan-103"), now))
                return await super().turn(incoming, person, now, ports)

        talk = Overtaken(dispatcher.library)
        async with office(here.pigeon, talk) as other:
            await other.say("成果報告什麼時候交")
        assert talk.times == 2
        assert here.pigeon.sent[-1][1].sources[0].plan == "taoyuan-103"


async def test_a_turn_waits_for_a_database_that_does_not_take_it(office: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    async with office() as here:
        real, refused = messages.add, []

        def full(*given: object, **named: object) -> list[int]:
            if not refused:
                refused.append(True)
                raise OperationalError("disk full", None, OSError())
            return real(*given, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(messages, "add", full)
        await here.say(LUNCH)
        assert len(here.pigeon.sent) == 1


async def test_who_blocks_us_gets_nothing_more_until_they_come_back(office: Open) -> None:
    async with office(Pigeon(outcome="expired")) as here:
        await here.say(LUNCH)
        await here.send(became="blocked")
        here.pigeon.outcome = "sent"
        await here.say(PHOTOS)
        assert here.pigeon.texts()


async def test_a_group_with_a_new_address_goes_on(office: Open) -> None:
    async with office() as here:
        await here.say("基隆", who="-1", group=True)
        await here.send(who="-1", became="moved", now_at="-1001")
        await here.say("成果照片要幾張", who="-1001", group=True)
        assert "基隆113" in here.pigeon.texts("-1001")[-1]


async def test_an_address_that_turns_out_to_have_moved_is_followed(office: Open) -> None:
    async with office() as here:
        here.pigeon.moved = "-1001"
        await here.say("基隆", who="-1", group=True)
        here.pigeon.moved = ""
        await here.say("成果照片要幾張", who="-1001", group=True)
        assert "基隆113" in here.pigeon.texts("-1001")[-1]


async def test_a_tapped_button_is_found_by_its_message(office: Open) -> None:
    async with office() as here:
        await here.say(token="start")
        place = [choice.label for choice in here.pigeon.sent[-1][1].choices].index("基隆")
        await here.say(tap=(here.pigeon.ids[-1], place))
        assert "基隆" in here.pigeon.texts()[-1]


async def test_a_button_of_somebody_elses_message_does_nothing(office: Open) -> None:
    async with office() as here:
        await here.say(token="start")
        await here.say(who="林老師", tap=(here.pigeon.ids[-1], 0))
        known = await here.store.read(lambda c: persons.of(c, "pigeon", "林老師"))
        assert known
        assert known.person.plan == ""


async def test_a_repeated_update_brings_the_reply_that_came_too_late(office: Open) -> None:
    async with office(Pigeon(outcome="expired")) as here:
        await here.say(LUNCH, id="a")
        here.pigeon.outcome = "sent"
        await here.say(LUNCH, id="a")
        assert len(here.pigeon.sent) == 1
        assert not here.pigeon.sent[0][1].late


async def test_many_persons_are_answered_together(office: Open) -> None:
    async with office() as here:
        await asyncio.gather(*(here.say(LUNCH, who=f"老師{n}") for n in range(50)))
        assert sorted(address for address, _ in here.pigeon.sent) == sorted(f"老師{n}" for n in range(50))


async def abandon(desk: Desk) -> None:
    """As if the process had died: what runs is broken off, nothing is finished."""
    tasks = list(desk._lines._tasks.values())
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
