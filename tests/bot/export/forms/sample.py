"""Budgets that forms are filled in with, and what a spreadsheet is found to hold."""

import io
from datetime import date
from fractions import Fraction
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.export.forms import Account, Head, Spent
from content.budget import Draft, Item

HEAD = Head("○○國民小學", "北昌共備社群")
FIRST = Draft(
    (
        Item(3, "印刷費", 80, 20, "成果資料影印", "人次", note="每次 20 份"),
        Item(1, "外聘學者諮詢出席費", 2000, 1, "王老師", note="外聘，附簽到"),
        Item(2, "內聘講座鐘點費", 333, Fraction(5, 2), "林老師", note="講授大綱如附件"),
        Item(5, "教材教具費", 320, 2, "《教室裡的對話》", "本"),
        Item(6, "教材教具費", 500, 1, "教具", "式"),
        Item(7, "雜支", 237, 1),
    ),
    tier="advanced",
    instalment="first",
)
SECOND = Draft(
    (Item(1, "印刷費", 50, 30), Item(2, "雜支", 75, 1, "文具"), Item(3, "雜支", 10, 1)), "advanced", "second"
)
KEELUNG = Draft(
    (
        Item(1, "雜支", 600, 1),
        Item(2, "膳食費", 100, 30, "研習午餐"),
        Item(3, "外聘講師鐘點費", 2000, 3, "王老師", note="課程表註明外聘"),
        Item(4, "住宿費", 1000, 1),
        Item(5, "內聘講師鐘點費", 1000, 2, "林老師"),
    ),
    tier="refine",
)
ACCOUNT = Account(
    (
        Spent(date(2014, 11, 20), "印刷費", 1240, "期中成果影印"),
        Spent(date(2014, 10, 3), "外聘學者諮詢出席費", 2000, "王老師"),
        Spent(date(2014, 11, 20), "印刷費", 100, "=1+1"),
        Spent(date(2014, 12, 1), "茶水", 50),
    ),
    "first",
    10_000,
    FIRST,
)


def sheet(data: bytes, place: int = 0, *, values: bool = False) -> Worksheet:
    """A sheet of a file: its formulas, or what they came to."""
    found: Worksheet = load_workbook(io.BytesIO(data), data_only=values).worksheets[place]
    return found


def grid(page: Worksheet) -> list[list[Any]]:
    """What stands in its rows, without the cells that are empty."""
    return [[value for value in row if value is not None] for row in page.iter_rows(values_only=True)]
