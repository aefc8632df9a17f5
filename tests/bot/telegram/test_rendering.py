"""Replies as Telegram's HTML, within its limits."""

from itertools import accumulate

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.channel import Outgoing
from bot.channels.telegram.rendering import LIMIT, render
from handlers.messages import Choice, Reply, Source
from tests.messengers.serving import utf16
from tests.messengers.telegram_rules import Wrong, visible

LINES = st.lists(st.text() | st.sampled_from(["<b>", "</b>", "&lt;", "<社區>", "。", "\n", "👩‍👩‍👧‍👦", "字" * 9])).map(
    "".join
)
SOURCE = st.builds(Source, plan=LINES, name=LINES, section=LINES)
REPLY = st.builds(
    Reply,
    text=LINES,
    choices=st.lists(st.builds(Choice, label=LINES, token=LINES)).map(tuple),
    sources=st.lists(SOURCE, max_size=3).map(tuple),
    verdict=st.sampled_from([None, "allowed", "not_stated"]),
    late=LINES,
)


def html(reply: Reply) -> list[str]:
    return [piece.html for piece in render(Outgoing(12, reply)).pieces]


def test_a_verdict_is_bold_and_the_sources_come_last() -> None:
    sources = (Source("keelung-113", "基隆113", "柒.膳食費"), Source("keelung-113", "基隆113", "柒.一"))
    reply = Reply("❌ 超過上限\n最高 100 元。", sources=sources, verdict="not_allowed")
    assert html(reply) == ["<b>❌ 超過上限</b>\n最高 100 元。\n出處：基隆113 柒.膳食費、柒.一"]


def test_other_replies_have_nothing_bold() -> None:
    assert html(Reply("最高 5,000 元\n每學年")) == ["最高 5,000 元\n每學年"]


def test_markup_in_what_somebody_typed_is_shown_and_does_nothing() -> None:
    reply = Reply('<a href="x">我</a> & <b>', sources=(Source("p", "<i>", "</b>"),), verdict="allowed", late="<b>問")
    (found,) = html(reply)
    assert visible(found, "HTML") == '（剛才「<b>問」的回覆）\n<a href="x">我</a> & <b>\n出處：<i> </b>'
    assert found.count("<") == 2  # <b> and </b> around the verdict


def test_a_late_reply_says_shortly_what_it_answers() -> None:
    assert html(Reply("可以", late="便當一個\n120可以嗎")) == ["（剛才「便當一個 120可以嗎」的回覆）\n可以"]
    assert html(Reply("可以", late="問" * 50)) == [f"（剛才「{'問' * 19}…」的回覆）\n可以"]


def test_buttons_carry_the_message_and_their_place_and_short_ones_share_a_row() -> None:
    labels = ["桃園", "基隆", "花蓮", "這一個選項的名字比較長一點", "臺北", "其他縣市"]
    rows = render(Outgoing(12, Reply("?", tuple(Choice(label, "t") for label in labels)))).rows
    assert [[button.label for button in row] for row in rows] == [labels[:2], labels[2:3], labels[3:4], labels[4:]]
    assert [button.data for row in rows for button in row] == [f"12.{place}" for place in range(6)]


def test_a_long_answer_is_cut_at_its_lines_and_keeps_its_buttons_at_the_end() -> None:
    lines = [f"第 {number} 行：" + "字" * 90 for number in range(100)]
    rendered = render(Outgoing(12, Reply("\n".join(lines), (Choice("好", "t"),))))
    assert len(rendered.pieces) > 1
    assert [line for piece in rendered.pieces for line in piece.plain.strip().split("\n")] == lines
    assert rendered.rows


@settings(deadline=None)
@given(LINES.map(lambda text: "字" + text * 9), st.integers(60, 200))
def test_pieces_lose_nothing_but_space_and_cut_no_grapheme(text: str, limit: int) -> None:
    pieces = [piece.plain for piece in render(Outgoing(1, Reply(text)), limit).pieces]
    (whole,) = (piece.plain for piece in render(Outgoing(1, Reply(text)), 10**6).pieces)
    assert "".join("".join(pieces).split()) == "".join(whole.split())
    assert all(utf16(piece) <= limit for piece in pieces)
    clusters = regex.findall(r"\X", whole)
    if "".join(pieces) == whole and max(map(utf16, clusters)) <= limit:
        ends = set(accumulate(map(len, clusters)))
        assert ends.issuperset(accumulate(map(len, pieces)))


def test_a_family_is_not_torn_apart() -> None:
    family = "👩‍👩‍👧‍👦"
    pieces = [piece.plain for piece in render(Outgoing(1, Reply(family * 9)), 30).pieces]
    assert pieces == [family * 2] * 4 + [family]


def test_a_reply_that_nobody_could_see_is_three_dots() -> None:
    assert html(Reply(" \n\u200b\u2060\0")) == ["…"]


@settings(deadline=None)
@given(REPLY, st.integers(1, 2**60), st.sampled_from([1, 2, 300]))
def test_whatever_is_said_telegram_takes_it(reply: Reply, number: int, times: int) -> None:
    reply = Reply(reply.text * times, reply.choices * 5, reply.sources, verdict=reply.verdict, late=reply.late)
    rendered = render(Outgoing(number, reply))
    for piece in rendered.pieces:
        assert visible(piece.html, "HTML") == visible(piece.plain, None)
        assert utf16(piece.plain) <= LIMIT
    buttons = [button for row in rendered.rows for button in row]
    assert len(buttons) == min(100, len(reply.choices))
    assert all(button.label.strip() and len(button.data.encode()) <= 64 for button in buttons)
    assert all(len(row) <= 2 for row in rendered.rows)


@pytest.mark.parametrize("wrong", ["<社區>", "<b>", "</b>", "<br>", "<b><i></b></i>", "a <", "  "])
def test_the_stand_in_refuses_what_telegram_refuses(wrong: str) -> None:
    with pytest.raises(Wrong):
        visible(wrong, "HTML")
