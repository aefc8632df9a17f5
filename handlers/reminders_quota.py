"""What a convener is told where a messenger lets us say less unasked than there is to say."""

from collections.abc import Collection
from datetime import date

from handlers.compose import Composer
from handlers.messages import Reply
from handlers.reminders_scene import day_said
from handlers.reminders_ways import NAMES


def notice(day: date, composer: Composer, others: Collection[str] = (), *, group: bool = False) -> Reply:
    """From which day on, what becomes of the rest, and what can be done about it. Pure.

    `others`: the messengers of this bot on which nothing is counted; `group`: it is a group that hears less.
    """
    phrases = composer.library.phrases.reminders
    if group:
        return composer.plain(phrases.short_group.format(day=day_said(day)))
    ways = phrases.way_or.join(NAMES.get(way, way) for way in others)
    link = phrases.short_link.format(ways=ways) if ways else ""
    return composer.plain(f"{phrases.short.format(day=day_said(day))}{link}")
