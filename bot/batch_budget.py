"""`batch budget`: whole budgets as JSON lines, checked without a chat."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot.batch import BadLine, Line
from content.budget import Draft, Finding, Flag, Item, check
from content.library import Library
from content.model import Plan

LIMIT = 10**12  # dollars, and units


class Row(BaseModel):
    """A row of a budget. Fields that are not known are ignored: forms bring their own."""

    model_config = ConfigDict(frozen=True)

    no: int | None = None
    category: str | None = None
    item: str | None = None
    unit: str | None = None
    unit_price: int | None = Field(default=None, ge=0, le=LIMIT)
    qty: Decimal | None = Field(default=None, ge=0, le=LIMIT)
    amount: int | None = Field(default=None, ge=0, le=LIMIT)
    note: str | None = None
    purpose: str | None = None
    participants: int | None = Field(default=None, ge=0, le=LIMIT)
    assistants: int | None = Field(default=None, ge=0, le=LIMIT)
    expense_date: date | None = None
    member_as_lecturer: bool | None = None
    recipient_is_member: bool | None = None
    recipient_is_advisory_team: bool | None = None
    co_lecturing: bool | None = None
    book_list_attached: bool | None = None
    book_listed: bool | None = None
    lecture_outline_attached: bool | None = None


class Context(BaseModel):
    """What is told of the whole budget."""

    model_config = ConfigDict(frozen=True)

    member_count: int | None = Field(default=None, ge=0, le=LIMIT)
    members: int | None = Field(default=None, ge=0, le=LIMIT)
    participants: int | None = Field(default=None, ge=0, le=LIMIT)
    schools: int | None = Field(default=None, ge=0, le=LIMIT)
    workshop: bool | None = None
    lecturer_info_in_plan: bool | None = None
    lecture_outline_attached: bool | None = None
    book_list_attached: bool | None = None
    book_listed: bool | None = None


class BudgetLine(Line):
    """One budget."""

    scheme: str
    tier: str | None = None
    instalment: str | None = None
    context: Context = Context()
    lines: list[Row]
    requested_total: int | None = Field(default=None, ge=0, le=LIMIT)


# field -> what it tells where it is true, and where it is false
FLAGS: dict[str, tuple[Flag | None, Flag | None]] = {
    "member_as_lecturer": ("member", None),
    "recipient_is_member": ("member", None),
    "recipient_is_advisory_team": ("advisory_team", None),
    "co_lecturing": ("co_lecturing", None),
    "book_list_attached": ("book_listed", "book_not_listed"),
    "book_listed": ("book_listed", "book_not_listed"),
    "lecture_outline_attached": ("outline", "no_outline"),
    "lecturer_info_in_plan": ("lecturer_info", "no_lecturer_info"),
    "workshop": ("workshop", "lecture_only"),
}


class Budgets:
    """Checks budgets against one library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def budget(self, request: BudgetLine) -> dict[str, Any]:
        """The verdict, the total recomputed, and all findings. Raises BadLine where something is not known."""
        plan = self._library.plans.get(request.scheme)
        if plan is None:
            raise BadLine(f"{request.id}: no plan {request.scheme}")
        checked = check(self._draft(request, plan), self._library.rulebook(plan))
        return {
            "id": request.id,
            "verdict": checked.standing,
            "total": checked.total,
            "findings": [_found(one) for one in checked.findings],
        }

    def _draft(self, request: BudgetLine, plan: Plan) -> Draft:
        context = request.context
        try:
            return Draft(
                items=tuple(_item(row, number) for number, row in enumerate(request.lines, 1)),
                tier=_tier(request, plan),
                instalment=self._instalment(request, plan),
                requested=request.requested_total,
                members=context.member_count if context.members is None else context.members,
                participants=context.participants,
                schools=context.schools,
                told=frozenset(_flags(context)),
            )
        except ValueError as error:
            raise BadLine(f"{request.id}: {error}") from error

    def _instalment(self, request: BudgetLine, plan: Plan) -> str:
        """The instalment whose name the request's begins with; any other is the whole year."""
        parts = self._library.budgets[plan.id].instalments.values()
        return next((part.id for part in parts if (request.instalment or "").startswith(part.name)), "")


def _tier(request: BudgetLine, plan: Plan) -> str:
    found = plan.tier_named(request.tier) if request.tier else ""
    if request.tier and plan.tiers and not found:
        raise BadLine(f"{request.id}: {plan.id} has no tier {request.tier}")
    return found


def _item(row: Row, number: int) -> Item:
    """A row; where it says only an amount, that is the price of one."""
    price = row.unit_price if row.unit_price is not None else row.amount
    quantity = row.qty if row.qty is not None and row.unit_price is not None else Decimal(1)
    if price is None:
        raise ValueError(f"row {row.no or number} has neither unit_price nor amount")
    return Item(
        no=number if row.no is None else row.no,
        category=row.category or "",
        price=price,
        quantity=int(quantity) if quantity == int(quantity) else Fraction(quantity),
        name=row.item or "",
        unit=row.unit or "",
        amount=row.amount,
        note=row.note or "",
        purpose=row.purpose or "",
        participants=row.participants,
        assistants=row.assistants,
        on=row.expense_date,
        told=frozenset(_flags(row)),
    )


def _flags(source: Row | Context) -> Iterator[Flag]:
    for name, (true, false) in FLAGS.items():
        value = getattr(source, name, None)
        if (flag := true if value else false) and value is not None:
            yield flag


def _found(one: Finding) -> dict[str, Any]:
    line = {} if one.item is None else {"line": one.item}
    return {"rule": one.rule, "severity": one.severity, **line, "text": one.text, "section": one.section}
