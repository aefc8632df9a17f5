"""Conveners who move dates, finish them, call them off and open them again while their people are reminded of them."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import uuid4

from bot.store import calendars, sharing, sqlite
from handlers.changes import SetDeadlines
from handlers.records import Deadline

SHARE = 0.35  # of all dates are changed, some of them again and again
PAUSE = 0.2  # seconds between two changes, twice as long at the most
FAR = 9  # days, at the most, by which a date is moved


@dataclass(frozen=True, slots=True)
class Became:
    """A date as it was from a change on that was committed between `begun` and `ended`, by the real clock."""

    date: Deadline
    begun: datetime
    ended: datetime

    def holds(self, day: date) -> bool:
        """Whether a reminder that was planned for that day still has something to say."""
        return self.date.state == "open" and self.date.day == day


@dataclass(slots=True)
class Restless:
    """Changes the dates in a database just as the bot's turns do, from another process.

    `conveners`: by community; `history`: what became of each date, by its id.
    """

    file: Path
    conveners: Mapping[str, int]
    dates: int
    random: Random
    history: defaultdict[str, list[Became]] = field(default_factory=lambda: defaultdict(list))

    @property
    def changes(self) -> int:
        """How many there were."""
        return sum(map(len, self.history.values()))

    async def go_on(self, now: Callable[[], datetime], done: Callable[[], float]) -> None:
        """Until it is cancelled. `now`: by the bot's clock; `done`: how much of what there is to say was said."""
        while True:
            await asyncio.sleep(self.random.uniform(0, 2 * PAUSE))
            new = len(self.history) < 1 + SHARE * self.dates * done()
            await asyncio.shield(asyncio.to_thread(self._change, now(), new=new))

    def _change(self, now: datetime, *, new: bool) -> None:
        """One date, which was never changed before where it is to be `new`."""
        engine = sqlite.writing(f"sqlite+aiosqlite:///{self.file}")
        which = self.random.choice(sorted(self.conveners))
        with engine.connect() as c:
            begun = datetime.now(UTC)
            with c.begin():
                there = [one for one in calendars.deadlines(c, which) if (one.id in self.history) != new]
                changed = [self._changed(self.random.choice(there))] if there else []
                for operation, one in changed:
                    change = SetDeadlines(str(uuid4()), operation, (one,))
                    sharing.share(c, change, self.conveners[which], now)
            for _, one in changed:
                self.history[one.id].append(Became(one, begun, datetime.now(UTC)))
        engine.dispose()

    def _changed(self, one: Deadline) -> tuple[str, Deadline]:
        """What becomes of it, and what that is called: one that is not where it was mostly comes back there."""
        after, home = replace(one, version=one.version + 1), self._home(one)
        moved = home if home != one.day else one.day + timedelta(days=self.random.randint(1, FAR))
        if one.state != "open":
            day = self.random.choice((one.day, one.day, moved))
            return "reopen", replace(after, state="open", day=day)
        match self.random.choice(("done", "cancel", "move")):
            case "done":
                return "done", replace(after, state="done")
            case "cancel":
                return "cancel", replace(after, state="cancelled")
        return "move", replace(after, day=moved)

    def _home(self, one: Deadline) -> date:
        """The day that it was on at first."""
        return date.fromisoformat(one.figure) if one.figure else one.day

    # --- what may have become of reminders ---

    def _of(self, which: str) -> Sequence[Became]:
        return self.history.get(which, ())

    def over(self, which: str, version: int, day: date) -> bool:
        """Whether a reminder of that version ever had nothing to say any more."""
        return any(one.date.version > version and not one.holds(day) for one in self._of(which))

    def stands(self, which: str, day: date) -> bool:
        """Whether it has something to say now; a date that was never changed always has."""
        return all(one.holds(day) for one in self._of(which)[-1:])

    def idle(self, which: str, day: date) -> Iterator[tuple[datetime, datetime]]:
        """From when until when it had nothing to say, for certain."""
        for place, one in enumerate(changes := self._of(which)):
            following = changes[place + 1 : place + 2]
            if not one.holds(day):
                yield one.ended, following[0].begun if following else datetime.max.replace(tzinfo=UTC)
