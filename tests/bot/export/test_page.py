"""The page: what stands where, and that nothing that was typed becomes part of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.export import page
from content.library import Library
from handlers.records import Deadline
from tests.bot.export.sample import (
    APPLIED,
    CALLED_OFF,
    COMMUNITY,
    DATES,
    LATE,
    MEETING,
    PLAN,
    REPORT,
    SECRET,
    TODAY,
    on,
)

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}</style>'


class Outline(HTMLParser):
    """The elements of a page, and the text that is shown, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] != "style" and data.strip():
            self.text.append(data.strip())

    def links(self) -> list[str | None]:
        return [attrs.get("href") for tag, attrs in self.elements if tag == "a"]


def drawn(deadlines: Sequence[Deadline], today: date = TODAY, **community: Any) -> Outline:
    whose = replace(COMMUNITY, **community)
    links = page.links("https://bot.example", SECRET, page.months(whose, deadlines, today))
    return Outline(page.draw(whose, deadlines, PLAN, "初階社群", today, links))


def order(outline: Outline, *texts: str) -> list[int]:
    return [outline.text.index(text) for text in texts]


def test_the_most_urgent_comes_first() -> None:
    outline = drawn(DATES)
    parts = (
        "過期還沒完成",
        LATE.title,
        "一週內",
        MEETING.title,
        "115年6月",
        REPORT.title,
        "115年7月",
        "問卷",
        "已完成 1 件",
    )
    places = order(outline, *parts, APPLIED.title)
    assert places == sorted(places)


def test_what_was_called_off_is_not_shown() -> None:
    assert CALLED_OFF.title not in drawn(DATES).text


@pytest.mark.parametrize(
    ("days", "heading", "left"),
    [
        (-61, "過期還沒完成", "已過"),
        (-1, "過期還沒完成", "已過 1 天"),
        (0, "一週內", "今天"),
        (1, "一週內", "明天"),
        (7, "一週內", "剩 7 天"),
        (8, "115年6月", "剩 8 天"),
        (205, "115年12月", "剩 205 天"),
        (207, "116年1月", "剩 207 天"),
    ],
)
def test_a_date_stands_under_how_soon_it_is(days: int, heading: str, left: str) -> None:
    text = drawn([on(TODAY + timedelta(days=days), "期限")]).text
    assert heading in text
    assert left in text


def test_both_calendars_are_told_with_the_day_of_the_week() -> None:
    outline = drawn([on(date(2028, 2, 29), "期限", at=time(16))])
    assert "117年2月29日（二） 16:00" in outline.text
    assert ("time", {"datetime": "2028-02-29T16:00"}) in outline.elements


def test_an_estimate_is_marked_by_shape_and_by_word_until_it_is_done() -> None:
    assert "推估" in drawn([REPORT]).text
    assert ("li", {"class": "unsure"}) in drawn([REPORT]).elements
    assert "推估" not in drawn([replace(REPORT, state="done")]).text


def test_a_month_is_a_picture_where_it_holds_something_and_this_one_always() -> None:
    found = page.months(COMMUNITY, [on(date(2025, 12, 31), "期限"), CALLED_OFF], date(2026, 2, 3))
    assert found == [date(2025, 12, 1), date(2026, 2, 1)]
    assert page.months(replace(COMMUNITY, open=False), [APPLIED], TODAY + timedelta(days=400)) == [date(2026, 6, 1)]


def test_it_leads_to_the_feed_and_to_the_pictures() -> None:
    links = drawn([REPORT]).links()
    feed = f"bot.example/c/{SECRET}.ics"
    assert links == [f"webcal://{feed}", f"{SECRET}.ics", f"{SECRET}/2026-06.png"]


def test_it_says_whose_calendar_it_is() -> None:
    text = drawn(DATES).text
    assert "北昌共備社群" in text
    assert "桃園103・初階社群・114學年度・北昌國小" in text


def test_an_empty_calendar_says_that_it_is() -> None:
    assert "目前沒有還沒完成的期限。" in drawn([]).text
    assert "目前沒有還沒完成的期限。" in drawn([APPLIED]).text


def test_what_was_typed_stays_text() -> None:
    calm = drawn([replace(MEETING, title="聚會")])
    evil = drawn([replace(MEETING, title=EVIL, note=EVIL, who=EVIL)], name=EVIL, school=EVIL)
    assert [tag for tag, _ in evil.elements if tag != "p"] == [tag for tag, _ in calm.elements if tag != "p"]
    assert any(EVIL in text for text in evil.text)
    assert not any(name.startswith("on") for _, attrs in evil.elements for name in attrs)


@given(typed=st.text(min_size=1, max_size=60), state=st.sampled_from(["open", "done"]))
def test_whatever_is_typed_the_page_keeps_its_shape(typed: str, state: str) -> None:
    calm = drawn([replace(LATE, who="", state=state)])
    other = drawn([replace(LATE, title=typed, section=typed, who="", state=state)], name=typed)
    assert [tag for tag, _ in other.elements] == [tag for tag, _ in calm.elements]


def test_a_tier_is_called_as_in_its_plan(library: Library) -> None:
    assert page.tier_name(library, COMMUNITY) == library.plans["taoyuan-103"].tiers["beginner"].name
    assert page.tier_name(library, replace(COMMUNITY, tier="gone")) == ""
    assert page.tier_name(library, replace(COMMUNITY, plan="gone")) == ""
