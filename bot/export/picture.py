"""A month of a community's calendar as a picture that is legible on a phone, and without seeing colours."""

import calendar
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain

from PIL import Image, ImageColor
from PIL.ImageDraw import Draw, ImageDraw

from bot.export import telling
from bot.export.lettering import Type, lines, plain, width, write
from content.calendar import office
from content.values import WEEKDAYS
from handlers.records import Community, Deadline

Colour = tuple[int, ...]

WIDTH, MARGIN = 1080, 30  # pixels
CELL = (WIDTH - 2 * MARGIN) / 7
HEAD, WEEKDAYS_HEIGHT, DAY_HEIGHT, EMPTY = 158, 56, 50, 92
INDENT = 192  # of titles in the list, pixels
IN_CELL, LISTED = 3, 14  # dates that a day shows, and the list below
FREE, WORKED = "休", "班"
MARKS = {"open": "●", "done": "○", "unsure": "△"}
LEGEND = "● 未完成　○ 已完成　△ 推估，待公告　休 放假　班 補行上班"
TODAY, NOTHING, MORE_HERE, MORE = "今天", "這個月沒有期限", "＋{}", "還有 {} 件，請看網頁"

PAPER, CARD, INK, SOFT, LINE = "#f4f0e9", "#ffffff", "#2b2723", "#655d53", "#d6cdbe"
ACCENT, RED, FADED = "#22625a", "#a53424", "#f4ece6"
INKS = (INK, SOFT, LINE, ACCENT, RED)
SHADES = 12  # from a ground to an ink

_MONTH, _YEAR, _NAME = Type(60, INK, bold=True), Type(34, SOFT), Type(34, ACCENT, bold=True)
_WEEKDAY, _NUMBER, _CLOSED = Type(28, SOFT), Type(32, INK, bold=True), Type(23, RED)
_OPEN, _DONE, _FEW = Type(26, INK, bold=True), Type(26, SOFT), Type(24, SOFT)
_DAY, _ITEM, _DONE_ITEM, _LEGEND = Type(34, ACCENT, bold=True), Type(34, INK), Type(34, SOFT), Type(27, SOFT)


def month(community: Community, deadlines: Iterable[Deadline], year: int, month: int, today: date) -> bytes:
    """A PNG, 1080 pixels wide and as high as it must be; Sunday first. Raises NoFontError."""
    shown = [one for one in deadlines if (one.day.year, one.day.month) == (year, month) and one.state != "cancelled"]
    rows = [
        _Row(days, shown, month, today) for days in calendar.Calendar(calendar.SUNDAY).monthdatescalendar(year, month)
    ]
    grid = HEAD + WEEKDAYS_HEIGHT + sum(row.height for row in rows)
    below = _listed(shown)
    image = Image.new("RGB", (WIDTH, round(grid + 36 + sum(item.height for item in below) + 80)), PAPER)
    draw = Draw(image)
    _head(draw, community, year, month)
    top = float(HEAD + WEEKDAYS_HEIGHT)
    for row in rows:
        row.draw(draw, top)
        top += row.height
    top += 36
    for item in below:
        item.draw(draw, top)
        top += item.height
    write(draw, (MARGIN, top + 20), LEGEND, _LEGEND)
    return _png(image)


def mark(deadline: Deadline) -> str:
    """The sign before a date's title."""
    return MARKS["done" if deadline.state == "done" else "open" if deadline.sure else "unsure"]


def _title(deadline: Deadline) -> str:
    return plain(telling.one_line(deadline.title))


def _head(draw: ImageDraw, community: Community, year: int, month: int) -> None:
    title = f"民國{year - 1911}年{month}月"
    write(draw, (MARGIN, 30), title, _MONTH)
    write(draw, (MARGIN + width(title, _MONTH) + 24, 30 + _MONTH.leading - 12), f"{year}-{month:02}", _YEAR, "ls")
    (name,) = lines(plain(telling.one_line(community.name)), _NAME, WIDTH - 2 * MARGIN, 1)
    write(draw, (MARGIN, 104), name, _NAME)
    for column, weekday in enumerate(WEEKDAYS[-1] + WEEKDAYS[:-1]):
        how = Type(_WEEKDAY.size, RED if column in (0, 6) else SOFT)
        write(draw, (MARGIN + (column + 0.5) * CELL, HEAD + WEEKDAYS_HEIGHT / 2), weekday, how, "mm")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A date in its cell: lines of text, the first with its mark."""

    lines: Sequence[str]
    how: Type

    @property
    def height(self) -> float:
        return len(self.lines) * self.how.leading + 6


class _Row:
    """A week."""

    def __init__(self, days: Sequence[date], shown: Sequence[Deadline], month: int, today: date) -> None:
        self._days = [day if day.month == month else None for day in days]
        self._today = today
        self._cells = [_cell(day, shown) if day else [] for day in self._days]
        tallest = max(sum(entry.height for entry in cell) for cell in self._cells)
        self.height = DAY_HEIGHT + max(tallest + 6, EMPTY)

    def draw(self, draw: ImageDraw, top: float) -> None:
        for column, (day, entries) in enumerate(zip(self._days, self._cells, strict=True)):
            if day:
                self._cell(draw, (MARGIN + column * CELL, top), day, entries)

    def _cell(self, draw: ImageDraw, corner: tuple[float, float], day: date, entries: Sequence[_Entry]) -> None:
        left, top = corner
        closed = office(day).closed
        here = day == self._today
        box = (left + 2, top + 2, left + CELL - 2, top + self.height - 2)
        fill = FADED if closed else CARD
        draw.rounded_rectangle(box, 10, fill, ACCENT if here else LINE, 5 if here else 1)
        write(draw, (left + 14, top + 9), str(day.day), _NUMBER)
        if here:
            write(draw, (left + CELL - 12, top + 15), TODAY, Type(_CLOSED.size, ACCENT, bold=True), "ra")
        elif note := _note(day, closed):
            write(draw, (left + CELL - 12, top + 15), note, _CLOSED, "ra")
        top += DAY_HEIGHT
        for entry in entries:
            for line in entry.lines:
                write(draw, (left + 10, top), line, entry.how)
                top += entry.how.leading
            top += 6


def _note(day: date, closed: str) -> str:
    """休 on a holiday, 班 on a Saturday that is worked; that a weekend is free need not be said."""
    if not closed:
        return WORKED if day.weekday() >= calendar.SATURDAY else ""
    return FREE if _named(closed) else ""


def _named(closed: str) -> bool:
    """Whether offices are closed for more than that it is a weekend."""
    return not closed.startswith("星期")


def _cell(day: date, shown: Sequence[Deadline]) -> list[_Entry]:
    """What a day is called, then its dates."""
    closed = office(day).closed
    name = [_Entry(lines(closed, _CLOSED, CELL - 20, 2), _CLOSED)] if closed and _named(closed) else []
    return name + _entries([one for one in shown if one.day == day])


def _entries(dates: Sequence[Deadline]) -> list[_Entry]:
    """So many that one is not replaced by 「＋1」."""
    fit = IN_CELL if len(dates) > IN_CELL + 1 else len(dates)
    entries = [_entry(one, 2 if len(dates) > 1 else 3) for one in dates[:fit]]
    return [*entries, _Entry([MORE_HERE.format(len(dates) - fit)], _FEW)] if fit < len(dates) else entries


def _entry(deadline: Deadline, most: int) -> _Entry:
    how = _DONE if deadline.state == "done" else _OPEN
    return _Entry(lines(mark(deadline) + _title(deadline), how, CELL - 20, most), how)


@dataclass(frozen=True, slots=True)
class _Item:
    """A line of the list: the day, then the title in as many lines as two."""

    day: str
    lines: Sequence[str]
    how: Type
    indent: int = INDENT

    @property
    def height(self) -> float:
        return len(self.lines) * self.how.leading + 10

    def draw(self, draw: ImageDraw, top: float) -> None:
        write(draw, (MARGIN, top), self.day, _DAY)
        for number, line in enumerate(self.lines):
            write(draw, (MARGIN + self.indent, top + number * self.how.leading), line, self.how)


def _listed(shown: Sequence[Deadline]) -> list[_Item]:
    """The month's dates with their whole titles."""
    if not shown:
        return [_Item("", [NOTHING], _DONE_ITEM, indent=0)]
    days = [None, *(one.day for one in shown)]
    items = [_item(one, again=one.day == before) for one, before in zip(shown[:LISTED], days, strict=False)]
    left = len(shown) - len(items)
    return [*items, _Item("", [MORE.format(left)], _DONE_ITEM)] if left else items


def _item(deadline: Deadline, *, again: bool) -> _Item:
    how = _DONE_ITEM if deadline.state == "done" else _ITEM
    at = f"{deadline.at:%H:%M} " if deadline.at else ""
    unsure = "" if deadline.sure or deadline.state == "done" else f"（{telling.UNSURE}）"
    text = f"{mark(deadline)} {at}{_title(deadline)}{unsure}"
    day = "" if again else f"{deadline.day.day}日（{WEEKDAYS[deadline.day.weekday()]}）"
    return _Item(day, lines(text, how, WIDTH - 2 * MARGIN - INDENT, 2), how)


def _png(image: Image.Image) -> bytes:
    """With few colours: a third of the bytes, and sooner packed."""
    file = io.BytesIO()
    image.quantize(palette=_palette(), dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


@cache
def _palette() -> Image.Image:
    """All colours of the pictures: letters and frames, what they stand on, and the shades between, on their edges."""
    grounds, inks = ([ImageColor.getrgb(colour) for colour in given] for given in ((PAPER, CARD, FADED), INKS))
    pairs = [(ground, ink) for ground in grounds for ink in inks]
    shades = [_between(*pair, share) for pair in pairs for share in range(SHADES + 1)]
    palette = Image.new("P", (1, 1))
    palette.putpalette(list(chain.from_iterable(dict.fromkeys(shades))))
    return palette


def _between(ground: Colour, ink: Colour, share: int) -> Colour:
    """So many of the shades' steps from a ground to an ink."""
    return tuple(round(one + (other - one) * share / SHADES) for one, other in zip(ground, ink, strict=True))
