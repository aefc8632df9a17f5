"""What is left to the SDK: calls that are rare. Imported when first used, as it takes a second and 40 MB."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Self

import aiohttp
from linebot.v3.messaging import (
    ApiException,
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    SetWebhookEndpointRequest,
    ShowLoadingAnimationRequest,
    TestWebhookEndpointRequest,
)

from bot.channels.channel import Allowance
from bot.channels.line.errors import CallFailed

LOADING = 20  # seconds of dots, unless a message ends them


class Tested(NamedTuple):
    """What LINE's test of the webhook came to."""

    success: bool
    why: str


class Calls:
    """Calls of LINE's API, or of another origin's; made in the running loop, closed by `close` or `async with`.

    Each raises CallFailed and nothing else. `seconds`: the most that one may take.
    """

    def __init__(self, token: str, api: str | None, seconds: float) -> None:
        self._client = AsyncApiClient(Configuration(access_token=token, host=api))
        self._line = AsyncMessagingApi(self._client)
        self._limit = aiohttp.ClientTimeout(total=seconds)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()

    async def leave(self, kind: str, address: str) -> None:
        """Leaves a group or a room."""
        await self._call(self._line.leave_group if kind == "group" else self._line.leave_room, address)

    async def show_dots(self, address: str) -> None:
        """Shows one person that an answer is being thought of."""
        request = ShowLoadingAnimationRequest(chatId=address, loadingSeconds=LOADING)
        await self._call(self._line.show_loading_animation, request)

    async def allowance(self) -> Allowance:
        """What may be pushed in this month, and what was."""
        quota = await self._ask(self._line.get_message_quota)
        used = await self._ask(self._line.get_message_quota_consumption)
        limited = quota.type == "limited" and quota.value is not None
        return Allowance(int(quota.value) if limited else None, int(used.total_usage or 0))

    async def members(self, address: str) -> int:
        """How many people are in a group or room, without the bot."""
        ask = self._line.get_group_member_count if address.startswith("C") else self._line.get_room_member_count
        return int((await self._ask(ask, address)).count)

    async def bot(self) -> str:
        """The name and the id of the bot that the token belongs to."""
        bot = await self._ask(self._line.get_bot_info)
        return f"{bot.display_name} ({bot.basic_id})"

    async def basic_id(self) -> str:
        """The id under which people find the bot: @123abcde."""
        return str((await self._ask(self._line.get_bot_info)).basic_id)

    async def set_webhook(self, endpoint: str) -> bool:
        """Sets the webhook's address; whether LINE uses it."""
        await self._call(self._line.set_webhook_endpoint, SetWebhookEndpointRequest(endpoint=endpoint))
        return (await self.webhook())[1]

    async def webhook(self) -> tuple[str, bool]:
        """Where it is, and whether LINE uses it."""
        now = await self._ask(self._line.get_webhook_endpoint)
        return str(now.endpoint or ""), bool(now.active)

    async def test_webhook(self, endpoint: str) -> Tested:
        """Has LINE call the webhook."""
        test = await self._ask(self._line.test_webhook_endpoint, TestWebhookEndpointRequest(endpoint=endpoint))
        return Tested(bool(test.success), f"{test.reason} ({test.status_code} {test.detail})")

    async def _ask(self, call: Callable[..., Awaitable[Any]], *arguments: object) -> Any:
        """For calls that have an answer."""
        answer = await self._call(call, *arguments)
        if answer is None:
            raise CallFailed(0, "answers nothing")
        return answer

    async def _call(self, call: Callable[..., Awaitable[Any]], *arguments: object) -> Any:
        try:
            return await call(*arguments, _request_timeout=self._limit)
        except ApiException as error:
            raise CallFailed(error.status, f"{error.body}"[:300]) from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise CallFailed(0, f"cannot be reached: {type(error).__name__} {error}") from error
        except (ValueError, LookupError, RecursionError) as error:  # no JSON, an unknown charset, an unknown shape
            raise CallFailed(0, f"answers something unexpected: {error}"[:300]) from error
