"""Which date somebody speaks of who was just reminded of it, or names it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from handlers.calendar_desk import Desk, desk_for
from handlers.calendar_finding import OFFERED, RECENT, find, newest
from handlers.calendar_saying import choice
from handlers.messages import Choice
from handlers.records import Deadline
from handlers.reminders_scene import Reminded

Meant = tuple[Desk, Deadline]
_LATELY = timedelta(hours=36)  # a reminder that is still spoken of
_TOGETHER = timedelta(hours=12)  # what came within this time is spoken of as one
_NEAR = timedelta(days=14)  # ahead: what is asked about where nobody was reminded of anything


async def desks(who: Reminded) -> list[Desk]:
    """The calendars of all their communities."""
    found = [await desk_for(who.turn, who.composer, part.community.id) for part in who.parts]
    return [desk for desk in found if desk]


async def named(who: Reminded, said: str) -> list[Meant]:
    """The open dates that words mean, in whichever calendar."""
    return [(desk, one) for desk in await desks(who) for one in (await find(desk, said, desk.open)).dates]


async def spoken_of(who: Reminded) -> list[Meant]:
    """What they were reminded of last; nothing where a calendar was changed after that, so that its change is meant."""
    return await _reminded_of(who, changed=False)


async def reminded_of(who: Reminded) -> list[Meant]:
    """What they were reminded of last, whatever anybody changed after that."""
    return await _reminded_of(who, changed=True)


async def either(who: Reminded) -> list[Meant]:
    """The same, and what was changed a moment ago, by whomever; nothing where they were reminded of nothing."""
    said = await reminded_of(who)
    known = {one.id for _, one in said}
    return said and [*said, *(pair for pair in await touched(who) if pair[1].id not in known)]


async def _reminded_of(who: Reminded, *, changed: bool) -> list[Meant]:
    said = await who.turn.ports.reminders.said(who.turn.incoming.person, who.turn.now - _LATELY)
    if not said:
        return []
    last = max(one.due for one in said)
    ids, found = {one.deadline.id for one in said if last - one.due < _TOGETHER}, list[Meant]()
    for desk in await desks(who):
        edits = () if changed else await newest(desk)
        if edits and edits[0].at >= last:
            return []
        found += ((desk, one) for one in desk.open if one.id in ids)
    return found


async def touched(who: Reminded) -> list[Meant]:
    """What was changed last in one of their calendars, a moment ago."""
    for desk in await desks(who):
        edits = await newest(desk)
        if edits and who.turn.now - edits[0].at <= RECENT:
            last = {edit.after.id for edit in edits if edit.batch == edits[0].batch}
            return [(desk, one) for one in desk.open if one.id in last]
    return []


async def near(who: Reminded) -> list[Meant]:
    """What is due soon or overdue, the earliest first; where nothing is, the next one."""
    found = [(desk, one) for desk in await desks(who) for one in desk.open]
    found.sort(key=lambda pair: pair[1].day)
    until = who.turn.now.date() + _NEAR
    return [pair for pair in found if pair[1].day <= until] or found[:1]


def choices(found: Iterable[Meant], verb: str, most: int = OFFERED) -> tuple[Choice, ...]:
    """A button per date, `most` of them; `verb`: the token before it, as `rem:later` or `cal:done`."""
    kind, _, act = verb.partition(":")
    buttons = (choice(one, act, desk) for desk, one in list(found)[:most])
    return tuple(replace(one, token=f"{kind}:{one.token.partition(':')[2]}") for one in buttons)
