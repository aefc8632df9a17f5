"""May this be spent? A verdict with its reason; two readings are both offered."""

from dataclasses import replace

from content.expense import Judgement, judge
from content.model import Plan
from content.query import Query, read
from handlers.compose import Composer, contact, signed, sources
from handlers.faq import in_context
from handlers.messages import Choice, Reply, Result
from handlers.topic import Miss, Outcome, Person, Told, Turn

ELSEWHERE = {"total": "grant.amount", "transfer": "money.transfer", "device": "device.how", "cart": "device.how"}


def asked(
    turn: Turn, query: Query, plan: Plan, composer: Composer, *, passing: bool = False, eager: bool = False
) -> Outcome | None:
    """The verdict on the expense that a message asks about; None where it asks about none.

    `eager`: nobody else understood the message, so unknown words may pass, but then nothing is simply allowed.
    """
    query = in_context(turn, query, plan, composer)
    verdict = _judge(query, plan, turn.person.tier, composer, eager=eager)
    if verdict is None or (eager and verdict.verdict == "allowed" and not _agrees(turn, verdict)):
        return None
    told = Told(turn.person.turns, query.said, _key(verdict), plan.id, query.topics, conflicts=verdict.conflicts)
    reply = _reply(verdict, plan, composer, told, turn.person)
    if passing:
        reply = replace(reply, text=f"{composer.phrases.other_plan.format(plan=plan.name)}\n{reply.text}")
    person = _noticing(replace(turn.person, heard=query.said, heard_at=turn.now), verdict, plan).remember(told)
    misses = (Miss(query.said, plan.id, "silent"),) if verdict.verdict == "not_stated" else ()
    return Outcome(person, (reply,), misses)


def _agrees(turn: Turn, verdict: Judgement) -> bool:
    """Whether the question was read as one about the same kind of line."""
    last = turn.person.last
    family = {line.partition(".")[0] for line in verdict.lines}
    return last is not None and last.key.partition(".")[2].partition(".")[0] in family


def picked(turn: Turn, rest: str, composer: Composer) -> Outcome | None:
    """One of the readings that were offered; None where the button is of a conversation long gone."""
    number, _, place = rest.partition(":")
    told = turn.person.answer(number)
    if told is None or not place.isdigit():
        return None
    plan = composer.library.plans[told.plan]
    verdict = _judge(read(told.question, composer.library, plan), plan, turn.person.tier, composer)
    if verdict is None or int(place) >= len(verdict.readings):
        return None
    reading = verdict.readings[int(place)]
    now = replace(told, number=turn.person.turns, conflicts=reading.conflicts)
    reply = _reply(reading, plan, composer, now, turn.person)
    return Outcome(_noticing(turn.person, reading, plan).remember(now), (reply,))


def _judge(query: Query, plan: Plan, tier: str, composer: Composer, *, eager: bool = False) -> Judgement | None:
    library = composer.library
    return judge(query.said, plan, library.budgets[plan.id], tier, library.spending, eager=eager)


def _key(verdict: Judgement) -> str:
    return f"expense.{verdict.lines[0]}" if verdict.lines else "expense"


def _contradicts(verdict: Judgement, plan: Plan) -> bool:
    found = (plan.conflicts.get(name) for name in verdict.conflicts)
    return verdict.sure and any(conflict is not None and conflict.level == "high" for conflict in found)


def _noticing(person: Person, verdict: Judgement, plan: Plan) -> Person:
    return person.noticing(contact(plan)) if _contradicts(verdict, plan) else person


def _reply(verdict: Judgement, plan: Plan, composer: Composer, told: Told, person: Person) -> Reply:
    if not verdict.sure:
        offered = tuple(
            Choice(reading.label, f"expense:{told.number}:{at}") for at, reading in enumerate(verdict.readings)
        )
        return Reply(verdict.text, (*offered, composer.none(told.number)), result="clarify")
    text = signed(verdict.text, verdict.verdict)
    if _contradicts(verdict, plan):
        text = f"{text}\n{composer.confirm(plan, plan.ask, person.noticed)}"
    result: Result = "abstained" if verdict.verdict == "not_stated" else "answered"
    see = composer.keys(_next(verdict, plan, composer), "see")
    more = composer.background(plan.id, f"expense.{verdict.lines[0]}") if verdict.lines else ()
    choices = (*see, *more, composer.not_this(told.number))
    return Reply(text, choices, sources(plan, verdict.sections), result, verdict.verdict)


def _next(verdict: Judgement, plan: Plan, composer: Composer) -> list[str]:
    """What people ask next: the line's card where the plan has one, else what may be budgeted at all."""
    line = verdict.lines[0] if verdict.lines else ""
    keys = (ELSEWHERE.get(line, f"expense.{line}"), f"expense.{line.partition('.')[0]}", "money.lines")
    return [key for key in keys if composer.library.entry(plan, key)][:1]
