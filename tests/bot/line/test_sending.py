"""Free replies over a real connection to a server that behaves like LINE, and misbehaves."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.channels.channel import Delivered, Delivery, Outgoing, Sent
from bot.channels.line.sending import LineChannel
from handlers.messages import Choice, Reply
from tests.messengers.line import Fault, LineServer
from tests.messengers.line_people import Event, line_id
from tests.messengers.odd import odd

TEACHER = line_id("王老師")
GROUP = line_id("北昌共備社群", "C")


@pytest.fixture
async def channel(line: LineServer) -> AsyncIterator[LineChannel]:
    async with LineChannel(line.token, line.api) as channel:
        yield channel


async def claim(_message: int) -> None:
    raise AssertionError("a reply that can be repeated needs no claim")


def arrived(line: LineServer, group: str = "") -> Event:
    event = line.event("message", "王老師", group, message={"type": "text", "id": "1", "text": "便當"})
    line.issue(event)
    return event


def delivery(event: Event, *replies: Reply, seconds_ago: float = 0, again: bool = False) -> Delivery:
    address = event["source"].get("groupId") or event["source"]["userId"]
    received = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    return Delivery(address, event, received, tuple(Outgoing(n, reply) for n, reply in enumerate(replies, 7)), again)


def tries(line: LineServer) -> list[int]:
    return [status for path, status in line.calls if path.endswith("/reply")]


async def test_all_replies_of_a_turn_go_in_one_call(line: LineServer, channel: LineChannel) -> None:
    replies = (Reply("✅ 可以"), Reply("還有呢", (Choice("給主計看", "a"),)))
    delivered = await channel.deliver(delivery(arrived(line), *replies), claim)
    assert delivered == Delivered((Sent(7, "sent"), Sent(8, "sent")))
    assert [shown.text for shown in line.sent[TEACHER]] == ["✅ 可以", "還有呢"]
    assert line.sent[TEACHER][-1].buttons == {"給主計看": "8.0 給主計看"}
    assert tries(line) == [200]


@pytest.mark.parametrize("fault", ["500", "429", "reset"])
async def test_what_did_not_get_through_is_tried_again(line: LineServer, channel: LineChannel, fault: Fault) -> None:
    line.fail(fault)
    delivered = await channel.deliver(delivery(arrived(line), Reply("好")), claim)
    assert delivered.messages == (Sent(7, "sent"),)
    assert len(line.sent[TEACHER]) == 1
    assert line.repeated == []


@pytest.mark.parametrize("fault", ["500-after", "reset-after"])
async def test_what_got_through_unnoticed_is_not_sent_twice(
    line: LineServer, channel: LineChannel, fault: Fault
) -> None:
    line.fail(fault)
    delivered = await channel.deliver(delivery(arrived(line), Reply("好")), claim)
    assert delivered.messages == (Sent(7, "sent"),)
    assert len(line.sent[TEACHER]) == 1
    assert line.repeated == [TEACHER]


@pytest.mark.parametrize("fault", ["timeout", "timeout-after"])
async def test_an_answer_is_not_waited_for_without_end(line: LineServer, fault: Fault) -> None:
    line.fail(fault)
    async with LineChannel(line.token, line.api, patience=0.3) as channel:
        delivered = await channel.deliver(delivery(arrived(line), Reply("好")), claim)
    assert delivered.messages == (Sent(7, "sent"),)
    assert len(line.sent[TEACHER]) == 1


async def test_a_used_token_means_sent_only_after_an_earlier_try(line: LineServer, channel: LineChannel) -> None:
    event = arrived(line)
    await channel.deliver(delivery(event, Reply("好")), claim)
    assert (await channel.deliver(delivery(event, Reply("好"), again=True), claim)).messages == (Sent(7, "sent"),)
    assert (await channel.deliver(delivery(event, Reply("別的")), claim)).messages == (Sent(7, "expired"),)
    assert len(line.sent[TEACHER]) == 1


async def test_a_refusal_for_the_rate_is_no_earlier_try(line: LineServer, channel: LineChannel) -> None:
    event = arrived(line)
    line.ahead = 61
    line.fail("429")
    assert (await channel.deliver(delivery(event, Reply("好")), claim)).messages == (Sent(7, "expired"),)


async def test_an_old_or_missing_token_is_not_even_tried(line: LineServer, channel: LineChannel) -> None:
    event = arrived(line)
    late = await channel.deliver(delivery(event, Reply("好"), seconds_ago=51), claim)
    without = {key: value for key, value in event.items() if key != "replyToken"}
    never = await channel.deliver(delivery(without, Reply("好")), claim)
    assert late == never == Delivered((Sent(7, "expired"),))
    assert line.calls == []


async def test_trying_ends_with_the_window(line: LineServer, channel: LineChannel) -> None:
    line.fail("500", 100)
    delivered = await channel.deliver(delivery(arrived(line), Reply("好"), seconds_ago=49.5), claim)
    assert delivered.messages == (Sent(7, "expired"),)
    assert line.sent[TEACHER] == []


async def test_an_unreachable_line_is_waited_for(line: LineServer) -> None:
    event = arrived(line)
    async with LineChannel(line.token, "http://127.0.0.1:9") as channel:
        delivered = await channel.deliver(delivery(event, Reply("好"), seconds_ago=49.5), claim)
        await channel.waiting(delivery(event))
    assert delivered.messages == (Sent(7, "expired"),)


async def test_who_has_to_wait_too_long_behind_others_is_told_at_the_next_contact(line: LineServer) -> None:
    events = [arrived(line) for _ in range(3)]
    async with LineChannel(line.token, line.api, rate=0.1) as channel:
        waiting = [channel.deliver(delivery(event, Reply("好"), seconds_ago=49.5), claim) for event in events]
        async with asyncio.timeout(5):
            first, *others = await asyncio.gather(*waiting)
    assert first.messages == (Sent(7, "sent"),)
    assert [other.messages for other in others] == [(Sent(7, "expired"),)] * 2
    assert tries(line) == [200]


@pytest.mark.parametrize("status", [200, 202, 302, 400, 401, 404, 500])
@pytest.mark.parametrize(
    "body", [b"", b"null", b'["x"]', b"\xff", b"[" * 100_000, b'{"details": [7, {"property": []}]}']
)
async def test_no_answer_of_a_server_makes_the_channel_fail(line: LineServer, body: bytes, status: int) -> None:
    event = arrived(line, "北昌共備社群")
    async with odd(body, status) as api, LineChannel(line.token, api) as channel:
        delivered = await channel.deliver(delivery(event, Reply("再見", leave=True), seconds_ago=49.8), claim)
        await channel.waiting(delivery(arrived(line)))
    states = {200: "sent", 202: "sent", 400: "dead"}
    assert [sent.state for sent in delivered.messages] == [states.get(status, "expired")]


async def test_who_redirects_a_reply_is_not_line(line: LineServer) -> None:
    async with (
        odd(b"{}", 200) as portal,
        odd(b"", 302, {"Location": portal}) as api,
        LineChannel(line.token, api) as channel,
    ):
        delivered = await channel.deliver(delivery(arrived(line), Reply("好")), claim)
    assert delivered.messages == (Sent(7, "expired"),)


async def test_what_line_quotes_of_a_message_stays_out_of_the_log(line: LineServer) -> None:
    refusal = '{"message": "one error", "details": [{"message": "王老師的私事", "property": "messages[0].text"}]}'
    async with odd(refusal.encode(), 400) as api, LineChannel(line.token, api) as channel:
        with capture_logs() as logged:
            await channel.deliver(delivery(arrived(line), Reply("王老師的私事")), claim)
    assert "messages[0].text" in str(logged)
    assert "王老師" not in str(logged)


async def test_a_wrong_access_token_loses_no_words(line: LineServer) -> None:
    async with LineChannel("stolen", line.api) as channel:
        delivered = await channel.deliver(delivery(arrived(line), Reply("好")), claim)
    assert delivered.messages == (Sent(7, "expired"),)
    assert tries(line) == [401]


async def test_what_line_refuses_is_sent_plain(line: LineServer, channel: LineChannel) -> None:
    line.no_buttons = True
    delivered = await channel.deliver(delivery(arrived(line), Reply("好", (Choice("是", "y"),))), claim)
    assert delivered.messages == (Sent(7, "sent"),)
    assert [(shown.text, shown.buttons) for shown in line.sent[TEACHER]] == [("好", {})]
    assert len(line.refused) == 1


async def test_what_line_refuses_even_plain_is_given_up(line: LineServer, channel: LineChannel) -> None:
    line.no_text = True
    delivered = await channel.deliver(delivery(arrived(line), Reply("好", (Choice("是", "y"),))), claim)
    assert delivered.messages == (Sent(7, "dead"),)
    assert tries(line) == [400, 400]


async def test_nothing_to_see_needs_no_call(line: LineServer, channel: LineChannel) -> None:
    delivered = await channel.deliver(delivery(arrived(line), Reply(" ")), claim)
    assert delivered.messages == (Sent(7, "sent"),)
    assert line.calls == []


async def test_a_group_is_left_after_the_good_bye(line: LineServer, channel: LineChannel) -> None:
    await channel.deliver(delivery(arrived(line, "北昌共備社群"), Reply("再見", leave=True)), claim)
    assert [shown.text for shown in line.sent[GROUP]] == ["再見"]
    assert line.left == [GROUP]
    room = {"type": "message", "source": {"type": "room", "roomId": "R1"}, "replyToken": "room"}
    line.issue(room)
    await channel.deliver(Delivery("R1", room, datetime.now(UTC), (Outgoing(1, Reply("再見", leave=True)),)), claim)
    assert line.left == [GROUP, "R1"]


async def test_a_group_that_did_not_hear_the_good_bye_is_not_left(line: LineServer, channel: LineChannel) -> None:
    event = arrived(line, "北昌共備社群")
    await channel.deliver(delivery(event, Reply("再見", leave=True), seconds_ago=51), claim)
    assert line.left == []


async def test_dots_are_shown_to_one_person_and_not_to_a_group(line: LineServer, channel: LineChannel) -> None:
    await channel.waiting(delivery(arrived(line)))
    await channel.waiting(delivery(arrived(line, "北昌共備社群")))
    assert line.loading == [TEACHER]
    assert line.refused == []
