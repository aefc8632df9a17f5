"""An .xlsx file as tables of cells: their text, and formulas with the results that the file holds.

Read by hand, not by openpyxl: what arrives is a stranger's, and nothing of it is opened but the few parts that hold
words and figures. Formulas are never worked out, links never followed.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from posixpath import dirname, join, normpath
from xml.etree.ElementTree import Element

from bot.export.forms.archive import Archive, UnreadableError
from content.forms.model import Cell, Formula, Refused, Table

CONTENT = "[Content_Types].xml"
MACRO = "macroenabled"
DOCUMENT = "word/document.xml"
MOST_SHEETS = 30
MOST_ROWS = 1000  # rows of a sheet that hold anything
LAST_ROW = 5000
MOST_CELLS = 50  # columns
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")


def workbook(data: bytes) -> list[Table] | Refused:
    """The sheets of a workbook, in their order. Never raises."""
    try:
        archive = Archive(data)
        if DOCUMENT in archive:
            return Refused("document")
        return list(_tables(archive))
    except UnreadableError as error:
        return Refused(error.why)


def _tables(archive: Archive) -> Iterator[Table]:
    types = archive.tree(CONTENT)
    if any(MACRO in one.get("ContentType", "").lower() for one in types.iter()):
        raise UnreadableError("macros")
    book = next((path for path in _targets(archive, "_rels/.rels", "officeDocument").values()), "")
    if not book:
        raise UnreadableError("type")
    paths = _targets(archive, _relations(book), "worksheet")
    strings = _strings(archive, book)
    sheets = [one for one in archive.tree(book).iter() if _tag(one) == "sheet"]
    if len(sheets) > MOST_SHEETS:
        raise UnreadableError("long")
    for sheet in sheets:
        ids = [value for key, value in sheet.attrib.items() if key.endswith("}id")]
        if ids and ids[0] in paths:
            yield Table(sheet.get("name", ""), tuple(_rows(archive.tree(paths[ids[0]]), strings)))


def _relations(path: str) -> str:
    return f"{dirname(path)}/_rels/{path.rpartition('/')[2]}.rels".lstrip("/")


def _targets(archive: Archive, path: str, kind: str) -> dict[str, str]:
    """Relations of one kind: id → the part it leads to. What leads out of the file is left alone."""
    folder = dirname(dirname(path))
    return {
        one.get("Id", ""): normpath(join("/", folder, one.get("Target", ""))).lstrip("/")
        for one in archive.tree(path).iter()
        if one.get("Type", "").rpartition("/")[2] == kind and one.get("TargetMode", "").lower() != "external"
    }


def _strings(archive: Archive, book: str) -> list[str]:
    """The texts that cells share."""
    paths = list(_targets(archive, _relations(book), "sharedStrings").values())
    return [_text(one) for one in archive.tree(paths[0]) if _tag(one) == "si"] if paths else []


def _rows(sheet: Element, strings: list[str]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Rows that hold something, with their numbers. Raises UnreadableError where there is more than a form can be."""
    count = number = 0
    for row in (one for one in sheet.iter() if _tag(one) == "row"):
        number = _row_number(row, number + 1)
        cells = _cells(row, strings)
        if any(cells):
            count += 1
            if count > MOST_ROWS or number > LAST_ROW:
                raise UnreadableError("long")
            yield number, tuple(cells)


def _row_number(row: Element, following: int) -> int:
    told = row.get("r", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 7 else following


def _cells(row: Element, strings: list[str]) -> list[Cell]:
    found: dict[int, Cell] = {}
    for place, box in enumerate(one for one in row if _tag(one) == "c"):
        cell = _cell(box, strings)
        if cell:
            found[_column(box, place)] = cell
    if found and max(found) >= MOST_CELLS:
        raise UnreadableError("long")
    return [found.get(place, "") for place in range(max(found, default=-1) + 1)]


def _column(box: Element, following: int) -> int:
    """The cell's column, from 0 on."""
    place = _PLACE.fullmatch(box.get("r", ""))
    if place is None:
        return following
    column = 0
    for letter in place[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _cell(box: Element, strings: list[str]) -> Cell:
    parts = {_tag(one): one for one in box}
    value = _value(box.get("t", "n"), parts, strings)
    if "f" not in parts:
        return value
    return Formula((parts["f"].text or "").removeprefix("="), "" if box.get("t") == "e" else value)


def _value(kind: str, parts: dict[str, Element], strings: list[str]) -> str:
    if kind == "inlineStr":
        return _text(parts["is"]) if "is" in parts else ""
    said = (parts["v"].text or "") if "v" in parts else ""
    if kind == "s":
        if not (said.isascii() and said.isdigit() and len(said) <= 7 and int(said) < len(strings)):
            raise UnreadableError("broken")
        return strings[int(said)]
    return _plain(said.strip()) if kind == "n" else said


def _plain(number: str) -> str:
    """A number as people write it: 0.28999999999999998 is 0.29, 1E3 is 1000."""
    if not _NUMBER.fullmatch(number):
        return number
    decimal = Decimal(repr(float(number)))
    return f"{decimal:f}".removesuffix(".0") if abs(decimal) < 10**20 else number


def _text(element: Element) -> str:
    """All runs of a text, but not how they are pronounced."""
    if _tag(element) == "rPh":
        return ""
    own = (element.text or "") if _tag(element) == "t" else ""
    return own + "".join(_text(one) for one in element)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
