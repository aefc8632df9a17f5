"""What the browser tests do again and again."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Locator, Page, expect

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}

HELLO = "我是社群召集人的小幫手"
LUNCH = "便當一個120可以嗎"
VERDICT = "❌ 超過上限"
LECTURER = "外聘講師兩節4000可以嗎"  # its answer has several sources


def marks() -> list[pytest.MarkDecorator]:
    """Of every browser test: one browser, and so one loop, for all of them."""
    return [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]


@dataclass(slots=True)
class Program:
    """The bot as a process that ends and starts again, always on one port."""

    serving: Callable[[int | None], AbstractAsyncContextManager[TestServer]]
    url: str = ""
    port: int | None = None
    running: AbstractAsyncContextManager[TestServer] | None = None

    async def start(self) -> None:
        """On a free port the first time."""
        self.running = self.serving(self.port)
        server = await self.running.__aenter__()
        self.port, self.url = server.port, str(server.make_url("/"))

    async def stop(self) -> None:
        """Nobody listens any more."""
        if self.running:
            running, self.running = self.running, None
            await running.__aexit__(None, None, None)


def newest(page: Page) -> Locator:
    """The last bubble."""
    return page.locator("#log .bubble").last


async def type_and_send(page: Page, text: str) -> None:
    """As a person does it."""
    await page.get_by_label("您的問題").fill(text)
    await page.keyboard.press("Enter")


async def choose_keelung(page: Page) -> None:
    """By the button."""
    await page.get_by_role("button", name="基隆").last.click()
    await expect(newest(page)).to_contain_text("好，看基隆113")


async def texts(page: Page) -> list[str]:
    """What the bubbles say."""
    return await page.locator("#log .text").all_inner_texts()
