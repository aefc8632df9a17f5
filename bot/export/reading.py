"""Reads all that a calendar's address shows, in one state of the data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Text, bindparam, func, select

from bot.store import calendars, communities
from bot.store.columns import moment
from bot.store.tables import edit
from handlers.records import Community, Deadline

_last = (
    select(edit.c.deadline_id, func.max(edit.c.at).label("at"))
    .where(edit.c.community_id == bindparam("which"))
    .group_by(edit.c.deadline_id)
    .subquery()
)
_changed = select(func.json_group_object(_last.c.deadline_id, _last.c.at, type_=Text))  # one text is read sooner


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
    changed = json.loads(c.execute(_changed, {"which": community.id}).scalar_one())
    return Shown(
        community, calendars.deadlines(c, community.id), {date: moment(kept) for date, kept in changed.items()}
    )
