"""A message → the verdict on the expense it asks about."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from content.budget_model import Budget, Line
from content.expense import gate, items, totals
from content.expense.case import Case
from content.expense.joint import joint, summed
from content.expense.mentions import paying
from content.expense.message import Message
from content.expense.model import Finding, Item, Judgement, Words
from content.expense.readings import readings
from content.expense.shares import Base
from content.expense.telling import of_case, of_findings, of_lines, of_readings, together, unlisted
from content.expense.wording import fitted
from content.model import Plan
from content.text.figure import Figure
from content.values import Money

AUDIENCE = 9  # more people than this are listeners, not lecturers
MONEY = ("經費", "項目", "錢", "費", "剩", "互")


def judge(text: str, plan: Plan, budget: Budget, tier: str, words: Words, *, eager: bool = False) -> Judgement | None:
    """The verdict on the expense that a cleaned text asks about; None where it asks about none.

    `tier` is the id of the community's tier, "" where it is not known; one named in the text goes before it.
    `eager` judges although words of the message are not understood; then nothing is simply allowed.
    """
    message = Message(text, plan, budget, tier, words)
    if _moves(message):
        found = totals.judge_transfer(plan, budget, words)
        return of_findings(message, [found], ("transfer",), ())
    if not message.named:
        return _whole(message)
    lines = {line.id: line for one in message.named for line in paying(budget, one.line, message.told)}.values()
    counted = any(_counted(line, figure) for line in lines for figure in message.figures)
    if not gate.asks(message, _relevant(lines), counted=counted, listed=bool(lines), eager=eager):
        return None
    expenses = items.split(message.text, message.named, message.figures, words.shared, _key(message))
    if len(expenses) > 1 and (judged := _jointly(message, expenses)):
        return judged
    return together([*(_of_item(message, item) for item in expenses), *summed(_likely(message, expenses), message)])


def _moves(message: Message) -> bool:
    """印刷費剩 2000 挪去鐘點費可以嗎"""
    if not message.words.cues.move.search(message.text) or message.foreign:
        return False
    money = bool(message.named) or any(word in message.text for word in MONEY)
    return money and (message.may or not message.informs)


def _whole(message: Message) -> Judgement | None:
    """這個社群總共編 6000 可以嗎"""
    schools = any(figure.counts == "school" for figure in message.figures)
    spoken = message.words.cues.whole.search(message.text) or message.named_tier or schools
    figure = totals.amount_of(message.figures) if spoken else None
    held = message.budget.totals
    if figure is None or message.informs or message.foreign or message.words.cues.not_whole.search(message.text):
        return None
    if held is None:
        return _without_totals(message)
    args = (figure, message.figures, message.plan, message.budget, message.tier, message.words)
    found = list(totals.judge_total(*args))
    crossing = held.cross is not None and message.tier == held.cross.tier
    conflicts = (held.cross.conflict,) if held.cross and crossing and held.cross.conflict else ()
    judged = of_findings(message, found, ("total",), conflicts, held.section)
    return replace(judged, text=fitted([judged.text, held.note]))


def _without_totals(message: Message) -> Judgement | None:
    """A whole budget under a plan that grants no amounts."""
    if not message.may:
        return None
    said, ask = message.say("total_unlisted", plan=message.plan.name), message.say("unlisted_ask", ask=message.plan.ask)
    judged = of_findings(message, [Finding("not_stated", said)], ("total",), (), message.budget.place)
    return replace(judged, text=fitted([judged.text, ask, message.budget.unlisted]))


def _counted(line: Line, figure: Figure) -> bool:
    """Whether a rule of the line goes by such a number: assistants by people, an organiser's budget by quantity."""
    kind = line.alias.get(figure.counts, figure.counts)
    planned = line.planned.quantity is not None and kind == next(iter(line.per), "")
    return figure.kind == "count" and (planned or (line.crowd is not None and kind == "person"))


def _relevant(lines: Iterable[Line]) -> frozenset[str]:
    """The circumstances that the rules of these lines speak of."""
    rules = [rule for line in lines for rule in (*line.bans, *line.needs, *line.notes, *filter(None, (line.half,)))]
    return frozenset(name for rule in rules for name in (*rule.when, rule.missing) if name)


def _key(message: Message) -> items.Key:
    def paid_from(name: str) -> str:
        lines = paying(message.budget, name, message.told)
        return lines[0].id if len(lines) == 1 else name.partition(".")[0]

    return paid_from


def _of_item(message: Message, item: Item) -> Judgement:
    lines = paying(message.budget, item.mention.line, message.told)
    if not lines:
        return unlisted(message, item)
    judged = [of_readings([of_case(message, case) for case in _cases(message, item, line)]) for line in lines]
    return judged[0] if len(judged) == 1 else of_lines(message, judged, lines)


def _cases(message: Message, item: Item, line: Line) -> Iterator[Case]:
    """The readings of an item under a line, the likelier first."""
    own = _without_audience(item, line)
    base = _base(message) if line.share else None
    people = max((int(figure.span.high) for figure in message.figures if figure.counts == "person"), default=0)
    crowd = people if people > AUDIENCE else None
    for reading in readings(own, line):
        yield Case(own, line, reading, message.told, base, crowd, message.budget, message.words)


def _without_audience(item: Item, line: Line) -> Item:
    """外聘講師 2 節 4000，30 人參加: listeners do not multiply a lecturer."""
    if not line.per or next(iter(line.per)) == "person":
        return item
    kept = tuple(f for f in item.amounts.counts if f.counts != "person" or f.span.high <= AUDIENCE)
    return replace(item, amounts=replace(item.amounts, counts=kept))


def _base(message: Message) -> Base | None:
    """What a share is taken of: the amount that was said, else the grant of the tier."""
    for figure in message.figures:
        if figure.role in ("base", "others"):
            return Base(int(figure.span.high), figure.role == "others")
    held = message.budget.totals
    fact = held.tiers.get(message.tier) if held else None
    if held and held.cross and message.tier == held.cross.tier:
        fact = held.cross.first
    return Base(fact.value.amount) if fact and isinstance(fact.value, Money) else None


def _likely(message: Message, expenses: Sequence[Item]) -> list[Case]:
    """Each expense that one line pays for, as it is most likely meant."""
    found = ((item, paying(message.budget, item.mention.line, message.told)) for item in expenses)
    return [next(_cases(message, item, lines[0])) for item, lines in found if len(lines) == 1]


def _jointly(message: Message, expenses: Sequence[Item]) -> Judgement | None:
    """One sum for several expenses."""
    cases = _likely(message, expenses)
    found = joint(cases) if len(cases) == len(expenses) else None
    if found is None:
        return None
    lines, sections = tuple(case.line.id for case in cases), tuple(case.line.section for case in cases)
    return replace(of_findings(message, [found], lines, ()), sections=tuple(dict.fromkeys(sections)))
