"""A channel that the operator switched off: what was to be said there is said elsewhere, and nothing waits for it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.store import claiming, digests, lanes
from bot.store.digests import Lane
from bot.store.lanes import PUSHED
from bot.store.tables import community, deadline, message, reminder
from tests.bot.outbox.morning import DAY, MORNING, due, person_at, states, whole_community, whole_date, words

HOUR = timedelta(hours=1)
TELEGRAM = Lane("telegram", words)
LINE = Lane("line", words, keyed=True)
BOTH, LINE_ONLY, WEB = 1, 2, 3


def given(c: Connection) -> None:
    """Somebody on both messengers, on LINE alone, and on LINE and the web; each has one due and one of tomorrow."""
    c.execute(insert(community), whole_community("c"))
    c.execute(insert(deadline), [whole_date("now", "c"), whole_date("then", "c", DAY + timedelta(days=1))])
    for who, ways in ((BOTH, ("telegram", "line")), (LINE_ONLY, ("line",)), (WEB, ("web", "line"))):
        person_at(c, who, *ways)
        lane = next(way for way in ways if way in PUSHED)
        c.execute(insert(reminder), due("now", who, lane=lane))
        later: dict[str, Any] = {"day": DAY + timedelta(days=1), "expires_at": MORNING + timedelta(days=3)}
        c.execute(insert(reminder), due("then", who, lane=lane, at=MORNING + timedelta(days=1), **later))


def planned(c: Connection, who: int) -> list[str]:
    """The lanes of what somebody is still to be told, the earliest first."""
    mine = select(reminder.c.lane).where(reminder.c.person_id == who, reminder.c.state == "pending")
    return list(c.scalars(mine.order_by(reminder.c.due_at)))


def claimed(c: Connection, lane: Lane, now: datetime = MORNING) -> list[int]:
    """Who is told something there now."""
    return sorted(one.person for one in claiming.claim(c, lane, 10, now, now)[0])


def test_what_was_to_be_said_there_is_said_on_another_channel_or_at_the_next_contact(c: Connection) -> None:
    given(c)
    lanes.serve(c, ["line"], MORNING)
    assert [planned(c, who) for who in (BOTH, LINE_ONLY, WEB)] == [["line", "line"]] * 3
    lanes.serve(c, ["telegram"], MORNING)
    assert [planned(c, who) for who in (LINE_ONLY, WEB)] == [["", ""]] * 2


def test_who_is_only_on_a_channel_that_is_off_is_told_at_the_next_contact(c: Connection) -> None:
    given(c)
    lanes.serve(c, ["telegram"], MORNING)
    said = digests.told(c, words, WEB, MORNING)
    assert said
    assert said.text == "順 now:d1"
    assert digests.told(c, words, WEB, MORNING) is None
    assert claimed(c, TELEGRAM) == [BOTH]


def test_new_reminders_do_not_go_where_nobody_sends(c: Connection) -> None:
    given(c)
    lanes.serve(c, ["line"], MORNING)
    assert lanes.lanes(c, [BOTH, WEB]) == {BOTH: ("line",), WEB: ("line",)}
    lanes.serve(c, [], MORNING)
    assert lanes.lane(c, BOTH) == ""
    assert lanes.after(c, BOTH, "line") == ""


def test_what_cannot_be_said_on_one_channel_does_not_go_to_one_that_is_off(c: Connection) -> None:
    given(c)
    assert lanes.after(c, BOTH, "telegram") == "line"
    lanes.serve(c, ["telegram"], MORNING)
    assert lanes.after(c, BOTH, "telegram") == ""


def test_a_channel_that_is_on_again_gets_what_is_not_due_yet(c: Connection) -> None:
    given(c)
    lanes.serve(c, [], MORNING)
    assert planned(c, LINE_ONLY) == ["", ""]
    lanes.serve(c, PUSHED, MORNING)
    assert [planned(c, who) for who in (BOTH, LINE_ONLY, WEB)] == [["", "telegram"], ["", "line"], ["", "line"]]


def test_a_digest_that_was_on_its_way_is_said_elsewhere(c: Connection) -> None:
    given(c)
    assert claimed(c, TELEGRAM) == [BOTH]
    lanes.serve(c, ["line"], MORNING)
    assert c.scalars(select(message.c.state)).all() == ["dead"]
    assert claimed(c, LINE) == [BOTH, LINE_ONLY, WEB]
    assert states(c) == {"gathered": 3, "pending": 3}


def test_a_start_with_the_same_channels_moves_nothing(c: Connection) -> None:
    given(c)
    elsewhere = reminder.update().where(reminder.c.person_id == LINE_ONLY).values(lane="")  # for the month's allowance
    c.execute(elsewhere)
    lanes.serve(c, PUSHED, MORNING)
    assert planned(c, LINE_ONLY) == ["", ""]
