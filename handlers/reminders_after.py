"""Words after a reminder: which date is done, or moves; and whether 延 moves it, or only puts the reminder off."""

from dataclasses import replace

from content.text.dates import FromAnchor
from content.text.normalise import squeeze
from handlers import calendar
from handlers import calendar_words as calendar_says
from handlers import reminders_meant as meant
from handlers import reminders_patterns as patterns
from handlers import reminders_snooze as snooze
from handlers.calendar_desk import Desk
from handlers.calendar_saying import named, when_short
from handlers.calendar_wish import Wish
from handlers.compose import Composer
from handlers.messages import Choice
from handlers.records import Deadline, Wishes
from handlers.reminders_scene import reminded
from handlers.topic import Outcome, Turn

_SHORT = 16  # characters of 「完成了」 after a reminder
_ACTS = ("done", "move", "cancel")  # on a date that need not be named then


async def about_it(turn: Turn, composer: Composer) -> Outcome | None:
    """「完成了」, 「改到 6/22」 right after a reminder: that date, and not what was changed last in a calendar."""
    text = turn.incoming.text
    if turn.incoming.group or not patterns.ACTS.search(text) or turn.person.labelled(text).startswith("cal:"):
        return None
    wish = calendar_says.read(text, turn.now)
    if wish is None or wish.kind not in _ACTS:
        return None
    put_off = wish.kind == "move" and wish.dated and patterns.PUT_OFF.search(wish.text)
    if put_off and (asked := await _put_off(turn, wish, composer)):
        return asked
    return await _unnamed(turn, wish, composer) if len(text) <= _SHORT and _this(wish) else None


def _this(wish: Wish) -> bool:
    return patterns.THIS.fullmatch(squeeze(wish.what)) is not None


async def _unnamed(turn: Turn, wish: Wish, composer: Composer) -> Outcome | None:
    deed = wish.text if wish.kind == "done" else ""
    who = await reminded(turn, composer)
    found = [pair for pair in await meant.spoken_of(who) if deed in pair[1].title]
    more = f":{wish.text}" if wish.dated else ""
    if len(found) > 1:
        buttons = meant.choices(found, f"cal:{wish.kind}")
        return who.ask(who.phrases.which, *(replace(one, token=f"{one.token}{more}") for one in buttons))
    act = [f"{wish.kind}:{one.id}:{one.version}{more}" for _, one in found]
    return await calendar.tapped(turn, act[0], composer) if act else None


async def _put_off(turn: Turn, wish: Wish, composer: Composer) -> Outcome | None:
    """Asked where somebody was just reminded of that date, or it would move to an earlier day."""
    who = await reminded(turn, composer)
    lately = await meant.spoken_of(who)
    found = lately if _this(wish) else await meant.named(who, wish.what)
    if len(found) > 1 and _this(wish):
        buttons = meant.choices(found, "rem:put")
        return who.ask(who.phrases.which, *(replace(one, token=f"{one.token}:{wish.text}") for one in buttons))
    if len(found) != 1:
        return None
    ((desk, one),) = found
    known = {pair[1].id for pair in await meant.reminded_of(who)}
    return which_of_both(desk, one, wish, who.wishes) if one.id in known or _earlier(one, wish, desk) else None


def _earlier(deadline: Deadline, wish: Wish, desk: Desk) -> bool:
    day = None if isinstance(wish.when.value, FromAnchor) else snooze.day_of(wish.when, desk.today)
    return day is not None and day <= deadline.day


def which_of_both(desk: Desk, deadline: Deadline, wish: Wish, wishes: Wishes) -> Outcome:
    """The date for everybody, or the reminder for one; who changes no dates means the latter."""
    phrases, token = desk.composer.library.phrases.reminders, f"{deadline.id}:{deadline.version}"
    later = f"{wish.when.said}後" if isinstance(wish.when.value, FromAnchor) else wish.when.said
    if not desk.membership.convenes:
        return snooze.until_said(desk, deadline, later, wishes)
    text = phrases.put_off.format(title=deadline.title, day=when_short(deadline, desk))
    return desk.ask(
        named(text, desk),
        Choice(phrases.button_put_date, f"cal:move:{token}:{wish.text}"),
        Choice(phrases.button_put_later, f"rem:until:{token}:{later}"),
    )


def put_off(desk: Desk, deadline: Deadline, said: str, wishes: Wishes) -> Outcome:
    """A button with the words of 「延到 12/20」."""
    wish = calendar_says.read(said, desk.turn.now)
    return which_of_both(desk, deadline, wish, wishes) if wish and wish.dated else snooze.later(desk, deadline)
