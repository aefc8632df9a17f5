"""Our own LINE."""

from collections.abc import AsyncIterator

import pytest

from tests.messengers.line import LineServer


@pytest.fixture
async def line() -> AsyncIterator[LineServer]:
    """The Messaging API on this computer."""
    async with LineServer() as server:
        yield server
