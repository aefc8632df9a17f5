"""What the check said of a kept budget, and where other rules changed that."""

from dataclasses import dataclass
from datetime import datetime

from content.budget import Finding, Standing


@dataclass(frozen=True, slots=True)
class Judged:
    """What the check said of a draft: its violations and warnings. `rules`: the fingerprint of the plan's rules."""

    rules: str
    standing: Standing
    findings: tuple[Finding, ...] = ()

    def same(self, other: "Judged") -> bool:
        """Whether the verdict is the same, in whatever words."""
        return self.standing == other.standing and self.without(other) == other.without(self) == ()

    def without(self, other: "Judged") -> tuple[Finding, ...]:
        """What the other does not say."""
        known = {_verdict(one) for one in other.findings}
        return tuple(one for one in self.findings if _verdict(one) not in known)


def _verdict(one: Finding) -> tuple[object, ...]:
    return one.rule, one.item, one.severity, one.cap


@dataclass(frozen=True, slots=True)
class Shift:
    """Since `at`, other rules judge a draft, which was at `version` then, otherwise than before."""

    version: int
    at: datetime
    before: Judged
    after: Judged
