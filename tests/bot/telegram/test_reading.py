"""What Telegram's updates say, of today's shape, of older and of newer ones."""

from typing import Any

import pytest

from bot.channels.channel import Changed, Heard, Tap
from bot.channels.telegram.reading import read

NAME = "convener_test_bot"
WANG = {"id": 207014, "is_bot": False, "first_name": "王老師"}
BOT = {"id": 7000000001, "is_bot": True, "first_name": "小幫手", "username": NAME}
PRIVATE = {"id": 207014, "first_name": "王老師", "type": "private"}
GROUP = {"id": -1001234567890, "title": "北昌共備社群", "type": "supergroup"}


def message(text: str | None, chat: dict[str, Any] = PRIVATE, **more: Any) -> dict[str, Any]:
    said = {} if text is None else {"text": text}
    return {"update_id": 1, "message": {"message_id": 9, "from": WANG, "chat": chat, "date": 0, **said, **more}}


def heard_in_group(text: str, **more: Any) -> str | None:
    found = read(message(text, GROUP, **more), NAME)
    assert found is None or (isinstance(found, Heard) and found.group and found.address == str(GROUP["id"]))
    return found.text if found else None


def tapped(data: str, **more: Any) -> dict[str, Any]:
    rows = [[{"text": "桃園", "callback_data": "12.0"}, {"text": "基隆", "callback_data": "12.1"}]]
    shown = {"message_id": 5, "chat": PRIVATE, "date": 1, "text": "?", "reply_markup": {"inline_keyboard": rows}}
    return {"update_id": 1, "callback_query": {"id": "7", "from": WANG, "message": shown, "data": data, **more}}


def member(chat: dict[str, Any], before: dict[str, Any] | str, now: dict[str, Any] | str) -> dict[str, Any]:
    states = [{"user": BOT, "status": one} if isinstance(one, str) else {"user": BOT, **one} for one in (before, now)]
    return {
        "update_id": 1,
        "my_chat_member": {"chat": chat, "old_chat_member": states[0], "new_chat_member": states[1]},
    }


# ---- with one person ----


def test_private_text_is_heard_as_it_was_typed() -> None:
    assert read(message("便當一個120可以嗎"), NAME) == Heard("207014", "便當一個120可以嗎")
    assert read(message("小幫手，你好"), NAME) == Heard("207014", "小幫手，你好")


def test_a_chat_without_a_type_is_told_by_its_number() -> None:
    assert read(message("你好", {"id": 207014}), NAME) == Heard("207014", "你好")
    assert read(message("你好", {"id": -5}), NAME) is None


@pytest.mark.parametrize(
    ("typed", "token"),
    [("/start", "start"), ("/start plan_taoyuan-103", "start:plan_taoyuan-103"), (f"/START@{NAME} a", "start:a")],
)
def test_start_is_an_event_with_its_payload(typed: str, token: str) -> None:
    assert read(message(typed), NAME) == Heard("207014", token=token)


def test_a_question_behind_start_is_a_question() -> None:
    assert read(message("/start 便當一個120可以嗎"), NAME) == Heard("207014", "便當一個120可以嗎")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("/ask 便當一個120可以嗎", "/ask 便當一個120可以嗎"),
        ("/ask便當一個120可以嗎", "/ask 便當一個120可以嗎"),
        (f"/HELP@{NAME}", "/help"),
        ("/help@another_bot", "/help@another_bot"),
        ("/home/wang", "/home/wang"),
        ("/3 是什麼", "/3 是什麼"),
    ],
)
def test_commands_are_text_without_our_name(typed: str, text: str) -> None:
    assert read(message(typed), NAME) == Heard("207014", text)


@pytest.mark.parametrize(
    ("content", "medium"),
    [
        ({"photo": [{"file_id": "a"}]}, "picture"),
        ({"sticker": {}}, "sticker"),
        ({"voice": {}}, "voice"),
        ({"animation": {}, "document": {}}, "video"),
        ({"document": {}}, "file"),
        ({"venue": {}, "location": {}}, "place"),
        ({"contact": {}}, "other"),
    ],
)
def test_media_are_heard_with_their_caption(content: dict[str, Any], medium: Any) -> None:
    assert read(message(None, **content), NAME) == Heard("207014", medium=medium)
    assert read(message(None, caption="請幫我檢查", **content), NAME) == Heard("207014", "請幫我檢查", medium=medium)


@pytest.mark.parametrize("kind", ["edited_message", "channel_post", "business_message", "guest_message"])
def test_messages_of_other_kinds_are_not_for_us(kind: str) -> None:
    assert read({"update_id": 1, kind: message("你好")["message"]}, NAME) is None


def test_service_messages_and_bots_are_not_answered() -> None:
    assert read(message(None, pinned_message={}), NAME) is None
    assert read(message("你好", **{"from": {**WANG, "is_bot": True}}), NAME) is None


def test_half_a_character_is_replaced() -> None:
    assert read(message("你\ud83d好\0"), NAME) == Heard("207014", "你\ufffd好\ufffd")


# ---- taps ----


def test_a_tap_names_the_message_the_place_and_the_label() -> None:
    assert read(tapped("12.1"), NAME) == Heard("207014", "基隆", tap=Tap(12, 1))


@pytest.mark.parametrize("data", ["b:7f3a:2:y", "", "1.1.1", "-1.2", "１.２", "9" * 60 + ".1"])
def test_a_tap_with_foreign_data_is_one_on_no_button(data: str) -> None:
    assert read(tapped(data), NAME) == Heard("207014", tap=Tap(0, 0))


def test_a_tap_on_an_inaccessible_message_is_heard() -> None:
    bare = {"chat": GROUP, "message_id": 5, "date": 0}
    assert read(tapped("12.1", message=bare), NAME) == Heard(str(GROUP["id"]), tap=Tap(12, 1), group=True)


def test_a_tap_on_an_inline_message_is_heard_as_private() -> None:
    raw = tapped("12.1", inline_message_id="abc")
    del raw["callback_query"]["message"]
    assert read(raw, NAME) == Heard("207014", tap=Tap(12, 1))


# ---- who reads, who has left ----


def test_blocking_and_unblocking_change_a_private_chat() -> None:
    assert read(member(PRIVATE, "member", "kicked"), NAME) == Changed("207014", "blocked")
    assert read(member(PRIVATE, "kicked", "member"), NAME) == Changed("207014", "open")


def test_being_added_to_a_group_is_an_event_and_a_promotion_is_none() -> None:
    joined = Heard(str(GROUP["id"]), token="join", group=True)
    assert read(member(GROUP, "left", "member"), NAME) == joined
    assert read(member(GROUP, "kicked", "administrator"), NAME) == joined
    assert read(member(GROUP, {"status": "restricted", "is_member": False}, "member"), NAME) == joined
    assert read(member(GROUP, "member", "administrator"), NAME) is None
    assert read(member(GROUP, {"status": "restricted", "is_member": True}, "member"), NAME) is None


@pytest.mark.parametrize("status", ["left", "kicked", {"status": "restricted", "is_member": False}])
def test_being_removed_from_a_group_changes_it(status: Any) -> None:
    assert read(member(GROUP, "member", status), NAME) == Changed(str(GROUP["id"]), "left")


def test_a_group_that_moved_is_told_the_same_from_both_sides() -> None:
    moved = Changed("-4123456", "moved", str(GROUP["id"]))
    old = {"id": -4123456, "title": "北昌共備社群", "type": "group"}
    assert read(message(None, old, migrate_to_chat_id=GROUP["id"]), NAME) == moved
    assert read(message(None, GROUP, migrate_from_chat_id=-4123456), NAME) == moved


# ---- in groups ----


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (f"/ask@{NAME} 便當一個120可以嗎", "/ask 便當一個120可以嗎"),
        ("/help", "/help"),
        (f"😀 請問 @{NAME} 預算怎麼編?", "😀 請問 預算怎麼編?"),
        (f"請問@{NAME.upper()}，預算怎麼編", "請問 預算怎麼編"),
        (f"@{NAME}", ""),
        ("小幫手，便當一個120可以嗎", "便當一個120可以嗎"),
        ("小幫手", ""),
    ],
)
def test_in_a_group_what_is_addressed_to_us_is_heard_without_our_name(said: str, meant: str) -> None:
    assert heard_in_group(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "便當一個120可以嗎",
        "/ask@another_bot 你好",
        f"信箱是 wang@{NAME}",
        f"@{NAME}2 你好",
        "我問過小幫手了",
        "https://t.me/convener_test_bot",
    ],
)
def test_in_a_group_what_is_said_to_others_is_not_heard(said: str) -> None:
    assert heard_in_group(said) is None


def test_in_a_group_a_reply_to_our_message_is_heard() -> None:
    ours, theirs = {"message_id": 3, "from": BOT}, {"message_id": 3, "from": WANG}
    assert heard_in_group("五十萬元", reply_to_message=ours) == "五十萬元"
    assert heard_in_group("五十萬元", reply_to_message=theirs) is None
    assert heard_in_group("五十萬元", reply_to_message={**ours, "forum_topic_created": {}}) is None


def test_in_a_group_the_first_start_is_an_event_too() -> None:
    assert read(message(f"/start@{NAME} abc", GROUP), NAME) == Heard(str(GROUP["id"]), token="start:abc", group=True)


def test_an_anonymous_administrator_is_heard_and_a_channel_is_not() -> None:
    machine = {"id": 1087968824, "is_bot": True, "username": "GroupAnonymousBot"}
    assert heard_in_group("/help", **{"from": machine, "sender_chat": GROUP}) == "/help"
    assert heard_in_group("/help", sender_chat={"id": -1009, "type": "channel"}) is None
