"""Dates as teachers type them. Unless a test says otherwise it is Wednesday, 2026-12-16, 14:20 in Taipei."""

import subprocess
import sys
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.text.dates import Doubt, FromAnchor, Mismatch, Nothing, OnDay, Reading, read, say
from content.text.numerals import spell

TAIPEI = ZoneInfo("Asia/Taipei")
NOW = datetime(2026, 12, 16, 14, 20, tzinfo=TAIPEI)
SUNDAY = datetime(2026, 11, 22, 9, tzinfo=TAIPEI)
Row = tuple[str, str]


def rows(table: str) -> list[Row]:
    """One expression and its value a line."""
    pairs = [line.rsplit(maxsplit=1) for line in table.strip().splitlines()]
    return [(said.strip(), value) for said, value in pairs]


def value(said: str, now: datetime = NOW) -> str:
    return read(said, now).notation()


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    民國116年3月8日                    2027-03-08
    中華民國 116 年 3 月 8 日           2027-03-08
    116.03.08                         2027-03-08
    116/3/8                           2027-03-08
    116-3-8                           2027-03-08
    1160308                           2027-03-08
    一百一十六年三月八號                 2027-03-08
    一一六年三月八日                    2027-03-08
    116年3/8                          2027-03-08
    本(115)年12月31日                  2026-12-31
    99年5月1日                         2010-05-01
    116年                             2027-01-01/2027-12-31
    116年3月                           2027-03-01/2027-03-31
    116/3                             2027-03-01/2027-03-31
    """),
)
def test_years_of_the_republic_are_read_in_every_shape(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    2027/3/8                          2027-03-08
    2027-03-08                        2027-03-08
    2027年3月8號                       2027-03-08
    20270308                          2027-03-08
    西元2027年3月                       2027-03-01/2027-03-31
    3/8/2027                          2027-03-08
    2027-03-08T13:30                  2027-03-08T13:30
    """),
)
def test_years_of_the_common_era_are_read(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    12/31                             2026-12-31
    12/16                             2026-12-16
    12/15                             2027-12-15
    3/8前交                            2027-03-08
    三月八                             2027-03-08
    3月廿八                            2027-03-28
    12-31                             2026-12-31
    1231                              2026-12-31
    3.8(一)                           2027-03-08
    20號                              2026-12-20
    10號                              2027-01-10
    卅一號                             2026-12-31
    本月20日                           2026-12-20
    這個月10號                          2026-12-10
    下個月10號                          2027-01-10
    上個月10號                          2026-11-10
    3月                               2027-03-01/2027-03-31
    """),
)
def test_a_day_without_a_year_or_month_is_the_next_one(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    12/18（五）                        2026-12-18
    12/18星期五                        2026-12-18
    週五12/18                         2026-12-18
    12/18 五                          2026-12-18
    (五)12/18                         2026-12-18
    下週五(12/25)                      2026-12-25
    明天（四）                          2026-12-17
    12/18（四）                        MISMATCH:2026-12-18
    明天(12/18)                        AMBIG:2026-12-17|2026-12-18
    12/11（五）                        2026-12-11
    """),
)
def test_a_weekday_is_checked_against_the_day(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    週五                               2026-12-18
    拜五                               2026-12-18
    禮拜三                             2026-12-23
    這週一                             2026-12-14
    本週日                             2026-12-20
    下禮拜一                            2026-12-21
    下个星期天                          2026-12-27
    下下週三                            2026-12-30
    上週五                             2026-12-11
    上上星期一                          2026-11-30
    下週                               2026-12-21/2026-12-27
    週末                               2026-12-19/2026-12-20
    週四到週六                          2026-12-17/2026-12-19
    下週二到四                          2026-12-22/2026-12-24
    兩週後的週三                         2026-12-30
    """),
)
def test_weeks_begin_on_monday(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    今天                               2026-12-16
    後天                               2026-12-18
    大前天                             2026-12-13
    三天后                             2026-12-19
    十日後                             2026-12-26
    兩個禮拜後                          2026-12-30
    三個月後                            2027-03-16
    五天前                             2026-12-11
    一週內                             2026-12-16/2026-12-23
    兩三天內                            2026-12-16/2026-12-19
    兩個工作天後                         2026-12-18
    十個工作天後                         2026-12-31
    四十分鐘後                          2026-12-16T15:00
    """),
)
def test_time_is_counted_from_now(said: str, expected: str) -> None:
    assert value(said) == expected


def test_office_days_step_over_holidays() -> None:
    """12/25 is a holiday since 2025: the 7th office day after the 16th is not the 25th."""
    assert value("七個工作天後") == "2026-12-28"


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    月底                               2026-12-31
    年底前                             2026-12-31
    這個月底                            2026-12-31
    下個月底                            2027-01-31~
    116年5月底                         2027-05-31~
    下個月初                            2027-01-01~
    3月中旬                            2027-03-15~
    月中                               2027-01-15~
    半個月後                            2026-12-31~
    3月8號左右                          2027-03-08~
    大概三月初                          2027-03-01~
    """),
)
def test_only_the_end_of_this_month_and_year_are_exact(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    下個月第一個星期一                    2027-01-04
    明年3月第三個禮拜六                   2027-03-20
    3月最後一個週五                       2027-03-26
    第四個週五                           2026-12-25
    3月第一個上班日                       2027-03-02
    明年第一個上班日                       2027-01-04
    月底最後一個週五                       2026-12-25
    2月第五個星期三                       NONE
    """),
)
def test_weekdays_of_a_month_are_counted(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    明天下午三點半                        2026-12-17T15:30
    12/18 14:00                        2026-12-18T14:00
    12/18下午2點10分                     2026-12-18T14:10
    12/18 pm 2:10                      2026-12-18T14:10
    下午四點                             2026-12-16T16:00
    早上九點                             2026-12-17T09:00
    12/18中午                           2026-12-18T12:00
    12/18兩點                           2026-12-18T14:00
    12/18晚上12點                        2026-12-19T00:00
    12/18凌晨12點                        2026-12-18T00:00
    12/18 24:00                        2026-12-19T00:00
    15:00～17:00                        2026-12-16T15:00/2026-12-16T17:00
    12/18下午2-4點                       2026-12-18T14:00/2026-12-18T16:00
    12/18早上10點到下午3點                 2026-12-18T10:00/2026-12-18T15:00
    12/18 9點到4點                       2026-12-18T09:00/2026-12-18T16:00
    12/18 1330-1630                    2026-12-18T13:30/2026-12-18T16:30
    12/18 9點到12/19 17點                2026-12-18T09:00/2026-12-19T17:00
    12/18早上九點到中午                    2026-12-18T09:00/2026-12-18T12:00
    12/18 25:00                        NONE
    """),
)
def test_times_of_day_follow_school_hours(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    12/18~12/20                       2026-12-18/2026-12-20
    12/18-20                          2026-12-18/2026-12-20
    12月18日至20日                      2026-12-18/2026-12-20
    18到20號                           2026-12-18/2026-12-20
    12/30～1/2                        2026-12-30/2027-01-02
    115年9月至116年6月                   2026-09-01/2027-06-30
    9~10月間                           2027-09-01/2027-10-31
    10/1~12/31                        2026-10-01/2026-12-31
    自12月18日起至12月31日止              2026-12-18/2026-12-31
    即日起至月底                        2026-12-16/2026-12-31
    8/1～隔年7/31                      2026-08-01/2027-07-31
    18、19日兩天                        2026-12-18/2026-12-19
    """),
)
def test_a_span_ends_in_the_future_and_may_cross_the_year(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    明後天                             AMBIG:2026-12-17|2026-12-18
    18日或19日                         AMBIG:2026-12-18|2026-12-19
    12/18還是12/25                     AMBIG:2026-12-18|2026-12-25
    週五或週六都行                       AMBIG:2026-12-18|2026-12-19
    兩三天後                            AMBIG:2026-12-18|2026-12-19
    18、20、22號                        AMBIG:2026-12-18|2026-12-20|2026-12-22
    """),
)
def test_where_no_day_is_likelier_all_are_offered(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    元旦                               2027-01-01
    聖誕節前                            2026-12-25
    聖誕節前三天                         2026-12-22
    明年教師節                           2027-09-28
    二二八                              2027-02-28
    母親節                              2027-05-09
    清明節                              2027-04-05
    端午                               2027-06-09
    今年中秋                            2026-09-25
    除夕                               2027-02-05
    農曆正月十五                          2027-02-20
    農曆12/16                           2027-01-23
    大年初三                             2027-02-08
    冬至                               2026-12-22
    行憲紀念日                          2026-12-25
    116年農曆春節                        2027-02-06
    228連假                            2027-02-27/2027-03-01
    """),
)
def test_named_and_lunar_days_are_known(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    核定後兩週內                         ANCHOR+P14D
    接到公文後10日內                     ANCHOR+P10D
    文到七日內                           ANCHOR+P7D
    研習結束後一個月內                    ANCHOR+P1M
    報名截止前五天                        ANCHOR-P5D
    活動三天前提醒                        ANCHOR-P3D
    提前一週                             ANCHOR-P7D
    聚會前兩小時                          ANCHOR-PT2H
    活動隔天                             ANCHOR+P1D
    活動當天早上八點                       ANCHOR+P0D
    """),
)
def test_what_hangs_on_an_event_waits_for_its_date(said: str, expected: str) -> None:
    assert value(said) == expected


def test_office_days_after_an_event_stay_office_days() -> None:
    assert read("收到通知後5個工作天內", NOW).value == FromAnchor(5, "office_day")


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    12/18前三天                        2026-12-15
    元旦前一天                          2026-12-31
    12/18三天後                        2026-12-21
    12/18起兩週內                       2026-12-18/2027-01-01
    12/18活動結束後一週內                 2026-12-18/2026-12-25
    12/18那週                          2026-12-14/2026-12-20
    """),
)
def test_a_date_may_be_counted_from(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    dec 18                            2026-12-18
    Fri Dec 18, 3pm                   2026-12-18T15:00
    Fri Dec 19                        MISMATCH:2026-12-19
    next Friday                       2026-12-25
    tomorrow 3pm                      2026-12-17T15:00
    in 2 weeks                        2026-12-30
    3 weeks later                     2027-01-06
    下週五 2-4pm                       2026-12-25T14:00/2026-12-25T16:00
    Dec 18 下午三點                     2026-12-18T15:00
    """),
)
def test_english_may_be_mixed_in(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    幫我記12/18要交成果                   2026-12-18
    第二次聚會改到12/23                   2026-12-23
    12/18延到12/25                      2026-12-25
    不是12/18是12/19                    2026-12-19
    12/18提前兩天                        2026-12-16
    時間：12月18日（五）13:30，地點：圖書館    2026-12-18T13:30
    """),
)
def test_the_date_of_a_sentence_is_the_one_that_counts(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "2月30日", "116年13月1日", "11/31", "32號", "115年2月29日",
        "115學年度第一學期", "下學期初", "學期末", "明年暑假", "開學第一個星期三", "學期第三週的週五",
        "每週三下午", "每個月5號", "隔週五", "星期幾", "12/18幾點",
        "明天不用了", "12/18取消", "明天再說", "新年快樂", "週末愉快",
        "便當120元30人", "外聘2節4000", "印刷80*20", "單價1205元", "3/4的人同意", "2/3以上出席",
        "24班", "第5場", "第3次聚會", "一週三次", "兩天一夜", "三天", "為期3日", "一日研習",
        "0912-345-678", "03-3322101轉7506", "02-2345-6789", "分機1205", "5號教室", "A4", "附件四之3.1",
        "十二年國教", "三年級", "108課綱", "提出3點建議", "有兩點想問", "師生比1:20", "拜託一下", "萬一來不及",
        "改天", "過幾天", "盡快", "", "👍",
    ],
)  # fmt: skip
def test_what_is_no_date_is_left_alone(said: str) -> None:
    assert isinstance(read(said, NOW).value, Nothing), value(said)


@pytest.mark.parametrize(
    ("said", "expected"),
    rows("""
    6/25學校運動會      2027-06-25
    12/20成員研習       2026-12-20
    3/4老師研習         2027-03-04
    12/18出席           2026-12-18
    """),
)
def test_what_nobody_would_share_is_a_day(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    ("said", "before"),
    [("端午節前交照片", True), ("清明連假以前", True), ("端午節聚餐", False), ("端午節前後", False)],
)
def test_it_is_told_that_a_day_is_the_one_before_which_something_is_due(said: str, before: bool) -> None:
    assert read(said, NOW).before is before


@pytest.mark.parametrize("said", ["12/18", "116.3.8", "下週五", "月底", "明天", "12/18 14:00", "12/18～20", "聖誕節"])
def test_a_plain_date_needs_no_question(said: str) -> None:
    assert read(said, NOW).sure


@pytest.mark.parametrize(
    ("said", "doubt"),
    [
        ("這週一", Doubt.PAST),
        ("115/12/1", Doubt.PAST),
        ("12/15", Doubt.ROLLED),
        ("3月中旬", Doubt.ROUGH),
        ("除夕", Doubt.LUNAR),
        ("農曆正月十五", Doubt.LUNAR),
        ("過年前", Doubt.CUSTOM),
        ("12/18兩點", Doubt.HALF_DAY),
        ("1231", Doubt.SHORTHAND),
        ("in 2 weeks", Doubt.FOREIGN),
    ],
)
def test_a_doubtful_date_says_why(said: str, doubt: Doubt) -> None:
    reading = read(said, NOW)
    assert doubt in reading.doubts
    assert not reading.sure


@pytest.mark.parametrize("said", ["下週五", "這週三", "上週五", "下禮拜"])
def test_on_a_sunday_the_week_is_asked_for(said: str) -> None:
    assert Doubt.SUNDAY in read(said, SUNDAY).doubts
    assert Doubt.SUNDAY not in read(said, NOW).doubts


def test_a_wrong_weekday_is_kept_beside_the_day() -> None:
    assert read("12/18（四）", NOW).value == Mismatch(date(2026, 12, 18), weekday=3)


def test_the_words_of_a_date_are_pointed_out() -> None:
    text = "幫我記12月18日（五）前要交成果"
    reading = read(text, NOW)
    assert reading.said == "12月18日(五)"
    assert (reading.start, reading.end) == (3, 12)


def test_times_stand_in_the_zone_of_the_clock() -> None:
    reading = read("明天下午三點", NOW)
    assert str(getattr(reading.value, "at", None)) == "2026-12-17 15:00:00+08:00"


def test_a_day_is_said_in_the_republic_with_its_weekday() -> None:
    assert say(date(2026, 12, 4)) == "115年12月4日（五）"
    assert say(date(2026, 12, 4), with_ce=True) == "115年12月4日（五）2026-12-04"


def test_dateparser_is_loaded_for_english_only() -> None:
    code = (
        "import sys; from datetime import datetime, UTC; from content.text.dates import read\n"
        "now = datetime(2026, 12, 16, tzinfo=UTC); read('下週五下午三點', now); print('dateparser' in sys.modules)\n"
        "read('in 2 weeks', now); print('dateparser' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True"]


DAYS = st.dates(date(2010, 1, 1), date(2035, 12, 31))


@given(DAYS, st.booleans())
def test_what_is_said_is_read_back(day: date, with_ce: bool) -> None:
    assert read(say(day, with_ce), NOW).value == OnDay(day)


@given(DAYS)
def test_every_writing_of_a_day_means_that_day(day: date) -> None:
    year, month, number = day.year - 1911, day.month, day.day
    writings = [
        f"{year}.{month}.{number}",
        f"{year}/{month:02}/{number:02}",
        f"{year:03}{month:02}{number:02}",
        f"民國{year}年{month}月{number}號",
        f"民國{spell(year)}年{spell(month)}月{spell(number)}日",
        day.isoformat(),
    ]
    assert {value(writing) for writing in writings} == {day.isoformat()}


@given(st.integers(0, 364))
def test_a_day_and_month_are_never_read_into_the_past(ahead: int) -> None:
    day = NOW.date() + timedelta(days=ahead)
    assert value(f"{day.month}/{day.day}") == value(f"{day.month}月{day.day}日") == day.isoformat()


@given(DAYS, DAYS)
def test_two_full_dates_make_a_span(first: date, last: date) -> None:
    expected = f"{first}/{last}" if first <= last else "NONE"
    assert value(f"{say(first)}～{say(last)}") == expected


PIECES = """
    115 年 12 月 5 日 號 上 下 週 五 / . - ~ 前 後 內 三 天 個 農曆 正月 初 底 第 一 最後 工作天 半 點 : 30 下午 晚上 pm
    今 後天 ( ) 或 、 改 不是 起 活動 元旦 連假 0 99 廿 十 dec fri next in weeks 小時 的 這 隔天 約 左右 季
    除夕 1151205 2026 31
"""


@settings(deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES.split()), max_size=9).map("".join)))
def test_any_text_has_a_reading(text: str) -> None:
    reading = read(text, NOW)
    assert isinstance(reading, Reading)
    assert reading.notation()
