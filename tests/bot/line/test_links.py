"""The id by which people find the bot on LINE, for links that bring an invitation along."""

from bot.channels.line import LineChannel
from tests.messengers.line import LineServer


async def test_the_id_of_the_bot_is_asked_of_line(line: LineServer) -> None:
    async with LineChannel(line.token, line.api) as channel:
        assert await channel.basic_id() == "@bot"


async def test_no_id_is_known_where_line_cannot_be_reached(line: LineServer) -> None:
    async with LineChannel(line.token, "http://127.0.0.1:9") as channel:
        assert await channel.basic_id() == ""
