"""One way of writing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.text.homophones import alike
from content.text.normalise import clean, squeeze


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("第一份实行纪录表何时交", "第一份實行記錄表何時交"),
        ("場地佈置", "場地布置"),
        ("臺北", "台北"),
        ("覆審", "複審"),
        ("禮拜三", "星期三"),
        ("ＰＡＳＳ　１２", "pass 12"),
        ("U盘", "u盤"),
    ],
)
def test_spellings_fold_into_one(typed: str, meant: str) -> None:
    assert clean(typed) == meant


def test_marks_that_turn_the_direction_are_dropped() -> None:
    assert clean("便\u202e當\u200b120") == "便當120"


def test_what_is_compared_has_no_punctuation_emoji_or_stray_bopomofo() -> None:
    assert squeeze(clean("可以報ㄇ？🙏 XD")) == "可以報xd"


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(st.text(alphabet="计划劃禮拜周週台臺纪录佈着覆审复 ａＢ１", max_size=30))
def test_cleaning_words_that_are_folded_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert squeeze(squeeze(once)) == squeeze(once)


def test_one_character_may_be_another_of_the_same_sound() -> None:
    assert alike("截只", "截止")
    assert not alike("截只", "截圖")
    assert not alike("地址", "的紙")
