"""The conversations about ledgers with a new process for every message: all that is known is in the database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.export.forms.offering import Offered
from bot.store import budgets, communities, ledgers, persons, wishes
from bot.store.changes import keep
from bot.store.database import Store
from bot.store.links import StoredLinks
from content.library import Library
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming, Reply
from handlers.ports import Ports
from tests.bot.talks import Talk, begins, filled, following, newest, plain, settle, speaker, talks

LEDGERS = [pytest.param(talk, id=name) for name, talk in talks() if name.startswith("ledger:") and "group" not in talk]


def token(label: str, replies: list[Reply]) -> str:
    """Of the newest button with that label."""
    return next(one.token for reply in reversed(replies) for one in reply.choices if one.label == label)


async def turn(url: str, step: dict[str, Any], library: Library, now: datetime, shown: list[Reply]) -> list[Reply]:
    """One message in a process of its own."""
    store = await Store.open(url)
    try:
        who = speaker({}, step)
        here = {"channel": who.channel, "address": f"{who.name} {who.channel}"}
        await store.write(lambda c: persons.meet(c, here["channel"], here["address"], now))
        known = await store.read(lambda c: persons.of(c, here["channel"], here["address"]))
        assert known
        ports = Ports(
            links=StoredLinks(store),
            communities=communities.StoredCommunities(store),
            reminders=wishes.StoredReminders(store),
            budgets=budgets.StoredBudgets(store),
            exports=Offered(store, library, lambda: now, "https://bot.example.org"),
            ledgers=ledgers.StoredLedgers(store),
        )
        tapped = token(step["tap"], shown) if "tap" in step else None
        said = Incoming(str(known.id), step.get("say", step.get("tap", "")), tapped, channel=who.channel)
        outcome = await Dispatcher(library).turn(said, known.person, now, ports)
        await store.write(lambda c: keep(c, known, outcome, **here, now=now, at=datetime.now(UTC)))
        return list(outcome.replies)
    finally:
        await store.close()


@pytest.mark.parametrize("talk", LEDGERS)
async def test_a_ledger_survives_a_new_process_between_messages(talk: Talk, library: Library, tmp_path: Path) -> None:
    url, now, code = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}", begins(talk), ""
    store = await Store.open(url)
    await store.write(lambda c: settle(c, talk, "line", "王老師 line", now))
    await store.close()
    shown: list[Reply] = []
    for step in talk["turns"]:
        replies = await turn(url, filled(step, code), library, now, shown)
        shown += replies
        text = "\n".join(reply.text for reply in replies)
        code = newest(text, code)
        sources = "".join(source.section for reply in replies for source in reply.sources)
        for wanted in filled(step, code).get("sees", []):
            assert plain(wanted) in plain(text + sources), (step, text)
        for unwanted in step.get("not", []):
            assert plain(unwanted) not in plain(text), (step, text)
        now = following(now, step)
