"""Entries of which something has to be asked, as they wait in a conversation."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from content.budget import Item
from content.ledger import Entry, When
from handlers.budget_packing import packed, unpacked
from handlers.topic import AGAIN, PARKED, Form, Given, Person

NAME = "ledger"  # of the interview
WHERE = "where"  # noted at the start: the community
WAITING = "waiting"  # beside it: the entries that wait
LATER = "later"  # and the interviews about other communities that go on behind this one


@dataclass(frozen=True, slots=True)
class Pending:
    """An entry that is not certain yet; `id`: of the entry that it becomes; `on`: the day on which it was typed.

    `message`: the id of the first of those that one message told, where it told their sum as well.
    """

    id: str
    entry: Entry
    on: date | None = None
    message: str = ""


def dumped(waiting: Iterable[Pending]) -> str:
    """As the answers of an interview keep them."""
    return json.dumps([_plain(one) for one in waiting], ensure_ascii=False)


def loaded(text: str) -> list[Pending]:
    """What `dumped` made. "" for none."""
    return [_pending(one) for one in json.loads(text)] if text else []


def interview(person: Person) -> Form | None:
    """The interview about entries, open, put aside, or behind another one."""
    return next((one for one in person.forms if one.name == NAME), None)


def waiting(form: Form | None) -> list[Pending]:
    """What waits in an interview; not what waits behind it."""
    return loaded(_noted(form, WAITING))


def where(form: Form | None) -> str:
    """Whose entries an interview is about; "" for none."""
    return _noted(form, WHERE)


def everything(form: Form | None) -> list[Pending]:
    """What waits in an interview and behind it."""
    return [one for part in (form, *behind(_noted(form, LATER))) for one in waiting(part)]


def behind(text: str) -> list[Form]:
    """The interviews that are noted under LATER."""
    found = json.loads(text) if text else []
    return [Form(NAME, tuple(_given(*one) for one in form)) for form in found]


def _given(key: str, said: str, value: str, at: str) -> Given:
    return Given(key, said, value, datetime.fromisoformat(at))


def turned(form: Form | None, community: str, now: datetime) -> Form:
    """The interview about a community's entries; that about another one's goes on behind it."""
    if form is not None and where(form) == community:
        return form
    others = [form.without(AGAIN).without(PARKED).without(LATER), *behind(_noted(form, LATER))] if form else []
    fresh = Form(NAME, (Given(WHERE, "", community, now),))
    mine = next((one for one in others if where(one) == community), fresh)
    return before(mine, [one for one in others if one is not mine], now)


def before(form: Form, others: Sequence[Form], now: datetime) -> Form:
    """An interview with others behind it."""
    plain = [[(one.key, one.said, one.value, one.at.isoformat()) for one in other.given] for other in others]
    return form.noting(Given(LATER, "", json.dumps(plain, ensure_ascii=False), now)) if plain else form.without(LATER)


def _noted(form: Form | None, key: str) -> str:
    return next((one.value for one in form.given if one.key == key), "") if form else ""


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
        "claimed": entry.claimed,
        "on": one.on.isoformat() if one.on else "",
        "message": one.message,
    }


def _pending(plain: dict[str, Any]) -> Pending:
    """Also what was kept before sums, messages and the day of typing were noted."""
    item = replace(unpacked(plain["item"], Item(0, "", 0)), note=plain["note"])
    when = When(tuple(map(date.fromisoformat, plain["days"])), plain["doubt"], plain["when"])
    amounts, lines = tuple(plain["amounts"]), tuple(plain["lines"])
    claimed, on = plain.get("claimed", 0), plain.get("on")
    entry = Entry(plain["said"], item, plain["why"], amounts, when, lines, plain["receipt"], claimed)
    return Pending(plain["id"], entry, date.fromisoformat(on) if on else None, plain.get("message", ""))
