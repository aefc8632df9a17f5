"""What budget.yaml may look like. Figures stand in facts; here are their keys."""

from pydantic import Field

from content.budget_model import BudgetRule, LineRule, Method, Severity
from content.model import Verdict
from content.shapes import Shape, Strings


class ConditionShape(Shape):
    """A sentence with the circumstances under which it holds. `say` and `instead` may hold {fact} placeholders."""

    say: str = Field(min_length=1)
    when: Strings = Field(default_factory=list)
    unless: Strings = Field(default_factory=list)
    goods: Strings = Field(default_factory=list)
    missing: str = ""
    done: str = ""
    instead: str = ""
    section: str = ""
    rule: str = ""
    severity: Severity | None = None


class PriceShape(Shape):
    """Fact keys of the bounds of a price."""

    max: str = ""
    min: str = ""
    low: str = ""
    high: str = ""


class ShareShape(Shape):
    """A cap that is a share of a base."""

    rate: str
    base: str
    strict: Method
    tolerated: Method | None = None
    loose: Method | None = None
    loose_section: str = ""
    of_grant: bool = False


class PlannedShape(Shape):
    """Fact keys of an organiser's own figures."""

    price: str = ""
    quantity: str = ""
    total: str = ""


class LineShape(Shape):
    """An entry of `lines:`."""

    name: str = Field(min_length=1)
    section: str = Field(min_length=1)
    each: str = ""
    per: dict[str, str] = Field(default_factory=dict)
    alias: dict[str, str] = Field(default_factory=dict)
    price: PriceShape = PriceShape()
    planned: PlannedShape = PlannedShape()
    share: ShareShape | None = None
    crowd: str = ""
    half: ConditionShape | None = None
    claims: Strings = Field(default_factory=list)
    takes: dict[str, str] = Field(default_factory=dict)
    bans: list[ConditionShape] = Field(default_factory=list)
    needs: list[ConditionShape] = Field(default_factory=list)
    notes: list[ConditionShape] = Field(default_factory=list)
    conflicts: Strings = Field(default_factory=list)
    rules: dict[LineRule, str] = Field(default_factory=dict)


class CrossShape(Shape):
    """`cross:` of the totals: fact keys."""

    tier: str
    first: str
    schools: str
    step: str
    most: str
    limit: str
    conflict: str = ""


class TotalsShape(Shape):
    """`totals:`: fact keys by tier."""

    section: str
    tiers: dict[str, str] = Field(default_factory=dict)
    cross: CrossShape | None = None
    planned: str = ""
    note: str = ""


class StatementShape(Shape):
    """`transfer:` and `over_plan:`."""

    say: str
    section: str
    verdict: Verdict


class PeopleShape(Shape):
    """An element of `people:`; fact keys."""

    rule: str
    members: str
    schools: str = ""
    tiers: Strings = Field(default_factory=list)


class RemarkShape(Shape):
    """An element of `remarks:`."""

    rule: str
    say: str
    section: str
    tiers: Strings
    severity: Severity


class InstalmentShape(Shape):
    """An entry of `instalments:`; fact keys."""

    name: str
    period: str
    settle: Strings = Field(default_factory=list)
    after: str = ""


class BudgetShape(Shape):
    """budget.yaml."""

    place: str
    unlisted: str = ""
    totals: TotalsShape | None = None
    transfer: StatementShape | None = None
    over_plan: StatementShape | None = None
    rules: dict[BudgetRule, str] = Field(default_factory=dict)
    people: list[PeopleShape] = Field(default_factory=list)
    remarks: list[RemarkShape] = Field(default_factory=list)
    instalments: dict[str, InstalmentShape] = Field(default_factory=dict)
    lines: dict[str, LineShape] = Field(default_factory=dict)
