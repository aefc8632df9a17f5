"""One person on several channels: codes that lead from one conversation to another."""

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update

from bot.store import persons, reminders
from bot.store.database import Store
from bot.store.joining import absorb, part
from bot.store.tables import identity, link_code, link_try, person
from handlers.ports import LinkOffer

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 8 of these 32, of which none looks like another, are 40 bits
LENGTH = 8
HOUR = timedelta(hours=1)
WRONG_OF_ONE = 5  # codes within an hour
WRONG_OF_ALL = 100  # an hour of guesses hits a given code once in ten thousand million times

_finder = person.alias()
_tries = select(
    func.count().label("all"), func.count().filter(link_try.c.person_id == bindparam("person")).label("own")
).where(link_try.c.at > bindparam("since"))
_offer = (
    select(link_code.c.person_id, person.c.plan, link_code.c.channel)
    .select_from(link_code.join(person))
    .where(
        link_code.c.code_hash == bindparam("code_hash"),
        link_code.c.used_at.is_(None),
        link_code.c.until > bindparam("now"),
        link_code.c.person_id != bindparam("finder"),
        ~person.c.is_group,
        exists().where(_finder.c.id == bindparam("finder"), ~_finder.c.is_group),
    )
)
_give = insert(link_code)
_void = delete(link_code).where(
    (link_code.c.person_id == bindparam("person")) | (link_code.c.until <= bindparam("now"))
)
_used = update(link_code).where(link_code.c.code_hash == bindparam("which")).values(used_at=bindparam("now"))
_wrong = insert(link_try)
_forget_tries = delete(link_try).where(link_try.c.at <= bindparam("since"))
_channels = select(identity.c.channel).where(identity.c.person_id == bindparam("person")).order_by(identity.c.place)


def new_code() -> str:
    """A fresh code as it is shown, ABCD-EFGH."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def normal(code: str) -> str:
    """A code however it was typed: upper case, half width, letters and figures only."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", code).upper() if letter.isalnum())


def hashed(code: str) -> str:
    """A code as it is kept."""
    return hashlib.sha256(normal(code).encode("utf-8", "replace")).hexdigest()


def give(c: Connection, person: int, code: str, channel: str, until: datetime, now: datetime) -> None:
    """Notes that somebody was given a code, on a channel; earlier ones of theirs are void."""
    c.execute(_void, {"person": person, "now": now})
    c.execute(_give, {"code_hash": hashed(code), "person_id": person, "channel": channel, "until": until})


def wrong(c: Connection, person: int, now: datetime) -> None:
    """Notes that a code was tried that leads nowhere."""
    c.execute(_forget_tries, {"since": now - HOUR})
    c.execute(_wrong, {"person_id": person, "at": now})


def exhausted(c: Connection, person: int, now: datetime) -> bool:
    """Whether there were too many wrong codes within an hour, of that person or of everybody."""
    tries = c.execute(_tries, {"person": person, "since": now - HOUR}).one()
    return bool(tries.own >= WRONG_OF_ONE or tries.all >= WRONG_OF_ALL)


def find(c: Connection, person: int, code: str, now: datetime) -> LinkOffer | None:
    """The offer behind a code; None for one that is used, void, expired, one's own or a group's, or if `exhausted`."""
    if exhausted(c, person, now):
        return None
    found = c.execute(_offer, {"code_hash": hashed(code), "now": now, "finder": person}).one_or_none()
    return LinkOffer(str(found.person_id), found.plan, found.channel) if found else None


def use(c: Connection, channel: str, address: str, code: str, now: datetime) -> int | None:
    """Joins the person at an address to the one that a code leads to, and returns that one; the code is used up.

    None, and nothing changed, where `find` would offer nothing.
    """
    joining = persons.meet(c, channel, address, now)
    offer = find(c, joining, code, now)
    if offer is None:
        return None
    survivor = int(offer.person)
    absorb(c, joining, survivor, now)
    c.execute(_used, {"which": hashed(code), "now": now})
    return survivor


def unlink(c: Connection, channel: str, address: str, now: datetime) -> int:
    """A new person for that address, with what waits to be said there; the same one where it has no other address.

    The new one is in no community: who lends a channel away gives no community away with it.
    """
    whole = persons.meet(c, channel, address, now)
    if len(c.execute(_channels, {"person": whole}).all()) == 1:
        return whole
    alone = persons.blank(c, now)
    part(c, channel, address, alone)
    reminders.replan_person(c, whole, now)
    return alone


def channels(c: Connection, person: int) -> tuple[str, ...]:
    """Where a person is known, in the order in which that came about."""
    return tuple(dict.fromkeys(c.scalars(_channels, {"person": person})))


class StoredLinks:
    """handlers.ports.Links over the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def new_code(self) -> str:
        """A fresh unguessable code, as it is shown."""
        return new_code()

    async def find(self, person: str, code: str, now: datetime) -> LinkOffer | None:
        """See `find`."""
        return await self._store.read(lambda c: find(c, int(person), code, now))

    async def channels(self, person: str) -> tuple[str, ...]:
        """See `channels`."""
        return await self._store.read(lambda c: channels(c, int(person)))
