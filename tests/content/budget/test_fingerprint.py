"""Budgets that are kept are checked again where the figures of their plan or the code of the check are others."""

from dataclasses import replace
from pathlib import Path

import pytest

from content.budget import code
from content.library import Library


def test_other_code_has_another_fingerprint(tmp_path: Path) -> None:
    one, two = tmp_path / "check.py", tmp_path / "rules.py"
    one.write_text("MOST = 1\n")
    two.write_text("LEAST = 1\n")
    before = code.of([one, two])
    assert code.of([two, one]) == before
    one.write_text("MOST = 2\n")
    assert code.of([one, two]) != before


def test_rules_under_other_code_are_others(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = library.rulebook(library.plans["keelung-113"])
    before = rules.fingerprint
    assert replace(rules).fingerprint == before
    monkeypatch.setattr(code, "fingerprint", lambda: "another")
    assert replace(rules).fingerprint != before
