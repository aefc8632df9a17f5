"""What a turn about a calendar works with: whose it is, what stands in it, what the plan wants, how it is changed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from content import calendar as plan_calendar
from content.calendar import Proposal
from content.model import DeadlineKind, Plan
from content.phrases_calendar import CalendarPhrases
from handlers.changes import SetDeadlines
from handlers.communities_naming import called, within
from handlers.compose import Composer
from handlers.messages import Choice
from handlers.records import Community, Deadline, Kind, Membership
from handlers.topic import Outcome, Turn

_KINDS: dict[DeadlineKind, Kind] = {"session": "meeting", "report": "report"}  # all others are deadlines
_REPORT = "報告"
_NO_DATE_YET = re.compile("（[^（）]*日期[^（）]*）$")  # in a title of the plan: 日期未定, 日期看公文


@dataclass(frozen=True, slots=True)
class Desk:
    """A community's calendar in one turn. `several`: the person is in more than one, so that each is named.

    `proposals`: what the plan wants of such a community in its school year.
    """

    turn: Turn
    composer: Composer
    membership: Membership
    several: bool
    dates: tuple[Deadline, ...]
    proposals: tuple[Proposal, ...]
    named: str = ""  # with the year, where the person has several of that name

    @property
    def called(self) -> str:
        """What the community is called among all of the person's."""
        return self.named or self.community.name

    @property
    def community(self) -> Community:
        """Whose calendar it is."""
        return self.membership.community

    @property
    def plan(self) -> Plan | None:
        """The community's plan; None where it is not here any more."""
        return self.composer.library.plans.get(self.community.plan)

    @property
    def phrases(self) -> CalendarPhrases:
        """What is said about calendars."""
        return self.composer.library.phrases.calendar

    @property
    def today(self) -> date:
        """The day in the community's zone."""
        return self.turn.now.date()

    @property
    def open(self) -> tuple[Deadline, ...]:
        """What is still to be done, the earliest first."""
        return self.state("open")

    def state(self, *states: str) -> tuple[Deadline, ...]:
        """The dates in these states, the earliest first."""
        return tuple(one for one in self.dates if one.state in states)

    def proposal(self, key: str) -> Proposal | None:
        """What the plan wants under a key."""
        return next((one for one in self.proposals if one.key == key), None) if key else None

    def by_id(self, name: str) -> Deadline | None:
        """A date of this calendar."""
        return next((one for one in self.dates if one.id == name), None)

    def by_key(self, key: str) -> Deadline | None:
        """The date that stands for a deadline of the plan, in whatever state."""
        return next((one for one in self.dates if key and one.key == key), None)

    def new(self, title: str, day: date, at: time | None = None, proposal: Proposal | None = None) -> Deadline:
        """A date that was not there; with a proposal it stands for that deadline of the plan."""
        kind: Kind = "report" if _REPORT in title else "deadline"
        made = Deadline(self.turn.ports.communities.new_id(), self.community.id, title, day, at, kind)
        return standing_for(made, proposal) if proposal else made

    def match(self, said: str, titles: Iterable[tuple[str, str]]) -> list[str]:
        """Which of the titles (with an id each) are meant, the likeliest first."""
        return plan_calendar.match(said, dict(titles), self.composer.library.lexicon)

    def save(
        self, operation: str, deadlines: Iterable[Deadline], text: str, *choices: Choice, undoes: str = ""
    ) -> Outcome:
        """Dates as they are from now on, what is said about it, and 「復原」."""
        batch = self.turn.ports.communities.new_id()
        undo = () if undoes else (Choice(self.phrases.button_undo, f"cal:undo:{self.community.id}:{batch}"),)
        change = SetDeadlines(batch, operation, tuple(deadlines), undoes, sum(one.version for one in self.dates))
        return Outcome(self.turn.person, (self.composer.plain(text, *undo, *choices),), changes=(change,))

    def say(self, text: str, *choices: Choice) -> Outcome:
        """Something that changes nothing."""
        return Outcome(self.turn.person, (self.composer.plain(text, *choices),))

    def ask(self, text: str, *choices: Choice) -> Outcome:
        """Something that has to be chosen first."""
        return Outcome(self.turn.person, (self.composer.asking(text, *choices),))


def standing_for(deadline: Deadline, proposal: Proposal) -> Deadline:
    """A date as that of a deadline of the plan, to be done; another day than the plan's is somebody's own choice."""
    given = plan_calendar.gives(proposal, deadline.day)
    return replace(
        deadline,
        title=proposal.title if given else _NO_DATE_YET.sub("", proposal.title),
        kind=_KINDS.get(proposal.kind, "deadline"),
        state="open",
        key=proposal.key,
        section="、".join(proposal.sections) if given else "",
        sure=deadline.day != proposal.due or proposal.sure,
        figure=proposal.figure,
        others=contradicting(proposal, deadline.day),
    )


def contradicting(proposal: Proposal, day: date) -> tuple[str, ...]:
    """What the plan says elsewhere against its own date; nothing against one that somebody chose."""
    return tuple(other.isoformat() for other in proposal.others) if day == proposal.day else ()


def changed(deadline: Deadline, **fields: object) -> Deadline:
    """A date with some fields changed, in its next version."""
    return replace(deadline, version=deadline.version + 1, **fields)  # type: ignore[arg-type]  # fields of Deadline


async def desk_for(turn: Turn, composer: Composer, community: str = "", said: str = "") -> Desk | None:
    """The calendar of a community by its id, of one that is named in what was said, or of the current one."""
    found = await turn.ports.communities.of(turn.incoming.person)
    chosen = next((one for one in found if one.community.id == community), None)
    if chosen is None and not community:
        chosen = within(found, said) or next(iter(found), None)
    if chosen is None:
        return None
    return await _at(turn, composer, chosen, found)


async def desk_with(turn: Turn, composer: Composer, deadline: str) -> Desk | None:
    """The calendar in which a date stands; None where it is in none of the person's."""
    return next((desk for desk in await desks(turn, composer) if desk.by_id(deadline)), None)


async def desks(turn: Turn, composer: Composer) -> list[Desk]:
    """The calendars of all of the person's communities, the current one first."""
    found = await turn.ports.communities.of(turn.incoming.person)
    return [await _at(turn, composer, one, found) for one in found]


async def _at(turn: Turn, composer: Composer, membership: Membership, among: Sequence[Membership]) -> Desk:
    community = membership.community
    dates = await turn.ports.communities.deadlines(community.id)
    plan = composer.library.plans.get(community.plan)
    wanted = plan_calendar.proposals(plan, community.tier, community.year) if plan else ()
    named = called(community, among)
    return Desk(turn, composer, membership, len(among) > 1, dates, wanted, named)
