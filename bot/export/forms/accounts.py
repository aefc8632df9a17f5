"""What a community's settlement sheet holds: its entries, what was planned, what was granted."""

from collections.abc import Mapping

from sqlalchemy import Connection

from bot.export.forms import Account, Spent
from bot.store import budgets, ledgers
from content.budget import Draft
from content.ledger import left
from content.library import Library
from content.model import Plan
from handlers.budget_desk import as_draft
from handlers.records import Community, Spending


def parts(plan: Plan, library: Library) -> tuple[str, ...]:
    """The instalments of a plan by their places, the whole year first."""
    return ("", *library.budgets[plan.id].instalments)


def account(c: Connection, community: Community, instalment: str, plan: Plan, library: Library) -> Account | None:
    """The entries of an instalment, "" for the whole year; None where there are none."""
    kept = [one for one in ledgers.spendings(c, community.id) if one.state == "kept"]
    mine = [one for one in kept if not instalment or one.instalment in (instalment, "")]
    if not mine:
        return None
    done = [one for one in budgets.done(c, community.id) if one.plan == plan.id]
    own = [one for one in done if one.instalment == instalment] or [one for one in done if not one.instalment]
    planned = as_draft(own[0]) if own else None
    told = ledgers.granted(c, community.id)
    spent = tuple(_spent(one, plan, library) for one in mine)
    return Account(spent, instalment, _granted(told, instalment, planned, community, plan, library), planned)


def _granted(
    told: Mapping[str, int], instalment: str, planned: Draft | None, community: Community, plan: Plan, library: Library
) -> int | None:
    """What was told, else what was planned, else the cap of the community's tier."""
    if instalment in told:
        return told[instalment]
    if planned:
        return sum(one.total for one in planned.items)
    cap = left((), None, library.rulebook(plan), community.tier, instalment).cap
    return cap.cap if cap else None


def _spent(one: Spending, plan: Plan, library: Library) -> Spent:
    lines = library.budgets[plan.id].lines
    name = lines[one.line].name if one.line in lines else one.item.category
    many = f"{one.item.price:,} × {one.item.quantity} {one.item.unit}" if one.item.quantity != 1 else ""
    detail = one.item.name if one.line in lines else ""
    receipt = library.phrases.ledger.receipt.format(no=one.receipt).strip() if one.receipt else ""
    return Spent(one.day, name, one.amount, "，".join(filter(None, (detail, many, receipt))))
