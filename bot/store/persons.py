"""Whose conversation it is, and what it remembers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from bot.store import codec, reminders
from bot.store.joining import absorb
from bot.store.sqlite import insert_or
from bot.store.tables import DIGEST, UNFINISHED, form, identity, inbox, message, person
from handlers.topic import Form, Person

State = Literal["open", "blocked", "left"]


@dataclass(frozen=True, slots=True)
class Known:
    """A stored conversation and the version that was read."""

    id: int
    person: Person
    version: int
    group: bool


_HERE = (identity.c.channel == bindparam("here"), identity.c.address == bindparam("at"))
_MINE = form.c.person_id == bindparam("person")

_columns = (person.c.id, person.c.is_group, person.c.plan, person.c.tier, person.c.talk, person.c.version)
_whole = select(*_columns, form.c.name, form.c.given, form.c.failed).order_by(form.c.position)
_by_id = _whole.select_from(person.outerjoin(form)).where(person.c.id == bindparam("person"))
_by_address = _whole.select_from(identity.join(person).outerjoin(form)).where(*_HERE)

_create = insert(person).values(plan="", tier="", talk="{}", version=0).returning(person.c.id)
_identify = insert(identity).values(state="open", place=0)
_whose = select(identity.c.person_id, identity.c.state).where(*_HERE)
_set_state = (
    update(identity)
    .where(*_HERE, identity.c.state != bindparam("became"))
    .values(state=bindparam("became"), since=bindparam("now"))
)

_save = (
    update(person)
    .where(person.c.id == bindparam("person"), person.c.version == bindparam("read"))
    .values(
        plan=bindparam("new_plan"),
        tier=bindparam("new_tier"),
        talk=bindparam("new_talk"),
        version=person.c.version + 1,
        seen_at=bindparam("now"),
    )
)
_put_form = insert_or(
    form,
    ("person_id", "name"),
    lambda new: {name: new[name] for name in ("position", "given", "failed", "updated_at")},
)
_drop_form = delete(form).where(_MINE, form.c.name == bindparam("gone"))

_cancel = (
    update(message)
    .where(UNFINISHED, message.c.state == "pending")
    .where(message.c.channel == bindparam("here"), message.c.address == bindparam("at"))
    .values(state="cancelled")
)

_AT_OLD = (inbox.c.channel == bindparam("here"), inbox.c.address == bindparam("at"))
_move_inbox = update(inbox).where(*_AT_OLD).values(address=bindparam("new"))
_move_messages = (
    update(message).where(message.c.inbox_id.in_(select(inbox.c.id).where(*_AT_OLD))).values(address=bindparam("new"))
)
_move_digests = update(message).where(
    DIGEST, message.c.channel == bindparam("here"), message.c.address == bindparam("at")
)
_move_identity = update(identity).where(*_HERE).values(address=bindparam("new"))
_forget = delete(identity).where(*_HERE)


def meet(c: Connection, channel: str, address: str, now: datetime, *, group: bool = False) -> int:
    """The id of the person at that address, created where unknown; one who had blocked or left is here again.

    `now` is the bot's clock, as below: reminders are planned by it.
    """
    here = {"here": channel, "at": address}
    found = c.execute(_whose, here).one_or_none()
    if found is None:
        return create(c, channel, address, now, group=group)
    if found.state != "open":
        set_state(c, channel, address, "open", now)
    return int(found.person_id)


def create(c: Connection, channel: str, address: str, now: datetime, *, group: bool = False) -> int:
    """A new person at an address where nobody is."""
    new = blank(c, now, group=group)
    c.execute(_identify, {"channel": channel, "address": address, "person_id": new, "since": now})
    return new


def blank(c: Connection, now: datetime, *, group: bool = False) -> int:
    """A new person without an address yet."""
    return int(c.execute(_create, {"is_group": group, "created_at": now, "seen_at": now}).scalar_one())


def of(c: Connection, channel: str, address: str) -> Known | None:
    """The conversation at an address."""
    return _known(c.execute(_by_address, {"here": channel, "at": address}).all())


def load(c: Connection, person: int) -> Known | None:
    """A conversation by its person's id."""
    return _known(c.execute(_by_id, {"person": person}).all())


def _known(rows: Sequence[Row[*tuple[Any, ...]]]) -> Known | None:
    """From one row per form, or a single one without."""
    if not rows:
        return None
    first = rows[0]
    forms = [Form(row.name, codec.answers(row.given), row.failed) for row in rows if row.name is not None]
    whole = codec.person(first.plan, first.tier, first.talk, forms)
    return Known(first.id, whole, first.version, first.is_group)


def save(c: Connection, known: Known, new: Person, now: datetime) -> bool:
    """Keeps what a conversation became; False, and nothing changed, if it is no longer the version that was read."""
    words = {"new_plan": new.plan, "new_tier": new.tier, "new_talk": codec.talk(new), "now": now}
    if c.execute(_save, {"person": known.id, "read": known.version} | words).rowcount != 1:
        return False
    if new.forms != known.person.forms:
        _save_forms(c, known, new, now)
    return True


def _save_forms(c: Connection, known: Known, new: Person, now: datetime) -> None:
    before, after = _placed(known.person), _placed(new)
    for name in before.keys() - after.keys():
        c.execute(_drop_form, {"person": known.id, "gone": name})
    for name in [name for name in after if after[name] != before.get(name)]:
        place, kept = after[name]
        row = {"position": place, "given": codec.given(kept.given), "failed": kept.failed, "updated_at": now}
        c.execute(_put_form, {"person_id": known.id, "name": name} | row)


def _placed(whole: Person) -> dict[str, tuple[int, Form]]:
    return {kept.name: (place, kept) for place, kept in reversed(list(enumerate(whole.forms)))}


def set_state(c: Connection, channel: str, address: str, state: State, now: datetime) -> None:
    """Notes that we were blocked, removed or let in again; what waits for one who cannot read it is cancelled.

    Reminders go another way from then on.
    """
    here = {"here": channel, "at": address}
    c.execute(_set_state, here | {"became": state, "now": now})
    if state != "open":
        c.execute(_cancel, here)
    if found := c.execute(_whose, here).one_or_none():
        reminders.replan_person(c, found.person_id, now)


def move(c: Connection, channel: str, old: str, new: str, now: datetime) -> None:
    """A group has a new address. Whom the new one knew already gives way, unless the old one's had said nothing yet."""
    if old == new:
        return
    there = {"here": channel, "at": old, "new": new}
    for statement in (_move_messages, _move_digests.values(address=bindparam("new")), _move_inbox):
        c.execute(statement, there)
    before, after = of(c, channel, old), of(c, channel, new)
    if before is None:
        return
    if after is None:
        c.execute(_move_identity, there)
        return
    c.execute(_forget, {"here": channel, "at": old})
    winner, other = (after, before) if _blank(before.person) else (before, after)
    if other.id != winner.id:
        absorb(c, other.id, winner.id, now)


def _blank(whole: Person) -> bool:
    return not (whole.plan or whole.waiting or whole.forms)
