"""A date of the community's own: saved, merged with the plan's own or with what is there, or asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from content import calendar as plan_calendar
from content.calendar import Proposal, Repetition
from content.text.normalise import clean, squeeze
from handlers import calendar_patterns as patterns
from handlers.calendar_asking import ask
from handlers.calendar_days import Moment, settle
from handlers.calendar_desk import Desk, changed, contradicting, standing_for
from handlers.calendar_saying import LABEL, echo, in_plan, line, named, short, to_list, to_move, when_short
from handlers.calendar_wish import Wish
from handlers.changes import SetDeadlines
from handlers.messages import Choice
from handlers.records import Deadline
from handlers.topic import Outcome

LISTED = 3  # holidays of a series that are named
PERHAPS = 2  # deadlines of the plan that are offered for a date


async def add(desk: Desk, wish: Wish) -> Outcome | None:
    """「幫我記 5/30 上傳」; None where a date was only mentioned that nothing in the calendar is about."""
    outcome = await _one(desk, wish)
    for one in wish.more if outcome else ():
        following = await _one(_behind(desk, outcome), one) if outcome else None
        outcome = _both(outcome, following) if outcome and following else outcome
    return outcome


def _behind(desk: Desk, outcome: Outcome) -> Desk:
    """The calendar as it is after what was just done."""
    new = {one.id: one for change in outcome.changes if isinstance(change, SetDeadlines) for one in change.deadlines}
    dates = (*(one for one in desk.dates if one.id not in new), *new.values())
    return replace(desk, turn=replace(desk.turn, person=outcome.person), dates=dates)


def _both(first: Outcome, second: Outcome) -> Outcome:
    changes = (*first.changes, *second.changes)
    return replace(second, replies=(*first.replies, *second.replies), changes=changes)


async def _one(desk: Desk, wish: Wish) -> Outcome | None:
    title = _without_name(wish.what, desk)
    if wish.text and (rule := plan_calendar.repetition(wish.text)):
        return repeated(desk, rule, title or desk.phrases.meeting)
    when = settle(wish.when, title, desk)
    if when.certain and title:
        if not wish.sure and not _fits(desk, title, when.options[0]):
            return None
        return save(desk, title, when.options[0], since=when.since)
    return await ask(desk, "add", when, title) if wish.sure or patterns.ACTS.search(clean(title)) else None


def _without_name(title: str, desk: Desk) -> str:
    """Without the community's own name in front."""
    return title.removeprefix(desk.community.name).removeprefix("的").strip() if desk.several else title


def _fits(desk: Desk, title: str, when: Moment) -> bool:
    """Whether what was mentioned is something that people do by a day, or stands in the calendar or the plan."""
    if patterns.ACTS.search(clean(title)):
        return True
    return bool(_like_plan(desk, title, when.day)[0]) or bool(desk.match(title, titles(desk.open)))


def titles(found: Iterable[Deadline]) -> list[tuple[str, str]]:
    """Dates as they are told apart by words."""
    return [(one.id, one.title) for one in found]


def _like_plan(desk: Desk, title: str, day: date) -> tuple[Sequence[Proposal], bool]:
    """The plan's deadlines that somebody's own date may be, and whether it surely is the first."""
    found = [one for one in desk.proposals if one.until or not desk.proposal(one.same)]
    lexicon = desk.composer.library.lexicon
    if sure := plan_calendar.merging(title, day, found, lexicon):
        return (sure,), True
    return plan_calendar.resembling(title, day, found, lexicon), False


def save(desk: Desk, title: str, when: Moment, *, since: date | None = None, alone: bool = False) -> Outcome:
    """A certain date. `alone`: it is no deadline of the plan, even if it looks like one."""
    likely, sure = ((), False) if alone else _like_plan(desk, title, when.day)
    proposal = likely[0] if sure else None
    there = _there(desk, title, when, proposal)
    if alone and there and there.day != when.day:
        there = None
    if there and there.state != "cancelled":
        if there.day == when.day and there.at in (when.at, None):
            return _known(desk, there)
        return _other_day(desk, there, title, when)
    made = desk.new(title, when.day, when.at, proposal)
    if since:
        made = replace(made, note=desk.phrases.since.format(day=short(since, desk.today)))
    if there:
        made = replace(made, id=there.id, version=there.version + 1)
    if not proposal and is_meeting(title):
        made = replace(made, kind="meeting")
    text = saved(desk, desk.phrases.saved, made)
    perhaps = [] if proposal else _to_be_asked(desk, title, likely)
    asked = f"\n{_perhaps(perhaps, desk)}" if perhaps else ""
    buttons = _as_plans(perhaps, made, desk) or [to_move(made, desk)]
    return desk.save("add", [made], f"{text}{asked}", *buttons)


def _to_be_asked(desk: Desk, title: str, likely: Iterable[Proposal]) -> list[Proposal]:
    """Of what a date may be, what is open as the plan dates it, or not there; nothing where somebody kept one of that
    name as their own before."""
    word = squeeze(clean(title))
    if any(squeeze(clean(one.title)) == word for one in desk.state("open", "done") if not one.key):
        return []
    settled = {one.key for one in desk.state("open", "done") if one.state == "done" or not one.section}
    return [one for one in likely if one.key not in settled][:PERHAPS]


def _perhaps(found: Sequence[Proposal], desk: Desk) -> str:
    """Whether a date that was saved is the plan's: it is one's own unless somebody says so."""
    if len(found) == 1:
        return desk.phrases.maybe_plan.format(title=found[0].title, plan=in_plan(found[0], desk))
    return desk.phrases.maybe_plans.format(titles="」或「".join(one.title for one in found))


def _as_plans(found: Sequence[Proposal], made: Deadline, desk: Desk) -> list[Choice]:
    labels = [desk.phrases.button_as_plan] if len(found) == 1 else [one.title[:LABEL] for one in found]
    tokens = [f"cal:isplan:{made.id}:{made.version}:{one.key}" for one in found]
    return [Choice(*pair) for pair in zip(labels, tokens, strict=True)]


def as_plan(desk: Desk, deadline: Deadline, key: str) -> Outcome:
    """「是計畫那件」: a date of one's own stands for a deadline of the plan from now on, in place of the plan's."""
    proposal, there = desk.proposal(key), desk.by_key(key)
    if proposal is None or (there and there.state == "done"):
        return _known(desk, there or deadline)
    if there is None:
        made = [changed(standing_for(deadline, proposal), sure=True)]
    else:
        note, who = deadline.note or there.note, deadline.who or there.who
        moved = replace(there, day=deadline.day, at=deadline.at, note=note, who=who)
        made = [changed(standing_for(moved, proposal), sure=True), changed(deadline, state="cancelled")]
    return desk.save("move", made, saved(desk, desk.phrases.saved, made[0]), to_move(made[0], desk))


def is_meeting(title: str) -> bool:
    """Whether a title is about people who come together, and not about something that is handed in."""
    text = clean(title)
    return bool(patterns.MEETS.search(text)) and not patterns.HANDS_IN.search(text)


def saved(desk: Desk, phrase: str, deadline: Deadline) -> str:
    """What was done with a date, and the date."""
    return f"{phrase.format(title=deadline.title)}\n{echo(deadline, desk)}"


def _there(desk: Desk, title: str, when: Moment, proposal: Proposal | None) -> Deadline | None:
    """The date that is already there for this: the plan's own, or one of the same name; people meet more than once."""
    if proposal:
        return desk.by_key(proposal.key)
    word = squeeze(clean(title))
    alike = [one for one in desk.state("open", "done") if squeeze(clean(one.title)) == word]
    again = () if is_meeting(title) else (one for one in alike if one.state == "open")
    return next((one for one in alike if one.day == when.day), None) or next(iter(again), None)


def _known(desk: Desk, there: Deadline) -> Outcome:
    """It stands there already, open or done."""
    phrase = desk.phrases.known_done if there.state == "done" else desk.phrases.known
    return desk.say(saved(desk, phrase, there), to_move(there, desk), to_list(desk))


def _other_day(desk: Desk, there: Deadline, title: str, when: Moment) -> Outcome:
    """The plan's own stands there on another day: is that one moved, or is this something else?"""
    phrases, day = desk.phrases, short(when.day, desk.today)
    text = "\n".join([phrases.other_day.format(title=there.title), line(there, desk)])
    return desk.ask(
        named(text, desk),
        Choice(phrases.button_set.format(day=day), f"cal:set:{there.id}:{there.version}:{when}"),
        Choice(phrases.button_own, f"cal:own:{desk.community.id}:{when}:{title}"),
    )


def repeated(desk: Desk, rule: Repetition, title: str) -> Outcome:
    """Meetings that come again, from today to the end of the school year."""
    first, last = plan_calendar.school_year(desk.community.year)
    if first <= desk.today <= last:
        first = desk.today
    days = plan_calendar.repeats(rule, first, last)
    if not days:
        return desk.say(desk.phrases.series_none.format(rule=rule.said))
    series = desk.turn.ports.communities.new_id()
    made = [replace(desk.new(title, one.day, rule.at), kind="meeting", series=series) for one in days]
    closed = [f"{short(one.day, desk.today)}{one.closed}" for one in days if one.closed]
    phrases = desk.phrases
    lines = [
        named(phrases.series.format(title=title, rule=rule.said, n=len(made)), desk),
        phrases.series_span.format(first=short(days[0].day, desk.today), last=short(days[-1].day, desk.today)),
    ]
    if closed:
        lines.append(phrases.series_closed.format(days="、".join(closed[:LISTED]), n=len(closed)))
    return desk.save("add", made, "\n".join(lines), to_list(desk))


def put(desk: Desk, there: Deadline, when: Moment) -> Outcome:
    """A date goes to another day; what the plan says beside it is told."""
    if (there.day, there.at) == (when.day, when.at) and there.sure:
        return _known(desk, there)
    proposal = desk.proposal(there.key)
    others = contradicting(proposal, when.day) if proposal else ()
    section = there.section if when.day == there.day else _section(proposal, when.day)
    made = changed(there, day=when.day, at=when.at, sure=True, state="open", others=others, section=section)
    text = saved(desk, desk.phrases.moved, made)
    if proposal is None or there.day != proposal.day:  # the plan's own is told anyway
        text = f"{text}\n{desk.phrases.before.format(day=when_short(there, desk))}"
    return desk.save("move", [made], text, to_move(made, desk))


def _section(proposal: Proposal | None, day: date) -> str:
    """Where the plan gives a day; "" for one of one's own."""
    return "、".join(proposal.sections) if proposal and plan_calendar.gives(proposal, day) else ""
