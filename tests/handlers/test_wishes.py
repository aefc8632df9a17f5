"""What is wished for in words that no pattern knows is read as what is known, and a question never is."""

import pytest

from content.library import Library
from content.orders import OTHER, SURE
from content.text.normalise import clean, squeeze
from handlers.dispatch import Dispatcher
from handlers.topic import Person
from handlers.wishes import ACTS, ALONE, PLAIN
from tests.handlers.calendars import Talk, community, talk

NORTH = community()  # 桃園103, in the plan's own year
HERE = ("幫我記 2014/12/2 第三次共備聚會", "幫我記 2014/12/10 交講師聘函", "幫我記 2014/12/18 交購書清單")


@pytest.fixture
async def made(dispatcher: Dispatcher) -> Talk:
    """A convener whose calendar holds three dates."""
    made = talk(dispatcher, NORTH)
    for said in HERE:
        await made.says(said)
    return made


def test_every_wish_has_words_in_which_it_is_known(library: Library) -> None:
    assert {*PLAIN, *ACTS, OTHER} == library.wishes.keys()
    assert set(PLAIN) >= ALONE


def test_the_reader_of_wishes_was_trained_on_these_wordings(library: Library) -> None:
    assert library.wishful.fingerprint == library.fingerprint, "run `make train`"


def test_no_question_is_a_wish_but_where_it_stands_among_them(library: Library) -> None:
    wishes = {squeeze(clean(said)) for kind, wordings in library.wishes.items() if kind != OTHER for said in wordings}
    asked = [said for one in library.questions.values() for said in (one.label, *one.wordings)]
    taken = [said for said in asked if 1 - library.wished(said)[OTHER] >= SURE]
    assert [said for said in taken if squeeze(clean(said)) not in wishes] == []


@pytest.mark.parametrize("said", PLAIN.values())
async def test_what_is_said_instead_is_known(said: str, made: Talk) -> None:
    text = (await made.says(said)).replies[-1].text
    assert not [of_plan for of_plan in ("讀成", "出處", "計畫沒有寫", "沒看懂", "不確定") if of_plan in text]


@pytest.mark.parametrize(
    ("said", "tells"),
    [
        ("拜託六日不要吵我啦 我想睡覺", "只在上班日提醒"),
        ("麻煩您把計畫裡面的那些日期一次都放進我們的行事曆，謝謝", "還沒"),
        ("可以給我邀請碼讓同事也進來嗎", "加入"),
        ("通知太多了啦 通通停掉", "什麼都不提醒"),
    ],
)
async def test_what_is_wished_for_is_done(said: str, tells: str, made: Talk) -> None:
    text = (await made.says(said)).replies[-1].text
    assert tells in text


async def test_a_date_is_noted_out_of_many_words(made: Talk) -> None:
    await made.says("老師好，不好意思麻煩您登記一下，12月5日星期五下午兩點，我們要在會議室開期中檢討會，謝謝您")
    assert "開期中檢討會" in "".join(one.title for one in made.dates())


async def test_what_is_done_is_found_by_its_title(made: Talk) -> None:
    outcome = await made.says("講師聘函我昨天就已經用印寄出去了喔，請從待辦中劃掉")
    assert [one.title for one in made.dates("done")] == ["交講師聘函"]
    assert "復原" in [choice.label for choice in outcome.replies[-1].choices]


@pytest.mark.parametrize("said", ["成員可以中途退出嗎", "核銷要附什麼", "成果報告什麼時候要交啊", "謝謝你"])
async def test_questions_and_small_talk_are_no_wishes(said: str, made: Talk) -> None:
    outcome = await made.says(said)
    assert not outcome.changes
    assert not any(text in outcome.replies[-1].text for text in ("（讀成：" + one for one in PLAIN.values()))


@pytest.mark.parametrize(
    "said",
    [
        "講師聘函不要刪掉喔",
        "別取消講師聘函",
        "講師聘函還沒寄出去",
        "我沒有要退出社群",
        "先不要結束社群",
        "群組提醒不要關",
    ],
)
async def test_what_is_denied_is_not_done(said: str, made: Talk) -> None:
    outcome = await made.says(said)
    assert not outcome.changes
    assert not outcome.person.form


async def test_a_title_ends_without_a_comma(made: Talk) -> None:
    await made.says("麻煩幫我登記一下，2014/12/5 要開期中檢討會，謝謝")
    assert not [one.title for one in made.dates() if one.title[-1] in "，,。"]


async def test_who_is_in_no_community_is_not_taken_for_wishing_something_of_it(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, NORTH)
    made.persons["林老師"] = Person(plan=NORTH.plan, tier=NORTH.tier)
    outcome = await made.says("幫我退掉這個社群", "林老師")
    assert "退出社群" not in outcome.replies[-1].text
