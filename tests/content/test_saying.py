"""Answers in words: the case that fits, facts in their places, contradictions told along."""

from pathlib import Path
from typing import Any

import pytest

from content.library import load
from content.model import Case, Entry, Plan
from content.saying import Asked, Number, Said, amount_of, fact_of, say, sources_of


@pytest.fixture
def plan(small: Path) -> Plan:
    """The guide's invented plan."""
    return load(small).plans["qingshan-120"]


def said(plan: Plan, key: str, **asked: Any) -> Said:
    """What the plan says to a question; it must say something."""
    answer = say(plan, plan.answers[key], Asked(**asked))
    assert answer is not None
    return answer


def test_a_placeholder_becomes_the_value_of_its_fact(plan: Plan) -> None:
    assert said(plan, "trail.min").text.startswith("步道踏查每學年至少 2 次")


def test_the_sections_are_those_of_the_facts_each_once(plan: Plan) -> None:
    assert said(plan, "meetings.min").sections == ("三.五", "三.六")
    assert said(plan, "grant.amount").sections == ("三.一", "三.二")


def test_a_case_holds_for_its_tier_only(plan: Plan) -> None:
    assert "6,000 元" in said(plan, "grant.amount", tier="explore").text
    assert "12,000 元" not in said(plan, "grant.amount", tier="explore").text
    assert "12,000 元" in said(plan, "grant.amount", tier="deepen").text


def test_without_a_tier_the_general_case_is_told(plan: Plan) -> None:
    text = said(plan, "grant.amount").text
    assert "6,000 元" in text
    assert "12,000 元" in text


def test_a_case_holds_where_one_of_its_words_is_said(plan: Plan) -> None:
    assert said(plan, "money.instalments", text="上學期的錢什麼時候下來").text == "第一期 120年11月撥款。"
    assert said(plan, "money.instalments", text="第二期呢").text.startswith("第二期 121年4月撥款")
    assert said(plan, "money.instalments", text="分幾期").text.startswith("分期撥款")


@pytest.mark.parametrize(("classes", "groups"), [(1, "1 群"), (12, "1 群"), (13, "3 群"), (60, "3 群")])
def test_a_number_is_compared_with_a_fact(plan: Plan, classes: int, groups: str) -> None:
    text = said(plan, "quota.school", numbers=(Number(classes, "班"),)).text
    assert text.startswith(f"{classes} 班最多申請 {groups}")


@pytest.mark.parametrize(("people", "verdict"), [(4, "not_allowed"), (5, "allowed"), (1200, "allowed")])
def test_a_case_brings_its_own_verdict(plan: Plan, people: int, verdict: str) -> None:
    answer = said(plan, "members.min", numbers=(Number(people, "人"),))
    assert answer.verdict == verdict
    assert f"{people:,} 人" in answer.text


def test_a_number_of_something_else_decides_nothing(plan: Plan) -> None:
    assert said(plan, "quota.school", numbers=(Number(15, "人"),)) == said(plan, "quota.school")


def test_the_number_that_fits_is_told_where_several_are_said(plan: Plan) -> None:
    answer = said(plan, "members.min", numbers=(Number(2, "群"), Number(4, "人")))
    assert "4 人還不夠" in answer.text


def test_where_no_case_fits_nothing_is_said(plan: Plan) -> None:
    entry = Entry("grant.amount", (Case("只有深耕：{grant.amount.deepen}", tiers=("deepen",)),))
    assert say(plan, entry, Asked(tier="explore")) is None
    assert say(plan, entry, Asked()) is None


def test_all_conditions_of_a_case_must_hold(plan: Plan) -> None:
    entry = Entry("grant.amount", (Case("{grant.amount.deepen}", tiers=("deepen",), words=("上限",)),))
    assert say(plan, entry, Asked("上限", "explore")) is None
    assert say(plan, entry, Asked("多少", "deepen")) is None
    assert say(plan, entry, Asked("上限", "deepen")) is not None


def test_the_first_case_that_fits_is_told(plan: Plan) -> None:
    entry = Entry("grant.amount", (Case("先", words=("多少",)), Case("後", words=("多少",)), Case("其他")))
    answer = say(plan, entry, Asked("多少"))
    assert answer is not None
    assert answer.text == "先"


def test_a_disagreement_of_two_sources_is_shown_with_both_and_the_one_to_go_by(plan: Plan) -> None:
    answer = said(plan, "apply.due")
    first, *_, last = answer.text.splitlines()
    assert first.startswith("120年9月12日（五）")
    assert "四.二：120年9月12日（五）" in last
    assert "附表一：120年9月15日（一）" in last
    assert "先以 120年9月12日（五）準備" in last
    assert last.endswith("早的那天送出最保險。")
    assert [conflict.id for conflict in answer.conflicts] == ["apply.due"]


def test_a_disagreement_brings_the_sections_of_both_sources(plan: Plan) -> None:
    assert {"四.二", "附表一"} <= set(said(plan, "apply.due").sections)


def test_a_note_is_added_to_the_answers_that_it_touches(plan: Plan) -> None:
    for key in ("trail.min", "meetings.min"):
        assert said(plan, key).text.endswith("先照 2 次準備，送件前問。")
    assert said(plan, "members.min").conflicts == ()


def test_the_stricter_of_two_sources_is_the_fact(plan: Plan) -> None:
    assert str(fact_of(plan, "apply.due").value) == "120年9月12日（五）"
    assert [fact.variant for fact in sources_of(plan, "apply.due")] == ["body", "form"]


def test_only_numbers_can_be_compared(plan: Plan) -> None:
    assert amount_of(fact_of(plan, "grant.amount.explore")) == 6000
    assert amount_of(fact_of(plan, "members.min")) == 5
    assert amount_of(fact_of(plan, "expense.misc.rate")) == 4
    with pytest.raises(TypeError, match=r"apply\.where"):
        amount_of(fact_of(plan, "apply.where"))
