"""What people, their communities and calendars ought to be after whatever was done: plain dicts, no bot."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from handlers.records import Deadline, Role

What = Literal["add", "move", "done", "reopen", "cancel", "undo", "adopt", "event"]
Step = tuple[What, int, int]  # of which title, on which day
State = tuple[date, str]  # day, and open, done or cancelled
Standing = set[tuple[str, date, str]]

WHATS: tuple[What, ...] = ("add", "move", "done", "reopen", "cancel", "undo", "adopt", "event")
TITLES = ("寄邀請卡", "買粉筆", "洗窗簾")
DAYS = tuple(date(2014, 6, 2) + timedelta(days=3 * by) for by in range(12))
EVENTS = tuple(date(2014, 12, 1) + timedelta(days=by) for by in range(12))
FIXED, ALIKE = "settle.first", "settle.first.after"  # the plan's date, and the one that an event gives
RANKS: tuple[Role, ...] = ("member", "co", "convener")
WRONG = 5  # codes, after which none leads anywhere for an hour
SAID: Mapping[What, str] = {
    "add": "幫我記 {day} {title}",
    "move": "{title}改到 {day}",
    "done": "{title}完成了",
    "reopen": "把{title}改回未完成",
    "cancel": "刪掉{title}",
    "undo": "復原",
    "adopt": "採用計畫的期限",
    "event": "第一期最後一次活動 {event} 辦完了",
}


def said(step: Step) -> str:
    """What a convener types for a step."""
    what, title, day = step
    days = {"day": DAYS[day], "event": EVENTS[day]}
    return SAID[what].format(title=TITLES[title], **{name: f"{one:%Y/%m/%d}" for name, one in days.items()})


def standing(found: tuple[Deadline, ...] | list[Deadline]) -> Standing:
    """What stands in a calendar, by the plan's key or the title."""
    return {(one.key or one.title, one.day, one.state) for one in found if one.state != "cancelled"}


@dataclass
class Calendar:
    """Dates by title, or by the plan's key; what was there before each change, to go back."""

    plan: Mapping[str, date]
    now: dict[str, State] = field(default_factory=dict)
    before: list[dict[str, State]] = field(default_factory=list)

    def takes(self, step: Step) -> bool:
        """Whether the step is about the dates of this model: what is done and noted once more is another date."""
        what, title, _ = step
        return what != "add" or self.now.get(TITLES[title], ("", ""))[1] != "done"

    def step(self, step: Step) -> bool:
        """What anybody does who may; whether that changes something."""
        what, title, day = step
        behind = len(self.before)
        match what:
            case "undo":
                self._undo()
            case "adopt":
                self._adopt()
            case "event":
                self._happen(EVENTS[day])
            case _:
                self._change(what, TITLES[title], DAYS[day])
        return len(self.before) != behind

    def standing(self) -> Standing:
        """What counts still."""
        return {(key, day, state) for key, (day, state) in self.now.items() if state != "cancelled"}

    def _change(self, what: What, title: str, day: date) -> None:
        there, state = self.now.get(title, (day, "cancelled"))
        match what, state:
            case "add", "cancelled":
                self._become({title: (day, "open")})
            case "move", "open" if day != there:
                self._become({title: (day, "open")})
            case "done", "open":
                self._become({title: (there, "done")})
            case "reopen", "done":
                self._become({title: (there, "open")})
            case "cancel", "open":
                self._become({title: (there, "cancelled")})

    def _held(self) -> set[str]:
        return {key for key, _, _ in self.standing()}

    def _adopt(self) -> None:
        held = self._held()
        if ALIKE in held:
            held.add(FIXED)
        self._become({key: (day, "open") for key, day in self.plan.items() if key not in held})

    def _happen(self, day: date) -> None:
        """The last meeting of the first instalment: settled a week later, or on the plan's day if that is earlier."""
        held = self._held()
        key = next((key for key in (ALIKE, FIXED) if key in held), ALIKE)
        there, _ = self.now.get(key, (day, "cancelled"))
        days = [day + timedelta(days=7), self.plan[FIXED]]
        if key == FIXED:
            days.append(there)
        self._become({key: (min(days), "open")})

    def _become(self, new: dict[str, State]) -> None:
        if new:
            self.before.append(dict(self.now))
            self.now |= new

    def _undo(self) -> None:
        if self.before:
            last = self.before.pop()
            self.now = {key: last.get(key, (day, "cancelled")) for key, (day, _) in self.now.items()}


@dataclass
class Place:
    """A community: its name and school year, who is in it as what, its calendar; `before`: that of the last year."""

    name: str
    year: int
    calendar: Calendar
    roles: dict[str, Role] = field(default_factory=dict)
    open: bool = True
    before: str = ""


@dataclass
class Code:
    """An invitation that was given out."""

    place: str
    giver: str
    role: Role
    hand_over: bool = False
    void: bool = False


@dataclass
class Town:
    """People and places. `at`: with which each works; `waiting`: what was wanted before there was a community."""

    plans: Mapping[int, Mapping[str, date]]  # the plan's dates, by school year
    places: dict[str, Place] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, Step] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)

    def mine(self, who: str) -> dict[str, Role]:
        """Somebody's open communities, and what they are in them."""
        return {id: place.roles[who] for id, place in self.places.items() if place.open and who in place.roles}

    def convenes(self, who: str, place: str) -> bool:
        """Whether somebody may change a community."""
        return self.mine(who).get(place, "member") != "member"

    def found(self, who: str, id: str, name: str, year: int, before: str = "") -> None:
        """A new community; what was wanted of one before is done at once."""
        place = self.places[id] = Place(name, year, Calendar(self.plans[year]), {who: "convener"}, before=before)
        self.at[who] = id
        if who in self.waiting:
            place.calendar.step(self.waiting.pop(who))

    def rolled(self, who: str, place: str) -> bool:
        """Whether somebody goes on with a community in the new school year already."""
        return any(self.places[id].before == place for id in self.mine(who))

    def enter(self, who: str, code: str) -> bool:
        """Comes in by a code, or rises; whether that worked."""
        one = self.codes[code]
        roles = self.places[one.place].roles
        if not self._opens(who, one):
            self.wrong[who] += 1
            return False
        if who in roles and _rank(roles[who]) >= _rank(one.role):
            return False
        if one.hand_over:
            roles[one.giver] = "member"
        roles[who], one.void, self.at[who] = one.role, True, one.place
        self.waiting.pop(who, None)
        return True

    def _opens(self, who: str, code: Code) -> bool:
        """Nobody gives what they are not, or not any more."""
        place = self.places[code.place]
        giver = place.roles.get(code.giver, "member")
        gives = giver != "member" and _rank(giver) >= _rank(code.role)
        return self.wrong[who] < WRONG and place.open and gives and not code.void

    def leave(self, who: str, place: str) -> bool:
        """Leaves; whether that worked: the only convener does not leave others behind."""
        one = self.places[place]
        if len(one.roles) > 1 and one.roles[who] == "convener":
            return False
        del one.roles[who]
        one.open = bool(one.roles)
        return True

    def step(self, who: str, place: str | None, step: Step) -> bool:
        """Something about the calendar that somebody works with, or that waits for a first one; whether it changes."""
        if place is None and step[0] in ("add", "adopt", "event"):
            self.waiting[who] = step
        return place is not None and self.convenes(who, place) and self.places[place].calendar.step(step)


def _rank(role: Role) -> int:
    return RANKS.index(role)
