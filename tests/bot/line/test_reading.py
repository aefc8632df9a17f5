"""What LINE's events say, of today's shape and of older ones."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.channel import Changed, Heard, Tap
from bot.channels.line.reading import event_id, read

USER = {"type": "user", "userId": "U1"}
GROUP = {"type": "group", "groupId": "C1", "userId": "U1"}
ROOM = {"type": "room", "roomId": "R1", "userId": "U1"}


def message(source: dict[str, str], text: str, **more: Any) -> dict[str, Any]:
    """A text in an event as it was before it had an id, a mode and a quote token."""
    return {"type": "message", "source": source, "message": {"type": "text", "text": text, **more}}


def mention(index: int, length: int, *, ours: bool = True) -> dict[str, Any]:
    return {"mentionees": [{"index": index, "length": length, "type": "user", "isSelf": ours}]}


def emoji(index: int, length: int) -> list[dict[str, Any]]:
    return [{"index": index, "length": length, "productId": "1", "emojiId": "1"}]


# ---- with one person ----


def test_text_is_heard_as_it_was_typed() -> None:
    assert read(message(USER, "便當一個120可以嗎")) == Heard("U1", "便當一個120可以嗎")
    assert read(message(USER, "小幫手，你好")) == Heard("U1", "小幫手，你好")


@pytest.mark.parametrize(
    ("kind", "medium"),
    [
        ("image", "picture"),
        ("sticker", "sticker"),
        ("audio", "voice"),
        ("video", "video"),
        ("file", "file"),
        ("location", "place"),
        ("hologram", "other"),
    ],
)
def test_what_is_no_text_is_heard_as_its_kind(kind: str, medium: str) -> None:
    heard = read({"type": "message", "source": USER, "message": {"type": kind, "text": "entered on a sticker"}})
    assert isinstance(heard, Heard)
    assert (heard.address, heard.text, heard.medium) == ("U1", "", medium)


def test_lines_own_emojis_are_no_part_of_a_question() -> None:
    assert read(message(USER, "便當😀(love)可以嗎", emojis=emoji(4, 6))) == Heard("U1", "便當😀可以嗎")
    assert read(message(USER, "(love)", emojis=emoji(0, 6))) == Heard("U1", medium="sticker")


def test_an_emoji_outside_of_the_text_changes_nothing() -> None:
    assert read(message(USER, "Hello, world", emojis=emoji(14, 6))) == Heard("U1", "Hello, world")


def test_a_tap_names_the_message_and_the_place_of_its_button() -> None:
    tap = {"type": "postback", "source": USER, "postback": {"data": "731.2 給主計看 (一)"}}
    assert read(tap) == Heard("U1", "給主計看 (一)", tap=Tap(731, 2))


@pytest.mark.parametrize("data", ["action=buyItem&itemId=1", "7.1", "7 是", "-7.1 是", "9" * 19 + ".1 是", "", None, 7])
def test_a_tap_on_somebody_elses_button_is_nothing(data: object) -> None:
    assert read({"type": "postback", "source": USER, "postback": {"data": data}}) is None


def test_following_starts_and_blocking_is_noted() -> None:
    assert read({"type": "follow", "source": USER}) == Heard("U1", token="start")
    assert read({"type": "follow", "source": USER, "follow": {"isUnblocked": True}}) == Heard("U1", token="start")
    assert read({"type": "unfollow", "source": USER}) == Changed("U1", "blocked")


def test_a_message_that_is_taken_back_is_named() -> None:
    taken_back = {"type": "unsend", "unsend": {"messageId": "468789577898262530"}}
    assert read({**taken_back, "source": USER}) == Changed("U1", "unsent", "468789577898262530")
    assert read({**taken_back, "source": GROUP}) == Changed("C1", "unsent", "468789577898262530")
    for odd in ({}, {"messageId": 7}, {"messageId": ""}, None, "468789577898262530"):
        assert read({"type": "unsend", "source": USER, "unsend": odd}) is None


# ---- in groups ----


def test_joining_and_leaving_a_group_or_a_room() -> None:
    assert read({"type": "join", "source": {"type": "group", "groupId": "C1"}}) == Heard("C1", token="join", group=True)
    assert read({"type": "leave", "source": {"type": "room", "roomId": "R1"}}) == Changed("R1", "left")


@pytest.mark.parametrize("source", [GROUP, ROOM])
def test_what_is_not_addressed_to_the_bot_is_not_heard(source: dict[str, str]) -> None:
    assert read(message(source, "便當一個120可以嗎")) is None
    assert read(message(source, "請問小幫手在嗎")) is None
    assert (
        read(message(source, "@All 開會", mention={"mentionees": [{"index": 0, "length": 4, "type": "all"}]})) is None
    )
    assert read(message(source, "@王老師 好", mention=mention(0, 4, ours=False))) is None
    for kind in ("image", "sticker", "file", "hologram"):
        assert read({"type": "message", "source": source, "message": {"type": kind, "text": "小幫手"}}) is None


def test_a_mention_is_heard_without_the_mention() -> None:
    heard = Heard("C1", "便當一個120可以嗎", group=True)
    assert read(message(GROUP, "@小幫手 便當一個120可以嗎", mention=mention(0, 4))) == heard
    assert read(message(GROUP, "@bot，便當一個120可以嗎", mention=mention(0, 4))) == heard
    assert read(message(GROUP, "便當一個120可以嗎 @小幫手", mention=mention(11, 4))) == heard
    assert read(message(GROUP, "@bot 小幫手，便當一個120可以嗎", mention=mention(0, 4))) == heard


def test_a_mention_is_cut_where_line_counts_it_in_utf16_units() -> None:
    assert read(message(GROUP, "😀𠮷 @bot 可以嗎", mention=mention(5, 4))) == Heard("C1", "😀𠮷  可以嗎", group=True)


def test_a_mention_alone_is_heard_as_an_empty_text() -> None:
    assert read(message(ROOM, "@小幫手", mention=mention(0, 4))) == Heard("R1", "", group=True)


@pytest.mark.parametrize(("index", "length"), [(-1, 4), (0, -4), ("0", 4), (None, None), (99, 4), (0.5, 1.5)])
def test_a_mention_in_no_place_is_heard_all_the_same(index: Any, length: Any) -> None:
    assert read(message(GROUP, "可以嗎", mention=mention(index, length))) == Heard("C1", "可以嗎", group=True)


@pytest.mark.parametrize(
    "call", ["小幫手", "小幫手，", "小幫手: ", "　小幫手　", "小幫手、\n", "\u200b小幫手～", "@小幫手 "]
)
def test_the_bots_name_addresses_it(call: str) -> None:
    assert read(message(GROUP, f"{call}便當可以嗎")) == Heard("C1", "便當可以嗎", group=True)
    assert read(message(GROUP, call)) == Heard("C1", "", group=True)


def test_a_tap_in_a_group_is_the_groups() -> None:
    tap = {"type": "postback", "source": GROUP, "postback": {"data": "5.0 基隆"}}
    assert read(tap) == Heard("C1", "基隆", tap=Tap(5, 0), group=True)


# ---- everything else ----


@pytest.mark.parametrize(
    "kind", ["memberJoined", "memberLeft", "unsend", "accountLink", "beacon", "messageEdited", "greatNewFeature", "", 7]
)
def test_other_events_are_nothing(kind: object) -> None:
    assert read({"type": kind, "source": USER, "message": {"type": "text", "text": "小幫手"}}) is None


@pytest.mark.parametrize("source", [None, 7, {}, {"type": "user"}, {"type": "user", "userId": ""}, {"type": "alien"}])
def test_an_event_from_nowhere_is_nothing(source: object) -> None:
    assert read({"type": "follow", "source": source}) is None


def test_on_standby_nothing_is_heard() -> None:
    assert read({**message(USER, "便當"), "mode": "standby"}) is None
    assert read({**message(USER, "便當"), "mode": "active"}) == Heard("U1", "便當")
    assert read({**message(USER, "便當"), "mode": "a mode to come"}) == Heard("U1", "便當")


def test_an_event_is_known_by_its_id_and_an_old_one_by_what_it_says() -> None:
    old = {**message(USER, "便當"), "replyToken": "t1", "timestamp": 1}
    assert event_id({**old, "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR"}) == "01FZ74A0TDDPYRVKNK77XKC3ZR"
    again = dict(reversed([*old.items(), ("deliveryContext", {"isRedelivery": True})]))
    assert event_id(old) == event_id(again)
    assert event_id(old) != event_id({**old, "replyToken": "t2"})


@pytest.mark.parametrize("strange", ["", " ", "x" * 65, "編號", 7, None, ["x"]])
def test_an_id_that_is_none_is_not_trusted(strange: object) -> None:
    assert event_id({"type": "follow", "webhookEventId": strange}).startswith("hash:")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=5), parts, max_size=3),
    max_leaves=10,
)
TYPES = st.sampled_from(["message", "postback", "follow", "unfollow", "join", "leave", "text", "user", "group", "room"])
KEYS = ["type", "source", "message", "text", "mention", "emojis", "postback", "data", "mode", "replyToken"]
PLACES = ["userId", "groupId", "roomId", "mentionees", "isSelf", "index", "length", "webhookEventId"]
EVENTS = st.recursive(
    JSON | TYPES,
    lambda parts: st.dictionaries(st.sampled_from(KEYS + PLACES), parts, max_size=8) | st.lists(parts, max_size=3),
    max_leaves=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])  # whole trees of JSON
@given(st.dictionaries(st.sampled_from(KEYS + PLACES), EVENTS))
def test_no_json_can_make_reading_fail(raw: dict[str, Any]) -> None:
    assert len(event_id(raw)) <= 69
    assert read(raw) is None or isinstance(read(raw), Heard | Changed)


RANGES = st.lists(st.fixed_dictionaries({"index": st.integers(-2, 12), "length": st.integers(-2, 12)}), max_size=4)


@settings(deadline=None)
@given(st.text(st.characters(), max_size=12), RANGES)
def test_no_ranges_can_make_reading_fail_or_leave_half_a_character(text: str, ranges: list[dict[str, Any]]) -> None:
    mentions = {"mentionees": [{**one, "isSelf": True} for one in ranges] or [{"isSelf": True}]}
    heard = read(message(GROUP, text, mention=mentions, emojis=ranges))
    assert isinstance(heard, Heard)
    heard.text.encode("utf-8")
