"""Figures of answers that are worked out: {misc_cap:n}, {material_cap:grant.amount.model}, {assistant_count:n}."""

from collections.abc import Callable, Mapping

from content.budget_model import Budget, Line
from content.expense.planned import most_assistants
from content.expense.shares import cap, rate_of
from content.model import Plan
from content.saying import amount_of, fact_of
from content.values import Count, Money, Value

_METHODS = ("cap", "tolerated", "loose")  # how strictly the base of a share is read


def computed(placeholder: str, plan: Plan, budget: Budget, number: int | None) -> Value:
    """What a placeholder `<line>_<function>:<argument>` is worth.

    The functions are cap, tolerated and loose (of a line's share, in dollars, from the strictest reading of its base
    to the most generous) and count (of a line that goes by the size of the group). The argument is `n`, the number in
    the question, or a fact's key. Raises KeyError where line, function or fact does not exist or the number is missing.
    """
    name, _, argument = placeholder.partition(":")
    line_name, _, function = name.rpartition("_")
    of = FUNCTIONS[function]
    line = _line(budget, line_name)
    if argument != "n":
        return of(line, amount_of(fact_of(plan, argument)))
    if number is None:
        raise KeyError(placeholder)
    return of(line, number)


def _line(budget: Budget, name: str) -> Line:
    """A line by its id, or the first of its family (assistant → assistant.outer)."""
    family = [line for key, line in budget.lines.items() if key.partition(".")[0] == name]
    return budget.lines[name] if name in budget.lines or not family else family[0]


def _share(method: str) -> Callable[[Line, int], Value]:
    def of(line: Line, whole: int) -> Value:
        share = line.share
        if share is None:
            raise KeyError(line.id)
        readings = {"cap": share.strict, "tolerated": share.tolerated, "loose": share.loose}
        return Money(cap(readings[method] or share.strict, whole, rate_of(share)))

    return of


def _count(line: Line, people: int) -> Value:
    if line.crowd is None:
        raise KeyError(line.id)
    return Count(most_assistants(line.crowd, people), line.per.get("person", ""))


FUNCTIONS: Mapping[str, Callable[[Line, int], Value]] = {
    **{method: _share(method) for method in _METHODS},
    "count": _count,
}
