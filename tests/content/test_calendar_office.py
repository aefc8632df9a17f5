"""Office days of Taiwan: weekends, holidays, substitute days, make-up Saturdays."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.calendar import office


@pytest.mark.parametrize(
    ("day", "closed", "before"),
    [
        (date(2014, 12, 19), "", date(2014, 12, 19)),
        (date(2015, 6, 19), "端午節（補假）", date(2015, 6, 18)),  # the first plan's second settlement
        (date(2025, 5, 30), "端午節（補假）", date(2025, 5, 29)),  # the end of May that Hualien leaves open
        (date(2025, 5, 31), "端午節", date(2025, 5, 29)),
        (date(2025, 6, 1), "星期日", date(2025, 5, 29)),
        (date(2014, 5, 31), "星期六", date(2014, 5, 30)),
        (date(2014, 12, 27), "", date(2014, 12, 27)),  # a make-up Saturday for 2 January
        (date(2015, 1, 2), "放假日（2014-12-27 補班）", date(2014, 12, 31)),
        (date(2025, 4, 4), "兒童節、民族掃墓節", date(2025, 4, 2)),
        (date(2024, 2, 29), "", date(2024, 2, 29)),
        (date(2025, 1, 1), "中華民國開國紀念日", date(2024, 12, 31)),
    ],
)
def test_a_day_is_open_or_has_a_name_and_an_office_day_before(day: date, closed: str, before: date) -> None:
    assert (office(day).closed, office(day).before) == (closed, before)


@given(st.dates(date(2005, 1, 1), date(2060, 12, 31)))
def test_the_last_office_day_is_open_and_not_later(day: date) -> None:
    found = office(day)
    assert found.before <= day
    assert (found.before == day) == (found.closed == "")
    assert office(found.before).closed == ""
    assert found.day == day
