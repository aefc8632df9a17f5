"""Files that are no forms, or worse, made from a good one."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 12))
    + "]><worksheet><sheetData><row><c t='inlineStr'><is><t>&a11;</t></is></c></row></sheetData></worksheet>"
)
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PAGE = "xl/worksheets/sheet1.xml"


def changed(data: bytes, parts: dict[str, bytes]) -> bytes:
    """An archive with some parts changed or added."""
    out, parts = io.BytesIO(), dict(parts)
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name) if name in parts else old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def page(data: bytes) -> str:
    """The first sheet's XML."""
    with ZipFile(io.BytesIO(data)) as archive:
        return archive.read(PAGE).decode()


def with_page(data: bytes, xml: str | bytes) -> bytes:
    """With another first sheet."""
    return changed(data, {PAGE: xml if isinstance(xml, bytes) else xml.encode()})


def rows(*xml: str) -> str:
    """A sheet of such rows."""
    return f"<worksheet {NAMESPACE}><sheetData>{''.join(xml)}</sheetData></worksheet>"


def archive(parts: dict[str, bytes]) -> bytes:
    """An archive of such parts."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return out.getvalue()


def bomb(good: bytes) -> bytes:
    """Some kilobytes that would become 40 MB."""
    return with_page(good, b" " * 40 * 1024 * 1024)


def macros(good: bytes) -> bytes:
    """A workbook with a program in it."""
    return changed(good, {"xl/vbaProject.bin": b"Sub Auto_Open()"})


def deep(good: bytes) -> bytes:
    """Elements within elements without end."""
    return with_page(good, f"<worksheet {NAMESPACE}>" + "<a>" * 100_000 + "</a>" * 100_000 + "</worksheet>")


def locked(good: bytes) -> bytes:
    """A part of it wants a password."""
    data = bytearray(good)
    data[good.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def commanding(formula: str = "cmd|' /C calc'!A0", value: str = "1", kind: str = "") -> str:
    """A sheet in which a price is that formula."""
    head = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("項目", "單價", "數量", "總價"))
    item = '<c t="inlineStr"><is><t>印刷費</t></is></c>'
    return rows(f"<row>{head}</row>", f"<row>{item}<c{kind}><f>{formula}</f><v>{value}</v></c><c><v>2</v></c></row>")
