"""What a turn leads to, kept: all of it or nothing, and only what the person has a right to."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.store import forgetting, links, misses, persons, sharing
from bot.store.errors import Overtaken
from bot.store.persons import Known
from handlers.changes import Change, Forget, NewLink, Unlink, UseLink, WrongCode
from handlers.topic import Outcome, Person


def keep(
    c: Connection, known: Known, outcome: Outcome, *, channel: str, address: str, now: datetime, at: datetime
) -> int:
    """Keeps what a turn at an address leads to, besides what is said; the person whose conversation it is afterwards.

    Who wanted to be forgotten is that person still, and is not there any more.

    `now` is the bot's clock, `at` the real one. Raises Overtaken, and then nothing must be committed.
    """
    if not persons.save(c, known, outcome.person, at):
        raise Overtaken("the conversation went on")
    person, here = known.id, {"channel": channel, "address": address}
    for change in outcome.changes:
        person = apply(c, change, person=person, conversation=outcome.person, now=now, at=at, **here)
    misses.add(c, outcome.misses, now)
    return person


def apply(
    c: Connection,
    change: Change,
    *,
    channel: str,
    address: str,
    person: int,
    conversation: Person,
    now: datetime,
    at: datetime,
) -> int:
    """Applies what a person asks for at an address; whose conversation it is afterwards. Raises like `keep`."""
    match change:
        case NewLink():
            links.give(c, person, change.code, channel, change.until, now)
        case WrongCode():
            links.wrong(c, person, now)
        case UseLink():
            joined = links.use(c, channel, address, change.code, now)
            if joined is None:
                raise Overtaken("the link code is gone")
            return _goes_on(c, joined, conversation, at)
        case Unlink():
            return _goes_on(c, links.unlink(c, channel, address, now), conversation, at)
        case Forget():
            forgetting.forget(c, person, at)
        case _:
            sharing.share(c, change, person, now)
    return person


def _goes_on(c: Connection, person: int, conversation: Person, at: datetime) -> int:
    """The person after a change of channels, with this conversation; its forms are already as they shall be."""
    known = persons.load(c, person)
    if known is None or not persons.save(c, known, replace(conversation, forms=known.person.forms), at):
        raise Overtaken("the other conversation went on")
    return person
