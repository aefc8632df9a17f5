"""What every channel offers: reading what arrived (pure), and delivering replies."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from handlers.messages import Medium, Reply

Raw = Mapping[str, Any]  # an update as the messenger sent it, parsed from JSON


@dataclass(frozen=True, slots=True)
class Update:
    """One update on its way into the inbox. `id` is unique within its channel: the same one comes in only once."""

    id: str
    raw: Raw


Receive = Callable[[Sequence[Update]], Awaitable[object]]
"""Takes updates in; they are stored durably when it returns."""


@dataclass(frozen=True, slots=True)
class Tap:
    """A button under one of our messages: the row of `message` and the place of the choice in it."""

    message: int
    place: int


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody said or tapped something in a conversation; `address` is the user's id, in a group the group's.

    `token` is an event's (`start`, `join`) or, on the web and in the terminal, the button's own.
    """

    address: str
    text: str = ""
    token: str | None = None
    tap: Tap | None = None
    medium: Medium = "text"
    group: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """Something about a conversation, with nothing to answer: we were blocked, removed, it has a new address, or a
    message was taken back."""

    address: str
    became: Literal["blocked", "open", "left", "moved", "unsent"]
    now_at: str = ""  # the new address of one that moved; of a message that was taken back: its id


Read = Heard | Changed | None  # None: nothing for us, and nothing to keep


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row of `message` to be delivered."""

    id: int
    reply: Reply


@dataclass(frozen=True, slots=True)
class Delivery:
    """Replies that one update leads to, in order, on their way to one conversation.

    `raw` is that update and `received` when it came in (aware, the real clock). `again`: an earlier try, perhaps of
    a process that is gone, may have got through.
    """

    address: str
    raw: Raw
    received: datetime
    messages: tuple[Outgoing, ...]
    again: bool = False


State = Literal["sent", "uncertain", "expired", "dead"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one message. `expired`: told at the next contact. `uncertain`: may have arrived."""

    id: int
    state: State


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a delivery; `blocked`: nobody reads there any more; `moved`: the conversation's new address."""

    messages: tuple[Sent, ...]
    blocked: bool = False
    moved: str = ""


Claim = Callable[[int], Awaitable[None]]
"""Commits that a message is about to be on the wire; a channel that cannot repeat a send safely awaits it first."""


class Channel(Protocol):
    """A messenger."""

    name: str

    def read(self, raw: Raw) -> Read:
        """What an update says. Pure; never raises, whatever arrived."""

    async def deliver(self, delivery: Delivery, claim: Claim) -> Delivered:
        """Sends, retrying as this messenger allows. Never raises."""

    async def waiting(self, delivery: Delivery) -> None:
        """Shows that an answer is being thought of; called when one takes longer than usual. Never raises."""
