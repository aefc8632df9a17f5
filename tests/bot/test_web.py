"""The web chat's server: what it remembers, also over a restart."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from bot.store import inbox, messages, persons
from bot.store.database import Store
from content.library import Library
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming, Reply
from handlers.ports import Ports
from handlers.topic import Outcome, Person
from tests.bot.conftest import Serving

Client = TestClient[Any, Any]

WANG = "wang_wang_wang_wang_wang_wang_32"  # a cookie
HELLO = "我是社群召集人的小幫手"
LUNCH = "便當一個120可以嗎"
KEELUNG = {"token": "plan:keelung-113"}


@pytest.fixture
async def client(serving: Serving) -> AsyncIterator[Client]:
    async with serving() as server, TestClient(server) as client:
        yield client


@asynccontextmanager
async def visit(serving: Serving, **how: object) -> AsyncIterator[Client]:
    """A process of its own, visited by the same person."""
    async with serving(**how) as server, TestClient(server, cookies={"convener_person": WANG}) as client:
        yield client


async def say(client: Client, text: str, **more: str | None) -> list[str]:
    async with client.post("/say", json={"text": text, **more}) as response:
        assert response.status == 200
        return list(await response.json())


async def page(client: Client) -> str:
    async with client.get("/") as response:
        assert response.status == 200
        return await response.text()


def shown(html: str) -> list[str]:
    """The first line of each bubble on a page, or in a list of bubbles."""
    html = html.split("<template", 1)[0]
    return [re.sub("<[^>]*>", "", line) for line in re.findall(r'<p class="text">(.*)', html)]


# ---- a conversation ----


async def test_a_new_person_is_greeted_once(serving: Serving) -> None:
    async with visit(serving) as client:
        first, second = await asyncio.gather(page(client), page(client))
        assert HELLO in first
        assert first == second == await page(client)
        assert len(shown(first)) == 1


async def test_a_question_is_answered_right_after_the_plan_is_tapped(client: Client) -> None:
    (which,) = await say(client, LUNCH)
    assert 'data-token="plan:keelung-113"' in which
    chosen, verdict = await say(client, "基隆", **KEELUNG)
    assert "基隆113" in chosen
    assert 'data-kind="not_allowed"' in verdict
    assert "出處：基隆113 柒.膳食費" in verdict


async def test_a_reload_shows_the_same_bubbles_in_order(client: Client) -> None:
    await page(client)
    answers = await say(client, LUNCH) + await say(client, "基隆", **KEELUNG)
    after = await page(client)
    assert all(answer.strip() in after for answer in answers)
    greeting, *rest = shown(after)
    assert HELLO in greeting
    assert [rest[0], rest[2]] == [LUNCH, "基隆"]
    assert shown("".join(answers)) == [rest[1], *rest[3:]]


async def test_another_person_sees_nothing_of_it(client: Client) -> None:
    await say(client, "我的祕密", id="a1")
    client.session.cookie_jar.clear()
    assert "我的祕密" not in await page(client)
    assert await say(client, "我的祕密", id="a1")  # the same id of somebody else is another sending
    assert len(shown(await page(client))) == 3


async def test_a_second_try_is_not_a_second_question(client: Client) -> None:
    first = await say(client, LUNCH, id="a1")
    await say(client, "別的", id="a2")
    assert await say(client, LUNCH, id="a1") == first
    assert shown(await page(client)).count(LUNCH) == 1


async def test_a_second_try_waits_for_the_first(client: Client) -> None:
    first, second = await asyncio.gather(say(client, LUNCH, id="a1"), say(client, LUNCH, id="a1"))
    assert first == second != []
    assert shown(await page(client)).count(LUNCH) == 1


async def test_half_a_character_and_nul_are_replaced(client: Client) -> None:
    body = b'{"text": "\\ud83d \xe4\xbe\xbf\xe7\x95\xb6\\u0000", "id": "\\ud83d"}'
    async with client.post("/say", data=body, headers={"Content-Type": "application/json"}) as response:
        assert response.status == 200
    assert "� 便當�" in shown(await page(client))


async def test_a_long_text_is_shown_whole(client: Client) -> None:
    await say(client, "長" * 10_001)
    assert "長" * 10_001 in await page(client)


class Slow(Dispatcher):
    """Thinks until it may go on."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self.may_answer = asyncio.Event()

    async def turn(self, incoming: Incoming, person: Person, now: datetime, ports: Ports) -> Outcome:
        await self.may_answer.wait()
        return await super().turn(incoming, person, now, ports)


async def test_the_page_hears_at_once_that_its_text_is_safe_and_later_the_answer(
    serving: Serving, library: Library
) -> None:
    slow = Slow(library)
    async with visit(serving, talk=slow) as client:
        response = await client.post("/say", json={"text": LUNCH})  # returns with the answer's head
        slow.may_answer.set()
        assert len(await response.json()) == 1


async def test_a_reload_waits_for_what_is_being_answered(serving: Serving, library: Library) -> None:
    slow = Slow(library)
    async with visit(serving, talk=slow) as client:
        await client.post("/say", json={"text": LUNCH})
        reload = asyncio.create_task(page(client))
        await asyncio.sleep(0.05)
        slow.may_answer.set()
        assert len(shown(await reload)) == 2


async def test_a_question_in_pieces_is_answered_once_after_the_last(serving: Serving) -> None:
    async with visit(serving, gather=5) as client:
        await say(client, "基隆", **KEELUNG)
        async with client.post("/say", json={"text": "外聘講師"}) as first:
            (answer,) = await say(client, "兩節4000可以嗎")
            assert await first.json() == []
        assert 'data-kind="allowed"' in answer
        assert shown(await page(client))[-3:-1] == ["外聘講師", "兩節4000可以嗎"]


async def test_html_from_anybody_is_text(client: Client) -> None:
    attack = "<script>alert(1)</script>\"'&"
    everything = "".join(await say(client, attack, id=attack)) + await page(client)
    assert "<script>alert" not in everything
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in everything


# ---- a restart ----

SENDINGS: Sequence[Mapping[str, str]] = (
    {"text": LUNCH, "id": "a1"},
    {"text": "基隆", "id": "a2", **KEELUNG},
    {"text": LUNCH, "id": "a1"},
    {"text": "那100呢", "id": "a3"},
    {"text": "不是這個", "id": "a4", "token": "not:4"},
)


async def test_a_restart_between_any_two_requests_makes_no_difference(serving: Serving, tmp_path: Path) -> None:
    async with visit(serving) as client:
        await page(client)
        through = [await say(client, **sending) for sending in SENDINGS]
        whole = await page(client)
    (tmp_path / "convener.db").unlink()
    async with visit(serving) as client:
        await page(client)
    for sending, answer in zip(SENDINGS, through, strict=True):
        async with visit(serving) as client:
            assert await say(client, **sending) == answer
    async with visit(serving) as client:
        assert await page(client) == whole


async def test_what_was_stored_and_not_answered_is_answered_after_a_restart(serving: Serving, database: str) -> None:
    await store_without_answer(database, "a1")
    async with visit(serving) as client:
        assert shown(await page(client))[0] == LUNCH
        assert len(shown(await page(client))) == 2
        assert len(await say(client, LUNCH, id="a1")) == 1
        assert shown(await page(client)).count(LUNCH) == 1


async def test_what_an_earlier_process_left_open_is_answered_when_it_comes_again(
    serving: Serving, database: str
) -> None:
    async with visit(serving) as client:
        await store_without_answer(database, "a1")
        async with client.post("/say", json={"text": LUNCH, "id": "a1"}) as response:
            assert len(await response.json()) == 1


async def test_the_page_is_told_to_try_again_what_this_process_left_open(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with visit(serving) as client:

        def broken(*_: object, **__: object) -> bool:
            raise RuntimeError

        monkeypatch.setattr(inbox, "finish", broken)
        async with client.post("/say", json={"text": LUNCH, "id": "a1"}) as response:
            assert await response.json() is None
        monkeypatch.undo()
        async with client.post("/say", json={"text": LUNCH, "id": "a1"}) as response:
            assert len(await response.json()) == 1


async def store_without_answer(database: str, id: str) -> None:
    """As a process leaves it that dies right after it stored an update."""
    raw = {"address": WANG, "id": id, "text": LUNCH, "token": None}
    now = datetime.now(UTC)
    store = await Store.open(database)
    try:
        await store.write(lambda c: persons.meet(c, "web", WANG, now))
        update = inbox.NewUpdate(f"{WANG}:{id}", WANG, json.dumps(raw))
        await store.write(lambda c: inbox.add(c, "web", [update], now))
    finally:
        await store.close()


async def test_what_could_not_be_delivered_elsewhere_is_told_before_the_next_answer(
    serving: Serving, store: Store
) -> None:
    now = datetime.now(UTC)
    person = await store.write(lambda c: persons.meet(c, "web", WANG, now))
    update = inbox.NewUpdate("u1", "U1", "{}")
    (stored,) = await store.write(lambda c: inbox.add(c, "line", [update], now))
    await store.write(lambda c: inbox.finish(c, [stored.row], now))
    late = [Reply("已記下：1,240 元")]
    await store.write(
        lambda c: messages.add(c, stored.row, person, "line", "U1", late, "記帳 1240", now, state="expired")
    )
    async with visit(serving) as client:
        first, second = await say(client, LUNCH, id="a1")
        assert "（剛才「記帳 1240」的回覆）" in first
        assert "剛才「" not in second
    async with visit(serving) as client:
        assert await say(client, LUNCH, id="a1") == [first, second]
