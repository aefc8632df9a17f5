"""What is kept of somebody: for them to see, and until it is over."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, delete, exists, select, update

from bot.store import inbox as updates
from bot.store import links
from bot.store.database import Store
from bot.store.forgetting import NOTHING, close_deserted
from bot.store.tables import (
    UNFINISHED,
    UNTOLD,
    budget_draft,
    community,
    form,
    identity,
    inbox,
    invitation,
    link_code,
    link_try,
    membership,
    message,
    person,
    snooze,
    wish,
)
from handlers.ports import Record, Said
from handlers.privacy import IDLE, KEPT

OVER = timedelta(days=30)  # after its end, an invitation is nothing but a trace of who knew whom
TOLD = timedelta(days=30)  # an answer that could not be delivered is of no use to anybody after that
REST = timedelta(days=1)  # what is left of somebody who was forgotten: the goodbye

_since = select(person.c.created_at).where(person.c.id == bindparam("who"))
_came = and_(inbox.c.channel == identity.c.channel, inbox.c.address == identity.c.address)
_wrote = (
    select(inbox.c.id, inbox.c.received_at, message.c.about)
    .select_from(identity.join(inbox, _came).join(message))
    .where(identity.c.person_id == bindparam("who"), message.c.position >= 0, message.c.about != "")
    .distinct()
    .order_by(inbox.c.id.desc())
    .limit(bindparam("most"))
)

_old_form = form.c.updated_at < bindparam("idle", type_=form.c.updated_at.type)
_whose = select(form.c.person_id).where(_old_form)
_read_again = update(person).where(person.c.id.in_(_whose)).values(version=person.c.version + 1)
_old_forms = delete(form).where(_old_form)
_old_codes = delete(link_code).where(link_code.c.until <= bindparam("now", type_=link_code.c.until.type))
_old_tries = delete(link_try).where(link_try.c.at <= bindparam("hour", type_=link_try.c.at.type))
_old_invitations = delete(invitation).where(invitation.c.until <= bindparam("over", type_=invitation.c.until.type))
_in_it = membership.join(person)
_with_somebody = select(membership.c.community_id).select_from(_in_it).where(~person.c.is_group)
_deserted = select(community.c.id).where(community.c.name != "", community.c.id.not_in(_with_somebody))
_late = message.c.created_at < bindparam("told", type_=message.c.created_at.type)
_too_late = [update(message).where(state, _late).values(state="dead") for state in (UNTOLD, UNFINISHED)]

_going_out = exists().where(message.c.inbox_id == inbox.c.id, UNFINISHED)
_old = inbox.c.finished_at < bindparam("kept", type_=inbox.c.finished_at.type)
_strip = update(inbox).where(_old, inbox.c.raw != NOTHING, ~_going_out).values(raw=NOTHING)
_past = inbox.c.finished_at < bindparam("rest", type_=inbox.c.finished_at.type)
_forgotten = and_(_past, ~exists().where(_came))
_last_words = delete(message).where(message.c.inbox_id.in_(select(inbox.c.id).where(_forgotten)))
_last_updates = delete(inbox).where(_forgotten)
_OF_SOMEBODY = (identity, form, link_code, link_try, membership, invitation, wish, snooze, budget_draft)
_nobody = delete(person).where(*(~exists().where(table.c.person_id == person.c.id) for table in _OF_SOMEBODY))


def record(c: Connection, who: int, limit: int) -> Record:
    """What is kept of a person beside the conversation, with the newest messages."""
    rows = c.execute(_wrote, {"who": who, "most": limit}).all()
    return Record(c.scalar(_since, {"who": who}), tuple(Said(row.received_at, row.about) for row in rows[::-1]))


def tidy(c: Connection, *, now: datetime, at: datetime) -> int:
    """Deletes what is over; how many updates that were. `now` is the bot's clock, `at` the real one."""
    for statement in (_read_again, _old_forms):
        c.execute(statement, {"idle": at - IDLE})
    c.execute(_old_codes, {"now": now})
    c.execute(_old_tries, {"hour": now - links.HOUR})
    c.execute(_old_invitations, {"over": now - OVER})
    for which in c.scalars(_deserted).all():
        close_deserted(c, which)
    return _tidy_messages(c, at)


def _tidy_messages(c: Connection, at: datetime) -> int:
    """Of what waits still to be told, only that stays, and not what was asked for it."""
    for statement in _too_late:
        c.execute(statement, {"told": at - TOLD})
    c.execute(_last_words, {"rest": at - REST})
    gone = c.execute(_last_updates, {"rest": at - REST}).rowcount
    c.execute(_nobody)
    gone += updates.tidy(c, at - KEPT)
    c.execute(_strip, {"kept": at - KEPT})
    return gone


class StoredPrivacy:
    """handlers.ports.Privacy over the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def record(self, person: str, limit: int) -> Record:
        """See `record`."""
        return await self._store.read(lambda c: record(c, int(person), limit))
