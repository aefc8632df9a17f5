"""Which messages are orders to a ledger, by the words alone."""

from pathlib import Path

import pytest

from content.library import Library
from content.orders import KINDS, OTHER, SURE, features, likely, read_orders
from content.problems import Problem
from content.reader import Reader
from content.text.normalise import clean, squeeze


def test_the_reader_of_orders_was_trained_on_these_wordings(library: Library) -> None:
    assert library.orderly.fingerprint == library.fingerprint, "run `make train`"


def test_probabilities_of_all_kinds_sum_to_one(library: Library) -> None:
    chances = library.ordered("第2筆改成 1250")
    assert set(chances) == {*KINDS, OTHER}
    assert sum(chances.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("said", "alike"),
    [
        ("便當那筆改成 980", "茶葉那筆改成 1,250 元"),
        ("11/18 印刷費 500", "十一月三日 便當 三百二"),
        ("昨天買了 12 個餐盒", "上週三買了 3 個便當"),
    ],
)
def test_what_was_bought_when_and_for_how_much_makes_no_difference(said: str, alike: str, library: Library) -> None:
    def bare(text: str) -> set[str]:
        return {one for one in features(clean(text), library.lexicon) if not one.startswith("#")}

    assert bare(said) == bare(alike)


def test_features_have_unit_length(library: Library) -> None:
    assert sum(value**2 for value in features("還剩多少?", library.lexicon).values()) == pytest.approx(1)


def test_no_question_is_an_order_but_where_it_stands_among_the_orders(library: Library) -> None:
    orders = {squeeze(clean(said)) for kind, wordings in library.orders.items() if kind != OTHER for said in wordings}
    asked = [said for one in library.questions.values() for said in (one.label, *one.wordings)]
    taken = [said for said in asked if 1 - library.ordered(said)[OTHER] >= SURE]
    assert [said for said in taken if squeeze(clean(said)) not in orders] == []


def test_nearly_all_orders_are_read_as_what_they_are(library: Library) -> None:
    said = [(kind, wording) for kind, wordings in library.orders.items() for wording in wordings]
    right = [kind for kind, one in said if max(chances := library.ordered(one), key=chances.__getitem__) == kind]
    assert len(right) > 0.97 * len(said)


def test_nothing_is_likely_where_no_reader_was_trained(library: Library) -> None:
    assert likely("還剩多少", Reader(), library.lexicon) == {}


def test_a_kind_that_nobody_knows_is_told_and_left_out(tmp_path: Path) -> None:
    path, problems = tmp_path / "orders.yaml", list[Problem]()
    assert read_orders(path, KINDS, problems) == {}
    path.write_text("room: [還剩多少]\nmore: [再來]\n", encoding="utf-8")
    assert read_orders(path, KINDS, problems) == {"room": ("還剩多少",)}
    assert problems == [Problem("orders.yaml", "more", "no such kind")]
