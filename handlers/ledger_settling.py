"""The settlement sheet of what was spent, and how much money was granted for it."""

from dataclasses import replace

from content.expense.wording import dollars
from content.forms import form_of
from handlers import ledger_patterns as patterns
from handlers import ledger_saying as saying
from handlers.changes import SetGranted
from handlers.ledger_desk import Desk
from handlers.messages import Choice
from handlers.topic import Outcome

MOST = 10**7  # dollars that are granted


async def settled(desk: Desk, instalment: str | None = None) -> Outcome:
    """「結算」: links or files; asks for the instalment where two have entries."""
    if not desk.kept:
        return desk.say(desk.phrases.empty)
    parts = [name for name in desk.spans() if any(one.instalment == name for one in desk.kept)]
    if instalment is None and len(parts) > 1:
        buttons = (Choice(desk.part_name(one), desk.token("sheet", one)) for one in parts)
        return desk.ask(desk.phrases.ask_sheet, *buttons)
    part = instalment if instalment is not None else next(iter(parts), "")
    ports = desk.turn.ports
    given = await ports.exports.settlement(desk.community, part, desk.turn.incoming.channel)
    if not given:
        none = desk.phrases.no_files if form_of(desk.composer.library, desk.plan) else desk.phrases.no_sheet
        return desk.say(none.format(plan=desk.plan.name), saying.seeing(desk))
    mine = desk.of(part)
    said = {"part": desk.part_name(part), "n": len(mine), "sum": dollars(sum(one.amount for one in mine))}
    lines = [desk.phrases.sheet.format(**said), _granted(desk, part)]
    outcome = desk.say("\n".join(lines), saying.seeing(desk), saying.asking_room(desk))
    reply = replace(outcome.replies[0], documents=given)
    return replace(outcome, replies=(reply,))


def _granted(desk: Desk, part: str) -> str:
    """The money that stands in the sheet: what was told, else what is taken for it."""
    phrases, told = desk.phrases, (desk.granted or {}).get(part)
    if told is not None:
        return phrases.granted.format(amount=dollars(told))
    amount, name = assumed(desk, part)
    return phrases.granted_assumed.format(amount=dollars(amount), name=name) if amount else phrases.granted_unknown


def assumed(desk: Desk, part: str) -> tuple[int, str]:
    """What is taken for the grant while nobody told it: what was planned, else the tier's cap; 0 for none."""
    if planned := desk.planned(part):
        return sum(row.item.total for row in planned.rows), desk.phrases.of_plan
    cap = desk.left(part).cap
    return (cap.cap, cap.name) if cap else (0, "")


def granted(desk: Desk, text: str) -> Outcome | None:
    """「第二期核定 4800」: kept, for what is left and for the sheet; 「復原」 brings back what was told before."""
    found = patterns.GRANT.fullmatch(text)
    if found is None:
        return None
    if not desk.may:
        return desk.say(desk.phrases.only_conveners, saying.asking_room(desk))
    amount = int(found["amount"].replace(",", ""))
    if not 0 < amount <= MOST:
        return desk.say(desk.phrases.slip_huge.format(said=amount, name=""))
    which = _named(desk, found["part"])
    before = (desk.granted or {}).get(which)
    back = desk.token("ungrant", which, "" if before is None else before, amount)
    head = desk.phrases.grant_noted.format(part=desk.part_name(which), amount=dollars(amount))
    return _noted(desk, which, amount, head, Choice(desk.phrases.button_undo, back))


def _named(desk: Desk, part: str | None) -> str:
    """The instalment that was named, else that of today; "" where the plan has none."""
    parts = desk.rules.budget.instalments
    return next((one for one in parts if desk.part_name(one) == part), desk.current if desk.spans() else "")


def _noted(desk: Desk, which: str, amount: int | None, head: str, *ways: Choice) -> Outcome:
    """A grant that is kept, or not known any more, and how the ledger stands with it."""
    others = {part: told for part, told in (desk.granted or {}).items() if part != which}
    after = replace(desk, granted=others if amount is None else {**others, which: amount})
    lines = [head, saying.total(after.left(which), which, after)]
    outcome = after.say("\n".join(lines), *ways, saying.asking_room(desk), saying.seeing(desk))
    return replace(outcome, changes=(SetGranted(desk.community.id, which, amount),))


def holds(desk: Desk, more: str) -> bool:
    """Whether the grant that a button takes back, `<part>:<before>:<amount>`, is still the one that holds."""
    which, _, amounts = more.partition(":")
    return str((desk.granted or {}).get(which, "")) == amounts.rpartition(":")[2] != ""


def ungranted(desk: Desk, more: str) -> Outcome:
    """What was told before of a grant holds again, or nothing.

    Raises ValueError for amounts that are none.
    """
    if not desk.may:
        return desk.say(desk.phrases.only_conveners, saying.asking_room(desk))
    which, _, amounts = more.partition(":")
    before = amounts.partition(":")[0]
    if not holds(desk, more):
        return desk.say(desk.phrases.changed_since, saying.seeing(desk))
    if not before:
        return _noted(desk, which, None, desk.phrases.undone)
    if not 0 < int(before) <= MOST:
        raise ValueError(f"no grant {before}")
    head = desk.phrases.undone + desk.phrases.granted.format(amount=dollars(int(before)))
    return _noted(desk, which, int(before), head)
