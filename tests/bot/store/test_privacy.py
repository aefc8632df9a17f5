"""Who is forgotten leaves no trace, the others keep what is theirs, and what is over is deleted."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.engine import make_url

from bot.store import (
    calendars,
    communities,
    forgetting,
    inbox,
    invitations,
    links,
    memberships,
    messages,
    persons,
    privacy,
    tables,
)
from bot.store.database import Store
from bot.store.errors import Forbidden
from bot.store.inbox import NewUpdate
from bot.store.links import WRONG_OF_ALL
from handlers.changes import Forget, Found, Invite, Leave, NewLink, SetDeadlines, UseLink, WrongCode
from handlers.files import FILE, FORM, packed
from handlers.messages import Attached, Choice, Reply
from handlers.ports import Privacy, Record, Said
from handlers.privacy import IDLE, KEPT
from handlers.topic import Form, Given, Person, Told
from tests.bot.store.village import COMMUNITY, DATE, ID, WEEK, do, founded, joined, someone

SECOND = timedelta(seconds=1)
SECRET = "私事"


def came(c: Connection, channel: str, address: str, text: str, now: datetime, **raw: object) -> int:
    """An update; where it is kept."""
    new = NewUpdate(f"{address}:{text} {now}", address, json.dumps({"text": text, "from": address, **raw}))
    return inbox.add(c, channel, [new], now)[0].row


def answered(
    c: Connection, person: int, channel: str, address: str, text: str, now: datetime, state: messages.State = "sent"
) -> int:
    """An update and what was said to it."""
    row = came(c, channel, address, text, now)
    messages.add(c, row, person, channel, address, [Reply(f"您問：{text}")], text, now, state=state)
    inbox.finish(c, [row], now)
    return row


def talked(c: Connection, address: str, now: datetime) -> int:
    """Somebody of whom everything is kept that can be."""
    who = someone(c, address, now)
    do(c, who, NewLink("2222-3333", now + WEEK), now)
    assert do(c, someone(c, f"{address} elsewhere", now), UseLink("2222-3333"), now, f"{address} elsewhere") == who
    known = persons.load(c, who)
    assert known
    form = Form("com-found", (Given("name", SECRET, SECRET, now),))
    talk = Person(plan="keelung-113", told=(Told(1, SECRET, "x", "keelung-113"),), waiting=SECRET, forms=(form,))
    assert persons.save(c, known, talk, now)
    do(c, who, NewLink("4444-5555", now + WEEK), now)
    do(c, who, WrongCode(), now)
    answered(c, who, "line", address, SECRET, now)
    answered(c, who, "line", f"{address} elsewhere", SECRET, now, "expired")
    return who


def rows(c: Connection, *without: str) -> str:
    """Everything that the database holds, but some tables, as text."""
    found = {table.name: c.execute(select(table)).all() for table in tables.metadata.sorted_tables}
    return str({name: all for name, all in found.items() if name not in without})


def test_who_is_forgotten_leaves_no_trace(c: Connection, now: datetime) -> None:
    who = talked(c, "U-wang", now)
    do(c, who, Found(COMMUNITY), now)
    do(c, who, Invite("6666-7777", ID, "member", now + WEEK), now)
    do(c, who, SetDeadlines("b", "add", (replace(DATE, note=SECRET),)), now)
    do(c, who, Forget(), now + SECOND)
    kept = rows(c)
    assert SECRET not in kept
    assert "U-wang" not in kept
    assert "北昌" not in kept
    assert persons.load(c, who) is None
    assert persons.of(c, "line", "U-wang") is None
    theirs = (tables.identity, tables.membership, tables.invitation, tables.form, tables.link_code)
    assert not [table.name for table in theirs if c.execute(select(table)).all()]


def test_the_others_keep_their_community_its_dates_and_its_history(c: Connection, now: datetime) -> None:
    who = talked(c, "U-wang", now)
    do(c, who, Found(COMMUNITY), now)
    other = joined(c, who, "林老師", now, "co")
    do(c, who, Invite("6666-7777", ID, "member", now + WEEK), now)
    do(c, who, SetDeadlines("b", "add", (DATE,)), now)
    do(c, who, Forget(), now + SECOND)
    assert [(one.person, one.role) for one in memberships.members(c, ID)] == [(str(other), "co")]
    assert communities.get(c, ID) == COMMUNITY
    assert calendars.deadlines(c, ID) == (DATE,)
    assert [edit.after for edit in calendars.edits(c, ID, 9)] == [DATE]
    assert list(c.scalars(select(tables.edit.c.person_id))) == [0]
    assert communities.of(c, other)[0].community == COMMUNITY
    stranger = someone(c, "stranger", now)
    assert invitations.find(c, stranger, "6666-7777", now) is None
    do(c, other, SetDeadlines("c", "done", (replace(DATE, state="done", version=2),)), now)
    assert calendars.deadlines(c, ID)[0].state == "done"


def test_a_community_in_which_only_groups_are_left_is_closed(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    member = joined(c, convener, "林老師", now)
    group = someone(c, "group", now, group=True)
    memberships.enter(c, ID, group, "member")
    do(c, convener, SetDeadlines("b", "add", (DATE,)), now)
    do(c, convener, Forget(), now)
    assert (communities.of(c, member)[0].community, calendars.deadlines(c, ID)) == (COMMUNITY, (DATE,))
    do(c, member, Forget(), now)
    closed = communities.get(c, ID)
    assert closed
    assert (closed.open, closed.version, closed.feed, closed.name) == (False, COMMUNITY.version + 1, "", "")
    assert communities.of_feed(c, "secret") is None
    assert (calendars.deadlines(c, ID), communities.of(c, group)) == ((), ())


def test_the_next_message_is_a_strangers(c: Connection, now: datetime) -> None:
    who = talked(c, "U-wang", now)
    do(c, who, Found(COMMUNITY), now)
    do(c, who, Forget(), now + SECOND)
    again = someone(c, "U-wang", now + SECOND)
    known = persons.load(c, again)
    assert again != who
    assert known
    assert known.person == Person()
    assert (links.channels(c, again), communities.of(c, again)) == (("line",), ())


def test_what_came_in_meanwhile_is_a_strangers(c: Connection, now: datetime) -> None:
    who = talked(c, "U-wang", now)
    waiting = came(c, "line", "U-wang elsewhere", "成果報告什麼時候交", now)
    do(c, who, Forget(), now + SECOND)
    assert [work.row for work in inbox.waiting(c, ["line"])] == [waiting]
    assert persons.of(c, "line", "U-wang") is None
    known = persons.of(c, "line", "U-wang elsewhere")
    assert known
    assert (known.id != who, known.person) == (True, Person())


def test_the_turn_that_asks_for_it_can_still_be_answered(c: Connection, now: datetime) -> None:
    who = talked(c, "U-wang", now)
    row = came(c, "line", "U-wang", "是", now)
    inbox.finish(c, [row], now + SECOND)
    do(c, who, Forget(), now + SECOND)
    (goodbye,) = messages.add(c, row, who, "line", "U-wang", [Reply("都忘了")], "是", now)
    work = inbox.get(c, row)
    assert work
    assert (work.address, work.raw["text"]) == ("U-wang", "是")
    assert [one.id for one in messages.unfinished(c, ["line"])] == [goodbye]
    assert messages.untold(c, who, 9) == []


def test_the_goodbye_is_gone_a_day_later_and_the_person_with_it(c: Connection, now: datetime) -> None:
    who = talked(c, "U-wang", now)
    row = came(c, "line", "U-wang", "是", now)
    inbox.finish(c, [row], now)
    do(c, who, Forget(), now)
    messages.add(c, row, who, "line", "U-wang", [Reply("都忘了")], "是", now, state="expired")
    privacy.tidy(c, now=now, at=now + timedelta(hours=23))
    assert inbox.get(c, row)
    assert privacy.tidy(c, now=now + 2 * links.HOUR, at=now + timedelta(hours=25)) == 3
    assert inbox.get(c, row) is None
    assert not [table.name for table in (tables.message, tables.person) if c.execute(select(table)).all()]


def test_an_update_that_came_before_is_not_new_when_it_comes_again(c: Connection, now: datetime) -> None:
    who = someone(c, "U-wang", now)
    update = NewUpdate("01HTC", "U-wang", "{}")
    (first,) = inbox.add(c, "line", [update], now)
    inbox.finish(c, [first.row], now)
    of_page = NewUpdate("U-wang:start", "U-wang", "{}")
    (page,) = inbox.add(c, "line", [of_page], now)
    inbox.finish(c, [page.row], now)
    do(c, who, Forget(), now + SECOND)
    again, greeting = inbox.add(c, "line", [update, of_page], now)
    assert (again.new, again.row) == (False, first.row)
    assert greeting.new  # its id named the address, which is nowhere any more


def test_what_they_said_in_groups_is_forgotten_too(c: Connection, now: datetime) -> None:
    who, group = someone(c, "207014", now), someone(c, "-1001", now, group=True)
    theirs = came(c, "line", "-1001", SECRET, now, sender={"id": 207014})
    named = came(c, "line", "-1001", SECRET, now + SECOND, sender={"id": 207014, "name": "王老師"})
    waiting = came(c, "line", "-1001", "還沒回", now, sender={"id": 207014})
    others = came(c, "line", "-1001", "別人說的", now, sender={"id": 2070145, "name": "1207014"})
    inbox.finish(c, [theirs, named, others], now)
    unsent = came(c, "line", "-1001", "回到一半", now, sender={"id": 207014})
    inbox.finish(c, [unsent], now)
    messages.add(c, unsent, group, "line", "-1001", [Reply("好")], "", now)
    do(c, who, Forget(), now + 2 * SECOND)
    kept = {row: bool(work.raw) for row in (theirs, named, waiting, others, unsent) if (work := inbox.get(c, row))}
    assert kept == {theirs: False, named: False, waiting: True, others: True, unsent: True}
    assert persons.load(c, group)


def test_forgetting_again_and_again_gives_no_more_guesses(c: Connection, now: datetime) -> None:
    for number in range(WRONG_OF_ALL):
        guesser = someone(c, f"U{number // 4}", now)
        do(c, guesser, WrongCode(), now)
        if number % 4 == 3:
            do(c, guesser, Forget(), now)
    assert links.exhausted(c, someone(c, "new", now), now)


def test_no_group_forgets_the_people_in_it(c: Connection, now: datetime) -> None:
    group = someone(c, "-1001", now, group=True)
    with pytest.raises(Forbidden):
        do(c, group, Forget(), now)
    assert persons.load(c, group)


async def test_all_of_it_is_forgotten_or_nothing(store: Store, url: str, now: datetime) -> None:
    who = await store.write(lambda c: talked(c, "U-wang", now))
    before = await store.read(rows)

    def broken(c: Connection) -> None:
        do(c, who, Forget(), now + SECOND)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.write(broken)
    assert await store.read(rows) == before
    await store.write(lambda c: do(c, who, Forget(), now + SECOND))
    file = Path(str(make_url(url).database))
    with closing(sqlite3.connect(file)) as connection:
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()


# --- what is taken back ---


def test_a_message_that_is_taken_back_is_deleted_and_its_row_stays(c: Connection, now: datetime) -> None:
    who = someone(c, "U1", now)
    raw = {"type": "message", "source": {"userId": "U1"}, "message": {"id": "77", "type": "text", "text": SECRET}}
    other = {"type": "message", "message": {"id": "78", "text": "別的", "quotedMessageId": "77"}}
    updates = [NewUpdate("a", "U1", json.dumps(raw)), NewUpdate("b", "U1", json.dumps(other))]
    theirs, quoting = (stored.row for stored in inbox.add(c, "line", updates, now))
    for row, about in ((theirs, SECRET), (quoting, "別的")):
        messages.add(c, row, who, "line", "U1", [Reply("好"), Reply("好")], about, now, state="sent")
        inbox.finish(c, [row], now)
    known = persons.load(c, who)
    assert known
    told = (Told(1, SECRET, "x", "keelung-113"), Told(2, "別的", "y", "keelung-113"))
    persons.save(c, known, Person(plan="keelung-113", told=told, heard=SECRET, waiting=f"{SECRET}？"), now)
    forgetting.unsend(c, "line", "U2", "77", now)
    assert SECRET in rows(c, "person")
    forgetting.unsend(c, "line", "U1", "77", now)
    work, untouched, after = inbox.get(c, theirs), inbox.get(c, quoting), persons.load(c, who)
    assert work and untouched and after  # noqa: PT018
    assert work.raw == {"type": "message", "source": {"userId": "U1"}, "message": {"id": "77"}}
    assert untouched.raw == other
    assert after.person == Person(plan="keelung-113", told=told[1:])
    assert [one.about for row in (theirs, quoting) for one in messages.of(c, row)] == ["", "", "別的", "別的"]


def test_a_file_that_is_taken_back_is_not_waited_with_nor_in_a_button_any_more(c: Connection, now: datetime) -> None:
    who = someone(c, "U1", now)
    theirs, other = Attached("line", "77", f"{SECRET}.xlsx", 9), Attached("line", "78", "77.xlsx", 9)
    elsewhere = Attached("telegram", "77", "概算.xlsx", 9)
    forms = (Form(FORM, (Given(FILE, "", packed(theirs), now),)), Form("budget"))
    kept = [Choice("更新", f"file:into:keelung-113:-:{packed(one)}") for one in (other, elsewhere)]
    mine = [Choice(word, f"file:{word}:keelung-113::{packed(theirs)}") for word in ("into", "as")]
    known = persons.load(c, who)
    assert known
    persons.save(c, known, Person(buttons=(mine[0], *kept, mine[1]), forms=forms), now)
    forgetting.unsend(c, "line", "U2", "77", now)
    assert SECRET in rows(c, "person")
    forgetting.unsend(c, "line", "U1", "77", now)
    after = persons.load(c, who)
    assert after
    assert after.person == Person(buttons=tuple(kept), forms=(Form("budget"),))
    assert SECRET not in rows(c)


def test_an_interview_about_another_file_goes_on(c: Connection, now: datetime) -> None:
    who = someone(c, "U1", now)
    known = persons.load(c, who)
    assert known
    waits = Person(forms=(Form(FORM, (Given(FILE, "", packed(Attached("line", "78", "77")), now),)),))
    persons.save(c, known, waits, now)
    forgetting.unsend(c, "line", "U1", "77", now)
    after = persons.load(c, who)
    assert after
    assert after.person == waits


def test_a_message_that_is_taken_back_before_it_was_answered_is_not_answered(c: Connection, now: datetime) -> None:
    someone(c, "U1", now)
    row = came(c, "line", "U1", "", now, message={"id": "77", "text": SECRET})
    forgetting.unsend(c, "line", "U1", "77", now)
    assert not inbox.is_open(c, row)
    assert SECRET not in rows(c)


# --- what is over ---


def test_forms_codes_tries_and_invitations_go_when_they_are_over(c: Connection, now: datetime) -> None:
    who = talked(c, "U-wang", now)
    do(c, who, Found(COMMUNITY), now)
    do(c, who, Invite("6666-7777", ID, "member", now + WEEK), now)
    known = persons.load(c, who)
    assert known
    kept = [tables.form, tables.link_code, tables.link_try, tables.invitation]

    def left() -> list[int]:
        return [len(c.execute(select(table)).all()) for table in kept]

    privacy.tidy(c, now=now, at=now + IDLE - SECOND)
    assert left() == [1, 1, 1, 1]
    privacy.tidy(c, now=now + WEEK, at=now + IDLE + SECOND)
    assert left() == [0, 0, 0, 1]
    privacy.tidy(c, now=now + WEEK + timedelta(days=31), at=now + IDLE + SECOND)
    assert left() == [0, 0, 0, 0]
    after = persons.load(c, who)
    assert after
    assert (after.person.forms, after.person.plan, len(after.person.told)) == ((), "keelung-113", 1)
    assert after.version > known.version  # a conversation that is remembered is read again


def test_updates_go_after_a_week_and_what_could_not_be_told_after_a_month(c: Connection, now: datetime) -> None:
    who = someone(c, "U1", now)
    told = answered(c, who, "line", "U1", "講義費", now)
    untold = answered(c, who, "line", "U1", "便當", now, "expired")
    waiting = came(c, "line", "U1", "還沒回", now)
    assert privacy.tidy(c, now=now, at=now + KEPT - SECOND) == 0
    assert privacy.tidy(c, now=now, at=now + KEPT + SECOND) == 1
    work, open_ = inbox.get(c, untold), inbox.get(c, waiting)
    assert inbox.get(c, told) is None
    assert work and open_  # noqa: PT018
    assert (work.raw, open_.raw["text"]) == ({}, "還沒回")
    assert [one.about for one in messages.untold(c, who, 9)] == ["便當"]
    assert privacy.tidy(c, now=now, at=now + timedelta(days=31)) == 1
    assert messages.untold(c, who, 9) == []
    assert persons.load(c, who)


def test_people_and_their_communities_stay(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    member = joined(c, convener, "林老師", now)
    do(c, convener, SetDeadlines("b", "add", (DATE,)), now)
    years = now + timedelta(days=999)
    privacy.tidy(c, now=years, at=years)
    assert [one.person for one in memberships.members(c, ID)] == [str(convener), str(member)]
    assert calendars.deadlines(c, ID) == (DATE,)


def test_a_community_that_the_last_one_left_is_closed_and_emptied(c: Connection, now: datetime) -> None:
    convener = founded(c, now)
    group = someone(c, "group", now, group=True)
    memberships.enter(c, ID, group, "member")
    do(c, convener, SetDeadlines("b", "add", (DATE,)), now)
    privacy.tidy(c, now=now, at=now)
    assert calendars.deadlines(c, ID) == (DATE,)
    do(c, convener, Leave(ID), now)
    privacy.tidy(c, now=now, at=now)
    closed = communities.get(c, ID)
    assert closed
    assert (closed.open, closed.name, closed.version) == (False, "", COMMUNITY.version + 1)
    assert (calendars.deadlines(c, ID), communities.of(c, group)) == ((), ())
    privacy.tidy(c, now=now, at=now)
    assert communities.get(c, ID) == closed


# --- what one is given of it ---


async def test_what_somebody_wrote_is_theirs_to_see(store: Store, now: datetime) -> None:
    def write(c: Connection) -> int:
        who = someone(c, "U1", now)
        answered(c, who, "line", "U1", "講義費", now)
        two = someone(c, "U2", now)
        answered(c, two, "line", "U2", SECRET, now)
        answered(c, who, "line", "U1", "便當", now + SECOND)
        return who

    who = await store.write(write)
    port: Privacy = privacy.StoredPrivacy(store)
    texts = (Said(now, "講義費"), Said(now + SECOND, "便當"))
    assert await port.record(str(who), 9) == Record(now, texts)
    assert await port.record(str(who), 1) == Record(now, texts[1:])
    assert await port.record("999", 9) == Record()
