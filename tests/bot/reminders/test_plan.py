"""When somebody is reminded of a date. Expected times are written out; 2026-12-01 is a Tuesday."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reminders.plan import Listener, Planned, awake, plan
from content.calendar import office
from handlers.records import Community, Deadline, Kind, Role, Wishes

TAIPEI, BERLIN = ZoneInfo("Asia/Taipei"), ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 1, 9, tzinfo=TAIPEI)
HERE = Community("north", "北昌共備社群", "keelung-113", "develop", 115)
DATE = Deadline("report", HERE.id, "申請書", date(2026, 12, 1))
CONVENER = Listener("convener")
NO_QUIET = Wishes(quiet_from=time(7), quiet_to=time(7))
HOUR = timedelta(hours=1)


def planned(
    deadline: Deadline = DATE, wishes: Wishes = NO_QUIET, now: datetime = NOW, community: Community = HERE
) -> Mapping[str, Planned]:
    """What a convener is told of a date, by lead."""
    found = plan(deadline, community, Listener("convener", wishes=wishes), now)
    assert len({one.lead for one in found}) == len(found)
    return {one.lead: one for one in found}


def local(moment: datetime, zone: ZoneInfo = TAIPEI) -> str:
    """As a clock on the wall there shows it."""
    return moment.astimezone(zone).isoformat(" ", "minutes")[:16]


def dues(found: Mapping[str, Planned], zone: ZoneInfo = TAIPEI) -> dict[str, str]:
    """When each is due."""
    return {lead: local(one.due, zone) for lead, one in found.items()}


def of(day: str, kind: Kind = "deadline", at: str = "") -> Deadline:
    """A date."""
    return replace(DATE, day=date.fromisoformat(day), kind=kind, at=time.fromisoformat(at) if at else None)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("deadline", {"d7": "2026-11-24 08:00", "d1": "2026-11-30 08:00", "d0": "2026-12-01 08:00"}),
        (
            "report",
            {
                "d14": "2026-11-17 08:00",
                "d7": "2026-11-24 08:00",
                "d1": "2026-11-30 08:00",
                "d0": "2026-12-01 08:00",
            },
        ),
        ("meeting", {"d1": "2026-11-30 08:00", "d0": "2026-12-01 08:00"}),
    ],
)
def test_each_kind_of_date_has_its_usual_days(kind: Kind, expected: dict[str, str]) -> None:
    assert dues(planned(of("2026-12-01", kind))) == expected


@pytest.mark.parametrize(
    ("role", "reminded", "on", "listens"),
    [
        ("convener", None, True, True),
        ("co", None, True, True),
        ("member", None, True, False),
        ("member", True, True, True),
        ("convener", False, True, False),
        ("co", False, True, False),
        ("convener", None, False, False),
        ("member", True, False, False),
    ],
)
def test_conveners_are_reminded_unless_they_do_not_want_it_and_members_if_they_do(
    role: Role, reminded: bool | None, on: bool, listens: bool
) -> None:
    assert bool(plan(DATE, HERE, Listener(role, reminded, Wishes(on=on)), NOW)) == listens


def test_nobody_is_reminded_of_what_is_done_or_cancelled_or_of_a_closed_community() -> None:
    for deadline in (replace(DATE, state="done"), replace(DATE, state="cancelled")):
        assert plan(deadline, HERE, CONVENER, NOW) == []
    assert plan(DATE, replace(HERE, open=False), CONVENER, NOW) == []


@pytest.mark.parametrize(
    ("kind", "communitys", "own", "expected"),
    [
        ("deadline", (10, 3), (), ["d10", "d3"]),
        ("report", (10, 3), (), ["d10", "d3"]),
        ("meeting", (10, 1), (), ["d1"]),
        ("meeting", (10, 3), (), ["d1", "d0"]),  # those are for what is to be prepared
        ("deadline", (10, 3), (5, 0, 5), ["d5", "d0"]),
        ("meeting", (), (5, 0), ["d5", "d0"]),
    ],
)
def test_ones_own_days_go_before_those_of_the_community(
    kind: Kind, communitys: tuple[int, ...], own: tuple[int, ...], expected: list[str]
) -> None:
    community, wishes = replace(HERE, leads=communitys), replace(NO_QUIET, leads=own)
    assert list(planned(of("2026-12-01", kind), wishes, community=community)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2028-03-01", {"d7": "2028-02-23 08:00", "d1": "2028-02-29 08:00", "d0": "2028-03-01 08:00"}),
        ("2027-03-01", {"d7": "2027-02-22 08:00", "d1": "2027-02-28 08:00", "d0": "2027-03-01 08:00"}),
        ("2028-02-29", {"d7": "2028-02-22 08:00", "d1": "2028-02-28 08:00", "d0": "2028-02-29 08:00"}),
        ("2027-01-01", {"d7": "2026-12-25 08:00", "d1": "2026-12-31 08:00", "d0": "2027-01-01 08:00"}),
    ],
)
def test_days_are_counted_over_the_ends_of_months_and_years(day: str, expected: dict[str, str]) -> None:
    assert dues(planned(of(day))) == expected


@pytest.mark.parametrize(
    ("hour", "quiet", "expected"),
    [
        ("06:30", ("21:30", "07:00"), "2026-11-30 07:00"),
        ("07:00", ("21:30", "07:00"), "2026-11-30 07:00"),
        ("21:29", ("21:30", "07:00"), "2026-11-30 21:29"),
        ("21:30", ("21:30", "07:00"), "2026-12-01 07:00"),
        ("00:00", ("21:30", "07:00"), "2026-11-30 07:00"),
        ("12:30", ("12:00", "13:00"), "2026-11-30 13:00"),
        ("13:00", ("12:00", "13:00"), "2026-11-30 13:00"),
        ("11:59", ("12:00", "13:00"), "2026-11-30 11:59"),
        ("22:00", ("08:00", "08:00"), "2026-11-30 22:00"),
        ("23:00", ("22:00", "00:00"), "2026-12-01 00:00"),
    ],
)
def test_what_would_come_in_quiet_hours_comes_when_they_end(hour: str, quiet: tuple[str, str], expected: str) -> None:
    wishes = Wishes(time.fromisoformat(hour), time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1]), leads=(1,))
    assert dues(planned(wishes=wishes)) == {"d1": expected}


def test_nothing_is_said_of_a_day_that_is_over_when_quiet_hours_end() -> None:
    assert list(planned(wishes=Wishes(hour=time(22)))) == ["d7", "d1"]


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        ("2026-10-11", "08:00", {"d1": "2026-10-08 08:00", "d0": "2026-10-08 08:00"}),  # 國慶日補假在星期五
        ("2026-10-12", "08:00", {"d1": "2026-10-08 08:00", "d0": "2026-10-12 08:00"}),
        ("2026-12-05", "22:00", {"d1": "2026-12-04 07:00", "d0": "2026-12-04 07:00"}),  # of Friday and Saturday night
    ],
)
def test_what_would_come_on_a_holiday_comes_on_the_office_day_before(
    day: str, hour: str, expected: dict[str, str]
) -> None:
    wishes = Wishes(time.fromisoformat(hour), office_days=True, leads=(1, 0))
    assert dues(planned(of(day), wishes, datetime(2026, 9, 1, tzinfo=TAIPEI))) == expected


@pytest.mark.parametrize(
    ("at", "wishes", "expected"),
    [
        ("15:00", Wishes(), "2026-12-01 08:00"),
        ("08:01", Wishes(), "2026-12-01 08:00"),
        ("08:00", Wishes(), "2026-12-01 07:00"),
        ("07:59", Wishes(), None),  # an hour before is within the quiet hours
        ("07:30", NO_QUIET, "2026-12-01 06:30"),
        ("00:30", NO_QUIET, "2026-11-30 23:30"),
        ("18:00", replace(NO_QUIET, hour=time(20)), "2026-12-01 17:00"),
    ],
)
def test_of_a_meeting_before_the_usual_hour_one_is_reminded_an_hour_before(
    at: str, wishes: Wishes, expected: str | None
) -> None:
    found = planned(of("2026-12-01", "meeting", at), wishes)
    assert dues(found).get("d0") == expected
    assert local(found["d1"].expires) == f"2026-12-01 {at}"


def test_a_reminder_is_of_use_until_the_day_is_over() -> None:
    assert {local(one.expires) for one in planned(of("2026-12-31")).values()} == {"2027-01-01 00:00"}
    assert {local(one.expires) for one in planned(of("2026-12-31", at="17:00")).values()} == {"2027-01-01 00:00"}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-12-01 23:59", []),
        ("2026-12-02 00:00", ["n3"]),
        ("2026-12-04 07:59", ["n3"]),
        ("2026-12-04 08:00", ["n3", "n6"]),
        ("2026-12-31 08:00", [f"n{days}" for days in range(3, 31, 3)]),
        ("2027-12-31 08:00", [f"n{days}" for days in range(3, 31, 3)]),
    ],
)
def test_after_the_date_the_next_of_ten_is_planned_when_the_one_before_was_due(now: str, expected: list[str]) -> None:
    found = planned(now=datetime.fromisoformat(now).replace(tzinfo=TAIPEI))
    assert [lead for lead in found if lead.startswith("n")] == expected


def test_each_that_comes_after_the_date_is_of_use_until_the_next() -> None:
    found = planned(now=datetime(2027, 3, 1, tzinfo=TAIPEI))
    assert (local(found["n3"].due), local(found["n3"].expires)) == ("2026-12-04 08:00", "2026-12-07 08:00")
    assert (local(found["n30"].due), local(found["n30"].expires)) == ("2026-12-31 08:00", "2027-01-03 08:00")


def test_of_a_meeting_that_is_over_nobody_is_reminded() -> None:
    assert list(planned(of("2026-12-01", "meeting"), now=datetime(2026, 12, 9, tzinfo=TAIPEI))) == ["d1", "d0"]


def after(found: Mapping[str, Planned]) -> dict[str, tuple[str, str]]:
    """What comes after the date: when, and until when it is of use."""
    return {lead: (local(one.due)[5:], local(one.expires)[5:]) for lead, one in found.items() if lead[0] == "n"}


def test_what_would_come_after_a_date_in_long_holidays_comes_once_when_they_are_over() -> None:
    """In 2026 offices are closed from 2-14 to 2-22, and from 2-27 to 3-1."""
    wishes = replace(NO_QUIET, office_days=True)
    found = planned(of("2026-02-11"), wishes, datetime(2026, 3, 1, tzinfo=TAIPEI))
    assert after(found) == {
        "n3": ("02-23 08:00", "02-26 08:00"),
        "n15": ("02-26 08:00", "03-02 08:00"),
        "n18": ("03-02 08:00", "03-09 08:00"),
    }


@pytest.mark.parametrize("day", [f"2026-12-0{n}" for n in range(1, 8)])
def test_what_comes_after_a_date_comes_at_most_every_third_day(day: str) -> None:
    """Whichever day of the week it was, with office days only."""
    found = planned(of(day), replace(NO_QUIET, office_days=True), datetime(2027, 3, 1, tzinfo=TAIPEI))
    moments = [datetime.combine(date.fromisoformat(day), time(), TAIPEI)]
    moments += [one.due.astimezone(TAIPEI) for lead, one in found.items() if lead[0] == "n"]
    assert len(moments) > 5
    assert all((b.date() - a.date()).days >= 3 for a, b in pairwise(moments))


def test_the_day_and_the_hour_are_those_of_the_zone() -> None:
    """On the last Sunday of March clocks in Berlin are put forward at two."""
    now = datetime(2027, 3, 1, 9, tzinfo=BERLIN)
    found = planned(of("2027-03-28"), replace(NO_QUIET, hour=time(8), leads=(1, 0)), now)
    assert [one.due for one in found.values()] == [
        datetime(2027, 3, 27, 7, tzinfo=UTC),
        datetime(2027, 3, 28, 6, tzinfo=UTC),
    ]
    assert [one.expires for one in found.values()] == [datetime(2027, 3, 28, 22, tzinfo=UTC)] * 2


def test_an_hour_that_a_zone_leaves_out_or_has_twice_comes_once() -> None:
    wishes = replace(NO_QUIET, hour=time(2, 30), leads=(0,))
    out = planned(of("2027-03-28"), wishes, datetime(2027, 3, 1, 9, tzinfo=BERLIN))
    twice = planned(of("2027-10-31"), wishes, datetime(2027, 10, 1, 9, tzinfo=BERLIN))
    assert [one.due for one in out.values()] == [datetime(2027, 3, 28, 1, 30, tzinfo=UTC)]
    assert [one.due for one in twice.values()] == [datetime(2027, 10, 31, 0, 30, tzinfo=UTC)]


def snoozed(until: date | None, deadline: Deadline = DATE, now: datetime = NOW) -> dict[str, str]:
    """What is still said, and when."""
    return dues({one.lead: one for one in plan(deadline, HERE, Listener("co", snoozes={DATE.id: until}), now)})


def test_who_snoozes_is_told_on_that_day_and_as_usual_after_it() -> None:
    assert snoozed(date(2026, 11, 20)) == {
        "s2026-11-20": "2026-11-20 08:00",
        "d7": "2026-11-24 08:00",
        "d1": "2026-11-30 08:00",
        "d0": "2026-12-01 08:00",
    }
    assert snoozed(date(2026, 11, 30)) == {"s2026-11-30": "2026-11-30 08:00", "d0": "2026-12-01 08:00"}


def test_after_a_snooze_of_what_is_overdue_nothing_comes_for_three_days() -> None:
    expected = {"s2026-12-05": "2026-12-05 08:00", "n9": "2026-12-10 08:00"}
    for now in (datetime(2026, 12, 4, 9, tzinfo=TAIPEI), datetime(2026, 12, 6, tzinfo=TAIPEI)):
        assert snoozed(date(2026, 12, 5), now=now) == expected


@pytest.mark.parametrize(
    ("until", "due", "expected"),
    [
        ("2026-12-12", "2026-12-13", ("12-12 08:00", "12-14 08:00")),  # on a Saturday, as the date is on Sunday
        ("2026-12-13", "2026-12-13", ("12-13 08:00", "12-14 08:00")),
        ("2026-12-12", "2026-12-14", ("12-14 08:00", "12-16 08:00")),
        ("2026-12-12", "2026-12-18", ("12-14 08:00", "12-16 08:00")),
        ("2026-12-12", "2026-12-01", ("12-14 08:00", "12-16 08:00")),  # overdue
        ("2026-12-14", "2026-12-18", ("12-14 08:00", "12-16 08:00")),
    ],
)
def test_a_snooze_never_ends_before_the_day_that_was_said(until: str, due: str, expected: tuple[str, str]) -> None:
    """With office days only; said on a Friday morning."""
    listener = Listener("co", None, Wishes(office_days=True), {DATE.id: date.fromisoformat(until)})
    found = plan(of(due), HERE, listener, datetime(2026, 12, 11, 10, tzinfo=TAIPEI))
    (again,) = [one for one in found if one.lead.startswith("s")]
    assert (local(again.due)[5:], local(again.expires)[5:]) == expected


def test_who_wants_to_hear_nothing_more_of_a_date_does_not() -> None:
    assert snoozed(None) == {}
    assert list(planned()) == list(snoozed(None, replace(DATE, id="another"))) == ["d7", "d1", "d0"]


def test_what_ends_a_snooze_is_of_use_for_two_days_but_not_after_a_meeting() -> None:
    def expires(until: str, deadline: Deadline) -> list[str]:
        listener = Listener("co", snoozes={DATE.id: date.fromisoformat(until)})
        return [local(one.expires) for one in plan(deadline, HERE, listener, NOW) if one.lead.startswith("s")]

    assert expires("2026-11-20", DATE) == ["2026-11-22 08:00"]
    assert expires("2026-12-03", DATE) == ["2026-12-05 08:00"]
    meeting = of("2026-12-01", "meeting", "14:00")
    assert expires("2026-11-30", meeting) == ["2026-12-01 14:00"]
    assert expires("2026-12-01", meeting) == ["2026-12-01 14:00"]
    assert expires("2026-12-02", meeting) == []


hours = st.times().map(lambda at: at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0, fold=0))
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
wishes = st.builds(
    Wishes, hours, hours, hours, st.booleans(), st.lists(st.integers(0, 40), max_size=4).map(tuple), st.just(True)
)


@given(
    deadline=st.builds(
        lambda day, at, kind: replace(DATE, day=day, at=at, kind=kind),
        days,
        st.none() | hours,
        st.sampled_from(("deadline", "report", "meeting")),
    ),
    wishes=wishes,
    today=days,
    hour=hours,
    until=st.none() | days,
    zone=st.sampled_from((TAIPEI, BERLIN)),
)
def test_whatever_is_wished_nothing_comes_in_quiet_hours_or_when_it_is_of_no_use(
    deadline: Deadline, wishes: Wishes, today: date, hour: time, until: date | None, zone: ZoneInfo
) -> None:
    now = datetime.combine(today, hour, zone)
    snoozes = {deadline.id: until} if until else {}
    found = plan(deadline, HERE, Listener("convener", None, wishes, snoozes), now)
    assert len({one.lead for one in found}) == len(found)
    assert sum(one.due > now for one in found if one.lead.startswith("n")) <= 1
    for one in found:
        assert one.due < one.expires
        here = one.due.astimezone(zone)
        early = deadline.at and here + HOUR == datetime.combine(deadline.day, deadline.at, zone)
        if zone is TAIPEI:  # elsewhere an hour that is left out is moved by the zone
            assert awake(here, wishes) == here
            promised = one.lead[0] == "s" and here.date() <= deadline.day
            assert early or promised or not wishes.office_days or office(here.date()).before == here.date()
            assert until is None or here.date() >= until
