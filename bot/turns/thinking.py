"""From what was heard to what is committed: the dispatcher's outcome, and the one place that catches our own bugs."""

from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog
from sqlalchemy import Connection

from bot.channels.channel import Fetching, Heard, Outgoing
from bot.clock import Clock
from bot.export.forms.offering import Offered
from bot.export.forms.receiving import Received
from bot.metrics import Metrics
from bot.outbox.wording import wording
from bot.store import budgets, changes, communities, digests, inbox, ledgers, links, messages, persons, privacy, wishes
from bot.store.database import Store
from bot.store.digests import Render
from bot.store.errors import Overtaken
from bot.store.inbox import Work
from bot.store.persons import Known
from bot.turns.belonging import RememberedCommunities
from handlers.changes import Forget, SetDeadlines
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming, Reply
from handlers.ports import Ports
from handlers.topic import Outcome, Person

log = structlog.get_logger(__name__)
REMEMBERED = 1_000  # persons as they were committed last; a stale one only makes its turn be computed again
NOBODY = Known(0, Person(), version=0, group=False)
CONFLICTS = 20  # of one update, after which it is no coincidence any more
RETOLD = 3  # answers that could not be delivered, told before the next one; LINE takes five messages at once


class Conflict(Exception):
    """Somebody else changed what was read; the turn is computed again."""


class Settled(Exception):
    """The updates were handled already."""


@dataclass(frozen=True, slots=True)
class Question:
    """What one turn answers: updates of one conversation (several where a question came in pieces)."""

    works: tuple[Work, ...]
    heard: Heard
    text: str

    @property
    def newest(self) -> Work:
        """The update that is replied to."""
        return self.works[-1]

    @property
    def about(self) -> str:
        """What a reply that comes late says it answers."""
        return self.text or (self.heard.attached.name if self.heard.attached else "")


@dataclass(frozen=True, slots=True)
class Thought:
    """An outcome that waits to be committed."""

    question: Question
    known: Known
    outcome: Outcome
    failed: bool = False


class Thinking:
    """Reads a person, asks the dispatcher, commits. Nothing is written before everything is known."""

    def __init__(
        self,
        store: Store,
        dispatcher: Dispatcher,
        clock: Clock,
        web: str,
        entrance: Mapping[str, str] | None,
        metrics: Metrics,
        fetching: Mapping[str, Fetching],
    ) -> None:
        self._store = store
        self._dispatcher = dispatcher
        self._clock = clock
        self._metrics = metrics
        self._render = wording(dispatcher.composer)
        self._communities = RememberedCommunities(store, web, entrance)
        kept = privacy.StoredPrivacy(store)
        reminded, drafts = wishes.StoredReminders(store), budgets.StoredBudgets(store)
        files, sent = Offered(store, dispatcher.library, clock, web), Received(dispatcher.library, fetching)
        spent = ledgers.StoredLedgers(store)
        self._ports = Ports(links.StoredLinks(store), self._communities, kept, reminded, drafts, files, sent, spent)
        self._of_groups = replace(self._ports, communities=communities.StoredCommunities(store, web))
        self._known: OrderedDict[tuple[str, str], Known] = OrderedDict()
        self._conflicts: Counter[int] = Counter()  # by update, until it is committed

    def remembers(self, channel: str, address: str) -> bool:
        """Whether a conversation need not be read."""
        return (channel, address) in self._known

    def remember(self, channel: str, address: str, known: Known) -> None:
        """A conversation as it was read or committed."""
        self._known[channel, address] = known
        self._known.move_to_end((channel, address))
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    async def known(self, work: Work) -> Known:
        """Whose conversation an update belongs to."""
        if known := self._known.get((work.channel, work.address)):
            return known
        known = await self._store.read(lambda c: persons.of(c, work.channel, work.address))
        if known is None:
            return await self._moved(work)
        self.remember(work.channel, work.address, known)
        return known

    async def _moved(self, work: Work) -> Known:
        """Whose it is where the conversation has a new address by now; not remembered, as the old one is another's.

        Nobody's where they wanted to be forgotten: then there is nothing but a goodbye to deliver.
        """
        now = await self._store.read(lambda c: inbox.get(c, work.row))
        known = await self._store.read(lambda c: persons.of(c, work.channel, now.address)) if now else None
        return known or NOBODY

    async def think(self, question: Question) -> Thought:
        """The outcome; a bug of ours becomes an apology with a reference, and leaves the conversation as it was."""
        known = await self.known(question.newest)
        incoming = await self._incoming(question, known)
        try:
            ports = self._of_groups if known.group else self._ports
            outcome = await self._dispatcher.turn(incoming, known.person, self._clock(), ports)
        except Exception:
            log.exception("turn failed", turn=question.newest.row)
            return Thought(question, known, self._apology(question, known), failed=True)
        return Thought(question, known, outcome)

    def _apology(self, question: Question, known: Known) -> Outcome:
        reply = Reply(self._dispatcher.trouble(str(question.newest.row)), result="abstained")
        return Outcome(known.person, (reply,))

    async def _incoming(self, question: Question, known: Known) -> Incoming:
        heard, work, text, token = question.heard, question.newest, question.text, question.heard.token
        if tap := heard.tap:
            choice = await self._store.read(
                lambda c: messages.choice(c, tap.message, tap.place, work.channel, work.address)
            )
            text, token = (choice.label, choice.token) if choice else (text, None)
        whose = str(known.id)
        return Incoming(whose, text, token, heard.medium, heard.group, work.channel, heard.attached)

    async def set_aside(self, question: Question) -> list[Outgoing]:
        """Gives up an update on which the program died again and again; its sender gets the apology."""
        log.error("turn set aside", turn=question.newest.row)
        known = await self.known(question.newest)
        return await self.commit(Thought(question, known, self._apology(question, known), failed=True))

    async def commit(self, thought: Thought) -> list[Outgoing]:
        """Everything that comes of a turn, at once. Raises Conflict or Settled, and then nothing has changed."""
        work = thought.question.newest
        self._known.pop((work.channel, work.address), None)
        try:
            outgoing = await self._store.write(lambda c: _commit(c, thought, self._clock(), self._render))
        except Overtaken as overtaken:
            self._communities.forget()
            return await self._overtaken(thought, overtaken)
        self._conflicts.pop(work.row, None)
        self._count(thought)
        if any(not isinstance(change, SetDeadlines) for change in thought.outcome.changes):
            self._communities.forget()
        if Forget() in thought.outcome.changes:
            self._forget(thought.known.id)
        if not thought.failed and not thought.outcome.changes:
            after = replace(thought.known, person=thought.outcome.person, version=thought.known.version + 1)
            self.remember(work.channel, work.address, after)
        return outgoing

    def _count(self, thought: Thought) -> None:
        channel, outcome = thought.question.newest.channel, thought.outcome
        ended = outcome.replies[-1].result if outcome.replies else "abstained"
        self._metrics.turn(channel, "failed" if thought.failed else ended)
        for miss in outcome.misses:
            self._metrics.missed(miss.why)

    def _forget(self, person: int) -> None:
        for where in [where for where, known in self._known.items() if known.id == person]:
            del self._known[where]

    async def _overtaken(self, thought: Thought, overtaken: Overtaken) -> list[Outgoing]:
        """Has it computed again; where that does not help, it is a bug of ours."""
        question = thought.question
        row = question.newest.row
        self._conflicts[row] += 1
        if self._conflicts[row] < CONFLICTS:
            raise Conflict from overtaken
        log.error("turn never fits", turn=row, exc_info=overtaken)
        return await self.commit(replace(thought, outcome=self._apology(question, thought.known), failed=True))


def _commit(c: Connection, thought: Thought, now: datetime, render: Render) -> list[Outgoing]:
    question, outcome, known = thought.question, thought.outcome, thought.known
    work, real = question.newest, datetime.now(UTC)
    rows = [one.row for one in question.works]
    if not inbox.finish(c, rows, real, aside=thought.failed):
        raise Settled
    person = known.id
    if not thought.failed:
        person = changes.keep(c, known, outcome, channel=work.channel, address=work.address, now=now, at=real)
    here = work.row, person, work.channel, work.address
    untold = messages.untold(c, person, RETOLD)
    said = [Outgoing(row.id, row.reply) for row in messages.retell(c, untold, work.row, work.channel, work.address)]
    reminded = digests.told(c, render, person, now)
    for replies, about, position in (
        ([reminded] if reminded else [], "", messages.EARLY),
        (outcome.replies, question.about, messages.OWN),
    ):
        ids = messages.add(c, *here, replies, about, real, position=position)
        said += [Outgoing(id_, reply) for id_, reply in zip(ids, replies, strict=True)]
    return said
