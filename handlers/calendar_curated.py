"""Dates that the curators changed since they were adopted: the community is told and asked; none changes by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from content import calendar as plan_calendar
from content.calendar import Proposal
from handlers.calendar_desk import Desk, changed
from handlers.calendar_saying import line, named, short, to_list
from handlers.messages import Choice
from handlers.records import Deadline
from handlers.topic import Outcome


@dataclass(frozen=True, slots=True)
class Shift:
    """A date of a calendar, and what the plan wants in its place now; None: that no more.

    `day`: when it would be due then, and `others`: what speaks of another day; None where the plan gives no day.
    """

    deadline: Deadline
    now: Proposal | None
    day: date | None = None
    others: tuple[date, ...] = ()


def shifts(desk: Desk) -> Iterator[Shift]:
    """What is still to be done and stands otherwise in the plan than when it was adopted."""
    for one in desk.open if desk.plan else ():
        if one.key and (shift := shift_of(desk, one)):
            yield shift


def shift_of(desk: Desk, one: Deadline) -> Shift | None:
    """How one date stands in the plan now; None where that is as it was, or as somebody has put it already."""
    now = desk.proposal(one.key)
    if now is None:
        return Shift(one, None)
    if now.figure == one.figure:
        return None
    if now.due is None:
        return Shift(one, now)
    first, *others = sorted({now.due, *now.others, *_counted(desk, one, now)})
    return None if (first, now.at or one.at) == (one.day, one.at) else Shift(one, now, first, tuple(others))


def _counted(desk: Desk, one: Deadline, now: Proposal) -> set[date]:
    """The days that an event gave beside the plan's own; none beside a day that somebody chose."""
    said = {date.fromisoformat(other) for other in one.others}
    old = plan_calendar.adopted_day(one.figure, desk.community.year - desk.plan.year) if desk.plan else None
    return {one.day, *said} - {old, *now.others} if old in (one.day, *said) else set()


def said(shift: Shift, desk: Desk) -> str:
    """What the plan says now, beside what stands in the calendar."""
    phrases, one, now = desk.phrases, shift.deadline, shift.now
    names = {"title": one.title, "yours": short(one.day, desk.today)}
    if now is None:
        return phrases.plan_gone.format(**names)
    if shift.day:
        return phrases.plan_changed.format(day=short(shift.day, desk.today), **names)
    return (phrases.plan_counts if now.anchor else phrases.plan_open).format(event=now.anchor, **names)


def answers(shift: Shift, desk: Desk) -> tuple[Choice, ...]:
    """What conveners can do about it: follow the plan, or keep what stands there."""
    if not desk.membership.convenes:
        return ()
    phrases, tokens = desk.phrases, f"{shift.deadline.id}:{shift.deadline.version}"
    stay = Choice(phrases.button_stay, f"cal:stay:{tokens}")
    if shift.now is None:
        return Choice(phrases.button_drop, f"cal:cancelone:{tokens}"), stay
    if shift.day is None:
        return (stay,)
    return Choice(phrases.button_set.format(day=short(shift.day, desk.today)), f"cal:follow:{tokens}"), stay


def settled(desk: Desk, deadline: Deadline, *, follow: bool) -> Outcome:
    """What the plan says now is taken over, or is known from now on; what it wants no more becomes one's own."""
    shift = shift_of(desk, deadline)
    if shift is None:
        return desk.say(named(line(deadline, desk), desk), to_list(desk))
    made = _followed(shift) if follow and shift.day else _kept(shift)
    phrase = desk.phrases.moved if made.day != deadline.day else desk.phrases.stays
    text = f"{phrase.format(title=made.title)}\n{line(made, desk)}"
    return desk.save("move" if made.day != deadline.day else "confirm", [made], named(text, desk), to_list(desk))


def _followed(shift: Shift) -> Deadline:
    one, now = shift.deadline, shift.now
    if now is None or shift.day is None:
        return one
    return changed(
        one,
        day=shift.day,
        at=now.at or one.at,
        figure=now.figure,
        others=tuple(day.isoformat() for day in shift.others),
        sure=now.sure,
        section="、".join(now.sections),
    )


def _kept(shift: Shift) -> Deadline:
    if shift.now is None:
        return changed(shift.deadline, key="", section="", figure="", others=(), sure=True)
    return changed(shift.deadline, figure=shift.now.figure)
