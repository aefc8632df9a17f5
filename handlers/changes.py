"""What a turn changes besides the conversation. Applied together with it, or not at all; a version that was overtaken
makes the turn be computed again."""

from dataclasses import dataclass
from datetime import date, datetime

from handlers.records import BudgetDraft, Community, Deadline, Role, Spending, Wishes


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link code was given out."""

    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class UseLink:
    """This channel's conversation joins the one that the code leads to, and both go on as `Outcome.person`."""

    code: str


@dataclass(frozen=True, slots=True)
class Unlink:
    """This channel's conversation goes on by itself, with what is remembered now."""


@dataclass(frozen=True, slots=True)
class WrongCode:
    """A code that leads nowhere was tried."""


@dataclass(frozen=True, slots=True)
class Found:
    """A new community; who says so convenes it and works with it from now on."""

    community: Community


@dataclass(frozen=True, slots=True)
class Alter:
    """A community as it is from now on; its version is one more than the one that was read."""

    community: Community


@dataclass(frozen=True, slots=True)
class Work:
    """Somebody works with another of their communities from now on."""

    community: str


@dataclass(frozen=True, slots=True)
class Invite:
    """A code for a role in a community was given out; `hand_over`: the giver's own role goes to whoever uses it."""

    code: str
    community: str
    role: Role
    until: datetime
    hand_over: bool = False


@dataclass(frozen=True, slots=True)
class Revoke:
    """All codes of a community are void."""

    community: str


@dataclass(frozen=True, slots=True)
class Join:
    """A person, or a group, comes into a community by a code and works with it from now on."""

    code: str


@dataclass(frozen=True, slots=True)
class Leave:
    """A person, or a group, leaves a community."""

    community: str


@dataclass(frozen=True, slots=True)
class SetDeadlines:
    """Deadlines as they are from now on: new ones have version 1, changed ones one more than the version that was read.

    `operation`: add, adopt, done, reopen, move, cancel, note, confirm, undo. `undoes`: the batch that is taken back.
    """

    batch: str
    operation: str
    deadlines: tuple[Deadline, ...]
    undoes: str = ""
    read: int | None = None  # what all versions in that calendar came to when it was read; None: the rest is no matter


@dataclass(frozen=True, slots=True)
class SetWishes:
    """When somebody, or a group, wants to be reminded."""

    wishes: Wishes


@dataclass(frozen=True, slots=True)
class SetReminded:
    """Whether somebody, or a group, is reminded of a community's dates."""

    community: str
    reminded: bool


@dataclass(frozen=True, slots=True)
class Snooze:
    """Somebody is reminded of a date on `until` and not before; None: never again; `over`: as usual again."""

    deadline: str
    until: date | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class SetBudget:
    """A draft as it is from now on: a new one has version 1, a changed one one more than the version that was read.

    `operation`: new, add, change, remove, tell, rename, finish, delete, undo. `undoes`: the version that is taken back.
    """

    operation: str
    draft: BudgetDraft
    undoes: int = 0


@dataclass(frozen=True, slots=True)
class Rejudge:
    """A draft was checked again under other rules: `judged` and `shifts` are new, all else of it is as it was read.

    `read`: the rules under which it was judged when it was read; "" for none.
    """

    draft: BudgetDraft
    read: str


@dataclass(frozen=True, slots=True)
class SetSpending:
    """Entries as they are from now on: new ones have version 1, changed ones one more than the version that was read.

    `operation`: add, change, remove, undo. `undoes`: the batch that is taken back. `read`: what all versions of the
    ledger came to when it was read, as what is added depends on the rest.
    """

    batch: str
    operation: str
    entries: tuple[Spending, ...]
    undoes: str = ""
    read: int = 0


@dataclass(frozen=True, slots=True)
class SetGranted:
    """How much money a community was granted (核定) for an instalment, "" for the whole year; whole dollars.

    None: that is not known after all.
    """

    community: str
    instalment: str
    granted: int | None


@dataclass(frozen=True, slots=True)
class Forget:
    """Whoever says so is forgotten on all channels; communities go on with the others, and end where nobody is left."""


Change = (
    NewLink
    | UseLink
    | Unlink
    | WrongCode
    | Found
    | Alter
    | Work
    | Invite
    | Revoke
    | Join
    | Leave
    | SetDeadlines
    | SetWishes
    | SetReminded
    | Snooze
    | SetBudget
    | Rejudge
    | SetSpending
    | SetGranted
    | Forget
)
