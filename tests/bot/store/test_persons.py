"""Whose conversation it is, and what it remembers."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from bot.store import inbox, messages, persons
from bot.store.inbox import NewUpdate
from bot.store.persons import Known
from bot.store.tables import form, identity, person
from handlers.messages import Reply
from handlers.topic import Form, Given, Person

MINUTE = timedelta(minutes=1)


def known(c: Connection, address: str, channel: str = "line") -> Known:
    found = persons.of(c, channel, address)
    assert found
    return found


def say(c: Connection, address: str, whose: int, now: datetime, state: messages.State = "pending") -> int:
    row = inbox.add(c, "line", [NewUpdate(address + state, address, "{}")], now)[0].row
    messages.add(c, row, whose, "line", address, [Reply("好")], "", now, state=state)
    return row


def state_of(c: Connection, address: str) -> str:
    return str(c.scalar(select(identity.c.state).where(identity.c.address == address)))


def test_a_person_is_met_once_per_address(c: Connection, now: datetime) -> None:
    one = persons.meet(c, "line", "U1", now)
    assert persons.meet(c, "line", "U1", now) == one
    assert len({one, persons.meet(c, "line", "U2", now), persons.meet(c, "telegram", "U1", now)}) == 3
    group = persons.meet(c, "line", "C1", now, group=True)
    assert known(c, "C1") == Known(group, Person(), 0, group=True)
    assert persons.of(c, "web", "U1") is None
    assert persons.load(c, group + 1) is None


def test_a_conversation_is_kept_whole(c: Connection, now: datetime) -> None:
    persons.meet(c, "line", "U1", now)
    answer = Given("date", "下週五", "2026-12-04", now)
    whole = Person(
        "keelung-113",
        "beginner",
        "便當",
        heard_at=now,
        noticed=frozenset({"a"}),
        forms=(Form("b"), Form("a", (answer,), 1)),
    )
    assert persons.save(c, known(c, "U1"), whole, now)
    kept = known(c, "U1")
    assert (kept.person, kept.version) == (whole, 1)
    assert persons.load(c, kept.id) == kept


def test_what_was_computed_on_an_old_version_is_not_kept(c: Connection, now: datetime) -> None:
    persons.meet(c, "line", "U1", now)
    read = known(c, "U1")
    assert persons.save(c, read, Person(plan="first"), now)
    assert not persons.save(c, read, Person(plan="second", forms=(Form("a"),)), now)
    assert known(c, "U1") == replace(read, person=Person(plan="first"), version=1)


def test_only_the_forms_that_changed_are_written(c: Connection, now: datetime) -> None:
    persons.meet(c, "line", "U1", now)
    kept, changed, gone = Form("kept"), Form("changed"), Form("gone")
    persons.save(c, known(c, "U1"), Person(forms=(kept, changed, gone)), now)
    after = Person(forms=(kept, replace(changed, failed=1), Form("new")))
    persons.save(c, known(c, "U1"), after, now + MINUTE)
    assert known(c, "U1").person == after
    written = dict(c.execute(select(form.c.name, form.c.updated_at)).all())
    assert written == {"kept": now, "changed": now + MINUTE, "new": now + MINUTE}
    persons.save(c, known(c, "U1"), Person(forms=after.forms[::-1]), now)
    assert known(c, "U1").person.forms == after.forms[::-1]


@pytest.mark.parametrize("state", ["blocked", "left"])
def test_nothing_waits_for_one_who_cannot_read_it(c: Connection, now: datetime, state: persons.State) -> None:
    one, two = persons.meet(c, "line", "U1", now), persons.meet(c, "line", "U2", now)
    rows = [say(c, "U1", one, now), say(c, "U1", one, now, "sent"), say(c, "U2", two, now)]
    persons.set_state(c, "line", "U1", state, now)
    assert [messages.of(c, row)[0].state for row in rows] == ["cancelled", "sent", "pending"]
    assert (state_of(c, "U1"), state_of(c, "U2")) == (state, "open")
    persons.set_state(c, "line", "nobody", state, now)
    assert persons.meet(c, "line", "U1", now) == one
    assert state_of(c, "U1") == "open"


def test_being_let_in_again_brings_nothing_back(c: Connection, now: datetime) -> None:
    row = say(c, "U1", persons.meet(c, "line", "U1", now), now)
    persons.set_state(c, "line", "U1", "blocked", now)
    persons.set_state(c, "line", "U1", "open", now)
    assert (state_of(c, "U1"), messages.of(c, row)[0].state) == ("open", "cancelled")


def test_a_group_that_moved_goes_on_at_its_new_address(c: Connection, now: datetime) -> None:
    group = persons.meet(c, "line", "old", now, group=True)
    persons.save(c, known(c, "old"), Person(plan="keelung-113"), now)
    row = say(c, "old", group, now)
    for _ in range(2):
        persons.move(c, "line", "old", "new", now)
        assert persons.of(c, "line", "old") is None
        assert (known(c, "new").id, known(c, "new").person.plan) == (group, "keelung-113")
    assert [work.address for work in inbox.waiting(c, ["line"])] == ["new"]
    assert [message.address for message in messages.of(c, row)] == ["new"]
    persons.move(c, "line", "new", "new", now)
    assert known(c, "new").id == group


@pytest.mark.parametrize(("old", "new", "kept"), [("a", "b", "a"), ("a", "", "a"), ("", "b", "b"), ("", "", "")])
def test_of_two_conversations_the_moved_groups_own_goes_on_unless_it_said_nothing(
    c: Connection, now: datetime, old: str, new: str, kept: str
) -> None:
    for address, plan in (("old", old), ("new", new)):
        persons.meet(c, "line", address, now, group=True)
        persons.save(c, known(c, address), Person(plan=plan), now)
    rows = [say(c, address, known(c, address).id, now, "expired") for address in ("old", "new")]
    persons.move(c, "line", "old", "new", now)
    survivor = known(c, "new")
    assert survivor.person.plan == kept
    assert [message.inbox_id for message in messages.untold(c, survivor.id, 9)] == rows
    assert (persons.of(c, "line", "old"), c.scalar(select(func.count()).select_from(person))) == (None, 1)


def test_a_person_that_is_gone_never_lends_its_id_to_another(c: Connection, now: datetime) -> None:
    for address in ("old", "new"):
        persons.meet(c, "line", address, now, group=True)
    newest = known(c, "new").id
    persons.save(c, known(c, "old"), Person(plan="a"), now)
    persons.move(c, "line", "old", "new", now)
    assert persons.meet(c, "line", "third", now) > newest
