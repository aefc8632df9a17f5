"""The bot without a messenger: JSON lines in, JSON lines out, the same code path as a chat."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection

from bot.store import budgets, changes, communities, ledgers, persons, wishes
from bot.store.database import Store
from bot.store.links import StoredLinks
from bot.store.persons import Known
from content.library import Library
from content.text import dates
from handlers.changes import Found
from handlers.dispatch import Dispatcher
from handlers.messages import Choice, Incoming, Reply
from handlers.ports import NOWHERE, Ports
from handlers.records import Community
from handlers.topic import Outcome, Person

M = TypeVar("M", bound="Line")
NO_READING = ("not", "none", "county", "background", "do")  # kinds of buttons that are no reading of a question
CHANNEL = "terminal"  # on which the people of scripted chats are known
BETWEEN = timedelta(minutes=1)  # two turns of a scripted chat; no fragments of one question


class BadLine(Exception):
    """A line that cannot be read. The message names it."""


class Line(BaseModel):
    """A request. Fields that are not known are ignored: scores bring their own."""

    model_config = ConfigDict(frozen=True)

    id: str


class Ask(Line):
    """One question of a new person."""

    scheme: str | None = None
    tier: str | None = None
    q: str
    now: AwareDatetime | None = None


class Step(BaseModel):
    """A turn of a chat: something typed, or the label of a button."""

    user: str | None = None
    tap: str | None = None


class Chat(Line):
    """A conversation of one person, who convenes a community under the plan, where one is given."""

    scheme: str | None = None
    tier: str | None = None
    now: AwareDatetime | None = None
    turns: list[Step]


class Date(Line):
    """Text with a date in it."""

    text: str
    now: AwareDatetime


def lines(shape: type[M], source: Iterable[str]) -> Iterator[M]:
    """Requests; an empty line is passed over. Raises BadLine with the number of the first bad one."""
    for number, line in enumerate(source, 1):
        if line.strip():
            try:
                yield shape.model_validate_json(line)
            except ValidationError as error:
                raise BadLine(f"line {number}: {error.errors()[0]['loc']}: {error.errors()[0]['msg']}") from error


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody in a scripted chat: where they are, and their conversation so far."""

    address: str
    known: Known


class Room:
    """Where scripted chats take place: people who never meet, over one store."""

    def __init__(self, store: Store, dispatcher: Dispatcher) -> None:
        self._store = store
        self._dispatcher = dispatcher
        own = Ports(budgets=budgets.StoredBudgets(store), reminders=wishes.StoredReminders(store))
        more = replace(own, links=StoredLinks(store), ledgers=ledgers.StoredLedgers(store))
        self._ports = replace(more, communities=communities.StoredCommunities(store))
        self._addresses = count(1)

    async def welcome(self, first: Outcome, now: datetime) -> Guest:
        """Somebody new, of whom this is known already."""
        address = str(next(self._addresses))
        return await self._store.write(lambda c: _keep(c, _met(c, address, now), first, now))

    async def turn(self, guest: Guest, step: Step, now: datetime) -> tuple[Guest, tuple[Reply, ...]]:
        """What somebody is told."""
        known = guest.known
        outcome = await self._dispatcher.turn(_incoming(step, known), known.person, now, self._ports)
        return await self._store.write(lambda c: _keep(c, guest, outcome, now)), outcome.replies


def _met(c: Connection, address: str, now: datetime) -> Guest:
    return Guest(address, Known(persons.create(c, CHANNEL, address, now), Person(), version=0, group=False))


def _keep(c: Connection, guest: Guest, outcome: Outcome, now: datetime) -> Guest:
    """As in a chat; who is forgotten by that begins anew."""
    real, address = datetime.now(UTC), guest.address
    after = changes.keep(c, guest.known, outcome, channel=CHANNEL, address=address, now=now, at=real)
    known = persons.load(c, after)
    return Guest(address, known) if known else _met(c, address, now)


class Batch:
    """The three commands over one library."""

    def __init__(self, library: Library, clock: Callable[[], datetime]) -> None:
        self._library = library
        self._dispatcher = Dispatcher(library)
        self._clock = clock
        self._rooms: AsyncGenerator[Room, None] | None = None  # held, or it would be closed at once
        self._room: Room | None = None

    def person(self, scheme: str | None, tier: str | None) -> Person:
        """A new person under a plan. Raises BadLine where the plan or tier is not known."""
        if scheme is None:
            return Person()
        plan = self._library.plans.get(scheme)
        if plan is None:
            raise BadLine(f"no plan {scheme}")
        return Person(plan=plan.id, tier=plan.tier_named(tier) if tier else "")

    async def ask(self, request: Ask) -> dict[str, Any]:
        """What one question gets, and what a tap on each reading would answer."""
        started = time.perf_counter()
        now = request.now or self._clock()
        outcome = await self._turn(Incoming(request.id, request.q), self.person(request.scheme, request.tier), now)
        spent = (time.perf_counter() - started) * 1000
        reply = outcome.replies[-1]
        return {
            "id": request.id,
            "outcome": reply.result,
            "answer": reply.text,
            "sources": [{"plan": source.plan, "section": source.section} for source in reply.sources],
            "verdict": reply.verdict,
            "choices": [await self._choice(choice, outcome.person, now) for choice in _readings(reply)],
            "ms": round(spent, 3),
        }

    async def _turn(self, incoming: Incoming, person: Person, now: datetime) -> Outcome:
        return await self._dispatcher.turn(incoming, person, now, NOWHERE)

    async def _choice(self, choice: Choice, person: Person, now: datetime) -> dict[str, str]:
        tapped = await self._turn(Incoming("", choice.label, choice.token), person, now)
        return {"label": choice.label, "answer": tapped.replies[-1].text}

    async def chat(self, request: Chat) -> dict[str, Any]:
        """Everything shown in a conversation, turn by turn."""
        now, room = request.now or self._clock(), await self._opened()
        guest = await room.welcome(self.newcomer(request), now)
        turns = []
        for step in request.turns:
            guest, replies = await room.turn(guest, step, now)
            now += BETWEEN
            labels = [choice.label for reply in replies for choice in reply.choices]
            turns.append({"text": _shown(replies), "buttons": labels})
        return {"id": request.id, "turns": turns}

    def newcomer(self, request: Chat) -> Outcome:
        """Who a chat begins with, and the community that they convene. Raises BadLine like `person`."""
        person = self.person(request.scheme, request.tier)
        plan = self._library.plans.get(person.plan)
        if plan is None:
            return Outcome(person)
        name, feed = f"{plan.place}共備社群", communities.new_secret()
        new = Community(communities.new_id(), name, plan.id, person.tier, plan.year, feed=feed)
        return Outcome(person, changes=(Found(new),))

    async def _opened(self) -> Room:
        if self._room is None:
            self._rooms = self._open()
            self._room = await anext(self._rooms)
        return self._room

    async def _open(self) -> AsyncGenerator[Room, None]:
        """One room for a whole run: an event loop that ends closes the generators that were begun in it."""
        with TemporaryDirectory(prefix="convener-") as folder:
            store = await Store.open(f"sqlite+aiosqlite:///{folder}/batch.db", lasting=False)
            try:
                yield Room(store, self._dispatcher)
            finally:
                self._room = None
                await store.close()

    @staticmethod
    async def date(request: Date) -> dict[str, Any]:
        """How a text is read as a date, in the notation of `batch dates`."""
        return {"id": request.id, "value": dates.read(request.text, request.now).notation()}


def _readings(reply: Reply) -> list[Choice]:
    if reply.result == "answered":
        return []
    return [choice for choice in reply.choices if choice.token.partition(":")[0] not in NO_READING]


def _incoming(step: Step, known: Known) -> Incoming:
    whose = str(known.id)
    if step.tap is None:
        return Incoming(whose, step.user or "", channel=CHANNEL)
    token = next((button.token for button in known.person.buttons if button.label == step.tap), None)
    return Incoming(whose, step.tap, token, channel=CHANNEL)


def _shown(replies: Iterable[Reply]) -> str:
    parts: list[str] = []
    for reply in replies:
        parts.append(reply.text)
        parts += [f"出處：{source.name} {source.section}" for source in reply.sources]
    return "\n".join(parts)


def write(answers: Iterable[Awaitable[dict[str, Any]]], out: Callable[[str], object]) -> None:
    """Answers as JSON lines, each one before the next is thought of. Raises BadLine where a line cannot be read."""
    asyncio.run(_written(answers, out))


async def _written(answers: Iterable[Awaitable[dict[str, Any]]], out: Callable[[str], object]) -> None:
    for one in answers:
        out(json.dumps(await one, ensure_ascii=False) + "\n")
