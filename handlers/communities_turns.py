"""Turns about one's own communities and their dates: what is ordered, tapped, or comes as a code."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from handlers import budget, calendar, communities, files, ledger, linking, reminders
from handlers.changes import Found, Join
from handlers.commands import Command
from handlers.compose import Composer
from handlers.forms import Forms
from handlers.messages import Attached
from handlers.ports import Communities
from handlers.records import Community, Deadline, Edit, Invitation, Member, Membership
from handlers.topic import Outcome, Turn

Told = Callable[[Turn], Awaitable[Outcome]]


class Own:
    """What concerns the person's own, before anything is asked of a plan."""

    def __init__(self, composer: Composer, forms: Forms) -> None:
        self._composer = composer
        self._forms = forms

    async def told(self, turn: Turn) -> Outcome | None:
        """Words or a button about communities and dates; None for everything else."""
        token = turn.incoming.token
        if token is None:
            spent = None if calendar.notes(turn) else await ledger.heard(turn, self._composer)
            if spent:
                return await self._spent(spent, turn)
            if planned := await budget.heard(turn, self._composer):
                return await self._budgeted(planned, turn)
            if said := await self._heard(turn):
                return await self._begun(said, turn)
            if not turn.person.labelled(turn.incoming.text) and (lost := await ledger.missed(turn, self._composer)):
                return lost
            free = turn.person.form is None or budget.works(turn.person)
            token = turn.person.labelled(turn.incoming.text) if free else ""
        kind, _, rest = token.partition(":")
        if kind == "file":
            return await files.tapped(turn, rest, self._composer)
        if kind == "bud":
            return await self._budgeted(await budget.tapped(turn, rest, self._composer), turn)
        if kind == "led":
            return await self._spent(await ledger.tapped(turn, rest, self._composer), turn)
        tapped = {"com": communities.tapped, "cal": calendar.tapped, "rem": reminders.tapped}.get(kind)
        return await self._begun(await tapped(turn, rest, self._composer), turn) if tapped else None

    async def sent(self, turn: Turn, attached: Attached) -> Outcome:
        """A file; an open interview other than a budget, which it may be about, is asked once more."""
        outcome = await files.received(turn, attached, self._composer)
        return await (self._budgeted if budget.works(turn.person) else self._begun)(outcome, turn)

    async def _heard(self, turn: Turn) -> Outcome | None:
        """Typed words: reminders before dates, as both are spoken of with 提醒."""
        if ledger.answers(turn) and not calendar.notes(turn):
            return None
        said = await communities.heard(turn, self._composer) or await reminders.heard(turn, self._composer)
        return said if said or reminders.answers(turn) else await calendar.heard(turn, self._composer)

    async def coded(self, turn: Turn, command: Command) -> Outcome:
        """A code that links accounts goes first; one that was called so and does not may still be an invitation."""
        person, code = turn.incoming.person, command.rest
        links = await turn.ports.links.find(person, code, turn.now) is not None
        if not links and command.name == "link":
            links = await turn.ports.communities.invitation(person, code, turn.now) is None
        if links:
            return await self._forms.begin(turn, linking.LINK, linking.noted(turn, code))
        return await self.entered(turn, code)

    async def entered(self, turn: Turn, code: str) -> Outcome:
        """A code that lets into a community, or nowhere."""
        return await self._begun(communities.entered(turn, code), turn)

    async def asked_for(self, turn: Turn, rest: str) -> Outcome:
        """/community: the communities that there are, or a first one."""
        return await self._begun(await communities.asked_for(turn, rest, self._composer), turn)

    async def under(self, turn: Turn) -> Turn:
        """A person's turn under the tier that their community has today, while they look at its plan."""
        part = next(iter(await turn.ports.communities.of(turn.incoming.person)), None)
        if part is None or not part.community.tier or turn.person.plan not in ("", part.community.plan):
            return turn
        return communities.under(turn, part, self._composer)

    async def in_group(self, turn: Turn, told: Told) -> Outcome:
        """A group's turn, under the plan of its community where it belongs to one."""
        part = await communities.bound(turn)
        turn = communities.under(turn, part, self._composer)
        return communities.stays(await told(turn), turn, part, self._composer)

    async def founded(self, outcome: Outcome, turn: Turn, told: Told) -> Outcome:
        """What was said before there was a community is answered as soon as one is founded, and dropped with a code."""
        waiting = outcome.person.waiting
        waits = bool(waiting) and _waits(waiting, turn, self._composer)
        if waits and any(isinstance(change, Join) for change in outcome.changes):
            return replace(outcome, person=replace(outcome.person, waiting=""))
        new = next((change.community for change in outcome.changes if isinstance(change, Found)), None)
        if not waiting or new is None or not (waits or not turn.person.plan):
            return outcome
        incoming = replace(turn.incoming, text=waiting, token=None)
        ports = replace(turn.ports, communities=_With(new, turn.ports.communities))
        later = await told(Turn(incoming, replace(outcome.person, waiting=""), turn.now, ports))
        return Outcome(
            later.person,
            (*outcome.replies, *later.replies),
            (*outcome.misses, *later.misses),
            (*outcome.changes, *later.changes),
        )

    async def _spent(self, outcome: Outcome, turn: Turn) -> Outcome:
        """What was spent; the ledger's own interview asks by itself, a budget or another one once more."""
        form = outcome.person.form
        return outcome if form and form != turn.person.form else await self._begun(outcome, turn)

    async def _budgeted(self, outcome: Outcome, turn: Turn) -> Outcome:
        """A budget that shall begin is asked for what it needs; all else says itself where it stands."""
        form = outcome.person.form
        if form and not outcome.replies:
            return await self._forms.begin(replace(turn, person=outcome.person), form.name)
        return outcome

    async def _begun(self, outcome: Outcome, turn: Turn) -> Outcome:
        """An interview that was opened without being asked is asked; one that was open before is asked once more."""
        form = outcome.person.form
        if form and not outcome.replies:
            return await self._forms.begin(replace(turn, person=outcome.person), form.name)
        return await self._forms.again(outcome, turn) if form == turn.person.form else outcome


def _waits(said: str, turn: Turn, composer: Composer) -> bool:
    """Whether words were said that need a community, as there was none."""
    return calendar.means(said, turn) or ledger.means(said, turn, composer)


@dataclass(frozen=True, slots=True)
class _With:
    """handlers.ports.Communities with one that is founded in this very turn."""

    community: Community
    rest: Communities

    def new_id(self) -> str:
        return self.rest.new_id()

    def new_code(self) -> str:
        return self.rest.new_code()

    def new_secret(self) -> str:
        return self.rest.new_secret()

    def address(self, feed: str) -> str:
        return self.rest.address(feed)

    def entrance(self, code: str) -> Mapping[str, str]:
        return self.rest.entrance(code)

    async def of(self, person: str) -> tuple[Membership, ...]:
        others = [replace(part, current=False) for part in await self.rest.of(person)]
        return (Membership(self.community, "convener", current=True), *others)

    async def after(self, community: str) -> tuple[Community, ...]:
        return await self.rest.after(community)

    async def members(self, community: str) -> tuple[Member, ...]:
        return await self.rest.members(community)

    async def invitation(self, person: str, code: str, now: datetime) -> Invitation | None:
        return await self.rest.invitation(person, code, now)

    async def deadlines(self, community: str) -> tuple[Deadline, ...]:
        return await self.rest.deadlines(community)

    async def edits(self, community: str, limit: int) -> tuple[Edit, ...]:
        return await self.rest.edits(community, limit)
