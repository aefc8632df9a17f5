"""What a turn about reminders works with: who is reminded of what, how they want it, and how that is said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from content.phrases_reminders import ReminderPhrases
from content.text.dates.reading import WEEKDAYS
from handlers.changes import Change, SetWishes
from handlers.compose import Composer
from handlers.messages import Choice
from handlers.records import Community, Membership, Wishes
from handlers.reminders_leads import USUAL
from handlers.topic import Outcome, Turn

CARD = "rem:card"  # the button's token
_EDGE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Reminded:
    """Somebody, or a group, in one turn: their communities, the current one first, and how they want to be reminded."""

    turn: Turn
    composer: Composer
    parts: tuple[Membership, ...]
    wishes: Wishes

    @property
    def phrases(self) -> ReminderPhrases:
        """What is said about reminders."""
        return self.composer.library.phrases.reminders

    def part(self, community: str) -> Membership | None:
        """Their part in a community by its id."""
        return next((part for part in self.parts if part.community.id == community), None)

    def say(self, text: str, *choices: Choice, changes: tuple[Change, ...] = ()) -> Outcome:
        """Something said, and what changes."""
        return Outcome(self.turn.person, (self.composer.plain(text, *choices),), changes=changes)

    def ask(self, text: str, *choices: Choice) -> Outcome:
        """Something that has to be chosen first."""
        return Outcome(self.turn.person, (self.composer.asking(text, *choices),))

    def keep(self, wishes: Wishes, text: str, *choices: Choice) -> Outcome:
        """They want it otherwise from now on; one tap brings back how it was."""
        back = Choice(self.phrases.button_undo, f"rem:was:{packed(self.wishes)}")
        return self.say(text, back, *choices, Choice(self.phrases.button_card, CARD), changes=(SetWishes(wishes),))

    def days(self, wishes: Wishes, community: Community | None = None) -> str:
        """How long before a date: 前 7 天、1 天和當天."""
        return said_days(wishes.leads or (community.leads if community else ()) or USUAL["deadline"], self.phrases)

    @property
    def current(self) -> Community | None:
        """The community that they work with."""
        return self.parts[0].community if self.parts else None


async def reminded(turn: Turn, composer: Composer) -> Reminded:
    """Whoever says it."""
    person = turn.incoming.person
    parts = await turn.ports.communities.of(person)
    return Reminded(turn, composer, parts, await turn.ports.reminders.wishes(person))


def listens(part: Membership) -> bool:
    """Whether somebody is reminded of a community's dates: conveners are, others if they asked for it."""
    return part.convenes if part.reminded is None else part.reminded


def said_days(days: Iterable[int], phrases: ReminderPhrases) -> str:
    """前 7 天、1 天和當天."""
    ahead = [phrases.day.format(n=one) for one in sorted(set(days), reverse=True) if one]
    before = phrases.before.format(days="、".join(ahead))
    if 0 not in days:
        return before
    return phrases.before_and.format(before=before) if ahead else phrases.that_day


def clock(at: time) -> str:
    """08:00."""
    return f"{at:%H:%M}"


def day_said(day: date) -> str:
    """6/23（二）; whoever is reminded knows the year."""
    return f"{day.month}/{day.day}（{WEEKDAYS[day.weekday()]}）"


def packed(wishes: Wishes) -> str:
    """Wishes in a button's token."""
    times = (f"{one:%H%M}" for one in (wishes.hour, wishes.quiet_from, wishes.quiet_to))
    return "-".join([*times, str(int(wishes.office_days)), packed_days(wishes.leads), str(int(wishes.on))])


def unpacked(text: str) -> Wishes:
    """What `packed` gives, as wishes. Raises ValueError."""
    hour, begin, end, office_days, days, on = text.split("-")
    at, quiet_from, quiet_to = (time.fromisoformat(one) for one in (hour, begin, end))
    return Wishes(at, quiet_from, quiet_to, office_days == "1", unpacked_days(days), on == "1")


def packed_days(days: Iterable[int]) -> str:
    """Days before, in a button's token."""
    return ".".join(map(str, days))


def unpacked_days(text: str) -> tuple[int, ...]:
    """What `packed_days` gives. Raises ValueError."""
    return tuple(int(one) for one in text.split(".") if one)


def later(at: time) -> time:
    """Half an hour after a time of day."""
    return (datetime.combine(date.min, at) + _EDGE).time()
