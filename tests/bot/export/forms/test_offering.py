"""A draft's files are offered under addresses that nobody can guess and that end."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.export.forms.offering import LASTS, Offered
from bot.export.forms.secrets import Named, read, seal
from bot.store import budgets
from bot.store.communities import new_id
from bot.store.database import Store
from content.budget import Item
from content.library import Library
from handlers.changes import SetBudget
from handlers.records import BudgetDraft, BudgetRow
from tests.bot.store.conftest import store as store
from tests.bot.store.conftest import template as template
from tests.bot.store.conftest import url as url
from tests.bot.store.village import founded

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
    sheets = await offered.offer(kept)
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
        assert await here.offer(one) == ()
    assert await Offered(store, library, lambda: NOW).offer(draft()) == ()


async def test_a_deleted_draft_has_no_files(store: Store, library: Library) -> None:
    convener = await store.write(lambda c: founded(c, NOW))
    kept = draft(state="deleted")
    await store.write(lambda c: budgets.put(c, SetBudget("new", kept), convener, NOW))
    offered = Offered(store, library, lambda: NOW, "https://bot.example.org")
    secret = (await offered.offer(kept))[0].address.split("/")[-2]
    assert await offered.find(secret) is None
