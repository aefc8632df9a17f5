"""Whatever is sent, something short and typed comes back, and nothing is executed."""

import asyncio
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import load
from content.phrases import ChatPhrases
from handlers import compose
from handlers.changes import WrongCode
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming
from handlers.ports import NOWHERE
from handlers.topic import Outcome, Person

DISPATCHER = Dispatcher(load())
NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Taipei"))
APOLOGY = "出了點問題"
PIECES = [
    "便當",
    "120",
    "可以嗎",
    "外聘講師",
    "兩節",
    "桃園",
    "103",
    "不是這個",
    "第12案",
    "雜支",
    "🙏",
    "？",
    " ",
    "27班",
    "3k",
]


def turn(incoming: Incoming, person: Person) -> Outcome:
    return asyncio.run(DISPATCHER.turn(incoming, person, NOW, NOWHERE))


def talk(*messages: str, plan: str = "keelung-113") -> list[str]:
    person, shown = Person(plan=plan), []
    for text in messages:
        outcome = turn(Incoming("王老師", text), person)
        person = outcome.person
        shown += [reply.text for reply in outcome.replies]
        assert outcome.replies
        assert {reply.result for reply in outcome.replies} <= {"answered", "clarify", "abstained"}
    return shown


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.sampled_from(["", *sorted(DISPATCHER.library.plans)]))
def test_any_text_gets_a_short_reply(text: str, plan: str) -> None:
    for reply in talk(text, plan=plan):
        assert APOLOGY not in reply
        assert 0 < len(reply) <= 450


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=5).map("".join) | st.text(max_size=60), st.booleans())
def test_in_a_group_every_answer_is_short(text: str, known: bool) -> None:
    incoming = Incoming("群組", text, group=True)
    for reply in turn(incoming, Person(plan="taoyuan-103" if known else "")).replies:
        assert reply.text
        assert reply.text.count("\n") < 3
        assert not reply.sources
        assert len(reply.choices) <= 2 or any(choice.token.startswith("county:") for choice in reply.choices)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join), min_size=1, max_size=6))
def test_any_conversation_goes_on(messages: list[str]) -> None:
    assert all(APOLOGY not in reply for reply in talk(*messages))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "👍👍👍",
        "\u202e\u202d\u2066",
        "a" * 10_000,
        "便" * 10_000,
        "\x00\x07",
        "<script>alert(1)</script>",
        "{plan}{0}%s",
    ],
)
def test_odd_input_gets_a_polite_short_answer(text: str) -> None:
    (reply,) = talk(text)
    assert APOLOGY not in reply
    assert len(reply) <= 200


def test_a_typed_label_does_what_the_button_does() -> None:
    person = turn(Incoming("王老師", "", "start"), Person()).person
    typed = turn(Incoming("王老師", "基隆"), person)
    assert typed.person.plan == "keelung-113"


def test_a_button_of_an_unknown_token_is_read_as_its_label() -> None:
    outcome = turn(Incoming("王老師", "雜支", "made:up"), Person(plan="keelung-113"))
    assert outcome.replies[0].text


def test_not_this_on_an_older_answer_means_that_answer() -> None:
    person = Person(plan="keelung-113")
    first = turn(Incoming("王老師", "講義費一個人多少"), person)
    token = next(c.token for c in first.replies[0].choices if c.token.startswith("not:"))
    second = turn(Incoming("王老師", "成果照片要幾張"), first.person)
    refused = turn(Incoming("王老師", "不是這個", token), second.person)
    assert refused.misses[0].text.startswith("講義費")


def test_what_was_not_answered_is_kept_for_the_curators() -> None:
    outcome = turn(Incoming("王老師", "召集人可以減課嗎"), Person(plan="keelung-113"))
    (miss,) = outcome.misses
    assert (miss.plan, miss.why) == ("keelung-113", "silent")


def test_silence_with_nothing_near_can_still_be_refused() -> None:
    outcome = turn(Incoming("王老師", "剩下的錢要繳回去嗎"), Person(plan="keelung-113"))
    (reply,) = outcome.replies
    assert reply.verdict == "not_stated"
    near = [choice for choice in reply.choices if choice.token.startswith("pick:")]
    assert reply.choices[-1].label == ("都不是" if near else "不是這個")


def test_where_nothing_can_be_linked_no_code_is_given() -> None:
    outcome = turn(Incoming("王老師", "連結帳號"), Person(plan="keelung-113"))
    assert outcome.changes == ()
    assert "沒有別的通訊軟體" in outcome.replies[0].text


def test_a_wrong_code_is_counted() -> None:
    outcome = turn(Incoming("王老師", "連結 ABCD-EFGH"), Person(plan="keelung-113"))
    assert outcome.changes == (WrongCode(),)


def test_every_phrase_is_said_somewhere() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(compose.__file__).parent.glob("*.py"))
    assert not [name for name in ChatPhrases.model_fields if not re.search(rf"\.{name}\b|\"{name}\"", code)]
