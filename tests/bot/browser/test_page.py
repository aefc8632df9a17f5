"""The chat page in a real browser: what a teacher does on a phone, and what a hurried one does."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, Route, expect

from tests.bot.browser.doing import (
    HELLO,
    LECTURER,
    LUNCH,
    VERDICT,
    Program,
    choose_keelung,
    marks,
    newest,
    texts,
    type_and_send,
)

pytestmark = marks()


async def test_a_teacher_asks_first_chooses_the_plan_and_goes_on(page: Page, complaints: list[str]) -> None:
    await expect(newest(page)).to_contain_text(HELLO)
    await type_and_send(page, LUNCH)
    await expect(newest(page)).to_contain_text("先選您的計畫")
    await page.get_by_role("button", name="基隆").last.tap()
    await expect(newest(page)).to_contain_text(VERDICT)
    await expect(newest(page)).to_contain_text("基隆113 柒.膳食費")
    await type_and_send(page, "那100呢")
    await expect(newest(page)).to_contain_text("✅ 可以")
    await expect(page.get_by_label("您的問題")).to_be_focused()
    await page.get_by_role("button", name="不是這個").last.tap()
    await expect(newest(page)).to_contain_text("已記下來")
    assert complaints == []


async def test_an_older_button_still_works(page: Page) -> None:
    await choose_keelung(page)
    await page.get_by_role("button", name="花蓮").tap()
    await expect(newest(page)).to_contain_text("好，看花蓮113")


async def test_a_reload_keeps_the_conversation(page: Page) -> None:
    await type_and_send(page, LUNCH)
    await expect(newest(page)).to_contain_text("先選您的計畫")
    before = await page.locator("#log").inner_text()
    await page.reload()
    assert await page.locator("#log").inner_text() == before


async def test_the_sources_open(page: Page) -> None:
    await choose_keelung(page)
    await type_and_send(page, LECTURER)
    last = page.get_by_text("基隆113 柒.一.6")
    await expect(last).to_be_hidden()
    await page.locator("summary").tap()
    await expect(last).to_be_visible()


async def test_shift_and_enter_make_a_line_break(page: Page) -> None:
    box = page.get_by_label("您的問題")
    await box.fill("第一行")
    await box.press("Shift+Enter")
    await page.keyboard.insert_text("第二行")
    await expect(box).to_have_value("第一行\n第二行")
    await box.press("Enter")
    await expect(page.locator("#log .mine").last).to_contain_text("第一行\n第二行")
    await expect(newest(page)).to_contain_text("先選您的計畫")
    await expect(box).to_have_value("")


async def test_nothing_but_space_is_not_sent(page: Page) -> None:
    await type_and_send(page, "  ")
    await type_and_send(page, LUNCH)
    await expect(newest(page)).to_contain_text("先選您的計畫")
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
    await expect(page.locator("#log .mine").last).to_contain_text("便當")


async def test_questions_are_stored_in_order_however_quickly_one_types(page: Page) -> None:
    async def slow_at_first(route: Route) -> None:
        if "那120呢" in (route.request.post_data or ""):
            await asyncio.sleep(0.4)
        await route.continue_()

    await choose_keelung(page)
    await page.route("**/say", slow_at_first)
    for text in ("便當一個90可以嗎", "那120呢", "那100呢"):
        await type_and_send(page, text)
    await expect(newest(page)).to_contain_text("剛好是上限")
    shown = await texts(page)
    assert shown[-6::2] == ["便當一個90可以嗎", "那120呢", "那100呢"]
    assert [text[0] for text in shown[-5::2]] == ["✅", "❌", "✅"]
    await page.reload()
    assert await texts(page) == shown


async def test_pieces_of_a_question_are_sent_at_once_and_answered_together(page: Page) -> None:
    await choose_keelung(page)
    await page.evaluate(
        """() => {
            const say = (text) => { document.forms[0].question.value = text; document.forms[0].requestSubmit(); };
            say("外聘講師");
            say("兩節4000可以嗎");
        }"""
    )
    await expect(newest(page)).to_contain_text("外聘講師 2 節")
    assert (await texts(page))[-3:-1] == ["外聘講師", "兩節4000可以嗎"]


async def test_what_is_too_long_comes_back_to_be_shortened(page: Page) -> None:
    text = "長" * 30_000
    await type_and_send(page, text)
    await page.get_by_role("button", name="拿回來改").tap()
    await expect(page.get_by_label("您的問題")).to_have_value(text)
    await expect(page.locator("#log .mine")).to_have_count(0)


async def test_what_the_server_refuses_does_not_hold_up_the_rest(page: Page) -> None:
    async def refuse_lunch(route: Route) -> None:
        if LUNCH in (route.request.post_data or ""):
            await route.fulfill(status=400)
        else:
            await route.continue_()

    await page.route("**/say", refuse_lunch)
    await type_and_send(page, LUNCH)
    await choose_keelung(page)
    await expect(page.get_by_text("這段送不出去。")).to_be_visible()
    await page.get_by_role("button", name="拿回來改").tap()
    await expect(page.get_by_label("您的問題")).to_have_value(LUNCH)


async def test_of_a_long_answer_the_first_line_is_in_sight(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 400})
    await choose_keelung(page)
    await type_and_send(page, "外聘講師一節多少")
    await expect(newest(page)).to_contain_text("外聘講師每節")
    await expect(page.locator("#log .mine").last).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_nothing_is_wider_than_the_screen(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 844})
    await type_and_send(page, "https://example.org/" + "a" * 400)
    await expect(newest(page)).to_have_class("bubble bot")
    assert await page.evaluate("document.querySelector('main').scrollWidth <= innerWidth")
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")


async def test_a_link_on_another_site_opens_the_same_conversation(page: Page, program: Program) -> None:
    await choose_keelung(page)

    async def elsewhere(_request: web.Request) -> web.Response:
        return web.Response(text=f'<a href="{program.url}">chat</a>', content_type="text/html")

    app = web.Application()
    app.router.add_get("/", elsewhere)
    async with TestServer(app) as other:
        await page.goto(str(other.make_url("/").with_host("localhost")))
        await page.get_by_role("link", name="chat").tap()
        await expect(newest(page)).to_contain_text("好，看基隆113")
