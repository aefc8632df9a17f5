"""What is over — a meeting, an instalment, a review: which one it was, on which day, and whether it was the last."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from content import calendar as plan_calendar
from content.text.normalise import clean, squeeze
from handlers import calendar_changing as changing
from handlers.calendar_adopting import ask_anchor
from handlers.calendar_asking import ask
from handlers.calendar_changing import finish
from handlers.calendar_days import Moment, When, over_on
from handlers.calendar_desk import Desk, desk_for
from handlers.calendar_finding import RECENT, Found, find, own
from handlers.calendar_following import ENDS, EVENT, followed, meetings
from handlers.calendar_saying import named, short, to_list
from handlers.calendar_wish import Wish
from handlers.messages import Choice
from handlers.records import Deadline
from handlers.topic import Outcome

LATELY = timedelta(days=14)  # in which a meeting of the calendar is the one that was over
JUST_BEGUN = timedelta(days=45)  # in which the last meeting of the instalment before may still be told
_ASKED_LAST = "cal:last:"
_PERIOD = re.compile("第[一二]期|[上下]學期")
_LAST = re.compile("最後|第?[一二12]期|[上下]學期|期程|本期|這一?期|運作|執行")
_FIRST_TERM = re.compile("第?[一1]期|上學期")
_SECOND_TERM = re.compile("第?[二2]期|下學期")


async def happened(desk: Desk, wish: Wish) -> Outcome | None:
    """「活動辦完了」, 「審查說明會 4/26 開完了」; None where nothing in plan or calendar follows from it.

    Where no day is said it was that of the meeting which was over last, and only without one today.
    """
    anchor = _named(desk, wish.what)
    term = not anchor or bool(ENDS.search(anchor))
    held = await _held(desk, wish, anyone=term)
    day = held.day if held and not wish.dated else over_on(wish.when, desk, term=term)
    if anchor or day > desk.today:
        return await over(desk, anchor, day, held) if day <= desk.today else await ask_ahead(desk, anchor, day)
    found = await find(desk, wish.what, desk.open) if desk.open else Found()
    if found.clear and found.clear.key:
        return finish(desk, found.clear)
    if not _ends(desk, day):
        return _finished(desk, held or found.clear)
    if _LAST.search(wish.what) and (held or wish.dated or not _just_begun(desk, day)):
        return await ended(desk, day, held.id if held else "")
    return _ask_last(desk, day, held, said=wish.dated)


async def _held(desk: Desk, wish: Wish, *, anyone: bool) -> Deadline | None:
    """The meeting that was over: of the day that was said, or by its name; `anyone`: else the last one of late."""
    meetings = [one for one in desk.open if one.kind == "meeting" and one.day <= desk.today]
    if wish.dated:
        day = over_on(wish.when, desk, term=True)
        meetings = [one for one in meetings if one.day == day]
    found = await find(desk, wish.what, meetings)
    late = [one for one in meetings if not one.key and (wish.dated or desk.today - one.day <= LATELY)]
    return found.clear or (late[-1] if late and anyone else None)


def _just_begun(desk: Desk, day: date) -> bool:
    """Whether an instalment began of late, so that it may be the one before that has ended."""
    return _ends(desk, day) != _ends(desk, day - JUST_BEGUN)


def _ask_last(desk: Desk, day: date, held: Deadline | None, *, said: bool) -> Outcome:
    """Was it the last one of its instalment? The day may be another one, unless it was said."""
    phrases, tokens = desk.phrases, f"{desk.community.id}:{day}{f':{held.id}' if held else ''}"
    what = f"「{held.title}」{short(day, desk.today)}" if held else short(day, desk.today)
    period = _PERIOD.search(_ends(desk, day))
    over = phrases.over_in.format(what=what, period=period[0]) if period else phrases.over.format(what=what)
    another = () if said else (Choice(phrases.button_other_day, f"cal:otherday:{desk.community.id}"),)
    return desk.ask(
        named(f"{over}\n{phrases.ask_last}", desk),
        Choice(phrases.button_last, f"{_ASKED_LAST}{tokens}"),
        Choice(phrases.button_not_last, f"cal:goeson:{tokens}"),
        *another,
    )


async def ask_over(desk: Desk) -> Outcome:
    """On which day was it over?"""
    return await ask(desk, "event", When(ask=desk.phrases.ask_over), desk.phrases.meeting)


async def ask_ahead(desk: Desk, anchor: str, day: date) -> Outcome:
    """What is over cannot lie ahead; who means that day all the same chooses it."""
    text = desk.phrases.ask_ahead.format(day=short(day, desk.today))
    return await ask(desk, "event", When((Moment(day),), text), anchor or desk.phrases.meeting, anchor)


async def over(desk: Desk, anchor: str, day: date, held: Deadline | None = None) -> Outcome:
    """An event of the plan, or a meeting ("") that may have been the last one, on a day that is certain."""
    if anchor:
        return await followed(desk, anchor, day, held.id if held else "")
    met = next((one for one in desk.open if one.kind == "meeting" and one.day == day), None)
    return _ask_last(desk, day, met, said=True) if _ends(desk, day) else _finished(desk, met)


def _finished(desk: Desk, held: Deadline | None) -> Outcome:
    """A meeting from which nothing follows."""
    return finish(desk, held) if held else desk.say(named(desk.phrases.nothing_follows, desk), to_list(desk))


async def correct(desk: Desk, wish: Wish) -> Outcome | None:
    """「不是，是11/19」: the day of the event that was told last, else the date that was saved last."""
    day = over_on(wish.when, desk, term=True)
    newest = next(iter(desk.turn.person.buttons), None)
    if newest and newest.token.startswith(_ASKED_LAST) and day <= desk.today:
        asked = await desk_for(desk.turn, desk.composer, newest.token.removeprefix(_ASKED_LAST).partition(":")[0])
        return await over(asked or desk, "", day)
    if day <= desk.today and (anchor := await _told(desk)):
        return await followed(desk, anchor, day)
    return await changing.correct(desk, wish)


async def _told(desk: Desk) -> str:
    """The event that the person told a moment ago; "" where it was something else, or longer ago."""
    edits = await own(desk)
    if not edits or edits[0].operation != EVENT or desk.turn.now - edits[0].at > RECENT:
        return ""
    keys = {edit.after.key for edit in edits if edit.batch == edits[0].batch and edit.after.key}
    return next((one.anchor for one in desk.proposals if one.anchor and keys & {one.key, one.same}), "")


def _named(desk: Desk, what: str) -> str:
    """The event of the plan that is spoken of by its own name, or by the number of its instalment."""
    word = squeeze(clean(what))
    for anchor in _anchors(desk):
        name = squeeze(clean(anchor))
        if not ENDS.search(name) and (name in word or (len(word) > 2 and word in name)):
            return anchor
        if ENDS.search(name) and any(term.search(word) and term.search(name) for term in (_FIRST_TERM, _SECOND_TERM)):
            return anchor
        if name.removesuffix("結束") in word:
            return anchor
    return ""


def _anchors(desk: Desk) -> tuple[str, ...]:
    return plan_calendar.anchors(desk.plan, desk.community.tier) if desk.plan else ()


def _ends(desk: Desk, day: date) -> str:
    """The event with which the current time of work ends; "" where the plan has none."""
    if desk.plan and (instalment := plan_calendar.instalment_of(desk.plan, desk.community.tier, day)):
        return instalment
    return next((anchor for anchor in _anchors(desk) if ENDS.search(anchor)), "")


async def ended(desk: Desk, day: date, held: str = "") -> Outcome:
    """「是，最後一次」: what follows; where the plan counts from the end of a period, that day is asked.

    `held`: the id of the meeting, here and below.
    """
    anchor = _ends(desk, day)
    if "活動" in anchor:
        return await followed(desk, anchor, day, held)
    asked, done = await ask_anchor(desk, anchor, Moment(day)), meetings(desk, day, held)
    if not done:
        return asked
    saved = desk.save("done", done, _ticked(desk, done))
    return replace(asked, replies=(*saved.replies, *asked.replies), changes=saved.changes)


def goes_on(desk: Desk, day: date, held: str = "") -> Outcome:
    """「還有」: the meeting of that day is done, and nothing follows yet."""
    over = meetings(desk, day, held)
    text = named(desk.phrases.goes_on, desk)
    if not over:
        return desk.say(text, to_list(desk))
    return desk.save("done", over, f"{_ticked(desk, over)}\n{text}")


def _ticked(desk: Desk, done: Sequence[Deadline]) -> str:
    return named(desk.phrases.done.format(title=done[0].title, day=short(done[0].day, desk.today)), desk)
