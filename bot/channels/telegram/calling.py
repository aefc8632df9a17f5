"""Calls that end: what an error means, what is tried again, and when to give up."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Literal

import httpx
import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.channel import State
from bot.channels.telegram.pacing import LONGEST, Pacing
from bot.channels.telegram.parts import Context

log = structlog.get_logger(__name__)
PAUSES = (1.0, 3.0, 8.0, 20.0)  # seconds between tries
CALL = 45.0  # seconds for one try; the library's own limits are for each single read and write
SHORTEST = 1.0  # seconds that we wait where Telegram wants us to wait
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)

# unsent: try again; unchanged: an edit that changes nothing; down: nobody can send anything now
Fate = Literal["sent", "unsent", "uncertain", "wait", "moved", "blocked", "markup", "unchanged", "refused", "down"]


@dataclass(slots=True)
class Talk:
    """One delivery under way."""

    chat: int
    context: Context
    moved: str = ""
    blocked: bool = False
    down: bool = False

    def move(self, chat: int) -> None:
        """The group has another id from now on; messages of the old one are not known there."""
        self.chat, self.context, self.moved = chat, Context(), str(chat)


Act = Callable[[], Awaitable[object]]


class Caller:
    """`pauses`: seconds before each further try."""

    def __init__(self, pacing: Pacing, pauses: Sequence[float] = PAUSES) -> None:
        self._pacing = pacing
        self._pauses = pauses

    async def call(self, talk: Talk, act: Act, *, repeatable: bool = False) -> Fate:
        """Calls until it is settled; `repeatable`: a second time does no harm, so nothing is uncertain."""
        pauses, ends = iter(self._pauses), monotonic() + LONGEST
        while True:
            error = await tried(act)
            fate = judge(error)
            if fate == "uncertain" and repeatable:
                fate = "unsent"
            if isinstance(error, ChatMigrated) and not talk.moved:
                talk.move(error.new_chat_id)
            elif isinstance(error, RetryAfter):
                if not await self._wait(talk, seconds(error), ends):
                    return "down"
            elif fate == "unsent" and (pause := next(pauses, None)) is not None:
                await asyncio.sleep(pause)
            else:
                return "down" if fate in ("unsent", "moved") else fate

    async def _wait(self, talk: Talk, seconds: float, ends: float) -> bool:
        """Waits as long as Telegram wants; False, at once, where that would be too long."""
        self._pacing.refused(talk.chat, seconds)
        return monotonic() + seconds <= ends and await self._pacing.acquire(talk.chat)


def judge(error: Exception | None) -> Fate:
    """What became of a call."""
    match error:
        case None:
            return "sent"
        case RetryAfter():
            return "wait"
        case ChatMigrated():
            return "moved"
        case Forbidden():
            return "blocked"
        case BadRequest():
            return _bad(error.message.lower())
        case InvalidToken():
            return "down"
        case NetworkError():
            # without a cause, or with unreadable JSON as the cause, it is the server's own 5xx
            unsent = error.__cause__ is None or isinstance(error.__cause__, (TelegramError, *UNSENT))
            return "unsent" if unsent else "uncertain"
    return "uncertain"


def settled(talk: Talk, fate: Fate) -> State:
    """What a fate means for its message, and, noted in `talk`, for those that follow."""
    match fate:
        case "sent":
            return "sent"
        case "blocked":
            talk.blocked = True
            return "dead"
        case "down":
            talk.down = True
            return "expired"
        case "uncertain":
            return "uncertain"
    log.warning("a message was refused", fate=fate)
    return "dead"


def _bad(message: str) -> Fate:
    if "can't parse entities" in message:
        return "markup"
    return "unchanged" if "message is not modified" in message else "refused"


async def tried(act: Act, limit: float = CALL) -> Exception | None:
    """Calls once, for at most `limit` seconds; what went wrong. Never raises."""
    try:
        async with asyncio.timeout(limit):
            await act()
    except (TelegramError, TimeoutError) as error:
        log.info("a call failed", error=type(error).__name__, cause=type(error.__cause__).__name__)
        return error
    except Exception as error:  # such as an answer of a new shape: the message was sent, or perhaps not
        log.exception("a call ended strangely")
        return error
    return None


def seconds(error: RetryAfter) -> float:
    """How long Telegram wants us to wait; at least a second, so that nobody asks again at once and without end."""
    wait = error.retry_after
    return max(SHORTEST, wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
