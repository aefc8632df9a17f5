"""Chromium, and a page of the web chat whose server can end and start again."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, async_playwright

from tests.bot.browser.doing import PHONE, Program
from tests.bot.conftest import Serving

CHROMIUM = shutil.which("chromium")
PIECES = 4.0  # seconds between pieces of a question, as a browser on a busy computer may take
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on the PATH (Debian: apt-get install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def program(serving: Serving) -> AsyncIterator[Program]:
    """The bot as it runs; it can be ended, and started again on the same port and database."""

    def start(port: int | None) -> AbstractAsyncContextManager[TestServer]:
        return serving(port, gather=PIECES)

    program = Program(start)
    await program.start()
    yield program
    await program.stop()


@pytest.fixture
def complaints() -> list[str]:
    """What the page wrote to the console, and what it asked other machines for."""
    return []


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, program: Program, complaints: list[str]) -> AsyncIterator[Page]:
    """A phone of a new person."""
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    page.set_default_timeout(10_000)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(program.url) else complaints.append(request.url))
    await page.goto(program.url)
    yield page
    await context.close()
