"""budget.yaml → the model. Every problem is collected."""

from pathlib import Path

from content.budget_model import (
    Budget,
    Condition,
    Cross,
    Line,
    Planned,
    Price,
    Share,
    Statement,
    Totals,
)
from content.budget_shapes import (
    BudgetShape,
    ConditionShape,
    CrossShape,
    LineShape,
    ShareShape,
    StatementShape,
    TotalsShape,
)
from content.files import read_yaml
from content.model import Fact, Plan
from content.problems import Problem
from content.reading import shaped
from content.saying import PLACEHOLDER, fact_of
from content.values import Count, Money, Percent, Text


class _Facts:
    """The facts of a plan by key; a key that it does not have is a problem."""

    def __init__(self, plan: Plan, file: str, problems: list[Problem]) -> None:
        self.plan, self.file, self.problems = plan, file, problems

    def one(self, key: str, entry: str, *kinds: type) -> Fact:
        """The fact of a key. A stand-in where there is none, or none of the kinds asked for."""
        try:
            fact = fact_of(self.plan, key)
        except KeyError:
            self.problems.append(Problem(self.file, entry, f"there is no fact {key}"))
            return Fact(key, key, Text(key), "")
        if kinds and not isinstance(fact.value, kinds):
            self.problems.append(Problem(self.file, entry, f"{key} is not of the kind that is needed here"))
        return fact

    def maybe(self, key: str, entry: str, *kinds: type) -> Fact | None:
        """The same for a key that may be left out."""
        return self.one(key, entry, *kinds) if key else None

    def filled(self, text: str, entry: str) -> str:
        """A sentence with its placeholders filled in."""
        return PLACEHOLDER.sub(lambda found: str(self.one(found[1], entry).value), text)


def load_budget(path: Path, plan: Plan, problems: list[Problem]) -> Budget:
    """A plan's budget.yaml, with the facts it names. An empty budget where the file cannot be read."""
    file = f"plans/{plan.id}/{path.name}"
    shape = shaped(BudgetShape, read_yaml(path, file, problems), file, "-", problems)
    if shape is None:
        return Budget("", {})
    facts = _Facts(plan, file, problems)
    lines = {key: _line(key, line, facts) for key, line in shape.lines.items()}
    for line in lines.values():
        missing = [name for name in line.conflicts if name not in plan.conflicts]
        problems += [Problem(file, line.id, f"there is no conflict {name}") for name in missing]
    return Budget(
        place=shape.place,
        lines=lines,
        unlisted=shape.unlisted,
        totals=_totals(shape.totals, facts) if shape.totals else None,
        transfer=_statement(shape.transfer, "transfer", facts),
        over_plan=_statement(shape.over_plan, "over_plan", facts),
    )


def _line(key: str, shape: LineShape, facts: _Facts) -> Line:
    price, planned = shape.price, shape.planned
    return Line(
        id=key,
        name=shape.name,
        section=shape.section,
        each=shape.each,
        per=shape.per,
        alias=shape.alias,
        price=Price(*(facts.maybe(name, key, Money) for name in (price.max, price.min, price.low, price.high))),
        planned=Planned(
            facts.maybe(planned.price, key, Money),
            facts.maybe(planned.quantity, key, Count),
            facts.maybe(planned.total, key, Money),
        ),
        share=_share(shape.share, key, facts) if shape.share else None,
        crowd=facts.maybe(shape.crowd, key, Count),
        half=_condition(shape.half, key, facts) if shape.half else None,
        claims=tuple(shape.claims),
        takes=shape.takes,
        bans=tuple(_condition(one, key, facts) for one in shape.bans),
        needs=tuple(_condition(one, key, facts) for one in shape.needs),
        notes=tuple(_condition(one, key, facts) for one in shape.notes),
        conflicts=tuple(shape.conflicts),
    )


def _condition(shape: ConditionShape, key: str, facts: _Facts) -> Condition:
    return Condition(
        say=facts.filled(shape.say, key),
        when=tuple(shape.when),
        unless=tuple(shape.unless),
        goods=tuple(shape.goods),
        missing=shape.missing,
        instead=facts.filled(shape.instead, key),
        section=shape.section,
    )


def _share(shape: ShareShape, key: str, facts: _Facts) -> Share:
    rate = facts.one(shape.rate, key, Percent)
    return Share(rate, shape.base, shape.strict, shape.tolerated, shape.loose, shape.loose_section)


def _statement(shape: StatementShape | None, entry: str, facts: _Facts) -> Statement | None:
    return Statement(facts.filled(shape.say, entry), shape.section, shape.verdict) if shape else None


def _totals(shape: TotalsShape, facts: _Facts) -> Totals:
    return Totals(
        section=shape.section,
        tiers={tier: facts.one(key, "totals", Money) for tier, key in shape.tiers.items()},
        cross=_cross(shape.cross, facts) if shape.cross else None,
        planned=facts.maybe(shape.planned, "totals", Money),
        note=facts.filled(shape.note, "totals"),
    )


def _cross(shape: CrossShape, facts: _Facts) -> Cross:
    return Cross(
        tier=shape.tier,
        first=facts.one(shape.first, "cross", Money),
        schools=facts.one(shape.schools, "cross", Count),
        step=facts.one(shape.step, "cross", Money),
        most=facts.one(shape.most, "cross", Money),
        limit=facts.one(shape.limit, "cross", Count),
        conflict=shape.conflict,
    )
