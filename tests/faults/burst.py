"""A morning on which thousands of reminders fall due at eight: people on both messengers, in several communities."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.channels.channel import Allowance
from bot.store import quotas, reminders, sqlite
from bot.store.migrate import upgrade
from bot.store.tables import community, deadline, identity, membership, person, reminder, wish
from tests.bot.outbox.morning import DAY, MORNING, at, whole_community, whole_date, whole_person
from tests.faults.crowd import LINE, TELEGRAM
from tests.messengers.line_people import line_id
from tests.messengers.telegram_chats import user_id

TOGETHER = 20  # people in a community
BOTH = 0.1  # of them are in the next one too
TODAY = MORNING.date()
EVENING, BEFORE = MORNING - timedelta(hours=12), MORNING - timedelta(hours=30)
OVER = time(8, 0, 25)  # when meetings begin, of which nobody is to hear any more
WAYS = {(LINE,): 40, (TELEGRAM,): 40, (LINE, TELEGRAM): 12, (TELEGRAM, LINE): 8}  # channels of a person, how many
# what communities have to do, in turns: some have one date, some several; the last date here was to be said yesterday
# as well, when the bot was away, to people who do not want to hear anything before eight
Dates = tuple[dict[str, Any], ...]
TASKS: tuple[Dates, ...] = (
    ({"day": DAY},),
    ({"day": TODAY},),
    ({"day": DAY}, {"day": TODAY + timedelta(7)}, {"day": TODAY + timedelta(14), "kind": "report"}),
    ({"day": TODAY, "kind": "meeting", "at": OVER}, {"day": DAY}),
    ({"day": DAY},),
)
MISSED = len(TASKS) - 1


@dataclass(frozen=True, slots=True)
class Teacher:
    """Somebody to be reminded, by the number in the database; `ways`: their channels, the one to push on first."""

    id: int
    ways: tuple[str, ...]

    @property
    def name(self) -> str:
        """On both messengers."""
        return f"老師{self.id}"

    def address(self, way: str) -> str:
        """In the database."""
        return line_id(self.name) if way == LINE else str(user_id(self.name))


Key = tuple[str, int, str, int]
"""Of a reminder: the date's id and version, the lead, the person."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Who is to be reminded of what at eight.

    `titles`: of each date, told apart by its number; `due`: as planned before anything is changed; `conveners`: by
    community.
    """

    teachers: dict[int, Teacher]
    titles: dict[str, str]
    due: frozenset[Key]
    conveners: dict[str, int]

    def at_home(self, way: str) -> int:
        """How many are to be told on a channel, as long as that works."""
        return sum(teacher.ways[0] == way for teacher in self.teachers.values())


def made(file: Path, count: int, random: Random, allowed: float) -> Burst:
    """A database with `count` reminders at least; `allowed`: the share of LINE's that the month has room for."""
    engine = sqlite.writing(f"sqlite+aiosqlite:///{file}")
    upgrade(engine)
    teachers: dict[int, Teacher] = {}
    conveners: dict[str, int] = {}
    with engine.begin() as c:
        for number in range(count):
            conveners |= _found(c, number, teachers, random)
            if len(due := _due(c)) >= count:
                break
        titles = {row.id: row.title for row in c.execute(select(deadline))}
        burst = Burst(teachers, titles, due, conveners)
        allowance = Allowance(round(burst.at_home(LINE) * allowed), 0)
        quotas.put(c, LINE, quotas.month(MORNING), allowance, EVENING)
    engine.dispose()
    return burst


def _found(c: Connection, number: int, teachers: dict[int, Teacher], random: Random) -> dict[str, int]:
    """One more community with its people and dates, and some people of the one before; and who convenes it."""
    which, task = f"c{number}", number % len(TASKS)
    before = [one for one in list(teachers.values())[-TOGETHER:] if random.random() < BOTH]
    new = [
        Teacher(len(teachers) + place, random.choices(list(WAYS), list(WAYS.values()))[0])
        for place in range(1, TOGETHER + 1)
    ]
    teachers |= {teacher.id: teacher for teacher in new}
    c.execute(
        insert(community), whole_community(which) | {"leads": (2, 1)} if task == MISSED else whole_community(which)
    )
    c.execute(insert(deadline), list(_dates(which, TASKS[task])))
    c.execute(insert(person), [whole_person(teacher.id) for teacher in new])
    c.execute(insert(identity), [row for teacher in new for row in _identities(teacher)])
    if task == MISSED:
        c.execute(insert(wish), [_wish(teacher) for teacher in new])
    c.execute(insert(membership), [_part(which, place, teacher) for place, teacher in enumerate([*new, *before])])
    reminders.replan(c, which, BEFORE if task == MISSED else EVENING)
    return {which: new[0].id}


def _dates(which: str, tasks: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for place, task in enumerate(tasks):
        title = f"第{which[1:]:0>4}之{place}份資料"
        yield whole_date(f"{which}-{place}", which, title=title) | task | {"figure": task["day"].isoformat()}


def _identities(teacher: Teacher) -> Iterator[dict[str, Any]]:
    for place, way in enumerate(teacher.ways):
        yield at(teacher.id, way) | {"address": teacher.address(way), "place": place}


def _wish(teacher: Teacher) -> dict[str, Any]:
    hours = {"hour": time(8), "quiet_from": time(21, 30), "quiet_to": time(8)}
    return hours | {"person_id": teacher.id, "office_days": False, "leads": (), "on": True}


def _part(which: str, place: int, teacher: Teacher) -> dict[str, Any]:
    role, current = ("member" if place else "convener"), place < TOGETHER
    part = {"community_id": which, "person_id": teacher.id, "role": role, "reminded": True}
    return part | {"place": place, "is_current": current}


def _due(c: Connection) -> frozenset[Key]:
    """What is due at eight."""
    key = reminder.c.deadline_id, reminder.c.version, reminder.c.lead, reminder.c.person_id
    rows = select(*key).where(reminder.c.due_at <= MORNING)
    return frozenset((row[0], row[1], row[2], row[3]) for row in c.execute(rows))
