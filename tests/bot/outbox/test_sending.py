"""Reminders leave once, whatever becomes of a try."""

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.channels.channel import CLOSED, Allowance, Pushed
from bot.outbox.pace import Pace
from bot.outbox.sending import Sender
from bot.store import digests as digests_
from bot.store import inbox, links, messages, persons, quotas
from bot.store.database import Store
from bot.store.tables import community, deadline, identity, membership, reminder
from tests.bot.outbox.conftest import Opened
from tests.bot.outbox.morning import (
    DAY,
    MINUTE,
    MORNING,
    TAIPEI,
    Hands,
    Owl,
    at,
    digests,
    due,
    many,
    person_at,
    states,
    whole_community,
    whole_date,
    words,
)

HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
AGAIN, PERHAPS, DEAD = Pushed("again"), Pushed("perhaps"), Pushed("dead")
Rows = list[dict[str, Any]]


async def given(store: Store, *ways: str, rows: Rows, group: bool = False, **wishes: Any) -> None:
    """Person 1 on these channels, who convenes a community with dates a and b, and these reminders of them."""

    def write(c: Connection) -> None:
        person_at(c, 1, *ways, group=group, **wishes)
        c.execute(insert(community), whole_community("c"))
        part = {"community_id": "c", "person_id": 1, "role": "convener", "place": 0, "is_current": True}
        c.execute(insert(membership), part)
        c.execute(insert(deadline), [whole_date("a", "c", title="甲"), whole_date("b", "c", title="乙")])
        c.execute(insert(reminder), rows)

    await store.write(write)


async def ticked(sender: Sender) -> None:
    """Looks once, and sends what is due."""
    await sender.tick()
    await sender.idle()


async def counted(store: Store) -> Counter[str]:
    return await store.read(states)


async def test_all_that_is_due_to_one_person_comes_in_one_message(store: Store, sender: Opened, owl: Owl) -> None:
    await given(store, "line", rows=[due("a", 1), due("b", 1), due("b", 1, "d0", at=MORNING + A_DAY)])
    async with sender(owl) as one:
        await ticked(one)
        await ticked(one)
    assert owl.arrived == {"1": ["甲:d1 乙:d1"]}
    assert await counted(store) == {"sent": 2, "pending": 1}
    (digest,) = await store.read(digests)
    assert (digest.state, digest.tries, digest.retry_key) == ("sent", 1, owl.pushes[0].retry_key)


async def test_many_people_get_one_message_each(store: Store, sender: Opened, owl: Owl) -> None:
    await store.write(lambda c: many(c, 1, 700))
    async with sender(owl) as one:
        await ticked(one)
    assert len(owl.arrived) == len(owl.pushes) == len({push.retry_key for push in owl.pushes}) == 700
    assert await counted(store) == {"sent": 700}


async def test_of_several_reminders_of_one_date_the_newest_is_said(store: Store, sender: Opened, owl: Owl) -> None:
    await given(store, "line", rows=[due("a", 1, "d7", at=MORNING - 6 * A_DAY), due("a", 1), due("b", 1)])
    async with sender(owl) as one:
        await ticked(one)
    assert owl.arrived["1"] == ["甲:d1 乙:d1"]
    assert await counted(store) == {"sent": 2, "merged": 1}


async def test_what_comes_late_says_so_and_what_is_over_is_recorded(
    store: Store, sender: Opened, owl: Owl, hands: Hands
) -> None:
    await given(store, "line", rows=[due("a", 1), due("b", 1, expires_at=MORNING + HOUR)])
    hands.forward(HOUR + MINUTE)
    async with sender(owl) as one:
        await ticked(one)
    assert owl.arrived["1"] == ["遲 甲:d1"]
    assert await counted(store) == {"sent": 1, "expired": 1}


@pytest.mark.parametrize(
    "change",
    [
        update(deadline).values(state="done"),
        update(deadline).values(day=DAY + A_DAY),
        update(community).values(open=False),
    ],
    ids=["done", "moved", "closed"],
)
async def test_what_is_not_so_any_more_is_not_said(store: Store, sender: Opened, owl: Owl, change: Any) -> None:
    await given(store, "line", rows=[due("a", 1)])
    await store.write(lambda c: c.execute(change))
    async with sender(owl) as one:
        await ticked(one)
    assert not owl.pushes
    assert await counted(store) == {"cancelled": 1}


async def test_nobody_is_woken(store: Store, sender: Opened, owl: Owl, hands: Hands) -> None:
    await given(store, "line", rows=[due("a", 1, at=MORNING + 13 * HOUR)])
    hands.forward(14 * HOUR)  # 22:00
    async with sender(owl) as one:
        await ticked(one)
        assert not owl.pushes
        hands.forward(9 * HOUR)  # 7:00
        await ticked(one)
    assert owl.arrived["1"] == ["甲:d1"]


async def test_a_digest_is_tried_again_word_for_word_with_its_key(
    store: Store, sender: Opened, owl: Owl, hands: Hands
) -> None:
    await given(store, "line", rows=[due("a", 1)])
    owl.fates = [AGAIN, RuntimeError("a bug")]
    async with sender(owl) as one:
        await ticked(one)
        await ticked(one)
        assert len(owl.pushes) == 1  # not at once
        await store.write(lambda c: c.execute(insert(reminder), due("b", 1, "d2")))
        for _ in range(5):
            hands.forward(MINUTE)
            await ticked(one)
    first, other, *rest = [push for push in owl.pushes if "甲" in push.reply.text]
    assert {(push.id, push.retry_key, push.reply.text) for push in (other, *rest)} == {
        (first.id, first.retry_key, first.reply.text)
    }
    assert len(rest) == 1
    assert owl.arrived["1"] == ["乙:d2", "甲:d1"]
    assert await counted(store) == {"sent": 2}


async def test_a_pause_holds_the_lane(store: Store, sender: Opened, owl: Owl) -> None:
    await store.write(lambda c: many(c, 1, 3))
    owl.pace, owl.fates = Pace(20), [Pushed("again", pause=600)]
    async with sender(owl) as one:
        await one.tick()
        while not (await counted(store))["gathered"] or len(owl.fates):
            await one.tick()
    assert len(owl.pushes) < 3
    found = await counted(store)
    assert found["pending"] + found["gathered"] == 3


async def test_on_line_what_may_have_arrived_is_given_up_before_its_key_is_forgotten(
    store: Store, sender: Opened, owl: Owl, hands: Hands
) -> None:
    await given(store, "line", rows=[due("a", 1)])
    owl.fates = [PERHAPS] * 1000
    async with sender(owl) as one:
        for _ in range(24 * 7):
            await ticked(one)
            hands.forward(10 * MINUTE)
    assert owl.arrived["1"] == ["甲:d1"]
    last = owl.pushes[-1]
    assert {push.retry_key for push in owl.pushes} == {last.retry_key}
    assert 20 < len(owl.pushes) <= 24 * 6
    (digest,) = await store.read(digests)
    assert digest.state == "dead"
    assert await standing(store) == [("pending", "")]


async def standing(store: Store) -> list[tuple[str, str]]:
    """State and lane of what was due that morning."""
    this = select(reminder.c.state, reminder.c.lane).where(reminder.c.lead == "d1")
    rows = await store.read(lambda c: c.execute(this).all())
    return [(row.state, row.lane) for row in rows]


async def test_on_telegram_what_may_have_arrived_is_sent_once_more_and_then_told_at_the_next_contact(
    store: Store, sender: Opened, hands: Hands
) -> None:
    await given(store, "telegram", rows=[due("a", 1, lane="telegram")])
    owl = Owl(name="telegram", fates=[*[AGAIN] * 3, PERHAPS, *[AGAIN] * 3, *[PERHAPS] * 9])
    async with sender(owl) as one:
        for _ in range(30):
            await ticked(one)
            hands.forward(10 * MINUTE)
    assert len(owl.arrived["1"]) == 2
    assert len(owl.pushes) == 3 + 1 + 3 + 1
    assert await standing(store) == [("pending", "")]


async def test_on_telegram_what_may_have_arrived_is_not_sent_again_at_once(
    store: Store, sender: Opened, hands: Hands
) -> None:
    await given(store, "telegram", rows=[due("a", 1, lane="telegram")])
    owl = Owl(name="telegram", fates=[PERHAPS])
    async with sender(owl) as one:
        await ticked(one)
        hands.forward(MINUTE / 4)
        await ticked(one)
        assert len(owl.pushes) == 1
        hands.forward(MINUTE)
        await ticked(one)
    assert len(owl.pushes) == 2
    assert await standing(store) == [("sent", "telegram")]


async def test_what_does_not_get_through_for_an_hour_goes_another_way(
    store: Store, sender: Opened, owl: Owl, hands: Hands
) -> None:
    await given(store, "line", "telegram", rows=[due("a", 1)])
    owl.fates, other = [AGAIN] * 99, Owl(name="telegram")
    async with sender(owl, other) as one:
        for _ in range(5):
            await ticked(one)
            hands.forward(11 * MINUTE)
        assert not other.pushes
        for _ in range(3):
            await ticked(one)
            hands.forward(10 * MINUTE)
    assert other.arrived == {"1": ["遲 甲:d1"]}
    assert await standing(store) == [("sent", "telegram")]


async def test_what_is_soon_of_no_use_goes_another_way_at_once(store: Store, sender: Opened, owl: Owl) -> None:
    await given(store, "line", "telegram", rows=[due("a", 1, expires_at=MORNING + HOUR / 2)])
    owl.fates, other = [AGAIN], Owl(name="telegram")
    async with sender(owl, other) as one:
        await ticked(one)
    assert other.arrived == {"1": ["甲:d1"]}


async def test_what_has_no_other_way_is_tried_on_and_says_that_it_is_late(
    store: Store, sender: Opened, owl: Owl, hands: Hands
) -> None:
    await given(store, "line", rows=[due("a", 1)])
    owl.fates = [AGAIN] * 20
    async with sender(owl) as one:
        for _ in range(30):
            await ticked(one)
            hands.forward(10 * MINUTE)
    assert owl.arrived["1"] == ["遲 甲:d1"]
    assert len(await store.read(digests)) == 1


async def test_where_a_messenger_takes_nothing_all_that_is_late_goes_another_way(
    store: Store, sender: Opened, owl: Owl, hands: Hands
) -> None:
    await store.write(lambda c: many(c, 1, 50))
    await store.write(
        lambda c: c.execute(insert(identity), [at(who, "telegram") | {"place": 1} for who in range(1, 50)])
    )
    owl.pace, other = Pace(20), Owl(name="telegram")
    owl.fates = [Pushed("again", pause=CLOSED)]
    hands.forward(HOUR)
    async with sender(owl, other) as one:
        await one.tick()
        while len(other.arrived) < 49:
            await one.tick()
    assert len(owl.pushes) == 1
    assert [(state, lane) for state, lane in await standing(store) if lane == "line"] == [("pending", "line")]


async def test_what_does_not_get_through_for_an_hour_is_told_at_a_contact_elsewhere(
    store: Store, sender: Opened, owl: Owl, hands: Hands
) -> None:
    await given(store, "line", rows=[due("a", 1)])
    owl.fates = [AGAIN] * 99
    async with sender(owl) as one:
        await ticked(one)
        hands.forward(HOUR - MINUTE)
        assert await told(store, hands) is None
        await ticked(one)
        hands.forward(2 * MINUTE)
        assert await told(store, hands) == "順 甲:d1"
        await ticked(one)
    assert len(owl.pushes) == 2
    assert await counted(store) == {"told": 1}


async def told(store: Store, hands: Hands) -> str | None:
    """What person 1 hears with an answer."""
    reply = await store.write(lambda c: digests_.told(c, words, 1, hands.bot()))
    return reply.text if reply else None


@pytest.mark.parametrize("fates", [[AGAIN] * 9, [DEAD]], ids=["taken back", "refused"])
async def test_what_surely_did_not_arrive_costs_nothing(
    store: Store, sender: Opened, owl: Owl, hands: Hands, fates: list[Pushed]
) -> None:
    await given(store, "line", rows=[due("a", 1, expires_at=MORNING + HOUR)])
    await store.write(lambda c: quotas.put(c, "line", "2026-11", Allowance(10, 4), MORNING))
    owl.fates = list(fates)
    async with sender(owl) as one:
        await ticked(one)
        hands.forward(HOUR)
        await ticked(one)
    allowance = await store.read(lambda c: quotas.get(c, "line", "2026-11"))
    assert allowance
    assert allowance.used == 4


async def test_what_may_have_arrived_is_paid(store: Store, sender: Opened, owl: Owl, hands: Hands) -> None:
    await given(store, "line", rows=[due("a", 1)])
    await store.write(lambda c: quotas.put(c, "line", "2026-11", Allowance(10, 4), MORNING))
    owl.fates = [PERHAPS, DEAD]
    async with sender(owl) as one:
        await ticked(one)
        hands.forward(MINUTE)
        await ticked(one)
    allowance = await store.read(lambda c: quotas.get(c, "line", "2026-11"))
    assert allowance
    assert allowance.used == 5


@pytest.mark.parametrize("lane", ["line", "telegram"])
async def test_what_is_tried_again_wakes_nobody_and_says_it_in_the_words_of_the_day(
    store: Store, sender: Opened, hands: Hands, lane: str
) -> None:
    evening = MORNING + 12 * HOUR
    await given(store, lane, rows=[due("a", 1, lane=lane, at=evening)], hour=time(20))
    hands.now, owl = evening, Owl(name=lane)
    owl.open.clear()
    async with sender(owl) as one:
        await one.tick()
        while not owl.pushes:
            await one.tick()
        await abandoned(one)
    owl.open.set()
    hands.now = evening + 6 * HOUR  # 2:00
    async with sender(owl) as one:
        await ticked(one)
        assert len(owl.pushes) == 1
        hands.forward(5 * HOUR)
        await ticked(one)
    assert owl.arrived["1"] == ["遲 甲:d1"]
    assert owl.pushes[0].retry_key == owl.pushes[1].retry_key
    assert await counted(store) == {"sent": 1}


async def test_the_oldest_of_several_decides_whether_they_come_late(
    store: Store, sender: Opened, owl: Owl, hands: Hands
) -> None:
    await given(store, "line", rows=[due("a", 1), due("b", 1, at=MORNING + 2 * HOUR)])
    hands.forward(2 * HOUR + MINUTE)
    async with sender(owl) as one:
        await ticked(one)
    assert owl.arrived["1"] == ["遲 甲:d1 乙:d1"]


FRIDAY = datetime(2026, 11, 27, 8, tzinfo=TAIPEI)


@pytest.mark.parametrize(
    ("due_at", "expires", "days"),
    [
        (FRIDAY, FRIDAY + 7 * A_DAY, {3: "甲:d1"}),  # said on Monday
        (FRIDAY, FRIDAY + 2 * A_DAY, {1: "遲 甲:d1"}),  # or too late
        (FRIDAY + A_DAY, FRIDAY + 7 * A_DAY, {1: "甲:d1"}),  # as was planned for a Saturday
    ],
)
async def test_what_is_late_waits_for_an_office_day_where_that_is_wanted(
    store: Store, sender: Opened, owl: Owl, hands: Hands, due_at: datetime, expires: datetime, days: dict[int, str]
) -> None:
    await given(store, "line", rows=[due("a", 1, at=due_at, expires_at=expires)], office_days=True)
    said = dict[int, str]()
    async with sender(owl) as one:
        for day in range(1, 5):
            hands.now = FRIDAY + day * A_DAY
            await ticked(one)
            for text in owl.arrived.pop("1", []):
                said[day] = text
    assert said == days


async def test_who_unlinks_a_channel_is_told_on_the_other_what_was_on_its_way(
    store: Store, sender: Opened, owl: Owl, hands: Hands
) -> None:
    await given(store, "line", "telegram", rows=[due("a", 1)])
    owl.fates, other = [PERHAPS], Owl(name="telegram")
    async with sender(owl, other) as one:
        await ticked(one)
        await store.write(lambda c: links.unlink(c, "line", "1", hands.bot()))
        hands.forward(MINUTE)
        await ticked(one)
        await ticked(one)
    assert len(owl.pushes) == 1
    assert other.arrived == {"1": ["甲:d1"]}


async def test_who_blocked_us_is_told_on_another_channel(store: Store, sender: Opened, owl: Owl) -> None:
    await given(store, "line", "telegram", rows=[due("a", 1)])
    other = Owl(name="telegram")
    owl.fates = [Pushed("dead", blocked=True)]
    async with sender(owl, other) as one:
        await ticked(one)
    assert other.arrived == {"1": ["甲:d1"]}
    assert await standing(store) == [("sent", "telegram")]
    here = select(identity.c.state).where(identity.c.channel == "line")
    assert await store.read(lambda c: c.scalar(here)) == "blocked"


async def test_what_no_channel_takes_waits_for_the_next_contact(store: Store, sender: Opened, owl: Owl) -> None:
    await given(store, "line", "telegram", rows=[due("a", 1)])
    owl.fates, other = [DEAD] * 9, Owl(name="telegram", fates=[DEAD] * 9)
    async with sender(owl, other) as one:
        await ticked(one)
    assert (len(owl.pushes), len(other.pushes)) == (1, 1)
    assert await standing(store) == [("pending", "")]


async def test_a_group_that_moved_is_reminded_at_its_new_address(store: Store, sender: Opened, hands: Hands) -> None:
    await given(store, "telegram", rows=[due("a", 1, lane="telegram")], group=True)
    owl = Owl(name="telegram", fates=[Pushed("again", moved="-100")])
    async with sender(owl) as one:
        await ticked(one)
        hands.forward(MINUTE)
        await ticked(one)
    assert owl.arrived == {"-100": ["甲:d1"]}


async def test_what_the_months_allowance_does_not_reach_for_goes_another_way(
    store: Store, sender: Opened, owl: Owl
) -> None:
    await store.write(lambda c: many(c, 1, 5))
    await store.write(lambda c: quotas.put(c, "line", "2026-11", Allowance(3, 0), MORNING))
    async with sender(owl) as one:
        await ticked(one)
    assert len(owl.arrived) == 3
    assert sorted(await standing(store)) == [("pending", "")] * 2 + [("sent", "line")] * 3


async def test_when_line_says_that_the_month_is_used_up_nothing_more_is_pushed(
    store: Store, sender: Opened, owl: Owl
) -> None:
    await store.write(lambda c: many(c, 1, 5))
    await store.write(lambda c: quotas.put(c, "line", "2026-11", Allowance(300, 0), MORNING))
    owl.pace, owl.fates = Pace(20), [Pushed("quota")]
    async with sender(owl) as one:
        await ticked(one)
        sent = len(owl.arrived)
        await store.write(lambda c: many(c, 6, 5))
        await ticked(one)
    assert len(owl.arrived) == sent < 5
    assert await counted(store) == Counter(sent=sent, pending=10 - sent)


async def test_words_that_fail_hold_up_nobody_else(
    store: Store, sender: Opened, owl: Owl, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.write(lambda c: many(c, 1, 3))
    await store.write(lambda c: c.execute(update(deadline).where(deadline.c.id == "d2").values(title="破")))
    monkeypatch.setattr("tests.bot.outbox.conftest.words", fails_once(title="破"))
    async with sender(owl) as one:
        await ticked(one)
        assert set(owl.arrived) == {"1", "3"}
        hands.forward(11 * MINUTE)
        await ticked(one)
    assert set(owl.arrived) == {"1", "2", "3"}


def fails_once(title: str) -> Any:
    """Words that are lacking once."""
    from tests.bot.outbox.morning import words

    failed = list[str]()

    def said(items: Any, now: Any, late: bool, told: bool) -> Any:
        if items[0].deadline.title == title and not failed:
            failed.append(title)
            raise RuntimeError("no words")
        return words(items, now, late, told)

    return said


async def test_a_digest_is_not_tried_again_when_something_in_it_changed(
    store: Store, sender: Opened, owl: Owl, hands: Hands
) -> None:
    await given(store, "line", rows=[due("a", 1), due("b", 1)])
    owl.fates = [AGAIN]
    async with sender(owl) as one:
        await ticked(one)
        await store.write(lambda c: c.execute(update(deadline).where(deadline.c.id == "b").values(state="done")))
        hands.forward(MINUTE)
        await ticked(one)
    assert owl.arrived["1"] == ["甲:d1"]
    assert await counted(store) == {"sent": 1, "cancelled": 1}
    assert [one.state for one in await store.read(digests)] == ["cancelled", "sent"]


async def test_on_another_day_what_did_not_arrive_is_put_into_new_words(
    store: Store, sender: Opened, owl: Owl, hands: Hands
) -> None:
    await given(store, "line", rows=[due("a", 1)])
    owl.fates = [AGAIN]
    async with sender(owl) as one:
        await ticked(one)
        hands.forward(A_DAY)
        await ticked(one)
    assert owl.arrived["1"] == ["遲 甲:d1"]
    assert owl.pushes[0].retry_key != owl.pushes[1].retry_key


async def test_a_new_process_sends_again_what_was_on_the_wire(store: Store, sender: Opened, owl: Owl) -> None:
    await given(store, "line", rows=[due("a", 1)])
    owl.open.clear()
    async with sender(owl) as one:
        await one.tick()
        while not owl.pushes:
            await one.tick()
        await abandoned(one)
    owl.open.set()
    async with sender(owl) as one:
        await ticked(one)
    assert [push.retry_key for push in owl.pushes] == [owl.pushes[0].retry_key] * 2
    assert await counted(store) == {"sent": 1}


async def abandoned(sender: Sender) -> None:
    """Ends a sender without ceremony."""
    for lane in sender._lanes.values():
        await lane.close(0)


async def test_closing_waits_for_what_is_on_the_wire_and_claims_nothing_more(
    store: Store, sender: Opened, owl: Owl
) -> None:
    await store.write(lambda c: many(c, 1, 50))
    owl.pace = Pace(50)
    async with sender(owl) as one:
        await one.tick()
        while not owl.pushes:
            await one.tick()
    assert 0 < len(owl.arrived) < 50
    found = await counted(store)
    assert found == {"sent": len(owl.arrived), "pending": 50 - len(owl.arrived)}


async def test_a_digest_is_no_reply_that_the_desk_takes_up(store: Store, sender: Opened, owl: Owl) -> None:
    await given(store, "line", rows=[due("a", 1)])
    owl.fates = [AGAIN]
    async with sender(owl) as one:
        await ticked(one)
    assert await store.read(lambda c: messages.unfinished(c, ["line"])) == []
    await store.write(lambda c: persons.set_state(c, "line", "1", "blocked", MORNING))
    assert await standing(store) == [("pending", "")]


async def test_a_digest_is_forgotten_after_a_while_and_that_it_was_sent_is_not(
    store: Store, sender: Opened, owl: Owl
) -> None:
    await given(store, "line", rows=[due("a", 1)])
    async with sender(owl) as one:
        await ticked(one)
    await store.write(lambda c: inbox.tidy(c, MORNING - MINUTE))
    assert len(await store.read(digests)) == 1
    await store.write(lambda c: inbox.tidy(c, MORNING + MINUTE))
    assert await store.read(digests) == []
    assert await counted(store) == {"sent": 1}


@pytest.mark.parametrize("lane", ["line", "telegram"])
async def test_what_may_have_arrived_on_line_is_tried_again_as_long_as_something_in_it_holds(
    store: Store, sender: Opened, hands: Hands, lane: str
) -> None:
    await given(store, lane, rows=[due("a", 1, lane=lane), due("b", 1, lane=lane)])
    owl = Owl(name=lane, fates=[Pushed("perhaps")])
    async with sender(owl) as one:
        await ticked(one)
        await store.write(lambda c: c.execute(update(deadline).where(deadline.c.id == "b").values(state="done")))
        hands.forward(MINUTE)
        await ticked(one)
    known = lane == "line"  # by its key
    assert len(owl.arrived["1"]) == (1 if known else 2)
    assert await counted(store) == ({"sent": 2} if known else {"sent": 1, "cancelled": 1})
