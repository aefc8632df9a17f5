"""Items of a budget that are not complete: what is missing, and the button that takes what the plan gives at most."""

from collections.abc import Sequence

from content.budget import Item
from content.budget.rules import money
from content.budget_model import Line
from content.budget_text import Slip
from handlers.budget_desk import Desk
from handlers.messages import Choice

HELD = ("count", "price")  # what the next message may complete
MOST = "most"  # the verb of the button


def held(slips: Sequence[Slip]) -> str:
    """The words of an item that the next message may complete; "" for none."""
    return next((one.said for one in slips if one.why in HELD), "")


def slipped(slip: Slip, desk: Desk) -> str:
    """What was not taken, why, and what to type."""
    line = _line(slip, desk)
    if line and (most := money(line.price.max)):
        said = {"said": slip.said, "name": line.name, "unit": _unit(line), "most": f"{most:,}"}
        return desk.phrases.slip_price_most.format(**said)
    return getattr(desk.phrases, f"slip_{slip.why}").format(said=slip.said, what=slip.what)  # type: ignore[no-any-return]


def waiting(before: Desk, pending: str) -> list[str]:
    """That an item said earlier is not complete yet, while others come in."""
    return [before.phrases.still_pending.format(said=pending)] if pending and pending == before.pending else []


def at_most(slips: Sequence[Slip], desk: Desk) -> tuple[Choice, ...]:
    """「照上限 2,000 元」 for an item without a price."""
    for one in slips:
        line = _line(one, desk)
        if line and (most := money(line.price.max)):
            words = f"{one.said} 一{_unit(line)} {most}元"
            label = desk.phrases.button_most.format(most=f"{most:,}")
            return (Choice(label, desk.token(MOST, words)),)
    return ()


def _line(slip: Slip, desk: Desk) -> Line | None:
    """The line of an item that has everything but its price, where one unit of it has a cap."""
    if slip.why != "price":
        return None
    line = desk.rules.row(Item(0, slip.said, 0), frozenset())[0].line
    return line if line and line.per and line.price.max else None


def _unit(line: Line) -> str:
    return next(iter(line.per.values()))
