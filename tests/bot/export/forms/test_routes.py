"""The address of a file: who knows the secret gets it, as long as it is kept."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.export.forms import read, write
from bot.export.forms.routes import Kept, add_files
from content.forms import Read
from content.library import Library
from tests.bot.export.forms.sample import FIRST, HEAD

SECRET = "aB3-" * 8
Client = TestClient[Any, Any]


@dataclass(slots=True)
class Shelf:
    """Files by their secret; `asked`: what was looked up."""

    files: dict[str, Kept] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def find(self, secret: str) -> Kept | None:
        self.asked.append(secret)
        return self.files.get(secret)


@pytest.fixture
def shelf(library: Library) -> Shelf:
    plan = library.plans["taoyuan-103"]
    return Shelf({SECRET: Kept("概算 表.xlsx", "xlsx", lambda: write([FIRST], plan, library, "xlsx", HEAD))})


@pytest.fixture
async def site(shelf: Shelf, library: Library) -> AsyncIterator[Client]:
    app = web.Application()
    add_files(app, shelf.find, library.phrases.forms)
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_the_file_is_saved_under_its_name_and_holds_the_budget(site: Client, library: Library) -> None:
    answer = await site.get(f"/files/{SECRET}/whatever.xlsx")
    assert answer.status == 200
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E6%A6%82%E7%AE%97%20%E8%A1%A8.xlsx"
    assert answer.content_type.endswith("spreadsheetml.sheet")
    found = read(await answer.read(), "form.xlsx", library.plans["taoyuan-103"], library)
    assert isinstance(found, Read)
    assert len(found.parts[0].items) == len(FIRST.items)


async def test_nobody_else_keeps_or_frames_the_file_or_learns_its_address(site: Client) -> None:
    headers = (await site.get(f"/files/{SECRET}/form.xlsx")).headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "noindex" in headers["X-Robots-Tag"]


async def test_an_address_that_leads_nowhere_any_more_says_so(site: Client, shelf: Shelf, library: Library) -> None:
    shelf.files.clear()
    answer = await site.get(f"/files/{SECRET}/form.xlsx")
    assert (answer.status, await answer.text()) == (404, library.phrases.forms.gone)


@pytest.mark.parametrize("secret", ["short", f"{SECRET}x", "a" * 31 + "."])
async def test_what_cannot_be_a_secret_is_not_even_looked_up(secret: str, site: Client, shelf: Shelf) -> None:
    assert (await site.get(f"/files/{secret}/form.xlsx")).status == 404
    assert shelf.asked == []
