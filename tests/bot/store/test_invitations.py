"""Codes by which somebody comes into a community."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from bot.store import communities, invitations, links, memberships
from bot.store.errors import Forbidden, Overtaken
from handlers.changes import Alter, Invite, Join, Leave, Revoke, WrongCode
from handlers.records import Invitation, Role
from tests.bot.store.village import CODE, COMMUNITY, ID, WEEK, do, founded, joined, someone

HOUR = timedelta(hours=1)


def invited(
    c: Connection, by: int, now: datetime, role: Role = "member", code: str = CODE, *, hand_over: bool = False
) -> None:
    do(c, by, Invite(code, ID, role, now + WEEK, hand_over), now)


def roles(c: Connection) -> dict[int, str]:
    """Everybody's role."""
    return {int(one.person): one.role for one in memberships.members(c, ID)}


def gone(c: Connection, person: int, now: datetime, code: str = CODE) -> bool:
    """Whether a code opens nothing, looked up and used."""
    before = roles(c)
    if invitations.find(c, person, code, now):
        return False
    with pytest.raises(Overtaken):
        do(c, person, Join(code), now)
    assert roles(c) == before
    return True


def test_a_code_opens_a_role_in_a_community(c: Connection, now: datetime) -> None:
    convener, guest = founded(c, now), someone(c, "林老師", now)
    invited(c, convener, now, "co")
    assert invitations.find(c, guest, "ａｂｃｄ efgh", now) == Invitation(COMMUNITY, "co", now + WEEK)
    do(c, guest, Join(CODE), now)
    assert roles(c) == {convener: "convener", guest: "co"}
    assert communities.of(c, guest)[0].current


def test_a_code_is_not_kept_as_it_is(c: Connection, now: datetime) -> None:
    invited(c, founded(c, now), now)
    (row,) = c.execute(text("SELECT * FROM invitation")).all()
    assert not any("ABCD" in str(value) for value in row)


def test_a_code_is_used_once(c: Connection, now: datetime) -> None:
    convener, guest = founded(c, now), someone(c, "林老師", now)
    invited(c, convener, now)
    do(c, guest, Join(CODE), now)
    assert gone(c, guest, now)
    assert gone(c, someone(c, "third", now), now)


def test_a_code_ends_with_its_time(c: Connection, now: datetime) -> None:
    convener, guest = founded(c, now), someone(c, "林老師", now)
    invited(c, convener, now)
    assert not gone(c, guest, now + WEEK - timedelta(seconds=1))
    assert gone(c, guest, now + WEEK)


def test_all_codes_of_a_community_can_be_made_void(c: Connection, now: datetime) -> None:
    convener, guest = founded(c, now), someone(c, "林老師", now)
    for code in (CODE, "other"):
        invited(c, convener, now, code=code)
    do(c, convener, Revoke(ID), now)
    assert gone(c, guest, now)
    assert gone(c, guest, now, "other")
    invited(c, convener, now, code="newer")
    assert not gone(c, guest, now, "newer")


def test_a_code_of_a_closed_community_opens_nothing(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    invited(c, convener, now)
    do(c, convener, Alter(replace(COMMUNITY, open=False, version=2)), now)
    assert gone(c, someone(c, "林老師", now), now)


def test_a_code_of_one_who_lost_the_right_to_it_opens_nothing(c: Connection, now: datetime) -> None:
    convener, guest = founded(c, now), someone(c, "guest", now)
    co = joined(c, convener, "林老師", now, "co")
    invited(c, co, now, "co")
    invited(c, co, now, code="other")
    memberships.set_role(c, ID, co, "member")
    assert gone(c, guest, now)
    memberships.set_role(c, ID, co, "co")
    assert not gone(c, guest, now)
    do(c, co, Leave(ID), now)
    assert gone(c, guest, now, "other")


def test_wrong_codes_of_both_kinds_are_counted_together(c: Connection, now: datetime) -> None:
    convener, guest = founded(c, now), someone(c, "林老師", now)
    invited(c, convener, now)
    for _ in range(links.WRONG_OF_ONE):
        assert not gone(c, guest, now)
        do(c, guest, WrongCode(), now)
    assert gone(c, guest, now)
    assert not gone(c, someone(c, "third", now), now)
    assert not gone(c, guest, now + HOUR)


def test_many_strangers_cannot_guess_together(c: Connection, now: datetime) -> None:
    convener, guest = founded(c, now), someone(c, "林老師", now)
    invited(c, convener, now)
    for number in range(links.WRONG_OF_ALL):
        do(c, someone(c, f"stranger {number}", now), WrongCode(), now)
    assert gone(c, guest, now)


def test_who_is_in_it_already_keeps_the_higher_role(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    member = joined(c, convener, "林老師", now)
    for code, user, role in ((CODE, convener, "member"), ("other", member, "co"), ("third", member, "member")):
        invited(c, convener, now, role, code)  # type: ignore[arg-type]
        do(c, user, Join(code), now)
    assert roles(c) == {convener: "convener", member: "co"}


def test_whoever_takes_over_convenes_and_the_giver_stays_as_a_member(c: Connection, now: datetime) -> None:
    convener, following = founded(c, now), someone(c, "林老師", now)
    invited(c, convener, now, "convener", hand_over=True)
    offer = invitations.find(c, following, CODE, now)
    assert offer
    assert offer.hand_over
    do(c, following, Join(CODE), now)
    assert roles(c) == {convener: "member", following: "convener"}


def test_who_handed_over_once_cannot_do_so_twice(c: Connection, now: datetime) -> None:
    convener, following = founded(c, now), someone(c, "林老師", now)
    for code in (CODE, "other"):
        invited(c, convener, now, "convener", code, hand_over=True)
    do(c, following, Join(CODE), now)
    assert gone(c, someone(c, "third", now), now, "other")


def test_who_takes_over_from_themselves_stays_what_they_are(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    invited(c, convener, now, "convener", hand_over=True)
    do(c, convener, Join(CODE), now)
    assert roles(c) == {convener: "convener"}


def test_a_group_comes_in_as_a_member_only(c: Connection, now: datetime) -> None:
    convener, group = founded(c, now), someone(c, "group", now, group=True)
    invited(c, convener, now)
    invited(c, convener, now, "co", "other")
    invited(c, convener, now, "convener", "third", hand_over=True)
    assert gone(c, group, now, "other")
    assert gone(c, group, now, "third")
    do(c, group, Join(CODE), now)
    assert communities.of(c, group)[0].role == "member"
    do(c, group, Leave(ID), now)
    assert communities.of(c, group) == ()


@pytest.mark.parametrize(
    ("own", "role", "hand_over"),
    [("member", "member", False), ("co", "convener", False), ("co", "convener", True), ("convener", "member", True)],
)
def test_nobody_gives_what_they_have_not(c: Connection, now: datetime, own: Role, role: Role, hand_over: bool) -> None:
    convener = founded(c, now)
    giver = convener if own == "convener" else joined(c, convener, "林老師", now, own)
    with pytest.raises(Forbidden):
        invited(c, giver, now, role, hand_over=hand_over)
