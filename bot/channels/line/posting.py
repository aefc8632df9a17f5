"""One try to reply or to push, and what LINE's answer to it means."""

import json
from collections.abc import Mapping
from typing import Literal
from urllib.request import getproxies

import aiohttp
import structlog

from bot.channels.channel import CLOSED, Pushed
from bot.channels.line.rendering import Message
from bot.channels.outside import parsed, part, text

ORIGIN = "https://api.line.me"
CONNECTIONS = 200  # at a time
WRONG_TOKEN = "invalid reply token"  # noqa: S105 - LINE's words, no secret
MONTHLY = "monthly limit"  # in LINE's words, which alone tell its three kinds of 429 apart
TOO_FAST = "rate limit"
PAUSE = 2.0  # seconds without a push after one that came too fast
# busy: surely not delivered, later perhaps. lost: nobody knows. used: the token is. refused: our messages are.
# closed: nothing of ours is accepted.
Answer = Literal["sent", "busy", "lost", "used", "refused", "closed"]
Trouble = Literal["busy", "lost"]
_UNHEARD: Mapping[Trouble, Literal["again", "perhaps"]] = {"busy": "again", "lost": "perhaps"}

log = structlog.get_logger(__name__)


class Poster:
    """Posts message objects as they are, over connections of its own.

    The SDK looks for a proxy before each call, in a thread, and draws every message as a model twice: measured, that
    makes a reply take four times as long.
    """

    def __init__(self, token: str, api: str | None) -> None:
        self._address = f"{api or ORIGIN}/v2/bot/message"
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            trust_env=bool(getproxies()),
        )

    async def close(self) -> None:
        """Closes the connections."""
        await self._session.close()

    async def post(self, token: str, messages: list[Message], seconds: float) -> Answer:
        """What became of one try to reply that may take so long (more than 0). Never raises."""
        answer = await self._post("reply", {"replyToken": token, "messages": messages}, {}, seconds)
        return answer if isinstance(answer, str) else _meaning(*answer)

    async def push(self, to: str, messages: list[Message], retry_key: str, seconds: float) -> Pushed:
        """What became of one try to push. A further one with the same key is never delivered twice. Never raises."""
        answer = await self._post("push", {"to": to, "messages": messages}, {"X-Line-Retry-Key": retry_key}, seconds)
        return Pushed(_UNHEARD[answer]) if isinstance(answer, str) else _pushed(*answer)

    async def _post(
        self, kind: str, body: Mapping[str, object], headers: Mapping[str, str], seconds: float
    ) -> Trouble | tuple[int, bytes]:
        sent, limit = json.dumps(body, ensure_ascii=False).encode(), aiohttp.ClientTimeout(total=seconds)
        try:
            sending = self._session.post(
                f"{self._address}/{kind}",
                data=sent,
                headers=headers,
                timeout=limit,
                allow_redirects=False,  # LINE never redirects; whoever does is not LINE, and its 200 would mean nothing
            )
            async with sending as response:
                return response.status, await response.read()
        except aiohttp.ClientConnectorError as error:
            return _trouble(error, "busy")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return _trouble(error, "lost")


def _trouble(error: Exception, answer: Trouble) -> Trouble:
    log.warning("LINE cannot be reached", error=type(error).__name__)
    return answer


def _meaning(status: int, body: bytes) -> Answer:
    if 200 <= status < 300:
        return "sent"
    said = parsed(body)
    message = text(said, "message")[:200]
    if status == 400 and WRONG_TOKEN in message.lower():
        return "used"
    if status in (400, 413):
        log.error("LINE refused our messages", status=status, message=message, where=_where(said))
        return "refused"
    if status == 408 or status == 429 or status >= 500:
        log.warning("LINE is busy or in trouble", status=status, message=message)
        return "busy" if status == 429 else "lost"
    log.error("LINE accepts nothing from us", status=status, message=message)
    return "closed"


def _pushed(status: int, body: bytes) -> Pushed:
    if 200 <= status < 300 or status == 409:  # 409: it was accepted at an earlier try
        return Pushed("sent")
    said = parsed(body)
    message = text(said, "message")[:200]
    if status == 429:
        log.warning("LINE takes no push now", message=message)
        return _limited(message.lower())
    if status == 408 or status >= 500:
        return Pushed("perhaps")
    log.error("LINE refused a push", status=status, message=message, where=_where(said))
    return Pushed("again", pause=CLOSED) if status in (401, 403) else Pushed("dead")


def _limited(message: str) -> Pushed:
    if MONTHLY in message:
        return Pushed("quota")
    return Pushed("again", pause=PAUSE) if TOO_FAST in message else Pushed("again", wait=PAUSE)


def _where(said: object) -> list[str]:
    """Which properties LINE refused; its details may quote what somebody said, and that stays out of the log."""
    details = part(said, "details")
    return [text(one, "property") for one in details] if isinstance(details, list) else []
