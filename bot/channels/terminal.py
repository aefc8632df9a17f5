"""The terminal chat: replies as text, buttons by their number."""

import io
import signal
import sys
import threading
import unicodedata
from collections.abc import Awaitable, Callable, Sequence

from handlers.messages import Choice, Incoming, Reply, Respond

PERSON = "terminal:me"
PROMPT = "> "
LEAVE = "離開"
HINT = "（輸入 1、2… 就是按那個按鈕，要回答數字時請加單位，例如「2 節」；輸入「離開」結束。）"
BYE = "再見。"

Read = Callable[[str], Awaitable[str]]  # shows the prompt, returns a line; EOFError where there is none
Write = Callable[[str], None]


async def ask(prompt: str) -> str:
    """A line from the keyboard, read in this very thread.

    Nothing else runs while the person thinks, which this chat can afford. A thread of its own would still wait for a
    line after Ctrl-C and keep the program from ending; and while asyncio holds Ctrl-C, `input` would not notice it.
    """
    if isinstance(sys.stdin, io.TextIOWrapper) and sys.stdin.errors != "replace":
        sys.stdin.reconfigure(errors="replace")  # bytes that are no text become �, not an error
    if threading.current_thread() is not threading.main_thread():
        return input(prompt)  # noqa: ASYNC250 - see above
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return input(prompt)  # noqa: ASYNC250 - see above
    finally:
        signal.signal(signal.SIGINT, before)


def show(text: str) -> None:
    """Prints; what this terminal's encoding lacks (✅ in Big5) becomes a question mark."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


async def chat(respond: Respond, read: Read = ask, write: Write = show) -> None:
    """Talks until the end of input, Ctrl-C at the prompt or 「離開」."""
    write(HINT)
    said: Incoming | None = Incoming(PERSON, "", "start")
    while said is not None:
        replies = await respond(said)
        for reply in replies[:-1]:
            write(render(reply, numbered=False))
        for reply in replies[-1:]:
            write(render(reply))
        said = await _next(read, replies[-1].choices if replies else ())
    write(f"\n{BYE}")  # the cursor may still stand behind the prompt


def render(reply: Reply, *, numbered: bool = True) -> str:
    """A reply as lines: the text, its sources, its buttons; only the last reply's have numbers, so none is twofold."""
    lines = [_harmless(reply.text)]
    if reply.sources:
        lines.append("出處：" + "、".join(_harmless(f"{source.name} {source.section}") for source in reply.sources))
    labels = [f"［{_harmless(choice.label)}］" for choice in reply.choices]
    if labels:
        lines.append("　".join(f"{at} {label}" if numbered else label for at, label in enumerate(labels, 1)))
    return "\n".join(lines) + "\n"


async def _next(read: Read, choices: Sequence[Choice]) -> Incoming | None:
    try:
        line = (await read(PROMPT)).strip()
    except (EOFError, KeyboardInterrupt):
        return None
    tapped = _tapped(line, choices)
    if tapped is not None:
        return Incoming(PERSON, tapped.label, tapped.token)
    return None if line == LEAVE else Incoming(PERSON, line)


def _tapped(line: str, choices: Sequence[Choice]) -> Choice | None:
    """The button that a line means: its number, or 「離開」 where a button is called so."""
    if line.isdecimal() and len(line) < 4 and 1 <= int(line) <= len(choices):
        return choices[int(line) - 1]
    return next((choice for choice in choices if line == choice.label == LEAVE), None)


def _harmless(text: str) -> str:
    """Without control characters, which a terminal would obey."""
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) != "Cc")
