"""The content after a curator changed one figure, or a word: Keelung's cap for meals."""

import shutil
from pathlib import Path

from content.library import HERE, Library, load

MEAL = "{is: 膳食費上限, value: 100 TWD"


def with_meals(root: Path, fact: str) -> Library:
    """The content in a new folder, with another beginning of that fact."""
    shutil.copytree(HERE, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = root / "plans/keelung-113/facts-expense.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(MEAL) == 1
    path.write_text(text.replace(MEAL, fact), encoding="utf-8")
    return load(root)
