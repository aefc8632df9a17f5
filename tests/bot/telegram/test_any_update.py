"""Whatever arrives from Telegram is read, or is nothing; it is never an error."""

import string
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.channel import Heard
from bot.channels.telegram.parts import context, updates
from bot.channels.telegram.reading import read

NAME = "convener_test_bot"
NAMES = """update_id message callback_query my_chat_member chat from id type text caption data date entities photo
status reply_to_message reply_markup inline_keyboard callback_data sender_chat is_bot username is_member
old_chat_member new_chat_member migrate_to_chat_id migrate_from_chat_id message_thread_id is_topic_message"""
WORDS = st.sampled_from(NAMES.split())
VALUES = st.sampled_from(
    ["private", "group", "supergroup", "kicked", "member", "/start a", f"@{NAME}", "小幫手", "1.2"]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(string.printable + "小\ud800\0") | VALUES
ANYTHING = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(WORDS | st.text(), inner))
CHAT = {"id": -1001234567890, "type": "supergroup"}
FROM = {"id": 207014, "is_bot": False, "first_name": "王老師"}
ROWS = [[{"text": "桃園", "callback_data": "12.1"}]]
SAID = {"message_id": 9, "from": FROM, "chat": {"id": 207014, "type": "private"}, "text": "你好"}
SHOWN = {"message_id": 9, "chat": CHAT, "text": "?", "reply_markup": {"inline_keyboard": ROWS}}
MEMBER = {"chat": CHAT, "old_chat_member": {"status": "left"}, "new_chat_member": {"status": "member"}}
GOOD: list[dict[str, Any]] = [
    {"update_id": 1, "message": SAID},
    {"update_id": 1, "message": {**SAID, "chat": CHAT, "text": "小幫手"}},
    {"update_id": 1, "callback_query": {"id": "7", "from": FROM, "message": SHOWN, "data": "12.1"}},
    {"update_id": 1, "my_chat_member": MEMBER},
]


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A good update with something else at one place."""
    good = draw(st.sampled_from(GOOD))
    place, path = good, list[str]()
    while isinstance(place, dict) and place and (not path or draw(st.integers(0, 3))):
        path.append(draw(st.sampled_from(sorted(place))))
        place = place[path[-1]]
    return replaced(good, path, draw(ANYTHING))


def replaced(raw: Any, path: list[str], value: Any) -> Any:
    return {**raw, path[0]: replaced(raw[path[0]], path[1:], value)} if path else value


@settings(deadline=None)
@given(ANYTHING | mutated())
def test_reading_takes_whatever_arrives(raw: Any) -> None:
    for update in updates([raw, {"update_id": 1, "message": raw}, {"update_id": 2, "callback_query": raw}]):
        found = read(update.raw, NAME)
        assert found is None or isinstance(int(found.address), int)
        context(update.raw, 1)
        if isinstance(found, Heard):
            found.text.encode()


def test_an_update_without_a_number_is_none_and_its_neighbours_are_kept() -> None:
    batch: list[Any] = [None, 5, {"message": {}}, {"update_id": True}, GOOD[0], {"update_id": 2}]
    assert [update.id for update in updates(batch)] == ["1", "2"]


def test_what_lies_too_deep_for_a_database_is_cut_off() -> None:
    deep: Any = {}
    for _ in range(900):
        deep = {"a": deep}
    (update,) = updates([{"update_id": 1, "message": {**SAID, "odd": deep}}])
    assert str(update.raw).count("'a'") < 50
    assert read(update.raw, NAME) == Heard("207014", "你好")
