"""Conversations that a teacher could read (tests/conversations/*.yaml), played turn by turn.

A conversation may start with a `plan` and a `tier`, be one of a `group`, and take place `now`. A turn has one of `say`,
`tap` (a button's label), `sends` (picture, voice, …) or `event` (start, start:…, join); `by` names the messenger
(line where nothing is said). What must come of it: `result`, `verdict`, `sees` (all of these stand in what is shown,
sources included), `not` (none of them does), `buttons` (labels that are offered), `source` (a section), `replies` (how
many), `lines` (at most, per reply), `few` (buttons at most), `step`, `asks`, `leaves`, `misses` (why).
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from handlers.changes import Change, NewLink, Unlink, UseLink
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming, Reply
from handlers.ports import LinkOffer, Ports
from handlers.topic import Outcome, Person

FOLDER = Path(__file__).parents[1] / "conversations"
TALKS = [
    pytest.param(talk, id=f"{path.stem}: {talk['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for talk in yaml.safe_load(path.read_text(encoding="utf-8"))
]
TAIPEI = ZoneInfo("Asia/Taipei")
PAUSE = timedelta(minutes=1)
CODES = ("ABCD-EFGH", "JKLM-NPQR", "STUV-WXYZ")  # as they are given out, one after the other


@dataclass
class Memory:
    """Who talks on which channel, and what links them: in memory what otherwise the database keeps."""

    first: Person
    owners: dict[str, str] = field(default_factory=dict)  # channel -> name of the conversation
    persons: dict[str, Person] = field(default_factory=dict)
    offers: dict[str, tuple[str, str, datetime]] = field(default_factory=dict)  # code -> conversation, channel, until

    def owner(self, channel: str) -> str:
        """Whose conversation a channel belongs to; a new one starts as the first did only on the first channel."""
        if channel not in self.owners:
            name = self.owners[channel] = f"王老師 {channel}"
            self.persons[name] = Person() if self.persons else self.first
        return self.owners[channel]

    def new_code(self) -> str:
        return CODES[len(self.offers)]

    async def find(self, person: str, code: str, now: datetime) -> LinkOffer | None:
        whose, channel, until = self.offers.get(code, ("", "", now))
        return LinkOffer(whose, self.persons[whose].plan, channel) if now < until and whose != person else None

    async def channels(self, person: str) -> tuple[str, ...]:
        return tuple(channel for channel, owner in self.owners.items() if owner == person)

    def keep(self, channel: str, outcome: Outcome) -> None:
        """What a turn leads to."""
        self.persons[self.owners[channel]] = outcome.person
        for change in outcome.changes:
            self._change(channel, change, outcome.person)

    def _change(self, channel: str, change: Change, person: Person) -> None:
        match change:
            case NewLink(code, until):
                self.offers[code] = (self.owners[channel], channel, until)
            case UseLink(code):
                whose, _, _ = self.offers[code]
                self.offers[code] = (whose, "", datetime.min.replace(tzinfo=TAIPEI))
                self.owners[channel], self.persons[whose] = whose, person
            case Unlink():
                self.owners[channel] = f"王老師 {channel} alone"
                self.persons[self.owners[channel]] = person


def shown(replies: tuple[Reply, ...]) -> str:
    """Everything a person sees, without spaces and thousands commas."""
    parts = [reply.text for reply in replies]
    parts += [f"{source.name} {source.section}" for reply in replies for source in reply.sources]
    return plain("\n".join(parts))


def plain(text: object) -> str:
    """Without spaces and thousands commas."""
    return str(text).replace(" ", "").replace(",", "")


def button(person: Person, label: str) -> str:
    """The token of the newest button with that label."""
    found = [choice.token for choice in person.buttons if choice.label == label]
    assert found, f"no button 「{label}」 among {[choice.label for choice in person.buttons]}"
    return found[0]


def incoming(step: Mapping[str, Any], person: Person, name: str, group: bool) -> Incoming:
    """What a turn sends."""
    token = button(person, step["tap"]) if "tap" in step else step.get("event")
    text = step.get("tap", step.get("say", ""))
    return Incoming(name, text, token, step.get("sends", "text"), group, step.get("by", "line"))


@pytest.mark.parametrize("talk", TALKS)
def test_conversation(talk: dict[str, Any], dispatcher: Dispatcher) -> None:
    asyncio.run(play(talk, dispatcher))


async def play(talk: Mapping[str, Any], dispatcher: Dispatcher) -> None:
    """Every turn of a conversation, each checked."""
    moment = datetime.fromisoformat(str(talk.get("now", "2024-04-01T09:00"))).replace(tzinfo=TAIPEI)
    memory = Memory(Person(plan=talk.get("plan", ""), tier=talk.get("tier", "")))
    for step in talk["turns"]:
        channel = step.get("by", "line")
        name = memory.owner(channel)
        said = incoming(step, memory.persons[name], name, talk.get("group", False))
        outcome = await dispatcher.turn(said, memory.persons[name], moment, Ports(links=memory))
        memory.keep(channel, outcome)
        moment += timedelta(seconds=step.get("after", PAUSE.total_seconds()))
        check(step, outcome)


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
        "leaves": last.leave,
        "misses": [miss.why for miss in outcome.misses],
    }
