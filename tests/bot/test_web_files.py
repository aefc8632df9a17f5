"""Files on the web chat: uploaded, read, given as a download; who may upload, and how much."""

import io
import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from bot.channels.fetching import MOST
from tests.bot.conftest import Serving
from tests.tools.sheets import form

Client = TestClient[Any, Any]

WANG = "wang_wang_wang_wang_wang_wang_32"  # a cookie
OCTETS = {"Content-Type": "application/octet-stream"}


@pytest.fixture
async def client(serving: Serving) -> AsyncIterator[Client]:
    async with serving() as server, TestClient(server, cookies={"convener_person": WANG}) as client:
        yield client


async def uploaded(client: Client, data: bytes) -> str:
    async with client.post("/upload", data=io.BytesIO(data), headers=OCTETS) as response:
        assert response.status == 200
        return str((await response.json())["file"])


async def say(client: Client, text: str, **more: str) -> str:
    async with client.post("/say", json={"text": text, **more}) as response:
        assert response.status == 200
        return unescape("".join(await response.json()))


async def page(client: Client) -> str:
    async with client.get("/") as response:
        return unescape(await response.text())


async def test_an_uploaded_form_becomes_a_draft(client: Client) -> None:
    await say(client, "基隆", token="plan:keelung-113")
    file = await uploaded(client, form("keelung"))
    assert "讀好了" in await say(client, "概算.xlsx", file=file, id="a1")
    shown = await page(client)
    assert "檔案：概算.xlsx" in shown
    assert file not in shown


async def test_a_second_try_of_a_sending_is_no_second_draft(client: Client) -> None:
    await say(client, "基隆", token="plan:keelung-113")
    file = await uploaded(client, form("keelung"))
    first = await say(client, "概算.xlsx", file=file, id="a1")
    assert await say(client, "概算.xlsx", file=file, id="a1") == first
    assert "有 1 份" in await say(client, "我的預算")


async def test_a_file_of_a_process_that_is_gone_has_to_be_sent_again(serving: Serving) -> None:
    cookies = {"convener_person": WANG}
    async with serving() as server, TestClient(server, cookies=cookies) as client:
        file = await uploaded(client, form("keelung"))
        assert "哪一個計畫" in await say(client, "概算.xlsx", file=file)
    async with serving() as server, TestClient(server, cookies=cookies) as client:
        assert "再傳一次" in await say(client, "基隆113")
        file = await uploaded(client, form("keelung"))
        assert "讀好了" in await say(client, "概算.xlsx", file=file)


async def test_a_file_that_nobody_uploaded_is_not_there(client: Client) -> None:
    await say(client, "基隆", token="plan:keelung-113")
    assert "再傳一次" in await say(client, "概算.xlsx", file="made-up")


async def test_a_button_that_was_never_shown_opens_no_file_of_another_channel(client: Client) -> None:
    await say(client, "基隆", token="plan:keelung-113")
    token = "file:as:keelung-113::line|1|500000|概算.xlsx"
    assert "這個按鈕是之前的" in await say(client, "基隆113", token=token)


async def test_what_is_just_small_enough_is_taken_and_one_byte_more_is_not(client: Client) -> None:
    assert await uploaded(client, bytes(MOST))
    async with client.post("/upload", data=io.BytesIO(bytes(MOST + 1)), headers=OCTETS) as response:
        assert response.status == 413


async def test_a_body_that_does_not_tell_its_length_is_counted(client: Client) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(2 * MOST // 65_536):
            yield bytes(65_536)

    async with client.post("/upload", data=endless(), headers=OCTETS) as response:
        assert response.status == 413


async def test_memory_for_uploads_is_bounded_and_the_oldest_goes_first(client: Client) -> None:
    await say(client, "基隆", token="plan:keelung-113")
    first = await uploaded(client, form("keelung"))
    newest = [await uploaded(client, bytes(MOST)) for _ in range(7)][-1]
    assert "再傳一次" in await say(client, "概算.xlsx", file=first)
    assert "讀不了" in await say(client, "概算.pdf", file=newest)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
        ({**OCTETS, "Host": "evil.example"}, 403),
        ({**OCTETS, "Origin": "http://evil.example"}, 403),
    ],
)
async def test_another_site_uploads_nothing(client: Client, headers: dict[str, str], status: int) -> None:
    async with client.post("/upload", data=b"x", headers=headers) as response:
        assert response.status == status


async def test_a_form_is_given_as_a_download_of_this_server(client: Client) -> None:
    await say(client, "基隆", token="plan:keelung-113")
    await say(client, "幫我看預算：便當 80元 20個")
    told = await say(client, "匯出")
    links = re.findall(r'<a href="(/files/[A-Za-z0-9_-]{32}/[^"]+)" download>(Excel|Word)</a>', told)
    assert [label for _, label in links] == ["Excel", "Word"]


async def test_the_page_says_what_may_be_sent_and_can_be_used_with_a_keyboard(client: Client) -> None:
    shown = await page(client)
    assert '<input type="file"' in shown
    assert 'aria-label="傳概算表（.xlsx 或 .csv，5 MB 以內）"' in shown
    assert f'data-most="{MOST}"' in shown
