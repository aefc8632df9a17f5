"""Budgets that are kept, checked again when a plan's rules or the code of the check have changed; whoever convenes is
told once what differs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from content.budget import Finding, check
from handlers import recheck_saying as saying
from handlers.budget_desk import Desk, as_draft, grave
from handlers.changes import (
    Change,
    Rejudge,
    SetBudget,
    SetDeadlines,
    SetGranted,
    SetReminded,
    SetSpending,
    SetWishes,
    Snooze,
)
from handlers.compose import Composer
from handlers.recheck_records import Judged, Shift
from handlers.records import BudgetDraft
from handlers.topic import Outcome, Person, Turn

KEPT = 20  # shifts of a draft; who was away for longer is told of these
_NEVER = datetime.min.replace(tzinfo=UTC)
# after these everybody has the rights they had; behind all others it waits for the next message
_QUIET = (SetBudget, SetDeadlines, SetGranted, SetReminded, SetSpending, SetWishes, Snooze)


async def finished(outcome: Outcome, turn: Turn, composer: Composer) -> Outcome:
    """With what the check says kept beside each draft; at the first message under other rules, with what differs."""
    if turn.incoming.group:
        return outcome
    changes = [await _kept(one, turn, composer) for one in outcome.changes]
    outcome = replace(outcome, changes=tuple(changes))
    person, rules = outcome.person, composer.library.rules
    if person.rules == rules or not all(isinstance(one, _QUIET) for one in changes):
        return outcome
    if person.turns > 1:
        outcome = await _rechecked(outcome, turn, composer)
    return replace(outcome, person=replace(outcome.person, rules=rules, rules_at=turn.now))


async def _kept(change: Change, turn: Turn, composer: Composer) -> Change:
    """A draft that is saved, as it is judged now; what other rules have made of it before that is noted as well."""
    if not isinstance(change, SetBudget):
        return change
    draft, rules = change.draft, composer.library.rulebook(composer.library.plans[change.draft.plan]).fingerprint
    shifts = draft.shifts
    if draft.version > 1 and (draft.judged is None or draft.judged.rules != rules):
        stored = await turn.ports.budgets.draft(turn.incoming.person, draft.id)
        shifts = _brought(stored, turn, composer).shifts if stored else shifts
    return replace(change, draft=replace(draft, judged=judged(draft, composer), shifts=shifts))


def judged(draft: BudgetDraft, composer: Composer) -> Judged:
    """What the check says of a draft today."""
    rules = composer.library.rulebook(composer.library.plans[draft.plan])
    checked = check(as_draft(draft), rules)
    findings = tuple(_bare(one) for one in grave(checked.findings))
    return Judged(rules.fingerprint, checked.standing, findings)


def _bare(one: Finding) -> Finding:
    """Without what could be done about it."""
    return replace(one, fix=None)


def _brought(draft: BudgetDraft, turn: Turn, composer: Composer) -> BudgetDraft:
    """A draft as today's rules judge it; the same where they are those that judged it."""
    before, rules = draft.judged, composer.library.rulebook(composer.library.plans[draft.plan])
    if before and before.rules == rules.fingerprint:
        return draft
    now, shifts = judged(draft, composer), draft.shifts
    if before and not before.same(now):
        shifts = (*shifts, Shift(draft.version, turn.now, before, now))[-KEPT:]
    return replace(draft, judged=now, shifts=shifts)


async def _rechecked(outcome: Outcome, turn: Turn, composer: Composer) -> Outcome:
    """With all drafts brought up to date of whoever may change them, and with what they have not been told of that."""
    saved = {one.draft.id: one.draft for one in outcome.changes if isinstance(one, SetBudget)}
    changes, news = list(outcome.changes), list[saying.News]()
    for draft in await _own(turn, composer):
        now = saved.get(draft.id) or _brought(draft, turn, composer)
        if now is not draft and draft.id not in saved:
            changes.append(Rejudge(now, draft.judged.rules if draft.judged else ""))
        if now.state != "deleted" and (unheard := _unheard(now, turn.person)):
            desk = Desk(turn, composer, now, composer.library.plans[now.plan])
            news.append(saying.News(desk, unheard[0].before, unheard[-1]))
    told = saying.told([one for one in news if not one.before.same(one.last.after)], composer)
    return replace(outcome, replies=(*outcome.replies, *told), changes=tuple(changes))


async def _own(turn: Turn, composer: Composer) -> Iterable[BudgetDraft]:
    """The drafts that a person may change, of plans that there still are."""
    drafts = await turn.ports.budgets.drafts(turn.incoming.person)
    parts = await turn.ports.communities.of(turn.incoming.person) if drafts else ()
    convened = {"", *(one.community.id for one in parts if one.convenes)}
    return [one for one in drafts if one.community in convened and one.plan in composer.library.plans]


def _unheard(draft: BudgetDraft, person: Person) -> list[Shift]:
    """What came about since the person was here last."""
    return [one for one in draft.shifts if one.at > (person.rules_at or _NEVER)]
