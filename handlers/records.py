"""What a community shares: itself, who is in it, its dates and budgets. Ids are random and never used again."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from content.budget import Item
from handlers.recheck_records import Judged, Shift

Role = Literal["convener", "co", "member"]
Reader = Role | Literal["group"]
Kind = Literal["deadline", "report", "meeting"]
State = Literal["open", "done", "cancelled"]
DraftState = Literal["open", "done", "deleted"]
SpendingState = Literal["kept", "deleted"]


@dataclass(frozen=True, slots=True)
class Community:
    """A community (社群) under a plan; `year` is the school year of the Republic in which it works.

    `feed`: the secret in the addresses of its calendar. `version` grows with each change.
    """

    id: str
    name: str
    plan: str
    tier: str
    year: int
    school: str = ""
    open: bool = True
    feed: str = ""
    version: int = 1
    before: str = ""  # the community of the school year before, whose history this one goes on with
    leads: tuple[int, ...] = ()  # days before a deadline on which its people are reminded; () for the usual ones


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody's part in a community; `current`: the one that they work with now.

    `reminded`: whether its dates are brought to their mind; None: as is usual for their role.
    """

    community: Community
    role: Role
    current: bool = False
    reminded: bool | None = None

    @property
    def convenes(self) -> bool:
        """Whether they may change things."""
        return self.role in ("convener", "co")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a community, by the person's id: no name is kept."""

    person: str
    role: Role


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a code opens: a role in a community; `hand_over`: the giver's own, for next year's convener."""

    community: Community
    role: Role
    until: datetime
    hand_over: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date of a community. `key`: the plan's own deadline that it stands for, "" for one of the community's own.

    `sure`: False for one estimated from another school year until it is confirmed. `figure`: the plan's date that it
    was adopted from (ISO), to notice when that changes; `others`: dates (ISO) that the plan gives elsewhere and that
    disagree. `series`: meetings made by one sentence share it. `version` grows with each change and is the feed's
    SEQUENCE.
    """

    id: str
    community: str
    title: str
    day: date
    at: time | None = None
    kind: Kind = "deadline"
    state: State = "open"
    key: str = ""
    section: str = ""
    sure: bool = True
    figure: str = ""
    others: tuple[str, ...] = ()
    who: str = ""
    note: str = ""
    series: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a deadline: what it was (None: it is new) and what it became. `batch`: what one turn changed.

    `person`: whose turn it was; of somebody who was forgotten it is nobody's.
    """

    batch: str
    operation: str
    before: Deadline | None
    after: Deadline
    at: datetime
    undone: bool = False
    person: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """When somebody wants to be reminded: at this hour, not within quiet hours (none where both ends are the same).

    `leads`: days before, in place of those of their communities; () for these. `office_days`: what would come on a
    weekend or holiday comes on the last office day before. `on`: False for no reminders at all.
    """

    hour: time = time(8)
    quiet_from: time = time(21, 30)
    quiet_to: time = time(7)
    office_days: bool = False
    leads: tuple[int, ...] = ()
    on: bool = True


@dataclass(frozen=True, slots=True)
class Reminder:
    """A date that ought to be brought to somebody's mind at `due`; past `expires` that would be of no use.

    `lead`: d7, d1, d0 (days before), n3, n6 (days after it, while it is still open), or s (snoozed until that day).
    `reader`: as what they are reminded, which tells what they may do about it; as little as can be where nobody asked.
    """

    deadline: Deadline
    community: Community
    lead: str
    due: datetime
    expires: datetime
    reader: Reader = "member"

    @property
    def changeable(self) -> bool:
        """Whether whoever is reminded of the date may change it."""
        return self.reader in ("convener", "co")


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """An item of a draft; `version`: that of the draft which made it what it is."""

    item: Item
    version: int


@dataclass(frozen=True, slots=True)
class BudgetDraft:
    """A budget (概算) that is worked on. `community`: whose it is, "" for the person's own.

    Items are known by their numbers; `next` is that of the next one, and none is ever used again. `requested`: the
    total that the form says, `schools`, `members` and `participants` what else was told. `version` grows with each
    change. `judged`: what the check said of it last; `shifts`: where other rules changed that, the newest last.
    """

    id: str
    name: str
    plan: str
    year: int
    community: str = ""
    tier: str = ""
    instalment: str = ""
    rows: tuple[BudgetRow, ...] = ()
    next: int = 1
    requested: int | None = None
    schools: int | None = None
    members: int | None = None
    participants: int | None = None
    state: DraftState = "open"
    version: int = 1
    judged: Judged | None = None
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftEdit:
    """One change of a draft: it led to `version`; `before`: the draft as it was, None where it is new."""

    version: int
    operation: str
    before: BudgetDraft | None
    at: datetime
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Spending:
    """An expense of a community (記帳). `item` is what was bought: its number `no` is the entry's own in the community
    and never used again, `on` is the day of the expense. `line`: the budget line that pays it, "" for none of the plan.

    `instalment`: the part of the year that it belongs to, "" for the whole. `receipt`: the number of the receipt.
    """

    id: str
    community: str
    item: Item
    line: str
    instalment: str = ""
    receipt: str = ""
    state: SpendingState = "kept"
    version: int = 1

    @property
    def no(self) -> int:
        """The number under which people speak of it."""
        return self.item.no

    @property
    def amount(self) -> int:
        """Whole dollars."""
        return self.item.total

    @property
    def day(self) -> date:
        """When it was spent."""
        return self.item.on or date.min


@dataclass(frozen=True, slots=True)
class SpendingEdit:
    """One change of an entry: what it was (None: it is new) and what it became. `batch`: what one turn changed.

    `person`: whose turn it was; of somebody who was forgotten it is nobody's.
    """

    batch: str
    operation: str
    before: Spending | None
    after: Spending
    at: datetime
    undone: bool = False
    person: str = ""
