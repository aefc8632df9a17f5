"""make bench: what it costs to write a form, and to read it back.

    .venv/bin/python -m tests.bench.forms   # some seconds

Medians of ROUNDS in milliseconds, beside the first one, which loads what writes files. Nothing is asserted.
"""

import platform
import time
from collections.abc import Callable
from datetime import date
from statistics import median

from bot.export.forms import Account, Head, Spent, read, settle, write
from content.budget import Draft, Item
from content.library import load

ROUNDS = 40
LIMIT = 100  # milliseconds for one form
HEAD = Head("○○國民小學", "北昌共備社群")
NAMES = ("外聘講座鐘點費", "內聘講座鐘點費", "印刷費", "教材教具費", "場地布置費", "雜支")


def draft(size: int, instalment: str) -> Draft:
    """So many items of all lines."""
    found = (Item(no, NAMES[no % len(NAMES)], 100, 2, f"第{no}項", "次", note="外聘") for no in range(1, size + 1))
    return Draft(tuple(found), "advanced", instalment)


def timed(one: Callable[[], object]) -> tuple[float, float]:
    """The first time, and the median of those that follow, in milliseconds."""
    spent = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        one()
        spent.append((time.perf_counter() - begun) * 1000)
    return spent[0], median(spent[1:])


def main() -> None:
    """Prints the table."""
    library = load()
    plan, keelung = library.plans["taoyuan-103"], library.plans["keelung-113"]
    first, second, long = draft(10, "first"), draft(10, "second"), draft(100, "first")
    account = Account(
        tuple(Spent(date(2014, 9, 1), NAMES[no % 6], no, "說明") for no in range(30)), "first", 10_000, first
    )
    form = write([first, second], plan, library, "xlsx", HEAD)
    cases: dict[str, Callable[[], object]] = {
        "103, one instalment, 10 items, .xlsx": lambda: write([first], plan, library, "xlsx", HEAD),
        "103, one instalment, 10 items, .docx": lambda: write([first], plan, library, "docx", HEAD),
        "103, both instalments, .xlsx": lambda: write([first, second], plan, library, "xlsx", HEAD),
        "103, both instalments, .docx": lambda: write([first, second], plan, library, "docx", HEAD),
        "Keelung, 10 items, .xlsx": lambda: write([draft(10, "")], keelung, library, "xlsx", HEAD),
        "103, 100 items, .xlsx": lambda: write([long], plan, library, "xlsx", HEAD),
        "settlement, 30 receipts, .xlsx": lambda: settle(account, plan, library, "xlsx", HEAD),
        "settlement, 30 receipts, .docx": lambda: settle(account, plan, library, "docx", HEAD),
        "both instalments read back": lambda: read(form, "form.xlsx", plan, library),
    }
    print(f"Python {platform.python_version()}, {platform.machine()}; ms\n\n| | first | median |\n|---|---|---|")
    for name, case in cases.items():
        begun, usual = timed(case)
        print(f"| {name} | {begun:.0f} | {usual:.0f} |")
    print(f"\nThe bar for one form is {LIMIT} ms.")


if __name__ == "__main__":
    main()
