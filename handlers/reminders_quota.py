"""What a convener is told where a messenger lets us say less unasked than there is to say."""

from datetime import date

from handlers.compose import Composer
from handlers.messages import Reply
from handlers.reminders_scene import day_said


def notice(day: date, composer: Composer) -> Reply:
    """From which day on, what becomes of the rest, and what can be done about it. Pure."""
    return composer.plain(composer.library.phrases.reminders.short.format(day=day_said(day)))
