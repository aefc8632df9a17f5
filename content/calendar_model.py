"""What a plan wants of a community, by when: a deadline with the dates worked out."""

from dataclasses import dataclass
from datetime import date, time

from content.calendar_office import office
from content.model import DeadlineKind
from content.text.dates.places import month_end
from content.values import Month


@dataclass(frozen=True, slots=True)
class Proposal:
    """A deadline of a plan for one school year.

    It has a `day` (with the time `at`, and its first day `start` where it is a period), or a `month` only, or waits for
    an event (`anchor`), or is still to be `announced`. `others`: dates that another place of the plan gives for the
    same thing, or that an event gives for it; `day` is the earliest of all. `sure`: False where the school year is not
    the plan's own, so that its date was moved by whole years. `figure`: the plan's own date as it stands there
    (2015-06-19, 2014-12, 2014-05/2014-07, P7D), "" where it gives none. `same`: the key of the deadline with a date
    that asks for the same thing; `pick`: of proposals that share this word, one is enough.
    """

    key: str
    title: str
    kind: DeadlineKind
    day: date | None = None
    at: time | None = None
    start: date | None = None
    month: Month | None = None
    anchor: str = ""
    announced: bool = False
    others: tuple[date, ...] = ()
    sure: bool = True
    figure: str = ""
    sections: tuple[str, ...] = ()
    who: str = ""
    hand_in: str = ""
    to: str = ""
    keep: str = ""
    same: str = ""
    pick: str = ""

    @property
    def until(self) -> date | None:
        """The last day that counts: the day itself, or the month's last one."""
        return month_end(self.month.year, self.month.month) if self.month else self.day

    @property
    def due(self) -> date | None:
        """The day on which it stands in a calendar: of what is to be done in a month the last office day.

        None where no day can be told: on which one people meet in a month is not known.
        """
        if self.month and self.until and self.kind != "session":
            return office(self.until).before
        return self.day
