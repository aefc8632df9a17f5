"""The dates of communities, and all that was ever changed of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, update

from bot.store import calendars, joining
from bot.store.errors import Overtaken
from bot.store.tables import deadline
from handlers.changes import Forget, Found, SetDeadlines
from handlers.records import Deadline, Edit
from tests.bot.store.village import COMMUNITY, DATE, ID, do, founded, joined

FULL = Deadline(
    "meeting",
    ID,
    "第二次聚會",
    date(2024, 2, 29),
    time(15, 30),
    "meeting",
    "done",
    key="meet",
    section="陸．五",
    sure=False,
    figure="2024-02-29",
    others=("2024-03-01", "2024-03-02"),
    who="林老師",
    note="帶簽到表",
    series="wednesdays",
)


def put(c: Connection, who: int, now: datetime, batch: str, *dates: Deadline, undoes: str = "") -> None:
    do(c, who, SetDeadlines(batch, "undo" if undoes else "note", dates, undoes), now)


def after(one: Deadline, **changed: object) -> Deadline:
    """The next version of a date."""
    return replace(one, version=one.version + 1, **changed)  # type: ignore[arg-type]


def test_dates_are_kept_whole(c: Connection, now: datetime) -> None:
    put(c, founded(c, now), now, "one", FULL, DATE)
    assert calendars.deadlines(c, ID) == (FULL, DATE)
    assert {edit.after for edit in calendars.edits(c, ID, 9)} == {FULL, DATE}


def test_the_earliest_comes_first_and_whole_days_before_hours(c: Connection, now: datetime) -> None:
    noon, day, earlier = (
        replace(DATE, id="noon", at=time(12)),
        replace(DATE, id="day"),
        replace(DATE, id="earlier", day=date(2025, 6, 29), at=time(23)),
    )
    put(c, founded(c, now), now, "one", noon, day, earlier)
    assert calendars.deadlines(c, ID) == (earlier, day, noon)


def test_dates_are_read_as_they_stand_there_whatever_stood_there_before(c: Connection, now: datetime) -> None:
    put(c, founded(c, now), now, "one", FULL)
    assert calendars.deadlines(c, ID) == (FULL,)
    c.execute(update(deadline).values(note="從備份來的"))  # with the same id and version
    assert calendars.deadlines(c, ID) == (replace(FULL, note="從備份來的"),)


def test_the_dates_of_another_community_are_not_shown(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    do(c, convener, Found(replace(COMMUNITY, id="south", feed="")), now)
    own, other = DATE, replace(DATE, id="other", community="south")
    put(c, convener, now, "one", own, other)
    assert (calendars.deadlines(c, ID), calendars.deadlines(c, "south")) == ((own,), (other,))
    assert [edit.after for edit in calendars.edits(c, "south", 9)] == [other]
    with pytest.raises(Overtaken):
        put(c, convener, now, "two", after(own, community="south"))


def test_edits_tell_what_was_and_what_became_the_newest_first(c: Connection, now: datetime) -> None:
    convener, later = founded(c, now), now + timedelta(hours=1)
    put(c, convener, now, "one", DATE, FULL)
    moved = after(DATE, day=date(2025, 6, 15))
    do(c, convener, SetDeadlines("two", "move", (moved,)), later)
    assert calendars.edits(c, ID, 9) == (
        Edit("two", "move", DATE, moved, later, person=str(convener)),
        Edit("one", "note", None, FULL, now, person=str(convener)),
        Edit("one", "note", None, DATE, now, person=str(convener)),
    )
    assert [edit.batch for edit in calendars.edits(c, ID, 2)] == ["two", "one"]


def test_edits_of_two_who_become_one_are_that_ones_and_of_the_forgotten_nobodys(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    gone = joined(c, convener, "林老師", now, "co")
    put(c, gone, now, "one", DATE)
    joining.absorb(c, gone, convener, now)
    assert [edit.person for edit in calendars.edits(c, ID, 9)] == [str(convener)]
    joined(c, convener, "陳老師", now, "convener")
    do(c, convener, Forget(), now)
    assert [edit.person for edit in calendars.edits(c, ID, 9)] == ["0"]


@pytest.mark.parametrize("version", [1, 2, 4])
def test_a_version_that_was_overtaken_changes_nothing(c: Connection, now: datetime, version: int) -> None:
    convener = founded(c, now)
    put(c, convener, now, "one", DATE)
    moved = after(DATE, day=date(2025, 6, 15))
    put(c, convener, now, "two", moved)
    with pytest.raises(Overtaken):
        put(c, convener, now, "three", FULL, replace(DATE, note="舊的", version=version))
    assert calendars.deadlines(c, ID) == (moved,)
    assert [edit.batch for edit in calendars.edits(c, ID, 9)] == ["two", "one"]


def test_a_date_that_is_not_there_has_no_later_version(c: Connection, now: datetime) -> None:
    with pytest.raises(Overtaken):
        put(c, founded(c, now), now, "one", after(DATE))


def test_one_turn_can_change_a_date_twice(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    put(c, convener, now, "one", DATE, after(DATE, note="a"), after(after(DATE), note="b"))
    (kept,) = calendars.deadlines(c, ID)
    assert (kept.version, kept.note) == (3, "b")
    assert [edit.before and edit.before.note for edit in calendars.edits(c, ID, 9)] == ["a", "", None]


def test_two_conveners_who_adopt_the_same_deadline_at_once_have_it_once(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    co = joined(c, convener, "林老師", now, "co")
    plan, own = replace(DATE, key="report.final"), replace(DATE, id="own")
    twin = replace(plan, id="twin", day=date(2025, 7, 1))
    put(c, convener, now, "one", plan, own)
    with pytest.raises(Overtaken):
        put(c, co, now, "two", twin)
    with pytest.raises(Overtaken):
        put(c, co, now, "two", after(own, key=plan.key))
    put(c, co, now, "three", after(plan, state="cancelled"), twin)
    put(c, co, now, "four", after(twin, note="改", state="done"), replace(own, id="second"))
    assert {(one.id, one.key) for one in calendars.deadlines(c, ID) if one.state != "cancelled"} == {
        ("twin", "report.final"),
        ("own", ""),
        ("second", ""),
    }


def test_what_was_undone_can_be_undone_only_once_and_restored_by_undoing_that(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    put(c, convener, now, "one", DATE)
    put(c, convener, now, "back", gone := after(DATE, state="cancelled"), undoes="one")
    assert undone(c) == [("back", False), ("one", True)]
    with pytest.raises(Overtaken):
        put(c, convener, now, "again", after(gone), undoes="one")
    put(c, convener, now, "forth", after(gone, state="open"), undoes="back")
    assert undone(c) == [("forth", False), ("back", True), ("one", False)]


def undone(c: Connection) -> list[tuple[str, bool]]:
    return [(edit.batch, edit.undone) for edit in calendars.edits(c, ID, 9)]


def test_what_happened_in_another_community_cannot_be_undone_from_here(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    put(c, convener, now, "one", DATE)
    do(c, convener, Found(replace(COMMUNITY, id="south", feed="")), now)
    with pytest.raises(Overtaken):
        put(c, convener, now, "two", replace(DATE, id="x", community="south"), undoes="one")


def replayed(log: Iterable[Edit]) -> dict[str, Deadline]:
    """The dates that a log of changes leads to, the oldest first."""
    dates: dict[str, Deadline] = {}
    for edit in log:
        assert edit.before == dates.get(edit.after.id)
        dates[edit.after.id] = edit.after
    return dates


@dataclass(slots=True)
class Model:
    """What the dates should be, and what can be undone."""

    dates: dict[str, Deadline] = field(default_factory=dict)
    batches: list[dict[str, Deadline | None]] = field(default_factory=list)
    live: list[int] = field(default_factory=list)

    def set(self, dates: Iterable[Deadline]) -> None:
        new = {one.id: one for one in dates}
        self.batches.append({id: self.dates.get(id) for id in new})
        self.dates |= new
        self.live.append(len(self.batches) - 1)

    def back(self, number: int) -> tuple[Deadline, ...]:
        """The dates of a batch as they were before it, those that were new cancelled."""
        pairs = [(self.dates[id], old) for id, old in self.batches[number].items()]
        return tuple(replace(old or replace(now, state="cancelled"), version=now.version + 1) for now, old in pairs)


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
contents = st.fixed_dictionaries(
    {
        "title": words,
        "day": st.dates(date(2024, 1, 1), date(2026, 12, 31)),
        "at": st.none() | st.times(),
        "state": st.sampled_from(["open", "done", "cancelled"]),
        "sure": st.booleans(),
        "others": st.lists(st.dates().map(date.isoformat), max_size=2).map(tuple),
        "note": words,
    }
)
steps = st.lists(
    st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), contents, min_size=1) | st.integers(0, 9), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_the_log_of_any_changes_and_undoings_leads_to_the_dates(engine: Engine, steps: list[object]) -> None:
    now, model = datetime.fromisoformat("2026-11-22T09:00:00+08:00"), Model()
    with engine.connect() as c:
        convener = founded(c, now)
        for step in steps:
            if isinstance(step, dict):
                dates, undoes = tuple(_next(model.dates.get(id), id, what) for id, what in step.items()), ""
            elif model.live:
                taken = model.live.pop(step % len(model.live))  # type: ignore[operator]
                dates, undoes = model.back(taken), str(taken)
            else:
                continue
            put(c, convener, now, str(len(model.batches)), *dates, undoes=undoes)
            model.set(dates)
        there = {one.id: one for one in calendars.deadlines(c, ID)}
        assert there == model.dates == replayed(calendars.edits(c, ID, 999)[::-1])
        c.rollback()


def _next(before: Deadline | None, id: str, what: dict[str, object]) -> Deadline:
    return replace(before or replace(DATE, id=id), version=before.version + 1 if before else 1, **what)  # type: ignore[arg-type]
