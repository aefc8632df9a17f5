"""What a community shares: itself, who is in it, its dates. Ids are random and never used again."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

Role = Literal["convener", "co", "member"]
Kind = Literal["deadline", "meeting"]
State = Literal["open", "done", "cancelled"]


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


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody's part in a community; `current`: the one that they work with now."""

    community: Community
    role: Role
    current: bool = False

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
    """One change of a deadline: what it was (None: it is new) and what it became. `batch`: what one turn changed."""

    batch: str
    operation: str
    before: Deadline | None
    after: Deadline
    at: datetime
    undone: bool = False
