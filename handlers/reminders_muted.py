"""Dates that somebody wants to hear nothing of any more: told where one would wonder, and the way back."""

from dataclasses import replace

from handlers import reminders_meant as meant
from handlers import reminders_snooze as snooze
from handlers.messages import Choice
from handlers.reminders_meant import Meant
from handlers.reminders_scene import Reminded
from handlers.reminders_words import Order
from handlers.topic import Outcome

_NAMED = 3  # dates that have a button
_LABEL = 14  # characters of a title on it


async def muted(who: Reminded) -> list[Meant]:
    """The open ones, the earliest of each community first."""
    names = await who.turn.ports.reminders.muted(who.turn.incoming.person)
    return [(desk, one) for desk in await meant.desks(who) for one in desk.open if one.id in names] if names else []


async def again(who: Reminded, order: Order) -> Outcome | None:
    """「打開傳照片的提醒」; None where no date is meant."""
    silent = await muted(who)
    found = await meant.named(who, order.what) if order.what else silent
    found = [pair for pair in found if pair in silent] or found
    if len(found) > 1:
        return who.ask(who.phrases.which, *meant.choices(found, "rem:again"))
    return snooze.again(*found[0]) if found else None


async def beside(who: Reminded, outcome: Outcome) -> Outcome:
    """What is said of reminders, with the dates of which there are none."""
    silent = await muted(who)
    if not silent:
        return outcome
    *before, last = outcome.replies
    titles = "、".join(one.title for _, one in silent)
    text = who.phrases.muted.format(titles=titles, title=silent[0][1].title)
    buttons = (
        Choice(who.phrases.button_again.format(title=one.title[:_LABEL]), f"rem:again:{one.id}:{one.version}")
        for _, one in silent[:_NAMED]
    )
    longer = replace(last, text=f"{last.text}\n{text}", choices=(*buttons, *last.choices))
    return replace(outcome, replies=(*before, longer))
