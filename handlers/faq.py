"""Questions about a plan: answered, offered as readings, or said to be left open."""

import re
from dataclasses import replace

from content.answering import Answered, Choices, Silent, decide, look_up, readings
from content.answering import asked as case_of
from content.model import Plan
from content.query import Query, read
from handlers import pieces
from handlers.compose import Composer, contact, contradicts, signed
from handlers.messages import Reply
from handlers.topic import Miss, Outcome, Person, Told, Turn

OFFERED = 3
_SEPARATE = re.compile(r"[?;。]|\n")
PIECE = 5  # characters from which a piece of a message can be a question of its own
BOTH = 280  # characters of two answers in one


def asked(turn: Turn, query: Query, plan: Plan, composer: Composer, *, passing: bool = False) -> Outcome:
    """A typed question under a plan; `passing` names the plan in the answer, as it is not the chat's own."""
    query = in_context(turn, query, plan, composer)
    if foreign := _foreign_tier(query, plan, composer):
        return foreign_tier(turn, foreign, plan, composer)
    result = _both(query, plan, composer, turn.person.tier) or decide(
        query, composer.library, plan, tier=turn.person.tier
    )
    told = Told(turn.person.turns, turn.incoming.text, _key(result), plan.id, query.topics)
    reply = _reply(result, plan, composer, told, query, turn.person)
    if passing and isinstance(result, Answered):
        reply = replace(reply, text=f"{composer.phrases.other_plan.format(plan=plan.name)}\n{reply.text}")
    person = _noticing(_heard(turn, told, query, plan), result, plan)
    return Outcome(person, (reply,), tuple(_misses(result, query, plan)))


def _both(query: Query, plan: Plan, composer: Composer, tier: str) -> Answered | None:
    """Two questions in one message, both understood and short enough for one answer; None otherwise."""
    parts = [part for part in _SEPARATE.split(query.said) if len(part) >= PIECE]
    if len(parts) != 2:
        return None
    found = [decide(read(part, composer.library, plan), composer.library, plan, tier=tier) for part in parts]
    if not all(isinstance(one, Answered) and one.exact for one in found):
        return None
    first, second = (one for one in found if isinstance(one, Answered))
    text = f"{first.said.text}\n{second.said.text}"
    if first.said.text == second.said.text or len(text) > BOTH or first.said.verdict or second.said.verdict:
        return None
    said = replace(
        first.said,
        text=text,
        sections=(*first.said.sections, *second.said.sections),
        conflicts=(*first.said.conflicts, *second.said.conflicts),
    )
    return replace(first, said=said)


def _foreign_tier(query: Query, plan: Plan, composer: Composer) -> str:
    names = composer.library.foreign_tiers.get(plan.id, {})
    return next((name for word, name in names.items() if word in query.text), "")


def foreign_tier(turn: Turn, name: str, plan: Plan, composer: Composer) -> Outcome:
    """A kind of community that only another county's plan knows."""
    tiers = "、".join(tier.name for tier in plan.tiers.values())
    text = composer.phrases.other_tier.format(plan=plan.name, tier=name, tiers=tiers)
    miss = Miss(turn.incoming.text, plan.id, "tier")
    return Outcome(turn.person, (composer.plain(signed(text, "not_stated")),), (miss,))


def _key(result: object) -> str:
    return result.key if isinstance(result, Answered | Silent) else ""


def _noticing(person: Person, result: object, plan: Plan) -> Person:
    return person.noticing(contact(plan)) if contradicts(result) else person


def _reply(result: object, plan: Plan, composer: Composer, told: Told, query: Query, person: Person) -> Reply:
    match result:
        case Answered():
            return composer.answered(plan, result, told.number, person.noticed)
        case Silent():
            return composer.silent(plan, result, told.number)
        case Choices():
            return composer.choices(result, told.number)
    text = composer.phrases.unclear_none.format(said=query.said[:20], ask=plan.ask)
    return composer.plain(f"❓ {text}")


def _misses(result: object, query: Query, plan: Plan) -> list[Miss]:
    if isinstance(result, Answered):
        return []
    return [Miss(query.said, plan.id, "silent" if isinstance(result, Silent) else "unknown")]


def _heard(turn: Turn, told: Told, query: Query, plan: Plan) -> Person:
    tier = query.tiers[0] if len(query.tiers) == 1 and plan.id == turn.person.plan else turn.person.tier
    person = replace(turn.person, heard=query.said, heard_at=turn.now, tier=tier)
    return person.remember(told)


def in_context(turn: Turn, query: Query, plan: Plan, composer: Composer) -> Query:
    """A follow-up that names nothing itself is read with what the last question named; fragments are put together."""
    person, library = turn.person, composer.library
    if pieces.continues(turn, query):
        return read(f"{person.heard} {turn.incoming.text}", library, plan)
    last = person.last
    if last is None or query.topics or not last.topics or _stands_alone(query, plan, composer):
        return query
    return read(f"{' '.join(last.topics)} {turn.incoming.text}", library, plan)


def _stands_alone(query: Query, plan: Plan, composer: Composer) -> bool:
    """A message with words of its own that are understood without what went before."""
    back = composer.library.terms.get("anaphora", ())
    if any(word in query.said for word in back):
        return False
    return query.unknown > 2 and isinstance(decide(query, composer.library, plan), Answered)


def tapped(turn: Turn, kind: str, rest: str, composer: Composer) -> Outcome:
    """A button under an answer: another question, one of the readings, or a refusal."""
    number, _, key = rest.partition(":")
    if kind == "see":
        return _look_up(turn, rest, None, composer)
    told = turn.person.answer(number)
    if kind == "pick":
        return _look_up(turn, key, told, composer)
    if kind == "none":
        return none_fits(turn, composer)
    return refused(turn, told, composer)


def _look_up(turn: Turn, key: str, told: Told | None, composer: Composer) -> Outcome:
    library = composer.library
    plan = library.plans[told.plan if told else turn.person.plan]
    query = read(told.question if told else "", library, plan)
    topics = read(library.questions[key].label, library, plan).topics
    now = Told(turn.person.turns, told.question if told else library.questions[key].label, key, plan.id, topics)
    result = look_up(key, library, plan, case_of(query, turn.person.tier))
    reply = _reply(result, plan, composer, now, query, turn.person)
    return Outcome(_noticing(turn.person.remember(now), result, plan), (reply,))


def refused(turn: Turn, told: Told | None, composer: Composer) -> Outcome:
    """「不是這個」: that reading is put aside, the next ones are offered, the curators learn of it."""
    phrases = composer.phrases
    if told is None:
        return Outcome(turn.person, (composer.plain(phrases.nothing_to_refuse),))
    plan = composer.library.plans[told.plan]
    query = read(told.question, composer.library, plan)
    aside = told.refused | {told.key}
    keys = [r.key for r in readings(query.text, composer.library, plan, frozenset(aside)) if r.entry][:OFFERED]
    again = replace(told, number=turn.person.turns, refused=frozenset(aside))
    miss = Miss(query.said, plan.id, "refused")
    if not keys:
        reply = composer.plain(phrases.refused_none.format(ask=plan.ask))
    else:
        reply = composer.readings(phrases.refused, keys, again.number)
    return Outcome(turn.person.remember(again), (reply,), (miss,))


def none_fits(turn: Turn, composer: Composer) -> Outcome:
    """「都不是」: noted for the curators; how else to ask, and whom."""
    told = turn.person.last
    plan = composer.library.plans.get(told.plan if told else turn.person.plan)
    ask = plan.ask if plan else "承辦人"
    misses = (Miss(told.question, told.plan, "none"),) if told else ()
    return Outcome(turn.person, (composer.plain(composer.phrases.none_of_these.format(ask=ask)),), misses)
