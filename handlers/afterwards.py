"""What is added to an answer once it is known, in the order in which it is read."""

from handlers import budget, evidence, ledger_room, plans, recheck, reminders_notice
from handlers.compose import Composer
from handlers.topic import Outcome, Turn


async def finished(outcome: Outcome, turn: Turn, composer: Composer) -> Outcome:
    """A person's answer with all that belongs below it: buttons, the notice on a past plan, what is due soon,
    and budgets that other rules judge otherwise."""
    outcome = budget.offered(outcome, turn, composer)
    outcome = await ledger_room.weighed(outcome, turn, composer)
    outcome = evidence.offered(outcome, turn, composer)
    outcome = plans.with_notice(outcome, turn.now, composer)
    outcome = await reminders_notice.closing(outcome, turn, composer)
    return await recheck.finished(outcome, turn, composer)
