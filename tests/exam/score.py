"""The exam: questions by people who had not seen the content, played against the bot and marked by fixed keys.

    .venv/bin/python tests/exam/score.py          # figures
    .venv/bin/python tests/exam/score.py --show   # and every question that was not right

Nobody tunes to it: see README.md beside this file. tests/bench/answers.py shares the questions, marks and `table`.
"""

import argparse
import asyncio
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.batch import Ask, Batch
from content.library import load

HERE = Path(__file__).parent
FILES = ("keelung-taoyuan", "five-plans")
NOW = {  # a day when each plan was current, applying or running, so that its dates lie ahead
    "taoyuan-103": datetime.fromisoformat("2014-05-01T09:00:00+08:00"),
    "taoyuan-112": datetime.fromisoformat("2023-11-01T09:00:00+08:00"),
    "hualien-113": datetime.fromisoformat("2025-05-01T09:00:00+08:00"),
    "keelung-113": datetime.fromisoformat("2024-04-01T09:00:00+08:00"),
    "taipei-103": datetime.fromisoformat("2014-03-10T09:00:00+08:00"),
}
LONGEST = {"answer": 300, "conflict": 450}  # characters that a person must read; sources and buttons aside
MARKS = {  # per kind of question, best first; the first one is what "right" counts
    "answer": ("at once", "a tap", "wrong", "missed"),
    "conflict": ("at once", "a tap", "wrong", "missed"),
    "silent": ("kept silent", "wrong"),
    "expense": ("right", "wrong verdict", "wrong reason"),
}
_SIGN = re.compile(r"^[✅⚠❌❓️]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_COUNTY = re.compile("基隆|花蓮|[臺台]北|桃園")
_ELSEWHERE = re.compile("other county|他縣市")  # what `about` says of a question about a county that we have no plan of


@dataclass(frozen=True, slots=True)
class Item:
    """A question and its key; README.md says what each field means."""

    id: str
    plan: str
    tier: str | None
    kind: str
    q: str
    must: tuple[str, ...]
    must_not: tuple[str, ...]
    about: str
    verdict: tuple[str, ...] = ()
    file: str = ""

    @property
    def request(self) -> Ask:
        """The question as a line of `batch ask`."""
        return Ask(id=self.id, scheme=self.plan, tier=self.tier, q=self.q, now=NOW[self.plan])


@dataclass(frozen=True, slots=True)
class Marked:
    """A question, what the bot said (as in `batch ask`), and its mark."""

    item: Item
    got: dict[str, Any]
    mark: str

    @property
    def right(self) -> bool:
        """Whether it was right at once, kept silent, or the right verdict for the right reason."""
        return self.mark == MARKS[self.item.kind][0]


def items(names: Iterable[str] = FILES) -> list[Item]:
    """The questions of both files, in their order. Raises ValueError, TypeError or KeyError on a bad line."""
    texts = {name: (HERE / f"{name}.jsonl").read_text(encoding="utf-8") for name in names}
    return [_read(line, name) for name, text in texts.items() for line in text.splitlines()]


def _read(line: str, file: str) -> Item:
    fields = json.loads(line)
    lists = {name: tuple(fields.pop(name, ())) for name in ("must", "must_not", "verdict")}
    return Item(**(fields | lists | {"file": file}))


def flat(text: str) -> str:
    """Half width, without white space and thousands commas: what patterns are held against."""
    return _THOUSANDS.sub("", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))


def satisfied(item: Item, text: str) -> bool:
    """Whether a text holds every pattern of `must` and none of `must_not`; the verdict's sign is no part of it."""
    forms = (flat(text), unicodedata.normalize("NFKC", text))
    held = all(any(re.search(wanted, form) for form in forms) for wanted in item.must)
    return held and not _forbidden(item, _SIGN.sub("", forms[0]))


def _forbidden(item: Item, flattened: str) -> bool:
    return any(re.search(unwanted, flattened) for unwanted in item.must_not)


def mark(item: Item, got: dict[str, Any]) -> str:
    """One of MARKS for what `batch ask` gave."""
    match item.kind:
        case "silent":
            return _mark_silent(item, got)
        case "expense":
            return _mark_expense(item, got)
    if got["outcome"] == "answered":
        return "at once" if satisfied(item, got["answer"]) and len(got["answer"]) <= LONGEST[item.kind] else "wrong"
    return "a tap" if any(satisfied(item, choice["answer"]) for choice in got["choices"]) else "missed"


def _mark_silent(item: Item, got: dict[str, Any]) -> str:
    redirected = _ELSEWHERE.search(item.about) and _COUNTY.search(got["answer"])
    silent = got["outcome"] != "answered" or redirected
    return "kept silent" if silent and not _forbidden(item, flat(got["answer"])) else "wrong"


def _mark_expense(item: Item, got: dict[str, Any]) -> str:
    if got["verdict"] not in item.verdict:
        return "wrong verdict"
    return "right" if satisfied(item, got["answer"]) else "wrong reason"


def play(batch: Batch, questions: Iterable[Item]) -> list[Marked]:
    """Each question asked by a new person, at a time of its plan, and marked."""
    return asyncio.run(_played(batch, questions))


async def _played(batch: Batch, questions: Iterable[Item]) -> list[Marked]:
    answers = [(one, await batch.ask(one.request)) for one in questions]
    return [Marked(one, got, mark(one, got)) for one, got in answers]


def new_batch() -> Batch:
    """The bot over the project's content. It needs no clock: every question brings its time."""
    return Batch(load(), lambda: NOW["keelung-113"])


def share(found: Sequence[Marked]) -> float:
    """Share of right ones, 0..1."""
    return sum(one.right for one in found) / len(found) if found else 0.0


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Aligned columns: text to the left, all else to the right. Cells are ASCII."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    left = [not any(cell[:1].isdigit() for cell in column[1:]) for column in zip(*lines, strict=True)]
    cells = ([c.ljust(w) if at else c.rjust(w) for c, w, at in zip(line, widths, left, strict=True)] for line in lines)
    return "\n".join("  ".join(line).rstrip() for line in cells)


def report(found: Sequence[Marked]) -> str:
    """A table per kind of marks: a row per file, kind and plan, and the totals."""
    groups = [("answer", "conflict"), ("silent",), ("expense",)]
    whole = f"right of all {len(found)}: {sum(one.right for one in found)} = {share(found):.1%}"
    return "\n\n".join([*(_section(found, kinds) for kinds in groups), whole])


def _section(found: Sequence[Marked], kinds: Sequence[str]) -> str:
    marks = MARKS[kinds[0]]
    here = [one for one in found if one.item.kind in kinds]
    tap = ("within a tap",) if "a tap" in marks else ()
    rows = [_row(members, name, marks) for level in _LEVELS for name, members in _grouped(here, level)]
    return table(("file", "kind", "plan", "asked", *marks, f"{marks[0]} %", *(f"{name} %" for name in tap)), rows)


Name = tuple[str, str, str]
_LEVELS: tuple[Callable[[Item], Name], ...] = (
    lambda item: (item.file, item.kind, item.plan),
    lambda item: (item.file, item.kind, "all"),
    lambda item: ("both", item.kind, "all"),
)


def _grouped(found: Iterable[Marked], level: Callable[[Item], Name]) -> list[tuple[Name, list[Marked]]]:
    groups: dict[Name, list[Marked]] = {}
    for one in found:
        groups.setdefault(level(one.item), []).append(one)
    files = (*FILES, "both")
    return sorted(groups.items(), key=lambda group: (files.index(group[0][0]), group[0]))


def _row(found: Sequence[Marked], name: Name, marks: Sequence[str]) -> list[object]:
    counts = Counter(one.mark for one in found)
    reached = [counts[marks[0]], counts[marks[0]] + counts["a tap"]][: 2 if "a tap" in marks else 1]
    return [*name, len(found), *(counts[one] for one in marks), *(f"{100 * n / len(found):.1f}" for n in reached)]


def shown(one: Marked) -> str:
    """What was asked, what came and what the key wants, on one line."""
    got = one.got
    labels = " / ".join(choice["label"] for choice in got["choices"])
    wanted = f"verdict={list(one.item.verdict)} must={list(one.item.must)} must_not={list(one.item.must_not)}"
    said = f"{got['outcome']} {got['verdict'] or ''} {got['answer'][:110]!r} [{labels}]"
    return f"{one.mark:13} | {one.item.id} {one.item.plan} | {one.item.q[:60]} | {said} | {wanted} | {one.item.about}"


def main() -> int:
    """Plays both files and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print every question that was not right")
    options = parser.parse_args()
    found = play(new_batch(), items())
    if options.show:
        print(*(shown(one) for one in found if not one.right), sep="\n", end="\n\n")
    print(report(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
