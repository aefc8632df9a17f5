"""What people ought to be reminded of after whatever was done: plain dicts, no bot."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

DAY = timedelta(days=1)
NAG, LAST = 3, 30  # days after a date: every so many, so long
AGO = 36 * DAY  # what is past for longer is no matter
USUAL = {"deadline": (7, 1, 0), "report": (14, 7, 1, 0), "meeting": (1, 0)}

Key = tuple[str, str, str, date]  # title, lead, who, and the day that the date is on


@dataclass
class Date:
    """Something to be done."""

    kind: str
    day: date
    state: str = "open"


@dataclass
class One:
    """Somebody; `role` is "" outside of the community, `ways` the channels that can push and whether they are open."""

    ways: dict[str, bool]
    role: str = ""
    reminded: bool | None = None
    hour: int = 8
    leads: tuple[int, ...] = ()
    on: bool = True
    snoozes: dict[str, date | None] = field(default_factory=dict)

    def lanes(self) -> list[str]:
        """Where they can be told unasked."""
        return [way for way, open_ in self.ways.items() if open_]


@dataclass
class Model:
    """A community, its dates and people. What waits has when it is due, and where it is to be said."""

    now: datetime
    people: dict[str, One]
    dates: dict[str, Date] = field(default_factory=dict)
    leads: tuple[int, ...] = ()
    open: bool = True
    waiting: dict[Key, tuple[datetime, str]] = field(default_factory=dict)
    said: set[Key] = field(default_factory=set)  # or over
    round: datetime | None = None  # when what time brings about was planned last

    def touch(self, titles: list[str] | None = None, who: str = "") -> None:
        """Something changed: of these dates, or all, for somebody, or all, nothing is left but what ought to be."""
        for title in self.dates if titles is None else titles:
            for name in [who] if who else self.people:
                self._anew(title, name)

    def rounds(self) -> None:
        """What time brings about; what would have been planned meanwhile is late, or over."""
        past = [one.day for one in self.dates.values() if one.state == "open" and one.kind != "meeting"]
        if self.open and any((self.now - AGO).date() <= day < self.now.date() for day in past):
            self.touch()
            self._miss()
        self.round = self.now

    def _miss(self) -> None:
        since = max(self.round, self.now - AGO) + DAY if self.round else self.now
        for title, date_ in self.dates.items():
            for name, one in self.people.items():
                ought = self._ought(title, name)
                ends = dict(pairwise(sorted(self._nags(title, name, self.now + AGO).values())))
                for lead, due in ought.items():
                    key = (title, lead, name, date_.day)
                    if lead[0] != "n" or key in self.said or key in self.waiting or not since < due <= self.now:
                        continue
                    if ends[due] > self.now:
                        self.waiting[key] = (due, [*one.lanes(), ""][0])
                    else:
                        self.said.add(key)

    def _anew(self, title: str, name: str) -> None:
        before = {key: at for key, at in self.waiting.items() if (key[0], key[2]) == (title, name)}
        for key in before:
            del self.waiting[key]
        lanes = self.people[name].lanes()
        for lead, due in self._ought(title, name).items():
            key = (title, lead, name, self.dates[title].day)
            if key in self.said:
                continue
            if due > self.now:
                self.waiting[key] = (due, [*lanes, ""][0])
            elif key in before:
                when, was = before[key]
                self.waiting[key] = (min(when, self.now), was if was in (*lanes, "") else [*lanes, ""][0])

    def _ought(self, title: str, name: str) -> dict[str, datetime]:
        """All of a date for somebody."""
        one, date_ = self.people[name], self.dates[title]
        wanted = one.role in ("convener", "co") if one.reminded is None else one.reminded and one.role != ""
        if not (wanted and one.on and self.open and date_.state == "open"):
            return {}
        found = {f"d{days}": self._at(one, date_.day - days * DAY) for days in self._leads(one, date_)}
        if self.now.date() > date_.day and date_.kind != "meeting":
            for lead, due in self._nags(title, name, self.now + AGO).items():
                if int(lead[1:]) <= LAST:
                    found[lead] = due
                if due > self.now:
                    break
        return self._snoozed(title, one, date_, found) if title in one.snoozes else found

    def _nags(self, title: str, name: str, until: datetime) -> dict[str, datetime]:
        """After the date, and not soon after a snooze."""
        one, date_, found = self.people[name], self.dates[title], dict[str, datetime]()
        again, days = one.snoozes.get(title), NAG
        while (due := self._at(one, date_.day + days * DAY)) < until or len(found) < 2 or days <= LAST + NAG:
            if again is None or due.date() >= again + NAG * DAY:
                found[f"n{days}"] = due
            days += NAG
        return found

    def _leads(self, one: One, date_: Date) -> tuple[int, ...]:
        if one.leads:
            return one.leads
        if date_.kind == "meeting":
            return tuple(days for days in self.leads if days <= 1) or USUAL["meeting"]
        return self.leads or USUAL[date_.kind]

    def _snoozed(self, title: str, one: One, date_: Date, usual: dict[str, datetime]) -> dict[str, datetime]:
        until = one.snoozes[title]
        if until is None:
            return {}
        again = self._at(one, until)
        found = {lead: due for lead, due in usual.items() if due > again}
        return found if date_.kind == "meeting" and until > date_.day else {f"s{until}": again} | found

    def _at(self, one: One, day: date) -> datetime:
        return datetime.combine(day, time(one.hour), self.now.tzinfo)

    def passes(self, by: timedelta) -> None:
        """Time goes by, and what is due is said where it can be."""
        self.now += by
        self._say([key for key, (_, lane) in self.waiting.items() if lane])

    def hears(self, who: str) -> None:
        """Somebody writes, and is told what could not be said to them before."""
        self._say([key for key, (_, lane) in self.waiting.items() if not lane and key[2] == who])

    def forgets(self, before: date) -> None:
        """What was said of dates before that day."""
        self.said = {key for key in self.said if key[3] >= before}

    def _say(self, keys: list[Key]) -> None:
        for key in keys:
            if self.waiting[key][0] <= self.now:
                del self.waiting[key]
                self.said.add(key)
