"""One try to reply, and what LINE's answer to it means."""

import json
from typing import Literal
from urllib.request import getproxies

import aiohttp
import structlog

from bot.channels.line.rendering import Message
from bot.channels.outside import parsed, part, text

ORIGIN = "https://api.line.me"
CONNECTIONS = 200  # at a time
WRONG_TOKEN = "invalid reply token"  # noqa: S105 - LINE's words, no secret
# busy: surely not delivered, later perhaps. lost: nobody knows. used: the token is. refused: our messages are.
# closed: nothing of ours is accepted.
Answer = Literal["sent", "busy", "lost", "used", "refused", "closed"]

log = structlog.get_logger(__name__)


class Poster:
    """Posts message objects as they are, over connections of its own.

    The SDK looks for a proxy before each call, in a thread, and draws every message as a model twice: measured, that
    makes a reply take four times as long.
    """

    def __init__(self, token: str, api: str | None) -> None:
        self._address = f"{api or ORIGIN}/v2/bot/message/reply"
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            trust_env=bool(getproxies()),
        )

    async def close(self) -> None:
        """Closes the connections."""
        await self._session.close()

    async def post(self, token: str, messages: list[Message], seconds: float) -> Answer:
        """What became of one try that may take so long (more than 0). Never raises."""
        body = json.dumps({"replyToken": token, "messages": messages}, ensure_ascii=False).encode()
        limit = aiohttp.ClientTimeout(total=seconds)
        try:
            # LINE never redirects; whoever does is not LINE, and its 200 would mean nothing
            sending = self._session.post(self._address, data=body, timeout=limit, allow_redirects=False)
            async with sending as response:
                return _meaning(response.status, await response.read())
        except aiohttp.ClientConnectorError as error:
            return _trouble(error, "busy")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return _trouble(error, "lost")


def _trouble(error: Exception, answer: Answer) -> Answer:
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


def _where(said: object) -> list[str]:
    """Which properties LINE refused; its details may quote what somebody said, and that stays out of the log."""
    details = part(said, "details")
    return [text(one, "property") for one in details] if isinstance(details, list) else []
