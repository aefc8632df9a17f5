"""What is added to an answer once it is known, in the order in which it is read."""

from dataclasses import replace

from handlers import budget, evidence, ledger_room, plans, recheck, recheck_dates, reminders_notice
from handlers import ledger_saying as saying
from handlers.compose import Composer
from handlers.ledger_pending import NAME, everything
from handlers.topic import Outcome, Turn


async def finished(outcome: Outcome, turn: Turn, composer: Composer) -> Outcome:
    """A person's answer with all that belongs below it: buttons, the notice on a past plan, what is due soon,
    and budgets that other rules judge otherwise."""
    outcome = _cancelled(outcome, turn, composer)
    outcome = budget.offered(outcome, turn, composer)
    outcome = await ledger_room.weighed(outcome, turn, composer)
    outcome = evidence.offered(outcome, turn, composer)
    outcome = plans.with_notice(outcome, turn.now, composer)
    outcome = await reminders_notice.closing(outcome, turn, composer)
    outcome = await recheck_dates.finished(outcome, turn, composer)
    return await recheck.finished(outcome, turn, composer)


def _cancelled(outcome: Outcome, turn: Turn, composer: Composer) -> Outcome:
    """「取消」 of the ledger's own interview: which entries are not written down by that."""
    said, form = composer.phrases.form_cancelled, turn.person.form
    gone = everything(form) if form and form.name == NAME else []
    first = next(iter(outcome.replies), None)
    if first is None or first.text != said or not gone:
        return outcome
    phrases = composer.library.phrases.ledger
    text = phrases.dropped.format(n=len(gone), names=saying.names(gone, phrases))
    return replace(outcome, replies=(replace(first, text=f"{said}\n{text}"), *outcome.replies[1:]))
