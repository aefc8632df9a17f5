"""`python -m bot line setup`: tells LINE where our webhook is, and looks whether LINE can reach it."""

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
        wrong_token = error.status == 401
        told = "does not know this channel access token" if wrong_token else f"{error} ({error.status or 'no answer'})"
        raise SetupError(f"LINE {told}") from error
    if not success:
        raise SetupError(
            f"the webhook is set to {endpoint}, but LINE cannot use it: {why}. "
            "Is `python -m bot serve` running there, with the secret of this channel?"
        )
    return [*done, f"LINE reached it: {why}", *ADVICE]
