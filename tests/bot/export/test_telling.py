"""What is told beside a date: where it comes from, and what the plan says where the day is somebody's own."""

from dataclasses import replace
from datetime import date

import pytest

from bot.export import telling
from content.library import Library
from handlers.records import Community, Deadline

OURS = Community("c", "北昌共備社群", "taoyuan-103", "advanced", 103)


def told(library: Library, deadline: Deadline, community: Community = OURS) -> list[str]:
    return list(telling.details(deadline, telling.origin(library, community)))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("report.final", "計畫寫 104年6月30日（二）"),
        ("report.online.first", "計畫只寫 103年12月"),
        ("duty.training", "計畫待公告"),
        ("settle.first.after", "計畫從「第一期最後一次活動」起算"),
    ],
)
def test_a_day_of_ones_own_comes_with_what_the_plan_says(library: Library, key: str, said: str) -> None:
    mine = Deadline("d", "c", "上傳", date(2015, 6, 15), key=key)
    assert said in told(library, mine)
    assert "出處：自訂" in told(library, mine)


def test_what_the_plan_says_is_estimated_in_another_year(library: Library) -> None:
    mine = Deadline("d", "c", "上傳", date(2027, 6, 15), key="report.final")
    assert "依計畫推估 116年6月30日（三）" in told(library, mine, replace(OURS, year=115))


def test_a_day_of_the_plan_stands_with_its_section_alone(library: Library) -> None:
    adopted = Deadline("d", "c", "上傳", date(2015, 6, 30), key="report.final", section="陸.三", figure="2015-06-30")
    assert told(library, adopted) == ["出處：桃園103 陸.三"]


def test_of_an_adopted_month_it_is_told_that_the_plan_says_no_day(library: Library) -> None:
    filing = Deadline(
        "d", "c", "填報", date(2014, 12, 31), key="report.online.first", section="陸.一", figure="2014-12"
    )
    assert "計畫只寫 103年12月" in told(library, filing)


def test_of_a_date_that_the_plan_never_knew_nothing_is_told_of_it(library: Library) -> None:
    assert told(library, Deadline("d", "c", "上傳", date(2015, 6, 15), key="gone")) == ["出處：自訂"]
    assert told(library, Deadline("d", "c", "聚餐", date(2015, 6, 15))) == ["出處：自訂"]


def test_of_a_plan_that_is_gone_nothing_is_told(library: Library) -> None:
    mine = Deadline("d", "c", "上傳", date(2015, 6, 15), key="report.final")
    assert told(library, mine, replace(OURS, plan="nowhere")) == ["出處：自訂"]
