"""Whatever a convener does, in whatever order, the calendar is what a simple model says."""

import asyncio
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content import calendar as plan_calendar
from handlers.dispatch import Dispatcher
from handlers.records import Deadline
from tests.handlers.calendars import community, talk

TITLES = ("寄邀請卡", "買粉筆", "洗窗簾")
DAYS = tuple(date(2014, 6, 2) + timedelta(days=3 * by) for by in range(12))
FIXED, ALIKE = "settle.first", "settle.first.after"  # the plan's date, and the one that an event gives
State = tuple[date, str]  # day, and open, done or cancelled
Step = tuple[str, int, int]
steps = st.lists(
    st.tuples(
        st.sampled_from(("add", "move", "done", "reopen", "cancel", "undo", "adopt", "event")),
        st.integers(0, len(TITLES) - 1),
        st.integers(0, len(DAYS) - 1),
    ),
    max_size=14,
)


@dataclass
class Model:
    """Dates by title, or by the plan's key; what was there before each change, to go back."""

    plan: dict[str, date]
    now: dict[str, State] = field(default_factory=dict)
    before: list[dict[str, State]] = field(default_factory=list)

    def do(self, what: str, title: str, day: date) -> None:
        there, state = self.now.get(title, (day, "cancelled"))
        match what, state:
            case "add", "cancelled":
                self.become({title: (day, "open")})
            case "move", "open" if day != there:
                self.become({title: (day, "open")})
            case "done", "open":
                self.become({title: (there, "done")})
            case "reopen", "done":
                self.become({title: (there, "open")})
            case "cancel", "open":
                self.become({title: (there, "cancelled")})

    def adopt(self) -> None:
        held = {key for key, (_, state) in self.now.items() if state != "cancelled"}
        if ALIKE in held:
            held.add(FIXED)
        self.become({key: (day, "open") for key, day in self.plan.items() if key not in held})

    def happen(self, day: date) -> None:
        """The last meeting of the first instalment: settled a week later, or on the plan's day if that is earlier."""
        standing = {key for key, (_, state) in self.now.items() if state != "cancelled"}
        key = next((key for key in (ALIKE, FIXED) if key in standing), ALIKE)
        there, _ = self.now.get(key, (day, "cancelled"))
        days = [day + timedelta(days=7), self.plan[FIXED]]
        if key == FIXED:
            days.append(there)
        self.become({key: (min(days), "open")})

    def become(self, new: dict[str, State]) -> None:
        if new:
            self.before.append(dict(self.now))
            self.now |= new

    def undo(self) -> None:
        if self.before:
            last = self.before.pop()
            self.now = {key: last.get(key, (day, "cancelled")) for key, (day, _) in self.now.items()}

    def standing(self) -> set[tuple[str, date, str]]:
        return {(key, day, state) for key, (day, state) in self.now.items() if state != "cancelled"}


SAID = {"add": "幫我記 {day} {title}", "move": "{title}改到 {day}", "done": "{title}完成了"}
SAID |= {"reopen": "把{title}改回未完成", "cancel": "刪掉{title}", "undo": "復原", "adopt": "採用計畫的期限"}
SAID |= {"event": "第一期最後一次活動 {event} 辦完了"}


def said(step: Step) -> str:
    """What a convener types for a step."""
    what, title, day = step
    event = date(2014, 12, 1) + timedelta(days=day)
    return SAID[what].format(
        title=TITLES[title], day=f"{DAYS[day].month}/{DAYS[day].day}", event=f"{event.month}/{event.day}"
    )


def model_of(dispatcher: Dispatcher) -> Model:
    """The plan's dates that lie ahead, literally as the plan's calendar gives them."""
    found = plan_calendar.proposals(dispatcher.library.plans["taoyuan-103"], "advanced", 103)
    return Model({one.key: one.day for one in found if one.day})


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=steps)
def test_any_sequence_gives_the_calendar_of_the_model(dispatcher: Dispatcher, sequence: list[Step]) -> None:
    asyncio.run(_compared(dispatcher, sequence))


async def _compared(dispatcher: Dispatcher, sequence: list[Step]) -> None:
    made, model = talk(dispatcher, community(), now="2014-05-01T09:00"), model_of(dispatcher)
    for step in sequence:
        what, title, day = step
        if what == "add" and model.now.get(TITLES[title], ("", ""))[1] == "done":
            continue  # the same thing once more is another date
        await made.says(said(step))
        match what:
            case "undo":
                model.undo()
            case "adopt":
                model.adopt()
            case "event":
                model.happen(date(2014, 12, 1) + timedelta(days=day))
            case _:
                model.do(what, TITLES[title], DAYS[day])
        assert standing(made.dates("open", "done")) == model.standing(), [said(one) for one in sequence]


def standing(found: list[Deadline]) -> set[tuple[str, date, str]]:
    """What stands in a calendar, by the plan's key or the title."""
    return {(one.key or one.title, one.day, one.state) for one in found}
