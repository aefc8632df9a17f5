"""Known words and what they stand for."""

from content.lexicon import FILLER, Lexicon

WORDS = Lexicon({"line:meal": ["便當", "餐費"], "attribute:due": ["截止", "deadline", "max"], FILLER: ["的", "請問"]})


def ideas(text: str) -> list[str]:
    return [span.idea for span in WORDS.scan(text)]


def test_the_longest_known_word_is_taken() -> None:
    longer = Lexicon({"a": ["成果"], "b": ["成果報告"]})
    assert [span.idea for span in longer.scan("成果報告")] == ["b"]


def test_words_are_found_between_unknown_ones() -> None:
    assert ideas("請問便當截止") == [FILLER, "line:meal", "attribute:due"]


def test_an_english_word_is_not_cut_in_two() -> None:
    assert ideas("maximum") == []
    assert ideas("max多少") == ["attribute:due"]


def test_a_slip_of_the_ear_finds_its_word() -> None:
    assert WORDS.sounding_like("截只") == "截止"


def test_a_word_that_sounds_like_none_stays() -> None:
    assert WORDS.sounding_like("照片") == ""
