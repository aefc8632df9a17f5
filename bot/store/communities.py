"""Communities, and what the handlers see of them."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from bot.store import calendars, invitations, links, memberships
from bot.store.database import Store
from bot.store.errors import Overtaken
from bot.store.sqlite import insert_new
from bot.store.tables import SECRET, community, membership
from handlers.records import Community, Deadline, Edit, Invitation, Member, Membership

_ID_BITS = 50

_get = select(community).where(community.c.id == bindparam("which"))
_of_feed = select(community).where(SECRET, community.c.feed == bindparam("secret"))
_after = select(community).where(community.c.before == bindparam("which"), community.c.open)
_of = (
    select(*community.c, membership.c.role, membership.c.reminded)
    .select_from(membership.join(community))
    .where(membership.c.person_id == bindparam("person"), community.c.open)
    .order_by(membership.c.is_current.desc(), community.c.year.desc(), community.c.name, community.c.id)
)
_add = insert_new(community, "id")
_alter = update(community).where(community.c.id == bindparam("which"), community.c.version == bindparam("read"))


def new_id() -> str:
    """Ten letters and figures, 50 random bits."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()[: _ID_BITS // 5]


def new_secret() -> str:
    """32 characters that need no escaping in an address, 192 random bits."""
    return secrets.token_urlsafe(24)


def get(c: Connection, id: str) -> Community | None:
    """One, open or closed."""
    row = c.execute(_get, {"which": id}).one_or_none()
    return Community(*row) if row else None


def of_feed(c: Connection, secret: str) -> Community | None:
    """The one whose calendar has that secret in its address, open or closed."""
    row = c.execute(_of_feed, {"secret": secret}).one_or_none()
    return Community(*row) if row else None


def after(c: Connection, id: str) -> tuple[Community, ...]:
    """Those that go on with one in a later school year and are open."""
    return tuple(Community(*row) for row in c.execute(_after, {"which": id}).all())


def of(c: Connection, person: int) -> tuple[Membership, ...]:
    """Somebody's communities that are not closed, the current one first: the newest where they chose none."""
    rows = c.execute(_of, {"person": person}).all()
    return tuple(_membership(row, current=not place) for place, row in enumerate(rows))


def _membership(row: Row[*tuple[Any, ...]], *, current: bool) -> Membership:
    return Membership(Community(*row[:-2]), row.role, current=current, reminded=row.reminded)


def add(c: Connection, new: Community) -> None:
    """A new one. Raises Overtaken where its id is taken."""
    if c.execute(_add, asdict(new)).rowcount != 1:
        raise Overtaken("the community's id is taken")


def alter(c: Connection, became: Community) -> None:
    """As it is from now on. Raises Overtaken where it is no longer the version that was read."""
    values = asdict(became)
    del values["id"], values["before"]
    statement = _alter.values(**values)
    if c.execute(statement, {"which": became.id, "read": became.version - 1}).rowcount != 1:
        raise Overtaken("the community was altered")


class StoredCommunities:
    """handlers.ports.Communities over the store.

    `web`: the origin under which calendars are served; "" for none. `entrance`: how
    links begin that bring a code along, by their channel.
    """

    def __init__(self, store: Store, web: str = "", entrance: Mapping[str, str] | None = None) -> None:
        self._store = store
        self._web = web
        self._entrance = entrance or {}

    def new_id(self) -> str:
        """See `new_id`."""
        return new_id()

    def new_code(self) -> str:
        """A fresh unguessable code, as it is shown."""
        return links.new_code()

    def new_secret(self) -> str:
        """See `new_secret`."""
        return new_secret()

    def address(self, feed: str) -> str:
        """The page of a calendar."""
        return f"{self._web}/c/{feed}" if self._web and feed else ""

    def entrance(self, code: str) -> Mapping[str, str]:
        """Links with a code, in which no dash is needed."""
        return {channel: f"{begin}{code.replace('-', '')}" for channel, begin in self._entrance.items()}

    async def of(self, person: str) -> tuple[Membership, ...]:
        """See `of`."""
        return await self._store.read(lambda c: of(c, int(person)))

    async def after(self, community: str) -> tuple[Community, ...]:
        """See `after`."""
        return await self._store.read(lambda c: after(c, community))

    async def members(self, community: str) -> tuple[Member, ...]:
        """See memberships.members."""
        return await self._store.read(lambda c: memberships.members(c, community))

    async def invitation(self, person: str, code: str, now: datetime) -> Invitation | None:
        """See invitations.find."""
        return await self._store.read(lambda c: invitations.find(c, int(person), code, now))

    async def deadlines(self, community: str) -> tuple[Deadline, ...]:
        """See calendars.deadlines."""
        return await self._store.read(lambda c: calendars.deadlines(c, community))

    async def edits(self, community: str, limit: int) -> tuple[Edit, ...]:
        """See calendars.edits."""
        return await self._store.read(lambda c: calendars.edits(c, community, limit))
