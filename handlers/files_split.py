"""A draft of the whole year as one per instalment: as nothing tells which item is of which, each has all of them."""

from collections.abc import Sequence
from dataclasses import replace

from content.budget_model import Instalment
from handlers import budget_drafts as drafts
from handlers.budget_desk import Desk, desk_for
from handlers.budget_saying import LABEL
from handlers.changes import SetBudget
from handlers.messages import Choice
from handlers.records import BudgetDraft, BudgetRow
from handlers.topic import Outcome

NUMBER = 2  # characters of a number behind a name


async def split(desk: Desk) -> Outcome:
    """A copy per instalment; the draft itself stays as it is. Copies that are there already, untouched, are opened."""
    mine = await desk.turn.ports.budgets.drafts(desk.turn.incoming.person)
    parts = list(desk.rules.budget.instalments.values())
    known = [await _known(desk, part, mine) for part in parts]
    found = [one for one in known if one]
    if len(found) == len(parts):
        return _said(desk, found)
    new = list[Desk]()
    for part in parts:
        new.append(await _copy(desk, part, [one.name for one in mine] + [one.draft.name for one in new]))
    return replace(_said(desk, new), changes=tuple(SetBudget("new", one.draft) for one in new))


async def _known(desk: Desk, part: Instalment, mine: Sequence[BudgetDraft]) -> Desk | None:
    """The copy of an earlier tap, unless anything in it was changed."""
    rows = _rows(desk)
    whole = (desk.plan.id, desk.draft.tier, part.id, rows)
    same = (one for one in mine if (one.plan, one.tier, one.instalment, one.rows) == whole)
    found = next((one.id for one in same if one.name.startswith(_name(desk, part))), "")
    known = await desk_for(desk.turn, desk.composer, found)
    return known if known and known.may else None


async def _copy(desk: Desk, part: Instalment, taken: Sequence[str]) -> Desk:
    new = await drafts.fresh(desk.turn, desk.plan, desk.composer)
    name = drafts.unused(_name(desk, part), taken)
    draft = replace(desk.draft, id=new.draft.id, name=name, community=new.draft.community, state="open", version=1)
    return replace(new, draft=replace(draft, instalment=part.id, rows=_rows(desk), requested=None))


def _name(desk: Desk, part: Instalment) -> str:
    """It differs from the other copies' within what a button shows, also with a number behind it."""
    return f"{desk.draft.name[: LABEL - NUMBER - len(part.name) - 1].rstrip()} {part.name}"


def _rows(desk: Desk) -> tuple[BudgetRow, ...]:
    return tuple(BudgetRow(replace(row.item, on=None), 1) for row in desk.draft.rows)


def _said(desk: Desk, desks: Sequence[Desk]) -> Outcome:
    """The first one is open then."""
    phrases = desk.composer.library.phrases.forms
    names = "、".join(f"「{one.draft.name}」" for one in desks)
    text = phrases.split.format(parts=len(desks), n=len(desk.draft.rows), names=names)
    parts = desk.rules.budget.instalments
    buttons = (Choice(parts[one.draft.instalment].name, one.token("open")) for one in desks)
    return replace(desks[0], several=False).say(text, *buttons)
