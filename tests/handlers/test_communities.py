"""Founding and keeping communities, and what stays true whatever is said."""

import asyncio
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import load
from content.phrases_communities import CommunityPhrases
from handlers import compose
from handlers.changes import Alter, Found, Join, Work
from handlers.communities_found import MOST
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming
from handlers.ports import NOWHERE, Ports
from handlers.records import Community
from handlers.topic import Outcome, Person
from tests.handlers.memory import Memory

DISPATCHER = Dispatcher(load())
TAIPEI = ZoneInfo("Asia/Taipei")
NOW = datetime(2026, 11, 22, 9, tzinfo=TAIPEI)
OURS = Community("c1", "北昌共備社群", "keelung-113", "refine", 115, "北昌國小", feed="secret")


class Town:
    """Several people and groups, each with their conversation, and what they share."""

    def __init__(self, plan: str = "keelung-113") -> None:
        self.store, self.plan, self.persons = Memory(), plan, dict[str, Person]()

    def say(self, who: str, text: str, token: str | None = None) -> Outcome:
        """A message, with everything that it leads to."""
        person = self.persons.setdefault(who, Person(plan=self.plan))
        incoming = Incoming(who, text, token, group=who in self.store.groups)
        outcome = asyncio.run(DISPATCHER.turn(incoming, person, NOW, Ports(communities=self.store)))
        self.persons[who] = outcome.person
        for change in outcome.changes:
            asyncio.run(self.store.apply(change, who, NOW))
        return outcome

    def told(self, who: str, text: str) -> str:
        """The last thing that comes back."""
        return self.say(who, text).replies[-1].text


# --- founding ---


def test_a_community_is_founded_with_five_messages_after_the_order_at_most() -> None:
    town = Town(plan="")
    for said in ("建立社群", "基隆", "115", "專業精進", "北昌國小"):
        assert not town.say("王老師", said).changes
    (change,) = town.say("王老師", "北昌共備社群").changes
    assert isinstance(change, Found)
    assert replace(change.community, id="", feed="") == replace(OURS, id="", feed="")
    assert change.community.feed
    assert (town.persons["王老師"].plan, town.persons["王老師"].tier) == ("keelung-113", "refine")


def test_another_plan_asks_for_its_own_tiers_and_keeps_the_other_answers() -> None:
    town = Town()
    for said in ("建立社群", "115", "專業精進"):
        town.say("王老師", said)
    for _ in range(3):
        town.say("王老師", "上一步")
    town.say("王老師", "桃園103")
    assert "進階社群" in [choice.label for choice in town.say("王老師", "115").replies[-1].choices]


def test_a_plan_that_is_no_longer_there_is_asked_for_again() -> None:
    town = Town(plan="atlantis-1")
    assert "哪一個計畫" in town.told("王老師", "建立社群")


def test_nobody_is_in_more_communities_than_a_messenger_can_show() -> None:
    town = Town()
    for number in range(MOST):
        town.store.start("王老師", replace(OURS, id=f"c{number}", name=f"社群{number}"))
    outcome = town.say("王老師", "建立社群")
    assert str(MOST) in outcome.replies[-1].text
    assert len(outcome.replies[-1].choices) == MOST


def test_where_nothing_is_kept_nothing_is_founded() -> None:
    outcome = asyncio.run(DISPATCHER.turn(Incoming("王老師", "建立社群"), Person(), NOW, NOWHERE))
    assert outcome.changes == ()
    assert not outcome.person.forms


@pytest.mark.parametrize("name", ["甲", "社" * 21, "「」", "1234", "什麼社群"])
def test_what_can_be_no_name_is_asked_again(name: str) -> None:
    town = Town()
    town.store.start("王老師", OURS)
    town.say("王老師", "改社群名稱")
    assert not town.say("王老師", name).changes


def test_the_name_of_a_button_with_a_twin_tells_the_year() -> None:
    town = Town()
    town.store.start("王老師", OURS)
    town.store.start("王老師", replace(OURS, id="c2", year=116))
    labels = [choice.label for choice in town.say("王老師", "我的社群").replies[-1].choices]
    assert "115 北昌共備社群" in labels


# --- a button acts on its own community; a form on the one that it was opened for ---


def test_a_form_ends_in_the_community_for_which_it_was_opened() -> None:
    town = Town()
    town.store.start("王老師", replace(OURS, id="c2", name="南平讀書社群"))
    town.store.start("王老師", OURS)
    town.say("王老師", "改社群名稱")
    town.say("王老師", "切換到南平讀書社群")
    (change,) = town.say("王老師", "北昌數學社群").changes
    assert change == Alter(replace(OURS, name="北昌數學社群", version=2))


def test_a_switch_looks_at_the_plan_of_the_other_community() -> None:
    town = Town(plan="taoyuan-103")
    town.store.start("王老師", OURS)
    outcome = town.say("王老師", "北昌共備社群", "com:work:c1")
    assert outcome.changes == (Work("c1"),)
    assert (outcome.person.plan, outcome.person.tier) == ("keelung-113", "refine")


def test_the_group_of_a_community_is_asked_nothing_and_remembers_nothing_of_a_form() -> None:
    town = Town(plan="")
    town.store.start("王老師", OURS)
    town.store.groups.add("群組")
    code = town.say("王老師", "綁定群組").changes[0].code  # type: ignore[union-attr]
    outcome = town.say("群組", f"小幫手 綁定 {code}")
    assert outcome.changes == (Join(code),)
    assert not outcome.person.forms


def test_the_tier_of_a_chat_is_that_of_the_community_that_it_works_with_and_of_no_other() -> None:
    town = Town()
    town.store.start("王老師", replace(OURS, id="c2", plan="taoyuan-103", tier="advanced"))
    town.store.start("王老師", OURS)
    town.say("王老師", "改層級 專業分享")
    assert town.say("王老師", "補助多少").person.tier == "share"
    town.say("王老師", "x", "com:tier:c2")
    town.say("王老師", "示範")
    assert town.say("王老師", "補助多少").person.tier == "share"
    assert town.store.communities["c2"].tier == "model"


def test_a_tier_that_one_convener_changes_is_the_other_ones_too() -> None:
    town = Town()
    for who in ("王老師", "林老師"):
        town.store.start(who, OURS)
        assert town.say(who, "補助多少").person.tier == "refine"
    town.say("王老師", "改層級 專業分享")
    assert town.say("林老師", "補助多少").person.tier == "share"


# --- whatever is said ---

SAID = (
    "建立社群，北昌共備社群，115學年度，專業精進，北昌國小",
    "邀請成員",
    "邀請共同召集人",
    "交接社群",
    "作廢邀請碼",
    "加入 {code}",
    "{code}",
    "綁定群組",
    "小幫手 綁定 {code}",
    "小幫手 解除綁定",
    "退出社群",
    "結束社群",
    "開新學年",
    "照舊",
    "是",
    "不要",
    "取消",
    "我的社群",
    "115 北昌共備社群",
    "改層級 專業分享",
    "社群改名 南平讀書社群",
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["王老師", "林老師", "群組"]), st.sampled_from(SAID)), max_size=25))
def test_no_order_is_refused_by_the_store_and_no_open_community_is_without_a_convener(
    said: list[tuple[str, str]],
) -> None:
    town = Town()
    town.store.groups.add("群組")
    for who, text in said:
        code = next(reversed(town.store.codes), "ZZZZ-ZZZZ")
        assert town.say(who, text.replace("{code}", code)).replies
        for community in town.store.communities.values():
            inside = [role for (one, _), role in town.store.roles.items() if one == community.id]
            assert not community.open or "convener" in inside


def test_every_phrase_about_communities_is_said_somewhere() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(compose.__file__).parent.glob("*.py"))
    assert not [name for name in CommunityPhrases.model_fields if not re.search(rf"\.{name}\b", code)]
