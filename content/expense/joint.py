"""One sum for several expenses (外聘三節加內聘兩節共 8000): against what the lines allow together."""

from collections.abc import Sequence
from fractions import Fraction

from content.expense.case import Case
from content.expense.model import Finding
from content.expense.readings import amount_of
from content.expense.wording import counted, dollars, sum_of
from content.text.money import Span


def joint(cases: Sequence[Case]) -> Finding | None:
    """What the lines say of a sum that is named last. None where the cases are not of this kind."""
    *first, last = cases
    sums = last.item.amounts
    total = sums.total or sums.loose
    bare = all(case.reading.total is None and case.reading.price is None for case in first)
    caps = [amount_of(case.line.price.max) for case in cases]
    if not first or not bare or total is None or not all(case.reading.counts for case in cases) or None in caps:
        return None
    parts = [(case, cap) for case, cap in zip(cases, caps, strict=True) if cap is not None]
    most = sum((cap * _units(case) for case, cap in parts), Fraction(0))
    shown = "＋".join(sum_of(counted(case.reading.counts), Span(cap, cap)) for case, cap in parts)
    said = {"parts": shown, "max": dollars(most), "total": dollars(total.high), "more": dollars(total.high - most)}
    if total.high <= most:
        return Finding("allowed", last.say("joint_within", **said), "", last.line.section)
    instead = last.say("over_instead", **said)
    return Finding("not_allowed", last.say("joint_over", **said), instead, last.line.section, "head_over")


def _units(case: Case) -> Fraction:
    product = Fraction(1)
    for figure in case.reading.counts:
        product *= figure.span.high
    return product
