"""The channel against our own Telegram."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram import TelegramChannel
from tests.messengers.telegram import TelegramServer


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    """The Bot API on this computer."""
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def channel(telegram: TelegramServer) -> AsyncIterator[TelegramChannel]:
    """Quick to try again, and not slowed down."""
    async with TelegramChannel(telegram.token, telegram.api, telegram.username, rate=3000, pauses=(0.01, 0.01)) as made:
        yield made
