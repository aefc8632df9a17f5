"""What an order on the open budget leads to, and who may give it."""

from collections.abc import Awaitable, Callable, Mapping

from handlers import budget_drafts as drafts
from handlers import budget_items as items
from handlers import budget_saying as saying
from handlers import files_out
from handlers.budget_desk import Desk
from handlers.budget_wish import Wish
from handlers.topic import Outcome


def rightly(desk: Desk, outcome: Outcome) -> Outcome:
    """What came of it, or that only conveners change a community's budget."""
    return outcome if desk.may or not outcome.changes else desk.say(desk.phrases.only_conveners, saying.seeing(desk))


Act = Callable[[Desk, Wish], Outcome | Awaitable[Outcome | None] | None]
_ACTS: Mapping[str, Act] = {
    "all": lambda desk, _: saying.whole(desk),
    "sum": lambda desk, _: saying.summary(desk, (), *saying.fixes(desk), saying.seeing(desk)),
    "room": lambda desk, wish: items.room(desk, wish.what),
    "change": items.change,
    "suppose": items.suppose,
    "note": items.note,
    "remove": items.remove,
    "clear": lambda desk, _: items.gone(desk, *desk.draft.rows),
    "undo": lambda desk, _: items.undo(desk),
    "fix": lambda desk, wish: items.fix(desk, wish.what),
    "rename": lambda desk, wish: drafts.rename(desk, wish.text),
    "copy": lambda desk, wish: drafts.copied(desk, later=1 if wish.what == "next" else 0),
    "drop": lambda desk, _: drafts.dropped(desk),
    "finish": lambda desk, _: drafts.finished(desk),
    "export": lambda desk, _: files_out.exported(desk),
}
_OWN = ("copy",)  # makes a draft that is the person's own, or of a community in which they may


async def acted(desk: Desk, wish: Wish) -> Outcome | None:
    if wish.kind not in _ACTS:
        return None
    outcome = await _awaited(_ACTS[wish.kind](desk, wish))
    return outcome if outcome is None or wish.kind in _OWN else rightly(desk, outcome)


async def _awaited(outcome: Outcome | Awaitable[Outcome | None] | None) -> Outcome | None:
    return outcome if outcome is None or isinstance(outcome, Outcome) else await outcome
