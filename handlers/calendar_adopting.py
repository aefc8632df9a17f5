"""The plan's deadlines in a community's calendar: as they stand, or estimated for another school year."""

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import date

from content import calendar as plan_calendar
from content.calendar import Proposal
from handlers.calendar_asking import ask
from handlers.calendar_days import Moment, When
from handlers.calendar_desk import Desk, changed, standing_for
from handlers.calendar_saying import BLANK, LABEL, line, named, short, to_list, to_move
from handlers.messages import Choice
from handlers.records import Deadline
from handlers.topic import Outcome

SHOWN = 8  # lines of a list
PICKS = 7  # buttons of alternatives: sessions of which one is attended
UNDATED = 4  # that are named


def offered(desk: Desk, *, past: bool = False) -> Outcome:
    """「採用計畫的期限」: adopted at once in the plan's own year, else proposed. `past`: also what is over."""
    plan, phrases = desk.plan, desk.phrases
    if plan is None or not desk.proposals:
        return desk.say(phrases.no_plan, to_list(desk))
    fresh = _fresh(desk)
    chosen = [one for one in fresh if past or (one.due and one.due >= desk.today)]
    if not chosen:
        return _nothing(desk, fresh)
    if plan.year == desk.community.year:
        return adopted(desk, chosen)
    head = phrases.proposed.format(plan=plan.name, year=plan.year, n=len(chosen))
    lines = [head, *(_proposed(one, desk) for one in chosen[:SHOWN])]
    if len(chosen) > SHOWN:
        lines.append(phrases.more.format(n=len(chosen) - SHOWN))
    tokens = f"{desk.community.id}:{'past' if past else 'ahead'}"
    return desk.ask(
        named("\n".join([*lines, *_undated(desk), *_alternatives(desk)]), desk),
        Choice(phrases.button_take_all, f"cal:take:{tokens}"),
        Choice(phrases.button_one_by_one, f"cal:one:{desk.community.id}:{chosen[0].key}"),
        *_picks(desk),
    )


def _fresh(desk: Desk) -> list[Proposal]:
    """What is not there yet and has a day; of alternatives none, as one of them is chosen."""
    return [one for one in desk.proposals if one.due and not one.pick and _absent(desk, one.key)]


def _absent(desk: Desk, key: str) -> bool:
    """Whether neither a deadline of the plan is there nor one that asks for the same thing."""
    keys = {key, *(one.key for one in desk.proposals if one.same == key)}
    return not any(one.key in keys for one in desk.state("open", "done"))


def _nothing(desk: Desk, fresh: Sequence[Proposal]) -> Outcome:
    """Nothing that lies ahead can be adopted."""
    phrases = desk.phrases
    every = (Choice(phrases.button_take_past, f"cal:adoptpast:{desk.community.id}"),) if fresh else ()
    picks = _picks(desk)
    text = [phrases.all_past.format(n=len(fresh))] if fresh else [] if picks else [_no_more(desk)]
    lines = [*text, *_alternatives(desk), *_undated(desk)]
    return desk.say(named("\n".join(lines), desk), *every, *picks, to_list(desk))


def _no_more(desk: Desk) -> str:
    """Why there is nothing: all of it is there already, or the plan dates nothing."""
    dated = any(one.due for one in desk.proposals)
    return desk.phrases.all_there if dated else desk.phrases.none_dated.format(plan=desk.plan.name if desk.plan else "")


def _proposed(proposal: Proposal, desk: Desk) -> str:
    phrases, day = desk.phrases, short(proposal.due, desk.today) if proposal.due else ""
    others = "、".join(short(one, desk.today) for one in proposal.others)
    other = f"・{phrases.other.format(days=others)}" if others else ""
    month = f"・{phrases.plan_month.format(month=proposal.month)}" if proposal.month else ""
    return f"・{day} {proposal.title}{BLANK}{'、'.join(proposal.sections)}{other}{month}"


def take(desk: Desk, which: str) -> Outcome:
    """「全部採用」 under a proposal."""
    found = [one for one in _fresh(desk) if which == "past" or (one.due and one.due >= desk.today)]
    return adopted(desk, found) if found else _nothing(desk, _fresh(desk))


def adopted(desk: Desk, chosen: Sequence[Proposal], *, alone: bool = False) -> Outcome:
    """Deadlines of the plan stand in the calendar; dates of the community's own that mean the same become them.

    `alone`: what else the plan wants need not be told.
    """
    made = list[Deadline]()
    for one in chosen:
        made.append(_made(desk, one, {two.id for two in made}))
    phrases, plan = desk.phrases, desk.plan
    name = plan.name if plan else ""
    lines = [phrases.adopted.format(plan=name, n=len(made)), *(line(one, desk) for one in made[:SHOWN])]
    if len(made) > SHOWN:
        lines.append(phrases.more.format(n=len(made) - SHOWN))
    if plan and not all(one.sure for one in made):
        lines.append(phrases.adopted_estimated.format(year=plan.year))
    more = () if alone else _picks(desk)
    if not alone:
        lines += [*_undated(desk), *_alternatives(desk)]
    return desk.save("adopt", made, named("\n".join(lines), desk), *more, to_list(desk))


def _made(desk: Desk, proposal: Proposal, taken: Container[str]) -> Deadline:
    """A deadline as it is adopted; `taken`: the ids of what became another one."""
    day = proposal.due or desk.today
    there = desk.by_key(proposal.key) or _own(desk, proposal, taken)
    if there is None:
        return desk.new(proposal.title, day, proposal.at, proposal)
    if there.key:
        return changed(standing_for(replace(there, day=day, at=proposal.at), proposal))
    return changed(standing_for(there, proposal), state=there.state, sure=True)


def _own(desk: Desk, proposal: Proposal, taken: Container[str]) -> Deadline | None:
    """A date of the community's own that is this deadline of the plan."""
    lexicon = desk.composer.library.lexicon
    mine = (one for one in desk.state("open", "done") if not one.key and one.id not in taken)
    every = desk.proposals
    return next((one for one in mine if plan_calendar.same(one.title, one.day, proposal, every, lexicon)), None)


def _undated(desk: Desk) -> list[str]:
    """What the plan wants without saying a day: by month, once something is over, or still to be announced."""
    phrases, found = desk.phrases, list[str]()
    for one in desk.proposals:
        if one.due or one.pick or not _absent(desk, one.key) or desk.proposal(one.same):
            continue
        when = str(one.month) if one.month else phrases.once.format(event=one.anchor) if one.anchor else ""
        found.append(f"{one.title}（{when or phrases.announced}）")
    if not found:
        return []
    more = phrases.more.format(n=len(found) - UNDATED) if len(found) > UNDATED else ""
    return [phrases.undated.format(titles="、".join(found[:UNDATED]), more=more)]


def _choosable(desk: Desk) -> list[tuple[date, Proposal]]:
    """The alternatives of which one is attended, while none is there."""
    found = [(one.day, one) for one in desk.proposals if one.pick and one.day]
    return found[:PICKS] if all(_absent(desk, one.key) for _, one in found) else []


def _alternatives(desk: Desk) -> list[str]:
    """How one of them is chosen, and for whom each is."""
    found = _choosable(desk)
    lines = [f"・{short(day, desk.today)} {one.title}" for day, one in found]
    return [desk.phrases.pick_one, *lines] if found else []


def _picks(desk: Desk) -> tuple[Choice, ...]:
    """A button for each of them."""
    community = desk.community.id
    return tuple(
        Choice(f"{day.month}/{day.day} {_for_whom(one.title)}"[:LABEL], f"cal:pick:{community}:{one.key}")
        for day, one in _choosable(desk)
    )


def _for_whom(title: str) -> str:
    """What tells alternatives apart: what stands first in the brackets (桃園區、龜山區), else the end of the title."""
    name, _, inside = title.partition("（")
    return inside.rstrip("）").partition("；")[0] or name[-8:]


def one_by_one(desk: Desk, key: str) -> Outcome:
    """One proposal, to be adopted or not."""
    proposal = desk.proposal(key)
    if proposal is None or proposal.due is None or not _absent(desk, key):
        return _after(desk, key, None)
    tokens = f"{desk.community.id}:{key}"
    phrases = desk.phrases
    return desk.ask(
        named(phrases.take_this.format(line=_proposed(proposal, desk)), desk),
        Choice(phrases.button_take, f"cal:yes:{tokens}"),
        Choice(phrases.button_pass, f"cal:no:{tokens}"),
        Choice(phrases.button_take_all, f"cal:take:{desk.community.id}:ahead"),
    )


def picked(desk: Desk, key: str) -> Outcome:
    """One deadline of the plan is adopted."""
    proposal = desk.proposal(key)
    if proposal is None or proposal.due is None:
        return desk.say(desk.phrases.all_there, to_list(desk))
    if not _absent(desk, key):
        there = desk.by_key(key)
        text = desk.phrases.known.format(title=proposal.title)
        return desk.say(named(text, desk), *((to_move(there, desk),) if there else ()), to_list(desk))
    return adopted(desk, [proposal], alone=True)


def chosen_one(desk: Desk, key: str, *, take_it: bool) -> Outcome:
    """「採用」 or 「不用」 under one proposal, and the next one."""
    if not take_it:
        return _after(desk, key, None)
    saved = picked(desk, key)
    following = _after(desk, key, saved)
    return replace(following, replies=(*saved.replies, *following.replies), changes=saved.changes)


def _after(desk: Desk, key: str, saved: Outcome | None) -> Outcome:
    keys = [one.key for one in desk.proposals]
    behind = keys[keys.index(key) + 1 :] if key in keys else []
    ahead = [one.key for one in _fresh(desk) if one.due and one.due >= desk.today and one.key in behind]
    if ahead:
        return one_by_one(desk, ahead[0])
    return Outcome(desk.turn.person) if saved else desk.say(named(desk.phrases.looked_through, desk), to_list(desk))


async def ask_anchor(desk: Desk, anchor: str, *options: Moment) -> Outcome:
    """When does something end that no plan dates?"""
    text = desk.phrases.ask_anchor.format(event=anchor)
    return await ask(desk, "event", When(options, text), anchor, anchor)
