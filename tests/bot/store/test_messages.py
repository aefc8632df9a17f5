"""What is said, from the turn that decided it until it was delivered."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.store import inbox, messages
from bot.store.inbox import NewUpdate
from handlers.messages import Choice, Reply

MINUTE = timedelta(minutes=1)
PERSON = 7
YES = Choice("是", "yes")


def turn(c: Connection, now: datetime, name: str = "1", address: str = "U1", channel: str = "line") -> int:
    return inbox.add(c, channel, [NewUpdate(name, address, f'{{"text": "{name}"}}')], now)[0].row


def say(c: Connection, row: int, now: datetime, *texts: str, state: messages.State = "pending") -> list[int]:
    replies = [Reply(text, (YES, Choice("不是", "no"))) for text in texts]
    return messages.add(c, row, PERSON, "line", "U1", replies, "便當", now, state=state)


def states(c: Connection, row: int) -> list[str]:
    return [message.state for message in messages.of(c, row)]


def test_a_turns_replies_are_kept_in_order(c: Connection, now: datetime) -> None:
    row, other = turn(c, now, "1"), turn(c, now, "2")
    one, two = say(c, row, now, "一", "二")
    (elsewhere,) = say(c, other, now, "別")
    (three,) = say(c, row, now, "三")
    assert [message.id for message in messages.of(c, row)] == [one, two, three]
    first = messages.of(c, row)[0]
    assert (first.reply.text, first.reply.choices[0], first.about, first.state) == ("一", YES, "便當", "pending")
    assert [message.id for message in messages.unfinished(c, ["line"])] == [one, two, three, elsewhere]
    assert messages.unfinished(c, ["telegram"]) == []


def test_a_sent_message_stays_sent(c: Connection, now: datetime) -> None:
    row = turn(c, now)
    (one,) = say(c, row, now, "一")
    assert messages.mark(c, one, "claimed", now)
    assert messages.mark(c, one, "claimed", now + MINUTE)
    assert messages.mark(c, one, "uncertain", now)
    assert messages.mark(c, one, "sent", now + MINUTE)
    assert not any(messages.mark(c, one, state, now) for state in ("pending", "claimed", "sent", "expired", "dead"))
    assert states(c, row) == ["sent"]
    assert messages.unfinished(c, ["line"]) == []
    times = c.exec_driver_sql("SELECT first_try_at, sent_at FROM message").one()
    assert [datetime.fromisoformat(at) for at in times] == [now, now + MINUTE]


def test_what_was_not_told_is_put_before_the_next_turns_own_replies(c: Connection, now: datetime) -> None:
    old, new = turn(c, now, "1"), turn(c, now, "2", address="77", channel="telegram")
    ids = [say(c, old, now, text, state=state)[0] for text, state in zip("甲乙丙丁", TOLD, strict=True)]
    assert [message.id for message in messages.untold(c, PERSON, 9)] == [ids[0], ids[2], ids[3]]
    assert messages.untold(c, PERSON + 1, 9) == []
    own = say(c, new, now, "新")
    late = messages.untold(c, PERSON, 2)
    told = messages.retell(c, late, new, "telegram", "77")
    assert [message.id for message in messages.of(c, new)] == [ids[2], ids[3], *own]
    assert messages.of(c, new)[:2] == told
    assert {(message.channel, message.address, message.state, message.reply.late) for message in told} == {
        ("telegram", "77", "pending", "便當")
    }
    assert [message.id for message in messages.untold(c, PERSON, 9)] == [ids[0]]


TOLD: tuple[messages.State, ...] = ("expired", "sent", "uncertain", "expired")


def test_a_message_that_arrived_after_all_is_not_told_again(c: Connection, now: datetime) -> None:
    old, new = turn(c, now, "1"), turn(c, now, "2")
    (one,) = say(c, old, now, "一", state="uncertain")
    late = messages.untold(c, PERSON, 9)
    messages.mark(c, one, "sent", now)
    messages.retell(c, late, new, "line", "U1")
    assert (states(c, old), states(c, new)) == (["sent"], [])


def test_what_is_told_late_edits_nothing_and_leaves_no_group(c: Connection, now: datetime) -> None:
    old, new = turn(c, now, "1"), turn(c, now, "2")
    replies = [Reply("再見", step=True, leave=True)]
    messages.add(c, old, PERSON, "line", "U1", replies, "離開", now, state="expired")
    (told,) = messages.retell(c, messages.untold(c, PERSON, 1), new, "line", "U1")
    assert (told.reply.text, told.reply.step, told.reply.leave) == ("再見", False, False)


@pytest.mark.parametrize(
    ("place", "channel", "address", "found"),
    [(0, "line", "U1", YES), (2, "line", "U1", None), (-1, "line", "U1", None), (0, "line", "U2", None)],
)
def test_a_button_belongs_to_the_conversation_that_was_shown_it(
    c: Connection, now: datetime, place: int, channel: str, address: str, found: Choice | None
) -> None:
    (one,) = say(c, turn(c, now), now, "一")
    assert messages.choice(c, one, place, channel, address) == found
    assert messages.choice(c, one + 1, place, channel, address) is None


def test_the_newest_exchanges_are_shown_in_order(c: Connection, now: datetime) -> None:
    rows = [turn(c, now, str(number)) for number in range(4)]
    turn(c, now, "other", address="U2")
    for row in rows[:3]:
        say(c, row, now, "甲", "乙")
    shown = messages.history(c, "line", "U1", 3)
    assert [exchange.raw for exchange in shown] == [{"text": "1"}, {"text": "2"}, {"text": "3"}]
    assert [[message.reply.text for message in exchange.rows] for exchange in shown] == [["甲", "乙"], ["甲", "乙"], []]
