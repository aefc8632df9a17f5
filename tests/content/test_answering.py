"""Which reading is taken, which are offered, and what is said to be left open."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.answering import Answered, Choices, Silent, Unknown, decide, readings
from content.library import Library, load
from content.query import read

LIBRARY = load()


def test_every_label_of_a_question_finds_its_own_answer(library: Library) -> None:
    plan = library.plans["taoyuan-103"]
    lost = []
    for question in library.questions.values():
        entry = library.entry(plan, question.key)
        found = readings(read(question.label, library, plan).text, library, plan)
        if entry and entry.key not in {reading.entry.key for reading in found[:3] if reading.entry}:
            lost.append(question.key)
    assert not lost


def test_a_question_that_the_plan_leaves_open_is_silence_with_what_is_near(library: Library) -> None:
    plan = library.plans["keelung-113"]
    result = decide(read("召集人可以減課嗎", library, plan), library, plan)
    assert isinstance(result, Silent)
    assert result.key == "who.relief"


def test_a_refused_reading_is_not_offered_again(library: Library) -> None:
    plan = library.plans["keelung-113"]
    text = read("講義費一個人多少", library, plan).text
    first = readings(text, library, plan)[0]
    assert first.entry
    again = readings(text, library, plan, frozenset({first.entry.key}))
    assert first.entry.key not in {reading.entry.key for reading in again if reading.entry}


def test_probabilities_sum_to_one(library: Library) -> None:
    found = readings("雜支", library, library.plans["taoyuan-103"])
    assert sum(reading.score for reading in found) == pytest.approx(1, abs=0.01)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.sampled_from(sorted(LIBRARY.plans)))
def test_any_text_gets_one_of_the_typed_results(text: str, plan_id: str) -> None:
    plan = LIBRARY.plans[plan_id]
    assert isinstance(decide(read(text, LIBRARY, plan), LIBRARY, plan), Answered | Choices | Silent | Unknown)


def test_the_reader_was_trained_on_these_wordings(library: Library) -> None:
    assert library.reader.fingerprint == library.fingerprint, "run `make train`"
