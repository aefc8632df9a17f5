"""What has to be asked before an entry can be saved: its line, day, part of the year, whether it shall be."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial

from content.budget import Item
from content.budget_text.naming import belongs
from content.ledger import amount_of, day_of
from content.text.normalise import clean, squeeze
from handlers import ledger_amounts as amounts
from handlers import ledger_saying as saying
from handlers import ledger_warnings as warning
from handlers.budget_saying import called
from handlers.communities_scene import read_sure
from handlers.interview import Answers, NotUnderstood, Option, Question
from handlers.ledger_desk import Desk
from handlers.ledger_pending import Pending
from handlers.records import Spending

NONE = "-"  # the value of a line that the plan does not have
LINES = 11  # buttons of lines
OFFERED = 3  # lines for something that the plan does not list; the others are typed
_AHEAD = "!"  # the value of a day that lies ahead: it is asked for again
_NONE = ("都不是", "沒有", "沒有列", "不在裡面", "其他")
_EVERYWHERE: frozenset[str] = frozenset()


def wanted(pending: Pending, desk: Desk, answers: Answers) -> Spending | None:
    """The entry, once all is known; None for one that shall not be saved after all. Raises Wanted."""
    item = amounts.costing(pending, desk, answers)
    line, item = _lined(pending, item, desk, answers)
    item = replace(item, on=_dated(pending, desk, answers))
    made = _made(pending, item, line, desk)
    if made.instalment == NONE:
        made = replace(made, instalment=answers.ask(_part(made, desk)))
    against = warning.objections(desk.with_entries([made]), made)
    if against and answers.ask(_sure(made, against, desk)) == "no":
        return None
    return made


def certain(pending: Pending, desk: Desk) -> Spending | None:
    """The entry, where nothing has to be asked."""
    entry = pending.entry
    if entry.item.price == 0 or entry.claimed or len(entry.lines) != 1 or entry.when.doubt:
        return None
    day = entry.when.days[0] if entry.when.days else desk.today
    made = _made(pending, replace(entry.item, on=day), entry.lines[0], desk)
    if made.instalment == NONE or warning.objections(desk.with_entries([made]), made):
        return None
    return made


def _made(pending: Pending, item: Item, line: str, desk: Desk) -> Spending:
    """Under the next number; the instalment is NONE where the day lies in none."""
    part = desk.instalment(item.on or desk.today)
    numbered = replace(item, no=desk.following)
    instalment = NONE if part is None else part
    return Spending(pending.id, desk.community.id, numbered, line, instalment, pending.entry.receipt)


def _lined(pending: Pending, item: Item, desk: Desk, answers: Answers) -> tuple[str, Item]:
    lines = pending.entry.lines
    line = lines[0] if len(lines) == 1 else answers.ask(_line(pending, desk))
    if line == NONE or line not in desk.rules.budget.lines:
        return "", item
    found = desk.rules.budget.lines[line]
    already = len(lines) == 1 and item.category == found.name.partition("（")[0]
    return line, item if already else belongs(item, found)


def _line(pending: Pending, desk: Desk) -> Question:
    """Which line pays for it: the ones that may, or any of the plan."""
    entry, phrases = pending.entry, desk.phrases
    names = entry.lines or _broad(desk)
    lines = [desk.rules.budget.lines[one] for one in names if one in desk.rules.budget.lines]
    options = [Option(one.name.partition("（")[0][: saying.LABEL], one.id) for one in lines]
    if not entry.lines:
        options.append(Option(phrases.button_none, NONE))
    text = phrases.ask_line if entry.lines else phrases.ask_line_unknown
    text = text if entry.item.name or entry.item.category else phrases.ask_line_unnamed
    said = {"name": saying.named(entry), "plan": desk.plan.name, "amount": saying.priced(entry)}
    return Question(
        f"line-{pending.id}",
        desk.named(text.format(**said)),
        tuple(options),
        partial(_read_mere_line, desk, item=entry.item),
        options[0].label,
    )


def _read_mere_line(desk: Desk, said: str, item: Item) -> str:
    """A line alone: with another amount it is something else that was spent. Raises NotUnderstood."""
    paid = amount_of(said, desk.rules)
    told = paid.amounts or ((paid.total,) if paid.price else ())
    if (told or paid.why not in ("", "price")) and item.total not in told:
        raise NotUnderstood(desk.phrases.line_only)
    return read_line(desk, said)


def _broad(desk: Desk) -> tuple[str, ...]:
    """The lines that pay for many a thing, before those that are for one."""
    lines = sorted(desk.rules.budget.lines.values(), key=lambda one: -len(one.takes))
    return tuple(one.id for one in lines[:OFFERED])


def read_line(desk: Desk, said: str) -> str:
    """The one line of the plan that a text names. Raises NotUnderstood."""
    if squeeze(clean(said)) in _NONE:
        return NONE
    row, _ = desk.rules.row(Item(0, clean(said)[:40], 0), _EVERYWHERE)
    if len(row.lines) != 1:
        raise NotUnderstood
    return row.lines[0].id


def _dated(pending: Pending, desk: Desk, answers: Answers) -> date:
    when = pending.entry.when
    if not when.doubt:
        return when.days[0] if when.days else pending.on or desk.today
    value = answers.ask(_day(pending, desk))
    if value == _AHEAD:
        answers.miss(replace(_day(pending, desk), text=desk.named(desk.phrases.day_ahead)))
    return date.fromisoformat(value)


def _day(pending: Pending, desk: Desk) -> Question:
    entry, phrases = pending.entry, desk.phrases
    days = [one for one in entry.when.days if one <= desk.today]
    days = list(dict.fromkeys([*days, *([] if entry.when.doubt == "weekday" else [desk.today])]))
    options = [Option(saying.short(one, desk), one.isoformat()) for one in days]
    ahead = [one for one in entry.when.days if one > desk.today]
    options += [Option(phrases.button_ahead.format(day=saying.short(one, desk)), one.isoformat()) for one in ahead]
    text = getattr(phrases, f"ask_day_{entry.when.doubt}").format(name=saying.named(entry), said=entry.when.said)
    return Question(f"day-{pending.id}", desk.named(text), tuple(options), partial(read_day, desk), "11/20")


def read_day(desk: Desk, said: str) -> str:
    """A day that was typed, or that it lies ahead. Raises NotUnderstood."""
    when = day_of(clean(said), desk.turn.now)
    if when.doubt == "future":
        return _AHEAD
    if len(when.days) != 1 or when.doubt:
        raise NotUnderstood
    return when.days[0].isoformat()


def _part(made: Spending, desk: Desk) -> Question:
    """Which part of the year an expense belongs to, whose day lies in none."""
    spans, phrases = desk.spans(), desk.phrases
    options = tuple(Option(desk.part_name(name), name) for name in spans)
    periods = "、".join(
        phrases.period.format(name=desk.part_name(name), first=saying.short(first, desk), last=saying.short(last, desk))
        for name, (first, last) in spans.items()
    )
    text = phrases.ask_part.format(day=saying.short(made.day, desk), name=called(made.item), periods=periods)
    return Question(f"part-{made.id}", desk.named(text), options, partial(_read_part, desk), options[0].label)


def _read_part(desk: Desk, said: str) -> str:
    word = squeeze(clean(said))
    found = [name for name in desk.spans() if squeeze(clean(desk.part_name(name))) in word]
    if len(found) != 1:
        raise NotUnderstood
    return found[0]


def _sure(made: Spending, against: Iterable[warning.Warned], desk: Desk) -> Question:
    """Whether something that breaks a rule shall be written down all the same."""
    phrases = desk.phrases
    lines = [saying.line(made, desk), *(one.text for one in against), phrases.ask_sure]
    sections = [one.section for one in against if one.section]
    lines.append(phrases.source.format(plan=desk.plan.name, sections="、".join(dict.fromkeys(sections))))
    options = (Option(phrases.button_sure, "yes"), Option(phrases.button_not, "no"))
    text = "\n".join(lines if sections else lines[:-1])
    return Question(f"sure-{made.id}", desk.named(text), options, _read_sure, options[0].label)


def _read_sure(said: str) -> str:
    word = squeeze(clean(said))
    if word in ("不記", "不記了", "不用記", "別記"):
        return "no"
    return "yes" if word in ("還是記", "還是記下", "記", "記下", "照記") else read_sure(said)
