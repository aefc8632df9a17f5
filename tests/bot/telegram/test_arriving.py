"""Updates on their way in, by webhook and by long polling."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bot.channels.channel import Raw, Update
from bot.channels.setup_error import SetupError
from bot.channels.telegram import Polling, TelegramChannel, add_telegram, arriving, ask_name, setup
from tests.messengers.telegram import TelegramServer
from tests.messengers.telegram_faults import Fault

SECRET = "a-secret_0"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Inbox:
    """Stores updates durably, or fails on purpose."""

    stored: list[int] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    offset: int = 0
    failures: int = 0

    async def receive(self, updates: Sequence[Update]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full, on purpose")
        self.stored += [int(update.id) for update in updates]
        self.events.append("stored")

    async def get(self) -> int:
        return self.offset

    async def put(self, offset: int) -> None:
        self.offset = offset
        self.events.append("moved")


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


async def nothing(raw: Raw) -> None:
    """Nobody waits for a tap to be acknowledged."""


# ---- webhook ----


@asynccontextmanager
async def door(telegram: TelegramServer, inbox: Inbox, seen: Any = nothing) -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application(client_max_size=1)  # as another route might need it
    add_telegram(app, SECRET, telegram.username, inbox.receive, seen)
    async with TestClient(TestServer(app)) as client:
        yield client


async def post(client: TestClient[Any, Any], body: bytes, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {HEADER: secret}
    async with client.post("/telegram/webhook", data=io.BytesIO(body), headers=headers) as answer:
        return answer.status


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "密碼", "\udcff"])
async def test_without_the_secret_nothing_is_stored(telegram: TelegramServer, inbox: Inbox, secret: str | None) -> None:
    async with door(telegram, inbox) as client:
        assert await post(client, b'{"update_id": 1, "message": {"chat": {"id": 1}, "text": "x"}}', secret) == 401
    assert inbox.stored == []


def test_a_webhook_without_a_secret_is_not_opened(inbox: Inbox) -> None:
    with pytest.raises(ValueError, match="secret"):
        add_telegram(web.Application(), "", "bot", inbox.receive, nothing)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"[]", b"null", b"{}", b'{"update_id": "1"}', b"[" * 100_000, b'{"update_id": 1, "poll": {}}'],
)
async def test_what_cannot_be_read_is_acknowledged_and_not_stored(
    telegram: TelegramServer, inbox: Inbox, body: bytes
) -> None:
    async with door(telegram, inbox) as client:
        assert await post(client, body) == 200
    assert inbox.events == []


async def test_an_oversized_body_is_refused(telegram: TelegramServer, inbox: Inbox) -> None:
    async with door(telegram, inbox) as client:
        assert await post(client, b" " * (1 << 20) + b"{}") == 413


async def test_what_could_not_be_stored_comes_again_and_holds_its_place(telegram: TelegramServer, inbox: Inbox) -> None:
    inbox.failures = 1
    async with door(telegram, inbox) as client:
        await setup(telegram.token, telegram.api, str(client.make_url("")), SECRET)
        numbers = [telegram.say("王老師", "一"), telegram.say("王老師", "二")]
        await telegram.until(lambda: not telegram.updates)
    assert inbox.stored == numbers
    assert telegram.statuses == [500, 200, 200]


async def test_a_tap_that_was_stored_is_acknowledged(
    telegram: TelegramServer, channel: TelegramChannel, inbox: Inbox
) -> None:
    telegram.say("王老師", "你好")
    telegram.bot_says(telegram.private("王老師"), "?", {"桃園": "1.0"})
    async with door(telegram, inbox, channel.seen) as client:
        await setup(telegram.token, telegram.api, str(client.make_url("")), SECRET)
        telegram.tap("王老師", "桃園")
        await telegram.until(lambda: not telegram.unanswered)
    assert telegram.refused == []


# ---- long polling ----


@asynccontextmanager
async def polling(telegram: TelegramServer, inbox: Inbox, **more: Any) -> AsyncIterator[None]:
    seconds = {"hold": 20, "slow": 0.05, "patience": 30.0} | more
    polls = Polling(
        telegram.token, telegram.api, telegram.username, inbox.receive, nothing, inbox.get, inbox.put, **seconds
    )
    task = asyncio.create_task(polls.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await polls.close()


async def test_updates_are_stored_before_the_offset_moves(telegram: TelegramServer, inbox: Inbox) -> None:
    async with polling(telegram, inbox):
        numbers = [telegram.say("王老師", "一")]
        await telegram.until(lambda: not telegram.updates)
        numbers.append(telegram.say("王老師", "二"))
        await telegram.until(lambda: not telegram.updates)
    assert inbox.stored == numbers
    assert inbox.events == ["stored", "moved"] * 2


async def test_what_could_not_be_stored_is_asked_for_again(telegram: TelegramServer, inbox: Inbox) -> None:
    inbox.failures = 2
    async with polling(telegram, inbox):
        number = telegram.say("王老師", "一")
        await telegram.until(lambda: not telegram.updates)
    assert inbox.stored == [number]


async def test_an_update_whose_neighbours_cannot_be_read_is_kept(telegram: TelegramServer, inbox: Inbox) -> None:
    telegram.push("message", {"chat": 5, "from": "nobody", "text": ["?"]}, "odd")
    number = telegram.say("王老師", "一")
    telegram.push("callback_query", None, "odd")
    async with polling(telegram, inbox):
        await telegram.until(lambda: not telegram.updates)
    assert inbox.stored == [number]


async def test_a_restart_goes_on_at_the_kept_offset(telegram: TelegramServer, inbox: Inbox) -> None:
    telegram.say("王老師", "一")
    number = telegram.say("王老師", "二")
    inbox.offset = number
    async with polling(telegram, inbox):
        await telegram.until(lambda: not telegram.updates)
    assert inbox.stored == [number]


async def test_a_webhook_is_removed_first_and_again_when_it_comes_back(telegram: TelegramServer, inbox: Inbox) -> None:
    telegram.hook = {"url": "http://127.0.0.1:9/", "secret_token": "x"}
    async with polling(telegram, inbox):
        await telegram.until(lambda: not telegram.hook)
        await setup(telegram.token, telegram.api, "http://127.0.0.1:9", SECRET)
        await telegram.until(lambda: not telegram.hook)
        number = telegram.say("王老師", "一")
        await telegram.until(lambda: inbox.stored == [number])


@pytest.mark.parametrize("kind", ["500", "429", "reset", "400"])
async def test_polling_survives(telegram: TelegramServer, inbox: Inbox, kind: Any) -> None:
    telegram.faults.append(Fault(kind, "getUpdates"))
    async with polling(telegram, inbox):
        number = telegram.say("王老師", "一")
        await telegram.until(lambda: inbox.stored == [number])


async def test_a_poll_that_never_returns_is_given_up(telegram: TelegramServer, inbox: Inbox) -> None:
    telegram.faults.append(Fault("hang", "getUpdates", seconds=3600))
    async with polling(telegram, inbox, patience=0.2, hold=0):
        number = telegram.say("王老師", "一")
        await telegram.until(lambda: inbox.stored == [number])


async def test_polling_never_ends_by_itself(telegram: TelegramServer, inbox: Inbox) -> None:
    """Here no connections can be made at all."""
    telegram.api = "http://[nowhere"
    with capture_logs() as logged:
        async with polling(telegram, inbox):
            await asyncio.sleep(1)  # with pauses of 0.05
    assert [entry["event"] for entry in logged[:2]] == ["polling broke off"] * 2


async def test_acknowledgements_that_hang_do_not_keep_the_program_from_ending(
    telegram: TelegramServer, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "CLOSING", 0.1)
    ended = asyncio.Event()

    async def hanging(raw: Raw) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    telegram.say("王老師", "你好")
    telegram.bot_says(telegram.private("王老師"), "?", {"桃園": "1.0"})
    async with door(telegram, inbox, hanging) as client:
        raw = telegram.updates[telegram.tap("王老師", "桃園")].raw
        assert await post(client, json.dumps(raw).encode()) == 200
    assert ended.is_set()


async def test_two_who_poll_do_not_end_each_other(telegram: TelegramServer, inbox: Inbox) -> None:
    async with polling(telegram, inbox), polling(telegram, inbox):
        await telegram.until(lambda: any(call.status == 409 for call in telegram.calls))
        number = telegram.say("王老師", "一")
        await telegram.until(lambda: number in inbox.stored)


# ---- setup ----


async def test_setup_tells_what_it_did(telegram: TelegramServer) -> None:
    told = await setup(telegram.token, telegram.api, "https://example.org/", SECRET)
    assert telegram.hook["url"] == "https://example.org/telegram/webhook"
    assert telegram.hook["secret_token"] == SECRET
    assert "drop_pending_updates" not in telegram.hook
    named = {command["command"] for command in telegram.commands}
    assert named == {"start", "ask", "plan", "help", "link", "privacy", "cancel"}
    assert any("privacy mode in groups is on" in line for line in told)
    assert telegram.refused == []


async def test_setup_without_an_address_leaves_no_webhook(telegram: TelegramServer) -> None:
    telegram.hook = {"url": "https://example.org/", "secret_token": "x"}
    await setup(telegram.token, telegram.api, "", SECRET)
    assert telegram.hook == {}


async def test_the_bot_is_told_its_name(telegram: TelegramServer) -> None:
    assert await ask_name(telegram.token, telegram.api) == telegram.username


async def test_a_proxy_is_not_asked_about_this_computer(
    telegram: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert await ask_name(telegram.token, telegram.api) == telegram.username


async def test_a_wrong_token_is_said_without_showing_it(telegram: TelegramServer) -> None:
    with pytest.raises(SetupError) as refused:
        await setup("1:WRONG", telegram.api, "", "")
    assert "WRONG" not in str(refused.value)
