"""Codes by which somebody comes into a community."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, insert, select, update

from bot.store import links, memberships
from bot.store.errors import Forbidden, Overtaken
from bot.store.tables import community, invitation, membership, person
from handlers.changes import Invite
from handlers.records import Community, Invitation, Role

_GIVER = and_(membership.c.community_id == invitation.c.community_id, membership.c.person_id == invitation.c.person_id)
_finder = person.alias()
_UNUSED = (invitation.c.used_at.is_(None), ~invitation.c.is_void)

_find = (
    select(
        *community.c,
        invitation.c.role.label("offered"),
        invitation.c.until,
        invitation.c.hand_over,
        invitation.c.person_id.label("giver"),
        membership.c.role.label("own"),
        _finder.c.is_group,
    )
    .select_from(invitation.join(community).join(membership, _GIVER))
    .join(_finder, _finder.c.id == bindparam("finder"))
    .where(
        *_UNUSED,
        invitation.c.code_hash == bindparam("code_hash"),
        invitation.c.until > bindparam("now"),
        community.c.open,
    )
)
_give = insert(invitation).values(is_void=False)
_revoke = update(invitation).where(invitation.c.community_id == bindparam("which"), *_UNUSED).values(is_void=True)
_used = update(invitation).where(invitation.c.code_hash == bindparam("which")).values(used_at=bindparam("now"))


@dataclass(frozen=True, slots=True)
class _Found:
    """An invitation, who gave it, and whether it is a group that found it."""

    invitation: Invitation
    giver: int
    group: bool


def give(c: Connection, person: int, new: Invite) -> None:
    """Notes that somebody gave out a code. Raises Forbidden for one who may not give that role."""
    own = memberships.role(c, new.community, person)
    if own is None or not _may_give(own, new.role, hand_over=new.hand_over):
        raise Forbidden(f"{own} invites {new.role}")
    rest = {"role": new.role, "hand_over": new.hand_over, "until": new.until}
    code = {"code_hash": links.hashed(new.code), "community_id": new.community, "person_id": person}
    c.execute(_give, code | rest)


def _may_give(own: Role, role: Role, *, hand_over: bool) -> bool:
    """Nobody makes another more than they are themselves, and handed over is what one has."""
    convenes = own != "member"
    return convenes and (
        role == own or (not hand_over and memberships.RANKS.index(role) <= memberships.RANKS.index(own))
    )


def revoke(c: Connection, community: str) -> None:
    """Makes all codes of a community void."""
    c.execute(_revoke, {"which": community})


def find(c: Connection, person: int, code: str, now: datetime) -> Invitation | None:
    """What a code opens for somebody, or for a group, which comes in as a member only.

    None for one that is used, void or too old, whose giver has no right to it any more, or if links.exhausted.
    """
    found = _look(c, person, code, now)
    return found.invitation if found else None


def _look(c: Connection, person: int, code: str, now: datetime) -> _Found | None:
    if links.exhausted(c, person, now):
        return None
    row = c.execute(_find, {"code_hash": links.hashed(code), "now": now, "finder": person}).one_or_none()
    if row is None or not _may_give(row.own, row.offered, hand_over=row.hand_over):
        return None
    if row.is_group and row.offered != "member":
        return None
    return _found(row)


def _found(row: Row[*tuple[Any, ...]]) -> _Found:
    whole = Community(*row[: len(community.c)])
    return _Found(Invitation(whole, row.offered, row.until, row.hand_over), row.giver, row.is_group)


def use(c: Connection, person: int, code: str, now: datetime) -> str:
    """Comes in by a code, which is used up; into which community. Raises Overtaken where it opens nothing any more."""
    found = _look(c, person, code, now)
    if found is None:
        raise Overtaken("the invitation is gone")
    community = found.invitation.community.id
    if found.invitation.hand_over and found.giver != person:
        memberships.set_role(c, community, found.giver, "member")
    memberships.enter(c, community, person, found.invitation.role)
    c.execute(_used, {"which": links.hashed(code), "now": now})
    return community
