"""Who is in which community, as what, and with which of theirs they work."""

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from bot.store.tables import CURRENT, invitation, membership, person
from handlers.records import Member, Role

RANKS: tuple[Role, ...] = ("member", "co", "convener")

_COMMUNITY = membership.c.community_id == bindparam("which")
_PERSON = membership.c.person_id == bindparam("whose")

_role = select(membership.c.role).where(_COMMUNITY, _PERSON)
_members = (
    select(membership.c.person_id, membership.c.role)
    .select_from(membership.join(person))
    .where(_COMMUNITY, ~person.c.is_group)
    .order_by(membership.c.place)
)
_next_place = select(func.coalesce(func.max(membership.c.place), -1) + 1).where(_COMMUNITY).scalar_subquery()
_enter = insert(membership).values(place=_next_place, is_current=False)
_set_role = update(membership).where(_COMMUNITY, _PERSON).values(role=bindparam("became"))
_set_reminded = update(membership).where(_COMMUNITY, _PERSON).values(reminded=bindparam("became"))
_rest = update(membership).where(_PERSON, CURRENT).values(is_current=False)
_work = update(membership).where(_COMMUNITY, _PERSON).values(is_current=True)
_leave = delete(membership).where(_COMMUNITY, _PERSON)

_of = select(*[membership.c[name] for name in ("community_id", "role", "is_current", "reminded")]).where(_PERSON)
_move = update(membership).where(_COMMUNITY, _PERSON).values(person_id=bindparam("into"))
_give = update(invitation).where(invitation.c.person_id == bindparam("whose")).values(person_id=bindparam("into"))


def role(c: Connection, community: str, person: int) -> Role | None:
    """Somebody's role; None outside."""
    found: Role | None = c.scalar(_role, {"which": community, "whose": person})
    return found


def members(c: Connection, community: str) -> tuple[Member, ...]:
    """Who is in a community, in the order in which they came; no groups."""
    return tuple(Member(str(row.person_id), row.role) for row in c.execute(_members, {"which": community}))


def enter(c: Connection, community: str, person: int, role_: Role) -> None:
    """Comes in, or rises to a higher role than before, and works with it from now on."""
    if not _raise(c, community, person, role_):
        c.execute(_enter, {"community_id": community, "person_id": person, "role": role_, "which": community})
    work(c, community, person)


def _raise(c: Connection, community: str, person: int, role_: Role) -> bool:
    """Gives the higher of both roles; False for one who is not in it."""
    before = role(c, community, person)
    if before:
        set_role(c, community, person, max(before, role_, key=RANKS.index))
    return before is not None


def set_role(c: Connection, community: str, person: int, became: Role) -> None:
    """Gives a member another role."""
    c.execute(_set_role, {"which": community, "whose": person, "became": became})


def set_reminded(c: Connection, community: str, person: int, *, reminded: bool) -> None:
    """Whether somebody is reminded of a community's dates, whatever is usual for their role."""
    c.execute(_set_reminded, {"which": community, "whose": person, "became": reminded})


def work(c: Connection, community: str, person: int) -> None:
    """Makes one of somebody's communities the current one."""
    c.execute(_rest, {"whose": person})
    c.execute(_work, {"which": community, "whose": person})


def leave(c: Connection, community: str, person: int) -> bool:
    """Leaves; False, and nothing changed, for the last convener while others are in it."""
    others = [one for one in members(c, community) if one.person != str(person)]
    if others and role(c, community, person) == "convener" and all(one.role != "convener" for one in others):
        return False
    c.execute(_leave, {"which": community, "whose": person})
    return True


def absorb(c: Connection, gone: int, into: int) -> None:
    """All that one person is in, another is in, with the higher role of both; with what they work now stays theirs.

    So does whether they are reminded, where they ever said.
    """
    theirs, own = (c.execute(_of, {"whose": whose}).all() for whose in (gone, into))
    c.execute(_rest, {"whose": gone})
    silent = {row.community_id for row in own if row.reminded is None}
    for row in theirs:
        known = _raise(c, row.community_id, into, row.role)
        if row.reminded is not None and row.community_id in silent:
            set_reminded(c, row.community_id, into, reminded=row.reminded)
        c.execute(_leave if known else _move, {"which": row.community_id, "whose": gone, "into": into})
    current = [row.community_id for row in (*own, *theirs) if row.is_current]
    if current:
        work(c, current[0], into)
    c.execute(_give, {"whose": gone, "into": into})
