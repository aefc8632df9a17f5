"""Replies as LINE's message objects, within LINE's limits whatever the text."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.channel import Heard, Outgoing, Tap
from bot.channels.line.reading import read
from bot.channels.line.rendering import Message, plain, render
from handlers.messages import Choice, Reply, Source
from tests.messengers.line_rules import problems
from tests.messengers.serving import utf16

FAMILY = "👨‍👩‍👧‍👦"


def rows(*replies: Reply) -> list[Outgoing]:
    return [Outgoing(number, reply) for number, reply in enumerate(replies, 10)]


def texts(*replies: Reply) -> list[str]:
    return [message["text"] for message in render(rows(*replies))]


def actions(messages: Sequence[Message]) -> list[dict[str, str]]:
    return [item["action"] for item in messages[-1].get("quickReply", {}).get("items", [])]


def accepted(messages: Sequence[Message]) -> bool:
    return problems({"replyToken": "t", "messages": list(messages)}) == []


def test_each_reply_is_a_bubble_with_its_sources_on_the_last_line() -> None:
    meal = Source("keelung-113", "基隆113", "柒.膳食費")
    hall = Source("keelung-113", "基隆113", "柒.場地費")
    other = Source("taoyuan-103", "桃園103", "肆.一")
    one, two = texts(
        Reply("❌ 超過上限\n最高 100 元。", sources=(meal,)), Reply("比較", sources=(meal, other, hall, meal))
    )
    assert one == "❌ 超過上限\n最高 100 元。\n出處：基隆113 柒.膳食費"
    assert two == "比較\n出處：基隆113 柒.膳食費、柒.場地費；桃園103 肆.一"


def test_a_late_reply_says_what_it_answers() -> None:
    assert texts(Reply("✅ 可以", late="便當一個120可以嗎")) == ["（剛才「便當一個120可以嗎」的回覆）\n✅ 可以"]
    assert texts(Reply("✅ 可以", late="一" * 21)) == [f"（剛才「{'一' * 19}…」的回覆）\n✅ 可以"]


def test_buttons_are_on_the_last_bubble_and_a_tap_reads_as_the_button() -> None:
    messages = render(rows(Reply("一"), Reply("二", (Choice("給主計看", "a"), Choice("不是這個", "b")))))
    assert "quickReply" not in messages[0]
    (first, second) = actions(messages)
    assert (first["label"], first["displayText"]) == ("給主計看", "給主計看")
    tapped = read(
        {"type": "postback", "source": {"type": "user", "userId": "U1"}, "postback": {"data": second["data"]}}
    )
    assert tapped == Heard("U1", "不是這個", tap=Tap(11, 1))


def test_buttons_of_an_earlier_reply_are_kept_and_of_two_alike_the_newer_counts() -> None:
    early = Reply("選計畫", (Choice("桃園", "a"), Choice("取消", "b")))
    late = Reply("還有", (Choice("取消", "c"),))
    found = actions(render(rows(early, late)))
    assert [(action["label"], action["data"]) for action in found] == [("取消", "11.0 取消"), ("桃園", "10.0 桃園")]


def test_thirteen_buttons_are_the_most_and_a_long_label_is_shortened() -> None:
    found = actions(render(rows(Reply("選", tuple(Choice(f"{FAMILY * 30}{n}", str(n)) for n in range(3))))))
    assert [action["label"] for action in found] == [FAMILY * 19 + "…"]
    many = render(rows(Reply("選", tuple(Choice(f"第{n}群", str(n)) for n in range(20)))))
    assert len(actions(many)) == 13
    assert accepted(many)


def test_nothing_to_see_is_not_sent() -> None:
    assert texts(Reply(""), Reply(" \n　"), Reply("\x00\x07"), Reply("\u200b"), Reply("好")) == ["好"]
    assert render(rows(Reply(" "))) == []
    assert plain(rows(Reply(" "))) == []


def test_control_characters_and_half_characters_are_made_harmless() -> None:
    assert texts(Reply("便\x00當\x1b[31m\r\n120\t元\ud83d")) == ["便當[31m\n120 元�"]


def test_a_long_text_is_cut_at_a_line_end_else_at_a_sentence_end() -> None:
    lines = "\n".join("字" * 99 for _ in range(70))
    first, second = texts(Reply(lines))
    assert f"{first}\n{second}" == lines
    sentences = ("字" * 98 + "。") * 70
    first, second = texts(Reply(sentences))
    assert first + second == sentences
    assert first.endswith("。")


def test_a_character_outside_of_the_first_plane_counts_twice() -> None:
    first, second = texts(Reply("𠮷" * 2501))
    assert (len(first), len(second)) == (2500, 1)


def test_what_belongs_together_is_not_cut_apart() -> None:
    first, second = texts(Reply(FAMILY * 500))
    assert len(first) == len(FAMILY) * (5000 // utf16(FAMILY))
    assert first + second == FAMILY * 500


def test_a_monstrous_character_is_cut_all_the_same() -> None:
    assert accepted(render(rows(Reply("a" + "\u0301" * 12_000))))


def test_more_than_five_replies_share_bubbles_and_none_is_lost() -> None:
    found = texts(*(Reply(f"第{n}句") for n in range(7)))
    assert len(found) <= 5
    assert [f"第{n}句" for n in range(7)] == "\n\n".join(found).split("\n\n")


def test_more_than_five_bubbles_can_hold_is_said_to_be_left_out() -> None:
    found = texts(Reply("字" * 40_000))
    assert len(found) == 5
    assert found[-1].endswith("…（太長了，後面省略）")
    assert all(utf16(text) <= 5000 for text in found)


def test_the_plain_form_is_one_short_text_without_buttons() -> None:
    (message,) = plain(rows(Reply("字" * 900), Reply("元" * 900, (Choice("是", "y"),))))
    assert message.keys() == {"type", "text"}
    assert utf16(message["text"]) <= 1000
    assert message["text"].endswith("省略）")
    assert plain(rows(Reply("好"))) == [{"type": "text", "text": "好"}]


PARTS = st.one_of(
    st.text(st.characters()),
    st.sampled_from([FAMILY, "🇹🇼", "👍🏽", "𠮷", "é", "क्षि", "\u200d", "\ufe0f", "。", "\n", "\r\n", "\ud83d", "한"]),
)
PIECES = st.lists(PARTS, max_size=5).map("".join)
TIMES = st.sampled_from([1, 20, 600])  # the pieces are repeated in the test, as hypothesis would print them whole


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(PIECES, PIECES, TIMES, st.integers(0, 15)), max_size=4))
def test_whatever_is_said_line_accepts_it(said: list[tuple[str, str, int, int]]) -> None:
    sources = (Source("keelung-113", "基隆113", "柒.一"),)
    replies = [
        Reply(text * times, (Choice(label * times, "t"),) * buttons, sources, late=label)
        for text, label, times, buttons in said
    ]
    for messages in (render(rows(*replies)), plain(rows(*replies))):
        assert not messages or accepted(messages)


PRINTED = st.sampled_from([FAMILY, "🇹🇼", "👍🏽", "𠮷", "e\u0301", "क्षि", "字", "。", "\n"])


@settings(max_examples=60, deadline=None)
@given(st.lists(PRINTED, min_size=1, max_size=6).map("".join), st.integers(1, 12_000))
def test_cutting_loses_and_changes_nothing(text: str, length: int) -> None:
    said = (text * length)[: length // 2]
    assert "".join(texts(Reply(said))).replace("\n", "") == said.replace("\n", "")
