"""Conversations that a teacher could read (tests/conversations/*.yaml), played turn by turn.

A turn has `say` or `tap`, and what must come of it: `result`, `verdict`, `sees` (all of these stand in what is shown,
sources included), `not` (none of them does), `buttons` (labels that are offered), `source` (a section).
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from handlers.dispatch import Dispatcher
from handlers.messages import Incoming, Reply
from handlers.topic import Person

FOLDER = Path(__file__).parents[1] / "conversations"
TALKS = [
    pytest.param(talk, id=f"{path.stem}: {talk['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for talk in yaml.safe_load(path.read_text(encoding="utf-8"))
]
TAIPEI = ZoneInfo("Asia/Taipei")
PAUSE = timedelta(minutes=1)


def shown(replies: tuple[Reply, ...]) -> str:
    """Everything a person sees, without spaces and thousands commas."""
    parts = [reply.text for reply in replies]
    parts += [f"{source.name} {source.section}" for reply in replies for source in reply.sources]
    return "\n".join(parts).replace(" ", "").replace(",", "")


def button(person: Person, label: str) -> str:
    """The token of the newest button with that label."""
    found = [choice.token for choice in person.buttons if choice.label == label]
    assert found, f"no button 「{label}」 among {[choice.label for choice in person.buttons]}"
    return found[0]


@pytest.mark.parametrize("talk", TALKS)
def test_conversation(talk: dict[str, Any], dispatcher: Dispatcher) -> None:
    moment = datetime.fromisoformat(str(talk.get("now", "2024-04-01T09:00"))).replace(tzinfo=TAIPEI)
    person = Person(plan=talk.get("plan", ""), tier=talk.get("tier", ""))
    for step in talk["turns"]:
        token = button(person, step["tap"]) if "tap" in step else None
        outcome = dispatcher.turn(Incoming("王老師", step.get("tap", step.get("say", "")), token), person, moment)
        person, moment = outcome.person, moment + timedelta(seconds=step.get("after", PAUSE.total_seconds()))
        check(step, outcome.replies)


def check(step: dict[str, Any], replies: tuple[Reply, ...]) -> None:
    """What a turn promises against what came."""
    text, last = shown(replies), replies[-1]
    for wanted in step.get("sees", []):
        assert str(wanted).replace(" ", "").replace(",", "") in text, f"{step}: {text}"
    for unwanted in step.get("not", []):
        assert str(unwanted).replace(" ", "") not in text, f"{step}: {text}"
    if "result" in step:
        assert last.result == step["result"], f"{step}: {text}"
    if "verdict" in step:
        assert last.verdict == step["verdict"], f"{step}: {text}"
    labels = [choice.label for choice in last.choices]
    assert set(step.get("buttons", [])) <= set(labels), f"{step}: {labels}"
    if "source" in step:
        assert step["source"] in [source.section for source in last.sources], f"{step}: {last.sources}"
