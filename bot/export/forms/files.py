"""What the rest of the program calls: forms written, files read. Pure but for imports; some milliseconds each."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.export.forms.model import Account, Head, Kind, Sheet
from content import forms as content_forms
from content.budget import Draft
from content.forms import Read, Refused, Table, decoded, form_of
from content.forms.shown import tidy
from content.library import Library
from content.model import Plan

if TYPE_CHECKING:
    from bot.export.forms.layout import Paper

NOBODY = Head()
BIG = 5 * 1024 * 1024  # bytes of a file that is read
_TEXTS = (".csv", ".txt", ".tsv")
_MACROS = (".xlsm", ".xltm", ".xlam", ".xlsb")
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # files of Office before 2007, and encrypted ones of any year
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\s.]+')
_LONGEST = 40  # characters of a name in a file's name


def write(drafts: Sequence[Draft], plan: Plan, library: Library, kind: Kind, head: Head = NOBODY) -> bytes:
    """The plan's form, a page for each draft. Raises ValueError where it has no form, or no page for an instalment."""
    from bot.export.forms.checking import checking
    from bot.export.forms.layout import fill

    paper = _paper(plan, library, head)
    filled = [(draft, fill(draft, paper)) for draft in drafts]
    sheets = [form.sheet for _, form in filled]
    check = checking(filled, paper) if kind == "xlsx" else None
    return _file([*sheets, *([check] if check else [])], kind)


def settle(account: Account, plan: Plan, library: Library, kind: Kind, head: Head = NOBODY) -> bytes:
    """The settlement sheet. Raises ValueError as `write` does."""
    from bot.export.forms import settling

    return _file([settling.settle(account, _paper(plan, library, head))], kind)


def file_name(instalment: str, plan: Plan, library: Library, kind: Kind, head: Head, *, settled: bool = False) -> str:
    """What a file is called where it is saved: 桃園103第一期經費概算表-共備社群.xlsx"""
    said, part = library.phrases.forms, library.budgets[plan.id].instalments.get(instalment)
    phrase = said.settle_name if settled else said.name
    name = phrase.format(plan=plan.name, instalment=part.name if part else "")
    community = _FORBIDDEN.sub("", tidy(head.community))[:_LONGEST]
    return f"{name}{f'-{community}' if community else ''}.{kind}"


def read(data: bytes, name: str, plan: Plan, library: Library) -> Read | Refused:
    """The budgets that a file holds. Never raises, whatever arrives; may take a second."""
    form = form_of(library, plan)
    return content_forms.read(opened(data, name), form, library.budgets[plan.id]) if form else Refused("no_table")


def opened(data: bytes, name: str) -> list[Table] | str | Refused:
    """The tables of a workbook, or the text of a file of values; whose form they fill in is not asked yet."""
    if len(data) > BIG:
        return Refused("big")
    if data[: len(_ZIP)] != _ZIP:
        return _text(data, name)
    if name.lower().endswith(_MACROS):
        return Refused("macros")
    from bot.export.forms.workbook import workbook

    return workbook(data)


def _text(data: bytes, name: str) -> str | Refused:
    """The text of a file that is no archive, refused where it is none."""
    if not data.strip():
        return Refused("empty")
    if data[: len(_OLD)] == _OLD:
        return Refused("encrypted" if _ENCRYPTED in data[: 1 << 20] else "old")
    if not name.lower().endswith(_TEXTS):
        return Refused("broken" if name.lower().endswith(".xlsx") else "type")
    return decoded(data)


def _paper(plan: Plan, library: Library, head: Head) -> "Paper":
    from bot.export.forms.layout import Paper

    form = form_of(library, plan)
    if form is None:
        raise ValueError(f"{plan.id} has no form")
    return Paper(form, library.rulebook(plan), library.phrases.forms, head)


def _file(sheets: list[Sheet], kind: Kind) -> bytes:
    if kind == "xlsx":
        from bot.export.forms.spreadsheet import spreadsheet

        return spreadsheet(sheets)
    from bot.export.forms.document import document

    return document(sheets)
