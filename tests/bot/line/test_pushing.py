"""Pushes over a real connection to a server that behaves like LINE, and misbehaves: one try each."""

import uuid
from collections.abc import AsyncIterator

import pytest

from bot.channels.channel import Allowance, Push, Pushed
from bot.channels.line.sending import LineChannel
from handlers.messages import Choice, Reply
from tests.messengers.line import Fault, LineServer
from tests.messengers.line_people import line_id

TEACHER = line_id("王老師")
GROUP = line_id("北昌共備社群", "C")


@pytest.fixture
async def channel(line: LineServer) -> AsyncIterator[LineChannel]:
    async with LineChannel(line.token, line.api, patience=0.5) as channel:
        yield channel


def push(address: str = TEACHER, text: str = "明天要交成果報告") -> Push:
    return Push(5, address, Reply(text, (Choice("完成", "cal:done:1"),)), str(uuid.uuid4()))


async def test_a_push_arrives_with_its_buttons(line: LineServer, channel: LineChannel) -> None:
    assert await channel.push(push()) == Pushed("sent")
    assert [shown.text for shown in line.sent[TEACHER]] == ["明天要交成果報告"]
    assert line.sent[TEACHER][0].buttons == {"完成": "5.0 完成"}


@pytest.mark.parametrize(
    ("fault", "pushed"),
    [
        ("500", Pushed("perhaps")),
        ("reset", Pushed("perhaps")),
        ("timeout", Pushed("perhaps")),
        ("429", Pushed("again", pause=2.0)),
        ("429-monthly", Pushed("quota")),
    ],
)
async def test_what_did_not_get_through_gets_through_later(
    line: LineServer, channel: LineChannel, fault: Fault, pushed: Pushed
) -> None:
    line.fail(fault, call="push")
    wanted = push()
    assert await channel.push(wanted) == pushed
    assert line.sent[TEACHER] == []
    assert await channel.push(wanted) == Pushed("sent")
    assert len(line.sent[TEACHER]) == 1


@pytest.mark.parametrize("fault", ["500-after", "reset-after", "timeout-after"])
async def test_what_got_through_unnoticed_is_not_delivered_twice(
    line: LineServer, channel: LineChannel, fault: Fault
) -> None:
    line.fail(fault, call="push")
    wanted = push()
    assert await channel.push(wanted) == Pushed("perhaps")
    assert await channel.push(wanted) == Pushed("sent")
    assert len(line.sent[TEACHER]) == 1
    assert line.used == 1


async def test_an_unreachable_line_has_delivered_nothing() -> None:
    async with LineChannel("token", "http://127.0.0.1:9") as channel:
        assert await channel.push(push()) == Pushed("again")


async def test_what_line_does_not_draw_goes_as_plain_text(line: LineServer, channel: LineChannel) -> None:
    line.no_buttons = True
    assert await channel.push(push()) == Pushed("sent")
    assert line.sent[TEACHER][0].buttons == {}


async def test_what_line_never_takes_is_given_up(line: LineServer, channel: LineChannel) -> None:
    line.no_text = True
    assert await channel.push(push()) == Pushed("dead")


async def test_a_wrong_token_stops_the_pushes_for_a_while(line: LineServer) -> None:
    async with LineChannel("another", line.api) as channel:
        assert await channel.push(push()) == Pushed("again", pause=60.0)
        assert await channel.allowance() is None


async def test_the_allowance_is_what_line_says(line: LineServer, channel: LineChannel) -> None:
    await channel.push(push())
    assert await channel.allowance() == Allowance(200, 1)
    line.quota = None
    assert await channel.allowance() == Allowance(None, 1)


async def test_a_push_to_a_group_reaches_everybody_in_it(line: LineServer, channel: LineChannel) -> None:
    line.groups[GROUP] = 40
    assert await channel.reach(GROUP) == 40
    assert await channel.push(push(GROUP)) == Pushed("sent")
    assert await channel.allowance() == Allowance(200, 40)
    assert await channel.reach(line_id("別人", "C")) is None


async def test_the_last_of_the_allowance_is_not_exceeded(line: LineServer, channel: LineChannel) -> None:
    line.quota = 1
    assert [(await channel.push(push())).state for _ in range(2)] == ["sent", "quota"]
