"""Frozen digests offer what their readers may do: conveners change dates, members do not, groups tap nothing."""

import pytest
from sqlalchemy import Connection, insert, update

from bot.outbox.wording import wording
from bot.store import claiming, digests
from bot.store.digests import Lane
from bot.store.tables import community, deadline, membership, reminder
from handlers.dispatch import Dispatcher
from handlers.messages import Reply
from tests.bot.outbox.morning import MORNING, due, person_at, whole_community, whole_date

CONVENER, MEMBER, GROUP = 1, 2, 3
MAY = {
    CONVENER: ["完成", "延後", "改日期", "不用提醒"],
    MEMBER: ["延後", "不用提醒", "看清單"],
    GROUP: [],
}


def given(c: Connection, lane: str) -> None:
    """A community with a date, of which all of them are to be reminded now."""
    c.execute(insert(community), whole_community("c"))
    c.execute(insert(deadline), whole_date("date", "c"))
    for who in MAY:
        person_at(c, who, "line", group=who == GROUP)
        role = "convener" if who == CONVENER else "member"
        part = {"community_id": "c", "person_id": who, "role": role, "place": who, "is_current": True}
        c.execute(insert(membership), part | {"reminded": True})
        c.execute(insert(reminder), due("date", who, lane=lane))


def labels(reply: Reply | None) -> list[str]:
    """Of its buttons."""
    assert reply
    return [choice.label for choice in reply.choices]


def test_each_gets_the_buttons_of_what_they_are_when_it_is_claimed(c: Connection, dispatcher: Dispatcher) -> None:
    given(c, "line")
    lane = Lane("line", wording(dispatcher.composer), keyed=True)
    claimed, _ = claiming.claim(c, lane, 10, MORNING, MORNING)
    assert {one.person: labels(one.push.reply) for one in claimed} == MAY


@pytest.mark.parametrize("who", MAY)
def test_so_does_who_is_told_with_an_answer(c: Connection, dispatcher: Dispatcher, who: int) -> None:
    given(c, "")
    assert labels(digests.told(c, wording(dispatcher.composer), who, MORNING)) == MAY[who]


def test_who_handed_over_meanwhile_is_reminded_as_a_member(c: Connection, dispatcher: Dispatcher) -> None:
    given(c, "")
    c.execute(update(membership).where(membership.c.person_id == CONVENER).values(role="member"))
    assert labels(digests.told(c, wording(dispatcher.composer), CONVENER, MORNING)) == MAY[MEMBER]
