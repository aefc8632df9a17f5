"""What people are reminded with, and what they can do about it."""

import asyncio
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from content.phrases_reminders import ReminderPhrases
from handlers import compose
from handlers.changes import SetReminded, SetWishes, Snooze
from handlers.dispatch import Dispatcher
from handlers.messages import Choice, Incoming, Reply
from handlers.ports import Ports
from handlers.records import Community, Deadline, Reader, Reminder, Wishes
from handlers.reminders_digest import NAMED, SHOWN, digest
from handlers.reminders_quota import notice
from handlers.reminders_scene import packed, unpacked
from handlers.topic import Outcome, Person
from tests.handlers.calendars import TAIPEI, Talk, community, token
from tests.handlers.memory import Memory

NOW = datetime(2014, 12, 18, 8, tzinfo=TAIPEI)
OURS, THEIRS = community(), community("南平讀書社群", "keelung-113", "develop", 113)


def deadline(title: str, day: date, whose: Community = OURS, **more: object) -> Deadline:
    """A date whose id is its title."""
    return replace(Deadline(title, whose.id, title, day), **more)  # type: ignore[arg-type]  # fields of Deadline


def reminder(of: Deadline, whose: Community = OURS, lead: str = "d1", reader: Reader = "convener") -> Reminder:
    """Due now."""
    return Reminder(of, whose, lead, NOW, NOW + timedelta(days=1), reader)


def said(dispatcher: Dispatcher, *items: Reminder, late: bool = False, told: bool = False) -> Reply:
    """The message about them."""
    return digest(items, dispatcher.composer, NOW, late=late, told=told)


def labels(reply: Reply) -> list[str]:
    """What the buttons say."""
    return [choice.label for choice in reply.choices]


# --- the message ---


def test_it_says_what_is_handed_in_to_whom_and_where_it_stands(dispatcher: Dispatcher) -> None:
    one = deadline(
        "第一期經費核銷", date(2014, 12, 19), key="settle.one", section="陸.五", note="缺簽到表", who="林老師"
    )
    plan = dispatcher.library.plans["taoyuan-103"]
    key = next(key for key, found in plan.deadlines.items() if found.hand_in)
    reply = said(dispatcher, reminder(replace(one, key=key)))
    assert plan.deadlines[key].hand_in in reply.text
    assert plan.deadlines[key].to in reply.text
    for part in (
        "北昌共備社群",
        "明天到期",
        "103年12月19日（五）2014-12-19",
        "桃園103 陸.五",
        "負責：林老師",
        "缺簽到表",
    ):
        assert part in reply.text
    assert labels(reply) == ["完成", "延後", "改日期", "不用提醒"]


@pytest.mark.parametrize(("days", "how"), [(0, "今天到期"), (1, "明天到期"), (7, "7 天後到期"), (-3, "已過 3 天")])
def test_it_says_how_far_it_is(dispatcher: Dispatcher, days: int, how: str) -> None:
    reply = said(dispatcher, reminder(deadline("交照片", NOW.date() + timedelta(days=days))))
    assert f"交照片，{how}\n" in reply.text


def test_a_meeting_is_held_and_not_due(dispatcher: Dispatcher) -> None:
    reply = said(dispatcher, reminder(deadline("共備", date(2014, 12, 19), kind="meeting", at=time(14))))
    assert "明天聚會" in reply.text
    assert "14:00" in reply.text


def test_an_estimated_date_and_a_contradiction_are_marked(dispatcher: Dispatcher) -> None:
    one = deadline("交照片", date(2014, 12, 19), sure=False, others=("2014-12-31",))
    for items in ((one,), (one, deadline("填問卷", date(2014, 12, 20)))):
        text = said(dispatcher, *map(reminder, items)).text
        assert "推估" in text
        assert "另一處寫 12/31" in text


def test_several_are_one_message_by_community_the_nearest_first(dispatcher: Dispatcher) -> None:
    items = [
        reminder(deadline("交照片", date(2014, 12, 25))),
        reminder(deadline("填問卷", date(2014, 12, 18), THEIRS), THEIRS),
        reminder(deadline("送件", date(2014, 12, 15))),
    ]
    reply = said(dispatcher, *items)
    heads = ["北昌共備社群：過期 1 件，一週內 1 件", "送件", "交照片", "南平讀書社群：今天 1 件", "填問卷"]
    places = [reply.text.index(part) for part in heads]
    assert places == sorted(places)
    assert labels(reply) == ["送件完成", "填問卷完成", "交照片完成", "延後"]


def test_a_member_is_offered_what_a_member_may_do(dispatcher: Dispatcher) -> None:
    one, other = deadline("交照片", date(2014, 12, 25)), deadline("送件", date(2014, 12, 19))
    assert labels(said(dispatcher, reminder(one, reader="member"))) == ["延後", "不用提醒", "看清單"]
    both = [reminder(date, reader="member") for date in (one, other)]
    assert labels(said(dispatcher, *both)) == ["延後", "看清單"]


def test_who_convenes_one_community_and_is_in_another_changes_the_dates_of_the_one(dispatcher: Dispatcher) -> None:
    theirs = reminder(deadline("填問卷", date(2014, 12, 18), THEIRS), THEIRS, reader="member")
    ours = reminder(deadline("交照片", date(2014, 12, 25)), reader="co")
    assert labels(said(dispatcher, theirs, ours)) == ["交照片完成", "延後"]


def test_a_group_is_told_and_taps_nothing(dispatcher: Dispatcher) -> None:
    items = [reminder(deadline(title, date(2014, 12, 19)), reader="group") for title in ("交照片", "送件")]
    for some in (items, items[:1]):
        reply = said(dispatcher, *some)
        assert "交照片" in reply.text
        assert reply.choices == ()


def test_six_are_shown_and_the_others_counted_and_named(dispatcher: Dispatcher) -> None:
    items = [reminder(deadline(f"第{n}件事情", date(2014, 12, 19))) for n in range(SHOWN + 3)]
    reply = said(dispatcher, *items)
    assert reply.text.count("・12/19（五）") == SHOWN
    assert "還有 3 件：第6件事情、第7件事情、第8件事情。" in reply.text
    assert max(len(label) for label in labels(reply)) <= 20
    assert len(reply.choices) <= 13


def test_of_very_many_some_are_only_counted(dispatcher: Dispatcher) -> None:
    items = [reminder(deadline(f"第{n}件事情", date(2014, 12, 19))) for n in range(SHOWN + NAMED + 9)]
    reply = said(dispatcher, *items)
    assert f"還有 {NAMED + 9} 件：" in reply.text
    assert reply.text.count("件事情") == SHOWN + NAMED


def test_what_comes_late_says_when_it_was_due_and_what_could_not_be_pushed_says_so(dispatcher: Dispatcher) -> None:
    item = reminder(deadline("交照片", date(2014, 12, 19)))
    assert "12/18（四）08:00" in said(dispatcher, item, late=True).text
    assert said(dispatcher, item, told=True).text.startswith("這些沒能主動傳給您")


def test_a_plan_that_is_gone_does_not_silence_a_reminder(dispatcher: Dispatcher) -> None:
    whose = replace(OURS, plan="nowhere-99")
    assert "交照片" in said(dispatcher, reminder(deadline("交照片", date(2014, 12, 19)), whose)).text


# --- what people do about it ---


@dataclass
class Counting(Memory):
    """Notes what is read of reminders."""

    read: list[str] = field(default_factory=list)

    async def wishes(self, person: str) -> Wishes:
        self.read.append("wishes")
        return await super().wishes(person)

    async def ahead(self, person: str, limit: int) -> tuple[Reminder, ...]:
        self.read.append("ahead")
        return await super().ahead(person, limit)

    async def said(self, person: str, since: datetime) -> tuple[Reminder, ...]:
        self.read.append("said")
        return await super().said(person, since)


@dataclass
class Talking(Talk):
    """With reminders."""

    async def thinks(self, said: str, who: str = "王老師", token: str | None = None, group: bool = False) -> Outcome:
        ports = Ports(communities=self.memory, reminders=self.memory)
        return await self.dispatcher.turn(Incoming(who, said, token, group=group), self.persons[who], self.now, ports)

    def hears(self, said: str, who: str = "王老師", token: str | None = None) -> Outcome:
        """A turn, from outside of any loop."""
        return asyncio.run(self.says(said, who, token))


@pytest.fixture
def talking(dispatcher: Dispatcher) -> Talking:
    """王老師 convenes, 林老師 is a member; a date lies a week ahead, and its reminder has just come."""
    made = Talking(dispatcher, NOW - timedelta(days=3), Counting())
    made.joins("王老師", OURS)
    made.joins("林老師", OURS, "member")
    made.hears("幫我記 12/25 交照片")
    made.now = NOW + timedelta(hours=1)
    ahead = asyncio.run(made.memory.ahead("王老師", 9))
    made.memory.told["王老師"] = [one for one in ahead if one.due <= made.now]
    return made


def text(outcome: Outcome) -> str:
    """All that is said."""
    return "\n".join(reply.text for reply in outcome.replies)


def pushed(talking: Talking) -> dict[str, str]:
    """The tokens of the buttons of a reminder, by label."""
    one = talking.dates("open", "done", "cancelled")[0]
    return {choice.label: choice.token for choice in said(talking.dispatcher, reminder(one)).choices}


def test_who_is_reminded_no_more_is_one_person(talking: Talking) -> None:
    outcome = talking.hears("不用提醒", "王老師", pushed(talking)["不用提醒"])
    assert outcome.changes == (Snooze(talking.dates()[0].id),)
    assert "別人照常收到" in text(outcome)
    undone = talking.hears("復原")
    assert undone.changes == (Snooze(talking.dates()[0].id, over=True),)


@pytest.mark.parametrize("label", ["延後", "不用提醒"])
@pytest.mark.parametrize(
    ("before", "told"), [("交照片交完了", "已經完成"), ("刪掉交照片", "已經刪掉"), ("", "不在您的社群裡")]
)
def test_a_button_of_what_is_over_explains(talking: Talking, label: str, before: str, told: str) -> None:
    tokens = pushed(talking)
    if before:
        talking.hears(before)
    else:
        talking.memory.roles.pop(("北昌共備社群", "王老師"))
    outcome = talking.hears(label, "王老師", tokens[label])
    assert outcome.changes == ()
    assert told in text(outcome) or "還沒有社群" in text(outcome)


def test_a_button_of_a_date_that_was_moved_acts_on_the_date_as_it_is_now(talking: Talking) -> None:
    tokens = pushed(talking)
    talking.hears("交照片改到 12/30")
    asked = text(talking.hears("延後", "王老師", tokens["延後"]))
    assert "這件後來改過" in asked
    assert "12/30（二）" in asked


def test_somebody_elses_button_does_nothing(talking: Talking) -> None:
    talking.joins("李老師", THEIRS)
    outcome = talking.hears("不用提醒", "李老師", pushed(talking)["不用提醒"])
    assert outcome.changes == ()
    assert "不在您的社群裡" in text(outcome)


@pytest.mark.parametrize(
    "rest", ["was:x", "was:9999-2130-0700-0--1", "leads:x", "team:北昌共備社群:x", "until:x", "harm:x", "days", ""]
)
def test_a_made_up_button_changes_nothing_worth_mentioning(talking: Talking, rest: str) -> None:
    outcome = talking.hears("x", "林老師", f"rem:{rest}")
    assert outcome.replies
    assert not [change for change in outcome.changes if not isinstance(change, SetWishes)]


def test_a_question_that_waits_is_not_asked_again_after_the_date_is_done(talking: Talking) -> None:
    talking.hears("延後", "王老師", pushed(talking)["延後"])
    talking.memory.rows = {name: replace(one, state="done") for name, one in talking.memory.rows.items()}
    outcome = talking.hears("明天")
    assert outcome.changes == ()
    assert "已經完成" in text(outcome)


def test_words_right_after_a_reminder_mean_its_date_and_not_what_was_changed_last(talking: Talking) -> None:
    talking.now = NOW - timedelta(days=2)
    talking.hears("幫我記 1/20 交心得")
    talking.now = NOW + timedelta(hours=1)
    assert "完成了：交照片" in text(talking.hears("完成了"))


def test_words_after_a_change_mean_what_was_changed(talking: Talking) -> None:
    talking.hears("幫我記 1/20 交心得")
    assert "完成了：交心得" in text(talking.hears("完成了"))


def test_a_member_changes_nothing_but_their_own(talking: Talking) -> None:
    for said in (
        "我也要收提醒",
        "改成晚上八點提醒",
        "提早三天就好",
        "只在上班日提醒",
        "我們社群都提早 10 天提醒",
        "群組也要提醒",
    ):
        outcome = talking.hears(said, "林老師")
        assert all(isinstance(change, SetWishes | SetReminded) for change in outcome.changes)
    assert talking.memory.wanted["林老師"] == Wishes(time(20), leads=(3,), office_days=True)
    assert asyncio.run(talking.memory.wishes("王老師")) == Wishes()


@pytest.mark.parametrize(
    "said", ["改成晚上八點提醒", "晚上九點以後不要吵我", "週末不要提醒", "提早三天就好", "關掉提醒", "恢復預設"]
)
def test_every_setting_is_taken_back_with_one_tap(talking: Talking, said: str) -> None:
    before = Wishes(time(7, 30), time(20), time(6), leads=(14, 3))
    talking.memory.wanted["王老師"] = before
    talking.hears(said)
    assert talking.memory.wanted["王老師"] != before
    asyncio.run(talking.taps("復原"))
    assert talking.memory.wanted["王老師"] == before


def test_wishes_survive_a_button() -> None:
    for wishes in (Wishes(), Wishes(time(12, 30), time(0), time(0), office_days=True, leads=(14, 0), on=False)):
        assert unpacked(packed(wishes)) == wishes


def test_what_others_changed_since_keeps_nobody_from_silencing_a_reminder(talking: Talking) -> None:
    talking.joins("李老師", OURS, "co")
    talking.hears("幫我記 1/20 交心得", "李老師")
    talking.now += timedelta(hours=2)
    outcome = talking.hears("不用提醒")
    assert outcome.changes == (Snooze(talking.dates()[0].id),)


def test_after_days_it_is_asked_what_not_to_be_reminded_of(talking: Talking) -> None:
    talking.now += timedelta(days=3)
    outcome = talking.hears("不用提醒")
    assert outcome.changes == ()
    assert labels(outcome.replies[-1]) == ["12/25（四）交照片", "全部都不要"]


@pytest.mark.parametrize("words", ["交照片延後到明天", "交照片延後到週五", "延到12/20", "交照片延後三天", "延到12/30"])
def test_who_was_just_reminded_is_asked_before_a_date_moves_for_everybody(talking: Talking, words: str) -> None:
    asked = talking.hears(words)
    assert asked.changes == ()
    assert labels(asked.replies[-1]) == ["期限改了", "晚點提醒我"]
    later = talking.hears("晚點提醒我")
    assert [type(change) for change in later.changes] == [Snooze]
    assert "期限還是 12/25（四）" in text(later)


@pytest.mark.parametrize(("words", "asks"), [("交照片延後到12/24", True), ("交照片延後到12/30", False)])
def test_a_date_that_is_put_off_to_an_earlier_day_is_asked_about(talking: Talking, words: str, asks: bool) -> None:
    talking.now += timedelta(days=3)
    assert (talking.hears(words).changes == ()) == asks


def test_a_member_who_puts_something_off_means_the_reminder(talking: Talking) -> None:
    talking.memory.told["林老師"] = talking.memory.told["王老師"]
    outcome = talking.hears("交照片延後到明天", "林老師")
    assert outcome.changes == (Snooze(talking.dates()[0].id, date(2014, 12, 19)),)


def test_putting_off_one_of_several_asks_which_and_then_what_is_meant(talking: Talking) -> None:
    talking.now = NOW - timedelta(days=3)
    talking.hears("幫我記 12/25 填問卷")
    talking.now = NOW + timedelta(hours=1)
    ahead = asyncio.run(talking.memory.ahead("王老師", 9))
    talking.memory.told["王老師"] = [one for one in ahead if one.due <= talking.now]
    assert labels(talking.hears("延到12/30").replies[-1]) == ["12/25（四）交照片", "12/25（四）填問卷"]
    asyncio.run(talking.taps("12/25（四）填問卷"))
    outcome = talking.hears("期限改了")
    assert "已改日期：填問卷" in text(outcome)


# --- how reminders come ---


@pytest.mark.parametrize(
    ("pushed_on", "told"),
    [(("line", "telegram"), "連到 LINE 或 Telegram 就"), (("line",), "連到 LINE 就"), ((), "下次打字時說。")],
)
def test_nobody_is_told_to_link_a_messenger_that_this_bot_does_not_run(
    talking: Talking, pushed_on: tuple[str, ...], told: str
) -> None:
    talking.memory.ways["王老師"], talking.memory.pushed = "", pushed_on
    for words in ("提醒設定", "接下來的提醒"):
        assert told in text(talking.hears(words))
    assert ("連結帳號" in text(talking.hears("提醒設定"))) == bool(pushed_on)


def test_what_is_told_of_a_shortage_names_what_there_is(dispatcher: Dispatcher) -> None:
    day = date(2014, 12, 5)
    both, alone = (notice(day, dispatcher.composer, others).text for others in (["telegram"], []))
    assert "連到 Telegram" in both
    assert "連結帳號" not in alone
    group = notice(day, dispatcher.composer, ["telegram"], group=True).text
    assert "小幫手 群組不用提醒" in group
    assert "您下次打字" not in group


# --- beside an answer ---


def test_how_reminders_come_is_said_once(talking: Talking) -> None:
    assert "會提醒您" not in text(talking.hears("幫我記 1/20 交心得"))


def test_it_is_not_said_of_what_is_over_or_not_reminded_of(dispatcher: Dispatcher) -> None:
    made = Talking(dispatcher, NOW)
    made.joins("王老師", OURS)
    made.memory.wanted["王老師"] = Wishes(on=False)
    assert "會提醒您" not in text(made.hears("幫我記 1/20 交心得"))
    made.memory.wanted.clear()
    assert "會提醒您" in text(made.hears("幫我記 1/21 交照片"))


def test_nothing_is_read_twice_a_day_for_the_line_under_an_answer(talking: Talking) -> None:
    memory = talking.memory
    assert isinstance(memory, Counting)
    talking.now = NOW + timedelta(days=2)
    assert "順便提醒" in text(talking.hears("膳食費上限多少"))
    memory.read.clear()
    for said in ("外聘講師一節多少", "膳食費上限多少", "謝謝"):
        assert "順便提醒" not in text(talking.hears(said))
    assert memory.read == []


def test_the_mark_of_the_day_takes_the_place_of_the_one_before(talking: Talking) -> None:
    marks = set[int]()
    for _ in range(4):
        talking.now += timedelta(days=1)
        talking.hears("膳食費上限多少")
        marks.add(len(talking.persons["王老師"].noticed))
    assert len(marks) == 1


def test_a_group_is_told_nothing_beside_an_answer(talking: Talking) -> None:
    talking.memory.groups.add("共備群")
    talking.memory.start("共備群", OURS, "member")
    talking.memory.reminded["北昌共備社群", "共備群"] = True
    talking.persons["共備群"] = Person(plan=OURS.plan, noticed=frozenset({"bound"}))
    talking.now = NOW + timedelta(days=2)
    outcome = asyncio.run(talking.thinks("膳食費上限多少", "共備群", group=True))
    assert outcome.replies[0].verdict == "not_stated"
    assert "順便提醒" not in text(outcome)


def test_nobody_in_a_group_sets_their_own_or_opens_its_reminders(talking: Talking) -> None:
    talking.memory.groups.add("共備群")
    talking.memory.start("共備群", OURS, "member")
    talking.persons["共備群"] = Person(plan=OURS.plan, noticed=frozenset({"bound"}))
    for said in (
        "改成晚上八點提醒",
        "群組也要提醒",
        "我也要收提醒",
        "開啟提醒",
        "明天再提醒我",
        "我們社群都提早 10 天提醒",
        "群組提醒 ABCD-EFGH",
    ):
        outcome = asyncio.run(talking.thinks(said, "共備群", group=True))
        assert not any(isinstance(change, SetWishes | SetReminded | Snooze) for change in outcome.changes)
        assert outcome.replies
    tap = asyncio.run(talking.thinks("不用提醒", "共備群", pushed(talking)["不用提醒"], group=True))
    assert tap.changes == ()


def test_every_button_of_a_members_reminder_does_something_for_a_member(talking: Talking) -> None:
    one = reminder(talking.dates()[0], reader="member")
    for choice in said(talking.dispatcher, one).choices:
        outcome = asyncio.run(talking.thinks(choice.label, "林老師", choice.token))
        assert outcome.replies
        assert "召集人" not in text(outcome), choice.label
    later = talking.hears("12/24 再提醒我交照片", "林老師")
    assert Snooze(talking.dates()[0].id, date(2014, 12, 24)) in later.changes
    assert labels(later.replies[-1]) == ["復原", "看清單"]


def test_every_phrase_about_reminders_is_said_somewhere() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(compose.__file__).parent.glob("*.py"))
    assert not [name for name in ReminderPhrases.model_fields if not re.search(rf"\.{name}\b", code)]


def test_every_button_of_the_card_does_something(talking: Talking) -> None:
    card = talking.hears("提醒設定").replies[-1].choices
    assert len(card) <= 13
    for choice in card:
        assert token(talking.persons["王老師"], choice.label) == choice.token
        outcome = asyncio.run(talking.thinks(choice.label, token=choice.token))
        assert "不能用了" not in text(outcome)


def test_a_label_that_is_typed_does_the_same_as_a_tap(talking: Talking) -> None:
    card: tuple[Choice, ...] = talking.hears("提醒設定").replies[-1].choices
    for choice in card:
        tapped, typed = (asyncio.run(talking.thinks(choice.label, token=token)) for token in (choice.token, None))
        assert text(tapped).partition("CDEF")[0] == text(typed).partition("CDEF")[0]
