"""What follows from an event of the plan on a day: what is sent by when, what stays, and what is done with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from content import calendar as plan_calendar
from content.calendar import Proposal
from handlers.calendar_desk import Desk, changed
from handlers.calendar_finding import newest
from handlers.calendar_saying import echo, named, short, to_list, to_move
from handlers.records import Deadline
from handlers.topic import Outcome

ENDS = re.compile("結束|最後")  # in the name of an event: the end of a time of work, not a review
EVENT = "event"  # the operation under which its dates are saved


def meetings(desk: Desk, day: date, held: str) -> list[Deadline]:
    """What was over as it is then: a meeting by its id, or those of a day."""
    meant = (one for one in desk.open if (one.id == held if held else one.kind == "meeting" and one.day == day))
    return [changed(one, state="done") for one in meant]


async def followed(desk: Desk, anchor: str, day: date, held: str = "") -> Outcome:
    """What follows from an event on a day, merged with what is there: the earlier date counts, both are shown.

    `held`: the id of the meeting that was the event.
    """
    plan, phrases = desk.plan, desk.phrases
    found = plan_calendar.after_event(plan, desk.community.tier, desk.community.year, anchor, day) if plan else ()
    chosen = await _chosen(desk)
    pairs = [(one, proposal) for proposal in found if (one := _merged(desk, proposal, chosen))]
    made = [one for one, _ in pairs]
    over = [one for one in _over(desk, anchor, day, held) if one.id not in {two.id for two in made}]
    if not made and not over:
        return desk.say(named(phrases.nothing_follows, desk), to_list(desk))
    head = phrases.follows.format(event=anchor, day=short(day, desk.today))
    lines = [named(head, desk)]
    for one, proposal in pairs:
        lines += [phrases.due.format(title=one.title), echo(one, desk), *papers(desk, proposal)]
    buttons = (to_move(made[0], desk),) if made else ()
    return desk.save(EVENT, [*made, *over], "\n".join(lines), *buttons, to_list(desk))


async def _chosen(desk: Desk) -> dict[str, date]:
    """By the ids of dates the newest days that were adopted or chosen, whatever events gave since."""
    days = dict[str, date]()
    for edit in await newest(desk):
        if edit.operation != EVENT and (edit.before is None or edit.before.day != edit.after.day):
            days.setdefault(edit.after.id, edit.after.day)
    return days


def _over(desk: Desk, anchor: str, day: date, held: str) -> list[Deadline]:
    """What the event itself was in the calendar: a meeting of that day, or the plan's own date of that name."""
    titles = ((one.id, one.title) for one in desk.open if one.key)
    named_so = set() if ENDS.search(anchor) else set(desk.match(anchor, titles)[:1])
    plans = [changed(one, state="done") for one in desk.open if one.id in named_so and anchor in one.title]
    return plans or meetings(desk, day, held)


def _merged(desk: Desk, proposal: Proposal, chosen: Mapping[str, date]) -> Deadline | None:
    """A date of the calendar as it is after an event; None for what is done. `chosen`: see `_chosen`."""
    standing = (one for one in desk.state("open", "done") if one.key and one.key in (proposal.key, proposal.same))
    there = next(standing, desk.by_key(proposal.key))
    if proposal.day is None or (there and there.state == "done"):
        return None
    if there is None or there.state == "cancelled":
        made = desk.new(proposal.title, proposal.day, None, proposal)
        return replace(made, id=there.id, version=there.version + 1) if there else made
    days = {proposal.day, *proposal.others}
    fixed = chosen.get(there.id) if there.key == proposal.same else None
    first = min(proposal.day, fixed) if fixed else proposal.day
    theirs = first == fixed and first not in days  # somebody chose it, which is told with the plan's own day beside it
    plans = desk.proposal(there.key) if theirs else None
    sure = proposal.sure or theirs or (there.sure and first == there.day)
    others = tuple(one.isoformat() for one in sorted(days) if one > first and not (plans and one == plans.day))
    section = "" if theirs else "、".join(proposal.sections)
    return changed(there, day=first, others=others, sure=sure, section=section)


def papers(desk: Desk, proposal: Proposal) -> Iterable[str]:
    """What is sent and where, and what stays at the school."""
    phrases = desk.phrases
    if proposal.hand_in:
        to = phrases.sent_to.format(to=proposal.to) if proposal.to else ""
        yield phrases.send.format(papers=proposal.hand_in, to=to)
    if proposal.keep:
        yield phrases.keep.format(papers=proposal.keep)
