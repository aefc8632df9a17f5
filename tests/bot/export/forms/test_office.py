"""What LibreOffice makes of the files: they open, come to the same sums, come back, and print on their pages."""

import csv
import io
import shutil
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.export.forms import Kind, read, settle, write
from content.budget import Draft, Item, check
from content.forms import Read, form_of, returned
from content.library import Library
from tests.bot.export.forms.sample import ACCOUNT, FIRST, HEAD, KEELUNG, SECOND, sheet

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (libreoffice-calc, -writer) is not installed")
UTF_8, BIG5 = (f"csv:Text - txt - csv (StarCalc):44,34,{number}" for number in (76, 63))  # its numbers of encodings
Convert = Callable[[bytes, Kind, str], bytes]
MANY = Draft(
    tuple(
        Item(no, category, 3 * no + 97, Fraction(2 * no + 1, 2), note="實作")
        for no, category in enumerate(
            ["外聘講座鐘點費", "印刷費", "教材教具費", "雜支", "場地布置費", "雜支", "教材教具費"], 1
        )
    ),
    "model",
    "second",
)


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Opens a file in LibreOffice, recalculates it, and saves it as another kind."""
    profile = tmp_path_factory.mktemp("profile")

    def converted(data: bytes, kind: Kind, to: str) -> bytes:
        folder: Path = tmp_path_factory.mktemp("office")
        (folder / f"form.{kind}").write_bytes(data)
        call = [str(OFFICE), f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", to]
        subprocess.run([*call, "--outdir", str(folder / "out"), str(folder / f"form.{kind}")], check=True, timeout=240)
        return (folder / "out" / f"form.{to.partition(':')[0]}").read_bytes()

    return converted


def emptied(data: bytes) -> bytes:
    """The workbook without the results that we have put beside the formulas: then they are the program's own."""
    book, out = load_workbook(io.BytesIO(data)), io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("plan", "draft"),
    [("taoyuan-103", FIRST), ("taoyuan-103", SECOND), ("taoyuan-103", MANY), ("keelung-113", KEELUNG)],
    ids=["first", "second", "many", "keelung"],
)
def test_a_recalculated_form_comes_to_the_sums_and_caps_of_the_check(
    plan: str, draft: Draft, convert: Convert, library: Library
) -> None:
    rules, form = library.rulebook(library.plans[plan]), form_of(library, library.plans[plan])
    assert form is not None
    checked = check(draft, rules)
    data = convert(emptied(write([draft], rules.plan, library, "xlsx", HEAD)), "xlsx", "xlsx")
    said = [row for row in sheet(data, 1, values=True).iter_rows(values_only=True) if isinstance(row[2], int | float)]
    assert [(row[0], row[2], row[3], row[4], row[5]) for row in said] == [
        (room.name, room.used, room.cap, room.tolerated, room.left) for room in checked.rooms
    ]
    page = sheet(data, values=True)
    total = next(row for row in page.iter_rows(values_only=True) if row[0] == form.sum)
    assert total[5] == checked.total


@pytest.mark.parametrize("draft", [FIRST, SECOND, MANY], ids=["first", "second", "many"])
def test_a_form_that_libreoffice_has_saved_comes_back_as_it_was(
    draft: Draft, convert: Convert, library: Library
) -> None:
    plan, form = library.plans["taoyuan-103"], form_of(library, library.plans["taoyuan-103"])
    assert form is not None
    data = convert(write([draft], plan, library, "xlsx", HEAD), "xlsx", "xlsx")
    found = read(data, "form.xlsx", plan, library)
    assert isinstance(found, Read)
    assert returned(draft, found.parts[0], form, library.rulebook(plan), fresh=99) == draft


@pytest.mark.parametrize("values", [UTF_8, BIG5], ids=["UTF-8", "Big5"])
def test_a_form_that_libreoffice_has_saved_as_values_comes_back(
    values: str, convert: Convert, library: Library
) -> None:
    plan, form = library.plans["taoyuan-103"], form_of(library, library.plans["taoyuan-103"])
    assert form is not None
    data = convert(write([FIRST], plan, library, "xlsx", HEAD), "xlsx", values)
    found = read(data, "form.csv", plan, library)
    assert isinstance(found, Read)
    assert found.parts[0].instalment == "first"
    assert returned(FIRST, found.parts[0], form, library.rulebook(plan), fresh=99) == FIRST


def test_a_recalculated_settlement_comes_to_the_same_sums(convert: Convert, library: Library) -> None:
    data = emptied(settle(ACCOUNT, library.plans["taoyuan-103"], library, "xlsx", HEAD))
    rows = list(csv.reader(io.StringIO(convert(data, "xlsx", UTF_8).decode())))
    found = {row[0]: [cell.strip() for cell in row[3:]] for row in rows}
    assert found["印刷費"] == ["1,600", "1,340", "260"]
    assert found["雜支"] == ["237", "0", "237"]
    assert found["茶水"] == ["", "50", "-50"]
    assert found["合計"] == ["5,809", "3,390", "2,419"]
    assert found["結餘"] == ["", "", "6,610"]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="pdfinfo (poppler-utils) is not installed")
def test_each_instalment_prints_on_one_upright_page_of_a4(kind: Kind, convert: Convert, library: Library) -> None:
    pdf = convert(write([FIRST, SECOND], library.plans["taoyuan-103"], library, kind, HEAD), kind, "pdf")
    told = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    about = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    pages = 3 if kind == "xlsx" else 2  # the spreadsheet's third is the one to check by
    assert int(about["Pages"]) == pages
    assert "A4" in about["Page size"]
    width, height = about["Page size"].split("pts")[0].split("x")
    assert float(width) < float(height)
