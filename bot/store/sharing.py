"""What a person changes of a community, guarded by what they are in it."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from bot.store import budgets, calendars, communities, invitations, ledgers, memberships, reminders, wishes
from bot.store.errors import Forbidden, Overtaken
from bot.store.tables import person as person_table
from handlers.changes import (
    Alter,
    Found,
    Invite,
    Join,
    Leave,
    Rejudge,
    Revoke,
    SetBudget,
    SetDeadlines,
    SetGranted,
    SetReminded,
    SetSpending,
    SetWishes,
    Snooze,
    Work,
)
from handlers.records import Community, Role

Wished = SetWishes | SetReminded | Snooze
Ledger = SetSpending | SetGranted
Shared = Found | Alter | Work | Invite | Revoke | Join | Leave | SetDeadlines | SetBudget | Rejudge | Ledger | Wished

_group = select(person_table.c.is_group).where(person_table.c.id == bindparam("whose"))


def share(c: Connection, change: Shared, person: int, now: datetime) -> None:
    """Applies it. Raises Overtaken where it cannot be any more, Forbidden where the person must not."""
    match change:
        case Found():
            _found(c, change.community, person)
        case Join():
            reminders.replan(c, invitations.use(c, person, change.code, now), now)
        case Work():
            _part(c, change.community, person)
            memberships.work(c, change.community, person)
        case Leave():
            _part(c, change.community, person, closed=True)
            if not memberships.leave(c, change.community, person):
                raise Overtaken("the last convener stays while others are there")
            wishes.left(c, change.community, person)
            reminders.replan_person(c, person, now)
        case SetBudget():
            _budgets(c, change.draft.community, person)
            budgets.put(c, change, person, now)
        case Rejudge():
            _budgets(c, change.draft.community, person)
            budgets.rejudge(c, change, person)
        case SetSpending() | SetGranted():
            _ledger(c, change, person, now)
        case SetWishes() | SetReminded() | Snooze():
            _wish(c, change, person)
            reminders.replan_person(c, person, now)
        case _:
            _convened(c, change, person, now)


def _convened(c: Connection, change: Alter | Invite | Revoke | SetDeadlines, person: int, now: datetime) -> None:
    """What only conveners change."""
    match change:
        case Alter():
            _convenes(c, change.community.id, person, closed=True)
            communities.alter(c, change.community)
            reminders.replan(c, change.community.id, now)
        case Invite():
            _convenes(c, change.community, person)
            invitations.give(c, person, change)
        case Revoke():
            _convenes(c, change.community, person, closed=True)
            invitations.revoke(c, change.community)
        case SetDeadlines():
            there = {one.community for one in change.deadlines}
            for community in there:
                _convenes(c, community, person)
            calendars.put(c, change, person, now)
            for community in there:
                reminders.replan(c, community, now, [one for one in change.deadlines if one.community == community])


def _wish(c: Connection, change: Wished, person: int) -> None:
    """What everybody says for themselves, and whoever writes in a group for the group."""
    match change:
        case SetWishes():
            wishes.put(c, person, change.wishes)
        case SetReminded():
            _part(c, change.community, person)
            memberships.set_reminded(c, change.community, person, reminded=change.reminded)
        case Snooze():
            community = wishes.community_of(c, change.deadline)
            if community is None:
                raise Overtaken("the date is gone")
            _part(c, community, person)
            wishes.snoozed(c, person, change)


def _budgets(c: Connection, community: str, person: int) -> None:
    """Drafts are changed by whoever convenes the community, or by the person whose own they are."""
    if community:
        _convenes(c, community, person)
    elif c.scalar(_group, {"whose": person}) is not False:
        raise Forbidden("a group has no budget of its own")


def _ledger(c: Connection, change: Ledger, person: int, now: datetime) -> None:
    """What is spent and granted is written by whoever convenes."""
    if isinstance(change, SetGranted):
        _convenes(c, change.community, person)
        ledgers.grant(c, change)
        return
    for community in {one.community for one in change.entries}:
        _convenes(c, community, person)
        ledgers.put(c, change, community, person, now)


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
