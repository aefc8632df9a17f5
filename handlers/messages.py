"""What comes in and what goes out, without any messenger."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["allowed", "conditional", "not_allowed", "not_stated"]
Result = Literal["answered", "clarify", "abstained"]
Medium = Literal["text", "picture", "sticker", "voice", "video", "file", "place", "other"]


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
class Document:
    """A file that goes with a reply: what it is (Excel), where it can be had ("" for nowhere), and what it is called.

    `secret` is what it is made from at the moment when it is sent or asked for; its bytes are kept nowhere. `days`: how
    long it can be had there (0: not told).
    """

    label: str
    address: str = ""
    name: str = ""
    secret: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that somebody sent: its id on that channel, what it is called, its bytes as declared (0: not told)."""

    channel: str
    id: str
    name: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble. `text` has neither sources nor buttons; `result` and `verdict` say what kind of answer it is.

    `step`: takes the place of the message whose button was tapped, where the messenger can do that.
    `asks`: the next typed text answers this (in a group, where the bot hears only what is addressed to it).
    `late`: the question that this answers, where it could not be delivered in time.
    `leave`: having said this, the bot leaves the group.
    `documents`: files that belong to it; each channel gives them as it can.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    sources: tuple[Source, ...] = ()
    result: Result = "answered"
    verdict: Verdict | None = None
    step: bool = False
    asks: bool = False
    late: str = ""
    leave: bool = False
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a person sent: typed text, or the token of a tapped button (then `text` is its label).

    Events have tokens as well: `start` (followed, /start), `start:<payload>` (came by a link), `join` (the bot was
    added to a group). `person` names whose conversation it is: one person, or a group as a whole (`group`).
    `medium`: a picture, a voice message, … whose content is not read. `channel`: line, telegram, web, terminal.
    `attached`: the file that was sent, where it can be fetched.
    """

    person: str
    text: str
    token: str | None = None
    medium: Medium = "text"
    group: bool = False
    channel: str = ""
    attached: Attached | None = None
