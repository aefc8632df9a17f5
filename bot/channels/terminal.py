"""The terminal chat: one person whose replies are lines of text, buttons by their number."""

import io
import secrets
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence

from bot.channels.channel import Claim, Delivered, Delivery, Heard, Raw, Read, Sent, Update
from bot.channels.documents import documents_lines
from bot.channels.fitting import clean
from bot.channels.late import late_line
from bot.channels.sources import sources_line
from bot.turns import Desk
from handlers.messages import Choice, Reply

NAME = "terminal"
ME = "me"  # the address of the one person here
PROMPT = "> "
LEAVE = "離開"
HINT = "（輸入 1、2… 就是按那個按鈕，要回答數字時請加單位，例如「2 節」；輸入「離開」結束。）"
BYE = "再見。"

ReadLine = Callable[[str], Awaitable[str]]  # shows the prompt, returns a line; EOFError where there is none
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


class TerminalChannel:
    """Fulfils Channel: writes replies, and remembers the buttons that numbers mean."""

    name = NAME

    def __init__(self, write: Write = show) -> None:
        self.write = write
        self.buttons: tuple[Choice, ...] = ()

    def read(self, raw: Raw) -> Read:
        """What an update says."""
        match raw:
            case {"text": str(text), **rest}:
                token = rest.get("token")
                return Heard(ME, text, token if isinstance(token, str) else None)
        return None

    async def deliver(self, delivery: Delivery, claim: Claim) -> Delivered:
        """Writes. What a dead process may have written is written again, which harms nobody here."""
        self._show([one.reply for one in delivery.messages])
        return Delivered(tuple(Sent(one.id, "sent") for one in delivery.messages))

    async def waiting(self, delivery: Delivery) -> None:
        """A terminal waits quietly."""

    def _show(self, replies: Sequence[Reply]) -> None:
        for reply in replies[:-1]:
            self.write(render(reply, numbered=False))
        for reply in replies[-1:]:
            self.write(render(reply))
            self.buttons = reply.choices


async def chat(desk: Desk, channel: TerminalChannel, read: ReadLine = ask) -> None:
    """Talks until the end of input, Ctrl-C at the prompt or 「離開」."""
    channel.write(HINT)
    said: Raw | None = {"text": "", "token": "start"}
    while said is not None:
        await desk.receive(NAME, [Update(secrets.token_urlsafe(16), said)])
        await desk.idle()  # everything is written, also what an earlier chat left unsaid
        said = await _next(read, channel.buttons)
    channel.write(f"\n{BYE}")  # the cursor may still stand behind the prompt


def render(reply: Reply, *, numbered: bool = True) -> str:
    """A reply as lines: the text, its sources, its buttons; only the last reply's have numbers, so none is twofold.

    Clean, as a terminal would obey control characters.
    """
    labels = [f"［{choice.label}］" for choice in reply.choices]
    buttons = "　".join(f"{at} {label}" if numbered else label for at, label in enumerate(labels, 1))
    lines = (late_line(reply), reply.text, documents_lines(reply), sources_line(reply), buttons)
    return "\n".join(clean(line) for line in lines if line) + "\n"


async def _next(read: ReadLine, choices: Sequence[Choice]) -> Raw | None:
    try:
        line = (await read(PROMPT)).strip()
    except (EOFError, KeyboardInterrupt):
        return None
    tapped = _tapped(line, choices)
    if tapped is not None:
        return {"text": tapped.label, "token": tapped.token}
    return None if line == LEAVE else {"text": line}


def _tapped(line: str, choices: Sequence[Choice]) -> Choice | None:
    """The button that a line means: its number, or 「離開」 where a button is called so."""
    if line.isdecimal() and len(line) < 4 and 1 <= int(line) <= len(choices):
        return choices[int(line) - 1]
    return next((choice for choice in choices if line == choice.label == LEAVE), None)
