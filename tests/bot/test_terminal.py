"""The terminal chat: numbers tap, everything else is said, and it ends when asked to."""

import io
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence

import pytest

from bot.channels.terminal import ask, chat, render
from handlers.messages import Choice, Incoming, Reply, Source

GREETING = Reply("先選您的計畫。", (Choice("桃園", "plan:taoyuan"), Choice("基隆", "plan:keelung")))
PLAIN = Reply("好。")


class Assistant:
    """Greets with two buttons, then answers what it is given; remembers what it was told."""

    def __init__(self, *answers: Sequence[Reply]) -> None:
        self.heard: list[Incoming] = []
        self.answers: Iterator[Sequence[Reply]] = iter([[GREETING], *answers])

    async def __call__(self, incoming: Incoming) -> Sequence[Reply]:
        self.heard.append(incoming)
        return next(self.answers)

    @property
    def said(self) -> list[tuple[str, str | None]]:
        return [(incoming.text, incoming.token) for incoming in self.heard]


def typing(*lines: str) -> Callable[[str], Awaitable[str]]:
    """A keyboard that types these lines and then ends."""
    waiting = list(lines)

    async def read(_prompt: str) -> str:
        if not waiting:
            raise EOFError
        return waiting.pop(0)

    return read


async def talk(assistant: Assistant, *lines: str) -> list[str]:
    shown: list[str] = []
    await chat(assistant, typing(*lines), shown.append)
    return shown


async def test_it_greets_and_a_number_taps_the_button() -> None:
    assistant = Assistant([PLAIN])
    shown = await talk(assistant, "2")
    assert assistant.said == [("", "start"), ("基隆", "plan:keelung")]
    assert "1 ［桃園］　2 ［基隆］" in shown[1]


async def test_a_full_width_number_taps_too() -> None:
    assistant = Assistant([PLAIN])
    await talk(assistant, "１")
    assert assistant.said[1] == ("桃園", "plan:taoyuan")


@pytest.mark.parametrize("line", ["0", "3", "12000", "9" * 5000, "-1", "1.5", "²", "兩節"])
async def test_what_is_no_buttons_number_is_said(line: str) -> None:
    assistant = Assistant([PLAIN])
    await talk(assistant, line)
    assert assistant.said[1] == (line, None)


async def test_a_number_is_said_when_the_last_reply_has_no_buttons() -> None:
    assistant = Assistant([GREETING, Reply("幾節？")], [PLAIN])
    await talk(assistant, "哈囉", "1")
    assert assistant.said[2] == ("1", None)


async def test_only_the_last_reply_is_numbered() -> None:
    shown = await talk(Assistant([GREETING, GREETING]), "哈囉")
    assert "［桃園］　［基隆］" in shown[2]
    assert "1 ［桃園］　2 ［基隆］" in shown[3]


async def test_no_reply_at_all_is_no_trouble() -> None:
    assistant = Assistant([], [PLAIN])
    await talk(assistant, "嗯", "1")
    assert assistant.said[2] == ("1", None)


async def test_leaving_ends_it_without_asking_the_assistant() -> None:
    assistant = Assistant()
    shown = await talk(assistant, " 離開 ", "還在嗎")
    assert assistant.said == [("", "start")]
    assert shown[-1].strip() == "再見。"


async def test_a_button_called_so_comes_before_leaving() -> None:
    assistant = Assistant([Reply("要先存嗎？", (Choice("離開", "form:leave"),))], [PLAIN])
    await talk(assistant, "編概算", "離開", "離開")
    assert assistant.said[2:] == [("離開", "form:leave")]


async def test_ctrl_c_ends_it() -> None:
    async def interrupted(_prompt: str) -> str:
        raise KeyboardInterrupt

    shown: list[str] = []
    await chat(Assistant(), interrupted, shown.append)
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


def test_sources_stand_on_one_line_and_no_control_character_reaches_the_terminal() -> None:
    sources = (Source("keelung-113", "基隆113", "柒.膳食費"), Source("keelung-113", "基隆113", "柒.一"))
    shown = render(Reply("❌ 超過上限\n\x1b[2J最高 100 元。", sources=sources))
    assert shown == "❌ 超過上限\n[2J最高 100 元。\n出處：基隆113 柒.膳食費、基隆113 柒.一\n"
