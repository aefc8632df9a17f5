"""One person on several channels."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from bot.store import inbox, links, messages, persons
from bot.store.database import Store
from bot.store.inbox import NewUpdate
from bot.store.links import StoredLinks
from handlers.messages import Reply
from handlers.ports import LinkOffer, Links
from handlers.topic import Form, Person

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CODE = "ABCD-EFGH"
NEWCOMER = Person()


def met(c: Connection, channel: str, address: str, now: datetime, person: Person = NEWCOMER) -> int:
    """A person who has talked before."""
    persons.meet(c, channel, address, now)
    known = persons.of(c, channel, address)
    assert known
    persons.save(c, known, person, now)
    return known.id


def offered(c: Connection, now: datetime, code: str = CODE) -> tuple[int, int]:
    """One on LINE who was given a code, and one on Telegram who has not used it yet."""
    one, two = met(c, "line", "U1", now, Person(plan="keelung-113")), met(c, "telegram", "77", now)
    links.give(c, one, code, "line", now + 10 * MINUTE, now)
    return one, two


def test_codes_are_long_and_hard_to_confuse() -> None:
    codes = [links.new_code() for _ in range(2000)]
    assert len(set(codes)) == 2000
    letters = {letter for code in codes for letter in code.replace("-", "")}
    assert letters == set(links.ALPHABET)
    assert letters.isdisjoint("01OI")
    assert len(links.ALPHABET) ** links.LENGTH == 2**40
    assert {(len(code), code[4]) for code in codes} == {(9, "-")}


@given(st.text(links.ALPHABET, min_size=8, max_size=8), st.text(" -－　_‐", max_size=3))
def test_a_code_is_the_same_however_it_is_typed(code: str, between: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    for typed in (code, code.lower(), wide, f"{code[:4]}{between}{code[4:]}"):
        assert links.normal(typed) == code


def test_a_code_leads_to_the_one_who_was_given_it(c: Connection, now: datetime) -> None:
    one, two = offered(c, now)
    assert links.find(c, two, "abcd efgh", now) == LinkOffer(str(one), "keelung-113", "line")
    assert links.find(c, one, CODE, now) is None  # one's own
    assert links.find(c, two, "ABCD-EFGJ", now) is None
    assert links.find(c, two, "\ud800", now) is None
    assert links.find(c, two, CODE, now + 10 * MINUTE) is None


def test_a_code_is_not_kept_as_it_is(c: Connection, now: datetime) -> None:
    offered(c, now)
    (row,) = c.execute(text("SELECT * FROM link_code")).all()
    assert not any("ABCD" in str(value) for value in row)


def test_a_newer_code_makes_the_older_void(c: Connection, now: datetime) -> None:
    one, two = offered(c, now)
    links.give(c, one, "2222-3333", "line", now + MINUTE, now)
    assert links.find(c, two, CODE, now) is None
    assert links.find(c, two, "2222-3333", now)


def test_after_five_wrong_codes_even_the_right_one_leads_nowhere_for_an_hour(c: Connection, now: datetime) -> None:
    _, two = offered(c, now)
    other = met(c, "telegram", "78", now)
    for _ in range(5):
        assert links.find(c, two, CODE, now)
        links.wrong(c, two, now)
    assert links.find(c, two, CODE, now) is None
    assert links.use(c, "telegram", "77", CODE, now) is None
    assert links.find(c, other, CODE, now)
    links.give(c, other, "2222-3333", "telegram", now + 2 * HOUR, now)
    assert links.find(c, two, "2222-3333", now + HOUR)


def test_many_strangers_cannot_guess_together(c: Connection, now: datetime) -> None:
    _, two = offered(c, now)
    for number in range(100):
        assert links.find(c, two, CODE, now)
        links.wrong(c, met(c, "telegram", f"stranger {number}", now), now)
    assert links.find(c, two, CODE, now) is None


def test_two_conversations_become_one(c: Connection, now: datetime) -> None:
    one, two = offered(c, now)
    old, own = Form("budget", failed=1), Form("budget", failed=2)
    for whose, forms in ((two, (Form("dates"), old)), (one, (own, Form("ledger")))):
        known = persons.load(c, whose)
        assert known
        assert persons.save(c, known, Person(plan=known.person.plan, forms=forms), now)
    row = inbox.add(c, "telegram", [NewUpdate("1", "77", "{}")], now)[0].row
    (untold,) = messages.add(c, row, two, "telegram", "77", [Reply("好")], "", now, state="expired")
    links.wrong(c, two, now)

    assert links.use(c, "telegram", "77", CODE, now) == one

    joined = persons.of(c, "telegram", "77")
    assert joined == persons.of(c, "line", "U1")
    assert joined
    assert (joined.id, joined.person.plan) == (one, "keelung-113")
    assert joined.person.forms == (own, Form("ledger"), Form("dates"))
    assert persons.load(c, two) is None
    assert [message.id for message in messages.untold(c, one, 9)] == [untold]
    assert links.channels(c, one) == ("line", "telegram")


def test_a_turn_that_was_thought_of_before_the_joining_is_thought_of_again(c: Connection, now: datetime) -> None:
    one, _ = offered(c, now)
    before = persons.load(c, one)
    assert before
    links.use(c, "telegram", "77", CODE, now)
    assert not persons.save(c, before, before.person, now)


def test_a_code_is_used_once(c: Connection, now: datetime) -> None:
    offered(c, now)
    third = met(c, "web", "w", now)
    assert links.use(c, "telegram", "77", CODE, now)
    assert links.find(c, third, CODE, now) is None
    assert links.use(c, "web", "w", CODE, now) is None


@pytest.mark.parametrize("giver", [True, False])
def test_groups_are_never_joined(c: Connection, now: datetime, giver: bool) -> None:
    one = persons.meet(c, "line", "C1", now, group=giver)
    two = persons.meet(c, "telegram", "-77", now, group=not giver)
    links.give(c, one, CODE, "line", now + MINUTE, now)
    assert links.find(c, two, CODE, now) is None
    assert links.use(c, "telegram", "-77", CODE, now) is None
    assert persons.load(c, two)


def test_channels_are_told_in_the_order_in_which_they_came(c: Connection, now: datetime) -> None:
    one, _ = offered(c, now)
    met(c, "web", "w", now)
    links.use(c, "telegram", "77", CODE, now)
    links.give(c, one, CODE[::-1], "line", now + MINUTE, now)
    links.use(c, "web", "w", CODE[::-1], now)
    met(c, "line", "U2", now)
    links.give(c, one, CODE, "line", now + MINUTE, now)
    assert links.use(c, "line", "U2", CODE, now) == one
    assert links.channels(c, one) == ("line", "telegram", "web")


def test_an_address_can_go_its_own_way_again(c: Connection, now: datetime) -> None:
    one, _ = offered(c, now)
    assert links.unlink(c, "line", "U1", now) == one  # it has no other
    links.use(c, "telegram", "77", CODE, now)
    row = inbox.add(c, "telegram", [NewUpdate("1", "77", "{}")], now)[0].row
    messages.add(c, row, one, "telegram", "77", [Reply("好")], "", now, state="expired")
    alone = links.unlink(c, "telegram", "77", now)
    known = persons.of(c, "telegram", "77")
    assert known
    assert (known.id, known.person) == (alone, Person())
    assert (links.channels(c, one), links.channels(c, alone)) == (("line",), ("telegram",))
    assert (len(messages.untold(c, one, 9)), len(messages.untold(c, alone, 9))) == (0, 1)


async def test_handlers_see_codes_and_channels(store: Store, now: datetime) -> None:
    port: Links = StoredLinks(store)
    one, two = await store.write(lambda c: offered(c, now, port.new_code()))
    code = port.new_code()
    await store.write(lambda c: links.give(c, one, code, "line", now + MINUTE, now))
    assert await port.find(str(two), code, now) == LinkOffer(str(one), "keelung-113", "line")
    assert await port.channels(str(one)) == ("line",)
