"""Incoming → Outcome: commands, forms, groups, buttons, odd input, choosing a plan, then expenses and questions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from content.library import Library
from content.phrases import ChatPhrases
from content.query import read
from handlers import (
    afterwards,
    budget,
    calendar,
    commands,
    communities,
    evidence,
    files,
    groups,
    ledger,
    linking,
    pieces,
    privacy,
    reminders,
    welcome,
    wishes,
)
from handlers.commands import Command
from handlers.communities_turns import Own
from handlers.compose import Composer
from handlers.forms import Forms, Topic
from handlers.messages import Incoming
from handlers.ordinary import Ordinary
from handlers.ports import Ports
from handlers.topic import Outcome, Person, Turn


class Dispatcher:
    """All topics over one library. It changes nothing: a turn goes in, an Outcome comes out."""

    def __init__(self, library: Library, more: Mapping[str, Topic] | None = None) -> None:
        """`more`: further interviews by name."""
        self.library = library
        self.composer = Composer(library)
        topics = linking.topics(self.composer) | communities.topics(self.composer) | calendar.topics(self.composer)
        topics |= privacy.topics(self.composer) | reminders.topics(self.composer) | budget.topics(self.composer)
        topics |= files.topics(self.composer) | ledger.topics(self.composer)
        self.forms = Forms({**topics, **(more or {})}, self.composer)
        self.own = Own(self.composer, self.forms)
        self._ordinary = Ordinary(self.composer)

    async def turn(self, incoming: Incoming, person: Person, now: datetime, ports: Ports) -> Outcome:
        """What one message leads to. `now` is aware; the past-year notice and fragments depend on it."""
        person = self.forms.known(replace(person, turns=person.turns + 1))
        incoming = replace(incoming, text=groups.uncalled(incoming.text))
        turn = Turn(incoming, person, now, ports)
        if incoming.group:
            outcome = groups.short(await self.own.in_group(turn, self._in_group), now, self.composer)
        else:
            outcome = await afterwards.finished(await self._alone(await self.own.under(turn)), turn, self.composer)
        shown = tuple(choice for reply in outcome.replies for choice in reply.choices)
        return replace(outcome, person=outcome.person.offer(shown))

    def may_go_on(self, incoming: Incoming, person: Person) -> bool:
        """Whether a text looks like the first piece of a question that is sent in pieces."""
        said = incoming.text
        if incoming.token is not None or incoming.group or incoming.medium != "text" or len(said) > pieces.SHORT:
            return False
        if person.form or person.labelled(said) or commands.read(incoming) or communities.means(said, self.composer):
            return False
        query = read(said, self.library, self.library.plans.get(person.plan))
        return not self.library.control(query.text) and pieces.begins(query)

    def trouble(self, reference: str) -> str:
        """The apology for a bug of ours; the reference stands in the log."""
        return self._chat.trouble.format(reference=reference)

    @property
    def _chat(self) -> ChatPhrases:
        return self.composer.phrases

    async def _in_group(self, turn: Turn) -> Outcome:
        if turn.incoming.attached:
            return groups.private(turn, self.composer)
        said = turn.incoming.text if turn.incoming.token is None and turn.incoming.medium == "text" else None
        command = commands.read(turn.incoming)
        name = command.name if command else ""
        if name == "leave" or (said and groups.says_goodbye(said)):
            return groups.left(turn, self.composer)
        if said is not None and groups.asks_how(said, self.library):
            return groups.joined(turn, self.composer)
        if command and name in groups.INTRODUCED and command.rest not in self.library.plans:
            return groups.joined(turn, self.composer)
        if command and name in ("bind", "enter"):
            return await self.own.entered(turn, command.rest)
        if name == "unbind":
            return await communities.unbound(turn, self.composer)
        if name in (*groups.PRIVATE, *privacy.NAMES) or (turn.incoming.token or "").startswith("form:"):
            return groups.private(turn, self.composer)
        return await self._alone(turn)

    async def _alone(self, turn: Turn) -> Outcome:
        return await self.own.founded(await self._told(turn), turn, self._told)

    async def _told(self, turn: Turn, *, anew: bool = False) -> Outcome:
        """`anew`: what was meant is typed in words that are known."""
        if turn.incoming.attached:
            return await self.own.sent(turn, turn.incoming.attached)
        if turn.incoming.medium != "text":
            return await self.forms.again(welcome.shown_something(turn, self.composer), turn)
        kind, _, rest = (turn.incoming.token or "").partition(":")
        if kind == "form":
            return await self.forms.tapped(turn, rest)
        if command := commands.read(turn.incoming):
            return await self._steered(turn, command)
        if shown := await evidence.heard(turn, self.composer):
            return await self.forms.again(shown, turn)
        if own := await self.own.told(turn):
            return own
        if form := turn.person.form:
            return await self.forms.heard(turn, form, self._ordinary.turn)
        if not anew and (said := await wishes.meant(turn, self.composer)):
            meant = replace(turn, incoming=replace(turn.incoming, text=said))
            return wishes.read_so(await self._told(meant, anew=True), said, self.composer)
        return self._ordinary.turn(turn)

    async def _steered(self, turn: Turn, command: Command) -> Outcome:
        match command.name:
            case "link" | "code" | "bind" if command.rest:
                return await self.own.coded(turn, command)
            case "enter":
                return await self.own.entered(turn, command.rest)
            case "community":
                return await self.own.asked_for(turn, command.rest)
            case "unlink" | "unbind":
                return await self.forms.begin(turn, linking.UNLINK)
            case privacy.EXPORT | privacy.FORGET:
                return await self.forms.begin(turn, command.name)
            case "cancel" | "back" | "skip" | "later" | "leave" | "resume":
                return await self._led(turn, command.name)
        return await self.forms.again(self._ordinary.at_once(turn, command), turn)

    async def _led(self, turn: Turn, name: str) -> Outcome:
        form = turn.person.form
        if planned := await budget.steered(turn, name, self.composer):
            return planned
        if budget.works(turn.person) and name in ("cancel", "leave"):
            name = "later"  # what was typed into a budget is kept
        if name == "resume":
            outcome = await self.forms.resumed(turn)
        else:
            outcome = await self.forms.steered(turn, form, "cancel" if name == "leave" else name) if form else None
        return outcome or self._plain(turn, self._chat.nothing_open)

    def _plain(self, turn: Turn, text: str) -> Outcome:
        return Outcome(turn.person, (self.composer.plain(text),))
