"""Who may bring LINE's events in, and what is kept of them."""

import io
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.channel import Heard, Update
from bot.channels.line.reading import read
from bot.channels.line.webhook import add_line
from bot.channels.outside import WEBHOOK_LIMIT
from tests.messengers.line import LineServer
from tests.messengers.line_people import signature

SECRET = "a channel's secret"
Client = TestClient[Any, Any]


class Inbox:
    """Keeps what comes in, unless it is broken."""

    def __init__(self) -> None:
        self.kept: list[Update] = []
        self.calls = 0
        self.broken = False

    async def receive(self, updates: Sequence[Update]) -> None:
        self.calls += 1
        if self.broken:
            raise OSError("disk full")
        self.kept += updates

    @property
    def texts(self) -> list[str]:
        heard = [read(update.raw) for update in self.kept]
        return [one.text for one in heard if isinstance(one, Heard)]


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def client(inbox: Inbox) -> AsyncIterator[Client]:
    app = web.Application()
    add_line(app, SECRET, inbox.receive)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
async def line(client: Client) -> AsyncIterator[LineServer]:
    async with LineServer(secret=SECRET, webhook=str(client.make_url("/line/webhook"))) as server:
        yield server


def text(said: str, **more: Any) -> dict[str, Any]:
    source = {"type": "user", "userId": "U1"}
    return {"type": "message", "source": source, "message": {"type": "text", "text": said}, **more}


async def send(client: Client, body: bytes, signed: str | None) -> int:
    headers = {} if signed is None else {"X-Line-Signature": signed}
    async with client.post("/line/webhook", data=io.BytesIO(body), headers=headers) as response:
        return response.status


async def send_events(client: Client, *events: Any) -> int:
    body = json.dumps({"destination": "U0", "events": events}).encode()
    return await send(client, body, signature(SECRET, body))


# ---- good ones ----


async def test_signed_events_are_stored_in_order_and_acknowledged(line: LineServer, inbox: Inbox) -> None:
    events = [line.event("message", "王老師", message={"type": "text", "text": said}) for said in ("一", "二")]
    assert await line.post(*events) == 200
    assert inbox.texts == ["一", "二"]
    assert [update.id for update in inbox.kept] == [event["webhookEventId"] for event in events]
    assert inbox.calls == 1


async def test_what_is_not_for_the_bot_is_not_stored(line: LineServer, inbox: Inbox) -> None:
    assert await line.say_in_group("北昌共備社群", "王老師的私事") == 200
    assert await line.sticker("林老師", "北昌共備社群") == 200
    assert await line.post(line.event("accountLink", "王老師", link={"result": "ok"})) == 200
    assert inbox.calls == 0
    assert await line.say_in_group("北昌共備社群", "膳食費上限", mention=True) == 200
    assert inbox.texts == ["膳食費上限"]


async def test_an_empty_webhook_is_acknowledged(line: LineServer, inbox: Inbox) -> None:
    assert await line.post() == 200
    assert inbox.calls == 0


async def test_a_redelivered_event_comes_in_under_the_same_id(line: LineServer, inbox: Inbox) -> None:
    await line.say("王老師", "便當")
    assert await line.redeliver() == 200
    first, second = inbox.kept
    assert first.id == second.id


async def test_events_of_an_older_shape_are_told_apart_and_known_again(client: Client, inbox: Inbox) -> None:
    one, two = text("一", replyToken="t1", timestamp=1), text("二", replyToken="t2", timestamp=1)
    assert await send_events(client, one, two) == 200
    assert await send_events(client, one) == 200
    ids = [update.id for update in inbox.kept]
    assert ids[0] != ids[1]
    assert ids[0] == ids[2]


# ---- strange ones ----


async def test_good_events_among_strange_ones_are_stored(client: Client, inbox: Inbox) -> None:
    deep: list[Any] = []
    for _ in range(400):
        deep = [deep]
    strange = [None, 7, "x", [], {}, {"type": 7}, text("深", extra=deep), {"type": "message", "source": deep}]
    assert await send_events(client, text("前"), *strange, text("後")) == 200
    assert inbox.texts == ["前", "深", "後"]


@pytest.mark.parametrize(
    "body", [b"", b"hello", b"\xff\xfe", b"7", b"[]", b"{}", b'{"events": null}', b'{"events": {}}', b"[" * 100_000]
)
async def test_signed_nonsense_is_acknowledged_as_it_would_only_come_again(
    client: Client, inbox: Inbox, body: bytes
) -> None:
    assert await send(client, body, signature(SECRET, body)) == 200
    assert inbox.calls == 0


async def test_what_no_database_can_hold_is_made_harmless(client: Client, inbox: Inbox) -> None:
    event = text("便\0當\ud83d", extra=float("inf"), **{"k\0": float("nan")})
    assert await send_events(client, event) == 200
    assert inbox.texts == ["便�當�"]
    stored = json.dumps(inbox.kept[0].raw, ensure_ascii=False, allow_nan=False)
    assert "\\u0000" not in stored
    stored.encode("utf-8")


async def test_if_it_cannot_be_stored_line_is_told_to_try_again(client: Client, inbox: Inbox) -> None:
    inbox.broken = True
    assert await send_events(client, text("便當")) == 500
    inbox.broken = False
    assert await send_events(client, text("便當")) == 200
    assert inbox.texts == ["便當"]


# ---- forged ones ----


async def test_without_a_good_signature_nothing_is_stored(client: Client, inbox: Inbox) -> None:
    body = json.dumps({"events": [text("便當")]}).encode()
    right = signature(SECRET, body)
    wrong = [None, "", " ", "=", "簽名", "\udcff", right[:-1], right.lower(), "A" * 44, "A" * 5000, f"{right}, {right}"]
    for signed in (*wrong, signature("another secret", body), signature(SECRET, body + b" ")):
        assert await send(client, body, signed) == 401, signed
    assert inbox.calls == 0
    assert await send(client, body, right) == 200


async def test_a_changed_body_is_refused(client: Client, inbox: Inbox) -> None:
    body = json.dumps({"events": [text("便當")]}).encode()
    assert await send(client, body.replace(b"U1", b"U2"), signature(SECRET, body)) == 401
    assert inbox.calls == 0


async def test_a_replayed_webhook_brings_nothing_new(client: Client, inbox: Inbox) -> None:
    body = json.dumps({"events": [text("便當", webhookEventId="01FZ74A0TDDPYRVKNK77XKC3ZR")]}).encode()
    for _ in range(3):
        assert await send(client, body, signature(SECRET, body)) == 200
    assert {update.id for update in inbox.kept} == {"01FZ74A0TDDPYRVKNK77XKC3ZR"}


async def test_an_oversized_body_is_refused_and_one_of_a_mebibyte_is_not(client: Client, inbox: Inbox) -> None:
    body = json.dumps({"events": [text("便當")]}).encode().ljust(WEBHOOK_LIMIT)
    assert await send(client, body, signature(SECRET, body)) == 200
    assert await send(client, body + b" ", signature(SECRET, body + b" ")) == 413
    assert await send(client, body + b" ", "wrong") == 413
    assert inbox.texts == ["便當"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_only_posting_brings_something_in(client: Client, inbox: Inbox, method: str) -> None:
    async with client.request(method, "/line/webhook") as response:
        assert response.status == 405
    assert inbox.calls == 0
