"""The plans' deadlines as calendars. The dates were copied by hand from the plans' texts."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.calendar import (
    Proposal,
    after_event,
    anchors,
    changed,
    instalment_of,
    office,
    proposals,
    school_year,
    school_year_of,
)
from content.library import Library, load
from content.model import Plan
from content.values import Day, Month

PLANS = load().plans
FIRST, SECOND = "第一期最後一次活動", "第二期最後一次活動"
MEETING, END = "審查說明會", "執行期程結束"

APPLYING = {
    "apply.briefing": "2014-05-07",
    "apply.write": "2014-05-30",
    "apply.upload": "2014-05-30",
    "review.revise": "2014-06-20",
    "review.second": "2014-06-20",
}
RUNNING = {
    "settle.first": "2014-12-19",
    "settle.second": "2015-06-19",
    "report.online.first": "2014-12",
    "report.online.second": "2015-06",
    "reward.select": "2015-07",
    "settle.first.after": f"{FIRST} P7D",
    "settle.second.after": f"{SECOND} P7D",
    "duty.training": "announced",
    "reward.share": "announced",
}
REPORT = {"report.final": "2015-06-30"}
RECORDS = {"report.record.first": "2014-12-31", "report.record.second": "2015-06-30"}
REVIEW = {
    "apply.due": "2024-04-26",
    "reviewmeeting": "announced",
    "review.revise": f"{MEETING} P10D",
}
AFTERWARDS = {"report.final": "announced", "settle.after": f"{END} P14D"}
SESSIONS = {
    "session.one": "2023-11-15 13:00",
    "session.two": "2023-11-22 13:00",
    "session.three": "2023-11-29 13:00",
    "session.four": "2023-12-06 13:00",
    "session.five": "2023-12-13 13:00",
    "session.north": "2023-12-20 13:00",
    "session.south": "2023-12-27 13:00",
}
TAIPEI = {
    "briefing": "2014-05",
    "training": "2014-05",
    "device.apply": "2014-07",
    "device.handout": "2014-08",
    "result.collect": "2014-10",
    "result.hand_in": "2014-11",
    "result.show": "2014-12",
    "settle": "2014-12",
}
WANTED: dict[tuple[str, str], dict[str, str]] = {
    ("taoyuan-103", "beginner"): APPLYING | RUNNING | REPORT,
    ("taoyuan-103", "domain"): APPLYING | RUNNING | {"report.domain": "2015-06-30"},
    ("taoyuan-103", "advanced"): APPLYING | RUNNING | REPORT | RECORDS,
    ("taoyuan-103", "model"): APPLYING | RUNNING | REPORT | RECORDS,
    ("keelung-113", "develop"): REVIEW | AFTERWARDS,
    ("keelung-113", "refine"): REVIEW | AFTERWARDS,
    ("keelung-113", "share"): REVIEW | AFTERWARDS,
    ("keelung-113", "cross"): REVIEW | AFTERWARDS,
    ("keelung-113", "city"): AFTERWARDS,
    ("hualien-113", ""): {"training": "2025-05 09:00", "feedback": "announced"},
    ("taoyuan-112", ""): SESSIONS | {"register": "announced"},
    ("taipei-103", ""): TAIPEI,
}


def written(one: Proposal) -> str:
    """When a proposal is due, as it stands in the tables above."""
    if one.announced:
        return "announced"
    if one.anchor:
        return f"{one.anchor} {one.figure}"
    when = f"{one.month.year}-{one.month.month:02}" if one.month else str(one.day)
    return f"{when} {one.at:%H:%M}" if one.at else when


def one_of(found: tuple[Proposal, ...], key: str) -> Proposal:
    return next(one for one in found if one.key == key)


def with_date(plan: Plan, fact: str, value: Day | Month) -> Plan:
    """The plan, had it another date."""
    return replace(plan, facts={**plan.facts, fact: replace(plan.facts[fact], value=value)})


@pytest.fixture
def taoyuan(library: Library) -> Plan:
    return library.plans["taoyuan-103"]


@pytest.fixture
def keelung(library: Library) -> Plan:
    return library.plans["keelung-113"]


@pytest.mark.parametrize(("plan", "tier"), WANTED, ids=[" ".join(key).strip() for key in WANTED])
def test_a_tier_has_the_deadlines_that_its_plan_writes(library: Library, plan: str, tier: str) -> None:
    found = proposals(library.plans[plan], tier, library.plans[plan].year)
    assert {one.key: written(one) for one in found} == WANTED[plan, tier]


def test_every_tier_of_every_plan_was_looked_up() -> None:
    tiers = {(plan.id, tier) for plan in PLANS.values() for tier in (plan.tiers or [""])}
    assert tiers == WANTED.keys()


@pytest.mark.parametrize(("plan", "tier"), WANTED)
def test_deadlines_come_in_time_order_and_those_without_a_date_last(library: Library, plan: str, tier: str) -> None:
    days = [one.until or date.max for one in proposals(library.plans[plan], tier, 115)]
    assert days == sorted(days)


@pytest.mark.parametrize(("plan", "tier"), WANTED)
def test_every_deadline_names_a_section(library: Library, plan: str, tier: str) -> None:
    assert [one.key for one in proposals(library.plans[plan], tier, 113) if not one.sections] == []


def test_of_dates_that_contradict_each_other_the_earlier_counts_and_both_sections_are_named(taoyuan: Plan) -> None:
    found = proposals(taoyuan, "model", 103)
    second, record = one_of(found, "settle.second"), one_of(found, "report.record.second")
    assert (second.day, second.others) == (date(2015, 6, 19), (date(2015, 6, 30),))
    assert {"陸.五", "附件八.12"} <= set(second.sections)
    assert (record.day, record.others) == (date(2015, 6, 30), (date(2015, 7, 31),))
    assert set(record.sections) == {"陸.二(二)", "附件八.10"}


def test_what_is_handed_in_and_what_stays_at_the_school_is_told(taoyuan: Plan) -> None:
    found = proposals(taoyuan, "beginner", 103)
    first, second = one_of(found, "settle.first"), one_of(found, "settle.second")
    assert first.hand_in == "收支結算表"
    assert second.hand_in == "收支結算表、核章的敘獎名單正本"
    assert first.keep == second.keep == "簽到表、收據或發票"
    assert "肆.六(四)" in first.sections


def test_a_kind_comes_from_the_first_part_of_the_id_unless_the_plan_says_another(keelung: Plan, taoyuan: Plan) -> None:
    kinds = {one.key: one.kind for one in (*proposals(keelung, "cross", 113), *proposals(taoyuan, "model", 103))}
    assert kinds["settle.after"] == "settle"
    assert kinds["reviewmeeting"] == "review"
    assert kinds["duty.training"] == "session"
    assert kinds["reward.select"] == "other"


def test_one_of_the_sessions_is_enough(library: Library) -> None:
    found = proposals(library.plans["taoyuan-112"], "", 112)
    assert {one.pick for one in found if one.kind == "session"} == {"session"}
    assert one_of(found, "register").pick == ""


def test_a_month_lasts_until_its_last_day(library: Library) -> None:
    training = one_of(proposals(library.plans["hualien-113"], "", 113), "training")
    assert (training.day, training.month, training.at) == (None, Month(2025, 5), time(9))
    assert training.until == date(2025, 5, 31)


def test_the_last_office_day_of_hualiens_month_lies_before_the_long_weekend(library: Library) -> None:
    training = one_of(proposals(library.plans["hualien-113"], "", 113), "training")
    assert training.until
    assert office(training.until).before == date(2025, 5, 29)


def test_in_another_school_year_dates_are_moved_and_not_sure(taoyuan: Plan) -> None:
    found = proposals(taoyuan, "advanced", 115)
    second = one_of(found, "settle.second")
    assert (second.day, second.others) == (date(2027, 6, 19), (date(2027, 6, 30),))
    assert one_of(found, "report.online.first").month == Month(2026, 12)
    assert not any(one.sure for one in found)
    assert all(one.sure for one in proposals(taoyuan, "advanced", 103))


def test_the_figure_is_the_plans_own_date_in_every_school_year(taoyuan: Plan) -> None:
    figures = {one.key: one.figure for one in proposals(taoyuan, "advanced", 115)}
    assert figures == {one.key: one.figure for one in proposals(taoyuan, "advanced", 103)}
    assert figures["settle.second"] == "2015-06-19"
    assert figures["report.online.first"] == "2014-12"
    assert figures["settle.first.after"] == "P7D"
    assert figures["reward.share"] == ""


def test_the_last_day_of_february_stays_in_february(taoyuan: Plan) -> None:
    leap = with_date(taoyuan, "settle.first.due", Day(date(2016, 2, 29)))
    assert one_of(proposals(leap, "beginner", 104), "settle.first").day == date(2017, 2, 28)
    assert one_of(proposals(leap, "beginner", 107), "settle.first").day == date(2020, 2, 29)
    common = with_date(taoyuan, "settle.first.due", Day(date(2015, 2, 28)))
    assert one_of(proposals(common, "beginner", 104), "settle.first").day == date(2016, 2, 28)


@given(st.sampled_from(sorted(WANTED)), st.integers(60, 180))
def test_a_move_keeps_month_and_day(which: tuple[str, str], year: int) -> None:
    plan = PLANS[which[0]]
    own = {one.key: one for one in proposals(plan, which[1], plan.year)}
    for one in proposals(plan, which[1], year):
        there = own[one.key]
        if one.day and there.day:
            assert (one.day.year - there.day.year, one.day.month) == (year - plan.year, there.day.month)
            assert one.day.day == there.day.day
        assert (one.month and one.month.month) == (there.month and there.month.month)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2014, 7, 31), 102),
        (date(2014, 8, 1), 103),
        (date(2014, 12, 31), 103),
        (date(2015, 1, 1), 103),
        (date(2015, 7, 31), 103),
        (date(2016, 2, 29), 104),
    ],
)
def test_a_school_year_runs_from_august_to_july(day: date, year: int) -> None:
    first, last = school_year(year)
    assert school_year_of(day) == year
    assert first <= day <= last
    assert (first, last) == (date(year + 1911, 8, 1), date(year + 1912, 7, 31))


def test_events_that_something_follows_from_are_named_in_the_plans_order(library: Library) -> None:
    named = {(plan, tier): anchors(library.plans[plan], tier) for plan, tier in WANTED}
    assert named["taoyuan-103", "domain"] == (FIRST, SECOND)
    assert named["keelung-113", "cross"] == (MEETING, END)
    assert named["keelung-113", "city"] == (END,)
    assert named["hualien-113", ""] == named["taoyuan-112", ""] == named["taipei-103", ""] == ()


@pytest.mark.parametrize(
    ("day", "event"),
    [
        (date(2014, 8, 1), FIRST),
        (date(2014, 12, 31), FIRST),
        (date(2015, 1, 1), SECOND),
        (date(2015, 6, 30), SECOND),
        (date(2015, 7, 31), SECOND),  # behind the last instalment
        (date(2026, 11, 24), FIRST),
        (date(2027, 3, 1), SECOND),
    ],
)
def test_a_day_belongs_to_an_instalment(taoyuan: Plan, day: date, event: str) -> None:
    assert instalment_of(taoyuan, "beginner", day) == event


def test_before_the_first_instalment_it_is_the_first(taoyuan: Plan) -> None:
    begins_late = replace(
        taoyuan, deadlines={"settle.second.after": taoyuan.deadlines["settle.second.after"]}
    )  # in January
    assert instalment_of(begins_late, "beginner", date(2014, 9, 1)) == SECOND


def test_a_plan_without_instalments_has_no_event_of_a_day(keelung: Plan) -> None:
    assert instalment_of(keelung, "share", date(2025, 1, 10)) == ""


def test_the_settlement_follows_within_a_week_of_the_last_activity(taoyuan: Plan) -> None:
    (found,) = after_event(taoyuan, "beginner", 103, FIRST, date(2014, 11, 26))
    assert (found.key, found.same) == ("settle.first.after", "settle.first")
    assert (found.day, found.others) == (date(2014, 12, 3), (date(2014, 12, 19),))
    assert (found.anchor, found.hand_in, found.keep) == ("", "收支結算表", "簽到表、收據或發票")
    assert {"陸.五", "肆.六(四)"} <= set(found.sections)


def test_the_fixed_date_counts_where_the_week_after_the_last_activity_ends_later(taoyuan: Plan) -> None:
    (first,) = after_event(taoyuan, "beginner", 103, FIRST, date(2014, 12, 26))
    assert (first.day, first.others) == (date(2014, 12, 19), (date(2015, 1, 2),))
    (second,) = after_event(taoyuan, "model", 103, SECOND, date(2015, 6, 17))
    assert (second.day, second.others) == (date(2015, 6, 19), (date(2015, 6, 24), date(2015, 6, 30)))
    assert "附件八.12" in second.sections


def test_a_week_that_ends_on_the_fixed_date_is_told_once(taoyuan: Plan) -> None:
    (found,) = after_event(taoyuan, "beginner", 103, FIRST, date(2014, 12, 12))
    assert (found.day, found.others) == (date(2014, 12, 19), ())


def test_in_another_school_year_what_follows_is_held_against_that_years_date(taoyuan: Plan) -> None:
    (early,) = after_event(taoyuan, "beginner", 115, FIRST, date(2026, 11, 24))
    assert (early.day, early.others, early.sure) == (date(2026, 12, 1), (date(2026, 12, 19),), False)
    (late,) = after_event(taoyuan, "beginner", 115, SECOND, date(2027, 6, 20))
    assert late.day == date(2027, 6, 19)


def test_a_reviewed_application_is_revised_within_ten_days(keelung: Plan) -> None:
    (found,) = after_event(keelung, "refine", 113, MEETING, date(2024, 5, 22))
    assert (found.key, found.day, found.others, found.sure) == ("review.revise", date(2024, 6, 1), (), True)


def test_keelung_settles_two_weeks_after_the_end_that_the_plan_does_not_give(keelung: Plan) -> None:
    (found,) = after_event(keelung, "city", 113, END, date(2025, 6, 30))
    assert (found.key, found.day) == ("settle.after", date(2025, 7, 14))


def test_nothing_follows_from_an_event_that_the_plan_does_not_know(keelung: Plan) -> None:
    assert after_event(keelung, "city", 113, FIRST, date(2025, 6, 30)) == ()
    assert after_event(keelung, "city", 113, MEETING, date(2024, 5, 22)) == ()


EVENTS = [(plan.id, tier, event) for plan in PLANS.values() for tier in plan.tiers for event in anchors(plan, tier)]


@given(st.sampled_from(EVENTS), st.dates(date(2010, 1, 1), date(2040, 1, 1)), st.integers(0, 900), st.integers(99, 120))
def test_a_later_event_has_no_earlier_deadline(which: tuple[str, str, str], day: date, by: int, year: int) -> None:
    plan, tier, event = PLANS[which[0]], which[1], which[2]
    early = after_event(plan, tier, year, event, day)
    late = after_event(plan, tier, year, event, day + timedelta(days=by))
    assert [one.key for one in early] == [one.key for one in late]
    assert all(one.day and other.day and one.day <= other.day for one, other in zip(early, late, strict=True))


def test_a_date_that_is_the_same_has_not_changed(taoyuan: Plan) -> None:
    for one in proposals(taoyuan, "model", 115):
        assert changed(taoyuan, "model", 115, one.key, one.figure) is None


def test_a_curated_date_that_is_another_now_is_told_with_the_new_day(taoyuan: Plan) -> None:
    now = with_date(taoyuan, "report.final.due", Day(date(2015, 6, 26)))
    found = changed(now, "beginner", 115, "report.final", "2015-06-30")
    assert found
    assert (found.day, found.figure) == (date(2027, 6, 26), "2015-06-26")
    assert changed(now, "beginner", 115, "settle.first", "2014-12-19") is None


def test_a_month_that_gets_its_day_and_a_length_that_changes_are_told(taoyuan: Plan) -> None:
    now = with_date(taoyuan, "report.online.first.by", Day(date(2014, 12, 24)))
    found = changed(now, "beginner", 103, "report.online.first", "2014-12")
    assert found
    assert found.day == date(2014, 12, 24)
    assert changed(taoyuan, "beginner", 103, "settle.first.after", "P10D")


def test_what_the_plan_or_the_tier_no_longer_wants_has_not_changed(taoyuan: Plan) -> None:
    assert changed(taoyuan, "beginner", 103, "report.record.first", "2014-12-31") is None
    assert changed(taoyuan, "beginner", 103, "no.such", "2014-12-31") is None


@pytest.fixture
def small_plan(small: Path) -> Plan:
    """The guide's invented plan."""
    return load(small).plans["qingshan-120"]


def test_the_guides_deadline_has_the_earlier_date_with_its_time(small_plan: Plan) -> None:
    upload = one_of(proposals(small_plan, "explore", 120), "apply.upload")
    assert (upload.day, upload.at, upload.others) == (date(2031, 9, 12), time(17), (date(2031, 9, 15),))
    assert upload.figure == "2031-09-12T17:00"
    assert upload.sections == ("四.二", "附表一")


@pytest.mark.parametrize(
    ("value", "day", "figure"),
    [
        ("2 週", "2032-06-24", "P14D"),
        ("1 個月", "2032-07-10", "P1M"),
        ("3 個工作天", "2032-06-16", "P3B"),  # the 11th is a substitute day for the 12th
    ],
)
def test_lengths_are_counted_in_their_unit(small: Path, value: str, day: str, figure: str) -> None:
    facts = small / "plans/qingshan-120/facts.yaml"
    text = facts.read_text(encoding="utf-8")
    assert text.count("value: 10 天") == 1
    facts.write_text(text.replace("value: 10 天", f"value: {value}"), encoding="utf-8")
    (found,) = after_event(load(small).plans["qingshan-120"], "explore", 120, "期程結束", date(2032, 6, 10))
    assert (str(found.day), found.figure) == (day, figure)


@pytest.mark.parametrize(
    ("value", "start", "until", "figure"),
    [
        ("2031-10-01/2031-10-31", date(2032, 10, 1), date(2032, 10, 31), "2031-10-01/2031-10-31"),
        ("2031-12/2032-02", date(2032, 12, 1), date(2033, 2, 28), "2031-12/2032-02"),
    ],
)
def test_a_period_is_due_on_its_last_day(small: Path, value: str, start: date, until: date, figure: str) -> None:
    folder = small / "plans/qingshan-120"
    with (folder / "facts.yaml").open("a", encoding="utf-8") as facts:
        facts.write(f"\nreview.period: {{is: 審查期間, value: {value}, section: 四.三}}\n")
    with (folder / "deadlines.yaml").open("a", encoding="utf-8") as deadlines:
        deadlines.write("\n- {id: review.visit, title: 到校審查, due: review.period, tiers: [all]}\n")
    found = one_of(proposals(load(small).plans["qingshan-120"], "deepen", 121), "review.visit")
    assert (found.start, found.until, found.figure) == (start, until, figure)
