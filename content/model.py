"""Frozen picture of the curated YAML: what a plan says, and where it says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from content.values import Value

Verdict = Literal["allowed", "conditional", "not_allowed", "not_stated"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure, date or name of a plan. `variant` tells apart sources that disagree (settle.second.due@checklist)."""

    key: str
    label: str
    value: Value
    section: str
    variant: str = ""
    tier: str = ""
    per: str = ""
    base: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A contradiction: variants of one fact (`use` names the stricter), or a note that touches answers."""

    id: str
    level: Literal["high", "middle", "low"]
    use: str = ""
    why: str = ""
    note: str = ""
    touches: tuple[str, ...] = ()
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A number with a counter in the question, compared with a fact: `27 班` at_most `quota.classes.medium`."""

    unit: str
    at_least: str = ""
    at_most: str = ""
    above: str = ""
    below: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One wording of an answer that holds where tier, words and number of the question fit."""

    say: str
    tiers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    bound: Bound | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a plan answers to a question key. `say` and the cases hold {placeholders} of facts."""

    key: str
    cases: tuple[Case, ...]
    see: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tier:
    """A kind of community that a plan knows (初階社群)."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


DeadlineKind = Literal["apply", "review", "report", "settle", "session", "other"]


@dataclass(frozen=True, slots=True)
class Due:
    """By a day, in a month, or within a period: the fact that says so, and the one of the time of day."""

    fact: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class After:
    """So long after an event that the community brings about: `within` is the fact of how long.

    `during`: the fact of the period in which the event takes place. `same`: the deadline with a date that asks for the
    same thing; the earlier of the two counts.
    """

    event: str
    within: str
    during: str = ""
    same: str = ""


@dataclass(frozen=True, slots=True)
class Announced:
    """Still to be announced."""


@dataclass(frozen=True, slots=True)
class PlanDeadline:
    """Something that a plan wants done in time. No tiers: it is for all of them.

    `keep`: the fact of what stays at the school. `pick`: of those that share this word, one is enough.
    """

    id: str
    title: str
    kind: DeadlineKind
    rule: Due | After | Announced
    tiers: frozenset[str] = frozenset()
    who: str = ""
    hand_in: str = ""
    to: str = ""
    keep: str = ""
    pick: str = ""
    sections: tuple[str, ...] = ()  # besides those of the facts


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything curated of one county's plan of one school year."""

    id: str
    name: str
    county: str
    aliases: tuple[str, ...]
    year: int
    title: str
    about: str
    ask: str
    tiers: Mapping[str, Tier]
    foreign: frozenset[str]  # kinds of questions (first part of their keys) that nobody asks under this plan
    facts: Mapping[str, Fact]  # by key, or key@variant
    conflicts: Mapping[str, Conflict]
    answers: Mapping[str, Entry]
    shared: Mapping[str, str] = field(default_factory=dict)  # question key -> key of the entry that answers it too
    deadlines: Mapping[str, PlanDeadline] = field(default_factory=dict)  # by id, in the order of the files

    @property
    def place(self) -> str:
        """The county's short name, whatever it was called in the plan's year: 桃園."""
        return self.aliases[0]

    def tier_named(self, name: str) -> str:
        """The id of a tier by its name or an alias, with or without 社群; "" where there is none."""
        bare = name.removesuffix("社群")
        for tier in self.tiers.values():
            if bare in {known.removesuffix("社群") for known in (tier.id, tier.name, *tier.aliases)}:
                return tier.id
        return ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something people ask, with the ways they put it. It belongs to no plan."""

    key: str
    label: str
    wordings: tuple[str, ...]
