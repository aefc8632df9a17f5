"""Which files there are of a draft, under which addresses, and what stands behind an address."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from secrets import token_bytes

from sqlalchemy import Connection

from bot.channels.channel import Made
from bot.channels.documents import path
from bot.clock import Clock
from bot.export.forms import Head, Kind, file_name, settle, write
from bot.export.forms.accounts import account, parts
from bot.export.forms.routes import Kept
from bot.export.forms.secrets import KEY, Named, read, seal
from bot.store import budgets, communities, cursors
from bot.store.database import Store
from content.forms import form_of
from content.library import Library
from content.model import Plan
from handlers.budget_desk import as_draft
from handlers.messages import Document
from handlers.records import BudgetDraft, Community

LASTS = timedelta(days=7)
LABELS: Mapping[Kind, str] = {"xlsx": "Excel", "docx": "Word"}
BY_ITSELF = ("telegram", "web")  # channels that bring a file without an address of ours in the open
_NAME = "files key"  # a cursor


class Offered:
    """handlers.ports.Exports over the store; `web`: the origin under which files are served, "" for none."""

    def __init__(self, store: Store, library: Library, clock: Clock, web: str = "") -> None:
        self._store = store
        self._library = library
        self._clock = clock
        self._web = web
        self._key = b""

    async def offer(self, draft: BudgetDraft, channel: str) -> tuple[Document, ...]:
        """The plan's form in each kind; nothing where it cannot be given, or the plan has no form for such a draft."""
        plan = self._library.plans.get(draft.plan)
        if not self._gives(channel) or plan is None or not draft.rows or not _fits(draft, plan, self._library):
            return ()
        head = await self._store.read(partial(_head, draft=draft))
        names = {kind: file_name(draft.instalment, plan, self._library, kind, head) for kind in LABELS}
        return tuple([await self._document(Named(draft.id, kind), name) for kind, name in names.items()])

    async def settlement(self, community: Community, instalment: str, channel: str) -> tuple[Document, ...]:
        """The settlement sheet in each kind; nothing where nothing was spent, or the plan has no such page."""
        plan = self._library.plans.get(community.plan)
        if not self._gives(channel) or plan is None or not _has_page(instalment, plan, self._library):
            return ()
        if await self._store.read(lambda c: account(c, community, instalment, plan, self._library)) is None:
            return ()
        part, head = 1 + parts(plan, self._library).index(instalment), Head(community.school, community.name)
        named = [Named(community.id, kind, part) for kind in LABELS]
        names = [file_name(instalment, plan, self._library, one.kind, head, settled=True) for one in named]
        return tuple([await self._document(one, name) for one, name in zip(named, names, strict=True)])

    def _gives(self, channel: str) -> bool:
        """Whether somebody there can be given a file."""
        return bool(self._web) or channel in BY_ITSELF

    async def _document(self, named: Named, name: str) -> Document:
        secret = seal(named, self._clock() + LASTS, await self._sealing())
        document = Document(LABELS[named.kind], name=name, secret=secret, days=LASTS.days)
        return replace(document, address=f"{self._web}{path(document)}") if self._web else document

    async def make(self, document: Document) -> Made | None:
        """A document at the moment when it is sent; None where what it was made from is gone."""
        kept = await self.find(document.secret)
        return Made(kept.name, await asyncio.to_thread(kept.make)) if kept else None

    async def find(self, secret: str) -> Kept | None:
        """The file behind a secret, as the draft is now; None for a draft that is gone."""
        named = read(secret, self._clock(), await self._sealing())
        if named and named.part:
            return await self._settled(named)
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

    async def _settled(self, named: Named) -> Kept | None:
        """A settlement sheet, as the ledger is now; None for one that is empty or gone."""
        community = await self._store.read(lambda c: communities.get(c, named.draft))
        plan = self._library.plans.get(community.plan) if community and community.open else None
        if community is None or plan is None or named.part > len(known := parts(plan, self._library)):
            return None
        part = known[named.part - 1]
        found = await self._store.read(lambda c: account(c, community, part, plan, self._library))
        if found is None or not _has_page(part, plan, self._library):
            return None
        head = Head(community.school, community.name)
        name = file_name(part, plan, self._library, named.kind, head, settled=True)
        return Kept(name, named.kind, partial(settle, found, plan, self._library, named.kind, head))

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
    return _has_page(draft.instalment, plan, library)


def _has_page(instalment: str, plan: Plan, library: Library) -> bool:
    form = form_of(library, plan)
    return form is not None and any(page.instalment == instalment for page in form.pages)
