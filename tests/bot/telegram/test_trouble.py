"""The channel among servers and databases that misbehave: it never fails, waits without end or tells what was said."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram.error import RetryAfter

from bot.channels.channel import Delivered, Delivery, Outgoing, State
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.calling import judge, seconds, tried
from handlers.messages import Reply
from tests.messengers.odd import odd
from tests.messengers.telegram import TelegramServer
from tests.messengers.telegram_faults import Fault

WANG = "王老師"
PRIVATE = "王老師的私事"
TAP = {"update_id": 1, "callback_query": {"id": "7"}}
ODD = [b"", PRIVATE.encode(), b"null", b"[]", b"{}", b'{"ok": true}', b'{"result": 7}', b"[" * 100_000]


def delivery(telegram: TelegramServer, *replies: Reply) -> Delivery:
    raw = telegram.updates.pop(telegram.say(WANG, "你好")).raw
    outgoing = tuple(Outgoing(number, reply) for number, reply in enumerate(replies, 1))
    return Delivery(str(telegram.private(WANG).id), raw, datetime.now(UTC), outgoing)


def states(delivered: Delivered) -> list[State]:
    return [sent.state for sent in delivered.messages]


def sends(telegram: TelegramServer, method: str = "sendMessage") -> int:
    return len([call for call in telegram.calls if call.method == method])


async def claim(_message: int) -> None:
    """Nothing to note."""


async def test_what_was_sent_counts_although_the_next_could_not_be_claimed(
    telegram: TelegramServer, channel: TelegramChannel
) -> None:
    async def broken(message: int) -> None:
        if message == 2:
            raise OSError("the disk is full, on purpose")

    said = delivery(telegram, Reply("一"), Reply("二"), Reply("三", leave=True))
    with capture_logs():
        delivered = await channel.deliver(said, broken)
    assert states(delivered) == ["sent", "expired", "expired"]
    assert telegram.texts(WANG) == ["一"]
    assert telegram.left == []


async def test_a_chat_is_not_left_by_a_call_that_cannot_succeed(
    telegram: TelegramServer, channel: TelegramChannel
) -> None:
    telegram.faults.append(Fault("500", times=9))
    assert states(await channel.deliver(delivery(telegram, Reply("再見", leave=True)), claim)) == ["expired"]
    assert sends(telegram, "leaveChat") == 0


@pytest.mark.parametrize("status", [200, 302, 400, 403, 429, 500, 599])
@pytest.mark.parametrize("body", ODD)
async def test_no_answer_of_a_server_makes_the_channel_fail(telegram: TelegramServer, body: bytes, status: int) -> None:
    said = delivery(telegram, Reply(PRIVATE))
    expected: dict[int, State] = {200: "uncertain", 400: "dead", 403: "dead"}
    async with (
        odd(body, status) as api,
        TelegramChannel(telegram.token, api, telegram.username, rate=3000, pauses=()) as channel,
    ):
        with capture_logs():
            assert states(await channel.deliver(said, claim)) == [expected.get(status, "expired")]
            await channel.waiting(said)
            await channel.seen(TAP)


async def test_an_answer_that_cannot_be_read_is_not_logged(
    telegram: TelegramServer, caplog: pytest.LogCaptureFixture
) -> None:
    said = delivery(telegram, Reply(PRIVATE))
    for status in (200, 500):
        async with (
            odd(f"<html>{PRIVATE}".encode(), status) as api,
            TelegramChannel(telegram.token, api, telegram.username, pauses=()) as channel,
        ):
            with capture_logs() as logged:
                await channel.deliver(said, claim)
            assert logged
            assert PRIVATE not in caplog.text + str(logged)


@pytest.mark.parametrize("wait", [-5, 0.5, 1, timedelta(seconds=-1)])
def test_a_pause_that_is_none_is_a_second_all_the_same(wait: Any) -> None:
    assert seconds(RetryAfter(wait)) == 1


async def test_a_call_that_never_ends_is_given_up_and_may_have_been_made() -> None:
    assert judge(await tried(asyncio.Event().wait, 0.05)) == "uncertain"
