"""Findings → a judgement in words: worst first, what was understood, what would be allowed."""

from collections.abc import Sequence
from dataclasses import replace

from content.budget_model import Line
from content.expense.case import Case
from content.expense.checks import check, echo, notes
from content.expense.message import Message
from content.expense.model import Finding, Item, Judgement, worst
from content.expense.readings import top
from content.expense.wording import dollars, fitted


def of_findings(
    message: Message,
    found: Sequence[Finding],
    lines: tuple[str, ...],
    conflicts: tuple[str, ...],
    section: str = "",
    understood: str = "",
) -> Judgement:
    """The worst finding with its head, what was understood, the other findings, and what would be allowed."""
    verdict = worst(tuple(one.verdict for one in found))
    deciding = [one for one in found if one.verdict == verdict]
    others = [one.say for one in found if one.verdict != verdict and verdict != "not_allowed"]
    head = message.say(deciding[0].head or f"head_{verdict}")
    first = message.say("headed", head=head, say=deciding[0].say)
    instead = [one.instead for one in deciding if one.instead][:1]
    sections = tuple(dict.fromkeys(filter(None, (section, *(one.section for one in deciding)))))
    text = fitted([first, understood, *(one.say for one in deciding[1:]), *others, *instead])
    return Judgement(verdict, text, sections, lines, conflicts)


def of_case(message: Message, case: Case) -> Judgement:
    """An expense under one line, as it was read."""
    found = list(check(case)) or [_listed(case)]
    if worst(tuple(one.verdict for one in found)) in ("allowed", "conditional"):
        found += _unsaid(message)
    judged = of_findings(message, found, (case.line.id,), _touched(case, found), case.line.section, echo(case))
    more = () if judged.verdict == "not_allowed" else notes(case)
    sections = tuple(dict.fromkeys((*judged.sections, *(note.section for note in more if note.section))))
    text = fitted([judged.text, *_belongs(message, case), *(note.say for note in more)])
    return replace(judged, text=text, sections=sections, label=_label(case))


def _touched(case: Case, found: Sequence[Finding]) -> tuple[str, ...]:
    """The line's contradictions, where the verdict may hang on them."""
    verdict = worst(tuple(one.verdict for one in found))
    return case.line.conflicts if verdict == "conditional" or case.line.share else ()


def _listed(case: Case) -> Finding:
    """A line without any bound."""
    total = case.reading.total
    return Finding("allowed", case.say("listed_total", total=dollars(total.high)) if total else case.say("listed"))


def _label(case: Case) -> str:
    """Which of two ways an open amount was read."""
    price, total = case.reading.price, case.reading.total
    if total and case.reading.took == "total":
        return case.say("reading_total", total=dollars(total.high))
    if price and (case.reading.took == "price" or not case.reading.agrees):
        return case.say("reading_price", price=dollars(price.high))
    return ""


def _belongs(message: Message, case: Case) -> list[str]:
    """「碳粉匣」編在雜支, where the thing is called otherwise than the line."""
    mention = case.item.mention
    if mention.line not in case.line.takes:
        return []
    return [case.say("belongs", said=message.words.shown.get(mention.said, mention.said))]


def _unsaid(message: Message) -> list[Finding]:
    """Matters that no plan speaks of: then 可以 would claim too much."""
    found = [what for what, pattern in message.words.unsaid.items() if pattern.search(message.text)]
    return [Finding("conditional", message.say("unsaid", what=what, ask=message.plan.ask)) for what in found[:1]]


def unlisted(message: Message, item: Item) -> Judgement:
    """Something that the plan does not list."""
    name = message.words.names[item.mention.line]
    said = message.words.shown.get(item.mention.said, item.mention.said)
    shown = said if said.endswith("費") else name if said in name else f"{name}（{said}）"
    finding = Finding("not_stated", message.say("unlisted", plan=message.plan.name, name=shown))
    judged = of_findings(message, [finding], (item.mention.line,), (), message.budget.place)
    ask = message.say("unlisted_ask", ask=message.plan.ask)
    return replace(judged, text=fitted([judged.text, ask, message.budget.unlisted]))


def of_readings(judged: Sequence[Judgement]) -> Judgement:
    """The likelier reading; with the other one where that would be judged otherwise."""
    if len({one.verdict for one in judged}) == 1:
        return judged[0]
    return replace(judged[0], sure=False, readings=tuple(judged))


def of_lines(message: Message, judged: Sequence[Judgement], lines: Sequence[Line]) -> Judgement:
    """A general name that may be several lines: one of them where they agree, else each with its verdict."""
    labelled = tuple(replace(one, label=line.name) for one, line in zip(judged, lines, strict=True))
    sections = tuple(dict.fromkeys(section for one in judged for section in one.sections))
    if len({one.verdict for one in judged}) == 1:
        forbidden = judged[0].verdict == "not_allowed"  # then even the most generous line does not allow it
        chosen = (max if forbidden else min)(range(len(lines)), key=lambda at: top(lines[at]) or 0)
        return replace(labelled[chosen], sections=sections)
    first = message.say("headed", head=message.say("head_conditional"), say=message.say("differ"))
    text = fitted([first, *(one.text.split("\n")[0] for one in labelled)])
    keys = tuple(key for one in judged for key in one.lines)
    return Judgement("conditional", text, sections, keys, (), True, labelled)


def together(judged: Sequence[Judgement]) -> Judgement:
    """Several expenses: a line each, the worst first, and what would mend that."""
    if len(judged) == 1:
        return judged[0]
    verdict = worst(tuple(one.verdict for one in judged))
    ordered = sorted(judged, key=lambda one: one.verdict != verdict)
    last = ordered[0].text.split("\n")[-1]
    return Judgement(
        verdict,
        fitted([*(one.text.split("\n")[0] for one in ordered), last]),
        tuple(dict.fromkeys(section for one in ordered for section in one.sections)),
        tuple(dict.fromkeys(line for one in ordered for line in one.lines)),
        tuple(dict.fromkeys(name for one in ordered for name in one.conflicts)),
        all(one.sure for one in ordered),
    )
