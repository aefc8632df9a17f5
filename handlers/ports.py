"""What the handlers need from outside, and the records it gives."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class LinkOffer:
    """A link code that somebody was given: whose conversation it leads to, that one's plan, where it was asked for."""

    person: str
    plan: str
    channel: str


class Links(Protocol):
    """Codes by which one person is known on several channels."""

    def new_code(self) -> str:
        """A fresh unguessable code, as it is shown; "" where nothing can be linked."""

    async def find(self, person: str, code: str, now: datetime) -> LinkOffer | None:
        """The offer behind a code that is unused, in time and not one's own; None also after too many wrong codes."""

    async def channels(self, person: str) -> tuple[str, ...]:
        """On which channels this person is known, in the order in which they were added."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything at once."""

    links: Links


class NoLinks:
    """For conversations that are on one channel only."""

    def new_code(self) -> str:
        """None to give."""
        return ""

    async def find(self, person: str, code: str, now: datetime) -> LinkOffer | None:
        """No code leads anywhere."""

    async def channels(self, person: str) -> tuple[str, ...]:
        """No other channel."""
        return ()


NOWHERE = Ports(links=NoLinks())
