"""The web chat's server: who may talk to it, what it draws, and what it remembers."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.web import make_app, render
from bot.channels.web.conversations import KEPT_PEOPLE, Conversations, Said
from handlers.messages import Choice, Incoming, Reply, Source

Client = TestClient[Any, Any]

GREETING = Reply("先選您的計畫。", (Choice("桃園", "plan:taoyuan"), Choice("基隆", "plan:keelung")))


class Assistant:
    """Greets, echoes, and remembers what it was told."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.broken = False

    async def __call__(self, incoming: Incoming) -> Sequence[Reply]:
        self.heard.append(incoming)
        await asyncio.sleep(0.01)
        if self.broken:
            raise RuntimeError("broken on purpose")
        return [GREETING] if incoming.token == "start" else [Reply(f"聽到：{incoming.text}")]

    @property
    def said(self) -> list[tuple[str, str | None]]:
        return [(incoming.text, incoming.token) for incoming in self.heard]


@pytest.fixture
def assistant() -> Assistant:
    return Assistant()


@pytest.fixture
async def client(assistant: Assistant) -> AsyncIterator[Client]:
    async with TestClient(TestServer(make_app(assistant))) as client:
        yield client


async def say(client: Client, text: str, **more: str | None) -> list[str]:
    async with client.post("/say", json={"text": text, **more}) as response:
        assert response.status == 200
        bubbles: list[str] = await response.json()
        return bubbles


async def page(client: Client) -> str:
    async with client.get("/") as response:
        assert response.status == 200
        return await response.text()


async def status(client: Client, method: str, path: str, headers: Mapping[str, str], **body: Any) -> int:
    async with client.request(method, path, headers=headers, **body) as response:
        return response.status


# ---- a conversation ----


async def test_the_first_visit_is_greeted_once(client: Client, assistant: Assistant) -> None:
    assert "先選您的計畫。" in await page(client)
    assert "先選您的計畫。" in await page(client)
    assert assistant.said == [("", "start")]


async def test_text_and_taps_arrive_as_what_they_are(client: Client, assistant: Assistant) -> None:
    await say(client, "便當一個120可以嗎")
    await say(client, "基隆", token="plan:keelung")
    assert assistant.said == [("便當一個120可以嗎", None), ("基隆", "plan:keelung")]
    assert len({incoming.person for incoming in assistant.heard}) == 1
    assert assistant.heard[0].person.startswith("web:")


async def test_a_reload_shows_the_same_bubbles_in_order(client: Client) -> None:
    await page(client)
    answers = await say(client, "第一題") + await say(client, "第二題")
    after = await page(client)
    assert all(answer.strip() in after for answer in answers)
    places = [after.index(text) for text in ("先選您的計畫。", ">第一題<", "聽到：第一題", ">第二題<", "聽到：第二題")]
    assert places == sorted(places)


async def test_another_person_sees_nothing_of_it(client: Client, assistant: Assistant) -> None:
    await say(client, "我的祕密")
    client.session.cookie_jar.clear()
    assert "我的祕密" not in await page(client)
    assert len({incoming.person for incoming in assistant.heard}) == 2


async def test_a_second_try_is_not_a_second_question(client: Client, assistant: Assistant) -> None:
    first = await say(client, "記帳 1240", id="a1")
    await say(client, "別的", id="a2")
    assert await say(client, "記帳 1240", id="a1") == first
    assert [text for text, _ in assistant.said] == ["記帳 1240", "別的"]


async def test_a_second_try_waits_for_the_first(client: Client, assistant: Assistant) -> None:
    await page(client)
    first, second = await asyncio.gather(say(client, "記帳", id="a1"), say(client, "記帳", id="a1"))
    assert first == second
    assert [text for text, _ in assistant.said] == ["", "記帳"]


async def test_what_failed_can_be_tried_again(client: Client, assistant: Assistant) -> None:
    await page(client)
    assistant.broken = True
    assert await status(client, "POST", "/say", {}, json={"text": "題目", "id": "a1"}) == 500
    assistant.broken = False
    assert len(await say(client, "題目", id="a1")) == 1
    assert (await page(client)).count(">題目<") == 1


async def test_a_long_text_is_passed_on_as_it_is(client: Client, assistant: Assistant) -> None:
    await say(client, "長" * 10_001)
    assert assistant.said == [("長" * 10_001, None)]


async def test_half_a_character_is_replaced(client: Client, assistant: Assistant) -> None:
    body = b'{"text": "\\ud83d \xe4\xbe\xbf\xe7\x95\xb6"}'
    assert await status(client, "POST", "/say", {"Content-Type": "application/json"}, data=body) == 200
    assert assistant.said == [("� 便當", None)]


# ---- drawing ----


async def test_html_from_anybody_is_text(client: Client) -> None:
    attack = "<script>alert(1)</script>\"'&"
    bubbles = await say(client, attack)
    everything = "".join(bubbles) + await page(client)
    assert "<script>alert" not in everything
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in bubbles[0]


def test_every_part_of_a_reply_is_escaped() -> None:
    bad = '"><img src=x onerror=alert(1)>'
    drawn = render(Reply(bad, (Choice(bad, bad),), (Source(bad, bad, bad), Source(bad, bad, bad)), verdict="allowed"))
    assert "<img" not in drawn
    assert "<img" not in render(Said(bad, bad))


def test_line_breaks_and_the_verdict_are_kept() -> None:
    drawn = render(Reply("❌ 超過上限\n最高 100 元。", verdict="not_allowed"))
    assert "<strong>❌ 超過上限</strong>\n最高 100 元。</p>" in drawn
    assert 'data-kind="not_allowed"' in drawn
    assert 'data-kind="abstained"' in render(Reply("沒有", result="abstained"))


def test_one_source_is_shown_and_several_are_folded_under_the_first() -> None:
    meal, hall = Source("keelung-113", "基隆113", "柒.膳食費"), Source("keelung-113", "基隆113", "柒.場地費")
    one, two = render(Reply("好", sources=(meal,))), render(Reply("好", sources=(meal, hall)))
    assert "出處：基隆113 柒.膳食費" in one
    assert "<details" not in one
    assert "柒.場地費" not in two[: two.index("</summary>")]
    assert "柒.場地費" in two[two.index("</summary>") :]


def test_an_address_can_be_tapped_and_ends_where_chinese_goes_on() -> None:
    drawn = render(Reply("下載：http://127.0.0.1:8080/files/a?b=1&c=2，三天內有效"))
    assert '<a href="http://127.0.0.1:8080/files/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">' in drawn
    assert "</a>，三天內有效" in drawn
    assert "<a " not in render(Reply("javascript:alert(1) www"))


# ---- who may talk to it ----


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8080", "localhost:9", "LOCALHOST", "[::1]:8080"])
async def test_loopback_names_are_answered(client: Client, host: str) -> None:
    origin = {"Host": host, "Origin": f"http://{host}"}
    assert await status(client, "GET", "/", {"Host": host}) == 200
    assert await status(client, "POST", "/say", origin, json={"text": "嗨"}) == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.", "localhost:8080@x", "10.0.0.1"],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/say"), ("GET", "/static/chat.js")])
async def test_another_host_name_is_refused(
    client: Client, assistant: Assistant, method: str, path: str, host: str
) -> None:
    assert await status(client, method, path, {"Host": host}, json={"text": "嗨"}) == 403
    assert assistant.heard == []


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost:1", "http://127.0.0.1", "file://", ""]
)
async def test_a_page_of_another_origin_is_refused(client: Client, assistant: Assistant, origin: str) -> None:
    assert await status(client, "POST", "/say", {"Origin": origin}, json={"text": "嗨"}) == 403
    assert assistant.heard == []


async def test_what_a_foreign_form_could_send_is_refused(client: Client, assistant: Assistant) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert await status(client, "POST", "/say", {"Content-Type": kind}, data='{"text": "嗨"}') == 415
    assert assistant.heard == []


@pytest.mark.parametrize(
    "body",
    ["", "嗨", "[]", "[" * 60_000, "{}", '{"text": 1}', '{"text": "嗨", "token": 1}', '{"text": "嗨", "id": []}'],
)
async def test_a_body_that_says_nothing_is_refused(client: Client, assistant: Assistant, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    assert await status(client, "POST", "/say", headers, data=body.encode()) == 400
    assert await status(client, "POST", "/say", headers, data=b"\xff\xfe\xfd") == 400
    assert assistant.heard == []


async def test_64_kib_is_the_most(client: Client, assistant: Assistant) -> None:
    headers = {"Content-Type": "application/json"}
    fits = json.dumps({"text": ""})
    text = "a" * (64 * 1024 - len(fits))
    assert await status(client, "POST", "/say", headers, data=json.dumps({"text": text})) == 200
    assert await status(client, "POST", "/say", headers, data=json.dumps({"text": text + "a"})) == 413
    assert len(assistant.heard) == 1


async def test_a_body_without_a_length_is_limited_too(client: Client, assistant: Assistant) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 8192

    assert await status(client, "POST", "/say", {"Content-Type": "application/json"}, data=endless()) == 413
    assert assistant.heard == []


async def test_the_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(client: Client) -> None:
    async with client.get("/") as response:
        cookie = response.cookies["convener_person"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    assert len(cookie.value) == 32


async def test_a_made_up_cookie_is_nobody_of_another_channel(client: Client, assistant: Assistant) -> None:
    await status(client, "GET", "/", {"Cookie": "convener_person=U4af4980629abcdef4af4980629abcde"})
    client.session.cookie_jar.clear()
    await status(client, "GET", "/", {"Cookie": "convener_person=somebody"})
    assert assistant.heard[0].person == "web:U4af4980629abcdef4af4980629abcde"
    assert "somebody" not in assistant.heard[1].person


async def test_a_link_on_another_site_keeps_the_conversation(client: Client, assistant: Assistant) -> None:
    """The Strict cookie stays away then; a new one would overwrite it."""
    async with client.get("/", headers={"Sec-Fetch-Site": "cross-site"}) as response:
        assert response.headers["Refresh"] == "0; url=/"
        assert not response.cookies
    assert assistant.heard == []


@pytest.mark.parametrize("path", ["/", "/static/chat.js", "/static/none.js", "/say"])
async def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    method = "POST" if path == "/say" else "GET"
    async with client.request(method, path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_page_has_nothing_inline_and_nothing_from_elsewhere(client: Client) -> None:
    html = await page(client)
    assert "style=" not in html
    assert "<style" not in html
    assert "onclick" not in html
    assert "http" not in html
    assert html.count("<script") == html.count('<script src="/static/chat.js" defer></script>') == 1


@pytest.mark.parametrize(
    ("name", "kind"), [("chat.css", "text/css"), ("chat.js", "text/javascript"), ("icon.svg", "image/svg+xml")]
)
async def test_the_files_are_served_as_what_they_are(client: Client, name: str, kind: str) -> None:
    async with client.get(f"/static/{name}") as response:
        assert response.status == 200
        assert response.content_type == kind


@pytest.mark.parametrize("name", ["..%2Fweb%2Fapp.py", "%2Fetc%2Fpasswd", "chat.css%00", "chat.html", "."])
async def test_no_other_file_is(client: Client, name: str) -> None:
    assert await status(client, "GET", f"/static/{name}", {}) == 404


async def test_the_process_is_alive_for_any_probe(client: Client) -> None:
    assert await status(client, "GET", "/healthz", {"Host": "10.0.0.7:8080"}) == 200


def test_the_longest_unused_conversation_is_forgotten_first() -> None:
    conversations = Conversations()
    mine, other = conversations.of("me"), conversations.of("other")
    for number in range(KEPT_PEOPLE - 1):
        conversations.of("me")
        conversations.of(str(number))
    assert conversations.of("me") is mine
    assert conversations.of("other") is not other
