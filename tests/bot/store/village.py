"""People, a community and its dates, as the tests of the store need them."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.store import changes, links, persons
from handlers.changes import Change, Found, Invite, Join
from handlers.records import Community, Deadline, Role
from handlers.topic import Person

ID, CODE = "north", "ABCD-EFGH"
COMMUNITY = Community(ID, "北昌共備社群", "keelung-113", "develop", 113, "北昌國小", feed="secret")
DATE = Deadline("report", ID, "成果報告", date(2025, 6, 30))
WEEK = timedelta(weeks=1)


def someone(c: Connection, address: str, now: datetime, *, group: bool = False) -> int:
    """A person, or a group, at an address."""
    return persons.meet(c, "line", address, now, group=group)


def do(c: Connection, person: int, change: Change, now: datetime, address: str = "") -> int:
    """What a turn of a person changes."""
    return changes.apply(
        c, change, channel="line", address=address, person=person, conversation=Person(), now=now, at=now
    )


def founded(c: Connection, now: datetime, new: Community = COMMUNITY) -> int:
    """A community; who convenes it."""
    convener = someone(c, "王老師", now)
    do(c, convener, Found(new), now)
    return convener


def joined(c: Connection, by: int, address: str, now: datetime, role: Role = "member") -> int:
    """Somebody who came in by a code that another gave out."""
    newcomer, code = someone(c, address, now), links.new_code()
    do(c, by, Invite(code, ID, role, now + WEEK), now)
    do(c, newcomer, Join(code), now)
    return newcomer
