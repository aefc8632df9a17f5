"""Files in a real browser: chosen, sent, and what happens where that cannot be."""

import re

from playwright.async_api import FilePayload, Page, expect

from bot.channels.fetching import MOST
from tests.bot.browser.doing import Program, choose_keelung, marks, newest, texts, type_and_send
from tests.tools.sheets import form

pytestmark = marks()

CHOOSE = 'input[type="file"]'


def sheet(data: bytes, name: str = "概算.xlsx") -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


async def test_a_form_is_chosen_read_and_shown_again_after_a_reload(page: Page, complaints: list[str]) -> None:
    await choose_keelung(page)
    await page.locator(CHOOSE).set_input_files(sheet(form("keelung")))
    await expect(newest(page)).to_contain_text("讀好了")
    assert "檔案：概算.xlsx" in await texts(page)
    before = await page.locator("#log").inner_text()
    await page.reload()
    assert await page.locator("#log").inner_text() == before
    assert complaints == []


async def test_a_file_that_is_too_big_is_not_sent_and_the_page_says_so(page: Page) -> None:
    await choose_keelung(page)
    await page.locator(CHOOSE).set_input_files(sheet(bytes(MOST + 1)))
    await expect(newest(page)).to_contain_text("檔案超過 5 MB")
    await newest(page).get_by_role("button", name="拿掉").click()
    await expect(page.get_by_text("檔案：概算.xlsx")).to_have_count(0)


async def test_a_file_waits_until_the_server_is_there_again(page: Page, program: Program) -> None:
    await choose_keelung(page)
    await program.stop()
    await page.locator(CHOOSE).set_input_files(sheet(form("keelung")))
    await expect(page.locator("#reconnecting")).to_be_visible()
    await program.start()
    await page.get_by_role("button", name="再試一次").click()
    await expect(newest(page)).to_contain_text("讀好了")


async def test_the_way_to_choose_a_file_is_reached_with_the_keyboard(page: Page) -> None:
    await page.get_by_label("您的問題").focus()
    await page.keyboard.press("Shift+Tab")
    assert await page.evaluate("document.activeElement.type") == "file"
    width = await page.locator("#attach").evaluate("(label) => parseFloat(getComputedStyle(label).outlineWidth)")
    assert width >= 2
    box = await page.locator("#attach").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44


async def test_a_form_is_downloaded_under_its_name(page: Page) -> None:
    await choose_keelung(page)
    await type_and_send(page, "幫我看預算：便當 80元 20個")
    await expect(newest(page)).to_contain_text("合計")
    await type_and_send(page, "匯出")
    link = page.get_by_role("link", name="Excel")
    await expect(link).to_have_attribute("href", re.compile(r"^/files/[\w-]{32}/"))
