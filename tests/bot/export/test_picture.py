"""The picture of a month, by what can be measured of it."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PIL import Image, ImageChops

from bot.export import picture
from bot.export.lettering import Type, lines, plain, width
from handlers.records import Deadline
from tests.bot.export.sample import CALLED_OFF, COMMUNITY, DATES, LATE, MEETING, REPORT, TODAY, on

pytestmark = pytest.mark.usefixtures("font")

Box = tuple[int, int, int, int]
AFTER = date(2027, 1, 1)  # as today: none of June 2026 is marked as it
LETTERS = Type(26, "#000000")


def drawn(dates: Sequence[Deadline], year: int = 2026, month: int = 6, today: date = AFTER) -> Image.Image:
    return Image.open(io.BytesIO(picture.month(COMMUNITY, dates, year, month, today))).convert("RGB")


def cell(day: date, height: int = 0) -> Box:
    """Where a day of June 2026 stands, whose weeks have the least height until the first with a date."""
    column, row = (day.weekday() + 1) % 7, (day.day + date(2026, 6, 1).weekday()) // 7
    least = picture.DAY_HEIGHT + picture.EMPTY
    left, top = picture.MARGIN + column * picture.CELL, picture.HEAD + picture.WEEKDAYS_HEIGHT + row * least
    return round(left), round(top), round(left + picture.CELL), round(top + (height or least))


def changed(one: Image.Image, other: Image.Image) -> Box | None:
    """Where two pictures differ, as far down as both go."""
    height = min(one.height, other.height)
    first, second = (image.crop((0, 0, picture.WIDTH, height)) for image in (one, other))
    return ImageChops.difference(first, second).point(lambda value: 255 if value > 40 else 0).getbbox()


def above(image: Image.Image) -> Image.Image:
    """The weeks without the list below."""
    return image.crop((0, 0, picture.WIDTH, cell(date(2026, 6, 28))[3]))


def inside(found: Box | None, box: Box) -> bool:
    return found is not None and box[0] <= found[0] and box[1] <= found[1] and found[2] <= box[2] and found[3] <= box[3]


def test_it_is_as_wide_as_a_phone_shows_well_and_not_blank() -> None:
    image = drawn(DATES)
    assert image.width == 1080
    assert 800 < image.height < 2400
    assert len(image.getcolors(1 << 16) or []) > 8


@pytest.mark.parametrize("day", [1, 6, 7, 17, 30])
def test_a_title_is_written_in_the_cell_of_its_day(day: int) -> None:
    where = date(2026, 6, day)
    found = changed(above(drawn([])), above(drawn([on(where, "期限")])))
    assert inside(found, cell(where))


def test_the_week_begins_on_sunday() -> None:
    assert cell(date(2026, 6, 7))[0] == picture.MARGIN
    found = changed(above(drawn([])), above(drawn([on(date(2026, 6, 7), "期限")])))
    assert found is not None
    assert found[2] < picture.MARGIN + picture.CELL


def test_today_is_framed() -> None:
    found = changed(drawn([]), drawn([], today=TODAY))
    assert inside(found, cell(TODAY))


@pytest.mark.parametrize("other", [replace(LATE, state="done"), replace(LATE, sure=False)])
def test_states_differ_by_shape_and_not_by_colour_alone(other: Deadline) -> None:
    assert picture.mark(other) != picture.mark(LATE)
    grey = [drawn([one]).convert("L").point(lambda value: 0 if value < 140 else 255) for one in (LATE, other)]
    assert ImageChops.difference(*(one.crop(cell(LATE.day)) for one in grey)).getbbox()


def test_marks_are_those_of_the_legend() -> None:
    assert {picture.mark(replace(LATE, state=state)) for state in ("open", "done")} == {"●", "○"}
    assert picture.mark(REPORT) == "△"
    assert all(sign in picture.LEGEND for sign in ("●", "○", "△", picture.FREE, picture.WORKED))


def test_a_holiday_says_its_name_and_a_saturday_that_is_worked_says_that() -> None:
    assert picture._note(date(2026, 6, 19), "端午節") == picture.FREE
    assert picture._note(date(2026, 6, 20), "星期六") == ""
    assert picture._note(date(2026, 6, 18), "") == ""
    assert picture._note(date(2024, 2, 17), "") == picture.WORKED
    (name,) = picture._cell(date(2026, 6, 19), [])
    assert name.lines == ["端午節"]


def test_the_day_that_replaces_a_holiday_is_one() -> None:
    (name,) = picture._cell(date(2015, 6, 19), [])
    assert "補假" in "".join(name.lines)


def test_what_was_called_off_and_other_months_are_not_drawn() -> None:
    assert changed(drawn([]), drawn([CALLED_OFF, on(date(2026, 7, 1), "期限"), on(date(2025, 6, 1), "期限")])) is None


def test_a_full_day_says_how_many_more_there_are() -> None:
    dates = [on(MEETING.day, f"期限{number}") for number in range(6)]
    *first, last = picture._entries(dates)
    assert len(first) == 3
    assert last.lines == ["＋3"]
    assert len(picture._entries(dates[:4])) == 4


def test_the_list_says_how_many_more_there_are() -> None:
    dates = [on(date(2026, 6, 1 + number // 20), f"期限{number}") for number in range(500)]
    assert picture._listed(dates)[-1].lines == ["還有 486 件，請看網頁"]
    assert drawn(dates).height < 3000


def test_a_day_is_named_once_in_the_list() -> None:
    listed = picture._listed([on(LATE.day, "期限"), on(LATE.day, "另一個"), on(MEETING.day, "聚會")])
    assert [item.day for item in listed] == ["5日（五）", "", "10日（三）"]


@pytest.mark.parametrize("month", [(2026, 2), (2024, 2), (2025, 8), (2025, 12), (2000, 1), (2099, 12)])
def test_every_month_has_its_weeks(month: tuple[int, int]) -> None:
    image = drawn([], *month)
    assert image.width == picture.WIDTH
    last = date(month[0] + month[1] // 12, month[1] % 12 + 1, 1) - timedelta(days=1)
    weeks = 1 + (last.day - 1 + (last.replace(day=1).weekday() + 1) % 7) // 7
    least = picture.HEAD + picture.WEEKDAYS_HEIGHT + weeks * (picture.DAY_HEIGHT + picture.EMPTY)
    assert least < image.height < least + 400


def test_text_is_broken_where_there_is_no_more_room_and_what_is_left_out_is_shown() -> None:
    broken = lines("成果報告上傳（附件六）與照片", LETTERS, 100, 2)
    assert len(broken) == 2
    assert broken[-1].endswith("…")
    assert all(width(line, LETTERS) <= 100 for line in broken)
    assert lines("期限", LETTERS, 100, 2) == ["期限"]
    assert lines("", LETTERS, 100, 1) == [""]


def test_emoji_that_the_font_has_not_are_left_out() -> None:
    assert plain("聚會🎉👩‍🏫❤️") == "聚會❤"
    assert drawn([on(MEETING.day, "🎉")]).width == picture.WIDTH


def test_a_name_without_end_stays_in_the_picture() -> None:
    long = replace(COMMUNITY, name="北昌" * 200)
    image = Image.open(io.BytesIO(picture.month(long, [], 2026, 6, AFTER))).convert("RGB")
    strip = image.crop((picture.WIDTH - picture.MARGIN + 2, 0, picture.WIDTH, picture.HEAD))
    assert strip.getcolors() is not None
    assert len(strip.getcolors() or []) == 1
