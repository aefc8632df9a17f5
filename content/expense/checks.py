"""The rules of one budget line: what each says of an expense as it was read."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from content.budget_model import Condition
from content.expense.case import Case, holds
from content.expense.model import Finding
from content.expense.planned import against_plan, crowd
from content.expense.readings import amount_of
from content.expense.shares import judge_share
from content.expense.wording import counted, dollars, spread, sum_of
from content.text.figure import Span


def check(case: Case) -> tuple[Finding, ...]:
    """All findings, bans first."""
    return (
        *_bans(case),
        *_disagreement(case),
        *_prices(case),
        *against_plan(case),
        *crowd(case),
        *_share(case),
        *_reserved(case),
        *_needs(case),
    )


def notes(case: Case) -> tuple[Condition, ...]:
    """What is good to know of an expense that may be made."""
    return tuple(note for note in case.line.notes if holds(note, case))


def echo(case: Case) -> str:
    """外聘講師 2 節 × 2,000＝4,000 元; nothing where there is nothing to multiply."""
    reading = case.reading
    shown, total = reading.price or case.item.amounts.price, reading.total
    if not reading.counts or shown is None or total is None:
        return ""
    product = sum_of(counted(reading.counts), shown)
    what = case.line.name if case.item.mention.loose else case.item.mention.said
    return case.say("echo", what=what, product=product, total=spread(total))


def _disagreement(case: Case) -> Iterator[Finding]:
    """3 節 × 2,000 and 共 7,000"""
    said, total = case.reading.said, case.reading.total
    if said is not None and total is not None:
        yield Finding("conditional", case.say("disagree", total=spread(total), said=dollars(said.high)))


def _bans(case: Case) -> Iterator[Finding]:
    for ban in case.line.bans:
        if holds(ban, case):
            yield Finding("not_allowed", ban.say, ban.instead, ban.section)


def _needs(case: Case) -> Iterator[Finding]:
    for need in case.line.needs:
        if holds(need, case) and need.missing not in case.told:
            yield Finding("conditional", need.say, "", need.section)


def _reserved(case: Case) -> Iterator[Finding]:
    """Things that the line pays for with a reservation."""
    if case.line.id in case.item.goods:
        return
    for said in dict.fromkeys(case.line.takes.get(name, "") for name in case.item.goods):
        if said:
            yield Finding("conditional", said)


def _prices(case: Case) -> Iterator[Finding]:
    price, most = case.reading.price, amount_of(case.line.price.max)
    if most is None:
        return
    if case.line.half and holds(case.line.half, case):
        yield from _halved(case, case.line.half, most / 2)
    elif price is not None:
        yield _against_bounds(case, price, most)
    elif case.reading.total is not None:
        yield _in_need(case, case.reading.total, most)
    else:
        yield Finding("allowed", case.say("capped", max=dollars(most)))


def _halved(case: Case, half: Condition, most: Fraction) -> Iterator[Finding]:
    price = case.reading.price
    if price is None or price.high <= most:
        yield Finding("conditional", half.say, "", half.section)
        return
    more = dollars(price.high - most)
    said = case.say("half_over", say=half.say, max=dollars(most), price=dollars(price.high), more=more)
    yield Finding("not_allowed", said, case.say("over_instead", max=dollars(most)), half.section, "head_over")


def _against_bounds(case: Case, price: Span, most: Fraction) -> Finding:
    if price.high > most or (case.item.amounts.above and price.high >= most):
        return _too_high(case, price, most)
    bounds, least = case.line.price, amount_of(case.line.price.min)
    said = {"max": dollars(most), "price": dollars(price.high)}
    if least is not None and price.low < least:
        said |= {"min": dollars(least), "price": dollars(price.low), "less": dollars(least - price.low)}
        instead = case.say("under_instead", **said)
        return Finding("not_allowed", case.say("under", **said), instead, head="head_under")
    if bounds.low and bounds.high and price.high > (amount_of(bounds.high) or most):
        said |= {"low": str(bounds.low.value), "high": str(bounds.high.value)}
        return Finding("conditional", case.say("advice", **said), case.say("advice_instead", **said))
    return Finding("allowed", case.say("exact" if price.high == most else "within", **said))


def _too_high(case: Case, price: Span, most: Fraction) -> Finding:
    said = {"max": dollars(most), "price": dollars(price.high)}
    instead = case.say("over_instead", **said)
    if price.low <= most and price.low != price.high:
        return Finding("conditional", case.say("over_partly", **said), instead)
    if price.high == most:
        return Finding("not_allowed", case.say("over_at_least", **said), instead, head="head_over")
    said["more"] = dollars(price.high - most)
    return Finding("not_allowed", case.say("over", **said), instead, head="head_over")


def _in_need(case: Case, total: Span, most: Fraction) -> Finding:
    """Only a total is known: how many people or periods it takes."""
    others = Fraction(1)
    for figure in case.reading.counts:
        others *= figure.span.high
    number = ceil(total.high / most / others)
    if number <= 1:
        return _against_bounds(case, total.times(1 / others), most)
    unit = next(iter(case.line.per.values()))
    phrase = "needs_more_shared" if case.item.shared else "needs_more"
    said = case.say(phrase, max=dollars(most), total=dollars(total.high), n=f"{number:,}", unit=unit)
    return Finding("conditional", said)


def _share(case: Case) -> Iterator[Finding]:
    total = case.reading.total
    amount = None if total is None else ceil(total.high)
    yield from judge_share(case.line, amount, case.item.amounts.percent, case.base, case.budget, case.words)
