"""Files that cannot be had, through the whole program: a clear sentence, and the conversation goes on."""

import pytest

from tests.bot.live.conftest import Play, Scene
from tests.bot.live.phones import Phone
from tests.bot.talks import plain
from tests.messengers.files import Kept
from tests.tools.sheets import form

HUGE = 50 * 1024 * 1024


async def sends(scene: Scene, phone: Phone, kept: Kept, size: int | None = None) -> str:
    """A file is sent; what is told."""
    before = len(phone.seen())
    if phone.channel == "line":
        await scene.line.send_file("王老師", kept, size=size)
    else:
        update = scene.telegram.send_file("王老師", kept, size=size)
        await scene.telegram.until(lambda: update not in scene.telegram.updates)
    await scene.quiet(phone)
    return plain("\n".join(text for text, _ in phone.seen()[before:]))


@pytest.mark.parametrize("channel", ["line", "telegram"])
async def test_a_file_that_cannot_be_had_is_told_and_the_next_one_is_read(play: Play, channel: str) -> None:
    async with play() as scene:
        phone = scene.phone(channel, "王老師")
        await scene.turn(phone, {"event": "start"})
        await scene.turn(phone, {"say": "基隆"})
        declared = Kept(form("keelung"), "概算.xlsx")
        assert "檔案太大" in await sends(scene, phone, declared, HUGE)
        assert declared.given == 0  # what says that it is too large is not even asked for
        endless = Kept(b"", "概算.xlsx", "endless")
        assert "檔案太大" in await sends(scene, phone, endless, 100)
        assert endless.given < HUGE
        assert "現在拿不到了" in await sends(scene, phone, Kept(b"", "概算.xlsx", gone=True))
        assert "一時傳不過來" in await sends(scene, phone, Kept(form("keelung"), "概算.xlsx", "500"))
        assert "一時傳不過來" in await sends(scene, phone, Kept(form("keelung"), "概算.xlsx", "short"))
        assert "讀好了" in await sends(scene, phone, Kept(form("keelung"), "概算.xlsx"))
        scene.flawless()


@pytest.mark.parametrize("channel", ["line", "telegram"])
async def test_a_file_that_is_gone_by_the_time_of_the_tap_is_told(play: Play, channel: str) -> None:
    async with play() as scene:
        phone, kept = scene.phone(channel, "王老師"), Kept(form("taoyuan first"), "概算.xlsx", gone=True)
        await scene.turn(phone, {"event": "start"})
        assert "要照哪一個計畫檢查" in await sends(scene, phone, kept)
        ((told, _),) = await scene.turn(phone, {"tap": "桃園103"})
        assert "現在拿不到了" in told
        ((told, _), *_) = await scene.turn(phone, {"say": "初階補助多少"})
        assert "桃園103" in told  # the plan was chosen all the same
        scene.flawless()


async def test_without_a_public_address_telegram_still_gets_documents(play: Play) -> None:
    async with play(polling=True, CONVENER_PUBLIC_URL="", CONVENER_LINE_TOKEN="", CONVENER_LINE_SECRET="") as scene:
        phone = scene.phone("telegram", "王老師")
        await scene.turn(phone, {"event": "start"})
        await scene.turn(phone, {"say": "基隆"})
        await scene.turn(phone, {"say": "幫我看預算：便當 80元 20個"})
        told = await scene.turn(phone, {"say": "匯出"})
        assert [text.rpartition(".")[2] for text, _ in told[1:]] == ["xlsx", "docx"]
        assert "http" not in told[0][0]
        scene.flawless()
