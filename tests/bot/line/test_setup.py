"""Setting the channel up: LINE learns our address, and the operator what is wrong."""

from collections.abc import AsyncIterator, Sequence

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.channel import Update
from bot.channels.line.setup import setup
from bot.channels.line.webhook import add_line
from bot.channels.setup_error import SetupError
from tests.messengers.line import LineServer
from tests.messengers.odd import odd


@pytest.fixture
async def public_url(line: LineServer) -> AsyncIterator[str]:
    async def receive(_updates: Sequence[Update]) -> None:
        raise AssertionError("a test of the webhook has no events")

    app = web.Application()
    add_line(app, line.secret, receive)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


async def test_the_webhook_is_set_and_tested(line: LineServer, public_url: str) -> None:
    report = "\n".join(await setup(line.token, line.api, public_url))
    assert line.webhook == f"{public_url}line/webhook"
    assert line.webhook in report
    assert "小幫手 (@bot)" in report
    assert "LINE reached it: OK (200" in report
    assert line.refused == []


async def test_a_webhook_that_line_does_not_use_yet_is_told(line: LineServer, public_url: str) -> None:
    line.active = False
    assert any("LINE does not use it yet" in told for told in await setup(line.token, line.api, public_url))


async def test_a_wrong_access_token_is_told(line: LineServer, public_url: str) -> None:
    with pytest.raises(SetupError, match="does not know this channel access token"):
        await setup("stolen", line.api, public_url)
    assert line.webhook == ""


async def test_another_channels_secret_is_told(line: LineServer, public_url: str) -> None:
    line.secret = "another channel's"
    with pytest.raises(SetupError, match=r"ERROR_STATUS_CODE \(401.*secret of this channel"):
        await setup(line.token, line.api, public_url)


async def test_a_bot_that_does_not_run_is_told(line: LineServer) -> None:
    with pytest.raises(SetupError, match=r"COULD_NOT_CONNECT.*python -m bot serve"):
        await setup(line.token, line.api, "http://127.0.0.1:9")


async def test_an_unreachable_line_is_told() -> None:
    with pytest.raises(SetupError, match="LINE cannot be reached"):
        await setup("token", "http://127.0.0.1:9", "https://bot.example")


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"<html>", b"[" * 100_000])
async def test_a_server_that_is_not_line_is_told(body: bytes) -> None:
    async with odd(body, 200) as api:
        with pytest.raises(SetupError, match="LINE answers"):
            await setup("token", api, "https://bot.example")


async def test_line_itself_is_only_told_of_an_https_address() -> None:
    with pytest.raises(SetupError, match="https"):
        await setup("token", None, "http://bot.example")
