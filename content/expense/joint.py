"""Several expenses together: one sum for all (外聘三節加內聘兩節共 8000), or several that one line pays for."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil

from content.expense.case import Case
from content.expense.message import Message
from content.expense.model import Finding, Judgement, worst
from content.expense.readings import amount_of
from content.expense.shares import judge_share
from content.expense.telling import of_findings
from content.expense.wording import counted, dollars, sum_of
from content.text.figure import Span


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


def summed(cases: Sequence[Case], message: Message) -> Iterator[Judgement]:
    """便當 80、茶點 50; 教具 800、買書 400: what one line pays for adds up."""
    by_line: dict[str, list[Case]] = {}
    for case in cases:
        by_line.setdefault(case.line.id, []).append(case)
    for same in by_line.values():
        for found in (*_price_of_all(same), *_share_of_all(same)) if len(same) > 1 else ():
            yield of_findings(message, [found], (same[0].line.id,), (), found.section or same[0].line.section)


def _price_of_all(cases: Sequence[Case]) -> Iterator[Finding]:
    """What one person gets at one time."""
    line, most = cases[0].line, amount_of(cases[0].line.price.max)
    each = [case.reading.price.high for case in cases if case.reading.price is not None]
    per_person = next(iter(line.per), "") == "person"
    if per_person and most is not None and len(each) > 1 and max(each) <= most < sum(each):
        yield Finding("conditional", cases[0].say("summed", sum=dollars(sum(each)), max=dollars(most)))


def _share_of_all(cases: Sequence[Case]) -> Iterator[Finding]:
    """The sum against a line's share, where it is judged otherwise than its parts."""
    totals = [case.reading.total.high for case in cases if case.reading.total is not None]
    if len(totals) > 1:
        parts = [one.verdict for total in totals for one in _shares(cases[0], ceil(total))]
        found = list(_shares(cases[0], ceil(sum(totals))))
        yield from found if found and worst((*parts,)) != worst(tuple(one.verdict for one in found)) else ()


def _shares(case: Case, amount: int) -> Iterator[Finding]:
    return judge_share(case.line, amount, None, case.base, case.budget, case.words)
