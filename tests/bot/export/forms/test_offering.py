"""A draft's files are offered under addresses that nobody can guess and that end."""

import base64
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.export.forms import opened
from bot.export.forms.offering import LASTS, Offered
from bot.export.forms.secrets import Named, read, seal
from bot.store import budgets
from bot.store.communities import new_id
from bot.store.database import Store
from content.budget import Item
from content.library import Library
from handlers.changes import Alter, SetBudget, SetGranted, SetSpending
from handlers.records import BudgetDraft, BudgetRow, Spending
from tests.bot.export.forms.sample import grid, sheet
from tests.bot.store.conftest import store as store
from tests.bot.store.conftest import template as template
from tests.bot.store.conftest import url as url
from tests.bot.store.village import COMMUNITY, do, founded

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
KEY = b"k" * 32
ITEM = Item(1, "印刷費", 50, 20, unit="份")


def draft(**more: object) -> BudgetDraft:
    made = BudgetDraft(new_id(), "概算", "taoyuan-103", 103, "north", "beginner", rows=(BudgetRow(ITEM, 1),))
    return BudgetDraft(**{name: getattr(made, name) for name in made.__slots__} | {"instalment": "first"} | more)  # type: ignore[arg-type]


@given(st.sampled_from(["xlsx", "docx"]), st.binary(min_size=10, max_size=10))
def test_a_secret_says_what_it_was_made_for(kind: str, raw: bytes) -> None:
    named = Named(base64.b32encode(raw).decode().lower()[:10], kind)  # type: ignore[arg-type]
    secret = seal(named, NOW, KEY)
    assert len(secret) == 32
    assert read(secret, NOW, KEY) == named


@pytest.mark.parametrize("place", range(32))
def test_a_secret_that_was_touched_leads_nowhere(place: int) -> None:
    secret = seal(Named(new_id(), "xlsx"), NOW, KEY)
    other = "A" if secret[place] != "A" else "B"
    assert read(secret[:place] + other + secret[place + 1 :], NOW, KEY) is None


def test_a_secret_ends_and_belongs_to_one_bot() -> None:
    secret = seal(Named(new_id(), "xlsx"), NOW, KEY)
    assert read(secret, NOW + timedelta(hours=2), KEY) is None
    assert read(secret, NOW, b"another" * 4) is None
    assert read("", NOW, KEY) is read("A" * 32, NOW, KEY) is None


async def test_what_is_offered_can_be_had(store: Store, library: Library) -> None:
    convener = await store.write(lambda c: founded(c, NOW))
    kept = draft()
    await store.write(lambda c: budgets.put(c, SetBudget("new", kept), convener, NOW))
    offered = Offered(store, library, lambda: NOW, "https://bot.example.org")
    sheets = await offered.offer(kept, "line")
    assert [one.label for one in sheets] == ["Excel", "Word"]
    secret, name = sheets[0].address.removeprefix("https://bot.example.org/files/").split("/")
    found = await offered.find(secret)
    assert found is not None
    assert (unquote(name), found.kind) == (found.name, "xlsx")
    assert found.make().startswith(b"PK")
    late = Offered(store, library, lambda: NOW + LASTS + timedelta(hours=2), "https://bot.example.org")
    assert await late.find(secret) is None


async def test_nothing_is_offered_where_there_is_no_form_or_no_address(store: Store, library: Library) -> None:
    here = Offered(store, library, lambda: NOW, "https://bot.example.org")
    for one in (draft(instalment=""), draft(rows=()), draft(plan="hualien-113", instalment="")):
        assert await here.offer(one, "line") == ()
    assert await Offered(store, library, lambda: NOW).offer(draft(), "line") == ()


@pytest.mark.parametrize("channel", ["telegram", "web"])
async def test_a_channel_that_brings_files_itself_needs_no_address(
    channel: str, store: Store, library: Library
) -> None:
    convener = await store.write(lambda c: founded(c, NOW))
    kept = draft()
    await store.write(lambda c: budgets.put(c, SetBudget("new", kept), convener, NOW))
    offered = Offered(store, library, lambda: NOW)
    excel, word = await offered.offer(kept, channel)
    assert (excel.address, word.address) == ("", "")
    made = await offered.make(excel)
    assert made is not None
    assert made.name == excel.name
    found = opened(made.data, made.name)
    assert isinstance(found, list)
    gone = replace(kept, state="deleted", version=2)
    await store.write(lambda c: budgets.put(c, SetBudget("delete", gone), convener, NOW))
    assert await offered.make(excel) is None


async def test_a_deleted_draft_has_no_files(store: Store, library: Library) -> None:
    convener = await store.write(lambda c: founded(c, NOW))
    kept = draft(state="deleted")
    await store.write(lambda c: budgets.put(c, SetBudget("new", kept), convener, NOW))
    offered = Offered(store, library, lambda: NOW, "https://bot.example.org")
    secret = (await offered.offer(kept, "line"))[0].address.split("/")[-2]
    assert await offered.find(secret) is None


def entry(no: int, amount: int, day: date, **more: str) -> Spending:
    item = Item(no, "印刷費", amount, name="成果冊", unit="式", on=day)
    return Spending(f"entry{no}", more.pop("community"), item, "print", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
async def test_a_settlement_has_what_was_spent_in_its_instalment(kind: str, store: Store, library: Library) -> None:
    community = replace(COMMUNITY, id=new_id(), plan="taoyuan-103", tier="beginner", year=103)
    convener = await store.write(lambda c: founded(c, NOW, community))
    here = {"community": community.id}
    spent = (
        entry(1, 300, date(2014, 11, 20), instalment="first", receipt="0037", **here),
        entry(2, 200, date(2014, 9, 3), instalment="first", **here),
        entry(3, 900, date(2015, 2, 3), instalment="second", **here),
        entry(4, 70, date(2014, 9, 4), instalment="first", state="deleted", **here),
    )
    await store.write(lambda c: do(c, convener, SetSpending("b", "add", spent), NOW))
    await store.write(lambda c: do(c, convener, SetGranted(community.id, "first", 4800), NOW))
    offered = Offered(store, library, lambda: NOW, "https://bot.example.org")
    sheets = await offered.settlement(community, "first", "line")
    document = next(one for one in sheets if one.name.endswith(kind))
    made = await offered.make(document)
    assert made is not None
    assert (made.name, "收支結算表" in made.name, "第一期" in made.name) == (document.name, True, True)
    if kind == "xlsx":
        rows = grid(sheet(made.data, values=False))
        receipts = [row for row in rows if row and row[0] in (1, 2, 3) and len(row) > 3]
        assert receipts == [
            [1, "103年9月3日", "印刷費", 200, "成果冊"],
            [2, "103年11月20日", "印刷費", 300, "成果冊，收據 0037"],
        ]
        assert any(4800 in row for row in rows)


async def test_a_settlement_of_nothing_is_not_offered_and_one_of_a_closed_community_is_gone(
    store: Store, library: Library
) -> None:
    community = replace(COMMUNITY, id=new_id())
    convener = await store.write(lambda c: founded(c, NOW, community))
    offered = Offered(store, library, lambda: NOW, "https://bot.example.org")
    assert await offered.settlement(community, "", "line") == ()
    spent = entry(1, 300, date(2026, 11, 20), community=community.id)
    await store.write(lambda c: do(c, convener, SetSpending("b", "add", (spent,)), NOW))
    (excel, _) = await offered.settlement(community, "", "line")
    assert await offered.make(excel)
    await store.write(lambda c: do(c, convener, Alter(replace(community, open=False, version=2)), NOW))
    assert await offered.make(excel) is None


async def test_a_line_stands_once_in_a_settlement_planned_and_spent(store: Store, library: Library) -> None:
    community = replace(COMMUNITY, id=new_id(), plan="keelung-113", tier="refine", year=113)
    convener = await store.write(lambda c: founded(c, NOW, community))
    fee = Item(1, "出席費（輔導費）", 2000, 3, unit="次")
    draft = BudgetDraft(new_id(), "概算", "keelung-113", 113, community.id, "refine", state="done")
    draft = replace(draft, rows=(BudgetRow(fee, 1),), next=2)
    await store.write(lambda c: budgets.put(c, SetBudget("new", draft), convener, NOW))
    spent = Spending("entry1", community.id, Item(1, "出席費", 1500, unit="式", on=date(2014, 11, 20)), "attendance")
    await store.write(lambda c: do(c, convener, SetSpending("b", "add", (spent,)), NOW))
    offered = Offered(store, library, lambda: NOW, "https://bot.example.org")
    sheets = await offered.settlement(community, "", "line")
    made = await offered.make(next(one for one in sheets if one.name.endswith("xlsx")))
    assert made is not None
    rows = [row for row in grid(sheet(made.data, values=False)) if any(str(cell).startswith("出席費") for cell in row)]
    assert [row[0] for row in rows if 6000 in row] == ["出席費（輔導費）"]
    assert not [row for row in rows if row[0] == "出席費"]
