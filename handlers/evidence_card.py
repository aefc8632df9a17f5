"""What is passed on to the accountant: one text that can be read without the chat around it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from content.budget import Finding, Rulebook
from content.model import Plan
from content.phrases_evidence import EvidencePhrases
from content.saying import conflict_line
from content.values import Day
from handlers import budget_saying as saying
from handlers.budget_desk import Desk, grave
from handlers.compose import Composer, ends
from handlers.topic import Told

MOST = 4000  # UTF-16 units: one message on every messenger
LINE = 300  # characters of one line
_NUMBER, _ADDRESS, _PAGE = "about.number", "about.address", "page."  # facts on the plan's text itself


def answer(told: Told, plan: Plan, now: datetime, composer: Composer) -> str:
    """An answer as it was given."""
    phrases = composer.library.phrases.evidence
    head = [
        phrases.head.format(plan=plan.name),
        phrases.asked.format(said=" ".join((told.asked or told.question).split())[:LINE]),
        *_when(told.at, now, phrases),
        phrases.answered.format(said=told.said),
        *_contradicted(told.conflicts, told.said, plan),
    ]
    return fitted(head, (), _source(plan, told.sections, now, composer), phrases)


def finding(one: Finding, desk: Desk, at: datetime | None) -> str:
    """What one rule says of a budget."""
    phrases, row = desk.composer.library.phrases.evidence, desk.row(one.item or 0)
    item = [phrases.item.format(item=saying.line(row.item, desk))] if row else [saying.total(desk)]
    head = [
        phrases.head_finding.format(plan=desk.plan.name),
        phrases.draft.format(what=saying.described(desk.draft, desk)),
        *item,
        *_when(at, desk.turn.now, phrases),
        phrases.result.format(said=saying.found(one, desk)),
        *_contradicted(disputed(one, desk.rules), one.text, desk.plan),
    ]
    return fitted(head, (), _source(desk.plan, [one.section], desk.turn.now, desk.composer), phrases)


def whole(desk: Desk, at: datetime | None) -> str:
    """A budget: how it stands, what the rules say, the worst first, and its items."""
    phrases, findings = desk.composer.library.phrases.evidence, grave(desk.checked.findings)
    cap = saying.capping(desk)
    over = cap is not None and any(one.rule == cap.rule for one in findings)  # then a finding says it
    head = [
        phrases.head_draft.format(plan=desk.plan.name),
        phrases.draft.format(what=saying.described(desk.draft, desk)),
        *_when(at, desk.turn.now, phrases),
        phrases.result.format(said=result(findings, phrases)),
        *([] if over else [saying.total(desk)]),
    ]
    told = [phrases.found.format(text=saying.found(one, desk), section=one.section) for one in findings]
    rooms = [saying.room(one, desk) for one in desk.checked.rooms if one.rate and one.whole]
    names = dict.fromkeys(name for one in findings for name in disputed(one, desk.rules))
    both = _contradicted(names, "", desk.plan)
    body = [*told, *rooms, *both, phrases.items, *(saying.line(row.item, desk) for row in desk.draft.rows)]
    rooms_at = [one.section for one in desk.checked.rooms]
    tail = _source(desk.plan, [*rooms_at, *(one.section for one in findings)], desk.turn.now, desk.composer)
    return fitted(head, body, tail, phrases)


def result(findings: Sequence[Finding], phrases: EvidencePhrases) -> str:
    """❌ 不合規定 1 處、⚠️ 要先確認 2 處."""
    kinds = ((phrases.result_wrong, "violation"), (phrases.result_doubtful, "warning"))
    counts = ((phrase, sum(one.severity == kind for one in findings)) for phrase, kind in kinds)
    return "、".join(phrase.format(n=n) for phrase, n in counts if n) or phrases.result_right


def disputed(one: Finding, rules: Rulebook) -> tuple[str, ...]:
    """Contradictions of the plan on which a finding stands: a price above all that is said hangs on none."""
    budget, found = rules.budget, list[str]()
    for line in budget.lines.values():
        doubtful = one.severity == "warning" and one.rule in line.rules.values()
        found += line.conflicts if doubtful or one.rule == line.rules.get("share") else ()
    if budget.totals and budget.totals.cross and one.rule == budget.rules.get("cross"):
        found.append(budget.totals.cross.conflict)
    if one.rule == budget.rules.get("settle"):
        found += [fact.key for part in budget.instalments.values() for fact in part.settle]
    return tuple(dict.fromkeys(found))


def fitted(head: Iterable[str], body: Sequence[str], tail: Iterable[str], phrases: EvidencePhrases) -> str:
    """The parts as one message; where it gets too long, the end of the body is left out, and that is said."""
    begin, end = [*head], [*tail]
    left = MOST - _units("\n".join([*begin, phrases.cut.format(n=len(body)), *end, ""]))
    kept = list[str]()
    for line in body:
        left -= _units(line[:LINE]) + 1
        if left < 0:
            break
        kept.append(line[:LINE])
    more = len(body) - len(kept)
    return "\n".join([*begin, *kept, *([phrases.cut.format(n=more)] if more else []), *end])


def _units(text: str) -> int:
    """The length as messengers count it."""
    return len(text.encode("utf-16-le", "replace")) // 2


def _when(at: datetime | None, now: datetime, phrases: EvidencePhrases) -> list[str]:
    if at is None:
        return []
    here = at.astimezone(now.tzinfo)
    return [phrases.when.format(day=Day(here.date()), hour=here.hour)]


def _contradicted(names: Iterable[str], said: str, plan: Plan) -> list[str]:
    """Where the plan's sources disagree and the text does not say so yet: what is gone by, and what the other says."""
    found = (conflict_line(plan, plan.conflicts[name]) for name in names if name in plan.conflicts)
    return [line for line in found if line not in said]


def _source(plan: Plan, sections: Iterable[str], now: datetime, composer: Composer) -> list[str]:
    """The plan in full, its number and address, sections with pages where that is known; that this is only an aid."""
    phrases = composer.library.phrases.evidence
    pages = {fact.section: str(fact.value) for fact in plan.facts.values() if fact.key.startswith(_PAGE)}
    places = [
        phrases.page.format(section=section, page=pages[section]) if section in pages else section
        for section in dict.fromkeys(filter(None, sections))
    ]
    year = phrases.year.format(year=plan.year)
    title = plan.title if year in plan.title else f"{plan.title}（{year}）"
    lines = [phrases.plan.format(title=title)]
    for phrase, key in ((phrases.number, _NUMBER), (phrases.address, _ADDRESS)):
        if key in plan.facts:
            lines.append(phrase.format(value=plan.facts[key].value))
    lines += [phrases.section.format(sections="、".join(places))] if places else []
    lines += [composer.phrases.past.format(year=plan.year)] if now.date() > ends(plan) else []
    return [*lines, phrases.aid]
