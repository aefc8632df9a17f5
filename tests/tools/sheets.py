"""The files of tests/conversations: what `sends_file` describes, as bytes.

`name`: what it is called. Its content is one of: `rows` (of cells, as .xlsx or, in an `encoding`, as .csv), `form` (a
plan's own, filled in: see FORMS), `hostile` (see HOSTILE).
"""

import io
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from openpyxl import Workbook

from bot.export.forms import write
from content.library import load
from tests.bot.export.forms.sample import FIRST, HEAD, KEELUNG, SECOND
from tests.tools import hostile

LIBRARY = load()
FORMS = {
    "keelung": ("keelung-113", [KEELUNG]),
    "taoyuan": ("taoyuan-103", [FIRST, SECOND]),
    "taoyuan first": ("taoyuan-103", [FIRST]),
}
HOSTILE: Mapping[str, Callable[[], bytes]] = {
    "bomb": lambda: hostile.bomb(form("taoyuan first")),
    "macros": lambda: hostile.macros(form("taoyuan first")),
    "deep": lambda: hostile.deep(form("taoyuan first")),
    "laughs": lambda: hostile.with_page(form("taoyuan first"), hostile.LAUGHS),
    "locked": lambda: hostile.locked(form("taoyuan first")),
    "command": lambda: hostile.with_page(form("taoyuan first"), hostile.commanding()),
    "word": lambda: write([FIRST], LIBRARY.plans["taoyuan-103"], LIBRARY, "docx", HEAD),
    "old": lambda: hostile.OLE,
    "password": lambda: hostile.OLE + "EncryptedPackage".encode("utf-16-le"),
    "pdf": lambda: b"%PDF-1.7 \xff",
    "torn": lambda: form("taoyuan first")[:2000],
    "empty": lambda: b"",
    "binary": lambda: b"\x89PNG\r\n\x1a\n\x00" * 50,
    "huge": lambda: b"x" * (50 * 1024 * 1024),
}


def content(spec: Mapping[str, Any]) -> bytes:
    """The bytes of a file."""
    if "form" in spec:
        return form(spec["form"])
    if "hostile" in spec:
        return HOSTILE[spec["hostile"]]()
    if spec["name"].endswith(".xlsx"):
        return _workbook(spec["rows"])
    text = "\r\n".join(",".join(map(str, cells)) for cells in spec["rows"])
    return text.encode(spec.get("encoding", "utf-8-sig"))


@cache
def form(name: str) -> bytes:
    """A plan's form, filled in."""
    plan, drafts = FORMS[name]
    return write(drafts, LIBRARY.plans[plan], LIBRARY, "xlsx", HEAD)


def _workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for cells in rows:
        book.worksheets[0].append(cells)
    book.save(out)
    return out.getvalue()
