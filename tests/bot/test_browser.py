"""The chat page in a real browser: what a teacher does on a phone, and what a hurried one does.

Most tests are about the page, and talk to a small made-up assistant; the last talks to the real one.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Locator, Page, Route, async_playwright, expect

from bot.assistant import Assistant
from bot.channels.web import make_app
from bot.store.misses import Misses
from handlers.dispatch import Dispatcher
from handlers.messages import Choice, Incoming, Reply, Respond, Source

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),  # one browser, and so one loop, for all of them
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH (Debian: apt-get install chromium)"),
]

SOURCES = (Source("keelung-113", "基隆113", "柒.膳食費"), Source("keelung-113", "基隆113", "柒.場地費"))
SCRIPT = {
    "": Reply("先選您的計畫。", (Choice("桃園", "plan:taoyuan"), Choice("基隆", "plan:keelung"))),
    "基隆": Reply("好，基隆113。"),
    "便當一個120可以嗎": Reply(
        "❌ 超過上限\n膳食費最高 100 元。", (Choice("給主計看", "why:1"),), SOURCES, verdict="not_allowed"
    ),
    "那80呢": Reply("✅ 可以", verdict="allowed"),
    "看清單": Reply("概算\n" + "\n".join(f"{number}. 印刷費 1,600 元" for number in range(1, 80))),
}


@pytest.fixture
def respond() -> Respond:
    """A small made-up assistant: known questions, an echo of the rest, and one that takes a second."""

    async def answer(incoming: Incoming) -> Sequence[Reply]:
        if incoming.text == "慢":
            await asyncio.sleep(1)
        return [SCRIPT.get(incoming.text) or Reply(f"聽到：{incoming.text}（{incoming.token or '打字'}）")]

    return answer


@pytest_asyncio.fixture(loop_scope="module")
async def server(respond: Respond) -> AsyncIterator[TestServer]:
    server = TestServer(make_app(respond))
    async with server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the page wrote to the console, and what it asked other machines for."""
    return []


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, server: TestServer, complaints: list[str]) -> AsyncIterator[Page]:
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    page.set_default_timeout(10_000)
    own = str(server.make_url("/"))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(own) else complaints.append(request.url))
    await page.goto(own)
    yield page
    await context.close()


def newest(page: Page) -> Locator:
    return page.locator("#log .bubble").last


async def type_and_send(page: Page, text: str) -> None:
    await page.get_by_label("您的問題").fill(text)
    await page.keyboard.press("Enter")


async def test_a_question_a_button_and_a_follow_up(page: Page, complaints: list[str]) -> None:
    await expect(newest(page)).to_contain_text("先選您的計畫。")
    await page.get_by_role("button", name="基隆").tap()
    await expect(newest(page)).to_contain_text("好，基隆113。")
    await type_and_send(page, "便當一個120可以嗎")
    await expect(newest(page)).to_contain_text("❌ 超過上限")
    await expect(page.get_by_label("您的問題")).to_be_focused()
    await page.get_by_role("button", name="給主計看").tap()
    await expect(newest(page)).to_contain_text("聽到：給主計看（why:1）")
    await type_and_send(page, "那80呢")
    await expect(newest(page)).to_contain_text("✅ 可以")
    assert complaints == []


async def test_an_older_button_still_works(page: Page) -> None:
    await page.get_by_role("button", name="基隆").tap()
    await expect(newest(page)).to_contain_text("好，基隆113。")
    await page.get_by_role("button", name="桃園").tap()
    await expect(newest(page)).to_contain_text("聽到：桃園（plan:taoyuan）")


async def test_a_reload_keeps_the_conversation(page: Page) -> None:
    await type_and_send(page, "那80呢")
    await expect(newest(page)).to_contain_text("✅ 可以")
    before = await page.locator("#log").inner_text()
    await page.reload()
    assert await page.locator("#log").inner_text() == before


async def test_the_sources_open(page: Page) -> None:
    await type_and_send(page, "便當一個120可以嗎")
    await expect(page.get_by_text("基隆113 柒.場地費")).to_be_hidden()
    await page.locator("summary").tap()
    await expect(page.get_by_text("基隆113 柒.場地費")).to_be_visible()


async def test_shift_and_enter_make_a_line_break(page: Page) -> None:
    box = page.get_by_label("您的問題")
    await box.fill("第一行")
    await box.press("Shift+Enter")
    await page.keyboard.insert_text("第二行")
    await expect(box).to_have_value("第一行\n第二行")
    await box.press("Enter")
    await expect(newest(page)).to_contain_text("聽到：第一行\n第二行")
    await expect(box).to_have_value("")


async def test_nothing_but_space_is_not_sent(page: Page) -> None:
    await type_and_send(page, "  ")
    await type_and_send(page, "那80呢")
    await expect(newest(page)).to_contain_text("✅ 可以")
    await expect(page.locator("#log .mine")).to_have_count(1)


async def test_the_enter_that_chooses_a_character_does_not_send(page: Page) -> None:
    box = page.get_by_label("您的問題")
    await box.focus()
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Input.imeSetComposition", {"text": "便當", "selectionStart": 2, "selectionEnd": 2})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229, "nativeVirtualKeyCode": 229}
    await devtools.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    await devtools.send("Input.insertText", {"text": "便當"})
    await devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    await expect(box).to_have_value("便當")
    await expect(page.locator("#log .mine")).to_have_count(0)
    await box.press("Enter")
    await expect(newest(page)).to_contain_text("聽到：便當")


async def test_waiting_is_shown(page: Page) -> None:
    await type_and_send(page, "慢")
    await expect(page.get_by_text("小幫手正在回覆")).to_be_attached()
    await expect(page.locator("#waiting")).to_be_visible()
    await expect(newest(page)).to_contain_text("聽到：慢")
    await expect(page.locator("#waiting")).to_be_hidden()


async def test_questions_arrive_in_order_however_quickly_one_types(page: Page) -> None:
    async def slow_at_first(route: Route) -> None:
        if "第一題" in (route.request.post_data or ""):
            await asyncio.sleep(0.4)
        await route.continue_()

    await page.route("**/say", slow_at_first)
    for text in ("第一題", "第二題", "第三題"):
        await type_and_send(page, text)
    await expect(newest(page)).to_contain_text("聽到：第三題")
    shown = await page.locator("#log .text").all_inner_texts()
    assert shown[1:] == [
        "第一題",
        "聽到：第一題（打字）",
        "第二題",
        "聽到：第二題（打字）",
        "第三題",
        "聽到：第三題（打字）",
    ]
    await page.reload()
    assert await page.locator("#log .text").all_inner_texts() == shown


async def test_without_a_network_nothing_typed_is_lost(page: Page) -> None:
    await page.context.set_offline(True)
    await type_and_send(page, "便當一個120可以嗎")
    await expect(page.get_by_text("沒有送出去")).to_be_visible()
    await expect(newest(page)).to_contain_text("便當一個120可以嗎")
    await page.context.set_offline(False)
    await page.reload()
    await page.get_by_role("button", name="再試一次").tap()
    await expect(newest(page)).to_contain_text("❌ 超過上限")
    await expect(page.locator("#log .mine")).to_have_count(1)
    await expect(page.get_by_text("沒有送出去")).to_have_count(0)
    await page.reload()
    await expect(page.locator("#log .mine")).to_have_count(1)


async def test_an_answer_lost_on_its_way_is_fetched_again_and_not_asked_again(page: Page) -> None:
    lost: list[bool] = []

    async def lose_the_first(route: Route) -> None:
        response = await route.fetch()
        if lost:
            await route.fulfill(response=response)
        else:
            lost.append(True)
            await route.abort()

    await page.route("**/say", lose_the_first)
    await type_and_send(page, "那80呢")
    await page.get_by_role("button", name="再試一次").tap()
    await expect(newest(page)).to_contain_text("✅ 可以")
    await page.reload()
    await expect(page.locator("#log .mine")).to_have_count(1)


async def test_what_is_too_long_comes_back_to_be_shortened(page: Page) -> None:
    text = "長" * 30_000
    await type_and_send(page, text)
    await page.get_by_role("button", name="拿回來改").tap()
    await expect(page.get_by_label("您的問題")).to_have_value(text)
    await expect(page.locator("#log .mine")).to_have_count(0)


async def test_of_a_long_answer_the_first_line_is_in_sight(page: Page) -> None:
    await type_and_send(page, "看清單")
    await expect(newest(page)).to_contain_text("79. 印刷費")
    await expect(page.locator("#log .mine").last).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_nothing_is_wider_than_the_screen(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 844})
    await type_and_send(page, "https://example.org/" + "a" * 500)
    await expect(newest(page)).to_contain_text("聽到：")
    assert await page.evaluate("document.querySelector('main').scrollWidth <= innerWidth")
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")


async def test_everything_to_tap_is_large_enough_for_a_thumb(page: Page) -> None:
    await type_and_send(page, "便當一個120可以嗎")
    await expect(newest(page)).to_contain_text("❌")
    for target in await page.locator("button:visible, summary:visible, textarea:visible").all():
        box = await target.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44


async def test_the_keyboard_alone_is_enough(page: Page) -> None:
    await page.get_by_label("您的問題").focus()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(newest(page)).to_contain_text("好，基隆113。")


async def test_a_link_on_another_site_opens_the_same_conversation(page: Page, server: TestServer) -> None:
    await type_and_send(page, "那80呢")
    await expect(newest(page)).to_contain_text("✅ 可以")

    async def elsewhere(_request: web.Request) -> web.Response:
        return web.Response(text=f'<a href="{server.make_url("/")}">chat</a>', content_type="text/html")

    app = web.Application()
    app.router.add_get("/", elsewhere)
    async with TestServer(app) as other:
        await page.goto(str(other.make_url("/").with_host("localhost")))
        await page.get_by_role("link", name="chat").tap()
        await expect(newest(page)).to_contain_text("✅ 可以")


@pytest_asyncio.fixture(loop_scope="module")
async def teachers_page(browser: Browser, dispatcher: Dispatcher, now: datetime, tmp_path: Path) -> AsyncIterator[Page]:
    """The page of the real assistant, on a phone."""
    assistant = Assistant(dispatcher, Misses(tmp_path / "misses.db"), lambda: now)
    async with TestServer(make_app(assistant.respond)) as server:
        context = await browser.new_context(**PHONE)
        page = await context.new_page()
        await page.goto(str(server.make_url("/")))
        yield page
        await context.close()


async def test_a_teacher_asks_first_and_chooses_the_plan_then(teachers_page: Page) -> None:
    page = teachers_page
    await type_and_send(page, "便當一個120可以嗎")
    await page.get_by_role("button", name="基隆").last.tap()
    await expect(newest(page)).to_contain_text("超過上限")
    await expect(newest(page)).to_contain_text("基隆113 柒.膳食費")
    await type_and_send(page, "那100呢")
    await expect(newest(page)).to_contain_text("✅ 可以")
    await page.get_by_role("button", name="不是這個").last.tap()
    await expect(newest(page)).to_contain_text("已記下來")
