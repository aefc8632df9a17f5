"""The feed, read back by another library than wrote it."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st

from bot.export import ics
from handlers.records import Deadline
from tests.bot.export.sample import COMMUNITY, DATES, LATE, MEETING, NOW, PLAN, REPORT, TAIPEI, on


def feed(*deadlines: Deadline, zone: ZoneInfo = TAIPEI, **more: Any) -> bytes:
    changed = {one.id: NOW for one in deadlines}
    given = {"community": COMMUNITY, "deadlines": deadlines, "changed": changed, "origin": PLAN}
    return ics.feed(**given | more, zone=zone)


def read(*deadlines: Deadline, **more: Any) -> Any:
    return vobject.readOne(feed(*deadlines, **more).decode())


def event(deadline: Deadline, **more: Any) -> Any:
    return read(deadline, **more).vevent


def alarms(deadline: Deadline, zone: ZoneInfo = TAIPEI) -> list[str]:
    """When they ring, by the clock on the wall."""
    calendar = icalendar.Calendar.from_ical(feed(deadline, zone=zone))
    times = [when for found in calendar.walk("VEVENT") for when in found.alarms.times]
    return [f"{one.trigger.astimezone(zone) if one.trigger.tzinfo else one.trigger:%m-%d %H:%M}" for one in times]


def test_all_dates_are_there_under_the_name_of_the_community() -> None:
    calendar = read(*DATES)
    assert calendar.contents["x-wr-calname"][0].value == "北昌共備社群"
    assert calendar.method.value == "PUBLISH"
    assert [one.uid.value for one in calendar.vevent_list] == [f"{one.id}@convener" for one in DATES]
    assert {one.status.value for one in calendar.vevent_list if one.uid.value != "參訪@convener"} == {"CONFIRMED"}


def test_clients_are_asked_to_come_back_every_six_hours() -> None:
    calendar = icalendar.Calendar.from_ical(feed())
    assert calendar.decoded("refresh-interval") == timedelta(hours=6)
    assert calendar["x-published-ttl"] == "PT6H"


def test_a_date_without_a_time_takes_the_whole_day() -> None:
    found = event(LATE)
    assert (found.dtstart.value, found.dtend.value) == (date(2026, 6, 5), date(2026, 6, 6))
    assert b"DTSTART;VALUE=DATE:20260605\r\n" in feed(LATE)


def test_a_time_is_one_of_taiwan() -> None:
    assert event(MEETING).dtstart.value.astimezone(UTC) == datetime(2026, 6, 10, 7, 30, tzinfo=UTC)
    assert b"DTSTART;TZID=Asia/Taipei:20260610T153000\r\n" in feed(MEETING)
    assert b"BEGIN:VTIMEZONE\r\nTZID:Asia/Taipei\r\n" in feed(MEETING)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 28), 1), (date(2026, 3, 30), 2), (date(2026, 10, 26), 1)])
def test_a_time_elsewhere_follows_the_clock_there(day: date, hours: int) -> None:
    berlin = feed(on(day, "會議", at=time(15)), zone=ZoneInfo("Europe/Berlin")).decode()
    assert f"DTSTART;TZID=Europe/Berlin:{day:%Y%m%d}T150000" in berlin
    zones = tzical(io.StringIO(berlin.replace("\r\n ", "")))  # vobject forgets all summers but the first two
    assert datetime.combine(day, time(15), zones.get()).utcoffset() == timedelta(hours=hours)


def test_a_change_keeps_the_uid_and_raises_the_sequence() -> None:
    moved = replace(REPORT, day=date(2026, 6, 15), version=REPORT.version + 1)
    before, after = event(REPORT), event(moved)
    assert before.uid.value == after.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "1")


def forget() -> None:
    """As after a start."""
    for cache in (ics._event, ics._common, ics._head, ics._zone):
        cache.cache_clear()


def test_what_did_not_change_stays_as_it_is_byte_for_byte() -> None:
    forget()
    first = feed(*DATES)
    forget()
    assert feed(*DATES) == first


def test_a_feed_is_the_same_whatever_was_asked_for_before() -> None:
    west = replace(MEETING, at=time(9, 30))  # there the same moment as half past three in Taiwan
    asked: list[dict[str, Any]] = [
        {"zone": ZoneInfo("Europe/Berlin"), "changed": {MEETING.id: NOW.astimezone(ZoneInfo("Europe/Berlin"))}},
        {"origin": ics.Origin("基隆113", 113)},
        {"community": replace(COMMUNITY, name="南昌", open=False)},
        {},
    ]
    alone = []
    for more in asked:
        forget()
        alone.append(feed(*DATES, west, **more))
    forget()
    assert [feed(*DATES, west, **more) for more in asked] == alone
    assert b"DTSTART;TZID=Asia/Taipei:20260610T153000" in alone[-1]
    assert b"DTSTART;TZID=Europe/Berlin:20260610T093000" in alone[0]


@pytest.mark.parametrize("zone", ["Asia/Taipei", "Europe/Berlin", "UTC"])
@given(
    dates=st.lists(
        st.builds(
            on,
            st.dates(date(2014, 1, 1), date(2035, 12, 31)),
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
            id=st.integers(0, 99).map(str),
            at=st.none() | st.times(),
            state=st.sampled_from(["open", "done", "cancelled"]),
            sure=st.booleans(),
            note=st.text('成果,;:\\\n"N^ ', max_size=80),
            version=st.integers(1, 999),
        ),
        max_size=4,
    )
)
def test_the_library_would_write_the_events_as_they_are_written(zone: str, dates: list[Deadline]) -> None:
    written = feed(*dates, zone=ZoneInfo(zone))
    assert icalendar.Calendar.from_ical(written).to_ical() == written


def test_it_tells_when_a_date_was_last_changed() -> None:
    found = event(LATE, changed={LATE.id: datetime(2026, 6, 2, 8, tzinfo=UTC)})
    assert found.last_modified.value == found.dtstamp.value == datetime(2026, 6, 2, 8, tzinfo=UTC)


def test_what_is_done_is_ticked_and_what_is_called_off_says_so() -> None:
    done, off = event(replace(LATE, state="done")), event(replace(LATE, state="cancelled"))
    assert (done.summary.value, done.status.value) == ("✓ 第一期核銷", "CONFIRMED")
    assert (off.summary.value, off.status.value) == ("第一期核銷（已取消）", "CANCELLED")


def test_an_estimated_date_says_that_it_is_one_and_why() -> None:
    found = event(REPORT)
    assert found.summary.value == "成果報告（推估）"
    assert "依103學年度推估，待公告" in found.description.value


def test_it_tells_where_a_date_comes_from_and_who_sees_to_it() -> None:
    assert event(LATE).description.value.splitlines() == ["負責：林老師", "出處：桃園103 陸．五"]
    assert event(MEETING).description.value.splitlines() == ["備註：帶教案", "在圖書室", "出處：自訂"]


def test_it_tells_of_a_second_date_in_the_plan_and_of_the_last_office_day_before() -> None:
    told = event(REPORT).description.value
    assert "115年6月30日（二）" in told
    assert "端午節放假，前一個上班日 115年6月18日（四）" in told


def test_nobody_is_told_of_office_days_for_a_meeting_or_for_what_is_done() -> None:
    holiday = {"day": REPORT.day}
    assert "上班日" not in event(replace(MEETING, **holiday)).description.value
    assert "上班日" not in event(replace(LATE, state="done", **holiday)).description.value


@pytest.mark.parametrize("at", [None, time(0), time(7), time(8), time(15, 30), time(23, 59, 59)])
def test_alarms_ring_at_eight_a_week_and_a_day_before(at: time | None) -> None:
    assert alarms(on(date(2026, 6, 10), "期限", at=at)) == ["06-03 08:00", "06-09 08:00"]


def test_alarms_ring_at_eight_also_where_summer_time_begins_in_between() -> None:
    assert alarms(on(date(2026, 3, 30), "期限", at=time(15)), ZoneInfo("Europe/Berlin")) == [
        "03-23 08:00",
        "03-29 08:00",
    ]


def test_no_alarm_rings_for_what_is_done_called_off_or_of_a_community_that_is_over() -> None:
    assert alarms(replace(LATE, state="done")) == []
    assert alarms(replace(LATE, state="cancelled")) == []
    assert b"VALARM" not in feed(*DATES, community=replace(COMMUNITY, open=False))


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 12, 31), date(2026, 7, 31)])
def test_the_last_day_of_a_month_or_year_ends_on_the_next(day: date) -> None:
    assert event(on(day, "期限")).dtend.value - day == timedelta(days=1)


def test_a_plan_that_is_gone_is_not_named() -> None:
    assert "出處：陸．五" in event(LATE, origin=ics.Origin()).description.value


def test_no_line_is_longer_than_75_bytes_and_no_character_is_cut() -> None:
    lines = feed(on(date(2026, 6, 10), "成果報告上傳" * 40, note="附件六，" * 99)).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines if line)


@given(
    title=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    note=st.text(st.characters(exclude_categories=["Cs"])),
    name=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
def test_nothing_that_is_typed_leaves_its_place(title: str, note: str, name: str) -> None:
    found = icalendar.Calendar.from_ical(
        feed(on(date(2026, 6, 10), title, id="x", note=note), community=replace(COMMUNITY, name=name))
    )
    (only,) = found.events
    assert only["uid"] == "x@convener"
    assert len(only.alarms.times) == 2
    assert not only.errors
    assert not found.errors


def test_a_title_cannot_bring_properties_of_its_own() -> None:
    found = event(on(date(2026, 6, 10), "聚會\r\nURL:https://evil.example\nEND:VEVENT;,\\", id="x"))
    assert found.summary.value == "聚會 URL:https://evil.example END:VEVENT;,\\"
    assert not hasattr(found, "url")


def test_five_hundred_dates_are_all_read_back() -> None:
    many = [on(date(2025, 8, 1) + timedelta(days=number % 365), f"期限{number}") for number in range(500)]
    assert len({one.uid.value for one in read(*many).vevent_list}) == 500
