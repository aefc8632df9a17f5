"""A row of a pasted table → the item that it holds. Columns are known by a heading, or where price × number = total."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from unicodedata import normalize

from content.budget.model import Item
from content.budget.rules import Rulebook
from content.budget_text.model import MOST, Entry, Pasted, Slip, Unclear
from content.budget_text.naming import named
from content.budget_text.numbers import LUMP, refuse
from content.text.normalise import clean, squeeze

LEAST = 3  # columns with numbers, or with headings, that only a table has
SHOWN = 24  # characters of what was not understood
_COLUMNS = re.compile(r"\t|[|｜]")
_SENTENCE = re.compile(r"[，、；;。：:×xX*＊]|,(?!\d)")  # nobody types these into a table
_RULER = re.compile(r"[\s|:+-]*")
_NUMBER = re.compile(r"(?:nt\$?|\$)?\s*(\d[\d,]*(?:\.\d+)?)\s*(?:元整?)?")
_COUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([^\d\s,.]{1,3})")
_TOTAL = re.compile(r"(?:本期|全部|經費)*(?:合計|總計|共計|總和|總經費|小計).{0,6}")
_HEADS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("no", "項次|序號|編號|no|#"),
        ("category", "(?:經費|概算|支出|預算|補助)?(?:項目|名稱|科目|用途別)(?:名稱)?"),
        ("name", "(?:細目|內容|品名|摘要)"),
        ("unit", "單位"),
        ("price", "單價(?:元)?"),
        ("quantity", "數量|人數|時數|節數|次數"),
        ("amount", "(?:總價|金額|小計|合計|複價|總額|預算數|經費)(?:元)?"),
        ("note", "說明|備註|用途(?:說明)?|計算方式|備註說明"),
    )
)


def is_row(line: str) -> bool:
    """Whether a line has columns: tabs or bars, or numbers that only a table puts side by side."""
    if _COLUMNS.search(line):
        return True
    cells = [] if _SENTENCE.search(line) else _blank(line)
    return len(cells) > LEAST and (_numeric(cells) >= LEAST or len(list(filter(None, _headings(cells)))) >= LEAST)


def _blank(line: str) -> list[str]:
    return line.split()


def _numeric(cells: Sequence[str]) -> int:
    return sum(1 for one in cells if _NUMBER.fullmatch(clean(one)))


@dataclass(slots=True)
class Table:
    """Reads rows one after the other; a heading holds for those below it."""

    rules: Rulebook
    heads: list[str] = field(default_factory=list)

    @property
    def headed(self) -> bool:
        """Whether the columns are known."""
        return bool(self.heads)

    def fits(self, line: str) -> bool:
        """Whether a line without bars has as many columns as the heading."""
        return len(_blank(line)) == len(self.heads) and _numeric(_blank(line)) > 0

    def row(self, line: str) -> Pasted:
        """What a row says: an item, the total, or nothing (a heading, a ruler)."""
        if _RULER.fullmatch(line):
            return Pasted()
        cells = [one.strip() for one in (_COLUMNS.split(line.strip("|｜ ")) if _COLUMNS.search(line) else _blank(line))]
        if heads := _headings(cells):
            self.heads = heads
            return Pasted()
        said = " ".join(filter(None, cells))[:SHOWN]
        if _TOTAL.fullmatch(squeeze(clean(next(filter(None, cells), "")))):
            amounts = [_amount(cell) for cell in cells if _NUMBER.fullmatch(clean(cell))]
            return Pasted(requested=int(amounts[-1])) if amounts and amounts[-1].denominator == 1 else Pasted()
        try:
            return Pasted((self._entry(cells),))
        except Unclear as unclear:
            return Pasted(slips=(Slip(said, unclear.why, unclear.what),)) if said else Pasted()

    def _entry(self, cells: list[str]) -> Entry:
        refuse(clean(" ".join(cells)))
        known = dict(zip(self.heads, cells, strict=False)) if self.heads else _guessed(cells)
        category = known.get("category") or known.get("name", "")
        if not category:
            raise Unclear("unknown")
        item = _item(known)
        detail = known.get("name", "") if known.get("category") else ""
        found = named(category, detail, known.get("note", ""), self.rules)
        own = next(iter(found.line.per.values()), LUMP) if found.line and item.quantity != 1 else LUMP
        kept = replace(found.item, price=item.price, quantity=item.quantity, unit=item.unit or own, amount=item.amount)
        return Entry(kept, None, found.lines)


def _headings(cells: list[str]) -> list[str]:
    """The columns by name, "" for others; nothing where the row is no heading."""
    words = [re.sub(r"\W|\(.*\)", "", normalize("NFKC", cell).lower()) for cell in cells]  # clean() makes 項目 專案
    heads = [next((name for name, pattern in _HEADS if pattern.fullmatch(word)), "") for word in words]
    return heads if sum(map(bool, heads)) > 1 and _numeric(cells) == 0 else []


def _item(known: dict[str, str]) -> Item:
    """The figures of a row. Raises Unclear where they are not certain."""
    price, amount = (_money(known.get(name, "")) for name in ("price", "amount"))
    quantity, unit = _quantity(known.get("quantity", ""), known.get("unit", ""))
    if price is None and amount is None:
        raise Unclear("price")
    if price is None or quantity is None:
        whole = amount if amount is not None else price
        if price is not None and amount is None:
            raise Unclear("count", unit)
        return Item(0, "", whole or 0, unit=LUMP)
    return Item(0, "", price, quantity, unit=unit, amount=amount)


def _guessed(cells: list[str]) -> dict[str, str]:
    """Columns without a heading: a name, perhaps its unit, then price, number and total, or the total alone."""
    if len(cells) > 1 and re.fullmatch(r"\d{1,2}\.?", cells[0]):
        cells = cells[1:]
    places = [at for at, cell in enumerate(cells) if _figure(cell)]
    if not places or places[0] == 0:
        raise Unclear("price" if not places else "unknown")
    words, figures, rest = cells[: places[0]], [cells[at] for at in places], cells[places[-1] + 1 :]
    known = {"category": words[0], "note": "，".join(filter(None, rest))}
    known |= {"unit": words[-1]} if len(words) > 1 and len(words[-1]) < 4 else {}
    known |= {"name": words[1]} if len(words) > 2 or (len(words) == 2 and "unit" not in known) else {}
    return known | _columns(figures)


def _columns(figures: list[str]) -> dict[str, str]:
    if len(figures) == 1:
        return {"amount": figures[0]}
    counted = [one for one in figures if _COUNT.fullmatch(clean(one)) and not _NUMBER.fullmatch(clean(one))]
    if len(figures) == 2 and len(counted) == 1:
        price = next(one for one in figures if one not in counted)
        return {"price": price, "quantity": counted[0]}
    if len(figures) == 3:
        one, other, total = (_amount(cell) for cell in figures)
        if one * other == total or counted == [figures[1]]:
            return dict(zip(("price", "quantity", "amount"), figures, strict=True))
    raise Unclear("unit", figures[-1])


def _figure(cell: str) -> bool:
    text = clean(cell)
    return bool(_NUMBER.fullmatch(text) or _COUNT.fullmatch(text))


def _amount(cell: str) -> Fraction:
    found = _NUMBER.fullmatch(clean(cell)) or _COUNT.fullmatch(clean(cell))
    return Fraction(found[1].replace(",", "")) if found else Fraction(0)


def _money(cell: str) -> int | None:
    """Whole dollars of a cell; None for an empty one. Raises Unclear."""
    if not cell.strip() or cell.strip() in ("-", "－"):
        return None
    if not _NUMBER.fullmatch(clean(cell)):
        raise Unclear("unknown", cell)
    amount = _amount(cell)
    if amount == 0:
        raise Unclear("zero")
    if amount > MOST:
        raise Unclear("huge")
    if amount.denominator > 1:
        raise Unclear("cents")
    return int(amount)


def _quantity(cell: str, unit: str) -> tuple[int | Fraction | None, str]:
    if not cell.strip():
        return None, unit
    if not _figure(cell):
        raise Unclear("unknown", cell)
    counted, number = _COUNT.fullmatch(clean(cell)), _amount(cell)
    if number == 0:
        raise Unclear("zero")
    if number > MOST:
        raise Unclear("huge")
    told = unit or (counted[2] if counted else "")
    if number.denominator > 1 and told in ("人", "位", "名", "人次", "份", "本", "冊", "個"):
        raise Unclear("people", f"{cell} {told}".strip())
    return (int(number) if number.denominator == 1 else number), told
