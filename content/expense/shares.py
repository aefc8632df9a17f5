"""Caps that are a share of a base (雜支, 教材教具費): how much at most, by each way of reading the base."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from content.budget_model import Budget, Line, Method, Share
from content.expense.model import Finding, Words
from content.values import Money, Percent


@dataclass(frozen=True, slots=True)
class Base:
    """What a share is taken of, in dollars. `others` says that the line itself is not part of it."""

    amount: int
    others: bool = False


def cap(method: Method, whole: int, rate: Fraction) -> int:
    """Whole dollars that a share of `rate` percent allows of a whole budget."""
    return int(whole * factor(method, Fraction(rate)))


def factor(method: Method, rate: Fraction) -> Fraction:
    """The part of a whole budget that a share of `rate` percent allows."""
    part = rate / 100
    return {"example": (1 - part) * part, "others": part / (1 + part), "whole": part}[method]


def needed(method: Method, amount: int, rate: Fraction) -> int:
    """The smallest whole budget, in dollars, that allows an amount."""
    return ceil(amount / (Fraction(cap(method, 10**9, rate)) / 10**9))


def rate_of(share: Share) -> Fraction:
    """A share in percent."""
    value = share.rate.value
    return value.rate if isinstance(value, Percent) else Fraction(0)


def grants(budget: Budget) -> tuple[int, ...]:
    """The caps of all tiers, in dollars, rising."""
    totals = budget.totals
    facts = [*totals.tiers.values(), *((totals.cross.first,) if totals.cross else ())] if totals else []
    return tuple(sorted({fact.value.amount for fact in facts if isinstance(fact.value, Money)}))


def judge_share(
    line: Line, amount: int | None, percent: Fraction | None, base: Base | None, budget: Budget, words: Words
) -> Iterator[Finding]:
    """What a line's share says of an amount or of a percentage."""
    share = line.share
    if share is None:
        return
    said = {"name": line.name, "base": share.base, "rate": str(share.rate.value)}
    if percent is not None and amount is None:
        yield _of_percent(share, percent, said, words)
    elif amount is None:
        yield Finding("conditional", words.say("share_rule", **said))
    elif base is not None:
        yield _of_amount(share, amount, base, said, words)
    else:
        yield _of_any_base(share, amount, grants(budget), said, words)


def _of_percent(share: Share, percent: Fraction, said: dict[str, str], words: Words) -> Finding:
    rate, shown = rate_of(share), f"{float(percent):g} %"
    if percent > rate:
        return Finding(
            "not_allowed",
            words.say("share_percent_over", percent=shown, **said),
            words.say("share_percent_instead", **said),
            head="head_over",
        )
    if percent == rate and share.strict != "whole":
        return Finding("conditional", words.say("share_percent_exact", **said))
    return Finding("conditional", words.say("share_percent_within", percent=shown, **said))


def _cap_of(method: Method, base: Base, rate: Fraction) -> int:
    return int(base.amount * rate / 100) if base.others else cap(method, base.amount, rate)


def _of_amount(share: Share, amount: int, base: Base, said: dict[str, str], words: Words) -> Finding:
    rate = rate_of(share)
    most = _cap_of(share.strict, base, rate)
    next_most = _cap_of(share.tolerated, base, rate) if share.tolerated else most
    figures = said | {
        "whole": str(Money(base.amount)),
        "cap": str(Money(most)),
        "total": str(Money(amount)),
        "next": str(Money(next_most)),
        "more": str(Money(amount - most)),
    }
    if amount <= most:
        return Finding("conditional", words.say("share_within", **figures))
    instead = words.say("share_between_instead", **figures)
    if amount <= next_most:
        return Finding("conditional", words.say("share_between", **figures), instead)
    said_all = words.say("share_over", **figures) + _loosely(share, amount, base, words)
    return Finding("not_allowed", said_all, instead, head="head_over")


def _loosely(share: Share, amount: int, base: Base, words: Words) -> str:
    """A reading of the plan that would allow it, but that is too generous to go by."""
    if share.loose is None or amount > (most := _cap_of(share.loose, base, rate_of(share))):
        return ""
    return "\n" + words.say("share_loose", next=str(Money(most)), section=share.loose_section)


def _of_any_base(share: Share, amount: int, wholes: tuple[int, ...], said: dict[str, str], words: Words) -> Finding:
    """The base is not known: too much for every tier, or it depends."""
    rate = rate_of(share)
    if wholes:
        most = cap(share.tolerated or share.strict, wholes[-1], rate)
        strict = str(Money(cap(share.strict, wholes[-1], rate)))
        if amount > most:
            figures = said | {"whole": str(Money(wholes[-1])), "cap": strict}
            instead = words.say("share_between_instead", **figures)
            return Finding("not_allowed", words.say("share_over_all", **figures), instead, head="head_over")
    whole = str(Money(needed(share.strict, amount, rate)))
    return Finding("conditional", words.say("share_open", needed=whole, total=str(Money(amount)), **said))
