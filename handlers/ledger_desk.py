"""What a turn about a ledger works with: whose it is, what was spent, what was planned, how it is changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from content.budget import Draft, Item, Rulebook
from content.budget_model import Instalment
from content.ledger import Left, left
from content.model import Plan
from content.phrases_ledger import LedgerPhrases
from content.text.normalise import clean, squeeze
from content.values import Day, Month, Period
from handlers.budget_desk import as_draft
from handlers.changes import SetSpending
from handlers.compose import Composer, sources
from handlers.messages import Choice
from handlers.records import BudgetDraft, Community, Deadline, Membership, Spending, SpendingEdit
from handlers.topic import Outcome, Person, Turn

UNDONE = 200  # edits that are read at first to be taken back; more, where that is not all of the newest batch


@dataclass(frozen=True)
class Desk:
    """A community's ledger in one turn. `several`: the person is in more than one, so that each is named.

    `entries`: all of them in every state, by their numbers; `drafts`: the budgets of the community that are done, the
    newest first; `granted`: what was granted by instalment; `dates`: the community's calendar.
    """

    turn: Turn
    composer: Composer
    membership: Membership
    several: bool
    plan: Plan
    entries: tuple[Spending, ...]
    drafts: tuple[BudgetDraft, ...] = ()
    granted: Mapping[str, int] | None = None
    dates: tuple[Deadline, ...] = ()

    @property
    def phrases(self) -> LedgerPhrases:
        """What is said about ledgers."""
        return self.composer.library.phrases.ledger

    @property
    def rules(self) -> Rulebook:
        """What the plan says of budgets."""
        return self.composer.library.rulebook(self.plan)

    @property
    def community(self) -> Community:
        """Whose ledger it is."""
        return self.membership.community

    @property
    def tier(self) -> str:
        """The community's tier; "" where the plan has no such one."""
        return self.community.tier if self.community.tier in self.plan.tiers else ""

    @property
    def may(self) -> bool:
        """Whether the person may write."""
        return self.membership.convenes

    @property
    def today(self) -> date:
        """The day in the community's zone."""
        return self.turn.now.date()

    @cached_property
    def kept(self) -> tuple[Spending, ...]:
        """What is not deleted, by day and number."""
        return tuple(sorted((one for one in self.entries if one.state == "kept"), key=lambda one: (one.day, one.no)))

    @property
    def following(self) -> int:
        """The number of the next entry."""
        return max((one.no for one in self.entries), default=0) + 1

    def entry(self, name: str) -> Spending | None:
        """An entry by its id."""
        return next((one for one in self.entries if one.id == name), None)

    def numbered(self, no: int) -> Spending | None:
        """An entry that is kept, by its number."""
        return next((one for one in self.kept if one.no == no), None)

    def of(self, instalment: str) -> tuple[Spending, ...]:
        """What was spent in an instalment; "" for the whole year."""
        return tuple(one for one in self.kept if not instalment or one.instalment in (instalment, ""))

    def planned(self, instalment: str) -> BudgetDraft | None:
        """The budget that holds for an instalment: its own, else the whole year's."""
        part = self.counted(instalment)
        return next((one for one in self.drafts if one.instalment == part), None)

    def counted(self, instalment: str) -> str:
        """The part of the year by which an instalment is reckoned: "", all of it, where only that has a budget."""
        done = {one.instalment for one in self.drafts}
        return "" if "" in done and instalment not in done else instalment

    def left(self, instalment: str) -> Left:
        """What is left of an instalment; of the whole year where only that has a budget."""
        part = self.counted(instalment)
        own, mine = self.planned(part), self.of(part)
        before = sum(one.amount for one in self.kept) - sum(one.amount for one in mine)
        return left(_items(mine), _draft(own), self.rules, self.tier, part, before=before)

    def spans(self) -> dict[str, tuple[date, date]]:
        """First and last day of each instalment, in the community's school year."""
        years = self.community.year - self.plan.year
        return {part.id: span for part in self.rules.budget.instalments.values() if (span := _span(part, years))}

    def instalment(self, day: date) -> str | None:
        """The instalment of a day; "" where the plan has none, None where the day lies in none of them."""
        spans = self.spans()
        return next((name for name, (first, last) in spans.items() if first <= day <= last), None if spans else "")

    @property
    def current(self) -> str:
        """The instalment of today; before and behind all of them the one that was written into last, else the next."""
        if (found := self.instalment(self.today)) is not None:
            return found
        ahead = [name for name, (first, _) in self.spans().items() if first > self.today]
        return next(iter(ahead), "") or next((one.instalment for one in reversed(self.kept)), "") or self._last

    @property
    def _last(self) -> str:
        return next(reversed(self.spans()), "")

    def part_name(self, instalment: str) -> str:
        """What a part of the year is called: 第一期, 全年."""
        part = self.rules.budget.instalments.get(instalment)
        return part.name if part else self.phrases.whole_year

    def token(self, verb: str, *more: object) -> str:
        """What a button of this ledger sends."""
        return ":".join(("led", verb, self.community.id, *map(str, more)))

    def of_entry(self, verb: str, entry: Spending, *more: object) -> str:
        """What a button of one entry sends: it acts on that entry as it is now, and on no other."""
        return self.token(verb, entry.id, entry.version, *more)

    def say(self, text: str, *choices: Choice, sections: Iterable[str] = (), person: Person | None = None) -> Outcome:
        """Something that changes nothing."""
        reply = replace(
            self.composer.plain(self.named(text), *choices), sources=sources(self.plan, filter(None, sections))
        )
        return Outcome(person or self.turn.person, (reply,))

    def ask(self, text: str, *choices: Choice) -> Outcome:
        """Something that has to be chosen first."""
        return Outcome(self.turn.person, (self.composer.asking(self.named(text), *choices),))

    def named(self, text: str) -> str:
        """A text with the community's name, where there are several."""
        return f"{self.phrases.headed.format(name=self.community.name)}\n{text}" if self.several else text

    def told(self, said: str) -> bool:
        """Whether a text names the community."""
        return squeeze(clean(self.community.name)) in squeeze(clean(said))

    def with_entries(self, became: Iterable[Spending]) -> "Desk":
        """The ledger with entries as they became."""
        known = {one.id: one for one in self.entries} | {one.id: one for one in became}
        return replace(self, entries=tuple(sorted(known.values(), key=lambda one: one.no)))

    def saved(
        self, operation: str, became: Sequence[Spending], outcome: Outcome, batch: str, undoes: str = ""
    ) -> Outcome:
        """What is said, and that entries are kept as they became."""
        read = sum(one.version for one in self.entries)
        change = SetSpending(batch, operation, tuple(became), undoes, read)
        return replace(outcome, changes=(*outcome.changes, change))

    async def edits(self) -> tuple[SpendingEdit, ...]:
        """The newest changes, the newest first; among them all of the newest batch that was not taken back."""
        limit = UNDONE
        while True:
            edits = await self.turn.ports.ledgers.spending_edits(self.community.id, limit)
            newest = next((one.batch for one in edits if not one.undone and one.operation != "undo"), "")
            if len(edits) < limit or newest not in ("", edits[-1].batch):
                return edits
            limit *= 4


def changed(entry: Spending, **fields: object) -> Spending:
    """An entry with some fields changed, in its next version."""
    return replace(entry, version=entry.version + 1, **fields)  # type: ignore[arg-type]  # fields of Spending


async def desk_for(turn: Turn, composer: Composer, community: str = "", said: str = "") -> Desk | None:
    """The ledger of a community by its id, of one that is named in what was said, or of the current one."""
    found = await turn.ports.communities.of(turn.incoming.person)
    chosen = next((one for one in found if one.community.id == community), None)
    if chosen is None and not community:
        chosen = _named(found, said) or next(iter(found), None)
    plan = composer.library.plans.get(chosen.community.plan) if chosen else None
    if chosen is None or plan is None:
        return None
    which, ports = chosen.community.id, turn.ports
    drafts = await ports.budgets.drafts(turn.incoming.person)
    return Desk(
        turn=turn,
        composer=composer,
        membership=chosen,
        several=len(found) > 1,
        plan=plan,
        entries=await ports.ledgers.spendings(which),
        drafts=tuple(one for one in drafts if one.community == which and one.state == "done" and one.plan == plan.id),
        granted=await ports.ledgers.granted(which),
        dates=await ports.communities.deadlines(which),
    )


def _named(found: Iterable[Membership], said: str) -> Membership | None:
    word = squeeze(clean(said))
    return next((one for one in found if squeeze(clean(one.community.name)) in word), None) if word else None


def _items(entries: Iterable[Spending]) -> list[Item]:
    return [one.item for one in entries]


def _draft(draft: BudgetDraft | None) -> Draft | None:
    return as_draft(draft) if draft else None


def _span(part: Instalment, years: int) -> tuple[date, date] | None:
    """The days of an instalment, so many years after those of the plan."""
    period = part.period.value
    if not isinstance(period, Period):
        return None
    return _day(period.start, years, last=False), _day(period.end, years, last=True)


def _day(moment: Day | Month, years: int, *, last: bool) -> date:
    if isinstance(moment, Day):
        return moment.day.replace(year=moment.day.year + years)
    first = date(moment.year + years, moment.month, 1)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1) if last else first
