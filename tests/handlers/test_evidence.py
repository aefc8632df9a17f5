"""What the conversations in tests/conversations/evidence.yaml do not show of 「給主計看」."""

from dataclasses import replace

import pytest

from bot.channels.channel import Outgoing
from bot.channels.fitting import units
from bot.channels.line import rendering as line
from bot.channels.telegram import rendering as telegram
from bot.store import codec
from content.budget import Finding, Item
from content.budget_model import Severity
from content.library import Library
from content.saying import conflict_line
from content.values import Count, Text
from handlers.dispatch import Dispatcher
from handlers.evidence_card import MOST, answer, disputed
from handlers.messages import Choice, Reply
from handlers.records import BudgetRow
from handlers.topic import KEPT, Person, Told
from tests.handlers.sitting import MORNING, Sitting

QUESTIONS = (
    "便當一個120可以嗎",
    "外聘講師兩節4000可以嗎",
    "可以報住宿費嗎",
    "雜支可以編多少",
    "碳粉匣一支2000可以買嗎",
)
BUTTON = "給主計看"


def button(sitting: Sitting) -> Choice:
    """The one under what was said last."""
    return next(one for one in sitting.choices if one.label == BUTTON)


def test_the_button_of_an_older_answer_tells_that_answer() -> None:
    sitting = Sitting()
    sitting.say(QUESTIONS[0])
    first = button(sitting)
    sitting.say(QUESTIONS[1])
    assert QUESTIONS[0] in sitting.tap(first)


def test_a_new_process_tells_the_same() -> None:
    sitting = Sitting()
    sitting.say(QUESTIONS[0])
    first, person = button(sitting), sitting.person
    told = sitting.tap(first)
    again = Sitting(person=codec.person(person.plan, person.tier, codec.talk(person), person.forms))
    assert again.tap(first) == told


def test_an_answer_long_gone_is_said_to_be() -> None:
    sitting = Sitting()
    sitting.say(QUESTIONS[0])
    first = button(sitting)
    for number in range(KEPT):
        sitting.say(f"講義費 {number + 1} 元可以嗎")
    assert "再問一次" in sitting.tap(first)


def test_the_button_of_an_older_version_of_a_budget_tells_that_version() -> None:
    sitting = Sitting().begin()
    sitting.say("便當 120元 20個")
    first = button(sitting)
    sitting.say("第1項改成 90 元")
    assert "120 × 20" in sitting.tap(first)
    sitting.say("看全部")
    assert "90 × 20" in sitting.tap(button(sitting))


def test_of_a_version_that_is_not_kept_any_more_nothing_is_made_up() -> None:
    sitting = Sitting().begin()
    sitting.say("便當 120元 20個")
    first = button(sitting)
    for price in range(51, 103):
        sitting.types(f"第1項改成 {price} 元")
    assert "改過很多次" in sitting.tap(first)


def test_of_a_deleted_budget_nothing_is_told() -> None:
    sitting = Sitting().begin()
    sitting.say("便當 120元 20個")
    first = button(sitting)
    sitting.say("刪掉這份概算")
    assert sitting.draft.state == "deleted"
    assert "已經不在了" in sitting.tap(first)


@pytest.mark.parametrize(
    "token", ["ev:", "ev:told:x", "ev:draft:", "ev:draft:id1:x", "ev:found:id1:2:1:HARM", "ev:all:id1"]
)
def test_a_made_up_button_tells_nothing(token: str) -> None:
    sitting = Sitting().begin()
    sitting.say("雜支 50")
    before = sitting.draft
    assert "【" not in sitting.tap(Choice(BUTTON, token))
    assert sitting.draft == before


def test_another_persons_budget_is_not_told() -> None:
    sitting = Sitting().begin()
    sitting.say("便當 120元 20個")
    other = Sitting(who="林老師")
    other.memory.roles.clear()
    other.drafts.kept, other.drafts.touched, other.drafts.edits = (
        sitting.drafts.kept,
        sitting.drafts.touched,
        sitting.drafts.edits,
    )
    assert "已經不在了" in other.tap(button(sitting))


@pytest.mark.parametrize("plan", ["keelung-113", "taoyuan-103", "hualien-113", "taipei-103", "taoyuan-112"])
def test_no_answer_has_more_than_four_buttons(plan: str) -> None:
    sitting = Sitting(person=Person(plan=plan))
    for question in QUESTIONS:
        sitting.say(question)
        assert len(sitting.choices) <= 4, question


def test_a_huge_budget_is_one_message_everywhere_and_says_what_is_left_out() -> None:
    sitting = Sitting().begin()
    sitting.say("便當 120元 20個")
    rows = tuple(BudgetRow(Item(no, "膳食費", 120 + no, 20, "𠮷" * 60 + f"便當{no}", "個"), 2) for no in range(1, 81))
    sitting.drafts.kept[sitting.draft.id] = replace(sitting.draft, rows=rows, next=81), ""
    sitting.say("看全部")
    told = sitting.tap(button(sitting)).split("\n概算接著編")[0]
    assert MOST - 400 < units(told) <= MOST
    assert "沒有列出" in told
    assert "柒.膳食費" in told
    shown = Outgoing(1, Reply(told))
    assert len(telegram.render(shown).pieces) == len(line.render([shown])) == 1


def test_pages_and_address_are_told_where_a_curator_noted_them(dispatcher: Dispatcher) -> None:
    plan = dispatcher.library.plans["keelung-113"]
    whole = replace(next(iter(plan.facts.values())), tier="")
    noted = {
        "about.address": replace(whole, key="about.address", value=Text("https://example.org/plan.pdf")),
        "page.meal": replace(whole, key="page.meal", value=Count(5, "頁"), section="柒.膳食費"),
    }
    known = replace(plan, facts={**plan.facts, **noted})
    told = Told(1, "便當", "expense.meal", plan.id, said="✅ 可以", sections=("柒.膳食費", "柒"), at=MORNING)
    text = answer(told, known, MORNING, dispatcher.composer)
    assert "章節：柒.膳食費（5 頁）、柒\n" in text
    assert "網址：https://example.org/plan.pdf" in text


def test_every_finding_of_a_card_names_what_it_holds_against_what() -> None:
    sitting = Sitting().begin()
    for said in ("便當 120元 20個", "外聘講師 2500*3節", "雜支 900", "場地費 4000元 1次"):
        sitting.say(said)
    told = sitting.say("給主計看")
    for figures in ("100 元", "120 元", "2,000 元", "2,500 元", "900 元", "3,000 元", "4,000 元"):
        assert figures in told


@pytest.mark.parametrize(
    ("plan", "rule", "severity", "said"),
    [
        ("taoyuan-103", "MISC5", "violation", "附件一.參.四：250 元"),
        ("taoyuan-103", "SETTLE-DATE", "warning", "前後寫的不一樣"),
        ("keelung-113", "CROSS-CAP", "violation", "32,500 元；"),
        ("keelung-113", "VENUE-ADVICE", "warning", "又建議"),
        ("keelung-113", "MEAL100", "violation", ""),
        ("keelung-113", "LECT-RATE", "violation", ""),
    ],
)
def test_a_finding_comes_with_what_the_plan_says_elsewhere(
    library: Library, plan: str, rule: str, severity: Severity, said: str
) -> None:
    rules = library.rulebook(library.plans[plan])
    names = disputed(Finding(rule, severity, "", ""), rules)
    told = "".join(
        conflict_line(rules.plan, rules.plan.conflicts[name]) for name in names if name in rules.plan.conflicts
    )
    assert said in told
    assert bool(told) == bool(said)


def test_conversations_of_before_still_load() -> None:
    old = '{"told":[{"number":3,"question":"便當","key":"expense.meal","plan":"keelung-113"}],"turns":3}'
    person = codec.person("keelung-113", "", old, ())
    sitting = Sitting(person=person)
    assert "還沒有可以給主計看的答案" in sitting.say(BUTTON)
    assert "再問一次" in sitting.tap(Choice(BUTTON, "ev:told:3"))
