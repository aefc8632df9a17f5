"""What is kept of somebody is given to them whole, in one message, and nobody else's is."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.library import load
from handlers import commands, privacy
from handlers.changes import Forget, Invite
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming
from handlers.ports import Ports, Record, Said
from handlers.records import Community, Deadline
from handlers.topic import Form, Given, Outcome, Person, Told
from tests.handlers.memory import Memory

DISPATCHER = Dispatcher(load())
SAYS = DISPATCHER.library.phrases.privacy
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
OURS = Community("c1", "北昌共備社群", "keelung-113", "refine", 115, "北昌國小", feed="north")
THEIRS = Community("c2", "南榮社群", "taoyuan-103", "", 115, feed="south")


@dataclass
class Kept:
    """Fulfils handlers.ports.Privacy."""

    records: dict[str, Record] = field(default_factory=dict)

    async def record(self, person: str, limit: int) -> Record:
        found = self.records.get(person, Record())
        return replace(found, said=found.said[-limit:])


def say(text: str, person: Person, memory: Memory | None = None, kept: Kept | None = None) -> Outcome:
    """What 王老師 is told."""
    ports = Ports(communities=memory or Memory(), privacy=kept or Kept())
    return asyncio.run(DISPATCHER.turn(Incoming("王老師", text), person, NOW, ports))


def exported(person: Person, memory: Memory | None = None, said: tuple[Said, ...] = ()) -> tuple[str, dict[str, Any]]:
    """The sentence above the JSON, and the JSON."""
    kept = Kept({"王老師": Record(NOW, said), "林老師": Record(NOW, (Said(NOW, "別人的"),))})
    text = say("匯出我的資料", person, memory, kept).replies[0].text  # an open question may follow
    head, _, body = text.partition("\n")
    return head, json.loads(body)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("/privacy", "privacy"),
        ("你記了我什麼？", "privacy"),
        ("／export", "export"),
        ("匯出我的資料", "export"),
        ("/forget@convener_bot", "forget"),
        ("忘記我。", "forget"),
        ("刪除我的資料", "forget"),
    ],
)
def test_words_and_orders_lead_to_it(said: str, name: str) -> None:
    found = commands.read(Incoming("王老師", said))
    assert found
    assert found.name == name


@pytest.mark.parametrize("said", ["個資要怎麼處理", "忘記交成果報告怎麼辦", "成果報告的資料怎麼匯出", "是，忘記我"])
def test_questions_and_answers_do_not(said: str) -> None:
    assert commands.read(Incoming("王老師", said)) is None


def test_an_export_has_all_that_is_known_of_one_and_nothing_of_others() -> None:
    memory = Memory()
    memory.start("王老師", THEIRS, "member")
    memory.start("王老師", OURS)
    memory.start("林老師", replace(OURS, id="c3", name="別人的社群", feed="east"))
    memory.rows["d1"] = Deadline(
        "d1", OURS.id, "交名單", date(2026, 12, 1), time(14), state="done", who="林老師", note="兩份"
    )
    form = Form("com-found", (Given("community", "", "c9", NOW), Given("name", "北昌", "北昌", NOW)))
    told = (Told(1, "講義費多少", "x", "keelung-113"), Told(2, "便當呢", "y", "keelung-113"))
    person = Person(plan="keelung-113", tier="refine", told=told, waiting="便當呢", forms=(form,))
    head, data = exported(person, memory, (Said(NOW - timedelta(days=1), "講義費多少"),))
    assert head == SAYS.exported
    ours, theirs = data[SAYS.key_communities]
    assert (ours[SAYS.key_name], ours[SAYS.key_school]) == ("北昌共備社群", "北昌國小")
    assert ours[SAYS.key_feed] == f"{ours[SAYS.key_calendar]}.ics"
    assert data[SAYS.key_dates] == ["北昌共備社群 2026-12-01 14:00 交名單 已經完成 林老師 兩份"]
    assert theirs == {
        SAYS.key_name: "南榮社群",
        SAYS.key_plan: "桃園103",
        SAYS.key_year: 115,
        SAYS.key_role: DISPATCHER.library.phrases.communities.role_member,
        SAYS.key_feed: f"{theirs[SAYS.key_calendar]}.ics",
        SAYS.key_calendar: memory.address("south"),
    }
    assert (data[SAYS.key_plan], data[SAYS.key_tier], data[SAYS.key_since]) == (
        "基隆113",
        "專業精進",
        "2026-11-22 09:00",
    )
    assert data[SAYS.key_questions] == ["講義費多少", "便當呢"]
    assert data[SAYS.key_forms] == [{SAYS.key_at: "2026-11-22 09:00", SAYS.key_text: "北昌"}]
    assert data[SAYS.key_messages] == [{SAYS.key_at: "2026-11-21 09:00", SAYS.key_text: "講義費多少"}]
    assert "別人的" not in str(data)
    assert "east" not in str(data)


def test_a_stranger_is_given_what_there_is() -> None:
    assert exported(Person()) == (SAYS.exported, {SAYS.key_since: "2026-11-22 09:00"})
    assert exported(Person(plan="gone-99", tier="x"))[1] == {SAYS.key_since: "2026-11-22 09:00"}


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=700)


@given(st.lists(words, max_size=30))
def test_an_export_is_one_message_of_whole_records_the_newest_of_them(said: list[str]) -> None:
    texts = tuple(Said(NOW, text) for text in said)
    head, data = exported(Person(plan="keelung-113"), said=texts)
    shown = [one[SAYS.key_text] for one in data.get(SAYS.key_messages, [])]
    kept = [text for text in said if text.strip()]
    assert shown == kept[len(kept) - len(shown) :]
    assert (head == SAYS.exported) == (len(shown) == len(kept))
    text = f"{head}\n{json.dumps(data, ensure_ascii=False, indent=1)}"
    assert len(text.encode("utf-16-le")) // 2 <= privacy.LONGEST
    assert data[SAYS.key_plan] == "基隆113"


def test_the_goodbye_says_nothing_personal_and_leaves_an_empty_conversation() -> None:
    memory = Memory()
    memory.start("王老師", OURS)
    form = Form("com-name", (Given("community", "c1", "c1", NOW),))
    asked = say("忘記我", Person(plan="keelung-113", waiting="私事", forms=(form,)), memory)
    assert asked.changes == ()
    gone = say("是，忘記我", asked.person, memory)
    assert (gone.changes, gone.person, len(gone.replies)) == ((Forget(),), Person(), 1)
    assert gone.replies[0].text == SAYS.forgotten.strip()


@pytest.mark.parametrize("answer", ["不要", "取消", "先放著", "上一步", "講義費多少"])
def test_nothing_is_forgotten_but_by_a_yes(answer: str) -> None:
    asked = say("忘記我", Person(plan="keelung-113"))
    after = say(answer, asked.person)
    assert after.changes == ()
    assert after.person.plan == "keelung-113"


def town(*others: tuple[str, str]) -> Memory:
    """王老師 convenes, others are in it too."""
    memory = Memory()
    memory.start("王老師", OURS)
    for who, role in others:
        memory.start(who, OURS, role)  # type: ignore[arg-type]
    return memory


@pytest.mark.parametrize(
    ("memory", "first"),
    [
        (lambda: town(("林老師", "member")), "hand"),
        (lambda: town(("林老師", "co")), "hand"),
        (lambda: town(("林老師", "convener")), "sure"),
        (lambda: town(), "sure"),
    ],
)
def test_only_who_would_leave_others_without_a_convener_is_offered_to_hand_over(
    memory: Callable[[], Memory], first: str
) -> None:
    asked = say("忘記我", Person(plan="keelung-113"), memory())
    assert {choice.token.split(":")[2] for choice in asked.replies[-1].choices} == {first}


def test_each_community_without_another_convener_can_be_handed_over() -> None:
    memory = town(("林老師", "member"))
    for who, role in (("王老師", "convener"), ("林老師", "member")):
        memory.start(who, THEIRS, role)  # type: ignore[arg-type]
    asked = say("忘記我", Person(plan="keelung-113"), memory)
    labels = [choice.label for choice in asked.replies[-1].choices]
    assert len(labels) == 4
    given_out = say(labels[1], asked.person, memory).changes
    assert [(one.community, one.hand_over) for one in given_out if isinstance(one, Invite)] in (
        [("c1", True)],
        [("c2", True)],
    )
