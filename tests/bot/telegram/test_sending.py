"""Replies on their way: each sent once, and what becomes of those that are not."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.channels.channel import Delivered, Delivery, Heard, Outgoing, State
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.calling import judge
from handlers.messages import Choice, Reply
from tests.messengers.telegram import TelegramServer
from tests.messengers.telegram_faults import Fault, FaultKind

WANG = "王老師"
GROUP = "北昌共備社群"


@dataclass
class Office:
    """Answers updates with replies, and remembers what was claimed when."""

    telegram: TelegramServer
    channel: TelegramChannel
    claimed: list[int] = field(default_factory=list)
    tries: list[int] = field(default_factory=list)  # messages that Telegram had at each claim
    next: int = 1

    async def answer(self, update: int, *replies: Reply) -> Delivered:
        raw = self.telegram.updates.pop(update).raw
        heard = self.channel.read(raw)
        assert isinstance(heard, Heard)
        first, self.next = self.next, self.next + len(replies)
        outgoing = tuple(Outgoing(number, reply) for number, reply in enumerate(replies, first))
        delivery = Delivery(heard.address, raw, datetime.now(UTC), outgoing)
        return await self.channel.deliver(delivery, self.claim)

    async def claim(self, message: int) -> None:
        self.claimed.append(message)
        self.tries.append(len([call for call in self.telegram.calls if call.method == "sendMessage"]))


@pytest.fixture
def office(telegram: TelegramServer, channel: TelegramChannel) -> Office:
    return Office(telegram, channel)


def states(delivered: Delivered) -> list[State]:
    return [sent.state for sent in delivered.messages]


def sends(telegram: TelegramServer, method: str = "sendMessage") -> int:
    return len([call for call in telegram.calls if call.method == method])


# ---- as it should be ----


async def test_each_reply_is_claimed_just_before_it_is_sent(office: Office, telegram: TelegramServer) -> None:
    delivered = await office.answer(telegram.say(WANG, "你好"), Reply("一"), Reply("二", (Choice("好", "x"),)))
    assert states(delivered) == ["sent", "sent"]
    assert telegram.texts(WANG) == ["一", "二"]
    assert telegram.shown(WANG)[1].buttons == {"好": "2.0"}
    assert (office.claimed, office.tries) == ([1, 2], [0, 1])
    assert telegram.refused == []


async def test_a_step_takes_the_place_of_the_message_that_was_tapped(office: Office, telegram: TelegramServer) -> None:
    await office.answer(telegram.say(WANG, "你好"), Reply("哪一縣市？", (Choice("桃園", "x"),)))
    delivered = await office.answer(telegram.tap(WANG, "桃園"), Reply("哪一年？", (Choice("103", "y"),), step=True))
    assert states(delivered) == ["sent"]
    (shown,) = telegram.shown(WANG)
    assert (shown.text, shown.buttons, shown.edited) == ("哪一年？", {"103": "2.0"}, True)


async def test_a_second_tap_that_changes_nothing_is_no_failure(office: Office, telegram: TelegramServer) -> None:
    await office.answer(telegram.say(WANG, "你好"), Reply("好了", (Choice("桃園", "x"),)))
    taps = telegram.tap(WANG, "桃園"), telegram.tap(WANG, "桃園")
    for tap in taps:
        assert states(await office.answer(tap, Reply("完成", step=True))) == ["sent"]
    assert telegram.texts(WANG) == ["完成"]


async def test_a_step_whose_message_is_gone_comes_as_a_new_one(office: Office, telegram: TelegramServer) -> None:
    await office.answer(telegram.say(WANG, "你好"), Reply("哪一縣市？", (Choice("桃園", "x"),)))
    tap = telegram.tap(WANG, "桃園", inaccessible=True)
    telegram.private(WANG).shown.clear()
    assert states(await office.answer(tap, Reply("哪一年？", step=True))) == ["sent"]
    assert telegram.texts(WANG) == ["哪一年？"]


async def test_only_the_first_reply_edits(office: Office, telegram: TelegramServer) -> None:
    await office.answer(telegram.say(WANG, "你好"), Reply("哪一縣市？", (Choice("桃園", "x"),)))
    await office.answer(telegram.tap(WANG, "桃園"), Reply("好", step=True), Reply("答案", step=True))
    assert telegram.texts(WANG) == ["好", "答案"]


async def test_in_a_group_answers_reply_to_the_asker_in_the_same_topic(
    office: Office, telegram: TelegramServer
) -> None:
    telegram.updates.pop(telegram.join(GROUP))
    update = telegram.say_in_group(GROUP, WANG, f"/ask@{telegram.username} 膳食費", thread=77)
    asked = telegram.updates[update].raw["message"]["message_id"]
    await office.answer(update, Reply("哪一種？", asks=True), Reply("可以"))
    question, answer = telegram.shown(GROUP)
    assert (question.answers, question.thread, question.asks) == (asked, 77, True)
    assert (answer.answers, answer.asks) == (asked, False)


async def test_a_question_in_private_forces_no_reply(office: Office, telegram: TelegramServer) -> None:
    await office.answer(telegram.say(WANG, "你好"), Reply("幾節？", asks=True))
    assert not telegram.shown(WANG)[0].asks


async def test_having_said_goodbye_the_bot_leaves(office: Office, telegram: TelegramServer) -> None:
    telegram.updates.pop(telegram.join(GROUP))
    update = telegram.say_in_group(GROUP, WANG, f"/ask@{telegram.username} 請離開")
    assert states(await office.answer(update, Reply("再見", leave=True))) == ["sent"]
    assert telegram.left == [telegram.group(GROUP).id]


async def test_a_long_answer_comes_in_pieces_and_is_claimed_once(office: Office, telegram: TelegramServer) -> None:
    await office.answer(telegram.say(WANG, "你好"), Reply("很長。" * 3000, (Choice("好", "x"),)))
    assert [bool(shown.buttons) for shown in telegram.shown(WANG)] == [False, False, True]
    assert office.claimed == [1]


async def test_markup_in_a_name_reaches_nobody(office: Office, telegram: TelegramServer) -> None:
    nasty = "<b>王</b> & <a href='tg://user?id=1'>老師</a> <script>"
    await office.answer(telegram.say(WANG, nasty), Reply(f"你好，{nasty}", late=nasty, verdict="allowed"))
    assert nasty in telegram.texts(WANG)[0]
    assert telegram.refused == []


async def test_waiting_shows_that_somebody_types(office: Office, telegram: TelegramServer) -> None:
    raw = telegram.updates[telegram.say(WANG, "你好")].raw
    heard = office.channel.read(raw)
    assert isinstance(heard, Heard)
    await office.channel.waiting(Delivery(heard.address, raw, datetime.now(UTC), ()))
    assert telegram.typing == [telegram.private(WANG).id]


async def test_a_tap_is_acknowledged_once(office: Office, telegram: TelegramServer) -> None:
    await office.answer(telegram.say(WANG, "你好"), Reply("?", (Choice("桃園", "x"),)))
    raw = telegram.updates[telegram.tap(WANG, "桃園")].raw
    telegram.faults.append(Fault("500", "answerCallbackQuery"))
    for _ in range(2):
        await office.channel.seen(raw)
    assert (telegram.unanswered, telegram.refused) == (set(), [])
    await office.channel.seen({"update_id": 1, "callback_query": {"id": "unknown"}})  # too late: nobody minds


# ---- as it should not be ----


@pytest.mark.parametrize(
    ("kind", "state", "shown"),
    [("500", "sent", 1), ("429", "sent", 1), ("markup", "sent", 1), ("400", "dead", 0), ("403", "dead", 0)],
)
async def test_a_refused_message_is_tried_again_where_that_helps(
    office: Office, telegram: TelegramServer, kind: FaultKind, state: State, shown: int
) -> None:
    telegram.faults.append(Fault(kind))
    delivered = await office.answer(telegram.say(WANG, "你好"), Reply("<好>"))
    assert (states(delivered), len(telegram.shown(WANG))) == ([state], shown)
    assert delivered.blocked == (kind == "403")


@pytest.mark.parametrize(("kind", "shown"), [("reset", 0), ("reset-after", 1)])
async def test_what_may_have_arrived_is_never_sent_again(
    office: Office, telegram: TelegramServer, kind: FaultKind, shown: int
) -> None:
    telegram.faults.append(Fault(kind))
    delivered = await office.answer(telegram.say(WANG, "你好"), Reply("一"), Reply("二"))
    assert states(delivered) == ["uncertain", "sent"]
    assert len(telegram.shown(WANG)) == shown + 1
    assert sends(telegram) == 2


async def test_an_edit_whose_answer_was_lost_is_made_again(office: Office, telegram: TelegramServer) -> None:
    await office.answer(telegram.say(WANG, "你好"), Reply("?", (Choice("桃園", "x"),)))
    telegram.faults.append(Fault("reset-after", "editMessageText"))
    assert states(await office.answer(telegram.tap(WANG, "桃園"), Reply("好", step=True))) == ["sent"]
    assert telegram.texts(WANG) == ["好"]


async def test_a_server_that_stays_down_is_given_up_for_all_that_follow(
    office: Office, telegram: TelegramServer
) -> None:
    telegram.faults.append(Fault("500", times=9))
    assert states(await office.answer(telegram.say(WANG, "你好"), Reply("一"), Reply("二"))) == ["expired", "expired"]
    assert sends(telegram) == 3  # the first with two more tries, the second not at all
    assert office.claimed == [1]


async def test_nobody_listening_is_no_message_lost_silently(office: Office, telegram: TelegramServer) -> None:
    update = telegram.say(WANG, "你好")
    async with TelegramChannel(telegram.token, "http://127.0.0.1:9", telegram.username, pauses=(0.01,)) as channel:
        office.channel = channel
        assert states(await office.answer(update, Reply("一"))) == ["expired"]


async def test_a_pause_that_takes_too_long_is_not_waited_for(office: Office, telegram: TelegramServer) -> None:
    telegram.faults.append(Fault("429", seconds=3600))
    for _ in range(2):
        assert states(await office.answer(telegram.say(WANG, "你好"), Reply("一"))) == ["expired"]
    assert sends(telegram) == 1
    assert states(await office.answer(telegram.say("林老師", "你好"), Reply("一"))) == ["sent"]


async def test_what_arrived_in_part_is_uncertain(office: Office, telegram: TelegramServer) -> None:
    telegram.faults.append(Fault("500", times=9, after=1))
    delivered = await office.answer(telegram.say(WANG, "你好"), Reply("很長。" * 3000), Reply("二"))
    assert (states(delivered), len(telegram.shown(WANG))) == (["uncertain", "expired"], 1)


async def test_who_blocked_us_gets_nothing_more(office: Office, telegram: TelegramServer) -> None:
    update = telegram.say(WANG, "你好")
    telegram.updates.pop(telegram.block(WANG))
    delivered = await office.answer(update, Reply("一"), Reply("二", leave=True))
    assert (states(delivered), delivered.blocked, sends(telegram)) == (["dead", "dead"], True, 1)


async def test_a_group_that_moved_is_answered_where_it_is_now(office: Office, telegram: TelegramServer) -> None:
    telegram.updates.pop(telegram.join(GROUP))
    update = telegram.say_in_group(GROUP, WANG, f"/ask@{telegram.username} 膳食費")
    moved = telegram.migrate(GROUP)
    delivered = await office.answer(update, Reply("一"), Reply("二"))
    assert (states(delivered), delivered.moved) == (["sent", "sent"], str(moved))
    assert telegram.texts(GROUP) == ["一", "二"]
    assert [shown.answers for shown in telegram.shown(GROUP)] == [None, None]


async def test_a_chat_that_nobody_knows_is_dead_and_not_blocked(office: Office, telegram: TelegramServer) -> None:
    raw: dict[str, Any] = {"message": {"chat": {"id": 5, "type": "private"}, "text": "?"}}
    delivery = Delivery("5", raw, datetime.now(UTC), (Outgoing(1, Reply("一")),))
    delivered = await office.channel.deliver(delivery, office.claim)
    assert (states(delivered), delivered.blocked) == (["dead"], False)


@pytest.mark.parametrize("cause", [httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.PoolTimeout("x")])
def test_a_connection_that_was_never_made_sent_nothing(cause: Exception) -> None:
    assert judge(_caused(NetworkError("x"), cause)) == "unsent"


@pytest.mark.parametrize("cause", [httpx.ReadTimeout("x"), httpx.WriteError("x"), httpx.RemoteProtocolError("x")])
def test_a_connection_that_broke_later_may_have_sent_it(cause: Exception) -> None:
    assert judge(_caused(TimedOut(), cause)) == "uncertain"


def _caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error
