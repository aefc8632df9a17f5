"""What every channel offers: reading what arrived (pure), and delivering replies."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, runtime_checkable

from bot.outbox.pace import Pace
from handlers.messages import Attached, Document, Medium, Reply

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

    `token` is an event's (`start`, `join`) or, on the web and in the terminal, the button's own. `attached`: a file.
    """

    address: str
    text: str = ""
    token: str | None = None
    tap: Tap | None = None
    medium: Medium = "text"
    group: bool = False
    attached: Attached | None = None


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
CLOSED = 60.0  # seconds without a push where a messenger takes nothing from us, until somebody has mended that


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


@dataclass(frozen=True, slots=True)
class Push:
    """A digest that nobody asked for just now: its row of `message`, and the key by which a repeated try is known."""

    id: int
    address: str
    reply: Reply
    retry_key: str


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of one try. `again`: surely not delivered. `perhaps`: it may have been. `dead`: it never will be.
    `quota`: the month's allowance is used up.

    `wait`: seconds before this one may be tried again; `pause`: for which nothing at all is to be pushed on this
    channel. The rest as in Delivered.
    """

    state: Literal["sent", "again", "perhaps", "dead", "quota"]
    wait: float = 0.0
    pause: float = 0.0
    blocked: bool = False
    moved: str = ""

    @property
    def closed(self) -> bool:
        """Whether the messenger takes nothing from us at all."""
        return self.pause >= CLOSED


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


Missing = Literal["big", "gone", "slow"]
"""Why a file cannot be had: larger than is read, not kept there any more, or not within the time for it."""


@runtime_checkable
class Fetching(Protocol):
    """A channel on which people can send files."""

    async def fetch(self, attached: Attached) -> bytes | Missing:
        """The file, of at most `fetching.MOST` bytes. Never raises; takes at most `fetching.SECONDS`."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file as it is sent: what it is called, and its bytes."""

    name: str
    data: bytes


Make = Callable[[Document], Awaitable[Made | None]]
"""Makes a document at the moment when it is sent; None where what it was made from is gone."""


class Pusher(Channel, Protocol):
    """A messenger on which we may speak first. `pace`: how fast it takes messages, replies and pushes together."""

    @property
    def pace(self) -> Pace:
        """The channel's own."""

    async def push(self, push: Push) -> Pushed:
        """One try; the caller keeps to the pace. Never raises."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a messenger lets us push in the current month, in people reached; `allowed`: None for without limit."""

    allowed: int | None
    used: int


class Metered(Pusher, Protocol):
    """A messenger that counts the people whom pushes reach."""

    async def allowance(self) -> Allowance | None:
        """As the messenger counts it; None where it cannot be asked now."""

    async def reach(self, address: str) -> int | None:
        """How many people a push to a group reaches; None where it cannot be asked now."""
