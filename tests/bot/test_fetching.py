"""A file comes from a server that may say and do anything; no more of it is read than is wanted, and not for longer."""

import gzip
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.channels.fetching import Fetcher
from tests.messengers.files import Kept, Trick, give
from tests.messengers.serving import listening

MOST = 100_000
SECRET = "7000000001:SECRET"


@pytest.fixture
async def kept() -> Kept:
    return Kept("項目,單價\n".encode())


@pytest.fixture
async def origin(kept: Kept) -> AsyncIterator[str]:
    """A server that gives the file, or misbehaves."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return await give(request, kept)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner, origin = await listening(app, handler_cancellation=True)
    yield f"{origin}/{SECRET}"
    await runner.cleanup()


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(most=MOST, seconds=1)
    yield fetcher
    await fetcher.close()


async def test_a_file_is_had_as_it_is(origin: str, fetcher: Fetcher, kept: Kept) -> None:
    assert await fetcher.get(origin) == kept.data
    kept.data = b"x" * MOST
    assert await fetcher.get(origin) == kept.data


async def test_one_byte_too_many_is_too_big(origin: str, fetcher: Fetcher, kept: Kept) -> None:
    kept.data = b"x" * (MOST + 1)
    assert await fetcher.get(origin) == "big"


async def test_what_never_ends_is_left_when_enough_was_read(origin: str, fetcher: Fetcher, kept: Kept) -> None:
    kept.trick = "endless"
    assert await fetcher.get(origin) == "big"
    assert kept.given < 50 * MOST  # what lay on the way


@pytest.mark.parametrize("trick", ["short", "slow", "500", "away"])
async def test_what_does_not_come_whole_and_in_time_is_not_there_now(
    trick: Trick, origin: str, fetcher: Fetcher, kept: Kept
) -> None:
    kept.trick = trick
    began = time.monotonic()
    with capture_logs() as logged:
        assert await fetcher.get(origin) == "slow"
    assert time.monotonic() - began < 10
    assert logged
    assert SECRET not in str(logged)


async def test_what_is_packed_on_the_way_stays_packed(origin: str, fetcher: Fetcher, kept: Kept) -> None:
    kept.trick, kept.data = "packed", gzip.compress(bytes(10_000_000))
    assert await fetcher.get(origin) == kept.data


async def test_what_is_gone_is_gone(origin: str, fetcher: Fetcher, kept: Kept) -> None:
    kept.gone = True
    assert await fetcher.get(origin) == "gone"


async def test_a_server_that_is_not_there_is_not_there_now(fetcher: Fetcher) -> None:
    assert await fetcher.get("http://127.0.0.1:9/") == "slow"
    assert await fetcher.get("no address") == "slow"
