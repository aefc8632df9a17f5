"""What the handlers need from outside, and the records it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from content.forms import Refused, Sheets
from handlers.messages import Attached, Document
from handlers.records import (
    BudgetDraft,
    Community,
    Deadline,
    DraftEdit,
    Edit,
    Invitation,
    Member,
    Membership,
    Reminder,
    Spending,
    SpendingEdit,
    Wishes,
)


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


class Communities(Protocol):
    """Communities, who is in them, and their dates."""

    def new_id(self) -> str:
        """A random id for a record; none is ever used again."""

    def new_code(self) -> str:
        """A fresh unguessable code for an invitation, as it is shown."""

    def new_secret(self) -> str:
        """A fresh secret for the address of a calendar."""

    def address(self, feed: str) -> str:
        """Where the calendar with this secret can be seen; "" where it cannot."""

    def entrance(self, code: str) -> Mapping[str, str]:
        """Links that bring this code along to the bot, by the channel on which they open."""

    async def of(self, person: str) -> tuple[Membership, ...]:
        """The communities of a person, or of a group, that are not closed; the current one first."""

    async def after(self, community: str) -> tuple[Community, ...]:
        """Those that go on with it in a later school year and are not closed, whoever is in them."""

    async def members(self, community: str) -> tuple[Member, ...]:
        """Who is in a community, in the order in which they came; no groups."""

    async def invitation(self, person: str, code: str, now: datetime) -> Invitation | None:
        """What a code opens; None for one that is used up, void or too old, and after too many wrong codes."""

    async def deadlines(self, community: str) -> tuple[Deadline, ...]:
        """All dates of a community in every state, the earliest first."""

    async def edits(self, community: str, limit: int) -> tuple[Edit, ...]:
        """The newest changes of its dates, the newest first."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a person wrote, and when it came in."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of a person beside the conversation: since when they are known, and what they wrote of late.

    `said`: the newest messages that were answered, the oldest of them first.
    """

    since: datetime | None = None
    said: tuple[Said, ...] = ()


class Privacy(Protocol):
    """What is kept of somebody, for themselves."""

    async def record(self, person: str, limit: int) -> Record:
        """With the newest `limit` messages at most."""


class Reminders(Protocol):
    """When somebody is reminded of what."""

    async def wishes(self, person: str) -> Wishes:
        """How they want it."""

    async def ahead(self, person: str, limit: int) -> tuple[Reminder, ...]:
        """What they will be reminded of, the earliest first."""

    async def said(self, person: str, since: datetime) -> tuple[Reminder, ...]:
        """What they were reminded of that was due after that time."""

    async def way(self, person: str) -> str:
        """The channel on which reminders reach them; "" where they are told at their next message only."""

    async def muted(self, person: str) -> frozenset[str]:
        """The ids of the dates of which they want to hear nothing more."""

    async def pushing(self) -> tuple[str, ...]:
        """The channels of this bot on which reminders come by themselves."""


class Budgets(Protocol):
    """Drafts of budgets: a person's own, and those of their communities."""

    async def drafts(self, person: str) -> tuple[BudgetDraft, ...]:
        """All that somebody may see and that are not deleted, the newest change first."""

    async def draft(self, person: str, name: str) -> BudgetDraft | None:
        """One by its id, in whatever state; None where the person may not see it."""

    async def draft_edits(self, name: str, limit: int) -> tuple[DraftEdit, ...]:
        """The newest changes of a draft, the newest first."""


class Ledgers(Protocol):
    """What communities have spent."""

    async def spendings(self, community: str) -> tuple[Spending, ...]:
        """All entries of a community in every state, by their numbers."""

    async def spending_edits(self, community: str, limit: int) -> tuple[SpendingEdit, ...]:
        """The newest changes of them, the newest first."""

    async def granted(self, community: str) -> Mapping[str, int]:
        """The money that a community was granted, by instalment, as far as it was told; whole dollars."""


class Exports(Protocol):
    """Forms that are filled in with a draft."""

    async def offer(self, draft: BudgetDraft, channel: str) -> tuple[Document, ...]:
        """The files that there are of it; none where none can be given on that channel."""

    async def settlement(self, community: Community, instalment: str, channel: str) -> tuple[Document, ...]:
        """Settlement sheets of what was spent in an instalment, "" for the whole year; none where there are none."""


class Files(Protocol):
    """Files that people send. None is kept: each is fetched from its channel whenever it is asked for."""

    async def sheets(self, attached: Attached) -> Sheets | Refused:
        """What a file holds. Never raises; may take some seconds."""
