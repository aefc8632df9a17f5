"""`python -m bot telegram setup`: tells Telegram what the bot is called, can do, and where it listens."""

from collections.abc import AsyncIterator

from telegram import Bot, BotCommand
from telegram.error import InvalidToken, TelegramError

from bot.channels.setup_error import SetupError
from bot.channels.telegram.api import ALLOWED, make_bot, make_request
from bot.channels.telegram.webhook import PATH

COMMANDS = {
    "start": "開始／選計畫",
    "ask": "問一題",
    "plan": "換計畫",
    "help": "怎麼問",
    "link": "連結其他通訊軟體",
    "privacy": "我記了什麼、匯出、忘記",
    "cancel": "取消",
}
DESCRIPTION = "我是社群召集人的小幫手：查計畫規定、看經費能不能報。先選您的計畫，或直接問一題試試。"
SHORT_DESCRIPTION = "教師專業學習社群召集人的小幫手：查規定、看能不能報。"


async def ask_name(token: str, api: str) -> str:
    """The bot's user name. Raises SetupError."""
    request = make_request(api)
    try:
        return (await make_bot(token, api, request).get_me()).username or ""
    except TelegramError as error:
        raise SetupError(_refused(error)) from error
    finally:
        await request.close()


async def setup(token: str, api: str, public_url: str, secret: str) -> list[str]:
    """Checks the token, sets commands and descriptions, and the webhook or, without address or secret, none.

    What was done, line by line. Raises SetupError. `api`: an origin.
    """
    request = make_request(api)
    bot = make_bot(token, api, request)
    try:
        return [*await _introduce(bot), await _connect(bot, public_url, secret)]
    except TelegramError as error:
        raise SetupError(_refused(error)) from error
    finally:
        await request.close()


async def _introduce(bot: Bot) -> list[str]:
    me = await bot.get_me()
    # the default list: a language of its own takes two letters, which cannot tell zh-Hant from zh-Hans
    await bot.set_my_commands([BotCommand(name, description) for name, description in COMMANDS.items()])
    await bot.set_my_description(DESCRIPTION)
    await bot.set_my_short_description(SHORT_DESCRIPTION)
    privacy = "off: the bot is sent everything" if me.can_read_all_group_messages else "on"
    return [
        f"the token belongs to {me.full_name} (@{me.username})",
        "commands set: " + " ".join(f"/{name}" for name in COMMANDS),
        "description and short description set",
        f"privacy mode in groups is {privacy}",
    ]


async def _connect(bot: Bot, public_url: str, secret: str) -> str:
    if not (public_url and secret):
        await bot.delete_webhook()
        return "no webhook: the bot polls (a webhook needs a public address and a secret)"
    endpoint = public_url.rstrip("/") + PATH
    await bot.set_webhook(endpoint, allowed_updates=ALLOWED, secret_token=secret)
    return f"the webhook is {endpoint}"


def _refused(error: TelegramError) -> str:
    if isinstance(error, InvalidToken):
        return "Telegram does not know this token"
    return f"Telegram refused or cannot be reached: {error.message}"


async def examine(token: str, api: str, public_url: str | None, secret: str) -> AsyncIterator[tuple[bool, str]]:
    """What Telegram says of us, changing nothing: whether that is right, and what it is. Raises SetupError."""
    wanted = public_url.rstrip("/") + PATH if public_url and secret else ""
    request = make_request(api)
    bot = make_bot(token, api, request)
    try:
        me = await bot.get_me()
        yield True, f"the token belongs to {me.full_name} (@{me.username})"
        hook = await bot.get_webhook_info()
        right = hook.url == wanted
        advice = "" if right else f"; run `python -m bot telegram setup` (wanted: {wanted or 'none'})"
        yield right, f"webhook: {hook.url or 'none, the bot polls'}{advice}"
        trouble = f"; last trouble: {hook.last_error_message}" if hook.last_error_message else ""
        yield not trouble, f"updates that wait there: {hook.pending_update_count}{trouble}"
    except TelegramError as error:
        raise SetupError(_refused(error)) from error
    finally:
        await request.close()
