"""A morning on which many are reminded: people, each with a community and a date, and a messenger that can fail."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select

from bot.channels.channel import Claim, Delivered, Delivery, Push, Pushed, Raw, Read
from bot.outbox.pace import Pace
from bot.store import sqlite
from bot.store.tables import community, deadline, identity, membership, message, person, reminder, wish
from handlers.messages import Reply
from handlers.records import Reminder
from tests.tools.program import Program

TAIPEI = ZoneInfo("Asia/Taipei")
DAY = date(2026, 11, 25)
MORNING = datetime(2026, 11, 24, 8, tzinfo=TAIPEI)  # the day before, at the usual hour
MINUTE = timedelta(minutes=1)
SENT = Pushed("sent")
TITLE = "上傳照片"


def words(items: Sequence[Reminder], now: datetime, late: bool, told: bool) -> Reply:
    """A digest of few words: 遲 for late, 順 for told with an answer, then what is said with its lead."""
    marks = "遲" * late + "順" * told
    return Reply(" ".join([marks, *(f"{one.deadline.title}:{one.lead}" for one in items)]).strip())


def person_at(c: Connection, who: int, *ways: str, group: bool = False, **wishes: Any) -> None:
    """Somebody on several channels, at an address with their number; `wishes`: others than the usual ones."""
    c.execute(insert(person), whole_person(who) | {"is_group": group})
    for place, way in enumerate(ways):
        c.execute(insert(identity), at(who, way) | {"place": place})
    if wishes:
        usual = {"hour": time(8), "quiet_from": time(21, 30), "quiet_to": time(7), "office_days": False}
        c.execute(insert(wish), {"person_id": who, "leads": (), "on": True} | usual | wishes)


def whole_person(who: int) -> dict[str, Any]:
    """A row of `person`."""
    blank = {"plan": "", "tier": "", "talk": "{}", "version": 0, "is_group": False}
    return blank | {"id": who, "created_at": MORNING, "seen_at": MORNING}


def at(who: int, way: str) -> dict[str, Any]:
    """A row of `identity`."""
    return {"channel": way, "address": str(who), "person_id": who, "state": "open", "since": MORNING, "place": 0}


def whole_community(which: str) -> dict[str, Any]:
    """A row of `community`."""
    blank = {"tier": "", "school": "", "feed": "", "before": "", "leads": ()}
    return blank | {"id": which, "name": "北昌共備社群", "plan": "keelung-113", "year": 115, "open": True, "version": 1}


def whole_date(which: str, group: str, day: date = DAY, title: str = "") -> dict[str, Any]:
    """A row of `deadline`."""
    blank = dict.fromkeys(("key", "section", "figure", "who", "note", "series"), "")
    state = {"kind": "deadline", "state": "open", "sure": True, "others": (), "at": None, "version": 1}
    return blank | state | {"id": which, "community_id": group, "title": title or which, "day": day}


def due(which: str, who: int, lead: str = "d1", at: datetime = MORNING, lane: str = "line", **more: Any) -> Any:
    """A row of `reminder`."""
    rest = {"state": "pending", "expires_at": datetime.combine(DAY + timedelta(1), time(), TAIPEI), "day": DAY}
    key = {"deadline_id": which, "version": 1, "lead": lead, "person_id": who}
    return {"lane": lane, "due_at": at, "message_id": None} | key | rest | more


def many(c: Connection, first: int, count: int, lane: str = "line", at_: datetime = MORNING) -> None:
    """So many people with one due reminder each."""
    numbers = range(first, first + count)
    c.execute(insert(person), [whole_person(who) for who in numbers])
    c.execute(insert(identity), [at(who, lane) for who in numbers])
    c.execute(insert(community), [whole_community(f"c{who}") for who in numbers])
    c.execute(insert(deadline), [whole_date(f"d{who}", f"c{who}") for who in numbers])
    c.execute(insert(reminder), [due(f"d{who}", who, lane=lane, at=at_) for who in numbers])


def write(c: Connection) -> None:
    """Everybody who is known convenes a community of their own, and is to be reminded now."""
    for way, who in c.execute(select(identity.c.channel, identity.c.person_id)).all():
        here = f"{way}-{who}"
        c.execute(insert(community), whole_community(here))
        part = {"community_id": here, "person_id": who, "role": "convener", "place": 0, "is_current": True}
        c.execute(insert(membership), part)
        c.execute(insert(deadline), whole_date(here, here, title=f"{TITLE} {here}"))
        c.execute(insert(reminder), due(here, who, lane=way))


def remind(program: Program) -> None:
    """From another process, as it were."""
    engine = sqlite.writing(f"sqlite+aiosqlite:///{program.database}")
    with engine.begin() as c:
        write(c)
    engine.dispose()


def states(c: Connection) -> Counter[str]:
    """How many reminders are in each state."""
    return Counter(c.scalars(select(reminder.c.state)))


def digests(c: Connection) -> list[Any]:
    """The messages, in the order in which they were made."""
    return list(c.execute(select(message).order_by(message.c.id)).all())


@dataclass(slots=True)
class Owl:
    """A messenger on which we may speak first; `fates`: what becomes of the next pushes, then all arrive.

    `arrived`: what people got, by address.
    """

    pace: Pace = field(default_factory=lambda: Pace(5000))
    name: str = "line"
    fates: list[Pushed | Exception] = field(default_factory=list)
    pushes: list[Push] = field(default_factory=list)
    times: list[float] = field(default_factory=list)  # of the pushes, in seconds
    arrived: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    known: set[str] = field(default_factory=set)  # keys that were accepted
    open: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.open.set()

    def read(self, raw: Raw) -> Read:
        """Nobody says anything."""
        return None

    async def deliver(self, delivery: Delivery, claim: Claim) -> Delivered:
        """Nobody is answered."""
        return Delivered(())

    async def waiting(self, delivery: Delivery) -> None:
        """Nobody waits."""

    async def push(self, push: Push) -> Pushed:
        """What fate has for it; `perhaps` arrives."""
        self.pushes.append(push)
        self.times.append(monotonic())
        await self.open.wait()
        fate = self.fates.pop(0) if self.fates else SENT
        if isinstance(fate, Exception):
            raise fate
        if fate.state in ("sent", "perhaps") and (self.name != "line" or push.retry_key not in self.known):
            self.known.add(push.retry_key)
            self.arrived[push.address].append(push.reply.text)
        return fate


@dataclass(slots=True)
class Hands:
    """A clock that is set by hand, for both of the sender's."""

    now: datetime = MORNING

    def bot(self) -> datetime:
        """In Taipei."""
        return self.now

    def real(self) -> datetime:
        """In UTC."""
        return self.now.astimezone(UTC)

    def forward(self, step: timedelta) -> None:
        """Time passes."""
        self.now += step
