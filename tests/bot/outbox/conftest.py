"""A sender over an empty database, messengers that can fail, and clocks that are set by hand."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from bot.outbox.sending import Sender
from bot.store.database import Store
from tests.bot.outbox.morning import Hands, Owl, words

Opened = Callable[..., AbstractAsyncContextManager[Sender]]


@pytest.fixture
def hands() -> Hands:
    """The morning at eight."""
    return Hands()


@pytest.fixture
def owl() -> Owl:
    """LINE."""
    return Owl()


@pytest.fixture
def sender(store: Store, hands: Hands) -> Opened:
    """`async with sender(owl, …)`: once more is a new process."""

    @asynccontextmanager
    async def opened(*owls: Owl) -> AsyncIterator[Sender]:
        made = Sender(store, {owl.name: owl for owl in owls}, words, hands.bot, hands.real)
        await made.recover()
        try:
            yield made
        finally:
            await made.close()

    return opened
