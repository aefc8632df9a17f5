"""Conveners of a school year: how they are reached, what they have to hand in by when, and how they go about it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import Connection, insert

from bot.store import changes, persons
from bot.store.tables import identity
from content import calendar
from content.library import Library
from content.model import Plan
from handlers.changes import Change, Found, SetDeadlines, SetWishes
from handlers.records import Community, Deadline, Wishes
from handlers.topic import Outcome, Person

YEAR = 115  # of the Republic: 2026-08-01 to 2027-07-31
DATES = 12  # of each convener
TIERS = (("taoyuan-103", "advanced"), ("keelung-113", "develop"), ("taoyuan-103", "beginner"), ("keelung-113", "cross"))
EVENTS = {"審查說明會": date(2026, 9, 12), "執行期程結束": date(2027, 5, 21)}
OWN = ("繳交上課照片", "公開授課紀錄", "填期中問卷", "講師資料送件", "領據送出納", "教案定稿")
WISHES = (Wishes(), Wishes(hour=time(7, 30)), Wishes(office_days=True), Wishes(hour=time(20)))


@dataclass(frozen=True, slots=True)
class Convener:
    """`ways`: the channels that they are reached on; `writes`: days between two messages of theirs, 0 for none ever;
    `does`: of ten dates, how many they say are done."""

    name: str
    plan: str
    tier: str
    ways: tuple[str, ...]
    writes: int
    does: int
    wishes: Wishes


def town(size: int) -> list[Convener]:
    """Of ten conveners two have Telegram beside LINE, and one has only that; three write often, three never do."""
    ways = [("line",)] * 7 + [("line", "telegram")] * 2 + [("telegram",)]
    writes, does = (7, 0, 40, 15, 0, 40, 7, 15, 0, 7), (10, 0, 9, 8, 6, 9, 10, 7, 0, 10)
    return [
        Convener(f"c{n}", *TIERS[n % 4], ways[n % 10], writes[n % 10], does[n % 10], WISHES[n % 7 % 4])
        for n in range(size)
    ]


def settle(c: Connection, who: Convener, own: list[Deadline], now: datetime) -> None:
    """Somebody comes, founds a community and takes in its dates."""
    home, *others = who.ways
    new = persons.create(c, home, who.name, now)
    for place, way in enumerate(others, 1):
        row = {"channel": way, "address": who.name, "person_id": new, "state": "open", "since": now, "place": place}
        c.execute(insert(identity), row)
    known = persons.of(c, home, who.name)
    assert known
    found = Found(Community(who.name, f"社群{who.name}", who.plan, who.tier, YEAR))
    did: tuple[Change, ...] = (found, SetWishes(who.wishes), SetDeadlines("first", "adopt", tuple(own)))
    outcome = Outcome(Person(plan=who.plan, tier=who.tier), changes=did)
    changes.keep(c, known, outcome, channel=home, address=who.name, now=now, at=now)


def dates(library: Library, who: Convener, random: Random) -> list[Deadline]:
    """What the plan asks for in this school year, and the community's own beside it."""
    found = [_adopted(one, who) for one in _proposed(library.plans[who.plan], who.tier).values()]
    return [*found, *(_own(number, who, random) for number in range(len(found), DATES))]


def _proposed(plan: Plan, tier: str) -> dict[str, calendar.Proposal]:
    """With a day in this school year, the application for the next one among them."""
    begin, end = calendar.school_year(YEAR)
    wanted = [one for year in (YEAR, YEAR + 1) for one in calendar.proposals(plan, tier, year)]
    for anchor in [one for one in calendar.anchors(plan, tier) if one in EVENTS]:
        wanted += calendar.after_event(plan, tier, YEAR, anchor, EVENTS[anchor])
    return {one.key: one for one in wanted if one.day and begin < one.day <= end}


def _adopted(one: calendar.Proposal, who: Convener) -> Deadline:
    assert one.day
    kind = "report" if one.kind == "report" else "deadline"
    return Deadline(f"{who.name}-{one.key}", who.name, one.title, one.day, one.at, kind, key=one.key, sure=one.sure)


def _own(number: int, who: Convener, random: Random) -> Deadline:
    """Every second one a meeting."""
    day = calendar.school_year(YEAR)[0] + timedelta(days=random.randrange(40, 340))
    id_ = f"{who.name}-{number}"
    if number % 2:
        return Deadline(id_, who.name, "社群聚會", day, time(13, 30), "meeting")
    return Deadline(id_, who.name, OWN[number % len(OWN)], day)
