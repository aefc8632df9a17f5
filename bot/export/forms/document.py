"""Sheets as a .docx file, to be printed, stamped and filed; figures are the results, without formulas."""

import io
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.shared import Cm, Pt

from bot.export.forms.model import Cell, Line, Role, Sheet, Value
from bot.export.forms.packing import packed

CHINESE, LATIN = "標楷體", "Times New Roman"
SIZES: dict[Role, float] = {"title": 16, "sign": 13}
SIZE = 12.0
TWIPS = 567  # of a centimetre
MARGIN = Cm(1.5)
SPACED: dict[Role, int] = {"sign": 480, "gap": 120, "plain": 60, "title": 20}  # above, in twentieths of a point
FIRM: tuple[Role, ...] = ("title", "head", "sum")
SHADE = "EDEDED"


def document(sheets: Sequence[Sheet]) -> bytes:
    """The file; each sheet on a new page."""
    paper = Document()
    _prepared(paper)
    body = paper.element.body
    for number, sheet in enumerate(sheets):
        for element in _elements(sheet):
            body.insert(len(body) - 1, element)  # before the page's own settings, which come last
        if number + 1 < len(sheets):
            body.insert(len(body) - 1, _break())
    out = io.BytesIO()
    paper.save(out)
    return packed(out.getvalue())


def _prepared(paper: Paper) -> None:
    """A4 upright, and the font of all that follows."""
    section = paper.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    style = paper.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(SIZE)
    fonts = style.element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), CHINESE)
    style.paragraph_format.space_after = Pt(0)


def _elements(sheet: Sheet) -> Iterator[Element]:
    for ruled, lines in groupby(sheet.lines, key=lambda line: line.ruled):
        if ruled:
            yield _table(list(lines), sheet.widths)
        else:
            for line in lines:
                yield _paragraph(line.cells[0], line.role)


def _table(lines: list[Line], widths: tuple[float, ...]) -> Element:
    table = OxmlElement("w:tbl")
    about = _added(table, "w:tblPr")
    _added(about, "w:tblW", w=str(_twips(sum(widths))), type="dxa")
    _added(about, "w:jc", val="center")
    borders = _added(about, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _added(borders, f"w:{side}", val="single", sz="4", space="0", color="000000")
    _added(about, "w:tblLayout", type="fixed")
    room = _added(about, "w:tblCellMar")
    for side in ("top", "bottom"):
        _added(room, f"w:{side}", w="40", type="dxa")
    grid = _added(table, "w:tblGrid")
    for width in widths:
        _added(grid, "w:gridCol", w=str(_twips(width)))
    for line in lines:
        _row(table, line, widths)
    return table


def _row(table: Element, line: Line, widths: tuple[float, ...]) -> None:
    row = _added(table, "w:tr")
    about = _added(row, "w:trPr")
    _added(about, "w:cantSplit")
    _added(about, "w:trHeight", val="420", hRule="atLeast")
    if line.role == "head":
        _added(about, "w:tblHeader")
    place = 0
    for cell in line.cells:
        box = _added(row, "w:tc")
        about = _added(box, "w:tcPr")
        _added(about, "w:tcW", w=str(_twips(sum(widths[place : place + cell.span]))), type="dxa")
        place += cell.span
        if cell.span > 1:
            _added(about, "w:gridSpan", val=str(cell.span))
        if line.role == "head":
            _added(about, "w:shd", val="clear", color="auto", fill=SHADE)
        _added(about, "w:vAlign", val="center")
        box.append(_paragraph(cell, line.role))


def _paragraph(cell: Cell, role: Role) -> Element:
    paragraph = OxmlElement("w:p")
    about = _added(paragraph, "w:pPr")
    if role in SPACED:
        _added(about, "w:spacing", before=str(SPACED[role]), after="60")
    _added(about, "w:jc", val=cell.align)
    for number, text in enumerate(_said(cell.value).split("\n")):
        run = _added(paragraph, "w:r")
        look = _added(run, "w:rPr")
        if role in FIRM:
            _added(look, "w:b")
        if role in SIZES:
            _added(look, "w:sz", val=str(int(SIZES[role] * 2)))
        if number:
            _added(run, "w:br")
        words = _added(run, "w:t")
        words.text = text
        words.set(qn("xml:space"), "preserve")
    return paragraph


def _break() -> Element:
    paragraph = OxmlElement("w:p")
    _added(_added(paragraph, "w:r"), "w:br", type="page")
    return paragraph


def _said(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case Fraction():
            exact = Fraction(repr(float(value))) == value
            return f"{float(value):,.10g}" if exact else str(value)
        case _:
            return f"{value:,}"


def _added(parent: Element, name: str, **attributes: str) -> Element:
    element = OxmlElement(name, {qn(f"w:{key}"): value for key, value in attributes.items()})
    parent.append(element)
    return element


def _twips(centimetres: float) -> int:
    return round(centimetres * TWIPS)
