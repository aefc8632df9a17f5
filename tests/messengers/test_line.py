"""Our own LINE refuses what LINE refuses; without that, a test that nothing was refused would show nothing."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.messengers.line import LineServer
from tests.messengers.line_people import line_id
from tests.messengers.line_rules import problems


@pytest.fixture
async def line() -> AsyncIterator[LineServer]:
    async with LineServer() as server:
        yield server


async def call(line: LineServer, path: str, body: dict[str, Any], key: str = "") -> int:
    headers = {"Authorization": f"Bearer {line.token}"} | ({"X-Line-Retry-Key": key} if key else {})
    async with ClientSession() as session, session.post(f"{line.api}/v2/bot/{path}", json=body, headers=headers) as got:
        return got.status


def reply(*messages: Any, token: str = "t") -> dict[str, Any]:
    return {"replyToken": token, "messages": list(messages)}


def text(said: str, *buttons: dict[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = {"type": "text", "text": said}
    return {**message, "quickReply": {"items": list(buttons)}} if buttons else message


def button(label: str = "是", data: str = "1.0 是", **more: Any) -> dict[str, Any]:
    return {"type": "action", "action": {"type": "postback", "label": label, "data": data, **more}}


async def test_a_token_serves_once_and_for_a_minute(line: LineServer) -> None:
    first, second = (line.event("follow", name) for name in ("王老師", "林老師"))
    line.issue(first)
    line.issue(second)
    assert await call(line, "message/reply", reply(text("好"), token=first["replyToken"])) == 200
    assert await call(line, "message/reply", reply(text("好"), token=first["replyToken"])) == 400
    assert (line.repeated, line.refused) == ([line_id("王老師")], [])
    line.ahead = 61
    assert await call(line, "message/reply", reply(text("好"), token=second["replyToken"])) == 400
    assert await call(line, "message/reply", reply(text("好"), token="made up")) == 400
    assert len(line.refused) == 2
    assert [shown.text for shown in line.sent[line_id("王老師")]] == ["好"]


async def test_a_push_needs_a_key_which_serves_once(line: LineServer) -> None:
    body = {"to": line_id("王老師"), "messages": [text("好")]}
    assert await call(line, "message/push", body) == 400
    key = "123e4567-e89b-42d3-a456-426614174000"
    assert [await call(line, "message/push", body, key) for _ in range(2)] == [200, 409]
    assert (line.pushed, line.used, len(line.refused)) == ([line_id("王老師")], 1, 1)


async def test_nobody_may_multicast_and_groups_have_no_dots(line: LineServer) -> None:
    assert await call(line, "message/multicast", {"to": [line_id("王老師")], "messages": [text("好")]}) == 404
    assert await call(line, "chat/loading/start", {"chatId": line_id("社群", "C")}) == 404
    assert len(line.refused) == 2


async def test_who_blocked_the_bot_sees_nothing(line: LineServer) -> None:
    event = line.event("message", "王老師")
    line.issue(event)
    await line.unfollow("王老師")
    assert await call(line, "message/reply", reply(text("好"), token=event["replyToken"])) == 200
    assert line.sent[line_id("王老師")] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        reply(),
        reply(*[text("好")] * 6),
        reply("好"),
        reply({"type": "sticker"}),
        reply({**text("好"), "notes": 1}),
        reply(text("")),
        reply(text(" \n")),
        reply(text("字" * 5001)),
        reply(text("𠮷" * 2501)),
        reply(text("好", *[button()] * 14)),
        reply(text("好", button(label="字" * 21))),
        reply(text("好", button(label=""))),
        reply(text("好", button(data="x" * 301))),
        reply(text("好", button(displayText="字" * 301))),
    ],
)
def test_what_line_would_refuse_is_a_problem(body: dict[str, Any]) -> None:
    assert problems(body)


def test_what_is_just_within_the_limits_is_none() -> None:
    longest = text("𠮷" * 2500, *[button("👨‍👩‍👧‍👦" * 20, "x" * 300, displayText="字" * 300)] * 13)
    assert problems(reply(*[text("好")] * 4, longest)) == []
