"""The lint of one plan's budget.yaml: circumstances, things, rules. Facts and tiers are looked up when it is read."""

from collections.abc import Iterator
from typing import get_args

from content.budget.model import Flag
from content.budget_model import Condition, Line
from content.library import Library
from content.model import Plan
from content.problems import Problem

FILE = "budget.yaml"


def check_budget(library: Library, plan: Plan) -> Iterator[Problem]:
    """Circumstances that nobody can tell, and things that have no name."""
    told = {*library.spending.circumstances, *get_args(Flag)}
    things = library.words.get("lines", {})
    for line in library.budgets[plan.id].lines.values():
        conditions = list(_conditions(line))
        names = {name for one in conditions for name in (*one.when, *one.unless, one.missing, one.done) if name}
        for name in sorted({*names, *line.claims} - told):
            yield Problem(FILE, line.id, f"no such circumstance: {name}")
        for name in sorted({*line.takes, *(name for one in conditions for name in one.goods)} - {*things}):
            yield Problem(FILE, line.id, f"words.yaml has no line {name}")
        yield from _rules(line)


def _rules(line: Line) -> Iterator[Problem]:
    """Ids of rules that have nothing to hold a budget against."""
    price = line.price
    held = {
        "price": ("price.max", price.max),
        "sum": ("price.max", price.max),
        "advice": ("price.high", price.high),
        "crowd": ("crowd", line.crowd),
        "share": ("share", line.share),
    }
    for rule in line.rules:
        what, there = held.get(rule, ("", line))
        if there is None:
            yield Problem(FILE, line.id, f"the rule {rule} needs {what}")


def _conditions(line: Line) -> Iterator[Condition]:
    yield from (*line.bans, *line.needs, *line.notes)
    if line.half:
        yield line.half
