"""Conversations, replies and dates as JSON, and back. A field that is missing has its default, others are ignored."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError, from_json

from handlers.messages import Reply
from handlers.records import BudgetDraft, Deadline, Spending
from handlers.topic import Form, Given, Person

T = TypeVar("T")
COLUMNS = {"plan", "tier", "forms"}  # of a person: kept beside the JSON

_PERSON = TypeAdapter(Person)
_REPLY = TypeAdapter(Reply)
_GIVEN = TypeAdapter(tuple[Given, ...])
_DEADLINE = TypeAdapter(Deadline)
_DRAFT = TypeAdapter(BudgetDraft)
_SPENDING = TypeAdapter(Spending)


def talk(person: Person) -> str:
    """A conversation without plan, tier and forms."""
    return _dumped(_PERSON, person, COLUMNS)


def person(plan: str, tier: str, stored: str, forms: Iterable[Form]) -> Person:
    """A conversation from its parts."""
    return replace(_loaded(_PERSON, stored), plan=plan, tier=tier, forms=tuple(forms))


def given(answers: tuple[Given, ...]) -> str:
    """A form's answers."""
    return _dumped(_GIVEN, answers)


def answers(stored: str) -> tuple[Given, ...]:
    """A form's answers back."""
    return _GIVEN.validate_json(stored)


def body(reply: Reply) -> str:
    """A reply."""
    return _dumped(_REPLY, reply)


def reply(stored: str) -> Reply:
    """A reply back."""
    return _loaded(_REPLY, stored)


def dated(deadline: Deadline) -> str:
    """A deadline as an edit found or left it."""
    return _dumped(_DEADLINE, deadline)


def deadline(stored: str) -> Deadline:
    """A deadline back."""
    return _loaded(_DEADLINE, stored)


def drafted(draft: BudgetDraft) -> str:
    """A draft of a budget."""
    return _dumped(_DRAFT, draft)


def draft(stored: str) -> BudgetDraft:
    """A draft back."""
    return _DRAFT.validate_json(stored)


def spent(entry: Spending) -> str:
    """An entry of a ledger."""
    return _dumped(_SPENDING, entry)


def spending(stored: str) -> Spending:
    """An entry back."""
    return _SPENDING.validate_json(stored)


def _dumped(adapter: TypeAdapter[T], value: T, exclude: set[str] | None = None) -> str:
    try:
        return adapter.dump_json(value, exclude=exclude, exclude_defaults=True).decode()
    except PydanticSerializationError:  # half of a surrogate pair, as a broken update may hold
        plain = adapter.dump_python(value, mode="json", exclude=exclude, exclude_defaults=True)
        return json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace").decode()


def _loaded(adapter: TypeAdapter[T], stored: str) -> T:
    """A field that cannot be read any more is dropped: better a forgotten detail than a conversation that is stuck."""
    try:
        return adapter.validate_json(stored)
    except ValidationError as error:
        fields = from_json(stored)
        for name in {slip["loc"][0] for slip in error.errors(include_url=False)}:
            fields.pop(name, None)
        return adapter.validate_python(fields)
