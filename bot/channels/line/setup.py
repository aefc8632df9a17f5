"""`python -m bot line setup`: tells LINE where our webhook is, and looks whether LINE can reach it."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from bot.channels.line.errors import CallFailed
from bot.channels.line.webhook import PATH
from bot.channels.setup_error import SetupError

PATIENCE = 30.0  # seconds; LINE's test of the webhook waits for our server
ADVICE = [
    "in the LINE Developers console: switch on 'Use webhook' and 'Webhook redelivery'",
    "in the LINE Official Account Manager: allow joining groups, switch off greeting and auto-reply messages",
]


async def setup(token: str, api: str | None, public_url: str) -> list[str]:
    """Checks the token, sets the webhook to `public_url`/line/webhook, tests it; what was done, line by line.

    Raises SetupError. `api`: another origin than LINE's own.
    """
    from bot.channels.line.sdk import Calls  # here, as it takes a second

    endpoint = public_url.rstrip("/") + PATH
    if api is None and urlsplit(endpoint).scheme != "https":
        raise SetupError(f"{endpoint}: LINE needs an https address")
    try:
        async with Calls(token, api, PATIENCE) as line:
            done = [f"the token belongs to {await line.bot()}"]
            used = await line.set_webhook(endpoint)
            done.append(f"the webhook is {endpoint}" + ("" if used else "; LINE does not use it yet"))
            success, why = await line.test_webhook(endpoint)
    except CallFailed as error:
        raise SetupError(_refused(error)) from error
    if not success:
        raise SetupError(
            f"the webhook is set to {endpoint}, but LINE cannot use it: {why}. "
            "Is `python -m bot serve` running there, with the secret of this channel?"
        )
    return [*done, f"LINE reached it: {why}", *ADVICE]


async def examine(token: str, api: str | None, public_url: str | None) -> AsyncIterator[tuple[bool, str]]:
    """What LINE says of us, changing nothing: whether that is right, and what it is. Raises SetupError."""
    from bot.channels.line.sdk import Calls  # here, as it takes a second

    wanted = public_url.rstrip("/") + PATH if public_url else ""
    try:
        async with Calls(token, api, PATIENCE) as line:
            yield True, f"the token belongs to {await line.bot()}"
            endpoint, used = await line.webhook()
            right = used and (not wanted or endpoint == wanted)
            advice = "" if right else f"; run `python -m bot line setup` (wanted: {wanted or 'a public address'})"
            yield right, f"webhook: {endpoint or 'none'}{'' if used else ', not used'}{advice}"
            allowance = await line.allowance()
            yield True, f"pushed in this month: {allowance.used} of {allowance.allowed or 'any number'}"
    except CallFailed as error:
        raise SetupError(_refused(error)) from error


def _refused(error: CallFailed) -> str:
    wrong_token = error.status == 401
    told = "does not know this channel access token" if wrong_token else f"{error} ({error.status or 'no answer'})"
    return f"LINE {told}"
