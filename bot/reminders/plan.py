"""When somebody is reminded of a date. Pure; days and hours are those of the zone of `now`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise

from content.calendar import office
from handlers.records import Community, Deadline, Role, Wishes
from handlers.reminders_leads import NAG, NAGS, leads, quiet, told_again, working

AGAIN = timedelta(days=2)  # how long the reminder that ends a snooze is of use
EARLY = timedelta(hours=1)  # before something that is over by the usual hour
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody in a community, and how they want to be reminded of its dates; `reminded` as in a Membership.

    `snoozes`: by a date's id, the day before which they want to hear nothing of it; None: never again.
    """

    role: Role
    reminded: bool | None = None
    wishes: Wishes = field(default_factory=Wishes)
    snoozes: Mapping[str, date | None] = field(default_factory=dict)

    @property
    def listens(self) -> bool:
        """Whether they are reminded at all."""
        wanted = self.role != "member" if self.reminded is None else self.reminded
        return wanted and self.wishes.on


@dataclass(frozen=True, slots=True)
class Planned:
    """Something to say at `due`, and no more from `expires` on, both in UTC; `lead` as in handlers.records.Reminder.

    A snooze's lead names its day (s2026-11-25): whoever snoozes twice is reminded twice.
    """

    lead: str
    due: datetime
    expires: datetime


def plan(deadline: Deadline, community: Community, listener: Listener, now: datetime) -> list[Planned]:
    """All reminders of a date, those of the past among them; of those after the date as far as the next one."""
    if not (community.open and deadline.state == "open" and listener.listens):
        return []
    wishes, before = listener.wishes, _before(deadline, community, listener.wishes, now)
    if deadline.id not in listener.snoozes:
        return [*before, *_after(deadline, wishes, now)]
    until = listener.snoozes[deadline.id]
    if until is None:
        return []
    moment = _again(deadline, until, wishes, now)
    usual = [*before, *_after(deadline, wishes, now, moment.date())]
    again = _planned(f"s{until}", moment, _of_use(deadline, moment, wishes, now))
    return [*again, *(one for one in usual if one.due > moment.astimezone(UTC))]


def awake(moment: datetime, wishes: Wishes) -> datetime:
    """The moment, or the end of the quiet hours that it lies in, by the clock of its zone."""
    if not quiet(moment.time(), wishes):
        return moment
    tomorrow = moment.time() >= wishes.quiet_to
    return datetime.combine(moment.date() + ONE_DAY * tomorrow, wishes.quiet_to, moment.tzinfo)


def _before(deadline: Deadline, community: Community, wishes: Wishes, now: datetime) -> Iterator[Planned]:
    end = _end(deadline, now)
    for days in leads(deadline.kind, community, wishes):
        moment = _moment(deadline.day - timedelta(days=days), wishes, now)
        if moment.date() == deadline.day and deadline.at and moment.time() >= deadline.at:
            moment = datetime.combine(deadline.day, deadline.at, now.tzinfo) - EARLY
            if awake(moment, wishes) != moment:
                continue
        yield from _planned(f"d{days}", moment, end)


def _after(deadline: Deadline, wishes: Wishes, now: datetime, said: date = date.min) -> Iterator[Planned]:
    """Each until the next one comes; `said`: when they are told of it by a snooze."""
    if deadline.kind == "meeting" or now.date() <= deadline.day:
        return
    for (after, moment), (_, following) in pairwise(_nags(deadline, wishes, now, said)):
        if after > NAG * NAGS:
            return
        planned = _planned(f"n{after}", moment, following)
        yield from planned
        if planned and planned[0].due > now:
            return


def _nags(deadline: Deadline, wishes: Wishes, now: datetime, said: date) -> Iterator[tuple[int, datetime]]:
    """So many days after the date, without end; none sooner than NAG days after another, or after `said`."""
    for after in count(NAG, NAG):
        moment = awake(datetime.combine(deadline.day + timedelta(days=after), wishes.hour, now.tzinfo), wishes)
        if wishes.office_days:
            moment = datetime.combine(working(moment.date()), moment.time(), now.tzinfo)
        if moment.date() - said >= timedelta(days=NAG):
            said = moment.date()
            yield after, moment


def _again(deadline: Deadline, until: date, wishes: Wishes, now: datetime) -> datetime:
    """When a snooze ends."""
    moment = awake(datetime.combine(until, wishes.hour, now.tzinfo), wishes)
    return datetime.combine(told_again(moment.date(), deadline.day, wishes), moment.time(), now.tzinfo)


def _of_use(deadline: Deadline, moment: datetime, wishes: Wishes, now: datetime) -> datetime:
    """How long what ends a snooze is of use; on a holiday, on which it comes for a date in it, not beyond that."""
    ends = [moment + AGAIN]
    if deadline.kind == "meeting":
        ends.append(_end(deadline, now))
    if wishes.office_days and (following := working(moment.date())) > moment.date():
        ends.append(datetime.combine(following, moment.time(), now.tzinfo))
    return min(ends)


def _moment(day: date, wishes: Wishes, now: datetime) -> datetime:
    """Somebody's hour of a day; behind their quiet hours, and on an office day where they want that."""
    moment = awake(datetime.combine(day, wishes.hour, now.tzinfo), wishes)
    return datetime.combine(office(moment.date()).before, moment.time(), now.tzinfo) if wishes.office_days else moment


def _end(deadline: Deadline, now: datetime) -> datetime:
    """When it is over: a meeting as soon as it begins, anything else with its day."""
    if deadline.kind == "meeting" and deadline.at:
        return datetime.combine(deadline.day, deadline.at, now.tzinfo)
    return datetime.combine(deadline.day + ONE_DAY, datetime.min.time(), now.tzinfo)


def _planned(lead: str, moment: datetime, end: datetime) -> list[Planned]:
    """Nothing for what would be over when it is due. Compared in UTC: clocks of a zone may be put back between."""
    due, expires = moment.astimezone(UTC), end.astimezone(UTC)
    return [Planned(lead, due, expires)] if due < expires else []
