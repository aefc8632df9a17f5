"""A month's allowance is spent on what is nearest, and who gets less is told."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Connection, insert, select, update
from structlog.testing import capture_logs

from bot.outbox import quota
from bot.outbox.quota import Quota
from bot.outbox.rationing import ration
from bot.outbox.sending import Sender
from bot.store import backlog, messages, rations
from bot.store.database import Store
from bot.store.rations import Span
from bot.store.tables import community, deadline, membership, message, reminder
from handlers.dispatch import Dispatcher
from handlers.messages import Reply
from tests.bench.year import counted
from tests.bench.year_post import Post
from tests.bench.year_school import DAY, School
from tests.bench.year_town import town
from tests.bot.outbox.morning import MORNING, TAIPEI, Hands, due, person_at, whole_community, whole_date, words

NOVEMBER = "2026-11"
HOUR = timedelta(hours=1)


def tell(day: date, group: bool) -> Reply:
    return Reply(f"{'群組' * group}不夠，{day}起")


@dataclass
class Town:
    """People on LINE, a bot that keeps to the quota, and a clock."""

    store: Store
    hands: Hands
    line: Post
    telegram: Post

    def __post_init__(self) -> None:
        posts = {"line": self.line, "telegram": self.telegram}
        self.quota = Quota(self.store, {"line": self.line}, list(posts), self.hands.bot, tell)
        self.sender = Sender(self.store, posts, words, self.hands.bot, self.hands.real)

    async def settle(self, who: int, *rows: tuple[str, int], ways: tuple[str, ...] = ("line",), group: int = 0) -> None:
        """Somebody (a group of so many) with reminders: their lead, and days from this morning until they are due."""
        if group:
            self.line.groups[str(who)] = group
        await self.store.write(lambda c: _settle(c, who, rows, ways, group=bool(group)))

    async def lanes(self) -> dict[int, list[str]]:
        """On which each person's reminders are to be said, in the order of their leads."""
        pending = select(reminder.c.person_id, reminder.c.lane).where(reminder.c.state == "pending")
        found: dict[int, list[str]] = {}
        for who, lane in await self.store.read(lambda c: c.execute(pending.order_by(reminder.c.id)).all()):
            found.setdefault(who, []).append(lane)
        return found

    async def hours(self, hours: int) -> None:
        """Time passes; what falls due is sent."""
        for _ in range(hours):
            self.hands.forward(HOUR)
            await self.sender.tick()
            await self.sender.idle()

    async def days(self, days: int) -> None:
        """The same."""
        await self.hours(days * 24)

    async def untold(self, who: int) -> list[str]:
        """What they will be told with their next message."""
        return [row.reply.text for row in await self.store.read(lambda c: messages.untold(c, who, 9))]


def _settle(c: Connection, who: int, rows: tuple[tuple[str, int], ...], ways: tuple[str, ...], *, group: bool) -> None:
    here = f"c{who}"
    person_at(c, who, *ways, group=group)
    c.execute(insert(community), whole_community(here))
    role = "member" if group else "convener"
    c.execute(
        insert(membership), {"community_id": here, "person_id": who, "role": role, "place": 0, "is_current": True}
    )
    for number, (lead, days) in enumerate(rows):
        moment, name = MORNING + timedelta(days=days), f"{here}-{number}"
        day = moment.date() + timedelta(days=int(lead[1:]) * (-1 if lead[0] == "n" else 1))
        times = {"day": day, "expires_at": datetime.combine(max(day, moment.date()) + DAY, time(), TAIPEI)}
        c.execute(insert(deadline), whole_date(name, here, day))
        c.execute(insert(reminder), due(name, who, lead, moment, **times))


@pytest.fixture
async def living(store: Store, hands: Hands) -> AsyncIterator[Callable[[int | None], Town]]:
    """Makes the town, with so many people who may be reached on LINE in a month. It is the 24th of November."""
    made: list[Town] = []

    def opened(allowed: int | None) -> Town:
        made.append(Town(store, hands, Post("line", hands.bot, allowed), Post("telegram", hands.bot)))
        return made[-1]

    yield opened
    for one in made:
        await one.sender.close()


Living = Callable[[int | None], Town]


async def test_the_nearest_go_out_and_the_others_wait_for_the_next_message(living: Living) -> None:
    here = living(2)
    await here.settle(1, ("d7", 1), ("d1", 3))
    await here.settle(2, ("d0", 2))
    await here.quota.refresh()
    assert await here.lanes() == {1: ["", "line"], 2: ["line"]}
    await here.days(5)
    assert {who: len(texts) for who, texts in here.line.shown.items()} == {"1": 1, "2": 1}


async def test_who_has_another_channel_is_told_there(living: Living) -> None:
    here = living(1)
    await here.settle(1, ("d1", 1), ways=("line", "telegram"))
    await here.settle(2, ("d1", 2))
    await here.quota.refresh()
    await here.days(3)
    assert (list(here.telegram.shown), list(here.line.shown)) == (["1"], ["2"])
    assert await here.untold(1) == []


async def test_more_allowance_brings_them_back(living: Living) -> None:
    here = living(0)
    await here.settle(1, ("d7", 1))
    await here.quota.refresh()
    here.line.allowed = 1
    await here.quota.refresh()
    assert (await here.lanes(), await here.untold(1)) == ({1: ["line"]}, [])


@pytest.mark.parametrize("before", [0, None])
async def test_without_a_limit_all_are_pushed(living: Living, before: int | None) -> None:
    here = living(before)
    await here.settle(1, ("d7", 1), ("d7", 2), ("d0", 3))
    await here.quota.refresh()
    here.line.allowed = None
    await here.quota.refresh()
    assert await here.lanes() == {1: ["line"] * 3}


async def test_what_failed_on_a_channel_does_not_come_back_to_it(living: Living) -> None:
    here = living(9)
    await here.settle(1, ("d7", 0), ("d7", 1))
    await here.store.write(lambda c: c.execute(update(reminder).where(reminder.c.due_at <= MORNING).values(lane="")))
    here.hands.forward(HOUR)
    await here.quota.refresh()
    assert await here.lanes() == {1: ["", "line"]}


async def test_a_group_costs_all_who_are_in_it_and_its_convener_is_told(living: Living) -> None:
    here = living(40)
    await here.settle(1, ("d1", 1))
    await here.settle(2, ("d1", 2), group=40)
    part = {"community_id": "c2", "person_id": 1, "role": "convener", "place": 1, "is_current": False}
    await here.store.write(lambda c: c.execute(insert(membership), part))
    await here.quota.refresh()
    assert await here.lanes() == {1: ["line"], 2: [""]}
    assert (await here.untold(1), await here.untold(2)) == (["群組不夠，2026-11-26起"], [])


async def test_a_group_is_counted_once_an_hour(living: Living) -> None:
    here = living(40)
    await here.settle(1, ("d1", 2), group=40)
    found = []
    for people in (40, 41, 41):
        here.line.groups["1"] = people
        await here.quota.refresh()
        found.append(await here.lanes())
        here.hands.forward(HOUR / 2)
    assert found == [{1: ["line"]}, {1: ["line"]}, {1: [""]}]


async def test_a_convener_is_told_a_week_ahead_with_the_next_reminder_and_once(living: Living) -> None:
    here = living(2)
    here.hands.now = MORNING - 14 * DAY
    await here.settle(1, ("d1", -8), ("d1", -7), ("d7", 0))
    await here.quota.refresh()
    assert await here.untold(1) == []  # two weeks ahead
    await here.days(6)
    await here.hours(23)
    await here.quota.refresh()
    await here.hours(1)
    first, second = here.line.shown["1"]
    assert ("不夠" in first, "不夠，2026-11-24起" in second) == (False, True)
    await here.quota.refresh()
    assert await here.untold(1) == []


async def test_an_allowance_that_does_again_ends_the_shortage_and_the_next_one_is_told_anew(living: Living) -> None:
    here = living(0)
    await here.settle(1, ("d1", 1))
    warned = []
    for allowed in (0, 9, 0):
        here.line.allowed = allowed
        with capture_logs() as logs:
            await here.quota.refresh()
            await here.quota.refresh()
        short = (await here.store.read(lambda c: backlog.look(c, MORNING, NOVEMBER))).short
        warned.append((len(logs), short))
    assert warned == [(1, {"line"}), (0, set()), (1, {"line"})]


async def test_many_are_planned_in_pieces(living: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quota, "PAGE", 2)
    here = living(3)
    for who in range(1, 7):
        await here.settle(who, ("d7", 1), ("d1", 7 - who))
    await here.quota.refresh()
    lanes = await here.lanes()
    assert {who: found for who, found in lanes.items() if "line" in found} == {
        4: ["", "line"],
        5: ["", "line"],
        6: ["line", "line"],  # on one day
    }


async def test_what_is_planned_anew_meanwhile_stays_so(living: Living) -> None:
    here = living(0)
    await here.settle(1, ("d7", 1), ("d1", 7))
    span = Span(MORNING, MORNING + timedelta(days=9))
    page = await here.store.read(lambda c: rations.waiting(c, "line", ["line"], span, rations.FIRST, 9))
    changed = rations.changes("line", ration(page.rows, 0), page.rows)
    later = update(reminder).where(reminder.c.lead == "d1").values(due_at=MORNING + timedelta(days=6))
    await here.store.write(lambda c: c.execute(later))
    await here.store.write(lambda c: rations.apply(c, changed))
    assert await here.lanes() == {1: ["", "line"]}


async def test_a_shortage_that_only_overdue_dates_will_make_is_told_ahead(living: Living) -> None:
    here = living(2)
    here.hands.now = MORNING - 14 * DAY
    await here.settle(1, ("n3", -13))
    await here.quota.refresh()
    assert await here.lanes() == {1: ["line"]}
    assert await here.untold(1) == ["不夠，2026-11-17起"]  # the third of them, which is not planned yet
    here.line.allowed = 9
    await here.quota.refresh()
    assert await here.untold(1) == []


async def test_so_is_one_at_the_beginning_of_the_next_month(living: Living) -> None:
    here = living(1)
    here.line.allowed = 1
    await here.settle(1, ("n3", 4))
    await here.hours(24)
    await here.quota.refresh()
    assert await here.untold(1) == []
    here.line.allowed = 0
    await here.quota.refresh()
    assert await here.untold(1) == ["不夠，2026-11-28起", "不夠，2026-12-01起"]


async def test_a_digest_that_did_not_arrive_has_told_nothing(living: Living) -> None:
    here = living(1)
    await here.settle(1, ("d0", 1), ("d7", 6))
    await here.quota.refresh()
    here.line.reached[NOVEMBER] = 1  # somebody else has used it up
    await here.days(1)
    assert here.line.shown == {}
    assert await here.untold(1) == ["不夠，2026-11-30起"]


async def test_the_beginning_of_the_next_month_is_told_in_this_one(living: Living) -> None:
    here = living(1)
    await here.settle(1, ("d1", 7), ("d1", 9))
    await here.quota.refresh()
    assert await here.lanes() == {1: ["line", "line"]}
    assert await here.untold(1) == []
    await here.days(2)
    await here.quota.refresh()
    assert await here.untold(1) == ["不夠，2026-12-03起"]


async def test_a_new_month_has_its_own_allowance(living: Living) -> None:
    here = living(1)
    await here.settle(1, ("d0", 1), ("d0", 7))
    await here.days(1)
    await here.quota.refresh()
    await here.days(6)
    assert len(here.line.shown["1"]) == 2
    assert here.line.refused == 0


async def test_the_operator_is_warned_once_a_month(living: Living) -> None:
    here = living(0)
    await here.settle(1, ("d7", 1), ("d7", 9))
    with capture_logs() as logs:
        for _ in range(10):
            await here.quota.refresh()
            await here.days(1)
    assert [(one["event"], one["first"]) for one in logs] == [
        ("pushes run short", "2026-11-25"),
        ("pushes run short", "2026-12-03"),
    ]


async def test_three_months_of_six_conveners_with_five_pushes_a_month(store: Store, dispatcher: Dispatcher) -> None:
    begin, end = (datetime(2027, month, 1, tzinfo=TAIPEI) for month in (4, 7))
    school = School(store, dispatcher, town(6), 5, (begin, end))
    await school.live()
    year = await store.read(lambda c: counted(c, end))
    assert year.lost == []
    found = [year.months[f"2027-{month:02}"] for month in (4, 5, 6)]
    assert [month.pushes for month in found] == [5, 5, 5]
    assert sum(month.ends["told"] for month in found) > 0
    assert sum(month.notices for month in found) > 0
    digests = select(message.c.id).where(message.c.retry_key != "", message.c.state.in_(["pending", "claimed"]))
    assert await store.read(lambda c: c.execute(digests).all()) == []
