"""Whatever becomes of tries, and however often the program ends: each reminder has one outcome."""

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from structlog.testing import capture_logs

from bot.channels.channel import Pushed
from bot.outbox.pace import Pace
from bot.outbox.sending import Sender
from bot.store import sqlite
from bot.store.database import Store
from bot.store.migrate import upgrade
from bot.store.tables import community, deadline, membership, reminder
from tests.bot.outbox.morning import Hands, Owl, due, person_at, whole_community, whole_date, words

PEOPLE = range(1, 5)
FATES = [
    Pushed("sent"),
    Pushed("again"),
    Pushed("again", wait=600),
    Pushed("perhaps"),
    Pushed("dead"),
    Pushed("dead", blocked=True),
    Pushed("quota"),
    RuntimeError("a bug"),
]
fates = st.lists(st.sampled_from(FATES), max_size=12)
ends = st.lists(st.booleans(), min_size=12, max_size=12)


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which everybody is to be reminded of two dates."""
    file = tmp_path_factory.mktemp("morning") / "bot.db"
    engine = sqlite.writing(f"sqlite+aiosqlite:///{file}")
    upgrade(engine)
    with engine.begin() as c:
        c.execute(insert(community), whole_community("c"))
        c.execute(insert(deadline), [whole_date("a", "c"), whole_date("b", "c")])
        for who in PEOPLE:
            person_at(c, who, "line", "telegram")
            part = {"community_id": "c", "person_id": who, "role": "convener", "place": who, "is_current": True}
            c.execute(insert(membership), part)
            c.execute(insert(reminder), [due("a", who), due("b", who)])
    engine.dispose()
    return file


@settings(max_examples=20, deadline=None, phases=[Phase.reuse, Phase.generate])  # making it smaller takes too long
@given(fates, fates, ends)
def test_each_reminder_has_one_outcome(
    morning: Path, on_line: Sequence[Pushed], on_telegram: Sequence[Pushed], ends: Sequence[bool]
) -> None:
    line = Owl(Pace(100_000), "line", list(on_line))
    telegram = Owl(Pace(100_000), "telegram", list(on_telegram))
    with tempfile.TemporaryDirectory() as folder, capture_logs():
        rows = asyncio.run(played(Path(shutil.copy(morning, folder)), line, telegram, ends))
    assert len(rows) == 2 * len(PEOPLE)
    assert {(state, lane) for _, state, lane in rows} <= {("sent", "line"), ("sent", "telegram"), ("pending", "")}
    assert all(len(texts) == 1 for texts in line.arrived.values())
    arrived = {"line": line.arrived, "telegram": telegram.arrived}
    assert all(str(who) in arrived[lane] for who, state, lane in rows if state == "sent")


async def played(file: Path, line: Owl, telegram: Owl, ends: Sequence[bool]) -> list[tuple[int, str, str]]:
    """Twelve times ten minutes, some with the end of a process; person, state and lane of what was due that morning."""
    store, hands = await Store.open(f"sqlite+aiosqlite:///{file}", lasting=False), Hands()
    sender = await begun(store, line, telegram, hands)
    for end in ends:
        await sender.tick()
        if end:  # with something on the wire, perhaps
            await asyncio.gather(*(lane.close(0) for lane in sender._lanes.values()))
            sender = await begun(store, line, telegram, hands)
        else:
            await sender.idle()
        hands.forward(timedelta(minutes=10))
    line.fates, telegram.fates = [], []
    await sender.tick()
    await sender.idle()
    await sender.close()
    which = select(reminder.c.person_id, reminder.c.state, reminder.c.lane).where(reminder.c.lead == "d1")
    rows = await store.read(lambda c: c.execute(which).all())
    await store.close()
    return [tuple(row) for row in rows]


async def begun(store: Store, line: Owl, telegram: Owl, hands: Hands) -> Sender:
    """A new process."""
    sender = Sender(store, {"line": line, "telegram": telegram}, words, hands.bot, hands.real)
    await sender.recover()
    return sender
