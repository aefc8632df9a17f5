"""What a person changes of a community, guarded by what they are in it."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from bot.store import calendars, communities, invitations, memberships
from bot.store.errors import Forbidden, Overtaken
from bot.store.tables import person as person_table
from handlers.changes import Alter, Found, Invite, Join, Leave, Revoke, SetDeadlines, Work
from handlers.records import Community, Role

Shared = Found | Alter | Work | Invite | Revoke | Join | Leave | SetDeadlines

_group = select(person_table.c.is_group).where(person_table.c.id == bindparam("whose"))


def share(c: Connection, change: Shared, person: int, now: datetime) -> None:
    """Applies it. Raises Overtaken where it cannot be any more, Forbidden where the person must not."""
    match change:
        case Found():
            _found(c, change.community, person)
        case Join():
            invitations.use(c, person, change.code, now)
        case Work():
            _part(c, change.community, person)
            memberships.work(c, change.community, person)
        case Leave():
            _part(c, change.community, person, closed=True)
            if not memberships.leave(c, change.community, person):
                raise Overtaken("the last convener stays while others are there")
        case _:
            _convened(c, change, person, now)


def _convened(c: Connection, change: Alter | Invite | Revoke | SetDeadlines, person: int, now: datetime) -> None:
    """What only conveners change."""
    match change:
        case Alter():
            _convenes(c, change.community.id, person, closed=True)
            communities.alter(c, change.community)
        case Invite():
            _convenes(c, change.community, person)
            invitations.give(c, person, change)
        case Revoke():
            _convenes(c, change.community, person, closed=True)
            invitations.revoke(c, change.community)
        case SetDeadlines():
            for community in {one.community for one in change.deadlines}:
                _convenes(c, community, person)
            calendars.put(c, change, person, now)


def _found(c: Connection, new: Community, person: int) -> None:
    if c.scalar(_group, {"whose": person}) is not False:
        raise Forbidden("a group founds nothing")
    if new.before:
        _convenes(c, new.before, person, closed=True)
    communities.add(c, new)
    memberships.enter(c, new.id, person, "convener")


def _convenes(c: Connection, community: str, person: int, *, closed: bool = False) -> None:
    role = _part(c, community, person, closed=closed)
    if role == "member":
        raise Forbidden(f"a member changes community {community}")


def _part(c: Connection, community: str, person: int, *, closed: bool = False) -> Role:
    """What somebody is in a community, which must be open unless it may be `closed`."""
    role = memberships.role(c, community, person)
    if role is None:
        raise Forbidden(f"a stranger changes community {community}")
    whole = communities.get(c, community)
    if not closed and not (whole and whole.open):
        raise Overtaken("the community was closed")
    return role
