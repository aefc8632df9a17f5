"""Sheets as an .xlsx file: live formulas with their results beside them, for viewers that do not calculate."""

import io
import re
from collections.abc import Sequence
from copy import copy
from fractions import Fraction
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import Cell as Box
from openpyxl.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.export.forms.model import Cell, Line, Role, Sheet
from bot.export.forms.packing import packed

FONT = "標楷體"  # as schools' forms have it; on Windows and macOS, and others fall back to what Chinese they have
BIG5, SCRIPT = 136, 4  # character set and family by which a program without the font finds another
SIZES: dict[Role, float] = {"title": 16, "notice": 12, "sign": 13}
SIZE = 12.0
UNIT = 0.19  # centimetres of a column's unit of width
GLYPH = 0.4233 / 2  # centimetres of half a Chinese character in SIZE
LINE, PAD = 17.5, 8.0  # points: a line of text, and what a cell has above and below it
HEIGHTS: dict[Role, float] = {"title": 27, "gap": 14, "sign": 48, "place": 20, "notice": 22, "plain": 24}
MARGIN = 1.5 / 2.54  # inches
DOLLARS = "#,##0_ ;-#,##0_ ;0_ "
EMPTY = "#,##0_ ;-#,##0_ ;"  # of a row that is to be written in: nothing as long as it comes to nothing
LEFT = "#,##0_ ;[Red]-#,##0_ ;0_ "
RATE = "0.##%"
LONGEST = 32_000  # characters that a cell holds
EXACT = 10**15  # a number that a spreadsheet keeps exactly has fewer digits
RISKY = ("=", "+", "-", "@")

_thin = Side(style="thin")
_BORDER = Border(left=_thin, right=_thin, top=_thin, bottom=_thin)
_SHADE = PatternFill("solid", fgColor="EDEDED")
_FORMULA = re.compile(rb'(<c r="([A-Z]+\d+)"[^>]*>)<f>([^<]*)</f><v ?/?>(?:</v>)?</c>')

Looks = dict[tuple[object, ...], StyleArray]


def spreadsheet(sheets: Sequence[Sheet]) -> bytes:
    """The file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    looks: Looks = {}
    known = [_sheet(book.create_sheet(sheet.name), sheet, looks) for sheet in sheets]
    book.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    book.save(out)
    parts = {f"xl/worksheets/sheet{number}.xml": values for number, values in enumerate(known, 1)}
    return packed(out.getvalue(), lambda name, part: _worked_out(part, parts[name]) if name in parts else part)


def _sheet(page: Worksheet, sheet: Sheet, looks: Looks) -> dict[str, Cell]:
    """Writes a sheet; returns its formulas by their place."""
    formulas: dict[str, Cell] = {}
    for place, width in enumerate(sheet.widths):
        page.column_dimensions[letter(place + 1)].width = width / UNIT
    for row, line in enumerate(sheet.lines, 1):
        column = 1
        for cell in line.cells:
            box = page.cell(row, column)
            _look(box, cell, line, sheet, looks)
            _write(box, cell)
            if cell.span > 1:
                page.merge_cells(None, row, column, row, column + cell.span - 1)
            if cell.formula:
                formulas[f"{letter(column)}{row}"] = cell
            column += cell.span
        page.row_dimensions[row].height = _height(line, sheet)
    _printed(page, sheet)
    return formulas


def _write(box: Box | MergedCell, cell: Cell) -> None:
    value = cell.value
    if cell.formula:
        box.value = f"={cell.formula}"
    elif isinstance(value, Fraction) and not _decimal(value):
        box.value = f"={value.numerator}/{value.denominator}"
    elif isinstance(value, str):
        _text(box, value)
    else:
        box.value = float(value) if isinstance(value, Fraction) else value


def _look(box: Any, cell: Cell, line: Line, sheet: Sheet, looks: Looks) -> None:  # its type leaves out _style
    """How a cell looks. Cells that look alike share what was worked out for the first of them: it takes most time."""
    key = (line.role, cell.align, cell.percent, cell.value is None, sheet.filed)
    if key in looks:
        box._style = copy(looks[key])
        return
    role = line.role
    firm = role in ("title", "head", "sum")
    box.font = Font(name=FONT, size=SIZES.get(role, SIZE), bold=firm, charset=BIG5, family=SCRIPT)
    box.alignment = Alignment(horizontal=cell.align, vertical="center", wrap_text=True)
    if cell.percent:
        box.number_format = RATE
    elif cell.align == "right":
        box.number_format = EMPTY if cell.value is None else DOLLARS if sheet.filed else LEFT
    if line.ruled:
        box.border = _BORDER
    if role == "head":
        box.fill = _SHADE
    looks[key] = copy(box._style)


def _text(box: Box | MergedCell, text: str) -> None:
    """Words stay words: what a spreadsheet would take for a formula is marked as text, as a leading ' does it."""
    if not text:
        return
    box.value = text[:LONGEST]
    box.data_type = "s"
    if text.startswith(RISKY):
        box.quotePrefix = True


def _decimal(value: Fraction) -> bool:
    """Whether a spreadsheet can hold the number as it is."""
    return Fraction(repr(float(value))) == value and value.numerator < EXACT


def _height(line: Line, sheet: Sheet) -> float:
    """Points that a line needs: spreadsheets do not make room for what wraps in merged cells."""
    lowest, place, most = HEIGHTS.get(line.role, 0.0), 0, 1
    for cell in line.cells:
        width = sum(sheet.widths[place : place + cell.span]) - 0.35
        place += cell.span
        if isinstance(cell.value, str) and cell.value:
            room = max(1, int(width / GLYPH * SIZE / SIZES.get(line.role, SIZE)))
            most = max(most, sum(-(-max(1, _wide(text)) // room) for text in cell.value.split("\n")))
    return max(lowest, most * LINE * SIZES.get(line.role, SIZE) / SIZE + PAD)


def _wide(text: str) -> int:
    """Half widths."""
    return sum(1 if sign.isascii() else 2 for sign in text)


def _printed(page: Worksheet, sheet: Sheet) -> None:
    """A4 upright, all columns on one page, the headings of titles and table on each where there are several."""
    page.print_area = f"A1:{letter(len(sheet.widths))}{len(sheet.lines)}"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.orientation = "portrait"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = page.page_margins
    margins.left = margins.right = margins.top = margins.bottom = MARGIN
    page.print_options.horizontalCentered = True
    page.sheet_view.showGridLines = not sheet.filed


def _worked_out(part: bytes, formulas: dict[str, Cell]) -> bytes:
    """The sheet's XML with the result of each formula."""

    def told(found: re.Match[bytes]) -> bytes:
        cell = formulas.get(found[2].decode())
        value = cell.value if cell else None
        if isinstance(value, str):
            return found[0]
        shown = "0" if value is None else escape(str(float(value) if isinstance(value, Fraction) else value))
        return b"%s<f>%s</f><v>%s</v></c>" % (found[1], found[3], shown.encode())

    return _FORMULA.sub(told, part)
