"""Who may talk to the web chat, and what the browser is told to allow."""

import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from structlog.testing import capture_logs

from bot.store import persons
from bot.store.database import Store
from tests.bot.conftest import Serving

Client = TestClient[Any, Any]
Stored = Callable[[], int]


@pytest.fixture
async def client(serving: Serving) -> AsyncIterator[Client]:
    async with serving() as server, TestClient(server) as client:
        yield client


@pytest.fixture
def stored(tmp_path: Path) -> Stored:
    """How many updates were stored."""

    def count() -> int:
        with closing(sqlite3.connect(tmp_path / "convener.db")) as connection:
            return int(connection.execute("SELECT count(*) FROM inbox").fetchone()[0])

    return count


async def status(client: Client, method: str, path: str, headers: Mapping[str, str], **body: Any) -> int:
    async with client.request(method, path, headers=headers, **body) as response:
        return response.status


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
async def test_another_host_name_is_refused(client: Client, stored: Stored, method: str, path: str, host: str) -> None:
    assert await status(client, method, path, {"Host": host}, json={"text": "嗨"}) == 403
    assert stored() == 0


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost:1", "http://127.0.0.1", "file://", ""]
)
async def test_a_page_of_another_origin_is_refused(client: Client, stored: Stored, origin: str) -> None:
    assert await status(client, "POST", "/say", {"Origin": origin}, json={"text": "嗨"}) == 403
    assert stored() == 0


async def test_what_a_foreign_form_could_send_is_refused(client: Client, stored: Stored) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert await status(client, "POST", "/say", {"Content-Type": kind}, data='{"text": "嗨"}') == 415
    assert stored() == 0


@pytest.mark.parametrize(
    "body",
    [
        "",
        "嗨",
        "[]",
        "[" * 60_000,
        "{}",
        '{"text": 1}',
        '{"text": "嗨", "token": 1}',
        '{"text": "嗨", "id": []}',
        json.dumps({"text": "嗨", "id": "x" * 101}),
    ],
)
async def test_a_body_that_says_nothing_is_refused(client: Client, stored: Stored, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    assert await status(client, "POST", "/say", headers, data=body.encode()) == 400
    assert await status(client, "POST", "/say", headers, data=b"\xff\xfe\xfd") == 400
    assert stored() == 0


async def test_64_kib_is_the_most(client: Client, stored: Stored) -> None:
    headers = {"Content-Type": "application/json"}
    fits = json.dumps({"text": ""})
    text = "a" * (64 * 1024 - len(fits))
    assert await status(client, "POST", "/say", headers, data=json.dumps({"text": text})) == 200
    assert await status(client, "POST", "/say", headers, data=json.dumps({"text": text + "a"})) == 413
    assert stored() == 1


async def test_a_body_without_a_length_is_limited_too(client: Client, stored: Stored) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 8192

    assert await status(client, "POST", "/say", {"Content-Type": "application/json"}, data=endless()) == 413
    assert stored() == 0


async def test_the_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(client: Client) -> None:
    async with client.get("/") as response:
        cookie = response.cookies["convener_person"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    assert len(cookie.value) == 32


async def test_a_made_up_cookie_is_nobody_of_another_channel(client: Client, store: Store) -> None:
    person = "U4af4980629abcdef4af4980629abcde"
    await status(client, "GET", "/", {"Cookie": f"convener_person={person}"})
    assert await store.read(lambda c: persons.of(c, "web", person))
    assert await store.read(lambda c: persons.of(c, "line", person)) is None


@pytest.mark.parametrize("value", ["somebody", "x" * 31, "x" * 33, "x" * 31 + "%"])
async def test_a_cookie_that_we_never_gave_is_replaced(client: Client, value: str) -> None:
    async with client.get("/", headers={"Cookie": f"convener_person={value}"}) as response:
        assert len(response.cookies["convener_person"].value) == 32


async def test_whose_conversation_it_is_never_stands_in_a_log(
    client: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    async with client.get("/") as response:
        secret = response.cookies["convener_person"].value
    assert await status(client, "POST", "/say", {}, json={"text": "便當一個120可以嗎"}) == 200
    assert await status(client, "POST", "/say", {}, data="嗨") == 415
    with closing(sqlite3.connect(tmp_path / "convener.db")) as connection:
        connection.execute("DROP TABLE inbox")
    with capture_logs() as logged:
        assert await status(client, "POST", "/say", {}, json={"text": "便當一個120可以嗎"}) == 500
    told = capsys.readouterr()
    assert "OperationalError" in caplog.text
    assert secret not in f"{caplog.text} {logged} {told.out} {told.err}"


async def test_a_link_on_another_site_keeps_the_conversation(client: Client, stored: Stored) -> None:
    """The Strict cookie stays away then; a new one would overwrite it."""
    async with client.get("/", headers={"Sec-Fetch-Site": "cross-site"}) as response:
        assert response.headers["Refresh"] == "0; url=/"
        assert not response.cookies
    assert stored() == 0


@pytest.mark.parametrize("path", ["/", "/static/chat.js", "/static/none.js", "/say"])
async def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    method = "POST" if path == "/say" else "GET"
    async with client.request(method, path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_page_has_nothing_inline_and_nothing_from_elsewhere(client: Client) -> None:
    async with client.get("/") as response:
        html = await response.text()
    assert "style=" not in html
    assert "<style" not in html
    assert "onclick" not in html
    assert "http" not in html
    assert html.count("<script") == html.count('<script src="/static/chat.js" defer></script>') == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("chat.css", "text/css"),
        ("colours.css", "text/css"),
        ("chat.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
    ],
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
