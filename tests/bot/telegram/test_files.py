"""Files on Telegram: those that people send are had by their ids, those of replies are sent as documents, once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.channels.channel import Delivery, Heard, Made, Outgoing, State
from bot.channels.telegram import TelegramChannel
from handlers.messages import Attached, Choice, Document, Reply
from tests.messengers.files import Kept
from tests.messengers.telegram import TelegramServer
from tests.messengers.telegram_faults import Fault, FaultKind

WANG, GROUP = "王老師", "北昌共備社群"
DOCUMENTS = (Document("Excel", name="概算.xlsx", secret="x"), Document("Word", name="概算.docx", secret="w"))
REPLY = Reply("表做好了", (Choice("看全部", "all"),), documents=DOCUMENTS)


async def make(document: Document) -> Made | None:
    """A file per secret; some cannot be made."""
    if document.secret == "broken":
        raise ValueError(document)
    return Made(document.name, document.secret.encode()) if document.secret != "gone" else None


@pytest.fixture
async def channel(telegram: TelegramServer) -> AsyncIterator[TelegramChannel]:
    async with TelegramChannel(
        telegram.token, telegram.api, telegram.username, rate=3000, pauses=(0.01, 0.01), make=make
    ) as made:
        yield made


def sent(telegram: TelegramServer, channel: TelegramChannel, kept: Kept, size: int | None = None) -> Attached:
    """A file that somebody has sent, as it is read."""
    update = telegram.send_file(WANG, kept, size=size)
    heard = channel.read(telegram.updates.pop(update).raw)
    assert isinstance(heard, Heard)
    assert heard.attached
    return heard.attached


async def deliver(telegram: TelegramServer, channel: TelegramChannel, *replies: Reply) -> list[State]:
    raw = telegram.updates.pop(telegram.say(WANG, "匯出")).raw
    heard = channel.read(raw)
    assert isinstance(heard, Heard)
    outgoing = tuple(Outgoing(number, reply) for number, reply in enumerate(replies, 1))

    async def claim(_message: int) -> None:
        """Noted."""

    delivered = await channel.deliver(Delivery(heard.address, raw, datetime.now(UTC), outgoing), claim)
    return [one.state for one in delivered.messages]


def files(telegram: TelegramServer) -> list[tuple[str, bytes]]:
    return [(one.file.name, one.file.data) for one in telegram.shown(WANG) if one.file]


def words(telegram: TelegramServer) -> list[str]:
    return [one.text for one in telegram.shown(WANG) if not one.file]


def tries(telegram: TelegramServer) -> int:
    return len([call for call in telegram.calls if call.method == "sendDocument"])


# ---- in ----


async def test_a_file_is_read_with_its_name_and_had_by_its_id(
    telegram: TelegramServer, channel: TelegramChannel
) -> None:
    attached = sent(telegram, channel, Kept(b"1,2", "概算.csv"))
    assert (attached.channel, attached.name, attached.size) == ("telegram", "概算.csv", 3)
    assert await channel.fetch(attached) == b"1,2"
    assert await channel.fetch(attached) == b"1,2"  # its place is asked again, as it does not stay


async def test_what_telegram_does_not_give_is_gone_or_too_big(
    telegram: TelegramServer, channel: TelegramChannel
) -> None:
    gone = sent(telegram, channel, Kept(b"1,2", "概算.csv", gone=True))
    huge = sent(telegram, channel, Kept(bytes(21 * 1024 * 1024), "概算.csv"), size=5)
    large = sent(telegram, channel, Kept(bytes(6 * 1024 * 1024), "概算.csv"), size=5)
    endless = sent(telegram, channel, Kept(b"", "概算.csv", "endless"), size=5)
    assert [await channel.fetch(one) for one in (gone, huge, large, endless)] == ["gone", "big", "big", "big"]
    assert await channel.fetch(Attached("telegram", "made-up")) == "gone"


async def test_a_picture_has_no_file(telegram: TelegramServer, channel: TelegramChannel) -> None:
    update = telegram.say(WANG, "", photo=[{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}])
    heard = channel.read(telegram.updates[update].raw)
    assert isinstance(heard, Heard)
    assert (heard.medium, heard.attached) == ("picture", None)


# ---- out ----


async def test_documents_follow_the_words_under_their_own_names(
    telegram: TelegramServer, channel: TelegramChannel
) -> None:
    assert await deliver(telegram, channel, REPLY, Reply("還有")) == ["sent", "sent"]
    assert files(telegram) == [("概算.xlsx", b"x"), ("概算.docx", b"w")]
    words = [one for one in telegram.shown(WANG) if not one.file]
    assert [one.text for one in words] == ["表做好了", "還有"]
    assert list(words[0].buttons) == ["看全部"]
    assert telegram.refused == []


@pytest.mark.parametrize("fault", ["500", "429"])
async def test_a_document_that_surely_did_not_go_is_sent_again(
    fault: FaultKind, telegram: TelegramServer, channel: TelegramChannel
) -> None:
    telegram.faults.append(Fault(fault, "sendDocument"))
    assert await deliver(telegram, channel, REPLY) == ["sent"]
    assert [name for name, _ in files(telegram)] == ["概算.xlsx", "概算.docx"]


async def test_a_document_that_may_have_arrived_is_not_sent_again(
    telegram: TelegramServer, channel: TelegramChannel
) -> None:
    telegram.faults.append(Fault("reset-after", "sendDocument"))
    assert await deliver(telegram, channel, REPLY) == ["uncertain"]
    assert (tries(telegram), len(files(telegram))) == (1, 1)
    assert [one.text for one in telegram.shown(WANG) if not one.file] == ["表做好了"]


async def test_nothing_more_is_sent_to_who_blocks_the_bot_meanwhile(
    telegram: TelegramServer, channel: TelegramChannel
) -> None:
    telegram.faults.append(Fault("403", "sendDocument"))
    assert await deliver(telegram, channel, REPLY, Reply("還有")) == ["dead", "dead"]
    assert files(telegram) == []


@pytest.mark.parametrize("secret", ["gone", "broken"])
async def test_what_cannot_be_made_any_more_is_told_and_keeps_nothing_else_back(
    secret: str, telegram: TelegramServer, channel: TelegramChannel
) -> None:
    documents = (Document("Excel", name="概算.xlsx", secret=secret), DOCUMENTS[1])
    assert await deliver(telegram, channel, Reply("表做好了", documents=documents), Reply("還有")) == ["sent", "sent"]
    assert files(telegram) == [("概算.docx", b"w")]
    assert words(telegram) == ["表做好了", "檔案沒有做成（Excel），請再按一次「匯出」或「結算表」。", "還有"]


async def test_files_that_all_cannot_be_made_are_told_once(telegram: TelegramServer, channel: TelegramChannel) -> None:
    documents = tuple(replace(one, secret="gone") for one in DOCUMENTS)
    assert await deliver(telegram, channel, replace(REPLY, documents=documents)) == ["sent"]
    assert (files(telegram), len(words(telegram))) == ([], 2)
    assert "（Excel、Word）" in words(telegram)[1]


@pytest.mark.parametrize("fault", ["400", "markup"])
async def test_a_document_that_telegram_refuses_is_told_and_keeps_nothing_else_back(
    fault: FaultKind, telegram: TelegramServer, channel: TelegramChannel
) -> None:
    telegram.faults.append(Fault(fault, "sendDocument"))
    assert await deliver(telegram, channel, REPLY) == ["sent"]
    assert files(telegram) == [("概算.docx", b"w")]
    assert "（Excel）" in words(telegram)[1]


async def test_what_is_lacking_is_told_also_where_a_later_document_may_have_arrived(
    telegram: TelegramServer, channel: TelegramChannel
) -> None:
    telegram.faults += [Fault("400", "sendDocument"), Fault("reset-after", "sendDocument")]
    assert await deliver(telegram, channel, REPLY) == ["uncertain"]
    assert "（Excel）" in words(telegram)[1]
