"""The chat page for everybody: keyboard, thumb, screen reader, light and dark."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from tests.bot.browser.doing import (
    DESKTOP,
    LECTURER,
    LUNCH,
    Program,
    choose_keelung,
    marks,
    newest,
    texts,
    type_and_send,
)

pytestmark = marks()

# Texts whose contrast with what is behind them is below the 4.5 of WCAG AA; colours are taken as drawn.
FAINT = """() => {
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = (colour) => numbers(colour).slice(0, 3)
        .map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
    const opaque = (element) => {
        const colour = getComputedStyle(element).backgroundColor;
        return (numbers(colour)[3] ?? 1) === 1 ? colour : opaque(element.parentElement);
    };
    const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    return [...document.body.querySelectorAll("*")]
        .filter((element) => element.checkVisibility() && (own(element) || element.matches("textarea, button")))
        .map((element) => [
            contrast(light(getComputedStyle(element).color), light(opaque(element))),
            element.className || element.id || element.localName,
            element.textContent,
        ])
        .filter(([ratio]) => ratio < 4.5);
}"""

FOCUSED = """() => {
    const element = document.activeElement;
    const name = element.id || element.ariaLabel || element.textContent;
    return [name, parseFloat(getComputedStyle(element).outlineWidth)];
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def desktop(browser: Browser, program: Program) -> AsyncIterator[Page]:
    """A large screen with a keyboard."""
    context = await browser.new_context(**DESKTOP)
    page = await context.new_page()
    await page.goto(program.url)
    yield page
    await context.close()


async def test_tab_goes_through_everything_in_order_and_is_always_seen(desktop: Page) -> None:
    await expect(desktop.get_by_label("您的問題")).to_be_focused()
    stops = []
    for key in ("Tab", *["Shift+Tab"] * 8):
        await desktop.keyboard.press(key)
        stops.append(await desktop.evaluate(FOCUSED))
    names = [name for name, _ in stops]
    attach = "傳概算表（.xlsx 或 .csv，5 MB 以內）"
    assert names == ["送出", "question", attach, "其他縣市", "桃園", "臺北", "基隆", "花蓮", "scroller"]
    assert all(outline >= 2 for _, outline in stops)


async def test_the_keyboard_alone_is_enough(desktop: Page) -> None:
    for _ in range(5):
        await desktop.keyboard.press("Shift+Tab")
    await desktop.keyboard.press("Enter")
    await expect(newest(desktop)).to_contain_text("好，看基隆113")
    await desktop.get_by_label("您的問題").focus()
    await desktop.keyboard.type(LUNCH)
    await desktop.keyboard.press("Tab")
    await desktop.keyboard.press("Space")
    await expect(newest(desktop)).to_contain_text("超過上限")


async def test_escape_changes_nothing(desktop: Page) -> None:
    box = desktop.get_by_label("您的問題")
    await box.fill("打到一半")
    before = await texts(desktop)
    await desktop.keyboard.press("Escape")
    await expect(box).to_have_value("打到一半")
    await expect(box).to_be_focused()
    assert await texts(desktop) == before


async def test_everything_to_tap_is_large_enough_for_a_thumb(page: Page, program: Program) -> None:
    await choose_keelung(page)
    await type_and_send(page, LECTURER)
    await expect(newest(page)).to_contain_text("✅")
    await program.stop()
    await type_and_send(page, LUNCH)
    await expect(page.locator("#reconnecting")).to_be_visible()
    for target in await page.locator("button:visible, summary:visible, textarea:visible").all():
        box = await target.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44


async def test_a_screen_reader_finds_the_log_its_buttons_and_the_box(page: Page) -> None:
    log = page.get_by_role("log", name="對話")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log.get_by_role("group", name="可以接著按")).to_have_count(1)
    await expect(page.get_by_role("textbox", name="您的問題")).to_be_visible()
    await expect(page.get_by_role("button", name="送出")).to_be_visible()
    await type_and_send(page, LUNCH)
    await expect(log).to_contain_text(f"您：{LUNCH}")
    await expect(newest(page).get_by_text("小幫手：")).to_be_attached()


async def test_that_an_answer_is_on_its_way_is_shown_and_read_out_once(page: Page) -> None:
    may_go_on = asyncio.Event()

    async def slow(route: Route) -> None:
        await may_go_on.wait()
        await route.continue_()

    await page.route("**/say", slow)
    await type_and_send(page, LUNCH)
    await expect(page.locator("#waiting")).to_be_visible()
    await expect(page.get_by_role("status")).to_have_text("小幫手正在回覆")
    assert "小幫手正在回覆" not in await page.locator("main").inner_text()
    may_go_on.set()
    await expect(newest(page)).to_contain_text("先選您的計畫，選好")
    await expect(page.locator("#waiting")).to_be_hidden()
    await expect(page.get_by_role("status")).to_have_text("")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_text_is_too_faint_to_read(page: Page, program: Program, scheme: str) -> None:
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    await choose_keelung(page)
    await type_and_send(page, "長" * 30_000)
    await expect(page.get_by_text("這段太長")).to_be_visible()
    for text in (LECTURER, LUNCH):
        await type_and_send(page, text)
    await expect(newest(page)).to_contain_text("超過上限")
    await page.locator("summary").first.click()
    await program.stop()
    await type_and_send(page, LUNCH)
    await expect(page.locator("#reconnecting")).to_be_visible()
    assert await page.evaluate(FAINT) == []
