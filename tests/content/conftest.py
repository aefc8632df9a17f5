"""One home for the invented plan: the YAML blocks of the curator's guide, and a small content folder made of them."""

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from content.files import read_yaml
from content.library import HERE

PLAN = "plans/qingshan-120"
_BLOCK = re.compile(r"^(檔案|加到)：`([^`]+)`\n\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A YAML block of the guide: the file that it names, and whether it is added to what stands there."""

    file: str
    adds: bool
    text: str


def blocks(guide: str) -> list[Block]:
    """All YAML blocks of the guide, in its order."""
    return [Block(file, how == "加到", text) for how, file, text in _BLOCK.findall(guide)]


def merged(old: Any, new: Any) -> Any:
    """A document with the lines of another added: mappings by key, lists at their end."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {**old, **{key: merged(old[key], value) if key in old else value for key, value in new.items()}}
    return [*old, *new] if isinstance(old, list) else new


def write(root: Path, block: Block) -> None:
    """Does what the guide says with one block."""
    path = root / block.file
    path.parent.mkdir(parents=True, exist_ok=True)
    if not block.adds:
        path.write_text(block.text, encoding="utf-8")
        return
    assert path.exists(), f"the guide adds to {block.file}, which is not there"
    put(path, merged(read_yaml(path, block.file, []), yaml.load(block.text, Loader=yaml.BaseLoader)))


def put(path: Path, document: Any) -> None:
    """Writes a document as YAML."""
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="session")
def guide() -> str:
    """The curator's guide."""
    return (HERE / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def guide_blocks(guide: str) -> list[Block]:
    """All YAML blocks of the guide."""
    return blocks(guide)


@pytest.fixture(scope="session")
def follow(guide_blocks: list[Block]) -> Callable[[Path], None]:
    """Follows the guide below a content folder."""

    def follow_it(root: Path) -> None:
        for block in guide_blocks:
            write(root, block)

    return follow_it


@pytest.fixture
def small(tmp_path: Path, follow: Callable[[Path], None], guide_blocks: list[Block]) -> Path:
    """A content folder with the guide's plan alone, and a question with six wordings for each of its answers."""
    root = tmp_path / "content"
    answers = next(block for block in guide_blocks if block.file == f"{PLAN}/answers.yaml")
    keys = yaml.load(answers.text, Loader=yaml.BaseLoader).keys() - _added(guide_blocks, "questions.yaml")
    root.mkdir()
    for name in ("words.yaml", "phrases.yaml", "terms.yaml"):
        shutil.copy(HERE / name, root)
    put(root / "questions.yaml", {key: _question(key) for key in [*sorted(keys), "money.leftover"]})
    follow(root)
    return root


def _added(guide_blocks: list[Block], file: str) -> set[str]:
    """New questions of the guide: those that bring a label."""
    documents = [yaml.load(block.text, Loader=yaml.BaseLoader) for block in guide_blocks if block.file == file]
    return {key for document in documents for key, entry in document.items() if "ask" in entry}


def _question(key: str) -> dict[str, Any]:
    return {"ask": key[:20], "says": [f"{key} {mark}" for mark in "甲乙丙丁戊己"]}


@pytest.fixture
def add(small: Path) -> Callable[[str, str], None]:
    """Adds lines at the end of a file of the small folder."""

    def append(file: str, text: str) -> None:
        with (small / file).open("a", encoding="utf-8") as opened:
            opened.write(f"\n{text}\n")

    return append
