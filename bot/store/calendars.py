"""The dates of communities, and all that was ever changed of them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Text, bindparam, func, insert, select, update

from bot.store import codec
from bot.store import edits as log
from bot.store.errors import Overtaken
from bot.store.sqlite import insert_or
from bot.store.tables import deadline, edit
from handlers.changes import SetDeadlines
from handlers.records import Deadline, Edit

_KNOWN = 64  # calendars that are kept in memory, about 1 kB for each date

_COLUMNS = [(column.name, field.name) for column, field in zip(deadline.c, fields(Deadline), strict=True)]
_THERE = deadline.c.community_id == bindparam("which")
_PARTS = (func.json(one) if one is deadline.c.others else one for one in deadline.c)
_WHOLE = func.json_group_array(func.json_array(*_PARTS), type_=Text)  # read faster than sixteen values of each
_THEIRS = edit.c.community_id.in_(bindparam("communities", expanding=True))

_all = select(_WHOLE).where(_THERE)
_versions = select(func.coalesce(func.sum(deadline.c.version), 0)).where(_THERE)
_these = select(_WHOLE).where(deadline.c.id.in_(bindparam("ids", expanding=True)))
_adopted = select(deadline.c.key).where(
    _THERE,
    deadline.c.state != "cancelled",
    deadline.c.key.in_(bindparam("keys", expanding=True)),
    deadline.c.id.not_in(bindparam("ids", expanding=True)),
)
_put = insert_or(deadline, ("id",), lambda new: {one.name: new[one.name] for one in deadline.c if not one.primary_key})
_note = insert(edit)
_edits = log.newest(edit)
_redo = update(edit).where(_THEIRS, edit.c.undone_by == bindparam("taken_back")).values(undone_by=None)
_undo = (
    update(edit)
    .where(_THEIRS, edit.c.batch == bindparam("taken_back"), edit.c.undone_by.is_(None))
    .values(undone_by=bindparam("by"))
)


def deadlines(c: Connection, community: str) -> tuple[Deadline, ...]:
    """All dates of a community in every state, the earliest first, whole days before hours."""
    return _calendar(c.execute(_all, {"which": community}).scalar_one())


def edits(c: Connection, community: str, limit: int) -> tuple[Edit, ...]:
    """The newest changes, the newest first; the oldest of the batches may not be whole."""
    return log.read(c, _edits, community, limit, codec.deadline, Edit)


def put(c: Connection, change: SetDeadlines, person: int, now: datetime) -> None:
    """Keeps dates as they became, and notes what they were.

    Raises Overtaken, and nothing is to be kept then, where one is no longer the version that was read, where the
    plan's own date was adopted by somebody else meanwhile, or where what shall be undone was undone before.
    """
    _as_read(c, change)
    before = _before(c, change.deadlines)
    _adopted_once(c, change.deadlines, before)
    if change.undoes:
        _take_back(c, change)
    if change.deadlines:
        c.execute(_put, [_row(one) for one in change.deadlines])
        c.execute(_note, [_edit(change, *pair, person, now) for pair in zip(before, change.deadlines, strict=True)])


@lru_cache(_KNOWN)  # a calendar is read at every turn about it, and mostly it is as it was
def _calendar(whole: str) -> tuple[Deadline, ...]:
    """The dates in their order. It is known by all that it is made of: it can be neither old nor another's."""
    return tuple(sorted(_records(whole), key=_order))


def _records(whole: str) -> Iterator[Deadline]:
    """What _WHOLE gives, as records."""
    return map(_record, json.loads(whole))


def _order(one: Deadline) -> tuple[object, ...]:
    return one.day, one.at is not None, one.at or time.min, one.kind, one.title, one.id


def _record(row: list[Any]) -> Deadline:
    id, community, title, day, at, kind, state, key, section, sure, figure, others, *rest = row
    when = date.fromisoformat(day), time.fromisoformat(at) if at else None
    return Deadline(id, community, title, *when, kind, state, key, section, bool(sure), figure, tuple(others), *rest)


def _as_read(c: Connection, change: SetDeadlines) -> None:
    """Whether nobody changed the calendar meanwhile: what was added to it might be the same as what is added now."""
    communities = {one.community for one in change.deadlines}
    if change.read is not None and sum(c.scalar(_versions, {"which": one}) or 0 for one in communities) != change.read:
        raise Overtaken("the calendar was changed")


def _before(c: Connection, became: Sequence[Deadline]) -> list[Deadline | None]:
    """What each of them was until now; None for a new one."""
    there = _records(c.execute(_these, {"ids": [one.id for one in became]}).scalar_one())
    known, found = {one.id: one for one in there}, list[Deadline | None]()
    for one in became:
        old = known.get(one.id)
        if one.version != (old.version + 1 if old else 1) or (old and old.community != one.community):
            raise Overtaken(f"deadline {one.id} is at version {old and old.version}, not before {one.version}")
        found.append(old)
        known[one.id] = one
    return found


def _adopted_once(c: Connection, became: Sequence[Deadline], before: Sequence[Deadline | None]) -> None:
    """A deadline of the plan stands in a calendar once; no version tells it of two who adopt it at the same time."""
    new = [one for one, old in zip(became, before, strict=True) if one.key and one.key != (old and old.key)]
    for community in {one.community for one in new}:
        keys = [one.key for one in new if one.community == community]
        there = {"which": community, "keys": keys, "ids": [one.id for one in became]}
        if found := c.scalars(_adopted, there).all():
            raise Overtaken(f"{found} stand there already")


def _take_back(c: Connection, change: SetDeadlines) -> None:
    """Marks a batch as undone; where that one had undone another, the other holds again."""
    whose = {"communities": list({one.community for one in change.deadlines}), "taken_back": change.undoes}
    c.execute(_redo, whose)
    if c.execute(_undo, whose | {"by": change.batch}).rowcount == 0:
        raise Overtaken("it was undone already")


def _row(one: Deadline) -> dict[str, Any]:
    return {column: getattr(one, name) for column, name in _COLUMNS}


def _edit(change: SetDeadlines, before: Deadline | None, after: Deadline, person: int, now: datetime) -> dict[str, Any]:
    what = {"batch": change.batch, "operation": change.operation, "deadline_id": after.id}
    states = {"before": codec.dated(before) if before else None, "after": codec.dated(after)}
    return what | states | {"community_id": after.community, "person_id": person, "at": now, "undone_by": None}
