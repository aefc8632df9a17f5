"""A month's allowance goes to what is nearest, and nothing is lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.rationing import Ration, Waiting, days_of, foreseen, nags, ration

FIRST = datetime(2026, 12, 1, tzinfo=UTC)


def one(id: int, day: int, days: int, *, person: int = 0, price: int = 1, other: str = "") -> Waiting:
    return Waiting(id, person or id, FIRST + timedelta(days=day), days, price, other, about=f"date {id}")


def ids(rows: tuple[Waiting, ...]) -> set[int]:
    return {row.id for row in rows}


def test_while_there_is_enough_everything_stays_as_it_is() -> None:
    rows = [one(1, 2, 7), one(2, 3, 0)]
    assert ration(rows, 2) == ration(rows, None) == Ration(tuple(rows), (), None)


def test_the_farthest_is_moved_first() -> None:
    found = ration([one(1, 2, 14), one(2, 2, 7), one(3, 9, 1), one(4, 10, 0)], 2)
    assert (ids(found.pushed), ids(found.moved)) == ({3, 4}, {1, 2})


def test_of_equals_whoever_has_another_channel_is_moved_first() -> None:
    found = ration([one(1, 2, 7, other="telegram"), one(2, 3, 7)], 1)
    assert (ids(found.pushed), ids(found.moved)) == ({2}, {1})


def test_the_day_on_which_it_runs_out_is_known() -> None:
    assert ration([one(1, 2, 7), one(2, 3, 7), one(3, 5, 7)], 2).short == date(2026, 12, 6)


def test_what_one_person_is_told_at_one_time_costs_once() -> None:
    rows = [one(1, 2, 7, person=9), one(2, 2, 1, person=9)]
    assert ids(ration(rows, 1).pushed) == {1, 2}


def test_what_is_far_comes_along_with_an_earlier_message_before_anything_is_moved() -> None:
    found = ration([one(1, 2, 1, person=9), one(2, 4, 7, person=9), one(3, 6, 14, person=8)], 2)
    assert found.moved == ()
    assert {row.due for row in found.pushed if row.person == 9} == {FIRST + timedelta(days=2)}


def test_two_reminders_of_one_date_stay_two() -> None:
    alone = [replace(one(id, day, days, person=9), about="photos") for id, day, days in ((1, 2, 5), (2, 4, 3))]
    assert ration(alone, 1).pushed == (alone[1],)
    beside = [one(3, 1, 1, person=9), *alone]
    assert [row.due.day - 1 for row in sorted(ration(beside, 2).pushed, key=lambda row: row.id)] == [1, 4, 1]


def test_what_is_overdue_does_not_come_earlier() -> None:
    late = replace(one(2, 4, 6, person=9), nag=True)
    assert ration([one(1, 2, 1, person=9), late], 1).moved == (late,)


def test_a_day_before_nothing_comes_earlier() -> None:
    found = ration([one(1, 2, 1, person=9), one(2, 4, 1, person=9)], 1)
    assert (ids(found.pushed), ids(found.moved)) == ({1}, {2})


def test_what_is_overdue_is_expected_every_third_day_until_the_window_or_the_last_of_them_ends() -> None:
    row = replace(one(1, 2, 3, person=9), nag=nags("n3"))
    coming = foreseen([row], FIRST + timedelta(days=12))
    assert [(more.person, more.due, more.days) for more in coming] == [
        (9, FIRST + timedelta(days=2 + after), 3 + after) for after in (3, 6, 9)
    ]
    assert [more.days for more in foreseen([row], FIRST + timedelta(days=99))] == list(range(6, 31, 3))
    assert foreseen([replace(row, days=30)], FIRST + timedelta(days=99)) == []


def test_what_is_not_due_yet_is_expected_to_be_done_in_time() -> None:
    assert foreseen([one(1, 2, 0), one(2, 3, 7)], FIRST + timedelta(days=30)) == []


def test_a_group_costs_everybody_in_it() -> None:
    found = ration([one(1, 2, 1, price=40), one(2, 3, 7), one(3, 4, 7)], 39)
    assert (ids(found.pushed), ids(found.moved)) == ({2, 3}, {1})


@pytest.mark.parametrize(("lead", "days"), [("d14", 14), ("d0", 0), ("n9", 9), ("s2026-12-01", 0)])
def test_how_far_a_reminder_is(lead: str, days: int) -> None:
    assert days_of(lead) == days


ROWS = st.lists(
    st.builds(one, st.integers(1, 99), st.integers(0, 29), st.sampled_from([14, 7, 2, 1, 0]), person=st.integers(1, 5)),
    unique_by=lambda row: row.id,
    max_size=30,
).map(lambda rows: [replace(row, about=f"date {row.id % 7}") for row in rows])


@given(ROWS, st.integers(0, 12))
def test_nothing_is_lost_doubled_late_or_beyond_the_allowance(rows: list[Waiting], left: int) -> None:
    found = ration(rows, left)
    assert sorted(row.id for row in (*found.pushed, *found.moved)) == sorted(row.id for row in rows)
    assert len({(row.person, row.due) for row in found.pushed}) <= left or found.short is None
    before = {row.id: row for row in rows}
    times = {(row.person, row.about, row.due) for row in (*found.pushed, *found.moved)}
    assert len(times) >= len({(row.person, row.about, row.due) for row in rows})
    assert all(timedelta() <= before[row.id].due - row.due <= timedelta(days=3) for row in found.pushed)
    assert bool(found.short) == (len({(row.person, row.due) for row in rows}) > left)
