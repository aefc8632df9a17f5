"""What is typed about communities: what is an order, what it already tells, and what is left to the plan."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import Library, load
from handlers import communities_details as details
from handlers import communities_values as values
from handlers import communities_words as words
from handlers.communities_found import school_year

LIBRARY = load()
TAIPEI = ZoneInfo("Asia/Taipei")


def order(said: str, plan: str = "taoyuan-103") -> tuple[str, Mapping[str, str]] | None:
    """What a text orders."""
    found = words.read(said, LIBRARY, LIBRARY.plans.get(plan))
    return (found.name, found.said) if found else None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("建立社群", "found"),
        ("我要開社群", "found"),
        ("幫我成立一個社群", "found"),
        ("請幫我建立教師專業學習社群。", "found"),
        ("帮我建立社群", "found"),
        ("我的社群", "mine"),
        ("我有哪些社群", "mine"),
        ("切換社群", "mine"),
        ("邀請成員", "invite"),
        ("請給我一個邀請碼", "invite"),
        ("邀請共同召集人", "co"),
        ("作廢邀請碼", "revoke"),
        ("取消邀請碼", "revoke"),
        ("退出社群", "leave"),
        ("我要離開這個社群", "leave"),
        ("結束社群", "close"),
        ("解散我們的社群", "close"),
        ("交接", "over"),
        ("交接給下一任召集人", "over"),
        ("開新學年", "roll"),
        ("建立新學年的社群", "roll"),
        ("綁定群組", "bind"),
        ("綁定 LINE 群組", "bind"),
        ("加入社群", "how"),
        ("成員", "members"),
        ("我們社群有哪些人", "members"),
        ("社群改名", "name"),
        ("改層級", "tier"),
        ("改學校", "school"),
    ],
)
def test_a_whole_order_is_known(said: str, name: str) -> None:
    found = order(said)
    assert found == (name, {})


@pytest.mark.parametrize(
    ("said", "name", "details"),
    [
        ("社群改名 北昌數學社群", "name", {"name": "北昌數學社群"}),
        ("把社群名稱改成臺北AI社群", "name", {"name": "臺北AI社群"}),
        ("改層級 進階", "tier", {"tier": "advanced"}),
        ("社群改成示範", "tier", {"tier": "model"}),
        ("層級改成初階社群", "tier", {"tier": "beginner"}),
        ("改學校 北昌國小", "school", {"school": "北昌國小"}),
        ("切換到北昌共備", "work", {"name": "北昌共備"}),
        ("幫我建立北昌共備社群，進階", "found", {"name": "北昌共備社群", "tier.taoyuan-103": "advanced"}),
        ("建立進階社群", "found", {"tier.taoyuan-103": "advanced"}),
        ("建立桃園103進階社群", "found", {"plan": "taoyuan-103", "tier.taoyuan-103": "advanced"}),
        ("開社群 基隆113 專業分享", "found", {"plan": "keelung-113", "tier.keelung-113": "share"}),
        ("建立社群，115學年度，南平國中", "found", {"year": "115", "school": "南平國中"}),
        ("建立社群 叫 臺北AI共備", "found", {"name": "臺北AI共備"}),
        ("成立115學年度北昌共備社群", "found", {"name": "北昌共備社群", "year": "115"}),
        ("建立桃園103的初階社群", "found", {"plan": "taoyuan-103", "tier.taoyuan-103": "beginner"}),
        ("成立社群，繪本共讀，今年", "found", {"maybe": "繪本共讀", "year": "今年"}),
        ("建立社群 南平讀書社群 初階", "found", {"name": "南平讀書社群", "tier.taoyuan-103": "beginner"}),
    ],
)
def test_what_an_order_already_tells_is_taken(said: str, name: str, details: Mapping[str, str]) -> None:
    assert order(said) == (name, details)


@pytest.mark.parametrize(
    "said",
    [
        "社群要幾個人",
        "建立社群要幾個人",
        "建立社群 條件",
        "成立社群的流程",
        "怎麼建立社群",
        "可以建立社群嗎",
        "想在學校成立社群第一步做什麼",
        "成果報告什麼時候交",
        "期限是什麼時候",
        "社群可以改名嗎",
        "改層級要重新送件嗎",
        "改類別 流程",
        "成員有幾個人",
        "成員可以退出嗎",
        "怎麼加入社群",
        "退出社群要寫什麼",
        "社群什麼時候結束",
        "交接要交什麼",
        "邀請講師",
        "學校改名",
        "變更級別",
        "綁定",
        "",
        "社" * 200,
    ],
)
def test_a_question_is_left_to_the_plan(said: str) -> None:
    assert order(said) is None


def test_no_wording_of_a_question_is_an_order(library: Library) -> None:
    said = [wording for one in library.questions.values() for wording in (one.label, *one.wordings)]
    plans = (None, *library.plans.values())
    assert not [one for one in said for plan in plans if words.read(one, library, plan)]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("桃園103的初階社群，青埔國小", {"plan": "taoyuan-103", "tier.taoyuan-103": "beginner", "school": "青埔國小"}),
        ("桃園 103 進階", {"plan": "taoyuan-103", "tier.taoyuan-103": "advanced"}),
        ("基隆 114", {"plan": "keelung-113", "year": "114"}),
        ("桃園", {"plan": "taoyuan-103,taoyuan-112"}),
        ("桃園的初階社群", {"plan": "taoyuan-103", "tier.taoyuan-103": "beginner"}),
        ("桃園青埔國小", {"school": "桃園青埔國小"}),
        ("桃園國小", {"school": "桃園國小"}),
        ("我們是青埔國小的初階社群", {"school": "青埔國小", "tier.taoyuan-103": "beginner"}),
        ("學校是青埔", {"school": "青埔"}),
        ("我們學校", {}),
        ("名稱：AI 共備", {"name": "AI 共備"}),
        ("學校：青埔國小；社群名稱是：繪本共讀", {"school": "青埔國小", "name": "繪本共讀"}),
        ("名字就叫繪本共讀吧", {"name": "繪本共讀"}),
        ("名稱是初階", {"name": "初階"}),
        ("学校：青埔国小，名称：绘本共读", {"school": "青埔国小", "name": "绘本共读"}),
        ("北昌國小共備社群", {"name": "北昌國小共備社群"}),
        ("民國115年 精進", {"year": "115", "tier.keelung-113": "refine"}),
        ("初階，進階", {}),
        ("便當一個120可以嗎", {}),
    ],
)
def test_what_a_text_tells_of_a_new_community_is_found_in_any_order(said: str, told: Mapping[str, str]) -> None:
    assert details.read(said, LIBRARY).said == told


@pytest.mark.parametrize(
    ("said", "name"), [("繪本共讀", "繪本共讀"), ("條件", ""), ("成果報告期限", ""), ("高雄", ""), ("甲，乙", "")]
)
def test_what_is_left_over_may_be_the_name_unless_questions_speak_of_it(said: str, name: str) -> None:
    assert details.perhaps(details.read(said, LIBRARY), LIBRARY).get("maybe", "") == name


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=100))
def test_any_text_is_read(said: str) -> None:
    assert all(details.read(said, LIBRARY).said.values())
    for plan in LIBRARY.plans.values():
        found = words.read(said, LIBRARY, plan)
        assert found is None or found.said.get("tier", next(iter(plan.tiers), "")) in (*plan.tiers, "")
    assert len(values.name(said)) in (0, *values.NAME)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("115", 115), ("115 學年度", 115), ("２０２６", 115), ("115或116", 0), ("今年", 0), ("5", 0), ("便當120元", 120)],
)
def test_a_school_year_is_read(said: str, meant: int) -> None:
    assert values.year(said) == meant


@pytest.mark.parametrize(
    ("day", "year"), [("2026-07-31", 114), ("2026-08-01", 115), ("2026-12-31", 115), ("2027-01-01", 115)]
)
def test_a_school_year_begins_in_august(day: str, year: int) -> None:
    assert school_year(datetime.fromisoformat(day).replace(tzinfo=TAIPEI)) == year
