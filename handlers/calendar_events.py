"""What is over — a meeting, an instalment, a review — and the clock that starts then: what is sent, what stays."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from content import calendar as plan_calendar
from content.calendar import Proposal
from content.text.normalise import clean, squeeze
from handlers.calendar_adopting import ask_anchor
from handlers.calendar_changing import finish
from handlers.calendar_days import Moment, over_on
from handlers.calendar_desk import Desk, changed
from handlers.calendar_finding import Found, find
from handlers.calendar_saying import echo, named, short, to_list, to_move
from handlers.calendar_wish import Wish
from handlers.messages import Choice
from handlers.records import Deadline
from handlers.topic import Outcome

_ENDS = re.compile("結束|最後")  # in the name of an event: the end of a time of work, not a review
_LAST = re.compile("最後|第?[一二12]期|[上下]學期|期程|本期|這一?期|運作|執行")
_FIRST_TERM = re.compile("第?[一1]期|上學期")
_SECOND_TERM = re.compile("第?[二2]期|下學期")


async def happened(desk: Desk, wish: Wish) -> Outcome | None:
    """「活動辦完了」, 「審查說明會 4/26 開完了」; None where nothing in plan or calendar follows from it."""
    if anchor := _named(desk, wish.what):
        return followed(desk, anchor, over_on(wish.when, desk, term=bool(_ENDS.search(anchor))))
    day = over_on(wish.when, desk, term=True)
    found = await find(desk, wish.what, desk.open) if desk.open else Found()
    if found.clear and found.clear.key:
        return finish(desk, found.clear)
    if not _ends(desk, day):
        held = found.clear or next((one for one in desk.open if one.kind == "meeting" and one.day == day), None)
        return finish(desk, held) if held else desk.say(named(desk.phrases.nothing_follows, desk), to_list(desk))
    if _LAST.search(wish.what):
        return await ended(desk, day)
    community = desk.community.id
    return desk.ask(
        named(desk.phrases.ask_last, desk),
        Choice(desk.phrases.button_last, f"cal:last:{community}:{day}"),
        Choice(desk.phrases.button_not_last, f"cal:goeson:{community}:{day}"),
    )


def _named(desk: Desk, what: str) -> str:
    """The event of the plan that is spoken of by its own name, or by the number of its instalment."""
    word = squeeze(clean(what))
    for anchor in _anchors(desk):
        name = squeeze(clean(anchor))
        if not _ENDS.search(name) and (name in word or (len(word) > 2 and word in name)):
            return anchor
        if _ENDS.search(name) and any(term.search(word) and term.search(name) for term in (_FIRST_TERM, _SECOND_TERM)):
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
    return next((anchor for anchor in _anchors(desk) if _ENDS.search(anchor)), "")


async def ended(desk: Desk, day: date) -> Outcome:
    """「是，最後一次」: what follows; where the plan counts from the end of a period, that day is asked."""
    anchor = _ends(desk, day)
    if "活動" in anchor:
        return followed(desk, anchor, day)
    return await ask_anchor(desk, anchor, Moment(day))


def goes_on(desk: Desk, day: date) -> Outcome:
    """「還有」: the meeting of that day is done, and nothing follows yet."""
    over = _meetings(desk, day)
    text = named(desk.phrases.goes_on, desk)
    if not over:
        return desk.say(text, to_list(desk))
    return desk.save(
        "done", over, "\n".join([desk.phrases.done.format(title=over[0].title, day=short(day, desk.today)), text])
    )


def _meetings(desk: Desk, day: date) -> list[Deadline]:
    return [changed(one, state="done") for one in desk.open if one.kind == "meeting" and one.day == day]


def followed(desk: Desk, anchor: str, day: date) -> Outcome:
    """What follows from an event on a day, merged with what is there: the earlier date counts, both are shown."""
    plan, phrases = desk.plan, desk.phrases
    found = plan_calendar.after_event(plan, desk.community.tier, desk.community.year, anchor, day) if plan else ()
    pairs = [(one, proposal) for proposal in found if (one := _merged(desk, proposal))]
    made = [one for one, _ in pairs]
    over = [one for one in _over(desk, anchor, day) if one.id not in {two.id for two in made}]
    if not made and not over:
        return desk.say(named(phrases.nothing_follows, desk), to_list(desk))
    head = phrases.follows.format(event=anchor, day=short(day, desk.today))
    lines = [named(head, desk)]
    for one, proposal in pairs:
        lines += [phrases.due.format(title=one.title), echo(one, desk), *papers(desk, proposal)]
    buttons = (to_move(made[0], desk),) if made else ()
    return desk.save("add", [*made, *over], "\n".join(lines), *buttons, to_list(desk))


def _over(desk: Desk, anchor: str, day: date) -> list[Deadline]:
    """What the event itself was in the calendar: a meeting of that day, or the plan's own date of that name."""
    titles = ((one.id, one.title) for one in desk.open if one.key)
    named_so = set() if _ENDS.search(anchor) else set(desk.match(anchor, titles)[:1])
    own = [changed(one, state="done") for one in desk.open if one.id in named_so and anchor in one.title]
    return own or _meetings(desk, day)


def _merged(desk: Desk, proposal: Proposal) -> Deadline | None:
    """A date of the calendar as it is after an event; None for what is done."""
    standing = (one for one in desk.state("open", "done") if one.key and one.key in (proposal.key, proposal.same))
    there = next(standing, desk.by_key(proposal.key))
    if proposal.day is None or (there and there.state == "done"):
        return None
    fixed = desk.proposal(proposal.same)
    estimated = {fixed.day, *fixed.others} if fixed and not fixed.sure else set[date | None]()
    sure = proposal.day not in estimated
    if there is None or there.state == "cancelled":
        made = replace(desk.new(proposal.title, proposal.day, None, proposal), sure=sure)
        return replace(made, id=there.id, version=there.version + 1) if there else made
    days = [proposal.day, *proposal.others]
    if there.key == proposal.same and there.day not in days:
        days.append(there.day)  # somebody moved it
    first, *later = sorted(set(days))
    others = tuple(one.isoformat() for one in later)
    sure = sure or (first == there.day and there.sure)
    section = "、".join(proposal.sections)
    return changed(there, day=first, others=others, sure=sure, section=section)


def papers(desk: Desk, proposal: Proposal) -> Iterable[str]:
    """What is sent and where, and what stays at the school."""
    phrases = desk.phrases
    if proposal.hand_in:
        to = phrases.sent_to.format(to=proposal.to) if proposal.to else ""
        yield phrases.send.format(papers=proposal.hand_in, to=to)
    if proposal.keep:
        yield phrases.keep.format(papers=proposal.keep)
