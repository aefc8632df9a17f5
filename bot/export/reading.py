"""Reads all that a calendar's address shows, in one state of the data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from bot.store import calendars, communities
from bot.store.tables import edit
from handlers.records import Community, Deadline

_changed = (
    select(edit.c.deadline_id, func.max(edit.c.at, type_=edit.c.at.type))
    .where(edit.c.community_id == bindparam("which"))
    .group_by(edit.c.deadline_id)
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A community, its dates in every state, the earliest first, and when each was last changed (UTC)."""

    community: Community
    deadlines: tuple[Deadline, ...]
    changed: Mapping[str, datetime]


def shown(c: Connection, secret: str) -> Shown | None:
    """What lies behind the secret of an address; None where it leads nowhere."""
    community = communities.of_feed(c, secret)
    if community is None:
        return None
    changed = {row[0]: row[1] for row in c.execute(_changed, {"which": community.id})}
    return Shown(community, calendars.deadlines(c, community.id), changed)
