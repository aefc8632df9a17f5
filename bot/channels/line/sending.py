"""The LINE channel: free replies only, each with the token of the event that it answers."""

import asyncio
from datetime import UTC, datetime
from time import monotonic
from typing import Self

import structlog

from bot.channels.channel import (
    Allowance,
    Claim,
    Delivered,
    Delivery,
    Missing,
    Outgoing,
    Push,
    Pushed,
    Raw,
    Read,
    Sent,
    State,
)
from bot.channels.fetching import Fetcher
from bot.channels.line import reading
from bot.channels.line.errors import CallFailed
from bot.channels.line.posting import CONNECTIONS, Answer, Poster
from bot.channels.line.rendering import Message, plain, render
from bot.outbox.pace import Pace
from handlers.messages import Attached

WINDOW = 50.0  # seconds from the event's arrival; LINE takes a token for about a minute
PATIENCE = 5.0  # seconds for one try
FILES = "https://api-data.line.me"
BACKOFF = 0.3  # seconds before the second try, then twice as long each time

log = structlog.get_logger(__name__)


class LineChannel:
    """Made in the running loop; closed by `close` or `async with`. `rate`: LINE's limit of replies a second."""

    name = "line"

    def __init__(self, token: str, api: str | None = None, *, rate: float = 2000, patience: float = PATIENCE) -> None:
        from bot.channels.line.sdk import Calls  # here, as it takes a second and 40 MB

        self._calls = Calls(token, api, patience)
        self._poster = Poster(token, api)
        self._fetcher = Fetcher({"Authorization": f"Bearer {token}"})
        self._files = f"{api or FILES}/v2/bot/message"
        self._pace = Pace(rate)
        self._free = asyncio.Semaphore(CONNECTIONS)  # a try's seconds are for LINE, not for waiting for a connection
        self._patience = patience

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections."""
        await self._fetcher.close()
        await self._poster.close()
        await self._calls.close()

    def read(self, raw: Raw) -> Read:
        """What an event says."""
        return reading.read(raw)

    async def deliver(self, delivery: Delivery, claim: Claim) -> Delivered:
        """Replies with the event's token. A second try with it is safe, so nothing needs to be claimed."""
        messages = render(delivery.messages)
        state = await self._reply(delivery, messages) if messages else "sent"
        if state == "sent" and any(one.reply.leave for one in delivery.messages):
            await self._leave(delivery)
        return Delivered(tuple(Sent(one.id, state) for one in delivery.messages))

    async def fetch(self, attached: Attached) -> bytes | Missing:
        """LINE keeps a file for a while only, and not what its sender took back."""
        return await self._fetcher.get(f"{self._files}/{attached.id}/content")

    @property
    def pace(self) -> Pace:
        """Of replies and pushes together."""
        return self._pace

    async def push(self, push: Push) -> Pushed:
        """One try; what LINE will not draw goes as plain text under the same key, as it surely was not accepted."""
        outgoing = [Outgoing(push.id, push.reply)]
        async with self._free:
            pushed = await self._poster.push(push.address, render(outgoing), push.retry_key, self._patience)
            if pushed.state == "dead":
                pushed = await self._poster.push(push.address, plain(outgoing), push.retry_key, self._patience)
        return pushed

    async def allowance(self) -> Allowance | None:
        """The month's, by LINE's own figures; what it counts as used may lag behind."""
        try:
            return await self._calls.allowance()
        except CallFailed as error:
            log.warning("LINE's quota is not known", status=error.status)
            return None

    async def basic_id(self) -> str:
        """The id under which people find the bot, with its @; "" where LINE cannot be asked."""
        try:
            return await self._calls.basic_id()
        except CallFailed as error:
            log.warning("LINE cannot be reached yet", status=error.status)
            return ""

    async def reach(self, address: str) -> int | None:
        """How many people are in a group or room."""
        try:
            return await self._calls.members(address)
        except CallFailed as error:
            log.warning("a group's size is not known", status=error.status)
            return None

    async def waiting(self, delivery: Delivery) -> None:
        """Dots in a chat with one person; LINE has none for groups."""
        kind, address = reading.source(delivery.raw)
        if kind != "user":
            return
        try:
            await self._calls.show_dots(address)
        except CallFailed as error:
            log.info("no dots", status=error.status)

    async def _reply(self, delivery: Delivery, messages: list[Message]) -> State:
        token = reading.reply_token(delivery.raw)
        ends = monotonic() + WINDOW - max(0.0, (datetime.now(UTC) - delivery.received).total_seconds())
        perhaps, shortened, pause = delivery.again, False, BACKOFF
        while token and monotonic() < ends:
            answer = await self._try(token, messages, ends)
            if answer == "refused" and not shortened:
                messages, shortened = plain(delivery.messages), True
                continue
            if answer not in ("busy", "lost"):
                return _state(answer, perhaps=perhaps)
            perhaps = perhaps or answer == "lost"
            await asyncio.sleep(min(pause, max(0.0, ends - monotonic())))
            pause *= 2
        return "expired"

    async def _try(self, token: str, messages: list[Message], ends: float) -> Answer:
        """One try, begun and ended before `ends`, however many others wait."""
        try:
            async with asyncio.timeout(ends - monotonic()):
                await self._pace.acquire()
                await self._free.acquire()
        except TimeoutError:
            return "busy"
        try:
            return await self._begun(token, messages, ends - monotonic())
        finally:
            self._free.release()

    async def _begun(self, token: str, messages: list[Message], left: float) -> Answer:
        if left <= 0:
            return "busy"
        answer = await self._poster.post(token, messages, min(left, self._patience))
        if answer == "busy":
            self._pace.pause(BACKOFF)
        return answer

    async def _leave(self, delivery: Delivery) -> None:
        kind, address = reading.source(delivery.raw)
        if kind not in ("group", "room"):
            return
        try:
            await self._calls.leave(kind, address)
        except CallFailed as error:
            log.warning("could not leave", kind=kind, status=error.status)


def _state(answer: Answer, *, perhaps: bool) -> State:
    """What the last answer means for the messages; `perhaps` an earlier try got through."""
    match answer:
        case "sent":
            return "sent"
        case "used":
            return "sent" if perhaps else "expired"
        case "refused":
            return "dead"
    return "expired"
