"""What people, their communities and calendars ought to be after whatever was done: plain dicts, no bot."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from handlers.records import Deadline, Role

What = Literal["add", "move", "done", "reopen", "cancel", "undo", "adopt", "event"]
Step = tuple[What, int, int]  # of which title, on which day
State = tuple[date, str, int]  # day; open, done or cancelled; which date of that name it is, as a title may come again
Standing = set[tuple[str, date, str]]

WHATS: tuple[What, ...] = ("add", "move", "done", "reopen", "cancel", "undo", "adopt", "event")
TITLES = ("寄邀請卡", "買粉筆", "洗窗簾")
BEGIN = date(2014, 12, 15)  # when all begins: what happens is over by then
DAYS = tuple(date(2015, 6, 2) + timedelta(days=3 * by) for by in range(12))
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
class Deed:
    """What somebody changed, and was not taken back: what was, what became of it. `nth`: the greater, the later."""

    who: str
    nth: int
    was: dict[str, State]
    became: dict[str, State]


@dataclass
class Calendar:
    """Dates by title, or by the plan's key; what was changed, the newest last."""

    plan: Mapping[str, date]
    now: dict[str, State] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)

    def takes(self, step: Step) -> bool:
        """Whether the step is about the dates of this model: what is done and noted once more is another date."""
        what, title, _ = step
        return what != "add" or self.now.get(TITLES[title], ("", ""))[1] != "done"

    def step(self, step: Step, who: str = "", nth: int = 0) -> bool:
        """What anybody does who may; whether that changes something."""
        what, title, day = step
        if what == "undo":
            return self._undo(who)
        if what == "adopt":
            became = self._adopted()
        elif what == "event":
            became = self._happened(EVENTS[day])
        else:
            became = self._changed(what, TITLES[title], DAYS[day])
        if became:
            self.deeds.append(Deed(who, nth, {key: self.now[key] for key in became if key in self.now}, became))
            self.now |= became
        return bool(became)

    def standing(self) -> Standing:
        """What counts still."""
        return {(key, day, state) for key, (day, state, _) in self.now.items() if state != "cancelled"}

    def last(self, who: str) -> Deed | None:
        """What somebody changed last."""
        return next((deed for deed in reversed(self.deeds) if deed.who == who), None)

    def _changed(self, what: What, title: str, day: date) -> dict[str, State]:
        there, state, nth = self.now.get(title, (day, "cancelled", 0))
        match what, state:
            case "add", "cancelled":
                return {title: (day, "open", nth + 1)}
            case "move", "open" if day != there:
                return {title: (day, "open", nth)}
            case "done", "open":
                return {title: (there, "done", nth)}
            case "reopen", "done":
                return {title: (there, "open", nth)}
            case "cancel", "open":
                return {title: (there, "cancelled", nth)}
        return {}

    def _held(self) -> set[str]:
        return {key for key, _, _ in self.standing()}

    def _adopted(self) -> dict[str, State]:
        held = self._held()
        if ALIKE in held:
            held.add(FIXED)
        return {key: (day, "open", 0) for key, day in self.plan.items() if key not in held}

    def _happened(self, day: date) -> dict[str, State]:
        """The last meeting of the first instalment: settled a week later, or on the plan's day if that is earlier.

        Told once more, on another day, it counts from that one.
        """
        held = self._held()
        key = next((key for key in (ALIKE, FIXED) if key in held), ALIKE)
        return {key: (min(day + timedelta(days=7), self.plan[FIXED]), "open", 0)}

    def _undo(self, who: str) -> bool:
        """Takes back what somebody changed last, unless it was changed since."""
        deed = self.last(who)
        if deed is None or any(self.now[key] != state for key, state in deed.became.items()):
            return False
        self.deeds.remove(deed)
        for key, (day, _, nth) in deed.became.items():
            was = deed.was.get(key)
            self.now[key] = was if was and was[2] == nth else (day, "cancelled", nth)
        return True


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
    done: int = 0  # deeds so far
    wrong: Counter[str] = field(default_factory=Counter)

    def mine(self, who: str) -> dict[str, Role]:
        """Somebody's open communities, and what they are in them."""
        return {id: place.roles[who] for id, place in self.places.items() if place.open and who in place.roles}

    def convenes(self, who: str, place: str) -> bool:
        """Whether somebody may change a community."""
        return self.mine(who).get(place, "member") != "member"

    def found(self, who: str, id: str, name: str, year: int, before: str = "") -> None:
        """A new community; what was wanted of one before is done at once."""
        self.places[id] = Place(name, year, Calendar(self.plans[year]), {who: "convener"}, before=before)
        self.at[who] = id
        if who in self.waiting:
            self._does(who, id, self.waiting.pop(who))

    def rolled(self, who: str, place: str) -> bool:
        """Whether somebody, or whoever else convened it, goes on with a community in the new school year already."""
        mine = any(self.places[id].before == place for id in self.mine(who))
        return mine or any(one.before == place and one.open for one in self.places.values())

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
        if place is None or not self.convenes(who, place):
            return False
        if step[0] == "undo" and self._last(who) not in (None, place):
            return False  # it is asked first
        return self._does(who, place, step)

    def _does(self, who: str, place: str, step: Step) -> bool:
        self.done += 1
        return self.places[place].calendar.step(step, who, self.done)

    def _last(self, who: str) -> str | None:
        """Where somebody changed something last, of all that they may change."""
        found = {id: self.places[id].calendar.last(who) for id in self.mine(who) if self.convenes(who, id)}
        return max((id for id, deed in found.items() if deed), key=lambda id: found[id].nth, default=None)


def _rank(role: Role) -> int:
    return RANKS.index(role)
