"""Drafts of budgets are kept as they were said to be, guarded by version and rights, and go with who made them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Literal

import pytest
from sqlalchemy import Connection, func, select

from bot.store import budgets, joining, memberships, privacy, tables
from bot.store.database import Store
from bot.store.errors import Forbidden, Overtaken
from content.budget import Finding, Item
from handlers.changes import Forget, Leave, Rejudge, SetBudget
from handlers.recheck_records import Judged, Shift
from handlers.records import BudgetDraft, BudgetRow
from tests.bot.store.village import ID, do, founded, joined, someone

Who = Literal["stranger", "group", "member", "co", "convener"]
ITEM = Item(1, "外聘講師鐘點費", 2000, Fraction(5, 2), "教授", "節", 5000, "外聘", "共備", 8, 2, date(2026, 12, 5))
OURS = BudgetDraft("ours", "113學年度概算", "keelung-113", 113, ID, "develop", rows=(BudgetRow(ITEM, 1),), next=2)
MINE = replace(OURS, id="mine", community="", instalment="first", requested=5000, schools=3, members=8, participants=20)


def put(c: Connection, person: int, draft: BudgetDraft, now: datetime, undoes: int = 0) -> BudgetDraft:
    """Keeps a draft."""
    do(c, person, SetBudget("change", draft, undoes), now)
    return draft


def later(draft: BudgetDraft, **fields: object) -> BudgetDraft:
    """A draft in its next version."""
    return replace(draft, version=draft.version + 1, **fields)  # type: ignore[arg-type]


def judged(draft: BudgetDraft, rules: str, now: datetime) -> BudgetDraft:
    """A draft as other rules judge it."""
    after = Judged(rules, "fail", (Finding("MEAL", "violation", "太多", "柒", 1, 120, 100, 20),))
    return replace(draft, judged=after, shifts=(Shift(draft.version, now, Judged("", "pass"), after),))


@pytest.mark.parametrize("draft", [OURS, MINE])
def test_a_draft_is_kept_whole(c: Connection, now: datetime, draft: BudgetDraft) -> None:
    who = founded(c, now)
    put(c, who, draft, now)
    assert budgets.draft(c, who, draft.id) == draft
    assert budgets.drafts(c, who) == (draft,)


def test_the_newest_change_comes_first_and_deleted_ones_are_only_seen_by_their_id(c: Connection, now: datetime) -> None:
    who = founded(c, now)
    put(c, who, OURS, now)
    put(c, who, MINE, now + timedelta(minutes=1))
    put(c, who, later(OURS, name="新"), now + timedelta(minutes=2))
    assert [one.id for one in budgets.drafts(c, who)] == ["ours", "mine"]
    gone = put(c, who, later(MINE, state="deleted"), now)
    assert [one.id for one in budgets.drafts(c, who)] == ["ours"]
    assert budgets.draft(c, who, "mine") == gone


@pytest.mark.parametrize("version", [1, 3])
def test_a_version_that_was_overtaken_is_refused(c: Connection, now: datetime, version: int) -> None:
    who = founded(c, now)
    put(c, who, OURS, now)
    with pytest.raises(Overtaken):
        put(c, who, replace(OURS, version=version), now)


def test_changes_are_noted_the_newest_first_and_taken_back_once(c: Connection, now: datetime) -> None:
    who = founded(c, now)
    first = put(c, who, OURS, now)
    second = put(c, who, later(first, name="新"), now)
    third = put(c, who, later(second, name=first.name), now, undoes=2)
    found = budgets.edits(c, "ours", 9)
    assert [(one.version, one.before, one.undone) for one in found] == [
        (3, second, False),
        (2, first, True),
        (1, None, False),
    ]
    with pytest.raises(Overtaken):
        put(c, who, later(third), now, undoes=2)


def test_of_many_changes_the_newest_fifty_are_kept(c: Connection, now: datetime) -> None:
    who = founded(c, now)
    draft = put(c, who, OURS, now)
    for _ in range(60):
        draft = put(c, who, later(draft), now)
    assert [one.version for one in budgets.edits(c, "ours", 99)] == list(range(61, 11, -1))


@pytest.mark.parametrize("who", ["stranger", "group", "member", "co", "convener"])
def test_only_conveners_change_a_community_s_budget_and_all_inside_see_it(
    c: Connection, now: datetime, who: Who
) -> None:
    convener = founded(c, now)
    put(c, convener, OURS, now)
    whose = _one(c, convener, who, now)
    assert (budgets.draft(c, whose, "ours") == OURS) == (who != "stranger")
    if who in ("co", "convener"):
        put(c, whose, later(OURS), now)
    else:
        with pytest.raises(Forbidden):
            put(c, whose, later(OURS), now)


def _one(c: Connection, convener: int, who: Who, now: datetime) -> int:
    if who == "stranger":
        return someone(c, who, now)
    if who == "group":
        memberships.enter(c, ID, group := someone(c, who, now, group=True), "member")
        return group
    return convener if who == "convener" else joined(c, convener, who, now, who)


def test_nobody_changes_or_takes_a_draft_of_another(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    other = joined(c, convener, "林老師", now, "co")
    put(c, convener, MINE, now)
    assert budgets.draft(c, other, "mine") is None
    for stolen in (later(MINE), later(MINE, community=ID)):
        with pytest.raises(Forbidden):
            put(c, other, stolen, now)
    with pytest.raises(Forbidden):
        put(c, convener, later(MINE, community=ID), now)
    put(c, convener, OURS, now)
    with pytest.raises(Forbidden):
        put(c, convener, later(OURS, community=""), now)


def test_a_group_has_no_budget_of_its_own(c: Connection, now: datetime) -> None:
    with pytest.raises(Forbidden):
        put(c, someone(c, "群組", now, group=True), MINE, now)


@pytest.mark.parametrize("draft", [OURS, MINE])
def test_what_other_rules_say_is_kept_beside_a_draft_and_is_no_change_of_it(
    c: Connection, now: datetime, draft: BudgetDraft
) -> None:
    who = founded(c, now)
    put(c, who, draft, now)
    again = judged(draft, "new", now)
    do(c, who, Rejudge(again, ""), now)
    assert budgets.draft(c, who, draft.id) == again
    put(c, who, later(again), now)
    assert [(one.version, one.before) for one in budgets.edits(c, draft.id, 9)] == [(2, draft), (1, None)]


def test_what_was_judged_again_or_changed_since_it_was_read_is_refused(c: Connection, now: datetime) -> None:
    who = founded(c, now)
    put(c, who, OURS, now)
    do(c, who, Rejudge(judged(OURS, "new", now), ""), now)
    with pytest.raises(Overtaken):
        do(c, who, Rejudge(judged(OURS, "new", now), ""), now)
    put(c, who, later(judged(OURS, "new", now)), now)
    with pytest.raises(Overtaken):
        do(c, who, Rejudge(judged(OURS, "newest", now), "new"), now)
    with pytest.raises(Overtaken):
        do(c, who, Rejudge(judged(replace(OURS, id="gone"), "new", now), ""), now)


@pytest.mark.parametrize("who", ["stranger", "group", "member"])
def test_only_conveners_have_a_community_s_budget_judged_again(c: Connection, now: datetime, who: Who) -> None:
    convener = founded(c, now)
    put(c, convener, OURS, now)
    put(c, convener, MINE, now)
    whose = _one(c, convener, who, now)
    for draft in (OURS, MINE):
        with pytest.raises(Forbidden):
            do(c, whose, Rejudge(judged(draft, "new", now), ""), now)


def test_who_is_forgotten_takes_their_own_drafts_along_and_leaves_the_community_s(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    other = joined(c, convener, "林老師", now, "convener")
    put(c, convener, OURS, now)
    put(c, convener, MINE, now)
    do(c, convener, Forget(), now)
    assert budgets.drafts(c, other) == (OURS,)
    assert _rows(c, tables.budget_draft) == 1
    assert list(c.scalars(select(tables.budget_edit.c.person_id))) == [0]


def test_a_community_in_which_nobody_is_left_has_no_drafts(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    put(c, convener, OURS, now)
    do(c, convener, Leave(ID), now)
    privacy.tidy(c, now=now, at=now)
    assert _rows(c, tables.budget_draft) == _rows(c, tables.budget_edit) == 0


def test_who_joins_another_conversation_brings_their_drafts(c: Connection, now: datetime) -> None:
    gone, into = someone(c, "一", now), someone(c, "二", now)
    put(c, gone, MINE, now)
    joining.absorb(c, gone, into, now)
    assert budgets.drafts(c, into) == (MINE,)
    put(c, into, later(MINE), now)


def test_a_person_of_whom_only_a_draft_is_kept_is_not_tidied_away(c: Connection, now: datetime) -> None:
    who = someone(c, "一", now)
    put(c, who, MINE, now)
    c.execute(tables.identity.delete())
    privacy.tidy(c, now=now, at=now + timedelta(days=99))
    assert budgets.drafts(c, who) == (MINE,)


async def test_the_port_reads_what_was_kept(store: Store, now: datetime) -> None:
    who = await store.write(lambda c: someone(c, "一", now))
    await store.write(lambda c: put(c, who, MINE, now))
    port = budgets.StoredBudgets(store)
    assert await port.drafts(str(who)) == (MINE,)
    assert await port.draft(str(who), "mine") == MINE
    assert await port.draft(str(who), "nothing") is None
    assert [one.version for one in await port.draft_edits("mine", 5)] == [1]


def _rows(c: Connection, table: object) -> int:
    return c.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]
