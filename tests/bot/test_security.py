"""Strangers at the doors, markup in what people write, made-up buttons: through the program's own routes."""

import json
from asyncio import gather
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, CookieJar

from tests.messengers.line_people import line_id, signature
from tests.messengers.telegram_chats import person, user_id
from tests.tools.program import SECRET, Program, program

pytestmark = pytest.mark.asyncio(loop_scope="module")
MIB = 1 << 20
IMAGE = '"><img src=x>'
MARKUP = "<h1>wwwx</h1>&lt;<u>"
FORGED = ["{}.0", "{}.00", "{}.99", "-{}.0", "0.0", "999999999999999.999", "{}.0.0", "٣.0", ""]
TALKS = "SELECT id, plan, tier FROM person ORDER BY id"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Program]:
    """One program for all tests that need no second life; each has people of its own."""
    async with program(tmp_path_factory.mktemp("security")) as running:
        yield running
    assert not running.watch.complaints
    assert not running.line.refused


def event(bot: Program, name: str, said: str = "說明") -> dict[str, Any]:
    """One of LINE's events, whose reply token is good."""
    made = bot.line.event("message", name, message={"type": "text", "id": "1", "text": said})
    bot.line.issue(made)
    return made


def webhook(*events: Any) -> bytes:
    return json.dumps({"destination": "U0", "events": events}).encode()


def update(bot: Program, number: int, name: str, said: str = "說明") -> bytes:
    """One of Telegram's updates, from a chat that is open."""
    bot.telegram.private(name).status = "member"
    message = {"message_id": 1, "date": 1, "chat": bot.telegram.private(name).info, "from": person(name), "text": said}
    return json.dumps({"update_id": number, "message": message}).encode()


# ---- the doors ----


async def test_without_lines_signature_nothing_is_stored(bot: Program) -> None:
    body, before = webhook(event(bot, "冒名的人")), bot.rows("SELECT id FROM inbox")
    right = signature(bot.line.secret, body)
    others = [signature(secret, body) for secret in ("", "another", SECRET, bot.line.token)]
    torn = [right[:-1], right[1:], right.rstrip("="), right.lower(), right + "=", f"{right},{right}", body.hex()[:44]]
    for signed in ("", " ", "=", SECRET, *others, *torn, signature(bot.line.secret, body + b" ")):
        assert await bot.post_line(body, signed) == 401, signed
    assert bot.rows("SELECT id FROM inbox") == before
    assert await bot.post_line(body, right) == 200
    assert len(await bot.line.wait(line_id("冒名的人"), 1)) == 1


async def test_a_signature_is_good_for_its_own_body_only(bot: Program) -> None:
    body, before = webhook(event(bot, "王老師")), bot.rows("SELECT id FROM inbox")
    forged = body.replace(line_id("王老師").encode(), line_id("林老師").encode())
    assert await bot.post_line(forged, signature(bot.line.secret, body)) == 401
    assert bot.rows("SELECT id FROM inbox") == before


async def test_without_telegrams_secret_nothing_is_stored(bot: Program) -> None:
    body, before = update(bot, 1, "冒名的人"), bot.rows("SELECT id FROM inbox")
    torn = [SECRET[:-1], SECRET[1:], SECRET + "x", SECRET.upper(), SECRET.lower(), f"{SECRET},{SECRET}"]
    for secret in ("", " ", "null", *torn, bot.telegram.token, bot.line.secret, signature(bot.line.secret, body)):
        assert await bot.post_telegram(body, secret) == 401, secret
    assert bot.rows("SELECT id FROM inbox") == before
    assert await bot.post_telegram(body) == 200
    assert len(await bot.telegram.answered("冒名的人")) == 1


async def test_what_is_replayed_is_stored_once_and_answered_once(bot: Program) -> None:
    heard = event(bot, "重播的人")
    bodies = [webhook(heard), webhook(heard, heard), webhook({**heard, "deliveryContext": {"isRedelivery": True}})]
    again = update(bot, 2, "重播的人")
    for _ in range(2):
        statuses = await gather(*map(bot.post_line, bodies * 2), *(bot.post_telegram(again) for _ in range(5)))
        assert set(statuses) == {200}
        assert not await bot.settled()
    ids = [heard["webhookEventId"], "2"]
    assert len(bot.rows("SELECT id FROM inbox WHERE update_id IN (?, ?)", *ids)) == 2
    assert len(await bot.line.wait(line_id("重播的人"), 1)) == 1
    assert len(await bot.telegram.answered("重播的人")) == 1
    assert not bot.line.repeated


async def test_an_oversized_body_is_refused_at_both_doors(bot: Program) -> None:
    before = bot.rows("SELECT id FROM inbox")
    for body in (webhook(event(bot, "王老師")).ljust(MIB + 1), webhook(event(bot, "王老師", "字" * MIB))):
        assert await bot.post_line(body) == 413
    for body in (update(bot, 3, "王老師").ljust(MIB + 1), update(bot, 3, "王老師", "字" * MIB)):
        assert await bot.post_telegram(body) == 413
    assert bot.rows("SELECT id FROM inbox") == before


# ---- markup ----


async def test_markup_is_shown_on_telegram_as_it_was_typed(bot: Program) -> None:
    await bot.on_telegram("<i>林老師</i>", "桃園103")
    assert MARKUP in await bot.on_telegram("<i>林老師</i>", MARKUP)
    sent = [call.parameters["text"] for call in bot.telegram.calls if "wwwx" in call.parameters.get("text", "")]
    assert sent
    assert all("&lt;h1&gt;wwwx&lt;/h1&gt;&amp;lt;&lt;u&gt;" in text for text in sent)
    assert not bot.telegram.refused


async def test_markup_is_plain_text_on_line(bot: Program) -> None:
    await bot.on_line("張老師", "桃園103")
    assert MARKUP in await bot.on_line("張老師", MARKUP)


async def test_what_looks_like_our_own_placeholders_is_left_alone(bot: Program) -> None:
    await bot.on_line("李老師", "桃園103")
    assert "{said}{0}%s{咕" in await bot.on_line("李老師", "{said}{0}%s{咕")


class Elements(HTMLParser):
    """The names of a page's elements, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


async def test_markup_is_no_markup_on_the_page(bot: Program) -> None:
    async with ClientSession(bot.chat, cookie_jar=CookieJar(unsafe=True)) as session:
        async with session.get("/") as answer:
            before = Elements(await answer.text())
        for said in ("桃園103", MARKUP):
            async with session.post("/say", json={"text": said, "id": IMAGE + said}) as answer:
                bubbles = Elements("".join(await answer.json()))
        async with session.get("/") as answer:
            after = Elements(await answer.text())
    assert set(after.names) <= {*before.names, "strong"}
    assert after.names.count("script") == before.names.count("script")
    assert after.text.count(MARKUP) == 2  # as it was said, and as it is repeated
    assert MARKUP in bubbles.text
    assert not {"b", "u", "img"} & set(bubbles.names)


# ---- made-up buttons ----


@pytest.mark.parametrize("place", FORGED)
async def test_a_button_that_one_was_not_shown_does_nothing_on_telegram(bot: Program, place: str) -> None:
    await bot.on_telegram("蔡老師", "說明")
    await bot.on_telegram("別人", "說明")
    (shown,) = bot.rows("SELECT max(id) FROM message WHERE address = ?", str(user_id("蔡老師")))
    before, talks = bot.rows(TALKS), len(bot.telegram.shown("別人"))
    message = {"message_id": 1, "date": 0, "chat": bot.telegram.private("別人").info}
    query = f"made up {place}"
    bot.telegram.unanswered.add(query)
    tapped = {"id": query, "from": person("別人"), "message": message, "data": place.format(*shown)}
    bot.telegram.push("callback_query", tapped, query)
    assert await bot.telegram.answered("別人", talks + 1)
    assert not await bot.settled()
    assert bot.rows(TALKS) == before
    assert not bot.telegram.refused


@pytest.mark.parametrize("place", FORGED)
async def test_a_button_that_one_was_not_shown_does_nothing_on_line(bot: Program, place: str) -> None:
    await bot.on_line("蔡老師", "說明")
    await bot.on_line("別人", "說明")
    (shown,) = bot.rows("SELECT max(id) FROM message WHERE address = ?", line_id("蔡老師"))
    before = bot.rows(TALKS)
    assert await bot.line.post(bot.line.event("postback", "別人", postback={"data": f"{place.format(*shown)} "})) == 200
    assert not await bot.settled()
    assert bot.rows(TALKS) == before


async def test_the_same_button_does_something_for_the_one_who_was_shown_it(bot: Program) -> None:
    await bot.on_telegram("游老師", "說明")
    before = bot.rows(TALKS)
    bot.telegram.tap("游老師", "基隆")
    assert len(await bot.telegram.answered("游老師", 1)) == 1
    await bot.telegram.until(lambda: bot.rows(TALKS) != before)
    assert ("keelung-113",) in bot.rows("SELECT plan FROM person")
