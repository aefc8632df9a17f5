"""Communities, who is in them, and with which of theirs they work."""

from dataclasses import fields, replace
from datetime import datetime

import pytest
from sqlalchemy import Connection

from bot.store import communities, invitations, links, memberships, tables
from bot.store.communities import StoredCommunities
from bot.store.database import Store
from bot.store.errors import Forbidden, Overtaken
from handlers.changes import Alter, Found, Invite, Leave, NewLink, Unlink, UseLink, Work
from handlers.ports import Communities
from handlers.records import Community, Deadline, Invitation, Member, Membership
from tests.bot.store.village import COMMUNITY, ID, WEEK, do, founded, joined, someone

SOUTH = Community("south", "南榮社群", "keelung-113", "", 113)


def works(c: Connection, person: int) -> list[str]:
    """The ids of somebody's communities, the current one first."""
    found = communities.of(c, person)
    assert [one.current for one in found] == [True, False, False][: len(found)]
    return [one.community.id for one in found]


def test_the_columns_are_the_fields_of_the_records() -> None:
    assert [column.name for column in tables.community.c] == [field.name for field in fields(Community)]
    dates = [column.name.removesuffix("_id") for column in tables.deadline.c]
    assert dates == [field.name for field in fields(Deadline)]


def test_ids_and_secrets_are_random_and_fit_into_addresses() -> None:
    ids, secrets = ({new() for _ in range(1000)} for new in (communities.new_id, communities.new_secret))
    assert (len(ids), len(secrets)) == (1000, 1000)
    assert {(len(one), one.isascii() and one.isalnum() and one == one.lower()) for one in ids} == {(10, True)}
    assert {(len(one), one.replace("-", "").replace("_", "").isalnum()) for one in secrets} == {(32, True)}


def test_who_founds_a_community_convenes_it_and_works_with_it(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    assert communities.of(c, convener) == (Membership(COMMUNITY, "convener", current=True),)
    assert communities.get(c, ID) == COMMUNITY
    do(c, convener, Found(SOUTH), now)
    assert works(c, convener) == ["south", ID]


def test_no_community_takes_the_place_of_another(c: Connection, now: datetime) -> None:
    founded(c, now)
    stranger = someone(c, "林老師", now)
    with pytest.raises(Overtaken):
        do(c, stranger, Found(replace(COMMUNITY, name="別的")), now)
    assert communities.get(c, ID) == COMMUNITY


def test_the_next_years_community_goes_on_with_ones_own_only(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    member = joined(c, convener, "林老師", now)
    following = replace(SOUTH, before=ID)
    for other in (member, someone(c, "stranger", now)):
        with pytest.raises(Forbidden):
            do(c, other, Found(following), now)
    do(c, convener, Alter(replace(COMMUNITY, open=False, version=2)), now)
    do(c, convener, Found(following), now)
    assert communities.of(c, convener) == (Membership(following, "convener", current=True),)


def test_one_works_with_the_community_that_one_chose(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    do(c, convener, Found(SOUTH), now)
    do(c, convener, Found(replace(SOUTH, id="east", year=112)), now)
    do(c, convener, Work(ID), now)
    assert works(c, convener) == [ID, "south", "east"]
    do(c, convener, Leave(ID), now)
    assert works(c, convener) == ["south", "east"]  # the newest, where none was chosen


def test_members_are_told_in_the_order_in_which_they_came_without_groups(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    co = joined(c, convener, "林老師", now, "co")
    group = someone(c, "group", now, group=True)
    memberships.enter(c, ID, group, "member")
    last = joined(c, convener, "third", now)
    do(c, co, Leave(ID), now)
    again = joined(c, convener, "林老師", now)
    ids = [(convener, "convener"), (last, "member"), (again, "member")]
    assert memberships.members(c, ID) == tuple(Member(str(id), role) for id, role in ids)  # type: ignore[arg-type]
    assert works(c, group) == [ID]


def test_a_closed_community_is_kept_but_nobody_works_with_it(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    closed = replace(COMMUNITY, open=False, version=2)
    do(c, convener, Alter(closed), now)
    assert (communities.of(c, convener), communities.get(c, ID)) == ((), closed)
    with pytest.raises(Overtaken):
        do(c, convener, Work(ID), now)
    with pytest.raises(Overtaken):
        do(c, convener, Invite("x", ID, "member", now + WEEK), now)
    do(c, convener, Alter(replace(closed, open=True, version=3)), now)
    assert works(c, convener) == [ID]


def test_of_two_who_alter_a_community_at_once_the_second_is_told(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    co = joined(c, convener, "林老師", now, "co")
    renamed = replace(COMMUNITY, name="北昌", version=2)
    do(c, convener, Alter(renamed), now)
    with pytest.raises(Overtaken):
        do(c, co, Alter(replace(COMMUNITY, school="南榮國中", version=2)), now)
    assert communities.get(c, ID) == renamed
    do(c, co, Alter(replace(renamed, school="南榮國中", version=3)), now)
    assert communities.of(c, convener)[0].community == replace(renamed, school="南榮國中", version=3)


def test_a_calendar_is_found_by_its_secret_until_that_is_renewed(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    do(c, convener, Found(SOUTH), now)
    assert communities.of_feed(c, "secret") == COMMUNITY
    assert communities.of_feed(c, "") is None
    do(c, convener, Alter(renewed := replace(COMMUNITY, feed="new", version=2)), now)
    assert (communities.of_feed(c, "secret"), communities.of_feed(c, "new")) == (None, renewed)


def test_the_last_convener_stays_while_others_are_there(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    co = joined(c, convener, "林老師", now, "co")
    with pytest.raises(Overtaken):
        do(c, convener, Leave(ID), now)
    do(c, co, Leave(ID), now)
    memberships.enter(c, ID, someone(c, "group", now, group=True), "member")
    do(c, convener, Leave(ID), now)
    assert memberships.members(c, ID) == ()
    assert communities.get(c, ID) == COMMUNITY


def linked(c: Connection, one: int, address: str, now: datetime) -> None:
    """The person at an address becomes another one."""
    do(c, one, NewLink("2222-3333", now + WEEK), now)
    assert do(c, someone(c, address, now), UseLink("2222-3333"), now, address) == one


def test_of_two_persons_who_become_one_the_higher_role_and_the_survivors_work_stay(
    c: Connection, now: datetime
) -> None:
    convener = founded(c, now)
    do(c, convener, Found(SOUTH), now)
    one, two = joined(c, convener, "林老師", now), joined(c, convener, "two", now, "co")
    do(c, two, Found(replace(SOUTH, id="east")), now)
    do(c, two, Invite("given", ID, "member", now + WEEK), now)
    linked(c, one, "two", now)
    assert works(c, one) == [ID, "east"]
    assert [member.role for member in memberships.members(c, ID)] == ["convener", "co"]
    offered = Invitation(COMMUNITY, "member", now + WEEK)
    assert invitations.find(c, someone(c, "stranger", now), "given", now) == offered


def test_who_had_no_community_goes_on_with_the_other_ones(c: Connection, now: datetime) -> None:
    founded(c, now)
    one = someone(c, "林老師", now)
    other = someone(c, "王老師", now)
    do(c, other, Found(SOUTH), now)
    do(c, other, Work(ID), now)
    linked(c, one, "王老師", now)
    assert works(c, one) == [ID, "south"]


def test_a_channel_that_goes_its_own_way_takes_no_community_with_it(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    linked(c, convener, "77", now)
    alone = do(c, convener, Unlink(), now, "77")
    assert alone != convener
    assert (works(c, convener), works(c, alone)) == ([ID], [])
    assert links.channels(c, alone) == ("line",)


async def test_handlers_see_communities_people_codes_and_dates(store: Store, now: datetime) -> None:
    port: Communities = StoredCommunities(store)
    id, code = port.new_id(), port.new_code()
    new = replace(COMMUNITY, id=id, feed=port.new_secret())
    convener = await store.write(lambda c: founded(c, now, new))
    await store.write(lambda c: do(c, convener, Invite(code, id, "co", now + WEEK), now))
    assert await port.of(str(convener)) == (Membership(new, "convener", current=True),)
    assert await port.members(id) == (Member(str(convener), "convener"),)
    assert await port.invitation(str(convener), code, now) == Invitation(new, "co", now + WEEK)
    assert (await port.deadlines(id), await port.edits(id, 9)) == ((), ())


async def test_who_convenes_finds_the_next_years_community_of_another_convener_until_it_is_closed(
    store: Store, now: datetime
) -> None:
    following = replace(SOUTH, before=ID)
    found = StoredCommunities(store)
    convener = await store.write(lambda c: founded(c, now))
    assert await found.after(ID) == ()
    await store.write(lambda c: do(c, convener, Found(following), now))
    assert await found.after(ID) == (following,)
    await store.write(lambda c: do(c, convener, Alter(replace(following, open=False, version=2)), now))
    assert await found.after(ID) == ()


def test_a_code_comes_along_by_a_link_wherever_the_bot_knows_its_own_name(store: Store) -> None:
    begin = {"line": "https://line.me/R/oaMessage/%40bot/?%E5%8A%A0", "telegram": "https://t.me/bot?start=join_"}
    assert StoredCommunities(store, entrance=begin).entrance("ABCD-EFGH") == {
        "line": "https://line.me/R/oaMessage/%40bot/?%E5%8A%A0ABCDEFGH",
        "telegram": "https://t.me/bot?start=join_ABCDEFGH",
    }
    assert StoredCommunities(store).entrance("ABCD-EFGH") == {}
