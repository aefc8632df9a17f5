"""Each update is kept once, until its turn is finished."""

import json
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from bot.store import inbox, messages
from bot.store.inbox import NewUpdate
from handlers.messages import Reply

MINUTE = timedelta(minutes=1)


def update(name: str, address: str = "U1", **raw: object) -> NewUpdate:
    return NewUpdate(name, address, json.dumps(raw))


def put(c: Connection, now: datetime, *names: str, channel: str = "line") -> list[int]:
    return [stored.row for stored in inbox.add(c, channel, [update(name) for name in names], now)]


def test_an_update_that_comes_again_is_the_same_one(c: Connection, now: datetime) -> None:
    first, second, again = inbox.add(c, "line", [update("a", text="早"), update("b"), update("a", text="晚")], now)
    assert (first.new, second.new, again.new) == (True, True, False)
    assert again.row == first.row < second.row
    (repeated,) = inbox.add(c, "line", [update("b")], now + MINUTE)
    assert (repeated.row, repeated.new) == (second.row, False)
    (elsewhere,) = inbox.add(c, "telegram", [update("a")], now)
    assert elsewhere.new
    work = inbox.get(c, first.row)
    assert work
    assert (work.raw, work.received, work.tries, work.address) == ({"text": "早"}, now, 0, "U1")


def test_a_broken_address_is_the_same_one_each_time(c: Connection, now: datetime) -> None:
    broken = [update("\ud800", address="\udfff"), update("\ud800", address="\udfff")]
    assert [stored.new for stored in inbox.add(c, "line", broken, now)] == [True, False]
    assert len(inbox.newest(c, "line", "\udfff", 9)) == 1


def test_what_waits_is_listed_in_order_by_channel(c: Connection, now: datetime) -> None:
    one, two, three = put(c, now, "1", "2", "3")
    (other,) = put(c, now, "1", channel="telegram")
    inbox.begin(c, [three, one])
    inbox.finish(c, [two], now)
    assert [(work.row, work.tries) for work in inbox.waiting(c, ["line"])] == [(one, 1), (three, 1)]
    assert [work.row for work in inbox.waiting(c, ["line", "telegram"])] == [one, three, other]
    assert inbox.waiting(c, ["web"]) == []


def test_updates_are_finished_together_or_not_at_all(c: Connection, now: datetime) -> None:
    one, two, three = put(c, now, "1", "2", "3")
    assert inbox.finish(c, [one], now, aside=True)
    assert not inbox.finish(c, [one], now)
    assert not inbox.finish(c, [one, two], now)
    assert [work.row for work in inbox.waiting(c, ["line"])] == [two, three]
    assert inbox.finish(c, [two, three, three], now)
    assert inbox.waiting(c, ["line"]) == []


def test_a_redelivered_update_counts_from_now(c: Connection, now: datetime) -> None:
    (row,) = put(c, now, "1")
    inbox.renew(c, row, now + MINUTE)
    work = inbox.get(c, row)
    assert work
    assert work.received == now + MINUTE
    assert inbox.get(c, row + 1) is None


def test_old_turns_are_forgotten_unless_something_is_still_to_be_told(c: Connection, now: datetime) -> None:
    told, untold, fresh, waiting = put(c, now, "told", "untold", "fresh", "waiting")
    states: list[tuple[int, messages.State]] = [(told, "sent"), (untold, "sent"), (untold, "expired"), (fresh, "dead")]
    for row, state in states:
        messages.add(c, row, 1, "line", "U1", [Reply("好")], "", now, state=state)
    inbox.finish(c, [told, untold], now)
    inbox.finish(c, [fresh], now + MINUTE)
    assert inbox.tidy(c, now + MINUTE) == 1
    assert [row for row in (told, untold, fresh, waiting) if inbox.get(c, row)] == [untold, fresh, waiting]
    assert (len(messages.of(c, told)), len(messages.of(c, untold))) == (0, 2)
    assert put(c, now, "next")[0] > waiting


steps = st.lists(
    st.tuples(
        st.sampled_from(["add", "begin", "finish", "aside"]), st.lists(st.sampled_from("abcde"), min_size=1, max_size=3)
    ),
    max_size=25,
)


@given(steps)
def test_whatever_happens_each_update_is_kept_once_and_finished_once(
    engine: Engine, steps: list[tuple[str, list[str]]]
) -> None:
    now = datetime.fromisoformat("2026-11-22T09:00:00+00:00")
    rows, tries, finished = dict[str, int](), dict[str, int](), set[str]()
    with engine.connect() as c:
        for step, names in steps:
            known = [name for name in dict.fromkeys(names) if name in rows]
            if step == "add":
                for name, stored in zip(names, inbox.add(c, "line", map(update, names), now), strict=True):
                    assert stored.new == (name not in rows)
                    assert rows.setdefault(name, stored.row) == stored.row
            elif step == "begin":
                inbox.begin(c, [rows[name] for name in known])
                tries |= {name: tries.get(name, 0) + 1 for name in known}
            else:
                possible = finished.isdisjoint(known)
                assert inbox.finish(c, [rows[name] for name in known], now, aside=step == "aside") == possible
                finished |= set(known) if possible else set()
        left = {work.row: work.tries for work in inbox.waiting(c, ["line"])}
        assert left == {rows[name]: tries.get(name, 0) for name in rows.keys() - finished}
        c.rollback()
