"""Which files there are of a draft, under which addresses, and what stands behind an address."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from secrets import token_bytes
from urllib.parse import quote

from sqlalchemy import Connection

from bot.clock import Clock
from bot.export.forms import Head, Kind, file_name, write
from bot.export.forms.routes import Kept
from bot.export.forms.secrets import KEY, Named, read, seal
from bot.store import budgets, communities, cursors
from bot.store.database import Store
from content.forms import form_of
from content.library import Library
from content.model import Plan
from handlers.budget_desk import as_draft
from handlers.ports import Export
from handlers.records import BudgetDraft

LASTS = timedelta(days=7)
LABELS: Mapping[Kind, str] = {"xlsx": "Excel", "docx": "Word"}
_NAME = "files key"  # a cursor


class Offered:
    """handlers.ports.Exports over the store; `web`: the origin under which files are served, "" for none."""

    def __init__(self, store: Store, library: Library, clock: Clock, web: str = "") -> None:
        self._store = store
        self._library = library
        self._clock = clock
        self._web = web
        self._key = b""

    async def offer(self, draft: BudgetDraft) -> tuple[Export, ...]:
        """The plan's form in each kind; nothing without an origin, or where the plan has no form for such a draft."""
        plan = self._library.plans.get(draft.plan)
        if not self._web or plan is None or not draft.rows or not _fits(draft, plan, self._library):
            return ()
        head, until = await self._store.read(partial(_head, draft=draft)), self._clock() + LASTS
        key = await self._sealing()
        return tuple(
            Export(label, f"{self._web}/files/{seal(Named(draft.id, kind), until, key)}/{quote(name)}")
            for kind, label in LABELS.items()
            for name in [file_name(draft.instalment, plan, self._library, kind, head)]
        )

    async def find(self, secret: str) -> Kept | None:
        """The file behind a secret, as the draft is now; None for a draft that is gone."""
        named = read(secret, self._clock(), await self._sealing())
        draft = await self._store.read(lambda c: budgets.get(c, named.draft)) if named else None
        plan = self._library.plans.get(draft.plan) if draft else None
        if named is None or draft is None or plan is None or draft.state == "deleted":
            return None
        if not _fits(draft, plan, self._library):
            return None
        head = await self._store.read(partial(_head, draft=draft))
        name = file_name(draft.instalment, plan, self._library, named.kind, head)
        made = partial(write, [as_draft(draft)], plan, self._library, named.kind, head)
        return Kept(name, named.kind, made)

    async def _sealing(self) -> bytes:
        """This bot's own key, made when it is first needed."""
        self._key = self._key or bytes.fromhex(await self._store.write(_key))
        return self._key


def _key(c: Connection) -> str:
    known = cursors.get(c, _NAME)
    if known is None:
        known = token_bytes(KEY).hex()
        cursors.put(c, _NAME, known)
    return known


def _head(c: Connection, draft: BudgetDraft) -> Head:
    community = communities.get(c, draft.community) if draft.community else None
    return Head(community.school, community.name) if community else Head()


def _fits(draft: BudgetDraft, plan: Plan, library: Library) -> bool:
    form = form_of(library, plan)
    return form is not None and any(page.instalment == draft.instalment for page in form.pages)
