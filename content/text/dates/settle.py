"""From what was said to a value: the clock chooses among the places in the calendar, and doubts are noted."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from content.text.dates.clock import Slot
from content.text.dates.places import Place, Stretch, just
from content.text.dates.points import Said
from content.text.dates.reading import (
    IMPOSSIBLE,
    About,
    AtTime,
    Doubt,
    Either,
    Exact,
    Mismatch,
    OnDay,
    Outcome,
    Span,
    Value,
)

_SOON = 180  # days: a weekday that fits the day just past, but not next year's, means the past one
_FAR = 300  # days


def moment(day: date, minutes: int, now: datetime) -> AtTime:
    """Minutes after the start of a day, in the zone of `now`."""
    return AtTime(datetime.combine(day, time(), now.tzinfo) + timedelta(minutes=minutes))


def one(said: Said, now: datetime) -> Outcome:
    """A single point, or one of several that are equally likely."""
    if said.slot and said.slot.start < 0:
        return IMPOSSIBLE
    if said.place is None:
        return _today(said.slot, now) if said.slot else IMPOSSIBLE
    outcomes = [_at(place, said.slot, now) for place in (said.place, *said.place.others)]
    doubts = frozenset[Doubt]().union(*(doubts for _, doubts in outcomes))
    exact: list[Exact] = []
    for value, _ in outcomes:
        if not isinstance(value, OnDay | AtTime | Span):
            return value, doubts
        exact += [value] if value not in exact else []
    if len(exact) > 1:
        return Either(tuple(exact)), doubts
    return (About(exact[0]) if said.place.rough else exact[0]), doubts


def _today(slot: Slot, now: datetime) -> Outcome:
    """A time without a day: today's, or tomorrow's where that has passed."""
    value, doubts = _timed(now.date(), slot, now), _half_day(slot)
    last = value.end if isinstance(value, Span) else value
    if isinstance(last, AtTime) and last.at < now:
        return _timed(now.date() + timedelta(days=1), slot, now), doubts | {Doubt.ROLLED}
    return value, doubts


def _at(place: Place, slot: Slot | None, now: datetime) -> Outcome:
    today = now.date()
    days = choose(place, today)
    if days is None:
        return IMPOSSIBLE
    if place.weekday not in (None, days[0].weekday()):
        return Mismatch(days[0], place.weekday or 0), place.doubts
    doubts = place.doubts | _half_day(slot) | _doubts(place, days, today)
    return (_timed(days[0], slot, now) if slot and days[0] == days[1] else _plain(days)), doubts


def choose(place: Place, today: date) -> Stretch | None:
    """The stretch meant: the next one, or the one just past where only that fits the weekday said."""
    days = place.next(today)
    if days is None or place.fixed or place.weekday in (None, days[0].weekday()):
        return days
    past = place.last_before(today)
    if past and past[0].weekday() == place.weekday and (today - past[0]).days < _SOON:
        return past
    return days


def _doubts(place: Place, days: Stretch, today: date) -> frozenset[Doubt]:
    doubts = {Doubt.ROUGH} if place.rough else set()
    if days[1] < today:
        doubts.add(Doubt.PAST)
    if not place.fixed and place.unit == "day" and (days[0] - today).days > _FAR:
        doubts.add(Doubt.ROLLED)
    return frozenset(doubts)


def _half_day(slot: Slot | None) -> frozenset[Doubt]:
    return frozenset({Doubt.HALF_DAY} if slot and slot.doubted else ())


def _plain(days: Stretch) -> Exact:
    return OnDay(days[0]) if days[0] == days[1] else Span(OnDay(days[0]), OnDay(days[1]))


def _timed(day: date, slot: Slot, now: datetime) -> AtTime | Span:
    start = moment(day, slot.start, now)
    return Span(start, moment(day, slot.end, now)) if slot.end is not None else start


def span(first: Said, last: Said, now: datetime) -> Outcome:
    """From one point to another. What was left open is chosen so that the end is still to come (9~10月, 12/28~1/3)."""
    if any(said.slot and said.slot.start < 0 for said in (first, last)):
        return IMPOSSIBLE
    if last.place is None and first.slot is None:  # 12/5-13:00
        value, doubts = one(Said(first.place, last.slot, last.end), now)
        return value, doubts | {Doubt.SHORTHAND}
    today = now.date()
    start = first.place or Place(just(today), fixed=True)
    end = last.place or replace(start, weekday=None)
    days = _ends(start, end, today)
    if days is None:
        return IMPOSSIBLE
    for place, stretch in zip((start, end), days, strict=True):
        if place.weekday not in (None, stretch[0].weekday()):
            return Mismatch(stretch[0], place.weekday or 0), place.doubts
    value = Span(_edge(days[0][0], first.slot, now), _edge(days[1][1], last.slot, now))
    doubts = (
        start.doubts | end.doubts | _half_day(first.slot) | _half_day(last.slot) | _of_span(start, end, days, today)
    )
    return value, doubts


def _edge(day: date, slot: Slot | None, now: datetime) -> OnDay | AtTime:
    return moment(day, slot.start, now) if slot else OnDay(day)


def _ends(start: Place, end: Place, today: date) -> tuple[Stretch, Stretch] | None:
    """The stretches at both ends; None where the end would come before the start."""
    if start.fixed:
        first = start.next(today)
        last = end.first_after(first[0]) if first and not end.fixed else end.next(today)
    else:
        last = end.next(today)
        first = start.last_before(last[1]) if last else None
    return (first, last) if first and last and first[0] <= last[1] else None


def _of_span(start: Place, end: Place, days: tuple[Stretch, Stretch], today: date) -> frozenset[Doubt]:
    doubts = {Doubt.ROUGH} if start.rough or end.rough else set()
    if days[1][1] < today:
        doubts.add(Doubt.PAST)
    if not end.fixed and (days[1][1] - days[0][0]).days > _FAR:
        doubts.add(Doubt.ROLLED)
    return frozenset(doubts)


def either(said: tuple[Said, ...], now: datetime) -> Outcome:
    """One or the other (5日或6日, 週五或週六): each is the one nearest to the first."""
    value, doubts = one(said[0], now)
    options = [value]
    for other in said[1:]:
        value, more = _nearest(said[0], value, other, now)
        options, doubts = [*options, value], doubts | more
    exact = tuple(option for option in dict.fromkeys(options) if isinstance(option, OnDay | AtTime | Span))
    if len(exact) < len(set(options)):
        return next(option for option in options if not isinstance(option, OnDay | AtTime | Span)), doubts
    return (Either(exact) if len(exact) > 1 else exact[0]), doubts


def _nearest(first: Said, value: Value, other: Said, now: datetime) -> Outcome:
    day = _first_day(value)
    place = other.place or first.place
    if day is None or place is None:
        return IMPOSSIBLE
    near = [days for days in place.around(day) if days[0] >= min(day, now.date())]
    best = min(near, key=lambda days: abs(days[0] - day), default=None)
    if best is None:
        return IMPOSSIBLE
    return one(Said(replace(place, around=just(*best), fixed=True, others=()), other.slot, other.end), now)


def _first_day(value: Value) -> date | None:
    if isinstance(value, Span):
        return _first_day(value.start)
    if isinstance(value, OnDay):
        return value.day
    return value.at.date() if isinstance(value, AtTime) else None
