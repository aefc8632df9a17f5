"""Somebody is forgotten; a message is taken back."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, case, delete, exists, func, literal, or_, select, update

from bot.store import budgets, lanes, ledgers, memberships, persons, wishes
from bot.store import inbox as updates
from bot.store.errors import Forbidden
from bot.store.tables import (
    UNFINISHED,
    community,
    deadline,
    edit,
    form,
    identity,
    inbox,
    invitation,
    link_code,
    link_try,
    membership,
    message,
    person,
    reminder,
    snooze,
)
from content.text.normalise import clean, squeeze
from handlers import files
from handlers.topic import Person

NOTHING = "{}"  # an update without its content

_WHO = bindparam("who", type_=person.c.id.type)
_WHICH = bindparam("which", type_=community.c.id.type)
_HERE = bindparam("here", type_=inbox.c.channel.type)
_AT = bindparam("at", type_=inbox.c.address.type)
_MINE = and_(inbox.c.channel == _HERE, inbox.c.address == _AT)

_group = select(person.c.is_group).where(person.c.id == _WHO)
_communities = select(membership.c.community_id).where(membership.c.person_id == _WHO)
_addresses = select(identity.c.channel, identity.c.address).where(identity.c.person_id == _WHO)
_OWN = (membership, invitation, form, link_code, identity, reminder)
_own = [delete(table).where(table.c.person_id == _WHO) for table in _OWN]
_nobodys = update(edit).where(edit.c.person_id == _WHO).values(person_id=0)
_tried = select(func.count()).select_from(link_try).where(link_try.c.person_id == _WHO)
_hand_tries = update(link_try).where(link_try.c.person_id == _WHO).values(person_id=bindparam("nobody"))
_drop = delete(person).where(person.c.id == _WHO)

_dates = select(deadline.c.id).where(deadline.c.community_id == _WHICH)
_to_be_said = (
    select(reminder.c.message_id).where(reminder.c.deadline_id.in_(_dates), reminder.c.state == "gathered").distinct()
)
_of_dates = [delete(table).where(table.c.deadline_id.in_(_dates)) for table in (reminder, snooze)]
_tables = (edit, deadline, invitation, membership)
_theirs = [*_of_dates, *(delete(table).where(table.c.community_id == _WHICH) for table in _tables)]
_nothing = {"name": "", "school": "", "open": False, "feed": "", "version": community.c.version + 1}
_end = update(community).where(community.c.id == _WHICH).values(_nothing)

_before = inbox.c.finished_at < bindparam("now", type_=inbox.c.finished_at.type)
_said = delete(message).where(message.c.inbox_id.in_(select(inbox.c.id).where(_MINE, _before)))
_digest = and_(message.c.inbox_id.is_(None), message.c.channel == _HERE, message.c.address == _AT)
_without_digest = (
    update(reminder).where(reminder.c.message_id.in_(select(message.c.id).where(_digest))).values(message_id=None)
)
_digests = delete(message).where(_digest)
_names = func.instr(inbox.c.update_id, _AT) > 0
_blank = (  # that an update came before is still known by its id, but the web's ids hold the address
    update(inbox)
    .where(_MINE, _before)
    .values(address="", raw=NOTHING, update_id=case((_names, literal("gone:") + inbox.c.id), else_=inbox.c.update_id))
)
_going_out = exists().where(message.c.inbox_id == inbox.c.id, UNFINISHED)
_names_them = (func.instr(inbox.c.raw, bindparam(shape)) > 0 for shape in ("text", "number", "last"))
_groups = select(identity.c.address).join(person).where(identity.c.channel == _HERE, person.c.is_group)
_in_groups = (
    update(inbox)
    .where(inbox.c.channel == _HERE, inbox.c.address.in_(_groups), inbox.c.finished_at.is_not(None), ~_going_out)
    .where(or_(*_names_them))
    .values(raw=NOTHING)
)
_waits = select(func.count()).select_from(inbox).where(_MINE, inbox.c.state == "new")

_copies = select(inbox.c.id, inbox.c.raw).where(_MINE, func.instr(inbox.c.raw, bindparam("quoted")) > 0)
_ANSWERS = and_(message.c.inbox_id == bindparam("row"), message.c.position >= 0)  # not what it told late
_about = select(message.c.about).where(_ANSWERS).distinct()
_hide = update(message).where(_ANSWERS).values(about="")
_shorten = update(inbox).where(inbox.c.id == bindparam("row")).values(raw=bindparam("rest"))


def forget(c: Connection, who: int, at: datetime) -> None:
    """Deletes a person. The turn that asks for it, finished `at` this very moment, keeps its update for the goodbye.

    Communities in which nobody is left are closed, and their dates are gone. Raises Forbidden for a group.
    """
    if c.scalar(_group, {"who": who}):
        raise Forbidden("a group is several people")
    wishes.forget(c, who)
    budgets.forget(c, who)
    ledgers.forget(c, who)
    left = list(c.scalars(_communities, {"who": who}))
    addresses = [(row.channel, row.address) for row in c.execute(_addresses, {"who": who})]
    for statement in (*_own, _nobodys):
        c.execute(statement, {"who": who})
    for one in left:
        close_deserted(c, one)
    _keep_tries(c, who, at)
    c.execute(_drop, {"who": who})
    for channel, address in addresses:
        _forget_address(c, channel, address, at)


def close_deserted(c: Connection, which: str) -> None:
    """Closes a community in which no person is, and deletes all that is in it; any other one stays as it is."""
    if memberships.members(c, which):
        return
    lanes.withdraw(c, c.scalars(_to_be_said, {"which": which}).all())
    budgets.close(c, which)
    ledgers.close(c, which)
    for statement in (*_theirs, _end):
        c.execute(statement, {"which": which})


def _keep_tries(c: Connection, who: int, at: datetime) -> None:
    """Wrong codes stay for everybody's limit, as nobody's: else who is forgotten again and again may guess for ever."""
    if c.scalar(_tried, {"who": who}):
        c.execute(_hand_tries, {"who": who, "nobody": persons.blank(c, at)})


def _forget_address(c: Connection, channel: str, address: str, at: datetime) -> None:
    """All that came from there, also into groups, and was said there; what is not answered yet is a stranger's."""
    here = {"here": channel, "at": address}
    for statement in (_said, _blank):
        c.execute(statement, here | {"now": at})
    for statement in (_without_digest, _digests):
        c.execute(statement, here)
    shapes = {"text": json.dumps(address), "number": f" {address},", "last": f" {address}}}"}  # values in JSON
    c.execute(_in_groups, here | shapes)
    if c.scalar(_waits, here):
        persons.create(c, channel, address, at)


def unsend(c: Connection, channel: str, address: str, unsent: str, now: datetime) -> None:
    """Deletes our copy of a message by its messenger's id; one that was not answered yet is not answered any more."""
    about = set[str]()
    for row in c.execute(_copies, {"here": channel, "at": address, "quoted": json.dumps(unsent)}).all():
        raw = json.loads(row.raw)
        said = raw.get("message")
        if not isinstance(said, Mapping) or said.get("id") != unsent:
            continue
        c.execute(_shorten, {"row": row.id, "rest": json.dumps(raw | {"message": {"id": unsent}})})
        if not updates.finish(c, [row.id], now):
            about |= {_bare(text) for text in c.scalars(_about, {"row": row.id})}
            c.execute(_hide, {"row": row.id})
    if known := persons.of(c, channel, address):
        rest = files.without(_without(known.person, about), channel, unsent)
        if rest != known.person:
            persons.save(c, known, rest, now)


def _without(talk: Person, about: set[str]) -> Person:
    """The conversation goes on without the words that were taken back."""
    told = tuple(one for one in talk.told if _bare(one.question) not in about)
    waiting, heard = ("" if _bare(text) in about else text for text in (talk.waiting, talk.heard))
    return replace(talk, told=told, waiting=waiting, heard=heard)


def _bare(text: str) -> str:
    return squeeze(clean(text))
