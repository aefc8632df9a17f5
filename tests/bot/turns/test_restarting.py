"""The conversations of tests/conversations with a new process between any two messages."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.channel import Heard, Missing, Read
from bot.clock import Clock
from bot.export.forms.offering import Offered
from bot.store.database import Store
from bot.turns import Desk
from handlers.dispatch import Dispatcher
from handlers.messages import Attached, Reply
from tests.bot.talks import Speaker, Step, Talk, begins, filled, following, newest, plain, settle, speaker, talks
from tests.bot.turns.pigeon import Office, Pigeon
from tests.tools.sheets import content

MESSENGERS = ("line", "telegram", "web")
WEB, ENTRANCE = "https://bot.example.org", {"telegram": "https://t.me/convener_test_bot?start=join_"}


class Carrier(Pigeon):
    """A pigeon that brings more than text; its files are had wherever it flies to."""

    files: dict[str, bytes]

    def read(self, raw: Any) -> Read:
        heard = super().read(raw)
        if not isinstance(heard, Heard):
            return heard
        if "file" in raw:
            return replace(heard, medium="file", attached=Attached(self.name, raw["file"], raw["named"]))
        return replace(heard, medium=raw.get("sends", "text"))

    def bring(self, name: str, data: bytes) -> Mapping[str, str]:
        """A file; what an update says of it."""
        number = str(len(self.files))
        self.files[number] = data
        return {"file": number, "named": name}

    async def fetch(self, attached: Attached) -> bytes | Missing:
        return self.files.get(attached.id, "gone")


def standing(moment: datetime) -> Clock:
    """A clock that stands still."""
    return lambda: moment


def carrier(name: str) -> Carrier:
    made = Carrier(name)
    made.files = {}
    return made


@pytest.mark.parametrize("talk", [pytest.param(talk, id=name) for name, talk in talks()])
async def test_a_conversation_survives_a_new_process_before_every_message(
    talk: Talk, dispatcher: Dispatcher, tmp_path: Path
) -> None:
    url, pigeons = f"sqlite+aiosqlite:///{tmp_path / 'convener.db'}", {name: carrier(name) for name in MESSENGERS}
    moment, code = begins(talk), ""
    await settled(talk, url, moment)
    for step in talk["turns"]:
        who = speaker(talk, step)
        store = await Store.open(url, lasting=False)
        desk = Desk(store, dispatcher, [*pigeons.values()], standing(moment), gather=0, web=WEB, entrance=ENTRANCE)
        await desk.start()
        turn = filled(step, code)
        brought = await bringing(turn, pigeons[who.channel], Offered(store, dispatcher.library, standing(moment)))
        replies = await said(Office(desk, store, pigeons[who.channel]), who, turn, brought)
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


async def bringing(step: Step, pigeon: Carrier, files: Offered) -> Mapping[str, str]:
    """The file that a turn sends; one that is sent back is the newest of its kind."""
    if "sends_file" in step:
        return pigeon.bring(step["sends_file"]["name"], content(step["sends_file"]))
    if "sends_back" not in step:
        return {}
    given = [one for _, reply in pigeon.sent for one in reply.documents if one.name.endswith(step["sends_back"])]
    made = await files.make(given[-1])
    assert made
    return pigeon.bring(made.name, made.data)


async def said(office: Office, who: Speaker, step: Step, brought: Mapping[str, str]) -> list[Reply]:
    """A turn; what is told there."""
    before, address = len(office.pigeon.sent), who.group or who.name
    more = {"sends": step["sends"]} if "sends" in step else {**sent(step, office.pigeon, address), **brought}
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
