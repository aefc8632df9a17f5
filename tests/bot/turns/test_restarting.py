"""The conversations of tests/conversations with a new process between any two messages."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.channel import Heard, Read
from bot.store.database import Store
from bot.turns import Desk
from handlers.dispatch import Dispatcher
from handlers.messages import Reply
from tests.bot.talks import Speaker, Step, Talk, begins, filled, following, newest, plain, settle, speaker, talks
from tests.bot.turns.pigeon import Office, Pigeon

MESSENGERS = ("line", "telegram", "web")


class Carrier(Pigeon):
    """A pigeon that brings more than text."""

    def read(self, raw: Any) -> Read:
        heard = super().read(raw)
        return replace(heard, medium=raw.get("sends", "text")) if isinstance(heard, Heard) else heard


@pytest.mark.parametrize("talk", [pytest.param(talk, id=name) for name, talk in talks()])
async def test_a_conversation_survives_a_new_process_before_every_message(
    talk: Talk, dispatcher: Dispatcher, tmp_path: Path
) -> None:
    url, pigeons = f"sqlite+aiosqlite:///{tmp_path / 'convener.db'}", {name: Carrier(name) for name in MESSENGERS}
    moment, code = begins(talk), ""
    await settled(talk, url, moment)
    for step in talk["turns"]:
        who = speaker(talk, step)
        store = await Store.open(url, lasting=False)
        desk = Desk(
            store, dispatcher, [*pigeons.values()], lambda now=moment: now, gather=0, web="https://bot.example.org"
        )
        await desk.start()
        replies = await said(Office(desk, store, pigeons[who.channel]), who, filled(step, code))
        await desk.close()
        await store.close()
        code = newest("\n".join(reply.text for reply in replies), code)
        check(filled(step, code), replies)
        moment = following(moment, step)


async def settled(talk: Talk, url: str, moment: datetime) -> None:
    """The plan and the community that the first person has from the start."""
    first, store = speaker(talk, talk["turns"][0]), await Store.open(url, lasting=False)
    await store.write(lambda c: settle(c, talk, first.channel, first.group or first.name, moment))
    await store.close()


async def said(office: Office, who: Speaker, step: Step) -> list[Reply]:
    """A turn; what is told there."""
    before, address = len(office.pigeon.sent), who.group or who.name
    more = {"sends": step["sends"]} if "sends" in step else sent(step, office.pigeon, address)
    await office.say(step.get("say", ""), address, **more, group=bool(who.group))
    assert {where for where, _ in office.pigeon.sent[before:]} <= {address}
    return [reply for _, reply in office.pigeon.sent[before:]]


def sent(step: Step, pigeon: Pigeon, address: str) -> Mapping[str, Any]:
    """A tap on the newest button with a label, or an event."""
    if "event" in step:
        return {"token": step["event"]}
    if "tap" not in step:
        return {}
    for id, (where, reply) in reversed(list(zip(pigeon.ids, pigeon.sent, strict=True))):
        for place, choice in enumerate(reply.choices):
            if (where, choice.label) == (address, step["tap"]):
                return {"tap": (id, place)}
    raise AssertionError(f"no button {step['tap']}")


def check(step: Step, replies: Iterable[Reply]) -> None:
    """What a turn promises."""
    parts = [reply.text for reply in replies]
    parts += [f"{source.name} {source.section}" for reply in replies for source in reply.sources]
    text = plain("\n".join(parts))
    assert [wanted for wanted in step.get("sees", []) if plain(wanted) not in text] == [], text
    assert [unwanted for unwanted in step.get("not", []) if plain(unwanted) in text] == [], text
    labels = {choice.label for reply in replies for choice in reply.choices}
    assert set(step.get("buttons", [])) <= labels
