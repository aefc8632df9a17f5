"""What comes from outside can be kept, whatever it is."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.outside import harmless, parsed, part, text, whole

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(), max_size=3), inner),
    max_leaves=12,
)


@settings(deadline=None)
@given(ANYTHING, st.integers(0, 4))
def test_whatever_json_carries_a_database_can_keep(value: Any, depth: int) -> None:
    kept = json.dumps(harmless(value, depth), ensure_ascii=False, allow_nan=False)
    assert "\\u0000" not in kept
    kept.encode()
    assert nesting(json.loads(kept)) <= depth


def nesting(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(nesting, inner), default=0)


def test_what_can_be_kept_stays_as_it_is() -> None:
    value = {"a": [1, 2.5, True, None, {"王老師": "👍🏽\n"}]}
    assert harmless(value, 3) == value
    assert harmless(value, 2) == {"a": [1, 2.5, True, None, None]}


@given(st.text(st.characters()))
def test_no_place_in_a_text_moves_when_it_is_made_whole(said: str) -> None:
    assert len(whole(said).encode("utf-16-le")) == len(said.encode("utf-16-le", "surrogatepass"))


@pytest.mark.parametrize("body", [b"", b"hello", b"\xff\xfe\xfd", b"[" * 100_000, "{", b"1" * 5000])
def test_what_is_no_json_says_nothing(body: bytes | str) -> None:
    assert parsed(body) is None


def test_a_path_leads_to_a_part_or_to_nothing() -> None:
    raw = {"message": {"text": "便\0當", "id": 7}}
    assert part(raw, "message", "id") == 7
    assert text(raw, "message", "text") == "便�當"
    for path in (("message", "id"), ("message", "text", "more"), ("other",), ()):
        assert text(raw, *path) == ""
    assert part(None, "message") is None
