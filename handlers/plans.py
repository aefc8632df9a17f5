"""Which plan a question is about: chosen, named in passing, switched to, or one that we do not have."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from content.model import Plan
from content.query import Query, read
from content.text.normalise import clean, squeeze
from handlers.compose import Composer, ends
from handlers.topic import Miss, Outcome, Person, Turn

Settled = tuple[Turn, Query, Plan, bool]  # the last: only for this question


def settle(turn: Turn, query: Query, current: Plan | None, composer: Composer) -> Settled | Outcome:
    """The plan to answer from, or what has to be said instead."""
    library = composer.library
    if query.elsewhere and not query.plans:
        return no_county(turn, composer, query.elsewhere)
    if len(query.plans) > 1:
        return _which(turn, query, composer)
    named = library.plans[query.plans[0]] if query.plans else None
    plan = named or current
    if plan is None:
        waiting = replace(turn.person, waiting=turn.incoming.text)
        return Outcome(waiting, (composer.asking(composer.phrases.pick_plan, *composer.counties()),))
    if query.year and not _covers(plan, query.year):
        return other_year(turn, query, plan, composer)
    only = _names_only(query, plan)
    if only and plan is current:
        return _already(turn, plan, composer)
    stays = current is None or (plan is not current and (query.switches or only))
    if plan is not current:
        query = read(turn.incoming.text, library, plan)
    if stays:
        turn = replace(turn, person=replace(turn.person, plan=plan.id, tier=""))
        if not _rest(query):
            return chosen(turn.person, plan, composer)
    return turn, query, plan, not stays and plan is not current


def _covers(plan: Plan, year: int) -> bool:
    about = (str(fact.value) for fact in plan.facts.values() if fact.key.startswith("about."))
    return year <= plan.year or any(str(year) in value for value in about)


def _rest(query: Query) -> bool:
    """Whether a message asks something besides naming a plan."""
    words = [query.text[span.start : span.end] for span in query.spans if span.idea == "filler"]
    rest = query.text
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return len("".join(c for c in rest if not c.isdigit() and c not in "換成到改看回切選縣市年度學用個")) > 1


def _names_only(query: Query, plan: Plan) -> bool:
    """Whether a message is nothing but a plan to look at; 「那基隆113呢」 asks the last question once more."""
    named = query.switches or squeeze(clean(plan.name)) in query.text
    return named and not query.text.endswith("呢") and not _rest(query)


def _already(turn: Turn, plan: Plan, composer: Composer) -> Outcome:
    """The plan that was asked for is looked at already; the others of its county may have been meant."""
    phrases, all_plans = composer.phrases, composer.library.plans.values()
    others = [one.id for one in all_plans if one.place == plan.place and one is not plan]
    text = f"{phrases.plan_same.format(plan=plan.name)}\n{phrases.plan_ask}"
    return Outcome(turn.person, (composer.plain(text, *composer.plans(others)),))


def _which(turn: Turn, query: Query, composer: Composer) -> Outcome:
    waiting = turn.incoming.text if _rest(query) else ""
    person = replace(turn.person, waiting=waiting)
    return Outcome(person, (composer.asking(composer.phrases.pick_year, *composer.plans(query.plans)),))


def which_year(turn: Turn, ids: Iterable[str], composer: Composer) -> Outcome:
    """A county with two plans: which of them."""
    choices = composer.plans(one for one in ids if one in composer.library.plans)
    reply = composer.asking(composer.phrases.pick_year, *choices)
    return Outcome(turn.person, (replace(reply, step=turn.incoming.token is not None),))


def chosen(person: Person, plan: Plan, composer: Composer, *, asking: bool = False, step: bool = False) -> Outcome:
    """Tells which plan is looked at from now on; `asking`: the answer to a waiting question follows.

    `step`: in place of the buttons that were tapped.
    """
    phrases = composer.phrases
    text = phrases.plan_set.format(plan=plan.name, about=plan.about)
    if not asking:
        text = f"{text}\n{phrases.plan_ask}"
    return Outcome(person, (replace(composer.plain(text), step=step),))


def no_county(turn: Turn, composer: Composer, county: str) -> Outcome:
    """We do not have that county; the wish goes to the curators."""
    names = "、".join(plan.name for plan in composer.library.plans.values())
    if not county:
        reply = composer.plain(composer.phrases.other_county.format(plans=names))
        return Outcome(turn.person, (replace(reply, asks=True),))
    reply = composer.plain(composer.phrases.elsewhere.format(county=county, plans=names))
    return Outcome(turn.person, (reply,), (Miss(turn.incoming.text, "", "county"),))


def other_year(turn: Turn, query: Query, plan: Plan, composer: Composer) -> Outcome:
    """A school year that we have nothing of."""
    text = composer.phrases.other_year.format(plan=plan.name, year=query.year, ask=plan.ask)
    return Outcome(turn.person, (composer.plain(f"❓ {text}"),), (Miss(turn.incoming.text, plan.id, "year"),))


def with_notice(outcome: Outcome, now: datetime, composer: Composer) -> Outcome:
    """Once per person and plan: these are the rules of a past year."""
    for at, reply in enumerate(outcome.replies):
        plan = next((composer.library.plans[source.plan] for source in reply.sources), None)
        if plan is None or plan.id in outcome.person.noticed or now.date() <= ends(plan):
            continue
        text = f"{reply.text}\n{composer.phrases.past.format(year=plan.year)}"
        replies = (*outcome.replies[:at], replace(reply, text=text), *outcome.replies[at + 1 :])
        person = replace(outcome.person, noticed=outcome.person.noticed | {plan.id})
        return replace(outcome, person=person, replies=replies)
    return outcome
