"""Entries of which something has to be asked, as they wait in a conversation."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from content.budget import Item
from content.ledger import Entry, When
from handlers.budget_packing import packed, unpacked
from handlers.topic import Form

WAITING = "waiting"  # noted at the start of the interview: the entries that wait


@dataclass(frozen=True, slots=True)
class Pending:
    """An entry that is not certain yet; `id`: of the entry that it becomes; `on`: the day on which it was typed."""

    id: str
    entry: Entry
    on: date | None = None


def dumped(waiting: Iterable[Pending]) -> str:
    """As the answers of an interview keep them."""
    return json.dumps([_plain(one) for one in waiting], ensure_ascii=False)


def loaded(text: str) -> list[Pending]:
    """What `dumped` made. "" for none."""
    return [_pending(one) for one in json.loads(text)] if text else []


def waiting(form: Form | None) -> list[Pending]:
    """What waits in an interview."""
    return loaded(next((one.value for one in form.given if one.key == WAITING), "")) if form else []


def _plain(one: Pending) -> dict[str, Any]:
    entry = one.entry
    return {
        "id": one.id,
        "said": entry.said,
        "item": packed(entry.item),
        "note": entry.item.note,
        "why": entry.why,
        "amounts": entry.amounts,
        "days": [day.isoformat() for day in entry.when.days],
        "doubt": entry.when.doubt,
        "when": entry.when.said,
        "lines": entry.lines,
        "receipt": entry.receipt,
        "on": one.on.isoformat() if one.on else "",
    }


def _pending(plain: dict[str, Any]) -> Pending:
    item = replace(unpacked(plain["item"], Item(0, "", 0)), note=plain["note"])
    when = When(tuple(map(date.fromisoformat, plain["days"])), plain["doubt"], plain["when"])
    amounts, lines = tuple(plain["amounts"]), tuple(plain["lines"])
    entry = Entry(plain["said"], item, plain["why"], amounts, when, lines, plain["receipt"])
    on = plain.get("on")  # what began to wait before that was noted has none
    return Pending(plain["id"], entry, date.fromisoformat(on) if on else None)
