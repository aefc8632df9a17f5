"""How reminders come to somebody by themselves: by which messengers of this bot, and what makes them."""

from collections.abc import Collection

from content.phrases_reminders import ReminderPhrases
from handlers.reminders_scene import Reminded

NAMES = {"line": "LINE", "telegram": "Telegram"}


def linked(text: str, pushing: Collection[str], phrases: ReminderPhrases) -> str:
    """That nothing comes by itself here, and how it does; nothing of messengers that this bot does not run."""
    ways = phrases.way_or.join(NAMES.get(way, way) for way in pushing)
    return f"{text}{phrases.way_link.format(ways=ways)}" if ways else text


async def no_way(who: Reminded) -> str:
    """That reminders do not reach them, or their group."""
    pushing = () if who.turn.incoming.group else await who.turn.ports.reminders.pushing()
    return linked(who.phrases.no_way, pushing, who.phrases)
