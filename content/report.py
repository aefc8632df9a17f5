"""The content as a person would read it, and how much of it there is: text for a terminal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from unicodedata import east_asian_width

from content.library import Library
from content.lint_plan import SAMPLE
from content.model import Bound, Case, Conflict, Entry, Fact, Plan
from content.saying import Number, Said, conflict_line, fact_of, sources_of, spell_out

WIDTH = 110  # columns of a line of labels
LABEL = 36  # columns up to which labels of facts are aligned
_LEVELS = {"high": "高", "middle": "中", "low": "低"}
_VERDICTS = {"allowed": "可以", "conditional": "有條件", "not_allowed": "不行", "not_stated": "沒有寫"}
_HEADS = ("計畫", "事實", "答案", "回答的問題", "情形", "矛盾")


def stats(library: Library) -> str:
    """How much is curated: a row per plan and for all, then the questions with their wordings, and the known words."""
    rows = {plan.id: _counts(plan) for plan in library.plans.values()}
    total = [sum(column) for column in zip([0] * (len(_HEADS) - 1), *rows.values(), strict=True)]
    table = _table([_HEADS, *((name, *map(_number, row)) for name, row in (rows | {"合計": total}).items())])
    return "\n".join([*table, "", *_shared(library)])


def _counts(plan: Plan) -> list[int]:
    """Figures in the order of the heads. Variants of a fact are facts, `same:` answers a question without an answer."""
    cases = sum(len(entry.cases) for entry in plan.answers.values())
    answers = len(plan.answers)
    return [len(plan.facts), answers, answers + len(plan.shared), cases, len(plan.conflicts)]


def _shared(library: Library) -> Iterator[str]:
    """What belongs to no plan."""
    questions, surfaces = library.questions.values(), library.lexicon.surfaces
    answered = sum(any(library.entry(plan, key) for plan in library.plans.values()) for key in library.questions)
    wordings = sum(len(question.wordings) for question in questions)
    yield f"問題 {_number(len(questions))} 題，至少一個計畫有答案的 {_number(answered)} 題"
    yield f"問法 {_number(wordings)} 句，每題平均 {wordings / max(1, len(questions)):.1f} 句"
    yield f"詞 {_number(len(set(surfaces.values())))} 組，說法 {_number(len(surfaces))} 個"


def _number(value: int) -> str:
    return f"{value:,}"


def width(text: str) -> int:
    """Columns of a terminal that a text takes: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """A text filled up with spaces to a number of columns; `right` puts the text at the right end."""
    spaces = " " * (columns - width(text))
    return spaces + text if right else text + spaces


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as lines: the first column at the left, figures at the right, a rule below the head and above the total."""
    columns = [max(map(width, column)) for column in zip(*rows, strict=True)]
    rule = "  ".join("-" * column for column in columns)
    for number, row in enumerate(rows):
        if number in (1, len(rows) - 1):
            yield rule
        yield "  ".join(pad(cell, columns[at], right=at > 0) for at, cell in enumerate(row))


def show(library: Library, plan: Plan) -> str:
    """A plan as a person would read it: what it is, facts, answers, contradictions, and what it leaves open."""
    parts = (
        ("", _head(plan)),
        ("事實", _facts(plan)),
        ("答案", _answers(library, plan)),
        ("矛盾", _conflicts(plan)),
        ("計畫沒有寫的問題", _open(library, plan)),
    )
    return "\n\n".join("\n".join([*([f"# {title}"] if title else []), *lines]) for title, lines in parts)


def _head(plan: Plan) -> Iterator[str]:
    yield f"{plan.name}（{plan.id}）{plan.county} {plan.year} 學年度"
    yield plan.title
    yield plan.about
    yield f"沒有寫的問：{plan.ask}"
    for tier in plan.tiers.values():
        yield f"層級 {tier.id}：{'、'.join((tier.name, *tier.aliases))}"


def _first(key: str) -> str:
    return key.partition(".")[0]


def _grouped(keys: Iterable[str]) -> Mapping[str, list[str]]:
    """Keys by their first part, groups in the order in which they first appear."""
    groups = defaultdict[str, list[str]](list)
    for key in keys:
        groups[_first(key)].append(key)
    return groups


def _facts(plan: Plan) -> Iterator[str]:
    for group, keys in _grouped(plan.facts).items():
        facts = {key: plan.facts[key] for key in keys}
        column = min(LABEL, max(width(fact.label) for fact in facts.values()))
        yield f"## {group}"
        for key, fact in facts.items():
            yield f"  {pad(fact.label, column)}  {_value(plan, fact)}  〔{fact.section}〕 {key}"


def _value(plan: Plan, fact: Fact) -> str:
    """The value with what it is of: 5,000 元（每社群・學年，初階社群）."""
    of = [f"每{fact.per}" if fact.per else "", fact.base, _tier(plan, fact.tier), fact.note]
    told = "，".join(filter(None, of))
    return f"{fact.value}（{told}）" if told else str(fact.value)


def _tier(plan: Plan, tier: str) -> str:
    return plan.tiers[tier].name if tier in plan.tiers else tier


def _label(library: Library, key: str) -> str:
    return library.questions[key].label if key in library.questions else key


def _answers(library: Library, plan: Plan) -> Iterator[str]:
    sharing = defaultdict[str, list[str]](list)
    for key, target in plan.shared.items():
        sharing[target].append(key)
    for entry in plan.answers.values():
        keys = [entry.key, *sharing[entry.key]]
        yield f"{'／'.join(_label(library, key) for key in keys)}（{'、'.join(keys)}）"
        yield from _entry(library, plan, entry)


def _entry(library: Library, plan: Plan, entry: Entry) -> Iterator[str]:
    for case in entry.cases:
        said = _spelt(library, plan, entry, case)
        when = _when(plan, case) or ("其他" if len(entry.cases) > 1 else "")
        if when:
            yield f"  〔{when}〕"
        yield from (f"{'    ' if when else '  '}{line}" for line in said.text.splitlines())
        yield f"{'    ' if when else '  '}出處：{'、'.join(said.sections)}"
    if entry.see:
        yield f"  接著問：{'、'.join(_label(library, key) for key in entry.see)}"


def _spelt(library: Library, plan: Plan, entry: Entry, case: Case) -> Said:
    shown = replace(case, say=case.say.replace("{n}", "○"))
    number = Number(SAMPLE, case.bound.unit) if case.bound else None
    return spell_out(plan, entry, shown, library.compute(plan), number, next(iter(case.tiers), ""))


def _when(plan: Plan, case: Case) -> str:
    """The circumstances under which a case holds, and its verdict; "" for the general one."""
    tiers = "、".join(_tier(plan, tier) for tier in case.tiers)
    words = f"提到{'、'.join(case.words)}" if case.words else ""
    bound = _bound(plan, case.bound) if case.bound else ""
    return "；".join(filter(None, (tiers, words, bound, _VERDICTS.get(case.verdict or "", ""))))


def _bound(plan: Plan, bound: Bound) -> str:
    limits = (("≥", bound.at_least), ("≤", bound.at_most), (">", bound.above), ("<", bound.below))
    return f"幾{bound.unit}：" + "、".join(f"{sign} {fact_of(plan, key).value}" for sign, key in limits if key)


def _conflicts(plan: Plan) -> Iterator[str]:
    for conflict in plan.conflicts.values():
        yield f"[{_LEVELS[conflict.level]}] {conflict.id}"
        yield f"  {conflict_line(plan, conflict)}"
        yield from _readings(plan, conflict)
    if not plan.conflicts:
        yield "（沒有）"


def _readings(plan: Plan, conflict: Conflict) -> Iterator[str]:
    """The facts that disagree, with the keys they stand under; then the answers that tell of it."""
    for fact in sources_of(plan, conflict.id):
        used = "，以這個為準" if fact.variant == conflict.use else ""
        yield f"  ・{fact.label}：{fact.value}〔{fact.section}〕{fact.key}@{fact.variant}{used}"
    if conflict.touches:
        yield f"  附在：{'、'.join(conflict.touches)}"


def _open(library: Library, plan: Plan) -> Iterator[str]:
    left = [key for key in library.questions if library.entry(plan, key) is None]
    for group, keys in _grouped(left).items():
        yield from _wrapped(f"  {group}：", [_label(library, key) for key in keys])
    if not left:
        yield "（沒有）"


def _wrapped(head: str, labels: Sequence[str]) -> Iterator[str]:
    """Labels one after the other, on as many lines as the width asks for."""
    line = head
    for number, label in enumerate(labels):
        text = label + ("、" if number < len(labels) - 1 else "")
        if line != head and width(line + text) > WIDTH:
            yield line
            line = " " * width(head)
        line += text
    yield line
