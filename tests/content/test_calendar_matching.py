"""Which of a community's dates is meant, and whether somebody's own date is the plan's."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.calendar import match, merging, proposals, resembling, same
from content.library import Library, load

LIBRARY = load()
PLAN = LIBRARY.plans["taoyuan-103"]
ADOPTED = {one.key: one.title for one in proposals(PLAN, "advanced", 103) if one.until}
OWN = {"1": "上傳社群申請檔案", "2": "寄複審紙本", "3": "買共讀的書", "4": "家長座談", "5": "第三次聚會"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("成果報告", ["report.final"]),
        ("成果報告提早到 6/15", ["report.final"]),
        ("複審紙本", ["review.second"]),
        ("第二份", ["report.record.second"]),
        ("紀錄表第 2 份弄好了", ["report.record.second"]),
        ("第一期核銷", ["settle.first"]),
        ("上學期報帳", ["settle.first"]),
        ("下學期網路填報交了", ["report.online.second"]),
        ("實行紀錄", ["report.record.first", "report.record.second"]),
        ("說明會", ["apply.briefing"]),
    ],
)
def test_a_few_words_mean_a_date_of_the_plan(text: str, meant: list[str]) -> None:
    assert match(text, ADOPTED, LIBRARY.lexicon) == meant


def test_words_that_several_dates_share_mean_all_of_them_in_their_order() -> None:
    found = match("上傳那個交完了", ADOPTED, LIBRARY.lexicon)
    assert set(found) == {
        "apply.upload",
        "review.revise",
        "report.record.first",
        "report.record.second",
        "report.final",
    }
    assert found == [key for key in ADOPTED if key in found]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("上傳那個交完了", ["1"]),
        ("複審那個", ["2"]),
        ("寄出去了", ["2"]),
        ("書買好了", ["3"]),
        ("家長會那場", ["4"]),
        ("第三次", ["5"]),
    ],
)
def test_dates_of_ones_own_are_found_by_their_words(text: str, meant: list[str]) -> None:
    assert match(text, OWN, LIBRARY.lexicon) == meant


@pytest.mark.parametrize("text", ["便當", "那個", "交完了", "6/20", "第九份", "第二次聚會", "", "🙂"])
def test_nothing_is_meant_where_nothing_is_shared(text: str) -> None:
    assert match(text, OWN, LIBRARY.lexicon) == []


def test_nothing_is_meant_where_there_is_nothing() -> None:
    assert match("成果報告", {}, LIBRARY.lexicon) == []


def test_a_share_of_a_form_is_no_share_of_a_term() -> None:
    domain = {one.key: one.title for one in proposals(PLAN, "domain", 103)}
    assert match("第二份", domain, LIBRARY.lexicon) == []
    assert match("第二期", domain, LIBRARY.lexicon)[0] == "settle.second"


@pytest.mark.parametrize(
    ("text", "day", "key"),
    [
        ("上傳社群申請檔案", date(2014, 5, 30), "apply.upload"),
        ("上傳", date(2014, 5, 30), "apply.upload"),
        ("寄複審紙本", date(2014, 6, 20), "review.second"),
        ("成果報告", date(2015, 6, 15), "report.final"),
        ("完成第二份", date(2015, 6, 25), "report.record.second"),
        ("核銷", date(2015, 6, 18), "settle.second"),
        ("第一期核銷", date(2014, 12, 12), "settle.first"),
        ("網路填報", date(2014, 12, 20), "report.online.first"),
        ("網路填報", date(2015, 1, 10), "report.online.first"),
        ("績優社群成果分享", date(2015, 6, 1), "reward.share"),
    ],
)
def test_ones_own_words_for_the_plans_deadline_are_merged_with_it(text: str, day: date, key: str) -> None:
    every = proposals(PLAN, "advanced", 103)
    found = merging(text, day, every, LIBRARY.lexicon)
    assert found
    assert found.key == key
    assert same(text, day, found, every, LIBRARY.lexicon)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("傳照片", date(2015, 6, 25)),
        ("成果報告初稿", date(2015, 6, 15)),
        ("討論成果報告", date(2015, 6, 15)),
        ("成果報告", date(2015, 5, 15)),  # 46 days before
        ("成果報告", date(2027, 6, 30)),
        ("第三期核銷", date(2015, 6, 18)),
        ("交件", date(2015, 6, 30)),
        ("", date(2015, 6, 30)),
    ],
)
def test_what_is_something_else_or_far_away_stays_ones_own(text: str, day: date) -> None:
    found = proposals(PLAN, "advanced", 103)
    assert merging(text, day, found, LIBRARY.lexicon) is None
    assert not any(same(text, day, one, found, LIBRARY.lexicon) for one in found)


@pytest.mark.parametrize(
    ("text", "day", "keys"),
    [
        ("上傳", date(2015, 5, 30), ["report.record.second", "report.final"]),
        ("核銷", date(2015, 5, 20), ["settle.second"]),
        ("研習", date(2014, 12, 5), ["duty.training"]),
        ("期末成果發表", date(2015, 5, 25), ["reward.share"]),
        ("分享會", date(2015, 6, 1), ["reward.share"]),
    ],
)
def test_what_a_word_tells_is_only_perhaps_the_plans(text: str, day: date, keys: list[str]) -> None:
    found = proposals(PLAN, "advanced", 103)
    assert merging(text, day, found, LIBRARY.lexicon) is None
    assert [one.key for one in resembling(text, day, found, LIBRARY.lexicon)] == keys


@pytest.mark.parametrize("text", ["交表", "交紀錄", "交件"])
def test_less_than_a_word_is_like_nothing(text: str) -> None:
    found = proposals(PLAN, "advanced", 103)
    assert resembling(text, date(2014, 12, 10), found, LIBRARY.lexicon) == []


@pytest.mark.parametrize(("away", "merged"), [(45, True), (46, False)])
def test_six_weeks_and_a_half_are_as_far_as_a_date_is_the_same(away: int, merged: bool) -> None:
    final = next(one for one in proposals(PLAN, "advanced", 103) if one.key == "report.final")
    assert final.day
    earlier = date.fromordinal(final.day.toordinal() - away)
    assert same("成果報告", earlier, final, [final], LIBRARY.lexicon) is merged


def test_a_deadline_without_a_date_takes_no_date_of_ones_own(library: Library) -> None:
    found = proposals(library.plans["keelung-113"], "refine", 113)
    assert merging("交修改版", date(2024, 5, 20), found, library.lexicon) is None
    assert match("修改版", {one.key: one.title for one in found}, library.lexicon) == ["review.revise"]


def test_every_title_of_a_plan_means_itself() -> None:
    for plan in LIBRARY.plans.values():
        for tier in plan.tiers or [""]:
            titles = {one.key: one.title for one in proposals(plan, tier, plan.year)}
            assert all(key in match(title, titles, LIBRARY.lexicon) for key, title in titles.items())


@given(st.text(max_size=40), st.dates())
def test_any_text_and_day_can_be_compared(text: str, day: date) -> None:
    found = proposals(PLAN, "model", 103)
    assert set(match(text, ADOPTED, LIBRARY.lexicon)) <= ADOPTED.keys()
    merged = merging(text, day, found, LIBRARY.lexicon)
    assert merged is None or same(text, day, merged, found, LIBRARY.lexicon)
