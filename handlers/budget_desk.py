"""What a turn about a budget works with: the draft, its plan's rules, what the check says, how it is changed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from content.budget import Checked, Draft, Finding, Item, Rulebook, check
from content.model import Plan
from content.phrases_budget_talk import BudgetTalkPhrases
from handlers.changes import SetBudget
from handlers.compose import Composer, sources
from handlers.messages import Choice
from handlers.records import BudgetDraft, BudgetRow, Membership
from handlers.topic import Form, Given, Outcome, Person, Turn

FORM = "budget"  # the interview that is open while a budget is worked on
DRAFT, ITEM, PENDING = "draft", "item", "pending"  # its keys: which draft, the item touched last, what is not complete


@dataclass(frozen=True)
class Desk:
    """A draft in one turn. `membership`: the person's part in its community, None where it is their own.

    `several`: they have more than one, so that it is named. `pending`: words of an item that are not complete.
    """

    turn: Turn
    composer: Composer
    draft: BudgetDraft
    plan: Plan
    membership: Membership | None = None
    several: bool = False
    focus: int = 0
    pending: str = ""

    @property
    def phrases(self) -> BudgetTalkPhrases:
        """What is said about drafts."""
        return self.composer.library.phrases.budget_talk

    @property
    def rules(self) -> Rulebook:
        """What the plan says of budgets."""
        return self.composer.library.rulebook(self.plan)

    @property
    def may(self) -> bool:
        """Whether the person may change it."""
        return self.membership is None or self.membership.convenes

    @cached_property
    def checked(self) -> Checked:
        """The sums, rooms and findings."""
        return check(as_draft(self.draft), self.rules)

    def row(self, no: int) -> BudgetRow | None:
        """An item by its number."""
        return next((one for one in self.draft.rows if one.item.no == no), None)

    def token(self, verb: str, *more: object) -> str:
        """What a button of this draft sends."""
        return ":".join(("bud", verb, self.draft.id, *map(str, more)))

    def of_row(self, verb: str, row: BudgetRow, *more: object) -> str:
        """What a button of one item sends: it acts on that item as it is now, and on no other."""
        return self.token(verb, row.item.no, row.version, *more)

    def person(self, focus: int | None = None, pending: str = "") -> Person:
        """The conversation, with this draft open; `focus`: the item that 「改成 4 節」 is about."""
        values = {DRAFT: self.draft.id, ITEM: str(self.focus if focus is None else focus or ""), PENDING: pending}
        given = tuple(Given(key, "", value, self.turn.now) for key, value in values.items() if value not in ("", "0"))
        return self.turn.person.opened(Form(FORM, given))

    def say(self, text: str, *choices: Choice, sections: Iterable[str] = ()) -> Outcome:
        """Something that changes nothing."""
        reply = self.composer.plain(self.named(text), *choices)
        reply = replace(reply, sources=sources(self.plan, filter(None, sections)))
        return Outcome(self.person(pending=self.pending), (reply,))

    def ask(self, text: str, *choices: Choice) -> Outcome:
        """Something that has to be chosen first."""
        return Outcome(self.person(pending=self.pending), (self.composer.asking(self.named(text), *choices),))

    def named(self, text: str) -> str:
        """A text with the draft's name, where there are several."""
        return f"{self.phrases.headed.format(name=self.draft.name)}\n{text}" if self.several else text

    def becomes(self, draft: BudgetDraft) -> "Desk":
        """The same desk with the draft in its next version; a finished one is open again by that."""
        state = "open" if draft.state == "done" == self.draft.state else draft.state
        made = replace(draft, version=self.draft.version + 1, state=state)
        return replace(self, draft=made)

    def with_items(self, *items: Item, without: Iterable[int] = ()) -> "Desk":
        """The desk with items put (new ones behind the others) and others gone, in the draft's next version."""
        version, gone = self.draft.version + 1, set(without)
        new = {one.no: BudgetRow(one, version) for one in items}
        kept = [new.pop(one.item.no, one) for one in self.draft.rows if one.item.no not in gone]
        rows = (*kept, *new.values())
        following = max([self.draft.next, *(one.item.no + 1 for one in rows)])
        return self.becomes(replace(self.draft, rows=rows, next=following))


def as_draft(draft: BudgetDraft) -> Draft:
    """A kept draft as the rules check it."""
    return Draft(
        items=tuple(row.item for row in draft.rows),
        tier=draft.tier,
        instalment=draft.instalment,
        requested=draft.requested,
        members=draft.members,
        participants=draft.participants,
        schools=draft.schools,
    )


def saved(desk: Desk, operation: str, outcome: Outcome, undoes: int = 0) -> Outcome:
    """What is said, and that the desk's draft is kept as it is now."""
    return replace(outcome, changes=(*outcome.changes, SetBudget(operation, desk.draft, undoes)))


def grave(findings: Iterable[Finding]) -> list[Finding]:
    """What has to be looked at, the worst first."""
    return [one for one in findings if one.severity in ("violation", "warning")]


async def desk_for(turn: Turn, composer: Composer, name: str) -> Desk | None:
    """The desk of a draft by its id; None where it is not there for the person any more, or its plan is not."""
    draft = await turn.ports.budgets.draft(turn.incoming.person, name) if name else None
    plan = composer.library.plans.get(draft.plan) if draft else None
    if draft is None or plan is None:
        return None
    parts = await turn.ports.communities.of(turn.incoming.person) if draft.community else ()
    part = next((one for one in parts if one.community.id == draft.community), None)
    if draft.community and part is None:
        return None
    others = [one for one in await turn.ports.budgets.drafts(turn.incoming.person) if one.state == "open"]
    several = len({one.id for one in others} | {draft.id}) > 1
    form = next((one for one in turn.person.forms if one.name == FORM), None)
    known = {one.key: one.value for one in form.given} if form else {}
    mine = known.get(DRAFT) == draft.id
    focus, pending = (known.get(ITEM, "0"), known.get(PENDING, "")) if mine else ("0", "")
    return Desk(turn, composer, draft, plan, part, several, int(focus), pending)


def open_draft(person: Person) -> str:
    """The id of the draft that is open in a conversation, also behind another interview; "" for none."""
    form = next((one for one in person.forms if one.name == FORM and not one.parked), None)
    return next((one.value for one in form.given if one.key == DRAFT), "") if form else ""
