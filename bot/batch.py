"""The bot without a messenger: JSON lines in, JSON lines out, the same code path as a chat."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from content.library import Library
from content.text import dates
from handlers.dispatch import Dispatcher
from handlers.messages import Choice, Incoming, Reply
from handlers.ports import NOWHERE
from handlers.topic import Outcome, Person

M = TypeVar("M", bound="Line")
NO_READING = ("not", "none", "county", "background", "do")  # kinds of buttons that are no reading of a question
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
    """A conversation of one person."""

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


class Batch:
    """The three commands over one library."""

    def __init__(self, library: Library, clock: Callable[[], datetime]) -> None:
        self._library = library
        self._dispatcher = Dispatcher(library)
        self._clock = clock

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
        now = request.now or self._clock()
        person, turns = self.person(request.scheme, request.tier), []
        for step in request.turns:
            outcome = await self._turn(_incoming(step, person), person, now)
            person, now = outcome.person, now + BETWEEN
            turns.append({"text": _shown(outcome.replies), "buttons": _labels(outcome.replies)})
        return {"id": request.id, "turns": turns}

    @staticmethod
    async def date(request: Date) -> dict[str, Any]:
        """How a text is read as a date, in the notation of `batch dates`."""
        return {"id": request.id, "value": dates.read(request.text, request.now).notation()}


def _readings(reply: Reply) -> list[Choice]:
    if reply.result == "answered":
        return []
    return [choice for choice in reply.choices if choice.token.partition(":")[0] not in NO_READING]


def _incoming(step: Step, person: Person) -> Incoming:
    if step.tap is None:
        return Incoming("", step.user or "")
    token = next((button.token for button in person.buttons if button.label == step.tap), None)
    return Incoming("", step.tap, token)


def _shown(replies: Iterable[Reply]) -> str:
    parts: list[str] = []
    for reply in replies:
        parts.append(reply.text)
        parts += [f"出處：{source.name} {source.section}" for source in reply.sources]
    return "\n".join(parts)


def _labels(replies: Iterable[Reply]) -> list[str]:
    return [choice.label for reply in replies for choice in reply.choices]


def write(answers: Iterable[Awaitable[dict[str, Any]]], out: Callable[[str], object]) -> None:
    """Answers as JSON lines, each one before the next is thought of. Raises BadLine where a line cannot be read."""
    asyncio.run(_written(answers, out))


async def _written(answers: Iterable[Awaitable[dict[str, Any]]], out: Callable[[str], object]) -> None:
    for one in answers:
        out(json.dumps(await one, ensure_ascii=False) + "\n")
