"""A message → the expenses that it tells: what for, how much, which day, which receipt."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from unicodedata import normalize

from content.budget.model import Item
from content.budget.rules import Rulebook
from content.budget_text.model import Unclear
from content.budget_text.numbers import refuse
from content.expense.mentions import without_numbers
from content.ledger.amounts import FACTOR, Paid, paid
from content.ledger.closing import without_sums
from content.ledger.days import RELATIVE, blanked, days
from content.ledger.model import Entry, Read, When
from content.ledger.names import Called, called, name_of
from content.ledger.parts import Part, Row
from content.text.figure import Figure
from content.text.money import figures
from content.text.normalise import clean

LONGEST = 2000  # characters that are read; whoever sends more has to be told
SAID = 40  # characters of what was said that are repeated
RECEIPT = 24  # characters of a receipt's number
_NUMBERED = re.compile(r"^\s*(?:\(?\d{1,2}[.)、](?!\d)|[-•・*●○◦▪→]|第?[一二三四五六七八九十]{1,2}[、.])\s*")
_CIRCLED = re.compile("[①-⑳⑴-⒇➀-➓]")
_RECEIPT = re.compile(
    r"(?:(?:收據|發票|憑證|傳票|領據|單據)(?:的)?(?:編號|號碼|字號|號)?(?:是|為|:|第|#|no\.?|\s)*)"
    r"(?P<no>[a-z]{2}[- ]?\d{8}|[a-z]{0,3}\d{3,12})(?:號)?(?!\d|[,.]\d|\s*(?:元|塊))"
    r"|(?<![a-z])(?P<bare>[a-z]{2}-?\d{8})(?!\d)"
)
_PAPERS = re.compile(
    r"(?:收據|發票|領據|單據|憑證|黏存單)\s*[\d一二兩三四五]+\s*(?:張|紙|份)|[\d一二兩三四五]+張(?:收據|發票)|部落格來|小七|7-(?:11|eleven)"
    r"|統一?編號?\s*:?\s*\d{8}"
)  # clean() makes 部落格來 of a bookshop
BACK = re.compile(r"退(?:還|回|貨|費|款|錢|了|\s*\d)|折讓|溢付")  # money that comes back is no expense
_CHANGE = re.compile(r"拿[^,。]{0,6}去付[^,。]{0,8}找回來?[\d一二三四五六七八九十百千]+(?:元|塊)?|少收我?[^,。]{1,4}塊")
_TIME = re.compile(r"\d{1,2}:\d{2}|[上下]午[\d一二兩三四五六七八九十]+點半?")
_MARK = re.compile(r"[,、;。!?:()/+&~|\[\]…→]|\s{2,}|(?:還有|另外|以及|然後)")
_COLUMNS = re.compile(r"\t|[|｜]")
_SUM_COLUMN = re.compile(r"(合計|總計|小計|共計|總額)(?:\s*;)+\s*(?=[$＄]?[\d０-９])")
_DECLINED = re.compile(r"不用報|不用記|不要記|不算")


def read(said: str, rules: Rulebook, now: datetime) -> Read:
    """Everything that was spent, as far as a message tells it; what is in doubt says so."""
    lines = [_CIRCLED.sub("- ", one) for one in said[:LONGEST].splitlines()]
    rows = [_row(_SUM_COLUMN.sub(r"\1 ", _COLUMNS.sub("  ;", one)), rules, now) for one in lines if one.strip()]
    without_sums(rows, partial(_cost, rules=rules), lambda part: bool(_called(part, rules).lines))
    alone = [one.when for row in rows for one in row.days]
    found = [entry for row in rows for entry in _entries(row, rows, alone, rules)]
    told = [one for one in found if one.why != "price" or one.item.quantity > 1]
    named = [one for one in found if one.lines]
    return Read(tuple(_claimed([*_together(told or named or found[:1])])), bool(alone))


def amount(said: str, rules: Rulebook) -> Paid:
    """What a text that only says an amount says: 1240, 共 960 元, 80 × 12."""
    text = clean(said)
    try:
        refuse(text)
    except Unclear as unclear:
        return Paid(why=unclear.why)  # type: ignore[arg-type]  # one of them
    return paid(_figures(text, rules), text, None)


def _row(line: str, rules: Rulebook, now: datetime) -> Row:
    cleaned, plain = clean(line), " ".join(normalize("NFKC", line).split())
    text = _NUMBERED.sub(_spaces, cleaned)
    receipts = [(one.start(), (one["no"] or one["bare"])[:RECEIPT]) for one in _RECEIPT.finditer(text)]
    bare = _RECEIPT.sub(_spaces, text)
    if any(one.isdigit() for one in text) and not _amounts(bare):
        receipts, bare = [], text
    for noise in (_PAPERS, _CHANGE, _TIME):
        bare = noise.sub(_spaces, bare)
    found = days(bare, now)
    row = Row(blanked(bare, found), plain if len(plain) == len(cleaned) else cleaned, found, [], receipts)
    try:
        refuse(row.text)
    except Unclear as unclear:
        row.why = unclear.why
    row.why = row.why or ("negative" if BACK.search(row.text) else "")
    row.parts = list(_parts(row.text, rules))
    return row


def _spaces(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _amounts(text: str) -> bool:
    return bool(re.search(r"\d|[一二兩三四五六七八九][十百千萬]", text))


def _parts(text: str, rules: Rulebook) -> Iterator[Part]:
    """Cut where a name follows on an amount. A quantity behind a mark goes with the name that follows."""
    now, at, moved = Part(0), 0, list[Figure]()
    for one in _figures(text, rules):
        if one.start < at:
            continue
        chunk = text[at : one.start]
        for name, start in _names(chunk, rules):
            if now.paid and now.names:
                now.figures = [figure for figure in now.figures if figure not in moved]
                yield now
                now = Part(at + start, figures=moved)
            now.names.append(name)
            moved = []
        behind = now.paid and one.kind == "count" and bool(_MARK.search(chunk))
        moved = [*moved, one] if behind or (moved and one.kind == "count") else []
        now.figures.append(one)
        at = now.end = one.end
    behind_all = list(_names(text[at:], rules))
    if behind_all and not now.names:
        now.names.append(behind_all[0][0])
    now.end = len(text)
    if now.names or now.paid:
        yield now


def _figures(text: str, rules: Rulebook) -> list[Figure]:
    """From left to right; a lone small number counts nothing where there is an amount (小七)."""
    found = sorted(figures(without_numbers(text, rules.words), rules.words.money), key=lambda one: one.start)
    amounts = any(one.dollars for one in found)
    small = [one for one in found if amounts and one.kind == "bare" and not one.dollars]
    return [one for one in found if one not in small or FACTOR.search(text[: one.start])]


def _names(chunk: str, rules: Rulebook) -> Iterator[tuple[str, int]]:
    """The things that stand between two figures, with their places; what is declined is none."""
    at = 0
    for mark in [*_MARK.finditer(chunk), None]:
        end = mark.start() if mark else len(chunk)
        piece = chunk[at:end]
        if (name := name_of(piece, rules.words)) and not _DECLINED.search(piece):
            yield name, at
        at = mark.end() if mark else at


def _entries(row: Row, rows: Sequence[Row], alone: Sequence[When], rules: Rulebook) -> Iterator[Entry]:
    for place, part in enumerate(row.parts):
        if row.why and not part.figures:
            continue
        one, cost = _called(part, rules), _cost(row, part, rules)
        until = row.parts[place + 1].start if place + 1 < len(row.parts) else len(row.text) + 1
        receipt = next((no.upper() for at, no in row.receipts if part.start <= at < until or len(row.parts) == 1), "")
        named = replace(one.item, category=_typed(one.item.category, row), name=_typed(one.item.name, row))
        item = replace(named, price=cost.price, quantity=cost.quantity, unit=cost.unit)
        said = row.text[part.start : part.end].strip()[:SAID]
        when = _when(row, place, rows, alone)
        yield Entry(said, item, cost.why, cost.amounts, when, one.lines, receipt, part.claimed)


def _called(part: Part, rules: Rulebook) -> Called:
    return called(_best(list(dict.fromkeys(part.names)), rules), rules)


def _cost(row: Row, part: Part, rules: Rulebook) -> Paid:
    if row.why:
        return Paid(why=row.why)  # type: ignore[arg-type]  # one of them
    if part.doubt:
        return Paid(why="several", amounts=part.doubt)
    return paid(part.figures, row.text, _called(part, rules).line)


def _typed(name: str, row: Row) -> str:
    """A name as it was typed: cleaning makes other words of some."""
    at = row.text.find(name) if name else -1
    return row.typed[at : at + len(name)] if at >= 0 else name


def _best(names: list[str], rules: Rulebook) -> list[str]:
    """Names that the plan may know go before those that nobody does; the last of these is the nearest."""
    known = [one for one in names if called([one], rules).lines]
    if known:
        return [known[0], *(one for one in known[1:])]
    return names[-1:]


def _when(row: Row, place: int, rows: Sequence[Row], alone: Sequence[When]) -> When:
    """The day of an expense: the only one of the message, or of its line; else the one beside it, or above it."""
    if not row.days:
        return _above(row, rows) if len(alone) > 1 else (alone[0] if alone else When())
    if len(row.days) == 1 or len(row.parts) == 1:
        named = (one.when for one in row.days if not RELATIVE.search(one.when.said))
        return next(named, row.days[0].when)  # 上週三就是十一月十八號
    starts = [one.start for one in row.parts] + [len(row.text) + 1]
    if _leads(row):
        before = [one for one in row.days if one.start < row.parts[place].end]
        return (before or row.days)[-1 if before else 0].when
    inside = [one for one in row.days if starts[place] <= one.start < starts[place + 1]]
    behind = [one for one in row.days if one.start >= starts[place]]
    return (inside or behind or row.days)[0].when


def _leads(row: Row) -> bool:
    """Whether days stand before what they are about: the first of them before the first amount."""
    first = min((one.start for one in row.parts[0].figures if one.kind != "count"), default=len(row.text))
    return row.days[0].start < first


def _above(row: Row, rows: Sequence[Row]) -> When:
    """The day that stood in a line by itself above this one."""
    place = next(at for at, one in enumerate(rows) if one is row)
    headings = [one.days[0].when for one in rows[:place] if one.days and not any(part.paid for part in one.parts)]
    return headings[-1] if headings else When()


def _together(found: Iterable[Entry]) -> Iterator[Entry]:
    """Without what only says once more how an amount came about (膳費 1,350 元，便當 90×15)."""
    last: Entry | None = None
    for one in found:
        again = last and one.item.total == last.item.total and one.item.quantity > 1 and last.item.quantity == 1
        if last and again and one.item.total:
            last = replace(last, item=_detailed(last.item, one.item))
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _claimed(found: Sequence[Entry]) -> Iterator[Entry]:
    """Without claims that are right, where one said once more what another had said."""
    for one in found:
        mine = [other.item.total for other in found if other.claimed == one.claimed]
        yield replace(one, claimed=0) if all(mine) and sum(mine) == one.claimed else one


def _detailed(item: Item, other: Item) -> Item:
    return replace(item, price=other.price, quantity=other.quantity, unit=other.unit)
