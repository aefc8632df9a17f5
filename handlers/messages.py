"""What comes in and what goes out, without any messenger."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["allowed", "conditional", "not_allowed", "not_stated"]
Result = Literal["answered", "clarify", "abstained"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer stands: a plan's id, its short name (基隆113) and the section (柒.膳食費)."""

    plan: str
    name: str
    section: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: a label of at most 20 graphemes, and what a tap sends (an opaque token of this chat).

    Typing the label does the same as tapping it.
    """

    label: str
    token: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble. `text` has neither sources nor buttons; `result` and `verdict` say what kind of answer it is."""

    text: str
    choices: tuple[Choice, ...] = ()
    sources: tuple[Source, ...] = ()
    result: Result = "answered"
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a person sent: typed text, or the token of a tapped button (then `text` is its label)."""

    person: str
    text: str
    token: str | None = None


Respond = Callable[[Incoming], Awaitable[Sequence[Reply]]]
