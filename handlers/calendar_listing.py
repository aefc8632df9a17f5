"""What lies ahead: by urgency, of a period, the next one, what is done; all of it by month."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

from content.text.dates import About, AtTime, OnDay, Reading, Span
from handlers import calendar_curated as curated
from handlers.calendar_desk import Desk
from handlers.calendar_saying import line, named, short, to_adopt, to_list
from handlers.calendar_wish import Wish
from handlers.messages import Choice
from handlers.records import Deadline
from handlers.topic import Outcome

SHOWN = 8  # lines of a list
PAGE = 20  # lines of all of it
IN_GROUP = 2  # dates that a group is told
SOON = 7  # days
TITLE = 12  # characters of a title on a button
_DAY = attrgetter("day")


def listed(desk: Desk, wish: Wish) -> Outcome | None:
    """What a list shows; None where only a plan can be meant, as nothing stands in the calendar."""
    if not wish.sure and not desk.dates:
        return None
    if wish.what == "all":
        return paged(desk, 0)
    if wish.what == "done":
        return _done(desk)
    if wish.what == "late":
        late = [one for one in desk.open if one.day < desk.today]
        return _shown(desk, late, desk.phrases.list_late, desk.phrases.none_late)
    if wish.what == "next":
        ahead = [one for one in desk.open if one.day >= desk.today]
        return _shown(desk, ahead[:1], desk.phrases.list_next, desk.phrases.none_ahead)
    if wish.dated and (period := _period(wish.when)):
        return _within(desk, wish.text, *period)
    return ahead_of(desk)


def _period(when: Reading) -> tuple[date, date] | None:
    value = when.value.value if isinstance(when.value, About) else when.value
    if not isinstance(value, OnDay | AtTime | Span):
        return None
    first, last = (value.start, value.end) if isinstance(value, Span) else (value, value)
    return _day(first), _day(last)


def _day(value: OnDay | AtTime) -> date:
    return value.day if isinstance(value, OnDay) else value.at.date()


def _within(desk: Desk, said: str, first: date, last: date) -> Outcome:
    """A month, a week, a day; what is overdue in it is still to be done."""
    found = [one for one in desk.open if first <= one.day <= last]
    phrases = desk.phrases
    return _shown(
        desk, found, phrases.list_period.format(period=said, n=len(found)), phrases.none_period.format(period=said)
    )


def ahead_of(desk: Desk) -> Outcome:
    """Everything that is still to be done, the most urgent first."""
    phrases, found = desk.phrases, _urgent(desk.open, desk.today)
    if not found:
        return _empty(desk)
    late = bisect_left(found, desk.today, key=_DAY)
    soon = bisect_right(found, desk.today + timedelta(days=SOON), key=_DAY) - late
    parts = [phrases.count_late.format(n=late)] * bool(late) + [phrases.count_soon.format(n=soon)] * bool(soon)
    head = phrases.list_open.format(n=len(found), more=f"：{'、'.join(parts)}" if parts and len(found) > 1 else "")
    return _shown(desk, found, head, "")


def _urgent(found: Iterable[Deadline], today: date) -> list[Deadline]:
    """Overdue first, then by day; of a series that lies ahead only the next meeting."""
    shown, series = list[Deadline](), set[str]()
    for one in found:
        if not one.series or one.day < today:
            shown.append(one)
        elif one.series not in series:
            shown.append(one)
            series.add(one.series)
    return shown


def _empty(desk: Desk) -> Outcome:
    phrases = desk.phrases
    if any(one.state == "done" for one in desk.dates):
        return desk.say(named(phrases.all_done, desk), *_adopting(desk))
    return desk.say(named(phrases.empty, desk), *_adopting(desk))


def _shown(desk: Desk, found: Sequence[Deadline], head: str, none: str) -> Outcome:
    """A list under its head; at most eight lines, and what a curated change asks for."""
    if not found:
        return _with_news(desk.say(named(none, desk), to_list(desk)), desk)
    if desk.turn.incoming.group:
        return _short(desk, found)
    lines = [named(head, desk), *(line(one, desk) for one in found[:SHOWN])]
    more = len(desk.open) > len(found) or len(found) > SHOWN
    if len(found) > SHOWN:
        lines.append(desk.phrases.more.format(n=len(found) - SHOWN))
    done = (_finishing(found[0], desk),) if desk.membership.convenes else ()
    buttons = (*done, *((_all(desk, 0),) if more else ()), *_adopting(desk))
    return _with_news(desk.say("\n".join(lines), *buttons), desk)


def _with_news(outcome: Outcome, desk: Desk) -> Outcome:
    """With the first date that the curators changed since it was adopted, and what can be done about it."""
    if desk.turn.incoming.group or (shift := next(curated.shifts(desk), None)) is None:
        return outcome
    (reply,) = outcome.replies
    choices = (*curated.answers(shift, desk), *reply.choices)
    return replace(
        outcome, replies=(replace(reply, text=f"{reply.text}\n{curated.said(shift, desk)}", choices=choices),)
    )


def _short(desk: Desk, found: Sequence[Deadline]) -> Outcome:
    lines = [line(one, desk) for one in found[:IN_GROUP]]
    more = len(found) - IN_GROUP
    return desk.say("\n".join([*lines, *([desk.phrases.group_rest.format(n=more)] if more > 0 else [])]))


def _finishing(deadline: Deadline, desk: Desk) -> Choice:
    title = deadline.title.partition("（")[0] or deadline.title  # what stands in brackets tells no two apart
    label = desk.phrases.button_done.format(title=title[:TITLE])
    return Choice(label, f"cal:done:{deadline.id}:{deadline.version}")


def _all(desk: Desk, page: int) -> Choice:
    label = desk.phrases.button_more if page else desk.phrases.button_see_all
    return Choice(label, f"cal:page:{desk.community.id}:{page}")


def _adopting(desk: Desk) -> tuple[Choice, ...]:
    """The button that brings in the plan's deadlines, while none of them is there."""
    adopted = any(one.key and one.state != "cancelled" for one in desk.dates)
    if adopted or not desk.membership.convenes or not desk.proposals:
        return ()
    return (to_adopt(desk),)


def _done(desk: Desk) -> Outcome:
    """What was handed in, the newest first."""
    found = sorted(desk.state("done"), key=lambda one: one.day, reverse=True)
    if not found:
        return desk.say(named(desk.phrases.none_done, desk), to_list(desk))
    lines = [named(desk.phrases.list_done.format(n=len(found)), desk), *(line(one, desk) for one in found[:SHOWN])]
    if len(found) > SHOWN:
        lines.append(desk.phrases.more.format(n=len(found) - SHOWN))
    return desk.say("\n".join(lines), to_list(desk))


def paged(desk: Desk, page: int) -> Outcome:
    """All that is still to be done, by month."""
    found = desk.open[page * PAGE : (page + 1) * PAGE]
    if not found:
        return _empty(desk) if not desk.open else ahead_of(desk)
    if desk.turn.incoming.group:
        return _short(desk, found)
    lines = [named(desk.phrases.list_all.format(n=len(desk.open)), desk)]
    for (year, month), ones in groupby(found, key=lambda one: (one.day.year, one.day.month)):
        lines += [desk.phrases.month.format(year=year - 1911, month=month), *(line(one, desk) for one in ones)]
    after = (_all(desk, page + 1),) if len(desk.open) > (page + 1) * PAGE else ()
    return _with_news(desk.say("\n".join(lines), *after), desk)


def remaining(desk: Desk, rest: Sequence[Deadline]) -> str:
    """What is left after one was done: how many, and the next."""
    if not rest:
        return desk.phrases.nothing_left
    first = next((one for one in rest if one.day >= desk.today), rest[0])
    return desk.phrases.left.format(n=len(rest), title=first.title, day=short(first.day, desk.today))
