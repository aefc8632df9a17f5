"""The message that nobody asked for just now: what is due, what to hand in, and what can be done about it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby

from content import calendar as plan_calendar
from content.calendar import Proposal
from content.phrases_reminders import ReminderPhrases
from handlers import calendar_curated as curated
from handlers.calendar_desk import Desk
from handlers.calendar_following import papers
from handlers.calendar_listing import SOON
from handlers.calendar_saying import BLANK, LABEL, echo, line, to_list, to_move
from handlers.compose import Composer
from handlers.messages import Choice, Incoming, Reply
from handlers.ports import NOWHERE
from handlers.records import Community, Deadline, Membership, Reminder
from handlers.reminders_scene import clock, day_said
from handlers.topic import Person, Turn

SHOWN = 6  # dates
NAMED = 12  # of the rest that are named
DONE = 3  # of them that have a button
_SUFFIX = 2  # characters of 完成 on a button


def digest(
    items: Sequence[Reminder],
    composer: Composer,
    now: datetime,
    *,
    late: bool = False,
    told: bool = False,
) -> Reply:
    """One message for all that is due to one person, or to one group.

    Its buttons are what the reader may do: a member changes no date, and a group taps nothing at all.
    `late`: it comes long after its time; `told`: with an answer, as it could not be pushed. Pure.
    """
    phrases = composer.library.phrases.reminders
    ordered = sorted(items, key=_place)
    desks = {one.community.id: _desk(one.community, ordered, composer, now) for one in ordered}
    lines = [phrases.told] if told else []
    if late:
        due = min(one.due for one in ordered).astimezone(now.tzinfo)
        lines.append(phrases.late.format(when=f"{day_said(due.date())}{clock(due.time())}"))
    if len(ordered) == 1:
        lines += _alone(ordered[0].deadline, desks[ordered[0].community.id])
    else:
        lines += _several(ordered, desks)
    return composer.plain("\n".join(lines), *_buttons(ordered, desks))


def _place(one: Reminder) -> tuple[object, ...]:
    return one.deadline.day, one.deadline.at is not None, one.deadline.at, one.community.name, one.deadline.id


def _desk(community: Community, items: Sequence[Reminder], composer: Composer, now: datetime) -> Desk:
    """A calendar with nothing in it but what is said: whose it is does not matter to how dates are said."""
    dates = tuple(one.deadline for one in items if one.community.id == community.id)
    plan = composer.library.plans.get(community.plan)
    wanted = plan_calendar.proposals(plan, community.tier, community.year) if plan else ()
    turn = Turn(Incoming("", ""), Person(), now, NOWHERE)
    return Desk(turn, composer, Membership(community, "member"), False, dates, wanted)


def _phrases(desk: Desk) -> ReminderPhrases:
    return desk.composer.library.phrases.reminders


def _alone(deadline: Deadline, desk: Desk) -> Iterator[str]:
    """One date in full: how far, both calendars, where it stands, what is handed in, who and what is noted."""
    how = how_far(deadline, desk.today, _phrases(desk))
    yield _phrases(desk).head.format(name=desk.community.name, title=deadline.title, how=how)
    yield echo(deadline, desk)
    yield from _news(deadline, desk)
    if proposal := desk.proposal(deadline.key):
        yield from papers(desk, proposal)
        yield from _beside(deadline, proposal, desk)


def _beside(deadline: Deadline, proposal: Proposal, desk: Desk) -> Iterator[str]:
    if proposal.to and not proposal.hand_in:
        yield _phrases(desk).at_place.format(to=proposal.to)
    if proposal.who and not deadline.who:
        yield _phrases(desk).by.format(who=proposal.who)


def how_far(deadline: Deadline, today: date, phrases: ReminderPhrases) -> str:
    """今天到期, 7 天後聚會, 已過 3 天."""
    days = (deadline.day - today).days
    if days < 0:
        return phrases.past.format(n=-days)
    when = {0: phrases.today, 1: phrases.tomorrow}.get(days) or phrases.ahead.format(n=days)
    return (phrases.meets if deadline.kind == "meeting" else phrases.due).format(when=when)


def _several(ordered: Sequence[Reminder], desks: dict[str, Desk]) -> Iterator[str]:
    """By community, the one with the nearest date first."""
    shown = ordered[:SHOWN]
    nearest = {name: place for place, name in reversed(list(enumerate(one.community.id for one in shown)))}
    for name, group in groupby(sorted(shown, key=lambda one: nearest[one.community.id]), lambda one: one.community.id):
        desk, dates = desks[name], [one.deadline for one in group]
        yield _phrases(desk).headed.format(name=desk.community.name, counts="，".join(_counts(desk)))
        for deadline in dates:
            yield line(deadline, desk)
            yield from (f"{BLANK}{one}" for one in _news(deadline, desk))
            yield from _handed_in(deadline, desk)
    if len(ordered) > SHOWN:
        titles = "、".join(one.deadline.title for one in ordered[SHOWN : SHOWN + NAMED])
        rest = "…" if len(ordered) > SHOWN + NAMED else ""
        yield _phrases(desk).more.format(n=len(ordered) - SHOWN, titles=f"{titles}{rest}")


def _news(deadline: Deadline, desk: Desk) -> Iterator[str]:
    """That the plan says another day now than when the date was adopted."""
    if deadline.key and desk.plan and (shift := curated.shift_of(desk, deadline)):
        yield curated.said(shift, desk)


def _counts(desk: Desk) -> Iterator[str]:
    """過期 1 件, 明天 1 件."""
    phrases, own = _phrases(desk), desk.phrases
    days = [(one.day - desk.today).days for one in desk.dates]
    for phrase, n in (
        (own.count_late, sum(one < 0 for one in days)),
        (phrases.count_today, days.count(0)),
        (phrases.count_tomorrow, days.count(1)),
        (own.count_soon, sum(1 < one <= SOON for one in days)),
        (phrases.count_ahead, sum(one > SOON for one in days)),
    ):
        if n:
            yield phrase.format(n=n)


def _handed_in(deadline: Deadline, desk: Desk) -> Iterator[str]:
    """What is sent, and where; what stays at the school can be looked up."""
    proposal = desk.proposal(deadline.key)
    if proposal and proposal.hand_in:
        yield f"{BLANK}{next(iter(papers(desk, proposal)))}"


def _buttons(ordered: Sequence[Reminder], desks: dict[str, Desk]) -> Iterable[Choice]:
    if ordered[0].reader == "group":
        return ()
    if len(ordered) > 1:
        return _for_several(ordered, desks)
    return _for_one(ordered[0], desks[ordered[0].community.id])


def _for_one(one: Reminder, desk: Desk) -> tuple[Choice, ...]:
    phrases, token = _phrases(desk), f"{one.deadline.id}:{one.deadline.version}"
    later = Choice(phrases.button_later, f"rem:later:{token}")
    never = Choice(phrases.button_never, f"rem:never:{token}")
    if not one.changeable:
        return later, never, to_list(desk)
    return Choice(phrases.button_done, f"cal:done:{token}"), later, to_move(one.deadline, desk), never


def _for_several(ordered: Sequence[Reminder], desks: dict[str, Desk]) -> Iterator[Choice]:
    desk = desks[ordered[0].community.id]
    for one in [one.deadline for one in ordered if one.changeable][:DONE]:
        label = desk.phrases.button_done.format(title=one.title[: LABEL - _SUFFIX])
        yield Choice(label, f"cal:done:{one.id}:{one.version}")
    shown = ",".join(one.deadline.id for one in ordered[:SHOWN])
    yield Choice(_phrases(desk).button_later, f"rem:which:{shown}")
    if len(desks) == 1:
        yield to_list(desk)
