"""Ledgers are kept as they were said to be, guarded by versions and rights, and stay with their communities."""

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

import pytest
from sqlalchemy import Connection, func, select

from bot.store import joining, ledgers, memberships, privacy, tables
from bot.store.database import Store
from bot.store.errors import Forbidden, Overtaken
from content.budget import Item
from handlers.changes import Forget, Leave, SetGranted, SetSpending
from handlers.records import Spending
from tests.bot.store.village import COMMUNITY, ID, do, founded, joined, someone

Who = Literal["stranger", "group", "member", "co", "convener"]
ITEM = Item(1, "外聘講師鐘點費", 2000, Fraction(5, 2), "教授", "節", note="外聘", on=date(2026, 11, 20))
FIRST = Spending("first", ID, ITEM, "lecturer.outer", "first", "AB-12345678")
SECOND = replace(FIRST, id="second", item=replace(ITEM, no=2), line="", receipt="")


def put(c: Connection, person: int, now: datetime, *entries: Spending, batch: str = "b1", undoes: str = "") -> None:
    """Keeps entries, over the ledger as it is."""
    read = sum(one.version for one in ledgers.spendings(c, ID))
    do(c, person, SetSpending(batch, "change", entries, undoes, read), now)


def later(entry: Spending, **fields: object) -> Spending:
    """An entry in its next version."""
    return replace(entry, version=entry.version + 1, **fields)  # type: ignore[arg-type]


def test_entries_are_kept_whole_and_by_their_numbers(c: Connection, now: datetime) -> None:
    who = founded(c, now)
    put(c, who, now, SECOND, FIRST)
    assert ledgers.spendings(c, ID) == (FIRST, SECOND)
    assert ledgers.spendings(c, "another") == ()


def test_a_ledger_that_was_changed_meanwhile_is_not_written_over(c: Connection, now: datetime) -> None:
    who = founded(c, now)
    put(c, who, now, FIRST)
    with pytest.raises(Overtaken):
        do(c, who, SetSpending("b2", "add", (SECOND,), read=0), now)
    with pytest.raises(Overtaken):
        put(c, who, now, FIRST)
    with pytest.raises(Overtaken):
        put(c, who, now, later(FIRST, item=replace(ITEM, no=9)))


def test_changes_are_noted_the_newest_first_and_taken_back_once(c: Connection, now: datetime) -> None:
    who = founded(c, now)
    put(c, who, now, FIRST, SECOND)
    gone = later(FIRST, state="deleted")
    put(c, who, now, gone, batch="b2")
    back = later(gone, state="kept")
    put(c, who, now, back, batch="b3", undoes="b2")
    found = ledgers.edits(c, ID, 9)
    assert [(one.batch, one.before, one.after, one.undone) for one in found] == [
        ("b3", gone, back, False),
        ("b2", FIRST, gone, True),
        ("b1", None, SECOND, False),
        ("b1", None, FIRST, False),
    ]
    with pytest.raises(Overtaken):
        put(c, who, now, later(back), batch="b4", undoes="b2")


def test_what_was_granted_is_told_anew_by_instalment(c: Connection, now: datetime) -> None:
    who = founded(c, now)
    for part, dollars in (("", 5000), ("first", 2500), ("", 4800)):
        do(c, who, SetGranted(ID, part, dollars), now)
    assert ledgers.granted(c, ID) == {"": 4800, "first": 2500}
    do(c, who, SetGranted(ID, "", None), now)
    assert ledgers.granted(c, ID) == {"first": 2500}


@pytest.mark.parametrize("role", ["stranger", "group", "member", "co", "convener"])
def test_only_conveners_write(c: Connection, now: datetime, role: Who) -> None:
    head = founded(c, now)
    match role:
        case "convener":
            who = head
        case "co" | "member":
            who = joined(c, head, "林老師", now, role)
        case _:
            who = someone(c, "社群", now, group=role == "group")
    for change in (SetSpending("b1", "add", (FIRST,)), SetGranted(ID, "", 100)):
        if role in ("co", "convener"):
            do(c, who, change, now)
            continue
        with pytest.raises(Forbidden):
            do(c, who, change, now)


def test_nobody_writes_into_another_communitys_entry(c: Connection, now: datetime) -> None:
    who = founded(c, now)
    put(c, who, now, FIRST)
    other = founded(c, now, replace(COMMUNITY, id="south", feed="other"))
    with pytest.raises(Forbidden):
        do(c, other, SetSpending("b2", "change", (later(FIRST, community="south"),), read=0), now)


def test_a_ledger_stays_with_the_others_and_does_not_know_who_is_forgotten(c: Connection, now: datetime) -> None:
    head = founded(c, now)
    other = joined(c, head, "林老師", now, "co")
    put(c, other, now, FIRST)
    do(c, other, Forget(), now)
    assert ledgers.spendings(c, ID) == (FIRST,)
    assert c.scalars(select(tables.spending_edit.c.person_id)).all() == [0]


def test_a_ledger_ends_with_its_community(c: Connection, now: datetime) -> None:
    who = founded(c, now)
    put(c, who, now, FIRST)
    do(c, who, SetGranted(ID, "", 100), now)
    do(c, who, Leave(ID), now)
    privacy.tidy(c, now=now, at=now)
    assert ledgers.spendings(c, ID) == ()
    for table in (tables.spending_edit, tables.granted):
        assert c.scalar(select(func.count()).select_from(table)) == 0


def test_of_two_who_become_one_all_changes_are_that_ones(c: Connection, now: datetime) -> None:
    head, gone = founded(c, now), someone(c, "林老師", now)
    memberships.enter(c, ID, gone, "co")
    put(c, gone, now, FIRST)
    joining.absorb(c, gone, head, now)
    assert ledgers.spendings(c, ID) == (FIRST,)
    assert c.scalars(select(tables.spending_edit.c.person_id)).all() == [head]


async def test_the_port_reads_what_is_stored(store: Store, now: datetime) -> None:
    who = await store.write(lambda c: founded(c, now))
    await store.write(lambda c: put(c, who, now, FIRST))
    await store.write(lambda c: do(c, who, SetGranted(ID, "", 4800), now))
    port = ledgers.StoredLedgers(store)
    assert await port.spendings(ID) == (FIRST,)
    assert [one.after for one in await port.spending_edits(ID, 5)] == [FIRST]
    assert await port.granted(ID) == {"": 4800}
