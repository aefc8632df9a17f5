"""What a messenger still takes in a month, and who is told that it is not enough."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.channels.channel import Allowance
from bot.store import messages, notices, quotas
from bot.store.notices import Notice
from bot.store.tables import message, person
from handlers.messages import Reply

NOVEMBER = "2026-11"
SHORT, OTHER = Reply("十一月不夠"), Reply("十二月不夠")


def put(c: Connection, now: datetime, allowed: int | None, used: int) -> None:
    quotas.put(c, "line", NOVEMBER, Allowance(allowed, used), now)


def take(c: Connection, price: int) -> bool:
    return quotas.take(c, "line", NOVEMBER, price)


def used(c: Connection) -> int:
    found = quotas.get(c, "line", NOVEMBER)
    assert found
    return found.used


def test_pushes_are_counted_until_nothing_is_left(c: Connection, now: datetime) -> None:
    put(c, now, 10, 4)
    assert [take(c, price) for price in (5, 2, 1, 1)] == [True, False, True, False]
    assert used(c) == 10


@pytest.mark.parametrize("asked", [True, False])
def test_a_channel_without_a_limit_or_never_asked_takes_any_number(c: Connection, now: datetime, asked: bool) -> None:
    if asked:
        put(c, now, None, 0)
    assert take(c, 10_000)


def test_a_messenger_that_lags_behind_does_not_give_back_what_was_pushed(c: Connection, now: datetime) -> None:
    put(c, now, 10, 4)
    assert take(c, 5)
    put(c, now, 10, 6)
    assert used(c) == 9
    put(c, now, 10, 10)
    assert used(c) == 10


def test_what_a_messenger_does_not_count_is_given_back_when_nothing_went_out_for_a_while(
    c: Connection, now: datetime
) -> None:
    put(c, now, 10, 4)
    assert take(c, 1)
    digest = digested(c, now)
    later = now + quotas.LAG + timedelta(minutes=1)
    quotas.believe(c, "line", NOVEMBER, later)
    assert used(c) == 5  # it is on its way
    c.execute(update(message).where(message.c.id == digest).values(state="sent"))
    quotas.believe(c, "line", NOVEMBER, now + timedelta(hours=1))
    assert used(c) == 5  # it may not be counted yet
    quotas.believe(c, "line", NOVEMBER, later)
    assert used(c) == 4


def test_what_did_not_arrive_is_given_back_in_its_month_only(c: Connection, now: datetime) -> None:
    put(c, now, 10, 4)
    digest = digested(c, now)
    assert take(c, 1)
    quotas.give_back(c, [digest], now + timedelta(days=31))
    assert used(c) == 5
    quotas.give_back(c, [digest], now)
    assert used(c) == 4
    quotas.give_back(c, [digest], now)
    assert used(c) == 4


def test_what_a_messenger_says_to_be_used_up_is_used_up_until_it_says_otherwise(c: Connection, now: datetime) -> None:
    put(c, now, 10, 4)
    quotas.use_up(c, "line", NOVEMBER, now)
    assert not take(c, 1)
    put(c, now, 20, 10)
    assert take(c, 1)


def test_each_month_and_each_channel_has_its_own(c: Connection, now: datetime) -> None:
    quotas.use_up(c, "line", NOVEMBER, now)
    assert quotas.take(c, "line", "2026-12", 1)
    assert quotas.take(c, "telegram", NOVEMBER, 1)


def test_the_operator_is_told_once_a_month(c: Connection, now: datetime) -> None:
    put(c, now, 10, 4)
    assert [quotas.tell(c, "line", NOVEMBER, now) for _ in range(2)] == [True, False]
    put(c, now, 10, 5)
    assert not quotas.tell(c, "line", NOVEMBER, now)


def test_a_push_to_a_group_costs_all_who_are_in_it(c: Connection) -> None:
    assert quotas.price(c, "line", "C1", group=True) == quotas.GUESS
    quotas.put_size(c, "line", "C1", 41)
    assert quotas.price(c, "line", "C1", group=True) == 41
    assert quotas.price(c, "line", "U1", group=False) == 1


def someone(c: Connection, who: int, now: datetime) -> None:
    row = {"id": who, "is_group": False, "plan": "", "tier": "", "talk": "{}", "version": 0}
    c.execute(insert(person), row | {"created_at": now, "seen_at": now})


def notified(c: Connection, now: datetime, *wanted: Notice) -> None:
    replies = {one: SHORT if one.about.endswith("11") else OTHER for one in wanted}
    notices.put(c, "line", replies, now)


def untold(c: Connection, who: int) -> list[str]:
    return [row.reply.text for row in messages.untold(c, who, 9)]


NOV, DEC = Notice(1, "line 2026-11"), Notice(1, "line 2026-12")


def test_somebody_is_told_once_with_their_next_message(c: Connection, now: datetime) -> None:
    someone(c, 1, now)
    for _ in range(2):
        notified(c, now, NOV)
    assert untold(c, 1) == [SHORT.text]
    c.execute(update(message).values(state="sent"))
    notified(c, now, NOV, DEC)
    assert untold(c, 1) == [OTHER.text]


def test_what_is_no_matter_any_more_is_not_told_unless_it_is_again(c: Connection, now: datetime) -> None:
    someone(c, 1, now)
    notified(c, now, NOV)
    notified(c, now)
    assert untold(c, 1) == []
    notified(c, now, NOV)
    assert untold(c, 1) == [SHORT.text]


def test_what_a_digest_says_is_told_once_it_was_sent(c: Connection, now: datetime) -> None:
    someone(c, 1, now)
    notified(c, now, NOV)
    assert notices.beside(c, [1, 2]) == {1: f"\n{SHORT.text}"}
    digest = digested(c, now)
    notified(c, now, NOV, DEC)
    notices.said(c, [digest], now + timedelta(minutes=1))
    assert untold(c, 1) == [OTHER.text]


def digested(c: Connection, now: datetime) -> int:
    """A digest on its way."""
    row: dict[str, Any] = {"inbox_id": None, "position": 0, "person_id": 1, "channel": "line", "address": "U1"}
    row |= {"about": "", "body": "{}", "state": "claimed", "created_at": now, "retry_key": "k", "tries": 1}
    c.execute(insert(message), row)
    return int(c.execute(select(message.c.id).order_by(message.c.id.desc())).scalars().first() or 0)
