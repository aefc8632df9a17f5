"""A draft of the whole year as one per instalment: as nothing tells which item is of which, each has all of them."""

from dataclasses import replace

from handlers import budget_drafts as drafts
from handlers.budget_desk import Desk
from handlers.changes import SetBudget
from handlers.messages import Choice
from handlers.records import BudgetRow
from handlers.topic import Outcome


async def split(desk: Desk) -> Outcome:
    """A copy per instalment; the draft itself stays as it is."""
    parts = desk.rules.budget.instalments.values()
    desks = list[Desk]()
    for part in parts:
        new = await drafts.fresh(desk.turn, desk.plan, desk.composer)
        name = f"{desk.draft.name} {part.name}"[: drafts.NAME]
        rows = tuple(BudgetRow(replace(row.item, on=None), 1) for row in desk.draft.rows)
        draft = replace(desk.draft, id=new.draft.id, name=name, community=new.draft.community, state="open", version=1)
        desks.append(replace(new, draft=replace(draft, instalment=part.id, rows=rows, requested=None), several=False))
    phrases = desk.composer.library.phrases.forms
    names = "、".join(f"「{one.draft.name}」" for one in desks)
    text = phrases.split.format(parts=len(desks), n=len(desk.draft.rows), names=names)
    buttons = (Choice(drafts.label(one.draft.name), one.token("open")) for one in desks)
    outcome = replace(desks[0], several=False).say(text, *buttons)
    return replace(outcome, changes=tuple(SetBudget("new", one.draft) for one in desks))
