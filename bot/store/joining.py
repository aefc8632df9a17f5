"""Two persons who turn out to be one, and one who goes two ways."""

from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, delete, exists, func, select, update

from bot.store import budgets, ledgers, memberships, reminders, wishes
from bot.store.tables import UNFINISHED, UNTOLD, edit, form, identity, link_code, link_try, message, person, reminder

_GONE: BindParameter[int] = bindparam("gone")
_INTO: BindParameter[int] = bindparam("into")
_HERE: BindParameter[str] = bindparam("here")
_AT: BindParameter[str] = bindparam("at")

_next_place = (
    select(func.coalesce(func.max(identity.c.place), -1) + 1).where(identity.c.person_id == _INTO).scalar_subquery()
)
_identities = (
    update(identity).where(identity.c.person_id == _GONE).values(person_id=_INTO, place=identity.c.place + _next_place)
)
_messages = [
    update(message).where(which, message.c.person_id == _GONE).values(person_id=_INTO) for which in (UNTOLD, UNFINISHED)
]
_edits = update(edit).where(edit.c.person_id == _GONE).values(person_id=_INTO)
_tries = update(link_try).where(link_try.c.person_id == _GONE).values(person_id=_INTO)
_codes = delete(link_code).where(link_code.c.person_id == _GONE)
_forms = select(form.c.name).where(form.c.person_id == bindparam("whose")).order_by(form.c.position)
_take_form = (
    update(form)
    .where(form.c.person_id == _GONE, form.c.name == bindparam("called"))
    .values(person_id=_INTO, position=bindparam("nth"))
)
_drop_forms = delete(form).where(form.c.person_id == _GONE)
_drop = delete(person).where(person.c.id == _GONE)
_renew = update(person).where(person.c.id == _INTO).values(version=person.c.version + 1)

_TOLD = ("gathered", *reminders.SAID)
_other = reminder.alias()
_same = [_other.c[name] == reminder.c[name] for name in ("deadline_id", "version", "lead")]
_told_already = (  # to one of both, and not to be told once more
    delete(reminder)
    .where(reminder.c.person_id == _INTO, reminder.c.state.not_in(_TOLD))
    .where(exists().where(*_same, _other.c.person_id == _GONE, _other.c.state.in_(_TOLD)))
)
_take_reminders = (
    update(reminder)
    .where(reminder.c.person_id == _GONE, ~exists().where(*_same, _other.c.person_id == _INTO))
    .values(person_id=_INTO)
)
_drop_reminders = delete(reminder).where(reminder.c.person_id == _GONE)

_part = update(identity).where(identity.c.channel == _HERE, identity.c.address == _AT).values(person_id=_INTO, place=0)
_part_messages = [
    update(message)
    .where(which, message.c.channel == _HERE, message.c.address == _AT, message.c.inbox_id.is_not(None))
    .values(person_id=_INTO)
    for which in (UNTOLD, UNFINISHED)
]


def absorb(c: Connection, gone: int, into: int, now: datetime) -> None:
    """All that is one person's becomes another's, whose forms win over those of the same name; the first is deleted."""
    both = {"gone": gone, "into": into}
    _take_forms(c, gone, into)
    for kept in (memberships, wishes, budgets, ledgers):
        kept.absorb(c, gone, into)
    for statement in (_identities, *_messages, _edits, _tries, _told_already, _take_reminders):
        c.execute(statement, both)
    for emptied in (_codes, _drop_forms, _drop_reminders, _drop):
        c.execute(emptied, {"gone": gone})
    c.execute(_renew, {"into": into})  # a turn of theirs that is being thought of is thought of again
    reminders.replan_person(c, into, now)


def _take_forms(c: Connection, gone: int, into: int) -> None:
    own = list(c.scalars(_forms, {"whose": into}))
    more = [name for name in c.scalars(_forms, {"whose": gone}) if name not in own]
    for place, name in enumerate(more, len(own)):
        c.execute(_take_form, {"gone": gone, "into": into, "called": name, "nth": place})


def part(c: Connection, channel: str, address: str, into: int) -> None:
    """An address, with the answers that wait there, becomes another person's; reminders stay the first one's."""
    for statement in (_part, *_part_messages):
        c.execute(statement, {"here": channel, "at": address, "into": into})
