"""In memory what otherwise the database keeps of communities, their dates and reminders; it guards the same rights."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count
from urllib.parse import quote

from bot.reminders.plan import Listener, plan
from handlers.changes import (
    Alter,
    Change,
    Forget,
    Found,
    Invite,
    Join,
    Leave,
    Revoke,
    SetDeadlines,
    SetReminded,
    SetWishes,
    Snooze,
    Work,
    WrongCode,
)
from handlers.records import Community, Deadline, Edit, Invitation, Member, Membership, Reminder, Role, Wishes

WRONG = 5  # codes, after which none leads anywhere
RANK: dict[Role, int] = {"member": 0, "co": 1, "convener": 2}
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Overtaken(Exception):
    """Something was changed since it was read; the turn has to be computed again."""


class Forbidden(Exception):
    """The handlers let somebody do what they have no right to."""


@dataclass
class Code:
    """An invitation as it was given out; `open`: neither used nor void."""

    giver: str
    community: str
    role: Role
    until: datetime
    hand_over: bool
    open: bool = True


@dataclass
class Memory:
    """Fulfils handlers.ports.Communities and Reminders, and applies handlers/changes.py.

    Persons, and groups, are any names. `now` is when something was changed last: what was due by then was said.
    """

    communities: dict[str, Community] = field(default_factory=dict)
    roles: dict[tuple[str, str], Role] = field(default_factory=dict)  # (community, person), in the order of coming
    current: dict[str, str] = field(default_factory=dict)  # person -> community
    groups: set[str] = field(default_factory=set)
    codes: dict[str, Code] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    rows: dict[str, Deadline] = field(default_factory=dict)
    log: list[tuple[str, Edit]] = field(default_factory=list)  # with the community's id, the oldest first
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    wanted: dict[str, Wishes] = field(default_factory=dict)
    reminded: dict[tuple[str, str], bool] = field(default_factory=dict)  # (community, person)
    snoozes: dict[str, dict[str, date | None]] = field(default_factory=dict)  # person -> date's id -> until when
    told: dict[str, list[Reminder]] = field(default_factory=dict)  # what a person was reminded of
    ways: dict[str, str] = field(default_factory=dict)  # person -> channel, where it is not LINE
    pushed: tuple[str, ...] = ("line", "telegram")  # the channels on which the bot speaks first
    now: datetime = field(default_factory=lambda: datetime.min.replace(tzinfo=UTC))

    def start(self, person: str, community: Community, role: Role = "convener") -> None:
        """Somebody is in a community from the beginning, and works with it."""
        self.communities.setdefault(community.id, community)
        self.roles[community.id, person] = role
        self.current[person] = community.id

    # --- handlers.ports.Communities ---

    def new_id(self) -> str:
        return f"id{next(self.numbers)}"

    def new_code(self) -> str:
        number = next(self.numbers)
        return f"CDEF-{LETTERS[number // 32 % 32]}{LETTERS[number % 32]}GH"

    def new_secret(self) -> str:
        return f"secret{next(self.numbers)}"

    def address(self, feed: str) -> str:
        return f"https://bot.example.org/c/{feed}"

    def entrance(self, code: str) -> Mapping[str, str]:
        bare = code.replace("-", "")
        telegram = f"https://t.me/convener_test_bot?start=join_{bare}"
        return {"line": f"https://line.me/R/oaMessage/%40bot/?{quote('加入 ')}{bare}", "telegram": telegram}

    async def of(self, person: str) -> tuple[Membership, ...]:
        mine = [(self.communities[one], role) for (one, whose), role in self.roles.items() if whose == person]
        now = self.current.get(person)
        found = [Membership(one, role, one.id == now, self.reminded.get((one.id, person))) for one, role in mine]
        found = [part for part in found if part.community.open]
        return tuple(sorted(found, key=lambda part: not part.current))

    async def after(self, community: str) -> tuple[Community, ...]:
        return tuple(one for one in self.communities.values() if one.before == community and one.open)

    async def members(self, community: str) -> tuple[Member, ...]:
        inside = [(who, role) for (one, who), role in self.roles.items() if one == community]
        return tuple(Member(who, role) for who, role in inside if who not in self.groups)

    async def invitation(self, person: str, code: str, now: datetime) -> Invitation | None:
        found = self.codes.get(code)
        if found is None or not found.open or found.until <= now or self.wrong[person] >= WRONG:
            return None
        if person in self.groups and found.role != "member":
            return None
        community, giver = self.communities[found.community], self.roles.get((found.community, found.giver), "member")
        still = community.open and 0 < RANK[giver] >= RANK[found.role]
        return Invitation(community, found.role, found.until, found.hand_over) if still else None

    async def deadlines(self, community: str) -> tuple[Deadline, ...]:
        return tuple(sorted((one for one in self.rows.values() if one.community == community), key=lambda one: one.day))

    async def edits(self, community: str, limit: int) -> tuple[Edit, ...]:
        return tuple(edit for one, edit in reversed(self.log) if one == community)[:limit]

    # --- handlers.ports.Reminders ---

    async def wishes(self, person: str) -> Wishes:
        return self.wanted.get(person, Wishes())

    async def ahead(self, person: str, limit: int) -> tuple[Reminder, ...]:
        found = [one for part in await self.of(person) for one in self._planned(part, person) if one.due > self.now]
        return tuple(sorted(found, key=lambda one: (one.due, one.deadline.day, one.deadline.id)))[:limit]

    async def said(self, person: str, since: datetime) -> tuple[Reminder, ...]:
        return tuple(one for one in self.told.get(person, ()) if one.due > since)

    async def way(self, person: str) -> str:
        return self.ways.get(person, "line")

    async def muted(self, person: str) -> frozenset[str]:
        return frozenset(one for one, until in self.snoozes.get(person, {}).items() if until is None)

    async def pushing(self) -> tuple[str, ...]:
        return self.pushed

    def _planned(self, part: Membership, person: str) -> Iterator[Reminder]:
        wishes, snoozes = self.wanted.get(person, Wishes()), self.snoozes.get(person, {})
        listener = Listener(part.role, part.reminded, wishes, snoozes)
        for deadline in (one for one in self.rows.values() if one.community == part.community.id):
            for one in plan(deadline, part.community, listener, self.now):
                yield Reminder(deadline, part.community, one.lead, one.due, one.expires)

    # --- handlers/changes.py ---

    async def apply(self, change: Change, person: str, now: datetime) -> None:
        """What one change of a person's, or a group's, turn leads to. Raises Overtaken or Forbidden."""
        self.now = now
        match change:
            case WrongCode():
                self.wrong[person] += 1
            case Found(community):
                self._must(community.id not in self.communities and person not in self.groups)
                self.start(person, community)
            case Alter(community):
                self._convenes(person, community.id)
                _follows(community.version, self.communities[community.id].version)
                self.communities[community.id] = community
            case Work(community):
                self._must((community, person) in self.roles)
                self.current[person] = community
            case Forget():
                self.roles = {key: role for key, role in self.roles.items() if key[1] != person}
                self.current.pop(person, None)
                self._no_more(person)
            case Invite() | Revoke():
                self._convenes(person, change.community)
                self._give(change, person)
            case Join(code):
                await self._join(code, person, now)
            case Leave(community):
                await self._leave(community, person)
            case SetDeadlines():
                self._set(change, person, now)
            case SetWishes() | SetReminded() | Snooze():
                self._wish(change, person)

    def _wish(self, change: SetWishes | SetReminded | Snooze, person: str) -> None:
        match change:
            case SetWishes(wishes):
                self.wanted[person] = wishes
            case SetReminded(community, reminded):
                self._must((community, person) in self.roles)
                self.reminded[community, person] = reminded
            case Snooze(deadline, until, over):
                self._must((self.rows[deadline].community, person) in self.roles)
                mine = self.snoozes.setdefault(person, {})
                mine.pop(deadline, None)
                if not over:
                    mine[deadline] = until

    def _no_more(self, person: str) -> None:
        self.wanted.pop(person, None)
        self.snoozes.pop(person, None)
        self.reminded = {key: reminded for key, reminded in self.reminded.items() if key[1] != person}

    def _must(self, right: bool) -> None:
        if not right:
            raise Forbidden

    def _convenes(self, person: str, community: str) -> None:
        self._must(person not in self.groups and RANK[self.roles.get((community, person), "member")] > 0)

    def _give(self, change: Invite | Revoke, person: str) -> None:
        if isinstance(change, Revoke):
            for code in self.codes.values():
                code.open = code.open and code.community != change.community
            return
        self._must(not change.hand_over or self.roles[change.community, person] == "convener")
        self.codes[change.code] = Code(person, change.community, change.role, change.until, change.hand_over)

    async def _join(self, code: str, person: str, now: datetime) -> None:
        if await self.invitation(person, code, now) is None:
            raise Overtaken
        used = self.codes[code]
        before = self.roles.get((used.community, person), "member")
        if used.hand_over:
            self.roles[used.community, used.giver] = "member"
        self.roles[used.community, person] = max(before, used.role, key=RANK.__getitem__)
        used.open, self.current[person] = False, used.community

    async def _leave(self, community: str, person: str) -> None:
        role = self.roles.get((community, person))
        self._must(role is not None)
        others = [one for one in await self.members(community) if one.person != person]
        if role == "convener" and others and all(one.role != "convener" for one in others):
            raise Overtaken
        del self.roles[community, person]
        self.reminded.pop((community, person), None)
        snoozes = self.snoozes.get(person, {})
        self.snoozes[person] = {one: until for one, until in snoozes.items() if self.rows[one].community != community}
        if self.current.get(person) == community:
            del self.current[person]

    def _set(self, change: SetDeadlines, person: str, now: datetime) -> None:
        communities = {one.community for one in change.deadlines}
        total = sum(one.version for one in self.rows.values() if one.community in communities)
        if change.read not in (None, total):
            raise Overtaken
        for after in change.deadlines:
            self._convenes(person, after.community)
            before = self.rows.get(after.id)
            _follows(after.version, before.version if before else 0)
            self.rows[after.id] = after
            self.log.append((after.community, Edit(change.batch, change.operation, before, after, now, person=person)))
        if change.undoes:
            self.log = [(one, _taken_back(edit, change.undoes)) for one, edit in self.log]


def _follows(version: int, read: int) -> None:
    if version != read + 1:
        raise Overtaken


def _taken_back(edit: Edit, batch: str) -> Edit:
    return replace(edit, undone=True) if edit.batch == batch else edit
