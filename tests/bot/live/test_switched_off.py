"""An operator takes a messenger's token away: nobody who is at home there waits for nothing."""

from datetime import timedelta

from tests.bot.live.conftest import Play, Scene
from tests.bot.live.phones import OnLine, OnTelegram
from tests.bot.outbox.morning import MORNING, TITLE, write
from tests.bot.talks import CODE

NO_LINE = {"CONVENER_LINE_TOKEN": "", "CONVENER_LINE_SECRET": ""}
BEFORE, LATER = MORNING - timedelta(hours=1), MORNING + timedelta(hours=1)


async def said(scene: Scene, phone: OnLine | OnTelegram, text: str) -> str:
    """All that is answered."""
    return "\n".join(shown for shown, _ in await scene.turn(phone, {"say": text}))


async def test_what_was_to_go_there_comes_on_another_messenger_or_with_the_next_answer(play: Play) -> None:
    async with play(now=BEFORE) as scene:
        one, other = OnLine(scene.line, "王老師"), OnLine(scene.line, "林老師")
        for phone in (one, other):
            await said(scene, phone, "基隆")
        await scene.store.write(write)
        code = CODE.search(await said(scene, one, "連結帳號"))
        assert code
        await scene.turn(telegram := OnTelegram(scene.telegram, "王老師"), {"event": "start"})
        await said(scene, telegram, f"連結 {code[0]}")
    async with play(now=BEFORE, **NO_LINE) as scene:
        telegram = OnTelegram(scene.telegram, "王老師")
        telegram.opens()
        await scene.passes(MORNING)
        ((text, _),) = telegram.seen()
        assert TITLE in text
    async with play(now=LATER) as scene:
        await scene.passes(LATER)
        one, other = OnLine(scene.line, "王老師"), OnLine(scene.line, "林老師")
        assert TITLE in await said(scene, other, "你好")
        for phone in (one, other):
            assert TITLE not in await said(scene, phone, "你好")
        scene.flawless()
