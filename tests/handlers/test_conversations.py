"""Conversations that a teacher could read (tests/conversations/*.yaml), played turn by turn.

A conversation may start with a `plan` and a `tier`, be one of a `group`, and take place `now`; `community` (name, year,
role, …: a handlers.records.Community) is one that the first person is in. A turn has one of `say`, `tap` (a button's
label), `sends` (picture, voice, …), `sends_file` (see tests/tools/sheets.py), `sends_back` (xlsx: the file of that kind
that was given last) or `event` (start, start:…, join); `by` names the messenger (line where nothing is said), `who` the
person (王老師), `in` a group by its name. `{code}` stands for the newest invitation, `{bare}` for the same without its
dash, in what is said or seen. `after`: seconds until the next turn, or the moment of it. `reminded` instead of a turn:
what is due by then reaches `who`, and its buttons can be tapped at the next turn; `short`: with the notice that from
that day on not everything can be pushed; with `reminded: false` nothing comes. `down`: until the next turn the program
does not run. `told`: what could not be pushed stands before the answer.

What must come of it: `result`, `verdict`, `sees` (all of these are shown, as sources too), `not` (none of them does),
`buttons` (labels that are offered), `offers` (exactly these are, with the last reply), `source` (a section), `replies`
(how many), `lines` (at most, per reply), `few` (buttons at most), `step`, `asks`, `leaves`, `misses` (why), `files`
(the kinds of those that come with it: xlsx, docx).
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.reminders.plan import Listener, awake, plan
from handlers.changes import Change, NewLink, Rejudge, SetBudget, Unlink, UseLink
from handlers.compose import Composer
from handlers.dispatch import Dispatcher
from handlers.messages import Choice, Incoming, Reply
from handlers.ports import LinkOffer, Ports
from handlers.records import Community, Reader, Reminder, Role, Wishes
from handlers.reminders_digest import digest
from handlers.reminders_quota import notice
from handlers.topic import Outcome, Person
from tests.handlers import memory
from tests.handlers.drafts import Drafts
from tests.handlers.ledgers import Ledgers
from tests.handlers.papers import Papers
from tests.tools.sheets import LIBRARY

FOLDER = Path(__file__).parents[1] / "conversations"
TALKS = [
    pytest.param(talk, id=f"{path.stem}: {talk['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for talk in yaml.safe_load(path.read_text(encoding="utf-8"))
]
TAIPEI = ZoneInfo("Asia/Taipei")
PAUSE = timedelta(minutes=1)
LATE = timedelta(hours=1)
CODES = ("ABCD-EFGH", "JKLM-NPQR", "STUV-WXYZ")  # as they are given out, one after the other


@dataclass
class Memory:
    """Who talks on which channel, and what links them: in memory what otherwise the database keeps."""

    first: Person
    communities: memory.Memory = field(default_factory=memory.Memory)
    owners: dict[tuple[str, str], str] = field(default_factory=dict)  # who, channel -> name of the conversation
    persons: dict[str, Person] = field(default_factory=dict)
    offers: dict[str, tuple[str, str, datetime]] = field(default_factory=dict)  # code -> conversation, channel, until
    budgets: Drafts = field(init=False)
    ledgers: Ledgers = field(init=False)
    papers: Papers = field(init=False)

    def __post_init__(self) -> None:
        self.budgets = Drafts(self.communities)
        self.ledgers = Ledgers(self.communities)
        self.papers = Papers(LIBRARY, self.budgets)

    def owner(self, who: str, channel: str) -> str:
        """Whose conversation it is; a new one starts as the first did only for the first."""
        if (who, channel) not in self.owners:
            name = self.owners[who, channel] = f"{who} {channel}"
            self.persons[name] = Person() if self.persons else self.first
        return self.owners[who, channel]

    @property
    def newest(self) -> str:
        """The invitation that was given out last."""
        return next(reversed(self.communities.codes), "")

    def new_code(self) -> str:
        return CODES[len(self.offers)]

    async def find(self, person: str, code: str, now: datetime) -> LinkOffer | None:
        whose, channel, until = self.offers.get(code, ("", "", now))
        return LinkOffer(whose, self.persons[whose].plan, channel) if now < until and whose != person else None

    async def channels(self, person: str) -> tuple[str, ...]:
        return tuple(channel for (_, channel), owner in self.owners.items() if owner == person)

    async def keep(self, who: str, channel: str, outcome: Outcome, now: datetime) -> None:
        """What a turn leads to."""
        name = self.owners[who, channel]
        self.persons[name] = outcome.person
        for change in outcome.changes:
            self._change(who, channel, change, outcome.person)
            match change:
                case SetBudget():
                    self.budgets.put(change, name, now)
                case Rejudge():
                    self.budgets.rejudge(change, name)
            self.ledgers.apply(change, name, now)
            await self.communities.apply(change, name, now)

    def _change(self, who: str, channel: str, change: Change, person: Person) -> None:
        match change:
            case NewLink(code, until):
                self.offers[code] = (self.owners[who, channel], channel, until)
            case UseLink(code):
                whose, _, _ = self.offers[code]
                self.offers[code] = (whose, "", datetime.min.replace(tzinfo=TAIPEI))
                self.budgets.joined(self.owners[who, channel], whose)
                self.owners[who, channel], self.persons[whose] = whose, person
            case Unlink():
                name = self.owners[who, channel] = f"{who} {channel} alone"
                self.persons[name] = person


def shown(replies: tuple[Reply, ...]) -> str:
    """Everything a person sees, without spaces and thousands commas."""
    parts = [reply.text for reply in replies]
    parts += [f"{source.name} {source.section}" for reply in replies for source in reply.sources]
    return plain("\n".join(parts))


def plain(text: object) -> str:
    """Without spaces and thousands commas."""
    return str(text).replace(" ", "").replace(",", "")


def at(moment: str) -> datetime:
    """A moment of a conversation."""
    return datetime.fromisoformat(moment).replace(tzinfo=TAIPEI)


def following(moment: datetime, step: Mapping[str, Any]) -> datetime:
    """When the next turn takes place."""
    after = step.get("after", PAUSE.total_seconds())
    return at(after) if isinstance(after, str) else moment + timedelta(seconds=after)


async def due(communities: memory.Memory, person: str, now: datetime) -> list[Reminder]:
    """What somebody is to be reminded of since something was changed last, or they were reminded; now they are."""
    before, communities.now, found = communities.now, now, dict[str, Reminder]()
    wishes, snoozes = communities.wanted.get(person, Wishes()), communities.snoozes.get(person, {})
    for part in await communities.of(person):
        reader: Reader = "group" if person in communities.groups else part.role
        listener = Listener(part.role, part.reminded, wishes, snoozes)
        for date in (one for one in communities.rows.values() if one.community == part.community.id):
            for one in plan(date, part.community, listener, now):
                if before < one.due <= now < one.expires:
                    found[date.id] = Reminder(date, part.community, one.lead, one.due, one.expires, reader)
    communities.told.setdefault(person, []).extend(found.values())
    return list(found.values())


def button(shown: Iterable[Choice], label: str) -> str:
    """The token of the newest button with that label."""
    found = [choice.token for choice in shown if choice.label == label]
    assert found, f"no button 「{label}」 among {[choice.label for choice in shown]}"
    return found[0]


def incoming(step: Mapping[str, Any], shown: Iterable[Choice], name: str, group: bool, code: str = "") -> Incoming:
    """What a turn sends; `shown`: the buttons that can be tapped, the newest first."""
    token = button(shown, step["tap"]) if "tap" in step else step.get("event")
    token, text = (said and filled(said, code) for said in (token, step.get("tap", step.get("say", ""))))
    return Incoming(name, text or "", token, step.get("sends", "text"), group, step.get("by", "line"))


def filled(said: str, code: str) -> str:
    """With the newest code where one stands."""
    return said.replace("{code}", code).replace("{bare}", code.replace("-", ""))


@pytest.mark.parametrize("talk", TALKS)
def test_conversation(talk: dict[str, Any], dispatcher: Dispatcher) -> None:
    asyncio.run(play(talk, dispatcher))


async def play(talk: Mapping[str, Any], dispatcher: Dispatcher) -> None:
    """Every turn of a conversation, each checked."""
    moment, pushed = at(str(talk.get("now", "2024-04-01T09:00"))), dict[str, tuple[Choice, ...]]()
    memory = Memory(Person(plan=talk.get("plan", ""), tier=talk.get("tier", "")))
    ports = Ports(links=memory, communities=memory.communities, reminders=memory.communities, budgets=memory.budgets)
    ports = replace(ports, exports=memory.papers, files=memory.papers, ledgers=memory.ledgers)
    down = False  # since what is due was said last
    for step in talk["turns"]:
        down = down or step.get("down", False)
        who, channel, group = step.get("in", step.get("who", "王老師")), step.get("by", "line"), "in" in step
        fresh, name = not memory.owners, memory.owner(who, channel)
        memory.communities.ways[name] = channel if channel in ("line", "telegram") else ""
        if fresh and "community" in talk:
            memory.communities.start(name, *community(talk))
        if group or talk.get("group", False):
            memory.communities.groups.add(name)
        if "reminded" in step:
            replies = await unasked(memory.communities, name, step, dispatcher.composer, moment, down=down)
            if replies:
                pushed[name], down = replies[0].choices, False
                check(step, Outcome(memory.persons[name], replies))
            moment = following(moment, step)
            continue
        items = await due(memory.communities, name, moment) if "told" in step else []
        screen = memory.persons[name].buttons
        said = incoming(step, (*pushed.pop(name, ()), *screen), name, group or talk.get("group", False), memory.newest)
        if file := memory.papers.sends(step, channel):
            said = replace(said, medium="file", attached=file)
        outcome = await dispatcher.turn(said, memory.persons[name], moment, ports)
        await memory.keep(who, channel, outcome, moment)
        before = (digest(items, dispatcher.composer, moment, told=True),) if items else ()
        moment, outcome = following(moment, step), replace(outcome, replies=(*before, *outcome.replies))
        check({**step, "sees": [filled(str(one), memory.newest) for one in step.get("sees", [])]}, outcome)


async def unasked(
    communities: memory.Memory, name: str, step: Mapping[str, Any], composer: Composer, moment: datetime, *, down: bool
) -> tuple[Reply, ...]:
    """What comes by itself; nothing in quiet hours. After the program was `down`, what is late says so."""
    asleep = awake(moment, communities.wanted.get(name, Wishes())) > moment
    items = [] if asleep else await due(communities, name, moment)
    assert bool(items) == step["reminded"], f"{step}: {items}"
    if not items:
        return ()
    late = down and moment - min(one.due for one in items) > LATE
    more = (notice(step["short"], composer, ["telegram"]),) if "short" in step else ()
    return digest(items, composer, moment, late=late), *more


def community(talk: Mapping[str, Any]) -> tuple[Community, Role]:
    """The community that the first person of a conversation is in, and as what."""
    details = {"id": "first", "name": "北昌共備社群", "plan": talk["plan"], "tier": talk.get("tier", "")}
    details |= {"feed": "secret", **talk["community"]}
    role = details.pop("role", "convener")
    return Community(**details), role


def check(step: Mapping[str, Any], outcome: Outcome) -> None:
    """What a turn promises against what came."""
    replies = outcome.replies
    text, last = shown(replies), replies[-1]
    for wanted in step.get("sees", []):
        assert plain(wanted) in text, f"{step}: {text}"
    for unwanted in step.get("not", []):
        assert plain(unwanted) not in text, f"{step}: {text}"
    labels = [choice.label for reply in replies for choice in reply.choices]
    assert set(step.get("buttons", [])) <= set(labels), f"{step}: {labels}"
    if "source" in step:
        assert step["source"] in [source.section for source in last.sources], f"{step}: {last.sources}"
    assert max(reply.text.count("\n") + 1 for reply in replies) <= step.get("lines", 99), f"{step}: {text}"
    assert len(last.choices) <= step.get("few", 99), f"{step}: {labels}"
    for name, found in found_so(outcome).items():
        assert step.get(name, found) == found, f"{step}: {name} is {found}: {text}"


def found_so(outcome: Outcome) -> dict[str, object]:
    """What a turn may name to be compared as it is."""
    last = outcome.replies[-1]
    return {
        "result": last.result,
        "verdict": last.verdict,
        "replies": len(outcome.replies),
        "step": outcome.replies[0].step,
        "asks": last.asks,
        "offers": [choice.label for choice in last.choices],
        "leaves": last.leave,
        "files": [one.name.rpartition(".")[2] for reply in outcome.replies for one in reply.documents],
        "misses": [miss.why for miss in outcome.misses],
    }
