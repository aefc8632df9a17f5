"""Forms as interviews, shown on one of the tests' own: an outing with a place, a day, people and a lunch."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import load
from handlers.dispatch import Dispatcher
from handlers.interview import Answers, NotUnderstood, Option, Question, Wanted, understand
from handlers.messages import Choice, Incoming, Reply
from handlers.ports import NOWHERE
from handlers.topic import Form, Given, Outcome, Person, Turn

NOW = datetime(2024, 4, 1, 9, tzinfo=ZoneInfo("Asia/Taipei"))


@dataclass(frozen=True)
class Outing:
    """What the interview is for."""

    place: str
    day: str
    people: int
    lunch: str


def wording(pattern: str, hint: str = "") -> object:
    """Reads what a pattern finds."""

    def read(said: str) -> str:
        if found := re.search(pattern, said):
            return found[1]
        raise NotUnderstood(hint)

    return read


PLACE = Question("place", "要去哪裡？", (Option("山上", "hill"), Option("海邊", "sea")), wording("(hill|sea)"))  # type: ignore[arg-type]
DAY = Question("day", "哪一天？", (), wording(r"(\d+/\d+)", "我沒看懂是哪一天。"), "10/25")  # type: ignore[arg-type]
PEOPLE = Question("people", "幾個人去？", (), wording(r"^(\d+) ?人$"), "12人")  # type: ignore[arg-type]
LUNCH = Question("lunch", "午餐吃什麼？", (Option("便當", "box"),), wording("(麵|box)"), optional=True)  # type: ignore[arg-type]
SEA_ONLY = Question("swim", "會游泳嗎？", (Option("會", "yes"), Option("不會", "no")), wording("(yes|no)"))  # type: ignore[arg-type]


def outing(answers: Answers) -> Outing:
    """An ordinary function: at the sea it wants one thing more."""
    place = answers.ask(PLACE)
    if place == "sea":
        answers.ask(SEA_ONLY)
    day, people = answers.all(DAY, PEOPLE)
    return Outing(place, day, int(people), answers.ask(LUNCH) or "自理")


async def topic(turn: Turn, answers: Answers) -> Outcome:
    """What the conversation makes of it."""
    found = outing(answers)
    text = f"好：{found.place} {found.day} {found.people} 人，{found.lunch}"
    return Outcome(turn.person, (Reply(text, result="abstained"),))


DISPATCHER = Dispatcher(load(), {"outing": topic})


class Chat:
    """One person's messages, one after the other."""

    def __init__(self, *given: Given, dispatcher: Dispatcher = DISPATCHER) -> None:
        self.person = Person(plan="keelung-113", forms=(Form("outing", given),))
        self.now = NOW
        self.dispatcher = dispatcher
        self.replies: tuple[Reply, ...] = ()

    def say(self, text: str, token: str | None = None, **more: object) -> str:
        """Everything that is said to it."""
        self.now += timedelta(minutes=1)
        incoming = replace(Incoming("王老師", text, token), **more)  # type: ignore[arg-type]
        outcome = asyncio.run(self.dispatcher.turn(incoming, self.person, self.now, NOWHERE))
        self.person, self.replies = outcome.person, outcome.replies
        return "\n".join(reply.text for reply in outcome.replies)

    def tap(self, label: str) -> str:
        """The newest button of that label."""
        token = next(choice.token for choice in self.person.buttons if choice.label == label)
        return self.say(label, token)

    @property
    def labels(self) -> list[str]:
        """Buttons of the last reply."""
        return [choice.label for choice in self.replies[-1].choices]


def answer(key: str, value: str) -> Given:
    return Given(key, value, value, NOW)


ALL = (answer("place", "hill"), answer("day", "10/25"), answer("people", "12"), answer("lunch", "box"))


# --- the interview itself ---


def test_a_missing_answer_becomes_the_question() -> None:
    with pytest.raises(Wanted) as wanted:
        outing(Answers())
    assert wanted.value.current is PLACE


@settings(max_examples=60, deadline=None)
@given(st.permutations([*ALL, answer("gone", "a key of long ago")]))
def test_answers_in_any_order_lead_to_the_same_result(given_so: Sequence[Given]) -> None:
    assert outing(Answers(given_so)) == Outing("hill", "10/25", 12, "box")


@settings(max_examples=60, deadline=None)
@given(st.permutations(ALL), st.integers(0, 3))
def test_with_answers_missing_the_first_missing_one_is_asked(given_so: Sequence[Given], kept: int) -> None:
    known = {one.key for one in given_so[:kept]}
    with pytest.raises(Wanted) as wanted:
        outing(Answers(given_so[:kept]))
    assert wanted.value.current.key == next(key for key in ("place", "day", "people", "lunch") if key not in known)


def test_a_stored_value_is_taken_as_it_is_whatever_the_reading_is_today() -> None:
    assert outing(Answers((*ALL[:3], Given("lunch", "麵", "noodles", NOW)))).lunch == "noodles"


def test_a_text_may_answer_a_later_open_question() -> None:
    assert understand("12 人", (DAY, PEOPLE)) == (PEOPLE, "12")


def test_a_label_answers_its_question() -> None:
    assert understand("山上。", (PLACE,)) == (PLACE, "hill")


def test_the_hint_is_the_current_questions() -> None:
    with pytest.raises(NotUnderstood, match="哪一天"):
        understand("嗯", (DAY, PEOPLE))


# --- in a conversation ---


def test_a_form_is_filled_by_taps_and_typed_words() -> None:
    chat = Chat()
    assert "會游泳" in chat.say("海邊")
    assert "哪一天" in chat.tap("不會")
    assert "幾個人" in chat.say("10/25 吧")
    assert "午餐" in chat.say("12人")
    assert chat.say("麵") == "好：sea 10/25 12 人，麵"
    assert not chat.person.forms


@settings(max_examples=60, deadline=None)
@given(st.permutations([("10/25", "day"), ("12人", "people")]), st.sampled_from(["山上", "hill"]))
def test_whatever_is_answered_first_the_end_is_the_same(said: Sequence[tuple[str, str]], place: str) -> None:
    chat = Chat()
    chat.say(place)
    for text, _ in said:
        chat.say(text)
    assert chat.say("便當") == "好：hill 10/25 12 人，box"


def test_what_was_said_and_what_was_understood_are_both_kept() -> None:
    chat = Chat()
    chat.say("山上。")
    (given_now,) = chat.person.forms[0].given
    assert (given_now.said, given_now.value, given_now.at) == ("山上。", "hill", chat.now)


def test_a_question_takes_the_place_of_the_one_that_was_tapped() -> None:
    chat = Chat()
    chat.say("哈囉")
    chat.tap("山上")
    assert chat.replies[-1].step
    chat.say("10/25")
    assert not chat.replies[-1].step


@pytest.mark.parametrize("word", ["取消", "/cancel", "cancel"])
def test_a_form_can_be_cancelled(word: str) -> None:
    chat = Chat(*ALL[:2])
    assert "取消了" in chat.say(word)
    assert not chat.person.forms


def test_going_back_keeps_all_other_answers() -> None:
    chat = Chat(*ALL[:3])
    assert "幾個人" in chat.say("上一步")
    assert "哪一天" in chat.say("back")
    assert "要去哪裡" in chat.tap("上一步")
    assert "已經是第一題" in chat.say("上一步")
    assert "會游泳" in chat.say("海邊")
    assert "午餐" in chat.say("會")
    assert chat.say("便當") == "好：sea 10/25 12 人，box"


def test_an_older_button_changes_its_answer_and_no_other() -> None:
    chat = Chat()
    chat.say("")
    chat.tap("山上")
    chat.say("10/25")
    assert "會游泳" in chat.tap("海邊")
    assert "幾個人" in chat.tap("會")
    assert {one.key: one.value for one in chat.person.forms[0].given}["day"] == "10/25"


def test_a_button_of_a_question_that_does_not_come_asks_the_open_one() -> None:
    chat = Chat(ALL[0])
    assert "哪一天" in chat.say("會", "form:outing:swim:yes")


def test_a_button_with_a_value_that_was_never_offered_is_no_answer() -> None:
    chat = Chat()
    assert "要去哪裡" in chat.say("x", "form:outing:place:moon")
    assert not chat.person.forms[0].given


def test_a_button_of_a_form_that_is_done_says_so() -> None:
    chat = Chat()
    chat.say("取消")
    assert "已經結束" in chat.say("山上", "form:outing:place:hill")


def test_an_ordinary_question_is_answered_and_the_forms_question_asked_again() -> None:
    chat = Chat(*ALL[:1])
    said = chat.say("講義費一個人多少")
    assert "100 元" in said
    assert said.endswith("哪一天？")
    assert chat.person.forms[0].failed == 0
    assert "幾個人" in chat.say("10/25")


def test_a_question_that_holds_what_could_be_an_answer_is_still_a_question() -> None:
    chat = Chat(*ALL[:3])
    assert "100 元" in chat.say("便當一個120可以嗎")
    assert len(chat.person.forms[0].given) == 3


def test_buttons_under_an_answer_in_between_work() -> None:
    chat = Chat(*ALL[:1])
    chat.say("講義費一個人多少")
    assert "讀錯了" in chat.say("不是這個")
    assert chat.replies[-1].text == "哪一天？"
    assert chat.person.forms[0].failed == 0


@pytest.mark.parametrize("word", ["謝謝", "怎麼用", "/help", "換計畫"])
def test_small_talk_in_between_is_no_failure(word: str) -> None:
    chat = Chat(*ALL[:1])
    chat.say(word)
    assert chat.replies[-1].text == "哪一天？"
    assert chat.person.forms[0].failed == 0


def test_a_picture_in_between_gets_its_sentence() -> None:
    chat = Chat(*ALL[:1])
    said = chat.say("", medium="picture")
    assert "圖片" in said
    assert said.endswith("哪一天？")


def test_failures_get_a_hint_then_an_example_then_ways_out() -> None:
    chat = Chat(*ALL[:1])
    first = chat.say("嗯嗯嗯")
    assert "沒看懂是哪一天" in first
    assert "10/25" not in first
    assert "10/25" in chat.say("嗯嗯嗯")
    chat.say("嗯嗯嗯")
    assert {"先放著", "取消"} <= set(chat.labels)
    assert "略過" not in chat.labels
    chat.say("10/25")
    assert chat.person.forms[0].failed == 0


def test_only_an_optional_question_can_be_skipped() -> None:
    chat = Chat(*ALL[:2])
    assert "不能略過" in chat.say("略過")
    chat.say("12人")
    assert "略過" in chat.labels
    assert chat.tap("略過").endswith("自理")


def test_a_form_that_is_put_aside_keeps_its_answers_and_stays_silent() -> None:
    chat = Chat(*ALL[:2])
    assert "繼續" in chat.say("先放著")
    assert "100 元" in chat.say("講義費一個人多少")
    assert len(chat.replies) == 1
    chat.now += timedelta(days=40)
    assert "幾個人" in chat.say("繼續")
    assert "午餐" in chat.say("12人")


def test_nothing_put_aside_is_said() -> None:
    chat = Chat()
    chat.say("取消")
    assert "沒有做到一半" in chat.say("繼續")


def test_another_form_goes_first_and_then_the_older_one_is_asked_again() -> None:
    chat = Chat(*ALL[:1])
    said = chat.say("取消連結")
    assert "沒有連結別的" in said
    assert said.endswith("哪一天？")


def test_a_form_of_an_interview_that_is_gone_is_dropped() -> None:
    chat = Chat(*ALL[:1], dispatcher=Dispatcher(DISPATCHER.library))
    assert "100 元" in chat.say("講義費一個人多少")
    assert chat.person.forms == ()


def test_a_form_that_wants_nothing_any_more_ends_and_what_was_said_is_answered() -> None:
    chat = Chat(*ALL)
    said = chat.say("講義費一個人多少")
    assert said.startswith("好：hill")
    assert "100 元" in said
    assert not chat.person.forms


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["山上", "10/25", "12人", "便當", "上一步", "略過", "繼續", "取消", "嗯", "補助多少"])))
def test_any_conversation_in_a_form_goes_on(said: list[str]) -> None:
    chat = Chat()
    for text in said:
        assert chat.say(text)
        assert len(chat.person.forms) <= 1


def test_a_label_of_a_form_that_is_over_is_only_a_word() -> None:
    chat = Chat()
    chat.say("")
    assert Choice("海邊", "form:outing:place:sea") in chat.person.buttons
    chat.say("取消")
    assert "已經結束" not in chat.say("海邊")
