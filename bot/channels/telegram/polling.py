"""Long polling of our own: stored first, then the offset moves; one bad update loses no other."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.channel import Receive
from bot.channels.telegram.api import ALLOWED, READ_TIMEOUT, Request, make_request
from bot.channels.telegram.arriving import Arriving, Seen
from bot.channels.telegram.calling import seconds
from bot.channels.telegram.parts import number, part, updates

HOLD = 50  # seconds that Telegram waits for an update
PATIENCE = 90.0  # seconds without an answer after which the connections are made anew
SLOW = 30.0  # seconds after which an error is met again that only people can mend; the longest pause of all

Get = Callable[[], Awaitable[int]]  # the kept offset; 0: none
Put = Callable[[int], Awaitable[None]]

log = structlog.get_logger(__name__)


class Polling:
    """Asks for updates until it is cancelled. `get` and `put` keep the offset durably.

    `hold`, `patience`, `slow`: seconds, see the constants.
    """

    def __init__(
        self,
        token: str,
        api: str,
        name: str,
        receive: Receive,
        seen: Seen,
        get: Get,
        put: Put,
        *,
        hold: int = HOLD,
        patience: float = PATIENCE,
        slow: float = SLOW,
    ) -> None:
        self._origin, self._base = api, f"{api}/bot{token}"
        self._arriving = Arriving(name, receive, seen)
        self._get, self._put = get, put
        self._hold, self._patience, self._slow = hold, patience, slow
        self._ready = False  # no webhook is in the way
        self._failures = 0

    async def run(self) -> None:
        """Never returns, never raises but when it is cancelled."""
        while True:
            try:
                await self._poll()
                log.warning("polling starts anew")
            except Exception:  # such as too many open files
                log.exception("polling broke off")
                await asyncio.sleep(self._slow)

    async def close(self) -> None:
        """Waits for what is on its way; after `run` was cancelled."""
        await self._arriving.close()

    async def _poll(self) -> None:
        """Polls over the same connections while they answer."""
        request, answered = make_request(self._origin, connections=8), monotonic()
        try:
            while monotonic() - answered < self._patience:
                pause = await self._once(request)
                if pause is None:
                    answered = monotonic()
                else:
                    await asyncio.sleep(pause)
        finally:
            await request.close()

    async def _once(self, request: Request) -> float | None:
        """One round; the pause after one that failed, in seconds."""
        try:
            async with asyncio.timeout(self._patience):
                batch = await self._batch(request)
            await self._take(batch)
        except RetryAfter as error:
            return seconds(error)
        except (Conflict, InvalidToken) as error:
            self._ready = False  # a webhook may have been set in the meantime
            log.warning("polling is refused", error=type(error).__name__)
            return self._slow
        except (TelegramError, TimeoutError) as error:
            log.info("polling failed", error=type(error).__name__, cause=type(error.__cause__).__name__)
        except Exception:  # what cannot be stored now is asked for again
            log.exception("updates were not stored")
        else:
            self._failures = 0
            return None
        self._failures += 1
        return min(self._slow, 0.5 * 2.0 ** min(self._failures, 10))

    async def _batch(self, request: Request) -> object:
        if not self._ready:
            await self._drop_webhook(request)
        parameters = {"offset": await self._get(), "timeout": self._hold, "allowed_updates": json.dumps(ALLOWED)}
        return await self._call(request, "getUpdates", parameters)

    async def _drop_webhook(self, request: Request) -> None:
        if part(await self._call(request, "getWebhookInfo", {})).get("url"):
            log.warning("a webhook is in the way of polling and is removed")
            await self._call(request, "deleteWebhook", {})
        self._ready = True

    async def _call(self, request: Request, method: str, parameters: dict[str, object]) -> Any:
        url = f"{self._base}/{method}?{urlencode(parameters)}"
        return await request.post(url, read_timeout=READ_TIMEOUT + self._hold)

    async def _take(self, batch: object) -> None:
        """Stores, then moves the offset: whoever dies in between gets the same updates again, and knows them."""
        await self._arriving.take(updates(batch))
        raws = batch if isinstance(batch, list) else []
        newest = max((number(part(raw), "update_id") or 0 for raw in raws), default=0)
        if newest:
            await self._put(newest + 1)
