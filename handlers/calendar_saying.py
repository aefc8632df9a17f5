"""How dates are said: one line in a list, some lines where one was saved."""

from datetime import date

from content.calendar import Proposal, office
from content.text import dates
from content.text.dates.reading import WEEKDAYS
from handlers.calendar_desk import Desk
from handlers.messages import Choice
from handlers.records import Deadline

LONG_AGO = 60  # days after which nobody counts them
LABEL = 18  # characters of a title on a button
BLANK = "\u3000"


def short(day: date, today: date) -> str:
    """6/20（五）; in another year than today 104/6/20（六）."""
    year = "" if day.year == today.year else f"{day.year - 1911}/"
    return f"{year}{day.month}/{day.day}（{WEEKDAYS[day.weekday()]}）"


def when_short(deadline: Deadline, desk: Desk) -> str:
    """A day with the time where there is one: 6/20（五）14:00."""
    return f"{short(deadline.day, desk.today)}{deadline.at:%H:%M}" if deadline.at else short(deadline.day, desk.today)


def left(day: date, desk: Desk) -> str:
    """How long it is until a day."""
    days, phrases = (day - desk.today).days, desk.phrases
    if days < -LONG_AGO:
        return phrases.long_ago
    if days < 0:
        return phrases.days_ago.format(n=-days)
    return {0: phrases.today, 1: phrases.tomorrow}.get(days) or phrases.days_left.format(n=days)


def moment(deadline: Deadline) -> str:
    """115年12月4日（五）2026-12-04, with the time where there is one."""
    said = dates.say(deadline.day, with_ce=True)
    return f"{said} {deadline.at:%H:%M}" if deadline.at else said


def origin(deadline: Deadline, desk: Desk) -> str:
    """Where a date comes from: the plan with its section, or 自訂, also where only the day is one's own."""
    if not deadline.section:
        return desk.phrases.own
    name = desk.plan.name if desk.plan else ""
    return " ".join(part for part in (name, deadline.section) if part)


def line(deadline: Deadline, desk: Desk) -> str:
    """A date in a list."""
    phrases = desk.phrases
    days = left(deadline.day, desk) if deadline.state == "open" else ""
    marks = [days, deadline.section or phrases.own, *_marks(deadline, desk)]
    said = "・".join(mark for mark in marks if mark)
    return f"・{when_short(deadline, desk)} {deadline.title}{BLANK}{said}"


def _marks(deadline: Deadline, desk: Desk) -> list[str]:
    """What has to be known beside the date: what the plan says, estimated, contradicted, closed, who, a note."""
    phrases, proposal = desk.phrases, desk.proposal(deadline.key)
    telling = proposal and (proposal.month or not deadline.section)
    marks = [in_plan(proposal, desk)] if proposal and telling else []
    if not deadline.sure:
        marks.append(phrases.estimated)
    if deadline.others:
        marks.append(phrases.other.format(days=_others(deadline, desk)))
    if closed := closing(deadline, desk):
        marks.append(closed)
    return [*marks, *_beside(deadline, desk)]


def _beside(deadline: Deadline, desk: Desk) -> list[str]:
    """Who is responsible, and the note."""
    who = desk.phrases.responsible.format(who=deadline.who) if deadline.who else ""
    return [part for part in (who, deadline.note) if part]


def _others(deadline: Deadline, desk: Desk) -> str:
    return "、".join(short(date.fromisoformat(day), desk.today) for day in deadline.others)


def closing(deadline: Deadline, desk: Desk) -> str:
    """That offices are closed on a day, and which one is the last before; "" where they are open."""
    found = office(deadline.day)
    if not found.closed or deadline.state != "open":
        return ""
    phrase = desk.phrases.closed_meeting if deadline.kind == "meeting" else desk.phrases.closed
    return phrase.format(name=found.closed, day=short(found.before, desk.today))


def echo(deadline: Deadline, desk: Desk) -> str:
    """A date as it was saved: in both calendars, whose it is, where it comes from, and what has to be known."""
    phrases = desk.phrases
    whose = [desk.called] if desk.several else []
    lines = [f"{moment(deadline)}{BLANK}{'・'.join([*whose, origin(deadline, desk)])}"]
    if not deadline.sure and desk.plan:
        lines.append(phrases.estimated_long.format(year=desk.plan.year))
    if deadline.others:
        lines.append(phrases.other_long.format(days=_others(deadline, desk)))
    if closed := closing(deadline, desk):
        lines.append(f"{closed}。")
    if beside := "・".join(_beside(deadline, desk)):
        lines.append(beside)
    return "\n".join([*lines, *against_plan(deadline, desk)])


def against_plan(deadline: Deadline, desk: Desk) -> list[str]:
    """That the plan says another day than the one that was chosen."""
    proposal = desk.proposal(deadline.key)
    if proposal is None or (deadline.section and proposal.until is None):
        return []
    if proposal.day and (proposal.day == deadline.day or proposal.day.isoformat() in deadline.others):
        return []
    later = proposal.until is not None and deadline.day > proposal.until
    phrase = desk.phrases.plan_earlier if later else desk.phrases.plan_later
    return [phrase.format(plan=in_plan(proposal, desk))]


def in_plan(proposal: Proposal, desk: Desk) -> str:
    """What the plan says of a day, shortly: 計畫寫 6/30（二）, 計畫只寫 103年12月, 計畫待公告."""
    phrases = desk.phrases
    if proposal.day:
        phrase = phrases.plan_day if proposal.sure else phrases.plan_day_estimated
        return phrase.format(day=short(proposal.day, desk.today))
    if proposal.month:
        return phrases.plan_month.format(month=proposal.month)
    return phrases.plan_event.format(event=proposal.anchor) if proposal.anchor else phrases.plan_announced


def named(text: str, desk: Desk) -> str:
    """A first line, with the community's name where the person has several."""
    return f"{desk.called}：{text}" if desk.several else text


def choice(deadline: Deadline, verb: str, desk: Desk) -> Choice:
    """A button that chooses a date among others."""
    label = f"{short(deadline.day, desk.today)}{deadline.title}"
    return Choice(label[:LABEL], f"cal:{verb}:{deadline.id}:{deadline.version}")


def to_move(deadline: Deadline, desk: Desk) -> Choice:
    """「改日期」."""
    return Choice(desk.phrases.button_move, f"cal:move:{deadline.id}:{deadline.version}")


def to_list(desk: Desk) -> Choice:
    """「看清單」."""
    return Choice(desk.phrases.button_list, f"cal:list:{desk.community.id}")


def to_adopt(desk: Desk) -> Choice:
    """「採用計畫的期限」."""
    return Choice(desk.phrases.button_adopt, f"cal:adopt:{desk.community.id}")
