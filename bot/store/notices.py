"""Notices: what somebody is told once, with their next message or with the next reminder that is pushed to them.

A notice is a message that answers nothing and was not delivered; what it is about is kept as its key.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from bot.store import codec
from bot.store.bulk import among, fixed
from bot.store.tables import UNTOLD, message
from handlers.messages import Reply


class Notice(NamedTuple):
    """For whom, and about what."""

    person: int
    about: str


_ITS = message.c.retry_key != fixed("")  # of all that is not told yet, only notices have one
_waiting = select(message.c.id, message.c.person_id, message.c.retry_key).where(
    UNTOLD, _ITS, message.c.channel == bindparam("which")
)
_known = select(message.c.person_id).where(message.c.retry_key == bindparam("about"), message.c.state != "cancelled")
_withdraw = update(message).where(message.c.id == bindparam("row"), UNTOLD).values(state="cancelled")
_add = insert(message).values(inbox_id=None, position=0, about="", state="expired", tries=0)
_of = select(message.c.person_id, message.c.body).where(UNTOLD, _ITS, among(message.c.person_id, "people"))
_one, _digest = message.alias(), message.alias()
_before = (
    select(_one.c.id)
    .join(_digest, and_(_digest.c.person_id == _one.c.person_id, _digest.c.id > _one.c.id))
    .where(among(_digest.c.id, "digests"), _one.c.retry_key != fixed(""))
    .where(_one.c.state.in_([fixed("expired"), fixed("uncertain")]))  # as in UNTOLD
)
_said = (
    update(message)
    .where(message.c.id.in_(_before))
    .values(state="sent", sent_at=bindparam("now", type_=message.c.sent_at.type))
)


def put(c: Connection, channel: str, wanted: Mapping[Notice, Reply], real: datetime) -> None:
    """All that is to be told about a channel: who was told so already is not told again, and what is not wanted any
    more is withdrawn."""
    for row, *notice in c.execute(_waiting, {"which": channel}).all():
        if Notice(*notice) not in wanted:
            c.execute(_withdraw, {"row": row})
    known = {Notice(who, about) for about in {one.about for one in wanted} for who in _told(c, about)}
    same = {"channel": channel, "address": "", "created_at": real}
    rows = [
        same | {"person_id": one.person, "retry_key": one.about, "body": codec.body(reply)}
        for one, reply in wanted.items()
        if one not in known
    ]
    if rows:
        c.execute(_add, rows)


def _told(c: Connection, about: str) -> Sequence[int]:
    return c.scalars(_known, {"about": about}).all()


def beside(c: Connection, people: Sequence[int]) -> Mapping[int, str]:
    """What stands below the next digest of each of them; "" for nothing."""
    found = defaultdict[int, str](str)
    for who, body in c.execute(_of, {"people": people}):
        found[who] += f"\n{codec.reply(body).text}"
    return found


def said(c: Connection, digests: Sequence[int], now: datetime) -> None:
    """These were sent, and with them what waited when they were written."""
    c.execute(_said, {"digests": digests, "now": now})
