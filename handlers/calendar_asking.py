"""What has to be asked before a date can be saved: what it is about, and which day is meant."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from content import calendar as plan_calendar
from content.text import dates
from content.text.dates import About, AtTime, OnDay, Span
from content.text.dates.amounts import shifted
from content.text.normalise import clean, squeeze
from handlers import calendar_days as days
from handlers import calendar_patterns as patterns
from handlers.calendar_days import Moment, When
from handlers.calendar_desk import Desk
from handlers.calendar_lists import some
from handlers.calendar_saying import short
from handlers.calendar_titles import TITLE
from handlers.calendar_words import read
from handlers.compose import Composer
from handlers.forms import Forms
from handlers.interview import Answers, NotUnderstood, Option, Question
from handlers.topic import Form, Given, Outcome, Turn

NAME = "calendar"  # of the interview
TITLE_KEY, DAY_KEY = "title", "day"
ACT, ID, WHY, OPTIONS, WHERE, ABOUT, YEAR = (
    "act",
    "id",
    "why",
    "options",
    "where",
    "about",
    "year",
)  # noted at the start; no question has such a key

# What may stand beside a day that answers a question; with anything else it is about something else.
_BESIDE = re.compile(
    some(
        "欸 誒 ㄟ 嗯 喔 哦 啊 阿 那 就 不 是 不是 不對 打錯 說錯 記錯 抱歉 不好意思 sorry 更正 應該 大概 可能 好像"
        " 我 我們 想 要 得 會 在 於 到 成 為 訂 定 選 改 記 請 幫我 麻煩 期限 日期 時間 截止 那天 當天 這天 那個 這個"
        " 前 之前 以前 為止 止 的 了 吧 啦 囉 唷 耶 呢 好 才對 可以 謝謝 ok"
        " 交 繳 送 寄 傳 填 上傳 完成 完 做 弄 寫 出去 開始 結束 辦 舉行"
    )
    + "*"
)
_CHOSEN = (
    (
        "是",
        "對",
        "好",
        "嗯",
        "沒錯",
        "是的",
        "對啊",
        "ok",
        "yes",
        "可以",
        "第一個",
        "前面",
        "前面那個",
        "前面的",
        "前者",
    ),
    ("第二個", "後面", "後面那個", "後面的", "後者"),
)


async def ask(desk: Desk, act: str, when: When, title: str = "", about: str = "") -> Outcome:
    """Opens the interview. `act`: what the day is for (add, move, event); `about`: the date's id, or the event."""
    known = {ACT: act, ID: about, WHY: when.ask, OPTIONS: ",".join(map(str, when.options)), WHERE: desk.community.id}
    if act == "event":
        known[YEAR] = str(desk.community.year)
    if title:
        known[ABOUT] = title
    if when.certain:
        known[DAY_KEY] = str(when.options[0])
    given = [Given(key, "", value, desk.turn.now) for key, value in known.items()]
    fresh = replace(desk.turn, person=desk.turn.person.without(NAME))
    return await Forms({NAME: partial(_asked, composer=desk.composer)}, desk.composer).begin(fresh, NAME, given)


async def _asked(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    wanted(turn, answers, composer)  # always misses an answer: that is why it is asked
    return Outcome(turn.person)


def wanted(turn: Turn, answers: Answers, composer: Composer) -> tuple[str, Moment]:
    """What the date is about, and when it is."""
    title = answers.known(ABOUT) or answers.ask(_about(composer))
    return title, days.moment(answers.ask(_day(turn, answers, title, composer)))


def _about(composer: Composer) -> Question:
    phrases = composer.library.phrases.calendar
    return Question(TITLE_KEY, phrases.ask_title, (), _read_title, phrases.ask_title_example)


def awaits_title(form: Form) -> bool:
    """Whether the interview asks what the date is about, so that any words may be the answer."""
    return not title_of(form)


def answers_day(said: str, turn: Turn, title: str) -> bool:
    """Whether a text holds a day, and beside it nothing that is about anything but the title."""
    text = clean(said)
    reading = dates.read(said, turn.now)
    rest = patterns.MONTH_DAY.sub("", text[: reading.start] + text[reading.end :])
    own = set(squeeze(clean(title)))
    return bool(reading.said) and _BESIDE.fullmatch("".join(one for one in squeeze(rest) if one not in own)) is not None


def title_of(form: Form) -> str:
    """What the date is about that is asked for; "" while that is asked itself."""
    return next((one.value for one in form.given if one.key in (ABOUT, TITLE_KEY)), "")


def _read_title(said: str) -> str:
    if not squeeze(clean(said)):
        raise NotUnderstood
    return " ".join(said.split())[:TITLE]


def _day(turn: Turn, answers: Answers, title: str, composer: Composer) -> Question:
    phrases = composer.library.phrases.calendar
    today = turn.now.date()
    options = tuple(_option(one, today) for one in answers.known(OPTIONS).split(",") if one)
    text = answers.known(WHY) or phrases.ask_day.format(title=title)
    read_day = partial(_read_day, turn=turn, composer=composer, options=options, title=title)
    if year := answers.known(YEAR):
        return Question(
            DAY_KEY, text, options, lambda said: _in_year(read_day(said), int(year)), phrases.ask_day_example
        )
    return Question(DAY_KEY, text, options, read_day, phrases.ask_day_example)


def _in_year(said: str, year: int) -> str:
    """What is over was over in its school year, where the next day of that name lies behind it."""
    found = days.moment(said)
    first, last = plan_calendar.school_year(year)
    before = shifted(found.day, -1, "year")
    return str(replace(found, day=before)) if found.day > last and first <= before <= last else said


def _option(said: str, today: date) -> Option:
    found = days.moment(said)
    at = f"{found.at:%H:%M}" if found.at else ""
    return Option(f"{short(found.day, today)}{at}", said)


def _read_day(said: str, turn: Turn, composer: Composer, options: Sequence[Option], title: str) -> str:
    """A day that was typed; who answers a question about a day has seen which ones are doubtful."""
    word = squeeze(clean(said))
    for place, words in enumerate(_CHOSEN):
        if word in words and len(options) > place:
            return options[place].value
    wish = read(said, turn.now)
    if wish and wish.kind in ("list", "undo", "adopt"):
        raise NotUnderstood
    reading = dates.read(said, turn.now)
    if reading.said and not answers_day(said, turn, title):
        raise NotUnderstood
    value = reading.value.value if isinstance(reading.value, About) else reading.value
    if not isinstance(value, OnDay | AtTime | Span):
        raise NotUnderstood(composer.library.phrases.calendar.ask_day_again if reading.said else "")
    last = value.end if isinstance(value, Span) else value
    return str(Moment(last.day) if isinstance(last, OnDay) else Moment(last.at.date(), last.at.time()))
