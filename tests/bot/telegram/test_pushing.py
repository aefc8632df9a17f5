"""Pushes on Telegram: one try each, and what it means."""

import pytest

from bot.channels.channel import Push, Pushed
from bot.channels.telegram import TelegramChannel
from handlers.messages import Choice, Reply
from tests.messengers.telegram import TelegramServer
from tests.messengers.telegram_faults import Fault, FaultKind

WANG = "王老師"


@pytest.fixture
def address(telegram: TelegramServer) -> str:
    telegram.updates.pop(telegram.start(WANG))
    return str(telegram.private(WANG).id)


def push(address: str, text: str = "明天要交成果報告") -> Push:
    return Push(5, address, Reply(text, (Choice("完成", "cal:done:1"),)), "")


async def test_a_push_arrives_with_its_buttons(
    telegram: TelegramServer, channel: TelegramChannel, address: str
) -> None:
    assert await channel.push(push(address)) == Pushed("sent")
    (shown,) = telegram.shown(WANG)
    assert (shown.text, list(shown.buttons)) == ("明天要交成果報告", ["完成"])


@pytest.mark.parametrize(
    ("kind", "pushed"),
    [
        ("500", Pushed("again")),
        ("reset", Pushed("perhaps")),
        ("reset-after", Pushed("perhaps")),
        ("429", Pushed("again", wait=1.0)),
        ("403", Pushed("dead", blocked=True)),
        ("400", Pushed("dead")),
    ],
)
async def test_each_failure_means_something_else(
    telegram: TelegramServer, channel: TelegramChannel, address: str, kind: FaultKind, pushed: Pushed
) -> None:
    telegram.faults.append(Fault(kind))
    assert await channel.push(push(address)) == pushed
    assert len(telegram.shown(WANG)) == (kind == "reset-after")


async def test_what_cannot_be_drawn_goes_as_plain_text(
    telegram: TelegramServer, channel: TelegramChannel, address: str
) -> None:
    telegram.faults.append(Fault("markup"))
    assert await channel.push(push(address)) == Pushed("sent")
    assert telegram.shown(WANG)[0].text == "明天要交成果報告"


async def test_who_blocked_us_is_known_to_have(
    telegram: TelegramServer, channel: TelegramChannel, address: str
) -> None:
    telegram.block(WANG)
    assert await channel.push(push(address)) == Pushed("dead", blocked=True)
