"""Files on LINE: what an event tells of one, and how it is had."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.channels.channel import Heard, Outgoing
from bot.channels.line.reading import read
from bot.channels.line.rendering import render
from bot.channels.line.sending import LineChannel
from handlers.messages import Attached, Document, Reply
from tests.messengers.files import Kept
from tests.messengers.line import LineServer

KEPT = Kept(b"1,2", "概算.csv")


@pytest.fixture
async def channel(line: LineServer) -> AsyncIterator[LineChannel]:
    async with LineChannel(line.token, line.api) as channel:
        yield channel


async def sent(line: LineServer, kept: Kept, **more: Any) -> Attached:
    """A file that 王老師 has sent, as it is read."""
    await line.send_file("王老師", kept, **more)
    heard = read(line.events[-1])
    assert isinstance(heard, Heard)
    assert heard.attached
    assert heard.medium == "file"
    return heard.attached


async def test_a_file_is_read_with_its_name_and_had_by_its_id(line: LineServer, channel: LineChannel) -> None:
    line.webhook = line.api
    attached = await sent(line, KEPT)
    assert (attached.channel, attached.name, attached.size) == ("line", "概算.csv", 3)
    assert await channel.fetch(attached) == b"1,2"


async def test_what_line_does_not_keep_any_more_is_gone(line: LineServer, channel: LineChannel) -> None:
    line.webhook = line.api
    attached = await sent(line, Kept(b"1,2", "概算.csv", gone=True))
    assert await channel.fetch(attached) == "gone"


async def test_the_counter_stops_a_file_that_is_larger_than_it_says(line: LineServer, channel: LineChannel) -> None:
    line.webhook = line.api
    kept = Kept(b"", "概算.xlsx", "endless")
    attached = await sent(line, kept, size=100)
    assert await channel.fetch(attached) == "big"
    assert kept.given < 40 * 1024 * 1024


@pytest.mark.parametrize("id", ["../../v2/bot/info", "1/content?x=", "", "1" * 65, 7, None])
def test_an_id_that_is_none_leads_nowhere(id: object) -> None:
    source = {"type": "user", "userId": "U1"}
    message = {"type": "file", "id": id, "fileName": "概算.xlsx", "fileSize": 1}
    heard = read({"type": "message", "source": source, "message": message})
    assert heard == Heard("U1", medium="file")


def test_of_a_long_name_the_end_is_kept_and_a_strange_size_is_none() -> None:
    source = {"type": "user", "userId": "U1"}
    message = {"type": "file", "id": "1", "fileName": "長" * 500 + ".xlsx", "fileSize": "many"}
    heard = read({"type": "message", "source": source, "message": message})
    assert isinstance(heard, Heard)
    assert heard.attached
    assert heard.attached.name.endswith(".xlsx")
    assert (len(heard.attached.name), heard.attached.size) == (200, 0)


def test_a_replys_files_are_addresses_in_its_text() -> None:
    documents = (Document("Excel", "https://bot.example.org/files/x/a.xlsx", days=7), Document("Word"))
    (message,) = render([Outgoing(1, Reply("表做好了", documents=documents))])
    assert message["text"].splitlines() == [
        "表做好了",
        "・Excel：https://bot.example.org/files/x/a.xlsx",
        "（網址 7 天內有效）",
    ]
