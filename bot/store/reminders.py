"""What ought to be said to whom: held together with dates, people and their wishes, in the same transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, and_, bindparam, or_, select, update

from bot.reminders.plan import Listener, Planned, plan
from bot.store import quotas
from bot.store.lanes import KEYED, lanes, withdraw
from bot.store.sqlite import insert_or
from bot.store.tables import community, deadline, membership, message, reminder, snooze, wish
from handlers.records import Community, Deadline, Wishes

SAID = ("sent", "told", "merged")
_AHEAD = timedelta(days=1)  # what time brings about was planned at least so long before

_Key = tuple[str, str, int, date]  # of a reminder: the date's id, lead, person, and the day that the date is on

_WHICH: BindParameter[str] = bindparam("which")
_WHOSE: BindParameter[int] = bindparam("whose")

_community = select(community).where(community.c.id == _WHICH)
_communities = (
    select(community)
    .join(membership, membership.c.community_id == community.c.id)
    .where(membership.c.person_id == _WHOSE, community.c.open)
)
_dates = select(deadline).where(deadline.c.community_id == _WHICH, deadline.c.state == "open")
_inside = (
    select(
        membership.c.person_id,
        membership.c.role,
        membership.c.reminded,
        *[one for one in wish.c if one.name != "person_id"],
    )
    .select_from(membership.outerjoin(wish, wish.c.person_id == membership.c.person_id))
    .where(membership.c.community_id == _WHICH)
)
_one_inside = _inside.where(membership.c.person_id == _WHOSE)
_snoozes = select(snooze).where(snooze.c.person_id.in_(bindparam("people", expanding=True)))

_STANDS = and_(deadline.c.state == "open", deadline.c.day == reminder.c.day)
_rows = (
    select(*reminder.c, message.c.state.label("digest"), message.c.first_try_at.label("tried"))
    .select_from(reminder.join(deadline).outerjoin(message))
    .where(or_(reminder.c.state.in_(("pending", "gathered")), and_(reminder.c.state.in_(SAID), _STANDS)))
)
_of_community = _rows.where(deadline.c.community_id == _WHICH)
_of_dates = _rows.where(reminder.c.deadline_id.in_(bindparam("dates", expanding=True)))
_of_person = _rows.where(reminder.c.person_id == _WHOSE)

_THIS = reminder.c.id == bindparam("row")
_add = insert_or(
    reminder,
    ("deadline_id", "version", "lead", "person_id"),
    lambda new: {name: new[name] for name in ("lane", "due_at", "expires_at", "state", "message_id")},
    where=reminder.c.state == "cancelled",
)
_cancel = update(reminder).where(_THIS).values(state="cancelled")
_change = (
    update(reminder)
    .where(_THIS, reminder.c.state == "pending")
    .values(due_at=bindparam("due"), expires_at=bindparam("expires"), lane=bindparam("on"))
)


@dataclass(frozen=True, slots=True)
class _Target:
    """Somebody who is reminded, and on which channels they can be."""

    person: int
    lanes: tuple[str, ...]
    listener: Listener


@dataclass(frozen=True, slots=True)
class _Want:
    """A reminder as it ought to be."""

    planned: Planned
    version: int
    lanes: tuple[str, ...]

    @property
    def lane(self) -> str:
        """The channel to push it on."""
        return self.lanes[0] if self.lanes else ""


def replan(
    c: Connection,
    which: str,
    now: datetime,
    only: Collection[Deadline] | None = None,
    missed: datetime | None = None,
) -> None:
    """Makes the reminders of a community's dates what they ought to be; of `only` some, as they are from now on.

    `missed`: since when nothing was planned that only time brings about: what would have been is late, or over.
    """
    if only is None:
        dates = [Deadline(*row) for row in c.execute(_dates, {"which": which})]
        rows = c.execute(_of_community, {"which": which}).all()
    else:
        dates = list({one.id: one for one in only}.values())
        known = [one.id for one in dates if one.version > 1]
        rows = c.execute(_of_dates, {"dates": known}).all() if known else []
    whole = Community(*c.execute(_community, {"which": which}).one())
    targets = _targets(c, c.execute(_inside, {"which": which}).all())
    _reconcile(c, dict(_wanted(whole, dates, targets, now)), rows, now, missed)


def replan_person(c: Connection, person: int, now: datetime) -> None:
    """Makes all reminders of a person, or of a group, what they ought to be."""
    wanted = dict[_Key, _Want]()
    for row in c.execute(_communities, {"whose": person}).all():
        here = {"which": row.id, "whose": person}
        dates = [Deadline(*one) for one in c.execute(_dates, here)]
        wanted |= _wanted(Community(*row), dates, _targets(c, c.execute(_one_inside, here).all()), now)
    _reconcile(c, wanted, c.execute(_of_person, {"whose": person}).all(), now)


def _targets(c: Connection, inside: Sequence[Row[*tuple[Any, ...]]]) -> list[_Target]:
    """Those of a community's people who are reminded."""
    people = [row.person_id for row in inside]
    snoozes = defaultdict[int, dict[str, date | None]](dict)
    for row in c.execute(_snoozes, {"people": people}) if people else ():
        snoozes[row.person_id][row.deadline_id] = row.until
    listeners = {row.person_id: _listener(row, snoozes[row.person_id]) for row in inside}
    listening = [person for person in people if listeners[person].listens]
    ways = lanes(c, listening)
    return [_Target(person, ways[person], listeners[person]) for person in listening]


def _listener(row: Row[*tuple[Any, ...]], snoozes: Mapping[str, date | None]) -> Listener:
    _, role, reminded, *wishes = row
    return Listener(role, reminded, Wishes() if wishes[0] is None else Wishes(*wishes), snoozes)


def _wanted(
    whole: Community, dates: Collection[Deadline], targets: Collection[_Target], now: datetime
) -> Iterator[tuple[_Key, _Want]]:
    for one in dates:
        for target in targets:
            for planned in plan(one, whole, target.listener, now):
                yield (one.id, planned.lead, target.person, one.day), _Want(planned, one.version, target.lanes)


def _reconcile(
    c: Connection,
    wanted: Mapping[_Key, _Want],
    rows: Sequence[Row[*tuple[Any, ...]]],
    now: datetime,
    missed: datetime | None = None,
) -> None:
    """Nothing is said twice about a date on the same day, and nothing that was due before it was wanted."""
    loose = {row.message_id for row in rows if row.state == "gathered" and not _goes(row, wanted.get(_key(row)))}
    unsent = {row.message_id for row in rows if row.message_id in loose and row.digest == "pending" and not row.tried}
    quotas.give_back(c, unsent, now)
    withdraw(c, loose)
    waiting = {
        row.id: row for row in rows if row.state == "pending" or (row.state == "gathered" and row.message_id in loose)
    }
    others = [row for row in rows if row.id not in waiting]
    there = {_key(row) for row in others}
    stale = [row for row in others if row.state == "gathered" and _key(row) not in wanted]
    changed = list[dict[str, Any]]()
    for row in waiting.values():
        want = wanted.get(_key(row))
        if want is None or _key(row) in there:
            stale.append(row)
        else:
            changed += _changed(row, want, now)
        there.add(_key(row))
    new = [(key, want) for key, want in wanted.items() if key not in there]
    fresh = [_row(key, want, now) for key, want in new if want.planned.due > now or _is_missed(want, missed)]
    for statement, values in ((_cancel, [{"row": row.id} for row in stale]), (_change, changed), (_add, fresh)):
        if values:
            c.execute(statement, values)


def _key(row: Row[*tuple[Any, ...]]) -> _Key:
    return row.deadline_id, row.lead, row.person_id, row.day


def _goes(row: Row[*tuple[Any, ...]], want: _Want | None) -> bool:
    """Whether the digest that says it is on the wire, or waits to be tried again there and may be.

    What is not wanted any more is cancelled on the wire too. A digest that may have arrived under a key is tried again
    as it is: the rest of it in another one might be told twice.
    """
    if row.digest == "pending" and not (row.tried and row.lane in KEYED):
        return want is not None and row.lane in want.lanes
    return row.digest in ("pending", "claimed", "sent")


def _is_missed(want: _Want, since: datetime | None) -> bool:
    """Whether it comes after its date, and nobody was there to plan it when the one before was due."""
    return since is not None and want.planned.lead.startswith("n") and want.planned.due > since + _AHEAD


def _changed(row: Row[*tuple[Any, ...]], want: _Want, now: datetime) -> list[dict[str, Any]]:
    """What is due already stays on its lane, which may be a later one of that person, as long as that is there.

    What other wishes bring forward into the past is due now: it is not late.
    """
    due, expires = want.planned.due, want.planned.expires
    stays = due <= now and row.lane in ("", *want.lanes)
    due = due if due > now else min(row.due_at, now)
    new = {"due": due, "expires": expires, "on": row.lane if stays else want.lane}
    same = (row.due_at, row.expires_at, row.lane) == (due, expires, new["on"])
    return [] if same else [{"row": row.id} | new]


def _row(key: _Key, want: _Want, now: datetime) -> dict[str, Any]:
    date_, lead, person, day = key
    times = {"due_at": want.planned.due, "expires_at": want.planned.expires}
    whose = {"deadline_id": date_, "version": want.version, "lead": lead, "person_id": person, "day": day}
    return (
        whose
        | times
        | {"lane": want.lane, "message_id": None}
        | {"state": "pending" if want.planned.expires > now else "expired"}
    )
