"""The conversations of tests/conversations with a new process between any two messages."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.store import persons
from bot.store.changes import keep
from bot.store.database import Store
from bot.turns import Desk
from handlers.changes import Found
from handlers.dispatch import Dispatcher
from handlers.messages import Reply
from handlers.records import Community
from handlers.topic import Outcome, Person
from tests.bot.turns.pigeon import Office, Pigeon

FOLDER = Path(__file__).parents[2] / "conversations"
TAIPEI = ZoneInfo("Asia/Taipei")
WHO = "王老師"


def talks() -> Iterator[Any]:
    """Conversations of one person, who convenes the community if there is one."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for talk in yaml.safe_load(path.read_text(encoding="utf-8")):
            alone = not any({"by", "who", "in", "sends"} & step.keys() for step in talk["turns"])
            if alone and talk.get("community", {}).get("role", "convener") == "convener":
                yield pytest.param(talk, id=f"{path.stem}: {talk['name']}")


@pytest.mark.parametrize("talk", list(talks()))
async def test_a_conversation_survives_a_new_process_before_every_message(
    talk: dict[str, Any], dispatcher: Dispatcher, tmp_path: Path
) -> None:
    url, pigeon = f"sqlite+aiosqlite:///{tmp_path / 'convener.db'}", Pigeon()
    moment = datetime.fromisoformat(str(talk.get("now", "2024-04-01T09:00"))).replace(tzinfo=TAIPEI)
    await begin(talk, url, moment)
    for step in talk["turns"]:
        before = len(pigeon.sent)
        store = await Store.open(url)
        desk = Desk(store, dispatcher, [pigeon], lambda now=moment: now, gather=0, web="https://bot.example.org")
        await desk.start()
        office = Office(desk, store, pigeon)
        await office.say(step.get("say", ""), WHO, **sent(step, pigeon), group=talk.get("group", False))
        await desk.close()
        await store.close()
        check(step, [reply for _, reply in pigeon.sent[before:]])
        moment += timedelta(seconds=step.get("after", 60))


async def begin(talk: dict[str, Any], url: str, moment: datetime) -> None:
    """The plan and the community that somebody has from the start."""
    store = await Store.open(url)
    person, where = Person(plan=talk.get("plan", ""), tier=talk.get("tier", "")), {"channel": "pigeon", "address": WHO}
    await store.write(lambda c: persons.meet(c, "pigeon", WHO, moment, group=talk.get("group", False)))
    known = await store.read(lambda c: persons.of(c, "pigeon", WHO))
    assert known
    details = {"name": "北昌共備社群", "plan": person.plan, "tier": person.tier, **talk.get("community", {})}
    details.pop("role", None)
    changes = (Found(Community("first", feed="secret", **details)),) if "community" in talk else ()
    await store.write(lambda c: keep(c, known, Outcome(person, changes=changes), now=moment, at=moment, **where))
    await store.close()


def sent(step: dict[str, Any], pigeon: Pigeon) -> dict[str, Any]:
    """A tap on the newest button with a label, or an event."""
    if "event" in step:
        return {"token": step["event"]}
    if "tap" not in step:
        return {}
    for id, (_, reply) in reversed(list(zip(pigeon.ids, pigeon.sent, strict=True))):
        for place, choice in enumerate(reply.choices):
            if choice.label == step["tap"]:
                return {"tap": (id, place)}
    raise AssertionError(f"no button {step['tap']}")


def check(step: dict[str, Any], replies: list[Reply]) -> None:
    """What a turn promises."""
    parts = [reply.text for reply in replies]
    parts += [f"{source.name} {source.section}" for reply in replies for source in reply.sources]
    text = plain("\n".join(parts))
    assert [wanted for wanted in step.get("sees", []) if plain(wanted) not in text] == [], text
    assert [unwanted for unwanted in step.get("not", []) if plain(unwanted) in text] == [], text
    labels = {choice.label for reply in replies for choice in reply.choices}
    assert set(step.get("buttons", [])) <= labels


def plain(text: object) -> str:
    """Without spaces and thousands commas."""
    return str(text).replace(" ", "").replace(",", "")
