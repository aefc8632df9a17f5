"""Conversations to which some of that is not given, and everything at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from content.forms import Refused, Sheets
from handlers.messages import Attached, Document
from handlers.ports.needed import (
    Budgets,
    Communities,
    Exports,
    Files,
    Ledgers,
    LinkOffer,
    Links,
    Privacy,
    Record,
    Reminders,
)
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


class NoCommunities:
    """For conversations of people without a community."""

    def new_id(self) -> str:
        """Nothing is made."""
        return ""

    def new_code(self) -> str:
        """None to give."""
        return ""

    def new_secret(self) -> str:
        """None to keep."""
        return ""

    def address(self, feed: str) -> str:
        """Nowhere."""
        return ""

    def entrance(self, code: str) -> Mapping[str, str]:
        """None."""
        return {}

    async def of(self, person: str) -> tuple[Membership, ...]:
        """None."""
        return ()

    async def after(self, community: str) -> tuple[Community, ...]:
        """None."""
        return ()

    async def members(self, community: str) -> tuple[Member, ...]:
        """Nobody."""
        return ()

    async def invitation(self, person: str, code: str, now: datetime) -> Invitation | None:
        """No code leads anywhere."""

    async def deadlines(self, community: str) -> tuple[Deadline, ...]:
        """None."""
        return ()

    async def edits(self, community: str, limit: int) -> tuple[Edit, ...]:
        """None."""
        return ()


class NoPrivacy:
    """For conversations that are kept nowhere."""

    async def record(self, person: str, limit: int) -> Record:
        """Nothing."""
        return Record()


class NoReminders:
    """For conversations of people without a community."""

    async def wishes(self, person: str) -> Wishes:
        """The usual ones."""
        return Wishes()

    async def ahead(self, person: str, limit: int) -> tuple[Reminder, ...]:
        """Nothing."""
        return ()

    async def said(self, person: str, since: datetime) -> tuple[Reminder, ...]:
        """Nothing."""
        return ()

    async def way(self, person: str) -> str:
        """None."""
        return ""

    async def muted(self, person: str) -> frozenset[str]:
        """None."""
        return frozenset()

    async def pushing(self) -> tuple[str, ...]:
        """None."""
        return ()


class NoBudgets:
    """For conversations in which nothing is kept."""

    async def drafts(self, person: str) -> tuple[BudgetDraft, ...]:
        """None."""
        return ()

    async def draft(self, person: str, name: str) -> BudgetDraft | None:
        """None."""

    async def draft_edits(self, name: str, limit: int) -> tuple[DraftEdit, ...]:
        """None."""
        return ()


class NoLedgers:
    """For conversations of people without a community."""

    async def spendings(self, community: str) -> tuple[Spending, ...]:
        """None."""
        return ()

    async def spending_edits(self, community: str, limit: int) -> tuple[SpendingEdit, ...]:
        """None."""
        return ()

    async def granted(self, community: str) -> Mapping[str, int]:
        """Nothing."""
        return {}


class NoExports:
    """For conversations that give no files."""

    async def offer(self, draft: BudgetDraft, channel: str) -> tuple[Document, ...]:
        """None."""
        return ()

    async def settlement(self, community: Community, instalment: str, channel: str) -> tuple[Document, ...]:
        """None."""
        return ()


class NoFiles:
    """For conversations in which nobody sends files."""

    async def sheets(self, attached: Attached) -> Sheets | Refused:
        """Gone."""
        return Refused("gone")


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything at once; what is not given is not there."""

    links: Links = field(default_factory=NoLinks)
    communities: Communities = field(default_factory=NoCommunities)
    privacy: Privacy = field(default_factory=NoPrivacy)
    reminders: Reminders = field(default_factory=NoReminders)
    budgets: Budgets = field(default_factory=NoBudgets)
    exports: Exports = field(default_factory=NoExports)
    files: Files = field(default_factory=NoFiles)
    ledgers: Ledgers = field(default_factory=NoLedgers)


NOWHERE = Ports()
