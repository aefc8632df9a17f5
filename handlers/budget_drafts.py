"""Drafts as a whole: begun, listed, opened, named, copied, finished, deleted."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from content.budget_text import Pasted
from content.budget_text import read as read_items
from content.expense.wording import dollars
from content.model import Plan
from content.phrases_budget_talk import BudgetTalkPhrases
from content.query import read
from content.text.normalise import clean, squeeze
from handlers import budget_items as items
from handlers import budget_saying as saying
from handlers import files_out
from handlers.budget_desk import DRAFT, FORM, Desk, desk_for, grave, saved
from handlers.changes import SetBudget
from handlers.communities_found import school_year
from handlers.compose import Composer
from handlers.interview import Answers, NotUnderstood, Option, Question
from handlers.messages import Choice
from handlers.records import BudgetDraft, BudgetRow, Membership
from handlers.topic import Form, Given, Outcome, Turn

PLAN, SAID = "plan", "said"  # keys of the interview before there is a draft: which plan, what was said with the order
SHOWN = 10  # drafts of a list
NAME = 24  # characters of a name


async def played(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    """The interview: which plan, where that is not known; then it waits for items until it is left."""
    if name := answers.known(DRAFT):
        desk = await desk_for(turn, composer, name)
        if desk is None or desk.draft.state == "deleted":
            return Outcome(turn.person, (composer.plain(composer.library.phrases.budget_talk.gone),))
        answers.miss(_question(desk))
    parts = await turn.ports.communities.of(turn.incoming.person)
    plans = composer.library.plans
    known = answers.known(PLAN) or turn.person.plan or next((one.community.plan for one in parts), "")
    plan = plans.get(known) or plans[answers.ask(plan_question(composer))]
    return await begun(turn, plan, answers.known(SAID), composer)


def _question(desk: Desk) -> Question:
    """Where the check stands, for whoever asked something else in between."""
    n, phrases = len(desk.draft.rows), desk.phrases
    text = (phrases.goes_on if n else phrases.goes_on_empty).format(name=desk.draft.name, n=n, total=saying.total(desk))
    return Question("items", text, (), partial(_unread, phrases), phrases.example)


def _unread(phrases: BudgetTalkPhrases, said: str) -> str:
    raise NotUnderstood(phrases.slip_unknown.format(said=said.strip()[: saying.LABEL]))


def plan_question(composer: Composer) -> Question:
    """Under which plan."""
    options = tuple(Option(plan.name, plan.id) for plan in composer.library.plans.values())
    text = composer.library.phrases.budget_talk.ask_plan
    return Question(PLAN, text, options, partial(_read_plan, composer), options[0].label)


def _read_plan(composer: Composer, said: str) -> str:
    meant = read(said, composer.library)
    if len(meant.plans) == 1:
        return meant.plans[0]
    names = "、".join(plan.name for plan in composer.library.plans.values())
    hint = composer.phrases.elsewhere.format(county=meant.elsewhere, plans=names)
    raise NotUnderstood(hint if meant.elsewhere else "")


async def begun(turn: Turn, plan: Plan, said: str, composer: Composer) -> Outcome:
    """A new draft, with the items that were said with the order."""
    if not turn.ports.communities.new_id():
        return Outcome(turn.person, (composer.plain(composer.library.phrases.communities.nowhere),))
    desk = await fresh(turn, plan, composer)
    draft = desk.draft
    pasted = read_items(said, desk.rules) if said else Pasted()
    text = "\n".join([desk.phrases.begun.format(what=saying.described(draft, desk)), *saying.grantless(desk)])
    if not pasted.entries and not pasted.tells and not pasted.slips:
        choices = (*saying.tiers(desk), *periods(desk))
        lines = [text, *saying.asked(desk), desk.phrases.begin_how]
        return saved(desk, "new", desk.say("\n".join(lines), *choices))
    made = items.add(replace(desk, draft=replace(draft, version=0)), pasted)
    first = composer.plain(text)
    changes = tuple(SetBudget("new", one.draft) for one in made.changes if isinstance(one, SetBudget))
    changes = changes or (SetBudget("new", draft),)  # nothing of it was understood
    return replace(made, replies=(first, *made.replies), changes=changes)


async def fresh(turn: Turn, plan: Plan, composer: Composer, *taken: str) -> Desk:
    """A new draft, of the current community where it is one of that plan and the person may change things in it.

    `taken`: names of others that are new in this turn.
    """
    parts = await turn.ports.communities.of(turn.incoming.person)
    part = next((one for one in parts[:1] if one.community.plan == plan.id and one.convenes), None)
    mine = [*taken, *(one.name for one in await turn.ports.budgets.drafts(turn.incoming.person))]
    turn = replace(turn, person=replace(turn.person, plan=plan.id, tier=_tier(turn, plan, part)))
    return Desk(turn, composer, _new(turn, plan, part, mine, composer), plan, part, bool(mine))


def _tier(turn: Turn, plan: Plan, part: Membership | None) -> str:
    tier = part.community.tier if part else turn.person.tier if turn.person.plan == plan.id else ""
    return tier if tier in plan.tiers else ""


def _new(
    turn: Turn, plan: Plan, part: Membership | None, mine: list[str], composer: Composer, later: int = 0
) -> BudgetDraft:
    year = (part.community.year if part else school_year(turn.now)) + later
    return BudgetDraft(
        id=turn.ports.communities.new_id(),
        name=unused(composer.library.phrases.budget_talk.name.format(year=year), mine),
        plan=plan.id,
        year=year,
        community=part.community.id if part else "",
        tier=turn.person.tier,
    )


def unused(name: str, taken: Sequence[str]) -> str:
    """The name with a number behind it, where others are called so."""
    number = 2
    found = name
    while found in taken:
        found, number = f"{name} {number}", number + 1
    return found


def periods(desk: Desk) -> tuple[Choice, ...]:
    """A button per part of the year; all of it is what is meant while nothing is said."""
    parts = desk.rules.budget.instalments.values()
    return tuple(Choice(part.name, desk.token("part", part.id)) for part in parts if part.id != desk.draft.instalment)


async def listed(turn: Turn, composer: Composer) -> Outcome:
    """「我的預算」: those that there are, and a new one."""
    phrases = composer.library.phrases.budget_talk
    drafts = await turn.ports.budgets.drafts(turn.incoming.person)
    new = Choice(phrases.button_new, "bud:new")
    if not drafts:
        return Outcome(turn.person, (composer.plain(phrases.none, new),))
    desks = [desk for one in drafts[:SHOWN] if (desk := await desk_for(turn, composer, one.id))]
    lines = [phrases.list.format(n=len(drafts)), *map(_listed, desks)]
    buttons = (Choice(label(desk.draft.name), desk.token("open")) for desk in desks)
    return Outcome(turn.person, (composer.plain("\n".join(lines), *buttons, new),))


def label(name: str) -> str:
    """A draft's button."""
    return name[: saying.LABEL]


def _listed(desk: Desk) -> str:
    state = desk.phrases.state_done if desk.draft.state == "done" else ""
    community = desk.membership.community.name if desk.membership else ""
    return desk.phrases.listed.format(
        what=saying.described(desk.draft, desk),
        n=len(desk.draft.rows),
        total=dollars(desk.checked.total),
        state=f"{f'，{community}' if community else ''}{state}",
    )


def opened(desk: Desk) -> Outcome:
    """A draft to go on with, as it stands."""
    return saying.whole(replace(desk, several=False))


async def named(turn: Turn, composer: Composer, what: str) -> Outcome | None:
    """「打開第一期概算」; None where none is called so."""
    word = squeeze(clean(what))
    drafts = await turn.ports.budgets.drafts(turn.incoming.person)
    found = [one for one in drafts if squeeze(clean(one.name)) in word or word in squeeze(clean(one.name))]
    desk = await desk_for(turn, composer, found[0].id) if found else None
    return opened(desk) if desk else None


def rename(desk: Desk, text: str) -> Outcome:
    """Called otherwise from now on."""
    after = desk.becomes(replace(desk.draft, name=" ".join(text.split())[:NAME]))
    said = desk.phrases.renamed.format(name=after.draft.name)
    return saved(after, "rename", replace(after, several=False).say(said, saying.undoing(after)))


def tell(desk: Desk, **values: str) -> Outcome:
    """Its tier, or the part of the year that it is for."""
    after = desk.becomes(replace(desk.draft, **values))  # type: ignore[arg-type]  # fields of BudgetDraft
    head = saying.noted(after)
    return saved(after, "tell", saying.summary(after, head, saying.undoing(after), saying.seeing(after)))


async def copied(desk: Desk, later: int = 0) -> Outcome:
    """The same items to begin another budget with, `later` years on, of the community that the person works with."""
    turn, old = desk.turn, desk.draft
    parts = await turn.ports.communities.of(turn.incoming.person)
    part = next((one for one in parts[:1] if one.community.plan == desk.plan.id and one.convenes), None)
    mine = [one.name for one in await turn.ports.budgets.drafts(turn.incoming.person)]
    turn = replace(turn, person=replace(turn.person, tier=part.community.tier if part else old.tier))
    new = _new(turn, desk.plan, part, mine, desk.composer, later)
    rows = tuple(BudgetRow(replace(row.item, on=None), 1) for row in old.rows)
    numbers = {"members": old.members, "participants": old.participants, "schools": old.schools}
    new = replace(new, instalment=old.instalment, rows=rows, next=old.next, **numbers)  # type: ignore[arg-type]
    after = replace(desk, turn=turn, draft=new, membership=part, focus=0, pending="")
    head = [desk.phrases.copied.format(old=old.name, what=saying.described(new, after))]
    return saved(after, "new", saying.summary(after, head, saying.seeing(after)))


async def finished(desk: Desk) -> Outcome:
    """Nothing more is typed into it; files of it, and what is not right still."""
    if not desk.draft.rows:
        return desk.say(desk.phrases.empty)
    if desk.draft.state == "done":
        return opened(desk)
    phrases, after = desk.phrases, desk.becomes(replace(desk.draft, state="done"))
    wrong = len(grave(after.checked.findings))
    lines = [phrases.finished.format(what=saying.described(after.draft, after), n=len(after.draft.rows))]
    lines += [saying.total(after), phrases.finished_wrong.format(n=wrong) if wrong else phrases.all_right]
    copy = Choice(phrases.button_copy, after.token("copy"))
    choices = (*await files_out.offered(after), *saying.proof(after), copy, saying.seeing(after))
    outcome = saved(after, "finish", after.say("\n".join(lines), *choices))
    return replace(outcome, person=outcome.person.without(FORM))


def dropped(desk: Desk) -> Outcome:
    """A draft that is not wanted any more; it can be taken back."""
    after = desk.becomes(replace(desk.draft, state="deleted"))
    text = desk.phrases.dropped.format(name=desk.draft.name, n=len(desk.draft.rows))
    outcome = saved(after, "delete", replace(after, several=False).say(text, saying.undoing(after)))
    return replace(outcome, person=outcome.person.without(FORM))


def wished(turn: Turn, said: str) -> Outcome:
    """A budget shall begin: an interview that is open and not asked yet."""
    given = (Given(SAID, "", said, turn.now),) if said else ()
    return Outcome(turn.person.opened(Form(FORM, given)))
