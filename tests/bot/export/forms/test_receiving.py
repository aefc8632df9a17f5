"""Files that arrive together wait for one another, and none is called what it is not."""

import asyncio
import time
from collections.abc import Callable

import pytest

from bot.channels.channel import Missing
from bot.export.forms import receiving
from bot.export.forms.receiving import Received
from content.forms import Refused, Sheets
from content.library import Library
from handlers.messages import Attached
from tests.tools.sheets import content

SHEET = content({"name": "概算.csv", "rows": [["項目", "單價", "數量", "總價"], ["講義費", 50, 20, 1000]]})


class Postman:
    """A channel that has files until they are taken back."""

    def __init__(self) -> None:
        self.files = {f"file{number}": SHEET + b"\n" * number for number in range(8)}
        self.held = self.most = 0

    async def fetch(self, attached: Attached) -> bytes | Missing:
        self.held += 1
        self.most = max(self.most, self.held)
        await asyncio.sleep(0)
        self.held -= 1
        return self.files.get(attached.id, "gone")


def told(number: int) -> Attached:
    return Attached("line", f"file{number}", "概算.csv", len(SHEET))


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Makes reading a file take so long."""
    really = receiving.opened

    def set_to(seconds: float) -> None:
        monkeypatch.setattr(receiving, "opened", lambda data, name: (time.sleep(seconds), really(data, name))[1])

    return set_to


async def test_files_that_arrive_together_are_all_read(
    library: Library, slow: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "SECONDS", 0.5)
    slow(0.2)
    received = Received(library, {"line": Postman()})
    found = await asyncio.gather(*(received.sheets(told(number)) for number in range(8)))
    assert all(isinstance(one, Sheets) for one in found)


async def test_a_file_that_takes_too_long_is_refused_and_the_next_one_waits_for_it(
    library: Library, slow: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "SECONDS", 0.1)
    slow(0.5)
    received = Received(library, {"line": Postman()})
    assert await received.sheets(told(1)) == Refused("unsafe")
    slow(0.0)
    assert isinstance(await received.sheets(told(2)), Sheets)


async def test_a_file_that_was_taken_back_is_not_read_any_more(library: Library) -> None:
    postman = Postman()
    received = Received(library, {"line": postman})
    assert isinstance(await received.sheets(told(3)), Sheets)
    del postman.files["file3"]
    assert await received.sheets(told(3)) == Refused("gone")
