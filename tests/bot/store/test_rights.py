"""Who may change what of a community, held once more where it is written."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

import pytest
from sqlalchemy import Connection

from bot.store import communities, memberships
from bot.store.errors import Forbidden, Overtaken
from handlers.changes import Alter, Change, Found, Invite, Leave, Revoke, SetDeadlines, Work
from tests.bot.store.village import COMMUNITY, DATE, ID, WEEK, do, founded, joined, someone

Who = Literal["stranger", "group", "member", "co", "convener"]
EVERYBODY: tuple[Who, ...] = ("stranger", "group", "member", "co", "convener")
CONVENERS, INSIDE = EVERYBODY[3:], EVERYBODY[1:]


def changes(now: datetime) -> dict[str, tuple[Change, tuple[Who, ...]]]:
    """Every change of a community, and who may make it."""
    return {
        "alter": (Alter(replace(COMMUNITY, name="新", version=2)), CONVENERS),
        "close": (Alter(replace(COMMUNITY, open=False, version=2)), CONVENERS),
        "invite": (Invite("code", ID, "member", now + WEEK), CONVENERS),
        "revoke": (Revoke(ID), CONVENERS),
        "dates": (SetDeadlines("batch", "add", (DATE,)), CONVENERS),
        "work": (Work(ID), INSIDE),
        "leave": (Leave(ID), INSIDE),
        "found": (Found(replace(COMMUNITY, id="south", feed="")), ("stranger", *EVERYBODY[2:])),
    }


def person(c: Connection, who: Who, now: datetime) -> int:
    """One of each kind, in a community with another convener."""
    convener = founded(c, now)
    if who == "stranger":
        return someone(c, who, now)
    if who == "group":
        memberships.enter(c, ID, group := someone(c, who, now, group=True), "member")
        return group
    return joined(c, convener, who, now, who)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("what", ["alter", "close", "invite", "revoke", "dates", "work", "leave", "found"])
def test_each_changes_what_their_role_allows(c: Connection, now: datetime, who: Who, what: str) -> None:
    change, allowed = changes(now)[what]
    whose = person(c, who, now)
    if who in allowed:
        do(c, whose, change, now)
    else:
        with pytest.raises(Forbidden):
            do(c, whose, change, now)
        assert communities.get(c, ID) == COMMUNITY


@pytest.mark.parametrize("what", ["alter", "invite", "revoke", "dates"])
def test_a_convener_elsewhere_is_a_stranger_here(c: Connection, now: datetime, what: str) -> None:
    change, _ = changes(now)[what]
    founded(c, now)
    other = someone(c, "林老師", now)
    do(c, other, Found(replace(COMMUNITY, id="south", feed="")), now)
    with pytest.raises(Forbidden):
        do(c, other, change, now)


def test_dates_of_two_communities_need_the_right_in_both(c: Connection, now: datetime) -> None:
    founded(c, now)
    other = someone(c, "林老師", now)
    do(c, other, Found(replace(COMMUNITY, id="south", feed="")), now)
    own = replace(DATE, id="own", community="south")
    with pytest.raises(Forbidden):
        do(c, other, SetDeadlines("batch", "add", (own, DATE)), now)


def test_dates_of_a_closed_community_stay_as_they_are(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    do(c, convener, Alter(replace(COMMUNITY, open=False, version=2)), now)
    with pytest.raises(Overtaken):
        do(c, convener, SetDeadlines("batch", "add", (DATE,)), now)
