"""Text is cut where a reader would cut it, and counted as messengers count."""

from itertools import accumulate

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.fitting import blank, clean, head, line, shorten, spans, split, units
from tests.messengers.serving import utf16

FAMILY = "👨‍👩‍👧‍👦"
PARTS = st.one_of(
    st.text(),
    st.sampled_from([FAMILY, "🇹🇼", "👍🏽", "𠮷", "e\u0301", "क्षि", "字", "。", "」", "\n", " ", "\u3000", "\u200d"]),
)
TEXTS = st.lists(PARTS, max_size=12).map("".join)


@pytest.mark.parametrize(
    ("said", "most", "pieces"),
    [
        ("一二三\n四五。六七八", 8, ["一二三\n四五。", "六七八"]),
        ("一二三四\n五。六七八九", 8, ["一二三四", "五。六七八九"]),
        ("他說「一二。」三四五六", 9, ["他說「一二。」", "三四五六"]),
        ("真的嗎？！一二三四五", 8, ["真的嗎？！", "一二三四五"]),
        ("one two three four", 10, ["one two ", "three four"]),
        ("一。二三四五六七八", 8, ["一。二三四五六七", "八"]),
        ("一二三四五六七八九", 4, ["一二三四", "五六七八", "九"]),
        ("𠮷𠮷𠮷", 3, ["𠮷", "𠮷", "𠮷"]),
        ("", 4, []),
        (" \n\u200b", 4, []),
    ],
)
def test_a_text_is_cut_behind_a_line_else_a_sentence_else_a_word(said: str, most: int, pieces: list[str]) -> None:
    assert split(said, most) == pieces


def test_what_closes_a_sentence_is_not_left_to_the_next_piece() -> None:
    assert split("一二三。四五。」六七", 7) == ["一二三。", "四五。」六七"]


@settings(deadline=None)
@given(TEXTS, st.integers(2, 40))
def test_pieces_follow_each_other_fit_and_cut_no_grapheme_that_fits(said: str, most: int) -> None:
    found = spans(said, most)
    assert all(utf16(said[start:end]) <= most for start, end in found)
    covered = {place for start, end in found for place in range(start, end)}
    assert blank("".join(char for place, char in enumerate(said) if place not in covered))
    assert len(covered) == sum(end - start for start, end in found)
    clusters = regex.findall(r"\X", said)
    if max(map(utf16, clusters), default=0) <= most:
        assert set(accumulate(map(len, clusters))).issuperset(end for _, end in found)


@settings(deadline=None)
@given(TEXTS, st.integers(2, 40))
def test_the_head_is_the_longest_beginning_that_fits(said: str, most: int) -> None:
    found = head(said, most)
    assert said.startswith(found)
    assert utf16(found) <= most
    following = regex.match(r"\X", said[len(found) :])
    assert following is None or utf16(found + following[0]) > most


def test_a_monstrous_grapheme_is_cut_all_the_same() -> None:
    accents = "a" + "\u0301" * 99
    assert [len(piece) for piece in split(accents, 40)] == [40, 40, 20]
    assert len(head(accents, 40)) == 40


@given(st.text(), st.integers(1, 9))
def test_a_label_is_one_line_of_so_many_graphemes(said: str, most: int) -> None:
    found = shorten(said, most)
    assert len(regex.findall(r"\X", found)) <= most
    assert "\n" not in found
    assert found == line(said) or found.endswith("…")


def test_control_characters_and_half_characters_are_made_harmless() -> None:
    assert clean("便\0當\x1b[31m\r\n120\t元\r\ud83d") == "便當[31m\n120 元\n�"
    assert line(" 便當\n 120　元 ") == "便當 120 元"


@given(st.text())
def test_units_are_those_of_utf16(said: str) -> None:
    assert units(said) == utf16(said)
