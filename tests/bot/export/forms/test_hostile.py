"""Files that are no forms, or worse: each is refused with a sentence, and none is obeyed."""

import io
import random
import tracemalloc
from typing import get_args
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZipFile

import pytest

from bot.export.forms import read, write
from bot.export.forms.files import BIG
from content.forms import Read, Refused, refusal
from content.forms.model import Why
from content.library import Library
from content.model import Plan
from tests.bot.export.forms.sample import FIRST, HEAD
from tests.tools.hostile import (
    LAUGHS,
    OLE,
    PAGE,
    archive,
    bomb,
    changed,
    commanding,
    deep,
    locked,
    macros,
    page,
    rows,
    with_page,
)


@pytest.fixture
def taoyuan(library: Library) -> Plan:
    return library.plans["taoyuan-103"]


@pytest.fixture
def good(library: Library, taoyuan: Plan) -> bytes:
    """A filled form."""
    return write([FIRST], taoyuan, library, "xlsx", HEAD)


def why(data: bytes, name: str, plan: Plan, library: Library) -> str:
    """Why a file is refused; every refusal has a sentence."""
    found = read(data, name, plan, library)
    assert isinstance(found, Refused), found
    assert "{" not in refusal(found, library.phrases.forms)
    return found.why


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "概算.xlsx", "empty"),
        (b"", "概算.csv", "empty"),
        (b"%PDF-1.7 \xff", "概算.pdf", "type"),
        (b"\x89PNG\r\n\x1a\n\x00", "概算.png", "type"),
        (b"\x89PNG\r\n\x1a\n\x00", "概算.csv", "type"),
        (b"hello", "概算.xlsx", "broken"),
        (b"hello", "概算", "type"),
        (b"hello", "概算.csv", "no_table"),
        (b"\xff\xff\xfe\xfd", "概算.csv", "encoding"),
        (OLE, "概算.xls", "old"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "概算.xlsx", "encrypted"),
        (b"PK\x03\x04" + bytes(100), "概算.xlsx", "broken"),
        (b"x" * 50 * 1024 * 1024, "概算.csv", "big"),
        (b"PK\x03\x04" + bytes(BIG), "概算.xlsx", "big"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_what_is_no_form_is_refused(data: bytes, name: str, told: str, library: Library, taoyuan: Plan) -> None:
    assert why(data, name, taoyuan, library) == told


def test_our_own_document_is_told_to_be_one(library: Library, taoyuan: Plan) -> None:
    data = write([FIRST], taoyuan, library, "docx", HEAD)
    assert why(data, "概算.docx", taoyuan, library) == "document"


def test_macros_are_refused_whatever_the_file_is_called(good: bytes, library: Library, taoyuan: Plan) -> None:
    sheets = changed(good, {"xl/macrosheets/sheet1.xml": b"<worksheet/>"})
    for data in (macros(good), sheets):
        assert why(data, "概算.xlsx", taoyuan, library) == "macros"


def test_a_file_that_is_called_or_declared_to_have_macros_is_refused(
    good: bytes, library: Library, taoyuan: Plan
) -> None:
    assert why(good, "概算.XLSM", taoyuan, library) == "macros"
    with ZipFile(io.BytesIO(good)) as opened:
        types = opened.read("[Content_Types].xml")
    declared = types.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    assert declared != types
    assert why(changed(good, {"[Content_Types].xml": declared}), "概算.xlsx", taoyuan, library) == "macros"


def test_a_bomb_is_not_unpacked(good: bytes, library: Library, taoyuan: Plan) -> None:
    assert why(bomb(good), "概算.xlsx", taoyuan, library) == "long"
    many = {f"xl/media/image{number}.png": bytes(10 * 1024 * 1024) for number in range(6)}
    assert why(changed(good, many), "概算.xlsx", taoyuan, library) == "unsafe"
    assert why(archive({str(number): b"" for number in range(600)}), "概算.xlsx", taoyuan, library) == "unsafe"


def test_an_archive_that_lies_about_the_size_of_a_part_is_broken(good: bytes, library: Library, taoyuan: Plan) -> None:
    text = page(good).encode()
    packed = archive({"xl/worksheets/sheet1.xml": text + b" " * 10**6})
    lying = packed.replace((len(text) + 10**6).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lying != packed
    with ZipFile(io.BytesIO(lying)) as opened:
        assert opened.infolist()[0].file_size == 100
    assert why(lying, "概算.xlsx", taoyuan, library) == "broken"


def test_a_part_is_never_unpacked_beyond_what_it_says_it_holds(good: bytes, library: Library, taoyuan: Plan) -> None:
    size = 64 * 1024 * 1024
    packed = changed(good, {PAGE: b" " * size})
    lying = packed.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    tracemalloc.start()
    assert why(lying, "概算.xlsx", taoyuan, library) == "broken"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < size // 4


@pytest.mark.parametrize("way", [ZIP_BZIP2, ZIP_LZMA])
def test_an_archive_that_no_office_program_packs_is_refused(
    way: int, good: bytes, library: Library, taoyuan: Plan
) -> None:
    out = io.BytesIO()
    with ZipFile(io.BytesIO(good)) as old, ZipFile(out, "w", way) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert why(out.getvalue(), "概算.xlsx", taoyuan, library) == "unsafe"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_billion_laughs_are_not_laughed(encoding: str, good: bytes, library: Library, taoyuan: Plan) -> None:
    assert why(with_page(good, LAUGHS.encode(encoding)), "概算.xlsx", taoyuan, library) == "unsafe"


def test_an_outside_file_is_not_fetched(good: bytes, library: Library, taoyuan: Plan) -> None:
    xml = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'
    assert why(with_page(good, xml), "概算.xlsx", taoyuan, library) == "unsafe"


def test_elements_within_elements_without_end_are_refused(good: bytes, library: Library, taoyuan: Plan) -> None:
    assert why(deep(good), "概算.xlsx", taoyuan, library) == "unsafe"


def test_a_sheet_whose_one_cell_stands_in_its_last_row_is_refused(good: bytes, library: Library, taoyuan: Plan) -> None:
    last = '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    assert why(with_page(good, page(good).replace("</sheetData>", last)), "概算.xlsx", taoyuan, library) == "long"


def test_elements_without_end_are_refused(good: bytes, library: Library, taoyuan: Plan) -> None:
    assert why(with_page(good, rows("<row><c/></row>" * 110_000)), "概算.xlsx", taoyuan, library) == "long"


def test_empty_cells_down_to_the_last_row_do_no_harm(good: bytes, library: Library, taoyuan: Plan) -> None:
    last = '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    found = read(with_page(good, page(good).replace("</sheetData>", last)), "概算.xlsx", taoyuan, library)
    assert isinstance(found, Read)
    assert len(found.parts[0].items) == len(FIRST.items)


@pytest.mark.parametrize("cells", ["<c><v>1</v></c>" * 60, '<c r="XFD1"><v>1</v></c>'], ids=["many", "far"])
def test_a_row_without_end_is_refused(cells: str, good: bytes, library: Library, taoyuan: Plan) -> None:
    assert why(with_page(good, rows(f"<row>{cells}</row>")), "概算.xlsx", taoyuan, library) == "long"


def test_rows_without_end_are_refused(good: bytes, library: Library, taoyuan: Plan) -> None:
    assert why(with_page(good, rows(*["<row><c><v>1</v></c></row>"] * 1001)), "概算.xlsx", taoyuan, library) == "long"


@pytest.mark.parametrize(
    ("formula", "value"),
    [("cmd|' /C calc'!A0", "1"), ("[1]表!A1", "800"), ("'[別的.xlsx]表'!A1", "800"), ("A1*2", ""), ("1/0", "#DIV/0!")],
)
def test_a_formula_that_looks_outside_or_came_to_nothing_is_named_by_row(
    formula: str, value: str, good: bytes, library: Library, taoyuan: Plan
) -> None:
    xml = commanding(formula, value, ' t="e"' if value.startswith("#") else "")
    found = read(with_page(good, xml), "概算.xlsx", taoyuan, library)
    assert isinstance(found, Read)
    assert found.parts[0].items == ()
    assert [(one.row, one.slip, one.column) for one in found.parts[0].unread] == [(2, "formula", "單價")]


def test_links_to_other_files_are_never_followed(good: bytes, library: Library, taoyuan: Plan) -> None:
    with ZipFile(io.BytesIO(good)) as opened:
        relations = opened.read("xl/_rels/workbook.xml.rels").decode()
    away = relations.replace(
        'Target="/xl/worksheets/sheet1.xml"', 'Target="http://127.0.0.1:9/x.xml" TargetMode="External"'
    )
    assert away != relations
    data = changed(good, {"xl/_rels/workbook.xml.rels": away.encode()})
    assert why(data, "概算.xlsx", taoyuan, library) == "no_table"


def test_a_path_that_leads_out_of_the_archive_leads_nowhere(good: bytes, library: Library, taoyuan: Plan) -> None:
    with ZipFile(io.BytesIO(good)) as opened:
        relations = opened.read("xl/_rels/workbook.xml.rels").decode()
    away = relations.replace("/xl/worksheets/sheet1.xml", "../../../../etc/passwd")
    data = changed(good, {"xl/_rels/workbook.xml.rels": away.encode()})
    assert why(data, "概算.xlsx", taoyuan, library) == "broken"


def test_a_part_that_is_locked_is_told(good: bytes, library: Library, taoyuan: Plan) -> None:
    assert why(locked(good), "概算.xlsx", taoyuan, library) == "encrypted"


def test_thousands_of_bent_files_end_in_a_form_or_a_sentence(good: bytes, library: Library, taoyuan: Plan) -> None:
    """Bytes are changed in the archive itself, and in a part of it that is packed again properly."""
    dice = random.Random(6)
    names = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml", "_rels/.rels")
    with ZipFile(io.BytesIO(good)) as opened:
        parts = {name: opened.read(name) for name in names}
    for turn in range(600):
        if turn % 3:
            name = dice.choice(names)
            data = changed(good, {name: _bent(parts[name], dice)})
        else:
            data = b"PK\x03\x04" + _bent(good, dice)[4:]
        found = read(data, "概算.xlsx", taoyuan, library)
        assert isinstance(found, Read | Refused)


def _bent(data: bytes, dice: random.Random) -> bytes:
    bent = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        place = dice.randrange(len(bent))
        match dice.randrange(3):
            case 0:
                bent[place] = dice.randrange(256)
            case 1:
                del bent[place : place + dice.randint(1, 40)]
            case _:
                bent[place:place] = bent[place : place + dice.randint(1, 40)]
        if not bent:
            return data
    return bytes(bent)


def test_every_reason_has_a_sentence_that_says_what_to_do(library: Library) -> None:
    for reason in get_args(Why):
        assert refusal(Refused(reason), library.phrases.forms).endswith("。")
