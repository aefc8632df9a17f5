"""Frozen picture of budget.yaml: what a plan pays for, up to how much, and under which conditions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from content.model import Fact, Verdict

# How bad it is when a rule of a budget is not kept, the worst first.
Severity = Literal["violation", "warning", "info", "ok"]
# What the check of a whole budget looks at in a line, and in the budget itself.
LineRule = Literal["price", "sum", "advice", "crowd", "share", "shown"]
BudgetRule = Literal["tier", "cross", "planned", "unlisted", "period", "settle"]

# How the base of a share is read: `example` takes the share off once before taking it again (T × (1−r) × r, as the
# plan's own example does), `others` counts all other lines (T × r/(1+r)), `whole` counts everything (T × r).
Method = Literal["example", "others", "whole"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A sentence that holds under circumstances: a ban, something to hand in, or something to know.

    `when` and `unless` are circumstances of words.yaml (any of them), `goods` are word lines it is limited to.
    `missing` is the circumstance that says the thing asked for is not there, `done` the one that it is. `rule` is the
    id under which the check of a whole budget tells it, "" where it does not; `severity` is given where it is not what
    bans (violation), needs (warning) and notes (info) have there.
    """

    say: str
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    missing: str = ""
    done: str = ""
    instead: str = ""
    section: str = ""
    rule: str = ""
    severity: Severity | None = None

    def holds(self, told: frozenset[str], goods: Iterable[str]) -> bool:
        """Whether circumstances and goods are those that it speaks of."""
        return (
            (not self.when or not told.isdisjoint(self.when))
            and told.isdisjoint(self.unless)
            and (not self.goods or not set(goods).isdisjoint(self.goods))
        )


@dataclass(frozen=True, slots=True)
class Price:
    """Bounds of the price of one unit, in dollars; `low` and `high` are advice only."""

    max: Fact | None = None
    min: Fact | None = None
    low: Fact | None = None
    high: Fact | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A cap that is a share of a base. `strict` is what to go by; up to `tolerated` it is worth asking."""

    rate: Fact
    base: str  # as the plan calls it: 業務費
    strict: Method
    tolerated: Method | None = None
    loose: Method | None = None  # a further reading that a plan holds, too generous to rely on
    loose_section: str = ""
    of_grant: bool = False  # the whole may be the tier's grant as well as what is budgeted: neither may be exceeded


@dataclass(frozen=True, slots=True)
class Planned:
    """What an organiser's own budget has written down for a line: price × quantity = total."""

    price: Fact | None = None
    quantity: Fact | None = None
    total: Fact | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a plan's budget.

    `per` maps what one price is for to the counter it is said with, the main one first: {person: 人, occasion: 次}.
    `alias` tells counters that mean the same here: a 個 of lunch is a person's. `takes` maps word lines that are paid
    from this line to a reservation ("" where there is none). `rules` maps what the check of a whole budget looks at to
    the id of its rule: the `price` of one unit, the `sum` of all occasions, the `advice` on a price, the `crowd`, the
    `share`, or what share a line has that none limits (`shown`).
    """

    id: str
    name: str
    section: str
    each: str = ""  # 每人每次
    per: Mapping[str, str] = field(default_factory=dict)
    alias: Mapping[str, str] = field(default_factory=dict)
    price: Price = Price()
    planned: Planned = Planned()
    share: Share | None = None
    crowd: Fact | None = None  # one is paid for beyond every so many people
    half: Condition | None = None  # circumstances that halve the price
    claims: tuple[str, ...] = ()  # circumstances that make a general name (講師) this line
    takes: Mapping[str, str] = field(default_factory=dict)
    bans: tuple[Condition, ...] = ()
    needs: tuple[Condition, ...] = ()
    notes: tuple[Condition, ...] = ()
    conflicts: tuple[str, ...] = ()
    rules: Mapping[LineRule, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cross:
    """The grant of a community of several schools: `first` for `schools`, `step` for each more, never above `most`."""

    tier: str
    first: Fact
    schools: Fact
    step: Fact
    most: Fact
    limit: Fact  # schools that are counted at most
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Caps of a whole budget: of each tier, of communities across schools, or the organiser's own sum."""

    section: str
    tiers: Mapping[str, Fact] = field(default_factory=dict)
    cross: Cross | None = None
    planned: Fact | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that the plan says about a matter, with its verdict and place."""

    say: str
    section: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class People:
    """How many people and schools a community needs at least; no tiers: all of them."""

    rule: str
    members: Fact
    schools: Fact | None = None
    tiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """What holds for every budget of some tiers."""

    rule: str
    say: str
    section: str
    tiers: tuple[str, ...]
    severity: Severity


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of the year with its own budget: when the money is spent, and by when it is settled.

    `settle`: the facts of the last day; several where the plan contradicts itself. `after`: the fact of how many days
    after the last meeting it is due anyway.
    """

    id: str
    name: str
    period: Fact
    settle: tuple[Fact, ...] = ()
    after: Fact | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """Everything a plan says about spending.

    `rules` maps what the check looks at in a budget as a whole to the id of its rule: the `tier`'s cap, the `cross`
    one, what is `planned`, what is `unlisted`, the `period` and the `settle` date of an instalment.
    """

    place: str  # where the lines stand
    lines: Mapping[str, Line]
    unlisted: str = ""  # what to do about something that the plan does not list, beside asking
    totals: Totals | None = None
    transfer: Statement | None = None  # moving money between lines
    over_plan: Statement | None = None  # spending more than the organiser's budget has written down
    rules: Mapping[BudgetRule, str] = field(default_factory=dict)
    people: tuple[People, ...] = ()
    remarks: tuple[Remark, ...] = ()
    instalments: Mapping[str, Instalment] = field(default_factory=dict)
