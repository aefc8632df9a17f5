"""What has to be asked before an entry can be saved: amount, line, day, part of the year, whether it shall be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from content.budget import Item
from content.budget_text.naming import belongs
from content.budget_text.numbers import LUMP
from content.expense.wording import dollars
from content.ledger import Entry, amount_of, day_of
from content.phrases_ledger import LedgerPhrases
from content.text.normalise import clean, squeeze
from handlers import ledger_saying as saying
from handlers import ledger_warnings as warning
from handlers.budget_saying import called
from handlers.communities_scene import read_sure
from handlers.interview import Answers, NotUnderstood, Option, Question
from handlers.ledger_desk import Desk
from handlers.ledger_pending import WAITING, Pending, dumped
from handlers.records import Spending

NAME = "ledger"  # of the interview
WHERE = "where"  # noted at the start, beside the entries that wait: the community
NONE = "-"  # the value of a line that the plan does not have
LINES = 11  # buttons of lines
OFFERED = 3  # lines for something that the plan does not list; the others are typed
NAMED = 4  # entries that are told by their names
_WRONG = "!"  # before the reason why what was answered is no amount
_NONE = ("都不是", "沒有", "沒有列", "不在裡面", "其他")
_EVERYWHERE: frozenset[str] = frozenset()


def wanted(pending: Pending, desk: Desk, answers: Answers) -> Spending | None:
    """The entry, once all is known; None for one that shall not be saved after all. Raises Wanted."""
    item = _costing(pending, desk, answers)
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
    if entry.item.price == 0 or len(entry.lines) != 1 or entry.when.doubt:
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


def _costing(pending: Pending, desk: Desk, answers: Answers) -> Item:
    item = pending.entry.item
    if item.price:
        return item
    value = answers.ask(_amount(pending, desk, pending.entry.why or "price"))
    if value.startswith(_WRONG):
        answers.miss(_amount(pending, desk, value.removeprefix(_WRONG)))
    return replace(item, price=int(value), quantity=1, unit=LUMP)


def _amount(pending: Pending, desk: Desk, wrong: str) -> Question:
    entry, phrases = pending.entry, desk.phrases
    why = getattr(phrases, f"slip_{wrong}")
    options = tuple(Option(phrases.button_amount.format(amount=dollars(one)), str(one)) for one in entry.amounts)
    text = why.format(said=entry.said, name=_called(entry))
    return Question(_amount_key(pending), desk.named(text), options, partial(_read_amount, desk), "1240")


def _amount_key(pending: Pending) -> str:
    return f"amount-{pending.id}"


def answered(waiting: Sequence[Pending], key: str, said: Entry) -> Mapping[str, str]:
    """What an entry that was read tells where an amount is asked for: 960 11/18. Nothing where it is another one."""
    asked = next((one for one in waiting if _amount_key(one) == key), None)
    name = said.item.name or said.item.category
    if asked is None or not said.item.price or (name and squeeze(name) != squeeze(_called(asked.entry))):
        return {}
    when = said.when if said.when.days or said.when.doubt else asked.entry.when
    entry = replace(asked.entry, when=when, receipt=said.receipt or asked.entry.receipt)
    whole = [replace(one, entry=entry) if one is asked else one for one in waiting]
    return {key: str(said.item.total), WAITING: dumped(whole)}


def _called(entry: Entry) -> str:
    return entry.item.name or entry.item.category or entry.said


def dropped(waiting: Sequence[Pending], phrases: LedgerPhrases) -> str:
    """How many entries wait no more, and which."""
    names = "、".join(f"{_called(one.entry)} {_cost(one.entry)}".strip() for one in waiting[:NAMED])
    names = phrases.dropped_more.format(names=names) if len(waiting) > NAMED else names
    return phrases.dropped.format(n=len(waiting), names=names)


def _read_amount(desk: Desk, said: str) -> str:
    """Whole dollars, or why it can be none. Raises NotUnderstood where no amount is said."""
    paid = amount_of(said, desk.rules)
    if paid.price:
        return str(paid.price * paid.quantity)
    if paid.why in ("", "price"):
        raise NotUnderstood
    return f"{_WRONG}{paid.why}"


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
    said = {"name": _called(entry), "plan": desk.plan.name, "amount": _cost(entry)}
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
    amounts = paid.amounts or ((paid.price * paid.quantity,) if paid.price else ())
    if amounts and item.total not in amounts:
        raise NotUnderstood(desk.phrases.line_only)
    return read_line(desk, said)


def _broad(desk: Desk) -> tuple[str, ...]:
    """The lines that pay for many a thing, before those that are for one."""
    lines = sorted(desk.rules.budget.lines.values(), key=lambda one: -len(one.takes))
    return tuple(one.id for one in lines[:OFFERED])


def _cost(entry: Entry) -> str:
    return f"{dollars(entry.item.total)} " if entry.item.price else ""


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
    return date.fromisoformat(answers.ask(_day(pending, desk)))


def _day(pending: Pending, desk: Desk) -> Question:
    entry, phrases = pending.entry, desk.phrases
    days = [one for one in entry.when.days if one <= desk.today]
    days = list(dict.fromkeys([*days, *([] if entry.when.doubt == "weekday" else [desk.today])]))
    options = [Option(saying.short(one, desk), one.isoformat()) for one in days]
    ahead = [one for one in entry.when.days if one > desk.today]
    options += [Option(phrases.button_ahead.format(day=saying.short(one, desk)), one.isoformat()) for one in ahead]
    text = getattr(phrases, f"ask_day_{entry.when.doubt}").format(name=_called(entry), said=entry.when.said)
    return Question(f"day-{pending.id}", desk.named(text), tuple(options), partial(read_day, desk), "11/20")


def read_day(desk: Desk, said: str) -> str:
    """A day that was typed, not one ahead. Raises NotUnderstood."""
    when = day_of(clean(said), desk.turn.now)
    if len(when.days) != 1 or when.doubt:
        raise NotUnderstood(desk.phrases.day_ahead if when.doubt == "future" else "")
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
