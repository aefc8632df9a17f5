"""How reminders are put into words."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from bot.outbox.quota import Tell
from bot.store.digests import Render
from handlers.compose import Composer
from handlers.messages import Reply
from handlers.records import Reminder
from handlers.reminders_digest import digest
from handlers.reminders_quota import notice


def wording(composer: Composer) -> Render:
    """In the sentences of the content."""

    def render(items: Sequence[Reminder], now: datetime, late: bool, told: bool) -> Reply:
        return digest(items, composer, now, late=late, told=told)

    return render


def shortage(composer: Composer, others: Collection[str]) -> Tell:
    """The notice for conveners, in the same; `others`: the channels on which nothing is counted."""

    def tell(day: date, group: bool) -> Reply:
        return notice(day, composer, others, group=group)

    return tell
