"""A whole budget against the cap of its tier, and moving money between lines."""

from collections.abc import Iterator, Sequence

from content.budget_model import Budget, Cross, Totals
from content.expense.model import Finding, Words
from content.expense.wording import dollars
from content.model import Fact, Plan, Verdict
from content.text.figure import Figure
from content.values import Count, Money

LEAST = 1000  # dollars; a smaller number is no whole budget


def amount_of(figures: Sequence[Figure]) -> Figure | None:
    """The one amount that may be a whole budget."""
    amounts = [figure for figure in figures if figure.dollars and figure.span.high >= LEAST]
    return amounts[0] if len(amounts) == 1 else None


def judge_total(
    figure: Figure, figures: Sequence[Figure], plan: Plan, budget: Budget, tier: str, words: Words
) -> Iterator[Finding]:
    """What the plan says of a total: against the tier, the schools, or all tiers where none is known."""
    totals, total = budget.totals, int(figure.span.high)
    if totals is None:
        return
    if isinstance(planned := totals.planned and totals.planned.value, Money):
        yield _of_planned(total, planned.amount, words)
    elif totals.cross and (tier == totals.cross.tier or (not tier and _schools(figures))):
        yield from _of_schools(total, _schools(figures), totals.cross, plan, words)
    elif tier in totals.tiers:
        number = _communities(figures)
        name = plan.tiers[tier].name if number == 1 else f"{number} 群{plan.tiers[tier].name}"
        yield _of_tier(total, number * _money(totals.tiers[tier]), name, words)
    elif totals.tiers:
        yield _of_all(total, totals, plan, words)


def _schools(figures: Sequence[Figure]) -> int:
    return next((int(figure.span.high) for figure in figures if figure.counts == "school"), 0)


def _communities(figures: Sequence[Figure]) -> int:
    return next((int(figure.span.high) for figure in figures if figure.counts == "community"), 1)


def _money(fact: Fact) -> int:
    return fact.value.amount if isinstance(fact.value, Money) else 0


def _count(fact: Fact) -> int:
    return fact.value.number if isinstance(fact.value, Count) else 0


def _of_planned(total: int, planned: int, words: Words) -> Finding:
    named = {"max": dollars(planned), "total": dollars(total), "more": dollars(total - planned)}
    if total > planned:
        instead = words.say("total_over_instead", **named)
        return Finding("not_allowed", words.say("total_planned_over", **named), instead, head="head_planned")
    return Finding("conditional", words.say("total_planned", **named))


def _of_tier(total: int, most: int, tier: str, words: Words) -> Finding:
    named = {"tier": tier, "max": dollars(most), "total": dollars(total), "more": dollars(total - most)}
    if total > most:
        instead = words.say("total_over_instead", **named)
        return Finding("not_allowed", words.say("total_over", **named), instead, head="head_over")
    return Finding("conditional", words.say("total_exact" if total == most else "total_within", **named))


def granted(cross: Cross, schools: int) -> int:
    """Dollars that the formula gives so many schools; as few as the plan knows at least, as many as it counts."""
    return _money(cross.first) + (_counted(cross, schools) - _count(cross.schools)) * _money(cross.step)


def _counted(cross: Cross, schools: int) -> int:
    return min(max(schools, _count(cross.schools)), _count(cross.limit))


def _of_schools(total: int, schools: int, cross: Cross, plan: Plan, words: Words) -> Iterator[Finding]:
    most, extra = _money(cross.most), _counted(cross, schools) - _count(cross.schools)
    sum_of = granted(cross, schools)
    name = plan.tiers[cross.tier].name
    tier = words.say("cross_tier", n=str(schools), tier=name) if schools else name
    tolerated = schools == 0 or _counted(cross, schools) == _count(cross.limit)
    if sum_of < total <= most and tolerated:
        named = {"max": dollars(sum_of), "total": dollars(total), "most": dollars(most)}
        yield Finding("conditional", words.say("total_between", **named), words.say("total_over_instead", **named))
    else:
        yield _of_tier(total, sum_of, tier, words)
    if extra:
        step = words.say(
            "cross_sum",
            first=f"{_money(cross.first):,}",
            step=f"{_money(cross.step):,}",
            n=str(extra),
            sum=dollars(sum_of),
        )
        yield Finding("allowed", step)


def _of_all(total: int, totals: Totals, plan: Plan, words: Words) -> Finding:
    """No tier is known: whom it is too much for."""
    fits = [tier for tier, fact in totals.tiers.items() if total <= _money(fact)]
    others = [tier for tier in totals.tiers if tier not in fits]
    most = max(totals.tiers, key=lambda tier: _money(totals.tiers[tier]))
    least = min(totals.tiers, key=lambda tier: _money(totals.tiers[tier]))
    if not fits or not others:
        chosen = least if fits else most
        return _of_tier(total, _money(totals.tiers[chosen]), plan.tiers[chosen].name, words)
    return Finding(
        "conditional",
        words.say(
            "total_some", fits=_listed(fits, totals, plan), others=_listed(others, totals, plan), total=dollars(total)
        ),
    )


def _listed(tiers: Sequence[str], totals: Totals, plan: Plan) -> str:
    return "、".join(f"{plan.tiers[tier].name}（{totals.tiers[tier].value}）" for tier in tiers)


def judge_transfer(plan: Plan, budget: Budget, words: Words) -> Finding:
    """What the plan says of moving money between its lines."""
    if budget.transfer is None:
        said, ask = words.say("transfer_unlisted", plan=plan.name), words.say("unlisted_ask", ask=plan.ask)
        return Finding("not_stated", said, ask, budget.place)
    verdict: Verdict = budget.transfer.verdict
    return Finding(verdict, budget.transfer.say, "", budget.transfer.section)
