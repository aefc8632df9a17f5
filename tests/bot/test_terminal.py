"""The terminal chat: numbers tap, everything else is said, nothing is lost, and it ends when asked to."""

import io
import json
import signal
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

import pytest

from bot.channels.channel import Delivered, Delivery, Outgoing, Sent
from bot.channels.late import late_line
from bot.channels.sources import sources_line
from bot.channels.terminal import ME, NAME, TerminalChannel, ask, chat, render
from bot.store import inbox, messages, persons
from bot.store.database import Store
from content.library import Library
from handlers.dispatch import Dispatcher
from handlers.messages import Choice, Incoming, Reply, Source
from handlers.ports import Ports
from handlers.topic import Outcome, Person
from tests.bot.conftest import OpenDesk

HELLO = "我是社群召集人的小幫手"
LUNCH = "便當一個120可以嗎"
Talk = Callable[..., Awaitable[list[str]]]


def typing(*lines: str) -> Callable[[str], Awaitable[str]]:
    """A keyboard that types these lines and then ends."""
    waiting = list(lines)

    async def read(_prompt: str) -> str:
        if not waiting:
            raise EOFError
        return waiting.pop(0)

    return read


@pytest.fixture
def talk(store: Store, desk: OpenDesk) -> Talk:
    """Opens a chat, types these lines, and leaves; what was shown."""

    async def talked(*lines: str) -> list[str]:
        shown: list[str] = []
        channel = TerminalChannel(shown.append)
        async with desk(store, channel) as opened:
            await chat(opened, channel, typing(*lines))
        return shown

    return talked


async def said(store: Store) -> list[tuple[str, str | None]]:
    """What reached the desk, the greetings aside."""
    works = await store.read(lambda c: inbox.newest(c, NAME, ME, 100))
    heard = [TerminalChannel().read(work.raw) for work in works]
    return [(one.text, one.token) for one in heard if one.token != "start"]


async def test_it_greets_and_a_number_taps_the_button(talk: Talk, store: Store) -> None:
    shown = await talk(LUNCH, "2")
    assert HELLO in shown[1]
    assert "1 ［花蓮］　2 ［基隆］" in shown[2]
    assert await said(store) == [(LUNCH, None), ("基隆", "plan:keelung-113")]
    assert "❌ 超過上限" in shown[4]


async def test_a_full_width_number_taps_too(talk: Talk, store: Store) -> None:
    await talk("２")
    assert await said(store) == [("基隆", "plan:keelung-113")]


@pytest.mark.parametrize("line", ["0", "6", "12000", "9" * 5000, "-1", "1.5", "²", "兩節"])
async def test_what_is_no_buttons_number_is_said(talk: Talk, store: Store, line: str) -> None:
    await talk(line)
    assert await said(store) == [(line, None)]


async def test_a_number_is_said_when_the_last_reply_has_no_buttons(talk: Talk, store: Store) -> None:
    await talk("謝謝", "1")
    assert await said(store) == [("謝謝", None), ("1", None)]


async def test_only_the_last_reply_is_numbered() -> None:
    shown: list[str] = []
    channel = TerminalChannel(shown.append)
    first = Outgoing(7, Reply("先選", (Choice("桃園", "plan:taoyuan-103"),)))
    last = Outgoing(8, Reply("或問", (Choice("看規定", "see:x"),)))
    delivered = await channel.deliver(delivery(first, last), nobody_claims)
    assert shown == ["先選\n［桃園］\n", "或問\n1 ［看規定］\n"]
    assert delivered == Delivered((Sent(7, "sent"), Sent(8, "sent")))


async def test_every_answer_stands_before_the_next_prompt(store: Store, desk: OpenDesk) -> None:
    events: list[str] = []
    channel = TerminalChannel(lambda text: events.append("bot" if "再見" not in text else "bye"))
    lines = typing(LUNCH, "基隆", "謝謝")

    async def read(prompt: str) -> str:
        events.append("prompt")
        return await lines(prompt)

    async with desk(store, channel) as opened:
        await chat(opened, channel, read)
    hint, *rest = events
    assert hint == "bot"
    assert rest == ["bot", "prompt", "bot", "prompt", "bot", "bot", "prompt", "bot", "prompt", "bye"]


async def test_the_next_chat_knows_the_plan_of_the_last(talk: Talk) -> None:
    await talk("基隆")
    shown = await talk(LUNCH)
    assert "基隆113" in shown[1]
    assert "❌ 超過上限" in shown[2]


async def test_what_a_crash_left_unsaid_is_told_when_the_chat_is_opened_again(talk: Talk, store: Store) -> None:
    await crash_before_writing(store, Reply("已記下"))
    shown = await talk()
    assert "已記下" in "".join(shown)
    assert "已記下" not in "".join(await talk())


async def crash_before_writing(store: Store, reply: Reply) -> None:
    """As a process leaves it that dies between deciding what to say and saying it."""
    now = datetime.now(UTC)
    person = await store.write(lambda c: persons.meet(c, NAME, ME, now))
    update = inbox.NewUpdate("u1", ME, json.dumps({"text": "記帳 1240"}))
    (stored,) = await store.write(lambda c: inbox.add(c, NAME, [update], now))
    await store.write(lambda c: inbox.finish(c, [stored.row], now))
    await store.write(lambda c: messages.add(c, stored.row, person, NAME, ME, [reply], "記帳 1240", now))


async def test_leaving_ends_it_without_asking_anybody(talk: Talk, store: Store) -> None:
    shown = await talk(" 離開 ", "還在嗎")
    assert await said(store) == []
    assert shown[-1].strip() == "再見。"


class Asking(Dispatcher):
    """Has a button that is called like the word that ends the chat."""

    async def turn(self, incoming: Incoming, person: Person, now: datetime, ports: Ports) -> Outcome:
        asked = Reply("要先存嗎？", (Choice("離開", "form:leave"),))
        return Outcome(person, () if incoming.token == "form:leave" else (asked,))


async def test_a_button_called_so_comes_before_leaving(store: Store, desk: OpenDesk, library: Library) -> None:
    channel = TerminalChannel(lambda _: None)
    async with desk(store, channel, talk=Asking(library)) as opened:
        await chat(opened, channel, typing("離開"))
    assert await said(store) == [("離開", "form:leave")]


async def test_ctrl_c_ends_it(store: Store, desk: OpenDesk) -> None:
    async def interrupted(_prompt: str) -> str:
        raise KeyboardInterrupt

    shown: list[str] = []
    channel = TerminalChannel(shown.append)
    async with desk(store, channel) as opened:
        await chat(opened, channel, interrupted)
    assert shown[-1].strip() == "再見。"


async def test_the_keyboard_gives_ctrl_c_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGINT)
    during: list[object] = []

    def typed(_prompt: str) -> str:
        during.append(signal.getsignal(signal.SIGINT))
        return "嗨"

    monkeypatch.setattr("builtins.input", typed)
    assert await ask("> ") == "嗨"
    assert during == [signal.default_int_handler]
    assert signal.getsignal(signal.SIGINT) is before


async def test_broken_bytes_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("便".encode() + b"\xff\n"), encoding="utf-8"))
    assert await ask("> ") == "便�"


def delivery(*replies: Outgoing) -> Delivery:
    return Delivery(ME, {"text": "哈囉"}, datetime.now(UTC), replies)


async def nobody_claims(message: int) -> None:
    raise AssertionError(message)


@pytest.mark.parametrize("raw", [{}, {"text": 1}, {"token": "start"}])
def test_an_update_that_says_nothing_is_nothing(raw: dict[str, object]) -> None:
    assert TerminalChannel().read(raw) is None


def test_a_reply_is_lines_and_no_control_character_reaches_the_terminal() -> None:
    sources = (Source("keelung-113", "基隆113", "柒.膳食費"), Source("keelung-113", "基隆113", "柒.一"))
    shown = render(Reply("❌ 超過上限\n\x1b[2J最高 100 元。", sources=sources, late="便當\x1b120"))
    lines = ["（剛才「便當120」的回覆）", "❌ 超過上限", "[2J最高 100 元。", "出處：基隆113 柒.膳食費、柒.一"]
    assert shown == "\n".join(lines) + "\n"


def test_the_sources_line_names_each_plan_and_each_section_once() -> None:
    def line(*sources: Sequence[str]) -> str:
        return sources_line(Reply("", sources=tuple(Source(name, name, section) for name, section in sources)))

    assert line() == ""
    assert line(("基隆113", "柒.一"), ("基隆113", "柒.二"), ("基隆113", "柒.一")) == "出處：基隆113 柒.一、柒.二"
    assert line(("基隆113", "柒"), ("桃園103", "肆.三"), ("基隆113", "玖")) == "出處：基隆113 柒、玖；桃園103 肆.三"


def test_a_late_reply_repeats_the_beginning_of_its_question() -> None:
    assert late_line(Reply("")) == ""
    assert late_line(Reply("", late="記帳\n1240")) == "（剛才「記帳 1240」的回覆）"
    assert late_line(Reply("", late="長" * 21)) == f"（剛才「{'長' * 19}…」的回覆）"
