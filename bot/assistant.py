"""Respond for every channel: a person's turns in order, and the one place that catches our own bugs."""

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from bot.clock import Clock
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming, Reply
from handlers.topic import Miss, Outcome, Person

log = logging.getLogger(__name__)
PERSONS = 10_000  # conversations kept in memory; the longest silent ones are let go


class MissList(Protocol):
    """Where misses go."""

    async def add(self, misses: Iterable[Miss], now: datetime) -> None:
        """Counts each of them."""


class Assistant:
    """Conversations in memory around the dispatcher."""

    def __init__(self, dispatcher: Dispatcher, misses: MissList, clock: Clock) -> None:
        self._dispatcher = dispatcher
        self._misses = misses
        self._clock = clock
        self._persons: OrderedDict[str, Person] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    async def respond(self, incoming: Incoming) -> Sequence[Reply]:
        """The replies to one message. Never raises: a bug of ours becomes an apology with a reference."""
        lock = self._locks.setdefault(incoming.person, asyncio.Lock())
        async with lock:
            return await self._turn(incoming)

    async def _turn(self, incoming: Incoming) -> Sequence[Reply]:
        now, person = self._clock(), self._persons.get(incoming.person, Person())
        try:
            outcome = self._dispatcher.turn(incoming, person, now)
            await self._misses.add(outcome.misses, now)
        except Exception:
            reference = secrets.token_hex(3)
            log.exception("turn failed, reference %s", reference)
            return (Reply(self._dispatcher.trouble(reference), result="abstained"),)
        self._keep(incoming.person, outcome)
        return outcome.replies

    def _keep(self, name: str, outcome: Outcome) -> None:
        self._persons[name] = outcome.person
        self._persons.move_to_end(name)
        while len(self._persons) > PERSONS:
            gone, _ = self._persons.popitem(last=False)
            self._locks.pop(gone, None)
