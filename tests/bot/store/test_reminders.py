"""Reminders follow whatever becomes of dates, communities and people, in the same transaction."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select, update

from bot.channels.channel import Allowance
from bot.store import changes, lanes, links, memberships, persons, privacy, quotas, reminders, rounds, wishes
from bot.store.database import Store
from bot.store.errors import Forbidden, Overtaken
from bot.store.tables import message, reminder
from bot.store.wishes import StoredReminders
from bot.turns import Desk
from handlers.changes import (
    Alter,
    Forget,
    Invite,
    Join,
    Leave,
    SetDeadlines,
    SetReminded,
    SetWishes,
    Snooze,
    Unlink,
    UseLink,
)
from handlers.dispatch import Dispatcher
from handlers.ports import Reminders
from handlers.records import Deadline, Wishes
from handlers.topic import Person
from tests.bot.store.village import CODE, COMMUNITY, ID, WEEK, do, founded, joined, someone
from tests.bot.turns.pigeon import Office, Pigeon

DAY = timedelta(days=1)
DATE = Deadline("plan", ID, "申請書", date(2026, 12, 1))  # nine days after `now`
LATER = Deadline("late", ID, "成果報告", date(2026, 12, 24), kind="report")
ALL = ("pending", "gathered", "sent", "told", "merged", "expired", "cancelled")


def put(c: Connection, person: int, now: datetime, *dates: Deadline, operation: str = "add") -> None:
    """Dates as they are from now on."""
    do(c, person, SetDeadlines(f"{operation} {[one.version for one in dates]}", operation, dates), now)


def village(c: Connection, now: datetime, *dates: Deadline) -> int:
    """A community with dates; who convenes it."""
    convener = founded(c, now)
    put(c, convener, now, *(dates or (DATE,)))
    return convener


def rows(c: Connection, person: int, states: Collection[str] = ("pending",)) -> list[Any]:
    """Somebody's reminders, in the order in which they are due."""
    mine = select(reminder).where(reminder.c.person_id == person, reminder.c.state.in_(states))
    return list(c.execute(mine.order_by(reminder.c.due_at, reminder.c.id)))


def leads(c: Connection, person: int, states: Collection[str] = ("pending",)) -> list[str]:
    """What somebody is reminded of."""
    return [f"{row.deadline_id} {row.lead}" for row in rows(c, person, states)]


def became(c: Connection, row: Any, state: str, digest: int | None = None) -> None:
    """What the sending does to a reminder."""
    c.execute(update(reminder).where(reminder.c.id == row.id).values(state=state, message_id=digest))


def gathered(c: Connection, person: int, now: datetime, state: str, *those: Any, address: str = "王老師") -> int:
    """A digest that says these; its id."""
    kept = {"inbox_id": None, "position": 0, "person_id": person, "channel": "line", "address": address}
    texts = {"about": "", "body": "{}", "state": state, "created_at": now, "next_at": now}
    digest = c.execute(message.insert().values(kept | texts)).inserted_primary_key[0]
    for row in those:
        became(c, row, "gathered", digest)
    return int(digest)


def state_of(c: Connection, digest: int) -> str | None:
    """Of a digest; None where it is gone."""
    found: str | None = c.scalar(select(message.c.state).where(message.c.id == digest))
    return found


# --- dates ---


def test_a_new_date_is_planned_at_once(c: Connection, now: datetime) -> None:
    convener = village(c, now, DATE, LATER)
    assert leads(c, convener) == ["plan d7", "plan d1", "plan d0", "late d14", "late d7", "late d1", "late d0"]
    first = rows(c, convener)[0]
    assert (first.due_at, first.expires_at) == (now.replace(day=24, hour=8), now.replace(month=12, day=2, hour=0))
    assert (first.lane, first.day, first.version) == ("line", DATE.day, 1)


def test_nothing_about_the_past_is_said_of_a_new_date(c: Connection, now: datetime) -> None:
    convener = village(c, now, replace(DATE, day=now.date() + DAY), replace(LATER, day=now.date() - 9 * DAY))
    assert leads(c, convener, ALL) == ["plan d0", "late n12"]


def test_a_date_that_moves_is_planned_anew_and_one_that_is_noted_is_not(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    before = rows(c, convener)
    put(c, convener, now, replace(DATE, note="帶印章", version=2), operation="note")
    assert rows(c, convener) == before
    put(c, convener, now, replace(DATE, day=DATE.day + DAY, version=3), operation="move")
    assert [row.state for row in rows(c, convener, ALL) if row.version == 1] == ["cancelled"] * 3
    assert [(row.lead, row.version, row.due_at.day) for row in rows(c, convener)] == [
        ("d7", 3, 25),
        ("d1", 3, 1),
        ("d0", 3, 2),
    ]


@pytest.mark.parametrize("state", ["done", "cancelled"])
def test_of_what_is_done_or_cancelled_nobody_is_reminded_until_it_is_open_again(
    c: Connection, now: datetime, state: Any
) -> None:
    convener = village(c, now)
    put(c, convener, now, replace(DATE, state=state, version=2), operation="done")
    assert leads(c, convener) == []
    put(c, convener, now, replace(DATE, version=3), operation="reopen")
    assert leads(c, convener) == ["plan d7", "plan d1", "plan d0"]


def test_what_was_said_of_a_day_is_not_said_again(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    morning = now.replace(day=24, hour=8, minute=1)
    for state in ("sent", "told", "merged"):
        became(c, rows(c, convener, ("pending", *reminders.SAID))[0], state)
        do(c, convener, SetWishes(Wishes(hour=time(20))), morning)
        assert leads(c, convener) == ["plan d1", "plan d0"]
    put(c, convener, morning, replace(DATE, day=DATE.day + DAY, version=2), operation="move")
    assert leads(c, convener) == ["plan d7", "plan d1", "plan d0"]
    put(c, convener, morning, replace(DATE, version=3), operation="undo")
    assert leads(c, convener) == ["plan d1", "plan d0"]


def test_what_another_hour_brings_forward_into_the_past_is_due_now_and_not_late(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    do(c, convener, SetWishes(Wishes(hour=time(20))), now)
    noon = now.replace(day=24, hour=12)
    do(c, convener, SetWishes(Wishes(hour=time(8))), noon)
    assert [row.due_at for row in rows(c, convener)][:2] == [noon, now.replace(day=30, hour=8)]
    do(c, convener, SetWishes(Wishes(hour=time(7))), noon + DAY)
    assert rows(c, convener)[0].due_at == noon  # it waits for longer than that


def test_what_nobody_was_there_to_plan_is_late_or_recorded(c: Connection, now: datetime) -> None:
    convener = village(c, now, replace(DATE, day=now.date()))
    rounds.over(c, now)
    later = now + 7 * DAY
    missed = rounds.last(c, later)
    reminders.replan(c, ID, later, missed=missed)
    reminders.replan(c, ID, later, missed=missed)
    assert leads(c, convener, ("expired",)) == ["plan n3"]
    assert leads(c, convener) == ["plan n6", "plan n9"]


def test_what_was_due_before_somebody_came_is_not_missed(c: Connection, now: datetime) -> None:
    convener = village(c, now, replace(DATE, day=now.date() - 4 * DAY))
    for day in range(1, 3):
        reminders.replan(c, ID, now + day * DAY, missed=rounds.last(c, now + day * DAY))
        rounds.over(c, now + day * DAY)
    assert leads(c, convener, ALL) == ["plan n6", "plan n9"]  # and no n3


def test_what_is_due_and_not_said_yet_waits_on(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    put(c, convener, now + 3 * DAY, replace(DATE, note="帶印章", version=2), operation="note")
    assert leads(c, convener) == ["plan d7", "plan d1", "plan d0"]


@pytest.mark.parametrize("state", ["sent", "told", "merged", "expired"])
def test_what_has_an_outcome_keeps_it_even_where_the_clock_is_put_back(
    c: Connection, now: datetime, state: str
) -> None:
    convener = village(c, now)
    became(c, rows(c, convener)[0], state)
    reminders.replan(c, ID, now)
    assert (leads(c, convener, [state]), leads(c, convener)) == (["plan d7"], ["plan d1", "plan d0"])


def test_after_a_date_one_reminder_after_the_other_is_planned(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    assert rounds.planned(c, now) == [ID]
    for days, expected in ((9, []), (10, ["n3"]), (12, ["n3", "n6"]), (16, ["n3", "n6", "n9"])):
        reminders.replan(c, ID, now + days * DAY)
        assert [row.lead for row in rows(c, convener) if row.lead.startswith("n")] == expected


def test_those_can_be_planned_anew_who_have_something_open_that_is_not_long_past(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    assert rounds.planned(c, now + 43 * DAY) == [ID]  # its last reminder is of use until the day before
    assert rounds.planned(c, now + 60 * DAY) == []
    put(c, convener, now, replace(DATE, state="done", version=2), operation="done")
    assert rounds.planned(c, now) == []
    put(c, convener, now, replace(DATE, version=3), operation="reopen")
    do(c, convener, Alter(replace(COMMUNITY, open=False, version=2)), now)
    assert rounds.planned(c, now) == []


def test_each_day_those_are_planned_in_whom_only_the_day_has_changed_something(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    days = (0, 9, 10, 43, 60)
    assert [rounds.daily(c, now + day * DAY) for day in days] == [[], [], [ID], [ID], []]
    put(c, convener, now, replace(DATE, kind="meeting", version=2), operation="move")
    assert rounds.daily(c, now + 10 * DAY) == []  # nobody is reminded of a meeting that is over


def tidied(c: Connection, now: datetime) -> int:
    """How many are deleted."""
    return sum(rounds.tidy(c, first, now) for first in rounds.batches(c))


def test_what_ended_is_kept_for_more_than_a_year_after_its_date(c: Connection, now: datetime) -> None:
    convener = village(c, now, DATE, LATER)
    for row, state in zip(rows(c, convener), ("sent", "told", "merged", "expired", "cancelled"), strict=False):
        became(c, row, state)
    before = len(rows(c, convener, ALL))
    assert tidied(c, now + 409 * DAY) == 0
    assert (tidied(c, now + 410 * DAY), tidied(c, now + 410 * DAY)) == (3, 0)  # of the nearer date
    assert len(rows(c, convener, ALL)) == before - 3


@pytest.mark.parametrize("state", ["pending", "gathered"])
def test_what_has_not_ended_is_never_deleted(c: Connection, now: datetime, state: str) -> None:
    convener = village(c, now)
    for row in rows(c, convener):
        became(c, row, state)
    assert tidied(c, now + 1000 * DAY) == 0


def test_what_was_deleted_is_not_planned_again(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    for row in rows(c, convener):
        became(c, row, "sent")
    later = now + 410 * DAY
    assert tidied(c, later) == 3
    reminders.replan(c, ID, later)
    reminders.replan_person(c, convener, later)
    assert rows(c, convener, ALL) == []


def test_few_are_deleted_at_a_time(c: Connection, now: datetime) -> None:
    convener = village(c, now, *(replace(DATE, id=f"{number}") for number in range(400)))
    for row in rows(c, convener):
        became(c, row, "sent")
    gone = [rounds.tidy(c, first, now + 410 * DAY) for first in rounds.batches(c)]
    assert (sum(gone), max(gone)) == (1200, rounds.BATCH)


def test_planning_once_more_changes_nothing(c: Connection, now: datetime) -> None:
    convener = village(c, now, DATE, LATER)
    before = rows(c, convener, ALL)
    reminders.replan(c, ID, now)
    reminders.replan_person(c, convener, now)
    assert rows(c, convener, ALL) == before


# --- communities and who is in them ---


def test_a_community_has_its_own_days_and_none_when_it_is_closed(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    do(c, convener, Alter(replace(COMMUNITY, leads=(5,), version=2)), now)
    assert leads(c, convener) == ["plan d5"]
    do(c, convener, Alter(replace(COMMUNITY, open=False, version=3)), now)
    assert leads(c, convener) == []
    do(c, convener, Alter(replace(COMMUNITY, version=4)), now)
    assert leads(c, convener) == ["plan d7", "plan d1", "plan d0"]


def test_who_comes_in_to_help_is_reminded_and_a_member_only_if_they_want(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    co, member = joined(c, convener, "林老師", now, "co"), joined(c, convener, "third", now)
    assert (len(leads(c, co)), leads(c, member, ALL)) == (3, [])
    do(c, member, SetReminded(ID, reminded=True), now)
    do(c, co, SetReminded(ID, reminded=False), now)
    assert (leads(c, co), len(leads(c, member)), len(leads(c, convener))) == ([], 3, 3)


def test_after_a_handover_the_new_convener_is_reminded_and_the_old_one_is_not(c: Connection, now: datetime) -> None:
    convener, newcomer = village(c, now), someone(c, "林老師", now)
    do(c, convener, Invite(CODE, ID, "convener", now + WEEK, hand_over=True), now)
    do(c, newcomer, Join(CODE), now)
    assert (leads(c, convener), len(leads(c, newcomer))) == ([], 3)


def test_who_leaves_hears_nothing_more_and_begins_anew_in_the_same_community(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    co = joined(c, convener, "林老師", now, "co")
    do(c, co, Snooze(DATE.id), now)
    do(c, co, Leave(ID), now)
    assert (leads(c, co), len(leads(c, convener))) == ([], 3)
    do(c, convener, Invite(CODE, ID, "co", now + WEEK), now)
    do(c, co, Join(CODE), now)
    assert len(leads(c, co)) == 3


def test_a_group_is_reminded_if_it_is_wanted_there(c: Connection, now: datetime) -> None:
    village(c, now)
    memberships.enter(c, ID, group := someone(c, "C1", now, group=True), "member")
    reminders.replan(c, ID, now)
    assert leads(c, group, ALL) == []
    do(c, group, SetReminded(ID, reminded=True), now)
    assert len(leads(c, group)) == 3
    persons.set_state(c, "line", "C1", "left", now)
    assert {row.lane for row in rows(c, group)} == {""}


# --- wishes ---


def test_wishes_move_what_is_planned(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    before = [row.id for row in rows(c, convener)]
    do(c, convener, SetWishes(Wishes(hour=time(18))), now)
    assert [(row.id, row.due_at.hour) for row in rows(c, convener)] == [(one, 18) for one in before]
    do(c, convener, SetWishes(Wishes(leads=(2,))), now)
    assert leads(c, convener) == ["plan d2"]


def test_who_wants_none_has_none_until_they_want_them_again(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    before = [row.id for row in rows(c, convener)]
    do(c, convener, SetWishes(Wishes(on=False)), now)
    assert (leads(c, convener), len(leads(c, convener, ["cancelled"]))) == ([], 3)
    do(c, convener, SetWishes(Wishes(hour=time(9))), now)
    assert [(row.id, row.due_at.hour) for row in rows(c, convener)] == [(one, 9) for one in before]


def test_a_snooze_holds_for_one_person_and_date(c: Connection, now: datetime) -> None:
    convener = village(c, now, DATE, LATER)
    co = joined(c, convener, "林老師", now, "co")
    do(c, convener, Snooze(DATE.id, date(2026, 11, 26)), now)
    assert leads(c, convener)[:3] == ["plan s2026-11-26", "plan d1", "plan d0"]
    assert len(leads(c, convener)) == len(leads(c, co)) == 7
    do(c, convener, Snooze(DATE.id), now)
    assert leads(c, convener) == ["late d14", "late d7", "late d1", "late d0"]
    do(c, convener, Snooze(DATE.id, over=True), now)
    assert leads(c, convener) == leads(c, co)


def test_who_snoozes_twice_is_told_twice(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    do(c, convener, Snooze(DATE.id, date(2026, 11, 23)), now)
    became(c, rows(c, convener)[0], "sent")
    do(c, convener, Snooze(DATE.id, date(2026, 11, 25)), now + DAY)
    assert leads(c, convener) == ["plan s2026-11-25", "plan d1", "plan d0"]


@pytest.mark.parametrize("change", [SetReminded(ID, reminded=True), Snooze(DATE.id)])
def test_strangers_wish_nothing_of_a_community(c: Connection, now: datetime, change: SetReminded | Snooze) -> None:
    village(c, now)
    with pytest.raises(Forbidden):
        do(c, someone(c, "林老師", now), change, now)


def test_nobody_snoozes_a_date_that_is_gone(c: Connection, now: datetime) -> None:
    with pytest.raises(Overtaken):
        do(c, founded(c, now), Snooze("gone"), now)


# --- where people are ---


def linked(c: Connection, person: int, now: datetime, channel: str = "telegram", address: str = "77") -> int:
    """Somebody who comes by a code on another channel, too."""
    persons.meet(c, channel, address, now)
    known = persons.of(c, channel, address)
    assert known
    code = links.new_code()
    links.give(c, person, code, "line", now + WEEK, now)
    here = {"channel": channel, "address": address, "person": known.id}
    return changes.apply(c, UseLink(code), conversation=Person(), now=now, at=now, **here)


def lanes_of(c: Connection, person: int) -> set[str]:
    """Where somebody is reminded."""
    return {row.lane for row in rows(c, person)}


def test_reminders_go_where_somebody_came_first_and_can_be_reached(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    linked(c, convener, now)
    assert (lanes_of(c, convener), lanes.lane(c, convener)) == ({"line"}, "line")
    persons.set_state(c, "line", "王老師", "blocked", now)
    assert (lanes_of(c, convener), lanes.lane(c, convener)) == ({"telegram"}, "telegram")
    persons.set_state(c, "telegram", "77", "blocked", now)
    assert (lanes_of(c, convener), lanes.lane(c, convener)) == ({""}, "")
    persons.meet(c, "telegram", "77", now)
    assert lanes_of(c, convener) == {"telegram"}


def test_on_the_web_nobody_is_told_unasked(c: Connection, now: datetime) -> None:
    person = persons.meet(c, "web", "here", now)
    village(c, now)
    memberships.enter(c, ID, person, "co")
    reminders.replan(c, ID, now)
    assert lanes_of(c, person) == {""}


def test_what_waits_for_the_next_contact_is_told_there_though_a_messenger_was_linked(
    c: Connection, now: datetime
) -> None:
    person = persons.meet(c, "web", "here", now)
    village(c, now)
    memberships.enter(c, ID, person, "co")
    reminders.replan(c, ID, now)
    later = now + 3 * DAY
    linked(c, person, later)
    assert [(row.lead, row.lane) for row in rows(c, person)] == [("d7", ""), ("d1", "telegram"), ("d0", "telegram")]


def test_a_channel_that_was_unlinked_is_a_stranger_s(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    linked(c, convener, now)
    alone = do(c, convener, Unlink(), now, address="王老師")
    assert (lanes_of(c, convener), rows(c, alone, ALL)) == ({"telegram"}, [])


def test_of_two_who_were_one_nobody_is_told_what_the_other_was_told(c: Connection, now: datetime) -> None:
    convener, morning = village(c, now, DATE, LATER), now.replace(day=24, hour=9)
    other = someone(c, "林老師", now)
    memberships.enter(c, ID, other, "co")
    do(c, other, SetWishes(Wishes(hour=time(20))), now)
    became(c, rows(c, convener)[0], "sent")
    links.give(c, other, CODE, "line", now + WEEK, now)
    do(c, convener, UseLink(CODE), morning, address="王老師")
    assert rows(c, convener, ALL) == []
    assert leads(c, other, ["sent"]) == ["plan d7"]
    assert leads(c, other) == ["plan d1", "plan d0", "late d14", "late d7", "late d1", "late d0"]


def test_of_two_who_were_one_nobody_is_told_twice_though_the_date_was_noted_between(
    c: Connection, now: datetime
) -> None:
    convener, other, morning = village(c, now), someone(c, "林老師", now), now.replace(day=24, hour=9)
    became(c, rows(c, convener)[0], "sent")
    put(c, convener, now, replace(DATE, note="帶印章", version=2), operation="note")
    memberships.enter(c, ID, other, "co")
    do(c, other, SetWishes(Wishes(hour=time(20))), now)
    links.give(c, other, CODE, "line", now + WEEK, now)
    do(c, convener, UseLink(CODE), morning, address="王老師")
    assert (leads(c, other, ["sent"]), leads(c, other)) == (["plan d7"], ["plan d1", "plan d0"])


def test_of_two_who_were_one_the_survivor_s_wishes_hold_and_the_other_s_where_there_are_none(
    c: Connection, now: datetime
) -> None:
    convener, other = village(c, now, DATE, LATER), someone(c, "林老師", now)
    do(c, convener, SetWishes(Wishes(hour=time(20))), now)
    do(c, convener, SetReminded(ID, reminded=False), now)
    do(c, convener, Snooze(DATE.id), now)
    do(c, convener, Snooze(LATER.id), now)
    memberships.enter(c, ID, other, "co")
    do(c, other, Snooze(DATE.id, date(2026, 11, 30)), now)
    links.give(c, other, CODE, "line", now + WEEK, now)
    do(c, convener, UseLink(CODE), now, address="王老師")
    assert (wishes.get(c, other), leads(c, other)) == (Wishes(hour=time(20)), [])
    do(c, other, SetReminded(ID, reminded=True), now)
    assert leads(c, other) == ["plan s2026-11-30", "plan d0"]


def test_who_said_themselves_that_they_want_to_be_reminded_is_though_the_other_did_not(
    c: Connection, now: datetime
) -> None:
    convener, other = village(c, now), someone(c, "林老師", now)
    memberships.enter(c, ID, other, "co")
    do(c, convener, SetReminded(ID, reminded=False), now)
    do(c, other, SetReminded(ID, reminded=True), now)
    links.give(c, other, CODE, "line", now + WEEK, now)
    do(c, convener, UseLink(CODE), now, address="王老師")
    assert leads(c, other) == ["plan d7", "plan d1", "plan d0"]


# --- digests on their way ---


def test_a_digest_that_is_to_be_tried_again_is_withdrawn_with_what_it_says(c: Connection, now: datetime) -> None:
    convener, morning = village(c, now, DATE, replace(DATE, id="other")), now.replace(day=24, hour=9)
    both = [row for row in rows(c, convener) if row.lead == "d7"]
    digest = gathered(c, convener, now, "pending", *both)
    put(c, convener, morning, replace(DATE, note="帶印章", version=2), operation="note")
    assert (state_of(c, digest), len(rows(c, convener, ["gathered"]))) == ("pending", 2)
    put(c, convener, morning, replace(DATE, state="done", version=3), operation="done")
    assert (state_of(c, digest), rows(c, convener, ["gathered"])) == ("cancelled", [])
    assert leads(c, convener) == ["other d7", "other d1", "other d0"]
    assert {row.message_id for row in rows(c, convener)} == {None}


def test_a_digest_that_is_withdrawn_unsent_costs_nothing(c: Connection, now: datetime) -> None:
    convener, month = village(c, now), quotas.month(now)
    quotas.put(c, "line", month, Allowance(10, 4), now)
    assert quotas.take(c, "line", month, 1)
    gathered(c, convener, now, "pending", rows(c, convener)[0])
    put(c, convener, now, replace(DATE, state="done", version=2), operation="done")
    assert quotas.get(c, "line", month) == Allowance(10, 4)


def test_what_was_merged_with_another_has_its_outcome_whatever_becomes_of_the_digest(
    c: Connection, now: datetime
) -> None:
    convener, morning = village(c, now), now.replace(day=30, hour=9)
    before, newest, _ = rows(c, convener)
    digest = gathered(c, convener, now, "pending", newest)
    became(c, before, "merged", digest)
    do(c, convener, Snooze(DATE.id), morning)
    assert (state_of(c, digest), leads(c, convener, ["merged"])) == ("cancelled", ["plan d7"])
    assert leads(c, convener, ["cancelled"]) == ["plan d1", "plan d0"]


def test_what_is_on_the_wire_is_cancelled_there_so_that_it_is_not_tried_again(c: Connection, now: datetime) -> None:
    convener, morning = village(c, now, DATE, replace(DATE, id="other")), now.replace(day=24, hour=9)
    both = [row for row in rows(c, convener) if row.lead == "d7"]
    digest = gathered(c, convener, now, "claimed", *both)
    put(c, convener, morning, replace(DATE, state="done", version=2), operation="done")
    assert (state_of(c, digest), leads(c, convener, ["gathered"])) == ("claimed", ["other d7"])
    assert leads(c, convener) == ["other d1", "other d0"]


def test_what_was_on_its_way_to_one_who_blocks_us_goes_another_way(c: Connection, now: datetime) -> None:
    convener, morning = village(c, now), now.replace(day=24, hour=9)
    linked(c, convener, now)
    digest = gathered(c, convener, now, "pending", rows(c, convener)[0])
    persons.set_state(c, "line", "王老師", "blocked", morning)
    assert (state_of(c, digest), [(row.lead, row.lane) for row in rows(c, convener)]) == (
        "cancelled",
        [("d7", "telegram"), ("d1", "telegram"), ("d0", "telegram")],
    )


def test_what_was_on_its_way_to_a_channel_that_is_unlinked_goes_another_way(c: Connection, now: datetime) -> None:
    convener, morning = village(c, now), now.replace(day=24, hour=9)
    linked(c, convener, now)
    digest = gathered(c, convener, now, "pending", rows(c, convener)[0])
    do(c, convener, Unlink(), morning, address="王老師")
    assert (state_of(c, digest), lanes_of(c, convener)) == ("cancelled", {"telegram"})


def test_a_digest_follows_a_group_to_its_new_address(c: Connection, now: datetime) -> None:
    group = someone(c, "C1", now, group=True)
    digest = gathered(c, group, now, "pending", address="C1")
    sent = gathered(c, group, now, "sent", address="C1")
    persons.move(c, "line", "C1", "C2", now)
    where = {row.id: row.address for row in c.execute(select(message))}
    assert where == {digest: "C2", sent: "C1"}


# --- who is forgotten, and what is over ---


def test_who_is_forgotten_leaves_no_reminder_no_wish_and_no_digest(c: Connection, now: datetime) -> None:
    convener = village(c, now, DATE, LATER)
    co = joined(c, convener, "林老師", now, "co")
    do(c, co, SetWishes(Wishes(hour=time(20))), now)
    do(c, co, Snooze(DATE.id), now)
    (first, second, *_) = rows(c, co)
    digests = [
        gathered(c, co, now, state, row, address="林老師") for state, row in (("sent", first), ("claimed", second))
    ]
    do(c, co, Forget(), now)
    assert rows(c, co, ALL) == []
    assert [state_of(c, one) for one in digests] == [None, None]
    assert (wishes.get(c, co), len(rows(c, convener))) == (Wishes(), 7)


def test_a_digest_to_an_address_is_forgotten_with_it_whoever_it_was_then(c: Connection, now: datetime) -> None:
    convener = village(c, now)
    linked(c, convener, now)
    first = rows(c, convener)[0]
    digest = gathered(c, convener, now, "sent", first)
    became(c, first, "sent", digest)
    alone = do(c, convener, Unlink(), now, address="王老師")
    do(c, alone, Forget(), now)
    assert (state_of(c, digest), rows(c, convener, ["sent"])[0].message_id) == (None, None)


@pytest.mark.parametrize(("state", "after"), [("pending", "cancelled"), ("claimed", "claimed")])
def test_with_the_last_person_the_dates_of_a_community_go_and_its_group_hears_nothing(
    c: Connection, now: datetime, state: str, after: str
) -> None:
    convener = village(c, now)
    memberships.enter(c, ID, group := someone(c, "C1", now, group=True), "member")
    do(c, group, SetReminded(ID, reminded=True), now)
    do(c, group, Snooze(DATE.id), now)
    do(c, group, Snooze(DATE.id, over=True), now)
    digest = gathered(c, group, now, state, rows(c, group)[0], address="C1")
    do(c, convener, Leave(ID), now)
    privacy.tidy(c, now=now, at=now)
    assert (rows(c, group, ALL), rows(c, convener, ALL), state_of(c, digest)) == ([], [], after)


# --- what the handlers see, and by which clock ---


async def test_the_handlers_see_wishes_and_what_lies_ahead(store: Store, now: datetime) -> None:
    convener = await store.write(lambda c: village(c, now, DATE, LATER))
    port: Reminders = StoredReminders(store)
    whose = str(convener)
    assert (await port.wishes(whose), await port.way(whose), await port.way("99")) == (Wishes(), "line", "")
    first, second = await port.ahead(whose, 2)
    assert (first.deadline, first.community, first.lead) == (DATE, COMMUNITY, "d7")
    assert (first.due, first.expires) == (now.replace(day=24, hour=8), now.replace(month=12, day=2, hour=0))
    assert (second.lead, second.deadline) == ("d1", DATE)
    new = Wishes(time(7, 30), time(22), time(6), office_days=True, leads=(3, 1), on=False)
    await store.write(lambda c: do(c, convener, SetWishes(new), now))
    assert (await port.wishes(whose), await port.ahead(whose, 9)) == (new, ())


async def test_the_handlers_see_what_is_silenced_and_what_this_program_runs(store: Store, now: datetime) -> None:
    convener = await store.write(lambda c: village(c, now, DATE, LATER))
    port: Reminders = StoredReminders(store)
    await store.write(lambda c: do(c, convener, Snooze(DATE.id), now))
    await store.write(lambda c: do(c, convener, Snooze(LATER.id, DATE.day), now))
    assert (await port.muted(str(convener)), await port.muted("99")) == ({DATE.id}, frozenset())
    for served in (("line", "telegram"), ("line",), ()):
        await store.write(lambda c, served=served: lanes.serve(c, served, now))
        assert await port.pushing() == served


async def test_who_blocks_us_and_comes_back_is_planned_by_the_clock_of_the_bot(
    store: Store, dispatcher: Dispatcher, now: datetime
) -> None:
    before = now.replace(year=2014, tzinfo=ZoneInfo("Asia/Taipei"))
    date_ = replace(DATE, day=date(2014, 12, 1))
    convener = await store.write(lambda c: village(c, before, date_))
    desk = Desk(store, dispatcher, [pigeon := Pigeon(name="line")], lambda: before, gather=0)
    here = Office(desk, store, pigeon)
    try:
        await here.send(became="blocked")
        assert await store.read(lambda c: lanes_of(c, convener)) == {""}
        await here.send(became="open")
        assert await store.read(lambda c: lanes_of(c, convener)) == {"line"}
        pigeon.blocked = True
        await here.say("你好")
        assert await store.read(lambda c: {(row.lane, row.due_at.hour) for row in rows(c, convener)}) == {("", 0)}
        pigeon.blocked = False
        await here.say("你好")
        assert await store.read(lambda c: lanes_of(c, convener)) == {"line"}
    finally:
        await desk.close()
