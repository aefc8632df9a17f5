"""What a conversation remembers, what a turn is given, and what comes of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.messages import Choice, Incoming, Reply

REMEMBERED = 60  # buttons that stay tappable and typable
KEPT = 8  # answers that 「不是這個」 can still mean
FRAGMENT = timedelta(seconds=12)  # pieces sent within this time are one question


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that was given: for 「不是這個」 and for follow-ups."""

    number: int
    question: str  # as it was read, squeezed
    key: str
    plan: str
    topics: tuple[str, ...] = ()
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """One person's conversation."""

    plan: str = ""
    tier: str = ""
    waiting: str = ""  # asked before the plan was known
    told: tuple[Told, ...] = ()
    buttons: tuple[Choice, ...] = ()  # newest first
    noticed: frozenset[str] = frozenset()  # plans whose past-year notice was given
    heard: str = ""  # the last message, for fragments
    heard_at: datetime | None = None
    turns: int = 0

    @property
    def last(self) -> Told | None:
        """The newest answer."""
        return self.told[-1] if self.told else None

    def remember(self, told: Told) -> "Person":
        """With one more answer given."""
        return replace(self, told=(*self.told, told)[-KEPT:])

    def offer(self, choices: tuple[Choice, ...]) -> "Person":
        """With buttons that were shown."""
        return replace(self, buttons=(*choices, *self.buttons)[:REMEMBERED])


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that was not answered, for the curators; nothing of who asked."""

    text: str
    plan: str
    why: str  # unknown, silent, refused, county


@dataclass(frozen=True, slots=True)
class Turn:
    """A message, who sent it, and when."""

    incoming: Incoming
    person: Person
    now: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn leads to: the conversation afterwards, what is said, what the curators should see."""

    person: Person
    replies: tuple[Reply, ...] = ()
    misses: tuple[Miss, ...] = ()
