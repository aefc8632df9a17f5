"""What became of digests is written down only of those that are on the wire, and of what they say."""

from uuid import RFC_4122, UUID

import pytest
from sqlalchemy import Connection, select, update

from bot.channels.channel import Pushed
from bot.store import claiming, settling
from bot.store.digests import Claimed, Lane, retry_key
from bot.store.settling import Tried
from bot.store.tables import message, reminder
from tests.bot.outbox.morning import MORNING, SENT, many, states, words

LINE = Lane("line", words, keyed=True)


def claimed(c: Connection, count: int) -> list[Claimed]:
    """Digests on the wire, of as many people."""
    many(c, 1, count)
    found, _ = claiming.claim(c, LINE, count, MORNING, MORNING)
    assert len({one.push.retry_key for one in found}) == len({one.push.id for one in found}) == count
    return found


def settled(c: Connection, digests: list[Claimed], pushed: Pushed = SENT) -> list[str]:
    """What the digests are afterwards."""
    settling.settle(c, LINE, [Tried(one, pushed) for one in digests], MORNING, MORNING)
    return list(c.scalars(select(message.c.state).order_by(message.c.id)))


def test_many_are_marked_together(c: Connection) -> None:
    digests = claimed(c, 250)
    assert settled(c, digests[:200]) == ["sent"] * 200 + ["claimed"] * 50
    assert states(c) == {"sent": 200, "gathered": 50}


@pytest.mark.parametrize("pushed", [SENT, Pushed("again")])
def test_what_was_given_up_meanwhile_stays_so(c: Connection, pushed: Pushed) -> None:
    first, _ = digests = claimed(c, 2)
    c.execute(update(message).where(message.c.id == first.push.id).values(state="dead"))
    assert settled(c, digests, pushed)[0] == "dead"


def test_a_reminder_that_was_taken_back_meanwhile_is_not_sent(c: Connection) -> None:
    first, second = digests = claimed(c, 2)
    c.execute(update(reminder).where(reminder.c.message_id == first.push.id).values(state="cancelled"))
    settled(c, digests)
    found = select(reminder.c.state).order_by(reminder.c.person_id)
    assert (first.person, second.person, list(c.scalars(found))) == (1, 2, ["cancelled", "sent"])


def test_every_digest_has_a_key_of_its_own_in_the_form_that_messengers_take() -> None:
    keys = [retry_key() for _ in range(1000)]
    assert len(set(keys)) == len(keys)
    assert all((UUID(one).version, UUID(one).variant, str(UUID(one))) == (4, RFC_4122, one) for one in keys)
