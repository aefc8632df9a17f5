"""How reminders are put into words."""

from collections.abc import Sequence
from datetime import datetime

from bot.store.digests import Render
from handlers.compose import Composer
from handlers.messages import Reply
from handlers.records import Reminder
from handlers.reminders_digest import digest


def wording(composer: Composer) -> Render:
    """In the sentences of the content."""

    def render(items: Sequence[Reminder], now: datetime, late: bool, told: bool) -> Reply:
        return digest(items, composer, now, late=late, told=told)

    return render
