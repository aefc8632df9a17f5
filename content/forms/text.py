"""Tables that come as text: pasted, or a file of comma separated values."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from content.budget_model import Budget
from content.forms.headings import headed
from content.forms.model import Cell, Form, Read, Refused, Table
from content.forms.table import read_tables

ENCODINGS = ("utf-8-sig", "cp950")  # what spreadsheets write in Taiwan; cp950 is Big5 as Windows has it
MOST_ROWS = 1000
MOST_CELLS = 50  # of a row
MOST_TEXT = 200_000  # characters
_BARS = re.compile(r"\s*[|｜│]\s*")
_RULE = re.compile(r"[\s|｜│:+─━-]+")  # the line below the headings of a table drawn with bars
_GAPS = re.compile(r"\t|\s{2,}")


def decoded(data: bytes) -> str | Refused:
    """The text of a file, whatever a spreadsheet in Taiwan has saved it in."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decoded(data, "utf-16")
    if b"\x00" in data:
        return Refused("type")
    return next((text for name in ENCODINGS if isinstance(text := _decoded(data, name), str)), Refused("encoding"))


def _decoded(data: bytes, encoding: str) -> str | Refused:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return Refused("encoding")


def read(found: Sequence[Table] | str | Refused, form: Form, budget: Budget) -> Read | Refused:
    """The budgets that a file's tables, or a text, hold."""
    table = read_text(found, form) if isinstance(found, str) else found
    if isinstance(table, Refused):
        return table
    return read_tables([table] if isinstance(table, Table) else table, form, budget)


def read_text(text: str, form: Form) -> Table | Refused:
    """The table of a text, parted by tabs, commas, bars or spaces: the first of them that makes headings of a line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    if len(text) > MOST_TEXT or len(lines) > MOST_ROWS:
        return Refused("long")
    for part, parted in WAYS:
        rows = part(lines)
        if rows is None or not any(headed(cells, form) for _, cells in rows):
            continue
        if any(len(cells) > MOST_CELLS for _, cells in rows):
            return Refused("long")
        return Table("", tuple(_joined(rows, form) if parted == "spaces" else rows), parted)
    return Refused("no_table")


Rows = list[tuple[int, tuple[Cell, ...]]]


def _tabs(lines: list[str]) -> Rows | None:
    return _separated(lines, "\t")


def _commas(lines: list[str]) -> Rows | None:
    return _separated(lines, ",") if any("," in line for line in lines) else _separated(lines, ";")


def _separated(lines: list[str], mark: str) -> Rows | None:
    """Cells as spreadsheets write them, in quotes where they hold marks or lines. None where that is not kept."""
    reader, rows, before = csv.reader((f"{line}\n" for line in lines), delimiter=mark, strict=True), Rows(), 0
    try:
        for cells in reader:
            rows.append((before + 1, tuple(cells)))
            before = reader.line_num
    except csv.Error:
        return None
    return rows


def _split(lines: list[str], cells: Callable[[str], list[str]]) -> Rows:
    return [(number, tuple(cells(line.strip()))) for number, line in enumerate(lines, 1)]


def _bars(lines: list[str]) -> Rows | None:
    rows = _split(lines, lambda line: [] if _RULE.fullmatch(line) else _BARS.split(line.strip("|｜│")))
    return [(number, tuple(cell.strip() for cell in cells if isinstance(cell, str))) for number, cells in rows]


def _gaps(lines: list[str]) -> Rows | None:
    return _split(lines, lambda line: _GAPS.split(line))


def _spaces(lines: list[str]) -> Rows | None:
    return _split(lines, lambda line: line.split())


def _joined(rows: Rows, form: Form) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Rows that have more words than there are headings: the words too many belong to the last column."""
    width = 0
    for number, cells in rows:
        width = len(cells) if headed(cells, form) else width
        if width and len(cells) > width:
            words = [cell for cell in cells[width - 1 :] if isinstance(cell, str)]
            cells = (*cells[: width - 1], " ".join(words))
        yield number, cells


Parted = Literal["", "spaces", "commas"]
WAYS: tuple[tuple[Callable[[list[str]], Rows | None], Parted], ...] = (
    (_tabs, ""),
    (_commas, "commas"),
    (_bars, ""),
    (_gaps, "spaces"),
    (_spaces, "spaces"),
)
