"""How teachers speak of being reminded, and what is none of it."""

from datetime import date, datetime, time
from functools import partial
from itertools import product
from timeit import repeat
from zoneinfo import ZoneInfo

import pytest

from content.text.dates import FromAnchor, OnDay
from handlers.reminders_words import Order, leads, quiet, read

NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Taipei"))
SAID: dict[str, tuple[str, ...]] = {
    "card": (
        "提醒設定",
        "我的提醒設定",
        "看提醒設定",
        "提醒怎麼設定",
        "改提醒",
        "我要改提醒設定",
    ),
    "hour": (
        "改成晚上八點提醒",
        "提醒時間改 12:30",
        "以後中午12點再提醒我",
        "早上七點半提醒我就好",
        "提醒改到下午五點",
        "每天傍晚6點提醒",
        "改提醒時間",
        "可以改成晚上8點再提醒嗎",
    ),
    "quiet": (
        "晚上九點以後不要吵我",
        "晚上10點到早上7點不要提醒",
        "22:00-07:00 勿擾",
        "早上八點以前不要吵我",
        "安靜時段改晚上11點到早上6點",
        "半夜不要傳",
        "隨時都可以提醒我",
    ),
    "office": (
        "週末不要提醒",
        "只在上班日提醒",
        "六日不要吵我",
        "假日別提醒我",
        "週末也可以提醒",
    ),
    "leads": (
        "提早三天就好",
        "前 14 天、3 天各提醒一次",
        "一週前和前一天提醒我",
        "當天提醒就好",
        "提前5天提醒我",
        "前一天再提醒就好",
        "兩週前、三天前、當天各提醒一次",
    ),
    "usual": (
        "恢復預設",
        "提醒恢復預設",
        "改回原本的提醒設定",
    ),
    "off": (
        "不要再提醒我",
        "關掉提醒",
        "不要提醒了",
        "取消提醒",
        "都不用提醒我了",
    ),
    "on": (
        "開啟提醒",
        "恢復提醒",
        "繼續提醒我",
    ),
    "join": (
        "我也要收提醒",
        "我也想收到提醒",
        "也提醒我一下",
    ),
    "group": (
        "群組也要提醒",
        "在群組裡提醒大家",
    ),
    "ungroup": ("群組不用提醒了",),
    "team": (
        "我們社群都提早 10 天提醒",
        "社群的提醒改成前10天和前3天",
        "大家都提早一週提醒",
    ),
    "ahead": (
        "接下來會提醒什麼",
        "我什麼時候會收到提醒",
        "下次提醒是什麼時候",
        "會提醒我哪些",
    ),
    "later": (
        "明天再提醒我",
        "三天後再提醒",
        "下週一再提醒我",
        "成果報告下週三再提醒我",
        "12/5再提醒",
        "延後三天",
        "晚點再提醒我",
        "先延後",
    ),
    "never": (
        "這個不用再提醒我",
        "這件不要再提醒了",
        "成果報告不用再提醒我",
        "不用提醒這個了",
    ),
}
SAID["later"] += ("下午三點再提醒我",)
SAID["card"] += ("太多提醒了", "提醒太多了")
SAID["out"] = ("我不要收到提醒", "不要收提醒")
SAID["again"] = ("打開傳照片的提醒", "傳照片照常提醒", "這個繼續提醒我")
HELD_BACK: dict[str, tuple[str, ...]] = {  # held back: all but one were understood at first
    "hour": (
        "提醒太早了啦 改晚上七點",
        "可不可以八點半再叫我",
    ),
    "quiet": (
        "晚上別吵我",
        "下班後不要傳訊息給我",
    ),
    "office": ("禮拜六日不要傳提醒",),
    "leads": (
        "我只要前一天提醒",
        "提醒一次就好，前三天",
        "太多提醒了，當天提醒就好",
    ),
    "off": (
        "提醒關掉",
        "別再提醒我了",
    ),
    "on": (
        "提醒打開",
        "再開始提醒我吧",
    ),
    "join": ("我是成員也想被提醒",),
    "group": ("幫我在群組也提醒",),
    "team": ("社群所有人都提前兩週提醒",),
    "ahead": (
        "之後會提醒我什麼",
        "下一次什麼時候提醒我",
    ),
    "later": (
        "後天再跟我說",
        "過三天再叫我",
        "下星期二再提醒成果報告",
        "先不要，下禮拜再說",
    ),
    "never": (
        "這個別再提醒了",
        "核銷不用提醒我了",
    ),
    "card": (
        "提醒的設定在哪",
        "通知設定",
    ),
    "usual": ("提醒用預設的就好",),
}
CASES = [(name, said) for table in (SAID, HELD_BACK) for name, all_of in table.items() for said in all_of]
NONE_OF_IT = (
    "幫我記 5/30 上傳申請檔案",
    "提醒我下週五交照片",
    "提醒我 12/1 開會",
    "明天提醒我交成果報告",
    "成果報告延後到 6/20",
    "成果報告提早三天交可以嗎",
    "成果報告什麼時候交",
    "可以提早核銷嗎",
    "審查結果什麼時候通知",
    "修改通知單要附嗎",
    "延到 5/28",
    "改成 4000 可以嗎",
    "平日的鐘點費多少",
    "講義一人80就好",
    "當天可以報名嗎",
    "社群要幾個人",
    "大家都要簽到嗎",
    "群組怎麼綁定",
    "預設的經費是多少",
    "完成了",
)


def order(said: str) -> Order:
    """What is read from words that are an order."""
    found = read(said, NOW)
    assert found
    return found


@pytest.mark.parametrize(("name", "said"), CASES)
def test_it_is_understood(name: str, said: str) -> None:
    assert order(said).name == name


@pytest.mark.parametrize("said", NONE_OF_IT)
def test_what_is_about_dates_or_plans_is_left_to_them(said: str) -> None:
    found = read(said, NOW)
    assert found is None or not found.sure


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("改成晚上八點提醒", time(20)),
        ("提醒時間改 12:30", time(12, 30)),
        ("早上七點半提醒我就好", time(7, 30)),
        ("提醒改到下午五點", time(17)),
        ("每天傍晚6點提醒", time(18)),
        ("改提醒時間", None),
    ],
)
def test_the_hour_is_the_one_that_was_said(said: str, at: time | None) -> None:
    assert order(said).begin == at


@pytest.mark.parametrize(
    ("said", "begin", "end"),
    [
        ("晚上九點以後不要吵我", time(21), None),
        ("早上八點以前不要吵我", None, time(8)),
        ("晚上10點到早上7點不要提醒", time(22), time(7)),
        ("22:00~07:00 勿擾", time(22), time(7)),
        ("安靜時段改晚上11點到早上6點", time(23), time(6)),
        ("半夜不要傳", None, None),
    ],
)
def test_quiet_hours_are_the_ones_that_were_said(said: str, begin: time | None, end: time | None) -> None:
    assert (order(said).begin, order(said).end) == (begin, end)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("提早三天就好", (3,)),
        ("前 14 天、3 天各提醒一次", (14, 3)),
        ("一週前和前一天提醒我", (7, 1)),
        ("兩週前、三天前、當天各提醒一次", (14, 3, 0)),
        ("當天提醒就好", (0,)),
        ("我們社群都提早 10 天提醒", (10,)),
        ("社群的提醒改成前10天和前3天", (10, 3)),
    ],
)
def test_the_days_before_are_the_ones_that_were_said(said: str, days: tuple[int, ...]) -> None:
    assert order(said).days == days


@pytest.mark.parametrize(
    ("said", "what", "day"),
    [
        ("明天再提醒我", "", date(2026, 11, 23)),
        ("三天後再提醒", "", date(2026, 11, 25)),
        ("12/5再提醒", "", date(2026, 12, 5)),
        ("成果報告下週三再提醒我", "成果報告", None),
        ("下星期二再提醒成果報告", "成果報告", None),
    ],
)
def test_what_is_put_off_and_until_when(said: str, what: str, day: date | None) -> None:
    found = order(said)
    assert found.what == what
    assert found.when.said
    assert day is None or found.when.value == OnDay(day)


def test_what_is_put_off_by_some_days_means_the_reminder_only_right_after_one() -> None:
    found = order("延後三天")
    assert not found.sure
    assert found.when.value in (OnDay(date(2026, 11, 25)), FromAnchor(3, "day"))


@pytest.mark.parametrize(
    ("said", "what"), [("這個不用再提醒我", ""), ("成果報告不用再提醒我", "成果報告"), ("不用提醒我複審了", "複審")]
)
def test_what_nobody_wants_to_hear_of_again(said: str, what: str) -> None:
    assert order(said).what == what


@pytest.mark.parametrize(
    ("said", "days"), [("7 1 0", (7, 1, 0)), ("三天", (3,)), ("前一天和當天", (1, 0)), ("不知道", ())]
)
def test_an_answer_may_be_days_alone(said: str, days: tuple[int, ...]) -> None:
    assert leads(said) == days


@pytest.mark.parametrize(("begin", "end"), list(product(("21:00", "晚上九點"), ("07:00", "早上七點"))))
def test_an_answer_may_be_quiet_hours_alone(begin: str, end: str) -> None:
    assert quiet(f"{begin}到{end}", NOW) == (time(21), time(7))


def test_a_long_row_of_such_words_is_read_in_one_way_only() -> None:
    short, long = (min(repeat(partial(read, "提醒" + "想要" * n, NOW), number=1, repeat=5)) for n in (6, 18))
    assert long < 300 * short  # each in two ways: 4,000 times as long
