"""budget.yaml → the model. Every problem is collected."""

from pathlib import Path

from content.budget_model import (
    Budget,
    Condition,
    Cross,
    Instalment,
    Line,
    People,
    Planned,
    Price,
    Remark,
    Share,
    Statement,
    Totals,
)
from content.budget_shapes import (
    BudgetShape,
    ConditionShape,
    CrossShape,
    InstalmentShape,
    LineShape,
    PeopleShape,
    RemarkShape,
    ShareShape,
    StatementShape,
    TotalsShape,
)
from content.files import read_yaml
from content.model import Fact, Plan
from content.problems import Problem
from content.reading import shaped
from content.saying import PLACEHOLDER, fact_of
from content.templates import slips
from content.values import Count, Day, Money, Percent, Period, Text


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
        """A sentence with its placeholders filled in; a figure that is none is a problem."""
        self.problems.extend(Problem(self.file, entry, slip) for slip in slips(text))
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
        unlisted=facts.filled(shape.unlisted, "unlisted"),
        totals=_totals(shape.totals, facts) if shape.totals else None,
        transfer=_statement(shape.transfer, "transfer", facts),
        over_plan=_statement(shape.over_plan, "over_plan", facts),
        rules=shape.rules,
        people=tuple(_people(one, facts) for one in shape.people),
        remarks=tuple(_remark(one, facts) for one in shape.remarks),
        instalments={key: _instalment(key, one, facts) for key, one in shape.instalments.items()},
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
        takes={name: facts.filled(said, key) for name, said in shape.takes.items()},
        bans=tuple(_condition(one, key, facts) for one in shape.bans),
        needs=tuple(_condition(one, key, facts) for one in shape.needs),
        notes=tuple(_condition(one, key, facts) for one in shape.notes),
        conflicts=tuple(shape.conflicts),
        rules=shape.rules,
    )


def _condition(shape: ConditionShape, key: str, facts: _Facts) -> Condition:
    return Condition(
        say=facts.filled(shape.say, key),
        when=tuple(shape.when),
        unless=tuple(shape.unless),
        goods=tuple(shape.goods),
        missing=shape.missing,
        done=shape.done,
        instead=facts.filled(shape.instead, key),
        section=shape.section,
        rule=shape.rule,
        severity=shape.severity,
    )


def _share(shape: ShareShape, key: str, facts: _Facts) -> Share:
    rate = facts.one(shape.rate, key, Percent)
    return Share(
        rate, shape.base, shape.strict, shape.tolerated, shape.loose, shape.loose_section, of_grant=shape.of_grant
    )


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


def _people(shape: PeopleShape, facts: _Facts) -> People:
    members, schools = facts.one(shape.members, "people", Count), facts.maybe(shape.schools, "people", Count)
    return People(shape.rule, members, schools, _tiers(shape.tiers, "people", facts))


def _remark(shape: RemarkShape, facts: _Facts) -> Remark:
    said = facts.filled(shape.say, "remarks")
    return Remark(shape.rule, said, shape.section, _tiers(shape.tiers, "remarks", facts), shape.severity)


def _tiers(names: list[str], entry: str, facts: _Facts) -> tuple[str, ...]:
    for name in names:
        if name not in facts.plan.tiers:
            facts.problems.append(Problem(facts.file, entry, f"no such tier: {name}"))
    return tuple(names)


def _instalment(key: str, shape: InstalmentShape, facts: _Facts) -> Instalment:
    return Instalment(
        id=key,
        name=shape.name,
        period=facts.one(shape.period, key, Period),
        settle=tuple(facts.one(name, key, Day) for name in shape.settle),
        after=facts.maybe(shape.after, key, Count),
    )
